#include "ConvaiNativeMouthComponent.h"

#include "Animation/MorphTarget.h"
#include "Components/SkeletalMeshComponent.h"
#include "ConvaiNativeConversationComponent.h"
#include "ConvaiNativeLog.h"
#include "Engine/SkeletalMesh.h"
#include "GameFramework/Actor.h"
#include "Misc/EngineVersionComparison.h"

namespace
{
	USkeletalMesh* MeshOf(const USkeletalMeshComponent& Component)
	{
#if UE_VERSION_OLDER_THAN(5, 1, 0)
		return Component.SkeletalMesh;
#else
		return Component.GetSkeletalMeshAsset();
#endif
	}
}

void UConvaiNativeMouthComponent::BeginPlay()
{
	Super::BeginPlay();
	if (!Conversation && GetOwner())
	{
		SetConversation(GetOwner()->FindComponentByClass<UConvaiNativeConversationComponent>());
	}
	if (!Conversation)
	{
		UE_LOG(LogConvaiNative, Warning, TEXT("%s has no conversation component: add one to the actor, or call Set Conversation."), *GetName());
	}
}

void UConvaiNativeMouthComponent::EndPlay(const EEndPlayReason::Type EndPlayReason)
{
	SetConversation(nullptr);
	Super::EndPlay(EndPlayReason);
}

void UConvaiNativeMouthComponent::SetConversation(UConvaiNativeConversationComponent* NewConversation)
{
	if (IsValid(Conversation))
	{
		Conversation->OnSpeechLevel.RemoveDynamic(this, &UConvaiNativeMouthComponent::OnSpeechLevel);
		SetMouthOpening(0.0f);
	}
	Conversation = NewConversation;
	if (NewConversation)
	{
		NewConversation->OnSpeechLevel.AddUniqueDynamic(this, &UConvaiNativeMouthComponent::OnSpeechLevel);
	}
}

void UConvaiNativeMouthComponent::OnSpeechLevel(float Level, float MouthOpening)
{
	SetMouthOpening(MouthOpening);
}

void UConvaiNativeMouthComponent::SetMouthOpening(float MouthOpening)
{
	if (!IsValid(Face))
	{
		Face = FindMesh();
	}
	if (Face)
	{
		Face->SetMorphTarget(MorphTarget, FMath::Clamp(MouthOpening, 0.0f, 1.0f) * Strength);
	}
}

USkeletalMeshComponent* UConvaiNativeMouthComponent::FindMesh() const
{
	AActor* Actor = GetOwner();
	if (!Actor)
	{
		return nullptr;
	}
	if (USkeletalMeshComponent* Chosen = Cast<USkeletalMeshComponent>(Mesh.GetComponent(Actor))) // an empty reference is the root
	{
		return Chosen;
	}
	TArray<USkeletalMeshComponent*> Faces;
	Actor->GetComponents(Faces);
	for (USkeletalMeshComponent* Each : Faces)
	{
		const USkeletalMesh* Asset = MeshOf(*Each);
		if (Asset && Asset->FindMorphTarget(MorphTarget))
		{
			return Each;
		}
	}
	return nullptr;
}

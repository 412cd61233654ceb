// Moves the mouth of a skeletal mesh while a character speaks.

#pragma once

#include "CoreMinimal.h"
#include "Components/ActorComponent.h"
#include "Engine/EngineTypes.h"
#include "ConvaiNativeMouthComponent.generated.h"

class UConvaiNativeConversationComponent;
class USkeletalMeshComponent;

/**
 * Opens the mouth of a character with its voice: it gives the mouth opening of the conversation component to a morph target of a
 * skeletal mesh. Add it to the actor of the character. Faces without morph targets, for example those of MetaHumans, have their
 * own rig: connect On Speech Level of the conversation component to it.
 */
UCLASS(ClassGroup = "Convai Native", meta = (BlueprintSpawnableComponent))
class CONVAINATIVE_API UConvaiNativeMouthComponent : public UActorComponent
{
	GENERATED_BODY()

public:
	/** The name of the morph target that opens the mouth. "jawOpen" is its name in ARKit, which many tools follow. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Mouth")
	FName MorphTarget = FName(TEXT("jawOpen"));

	/** The skeletal mesh component. If empty, the first one of the actor whose mesh has the morph target. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Mouth", meta = (UseComponentPicker, AllowedClasses = "/Script/Engine.SkeletalMeshComponent"))
	FComponentReference Mesh;

	/** The value of the morph target for a mouth that is wide open. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Mouth", meta = (ClampMin = "0", ClampMax = "2"))
	float Strength = 1.0f;

	/** Follows another character. Without a call of it, it is the conversation component of the same actor. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Mouth")
	void SetConversation(UConvaiNativeConversationComponent* NewConversation);

	/** Opens the mouth this far, from 0 to 1. Called for each frame of the voice; call it for a voice of your own. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Mouth")
	void SetMouthOpening(float MouthOpening);

	virtual void BeginPlay() override;
	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason) override;

private:
	UFUNCTION()
	void OnSpeechLevel(float Level, float MouthOpening);

	USkeletalMeshComponent* FindMesh() const;

	UPROPERTY(Transient)
	TObjectPtr<UConvaiNativeConversationComponent> Conversation;

	UPROPERTY(Transient)
	TObjectPtr<USkeletalMeshComponent> Face;
};

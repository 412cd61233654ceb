// Stand-ins for what a scene of the engine has beside audio: meshes, texts and the keyboard. See README.md.
#pragma once

#include "engine.h"

class UMorphTarget : public UObject { public: STUB_ENGINE_CLASS(UMorphTarget, UObject, STUB_OPTIONAL) };
class USkeletalMesh : public UObject
{
public:
	STUB_ENGINE_CLASS(USkeletalMesh, UObject, STUB_OPTIONAL)
	UMorphTarget* FindMorphTarget(FName Name) const
	{
		for (const FName& Each : StubMorphTargets) if (Each == Name) return GetMutableDefault<UMorphTarget>();
		return nullptr;
	}

	std::vector<FName> StubMorphTargets;
};
class USkeletalMeshComponent : public USceneComponent
{
public:
	STUB_ENGINE_CLASS(USkeletalMeshComponent, USceneComponent, STUB_OPTIONAL)
	void SetMorphTarget(FName Name, float Value, bool bRemoveZeroWeight = true) { StubWeights.push_back({Name, Value}); }
#if UE_VERSION_OLDER_THAN(5, 1, 0)
	TObjectPtr<USkeletalMesh> SkeletalMesh;
#else
	USkeletalMesh* GetSkeletalMeshAsset() const { return SkeletalMesh; }
	USkeletalMesh* SkeletalMesh = nullptr; // protected in the engine
#endif

	std::vector<std::pair<FName, float>> StubWeights;
};

enum EHorizTextAligment { EHTA_Left, EHTA_Center, EHTA_Right };
class UTextRenderComponent : public USceneComponent
{
public:
	STUB_ENGINE_CLASS(UTextRenderComponent, USceneComponent, STUB_OPTIONAL)
	void SetText(const FText& Value) { StubText = Value; }
	void SetHorizontalAlignment(EHorizTextAligment) {}

	FText StubText;
};

struct FKey { FName StubName; };
struct EKeys { inline static const FKey T{FName("T")}; };
enum EInputEvent { IE_Pressed, IE_Released };
class UInputComponent : public UActorComponent
{
public:
	STUB_ENGINE_CLASS(UInputComponent, UActorComponent, STUB_OPTIONAL)
	template <typename Object> void BindKey(const FKey Key, const EInputEvent Event, Object* Target, void (Object::*Method)()) { StubKeys.push_back({Event, [Target, Method] { (Target->*Method)(); }}); }
	void StubPress(EInputEvent Event) const { for (const auto& Each : StubKeys) if (Each.first == Event) Each.second(); }

	std::vector<std::pair<EInputEvent, std::function<void()>>> StubKeys;
};
class APlayerController : public AActor { public: STUB_ENGINE_CLASS(APlayerController, AActor, STUB_OPTIONAL) };
inline void AActor::EnableInput(APlayerController* PlayerController)
{
	if (PlayerController) InputComponent = NewObject<UInputComponent>(this);
}

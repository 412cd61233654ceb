// Stand-ins for the engine's Engine module, without audio: see README.md.
#pragma once

#include "objects.h"

class UGameInstance;
class UAudioComponent;

class UDeveloperSettings : public UObject
{
public:
	STUB_ENGINE_CLASS(UDeveloperSettings, UObject, STUB_OPTIONAL)
	virtual FName GetContainerName() const { return FName("Project"); }
	virtual FName GetCategoryName() const { return FName("Game"); } // the class names its configuration file
};
class USubsystem : public UObject { public: STUB_ENGINE_CLASS(USubsystem, UObject, STUB_OPTIONAL) };
class FSubsystemCollectionBase {};
class UGameInstanceSubsystem : public USubsystem
{
public:
	STUB_ENGINE_CLASS(UGameInstanceSubsystem, USubsystem, STUB_OPTIONAL)
	virtual void Initialize(FSubsystemCollectionBase&) {}
	virtual void Deinitialize() {}
};
class UGameInstance : public UObject
{
public:
	STUB_ENGINE_CLASS(UGameInstance, UObject, STUB_OPTIONAL)
	template <typename T> T* GetSubsystem() const { static_assert(std::is_base_of_v<UGameInstanceSubsystem, T>); return static_cast<T*>(StubSubsystem); }

	UGameInstanceSubsystem* StubSubsystem = nullptr;
};
class FAudioDevice;
class APlayerController;
enum ENetMode { NM_Standalone, NM_DedicatedServer, NM_ListenServer, NM_Client };
class UWorld : public UObject
{
public:
	STUB_ENGINE_CLASS(UWorld, UObject, STUB_OPTIONAL)
	virtual UWorld* GetWorld() const override { return const_cast<UWorld*>(this); }
	UGameInstance* GetGameInstance() const { return StubGame; }
	FAudioDevice* GetAudioDeviceRaw() const { return StubAudioDevice; }
	bool IsPaused() const { return StubPaused; }
	ENetMode GetNetMode() const { return StubNetMode; }
	APlayerController* GetFirstPlayerController() const { return StubPlayer; }

	UGameInstance* StubGame = nullptr;
	FAudioDevice* StubAudioDevice = nullptr;
	bool StubPaused = false;
	ENetMode StubNetMode = NM_Standalone;
	APlayerController* StubPlayer = nullptr;
};
struct FWorldDelegates
{
	DECLARE_MULTICAST_DELEGATE_ThreeParams(FWorldCleanupEvent, UWorld*, bool, bool);
	inline static FWorldCleanupEvent OnWorldCleanup;
};
enum class EGetWorldErrorMode { ReturnNull, LogAndReturnNull, Assert };
class UEngine : public UObject { public: STUB_ENGINE_CLASS(UEngine, UObject, STUB_OPTIONAL) UWorld* GetWorldFromContextObject(const UObject* Object, EGetWorldErrorMode) const { return Object->GetWorld(); } };
inline UEngine* GEngine = nullptr;

class UBlueprintFunctionLibrary : public UObject { public: STUB_ENGINE_CLASS(UBlueprintFunctionLibrary, UObject, STUB_OPTIONAL) };
// The game instance keeps a registered node alive, until it is ready to be destroyed.
class UBlueprintAsyncActionBase : public UObject
{
public:
	STUB_ENGINE_CLASS(UBlueprintAsyncActionBase, UObject, STUB_OPTIONAL)
	virtual void Activate() {}
	virtual void RegisterWithGameInstance(UObject* WorldContextObject) { StubRegistered = WorldContextObject && WorldContextObject->GetWorld() && WorldContextObject->GetWorld()->GetGameInstance(); }
	virtual void SetReadyToDestroy() { StubRegistered = false; }

	bool StubRegistered = false;
};
class UCancellableAsyncAction : public UBlueprintAsyncActionBase
{
public:
	STUB_ENGINE_CLASS(UCancellableAsyncAction, UBlueprintAsyncActionBase, STUB_OPTIONAL)
	virtual void Cancel() { SetReadyToDestroy(); }
	virtual bool IsActive() const { return ShouldBroadcastDelegates(); }
	virtual void BeginDestroy() override { Cancel(); UBlueprintAsyncActionBase::BeginDestroy(); }
	virtual bool ShouldBroadcastDelegates() const { return IsRegistered(); }
	bool IsRegistered() const { return StubRegistered; }
};

class UActorComponent;
class UInputComponent;
class USceneComponent;
namespace EEndPlayReason { enum Type { Destroyed, LevelTransition, EndPlayInEditor, RemovedFromWorld, Quit }; }
class AActor : public UObject
{
public:
	STUB_ENGINE_CLASS(AActor, UObject, STUB_OPTIONAL)
	USceneComponent* GetRootComponent() const { return StubRoot; }
	template <typename T> T* FindComponentByClass() const { for (UActorComponent* Each : StubComponents) { if (T* Found = Cast<T>(Each)) return Found; } return nullptr; }
	template <typename T> void GetComponents(TArray<T*>& OutComponents) const { for (UActorComponent* Each : StubComponents) { if (T* Found = Cast<T>(Each)) OutComponents.Add(Found); } }
	bool SetRootComponent(USceneComponent* NewRoot) { StubRoot = NewRoot; return true; }
	virtual void BeginPlay() {}
	virtual void EnableInput(APlayerController* PlayerController); // does nothing for null
	void Destroy();
	void StubEnd(EEndPlayReason::Type Reason);

	TObjectPtr<UInputComponent> InputComponent;
	USceneComponent* StubRoot = nullptr;
	std::vector<UActorComponent*> StubComponents;
};
enum ELevelTick { LEVELTICK_TimeOnly };
struct FActorComponentTickFunction { bool bCanEverTick = false; bool bStartWithTickEnabled = true; bool bTickEvenWhenPaused = false; };
class UActorComponent : public UObject
{
public:
	STUB_ENGINE_CLASS(UActorComponent, UObject, STUB_OPTIONAL)
	FActorComponentTickFunction PrimaryComponentTick;
	uint8 bAutoActivate : 1;
	AActor* GetOwner() const { return Cast<AActor>(StubOuter); }
	void RegisterComponent() { StubRegistered = true; GetOwner()->StubComponents.push_back(this); }
	virtual void SetComponentTickEnabled(bool bEnabled) { StubTicks = bEnabled; }
	virtual void BeginPlay() {}
	virtual void EndPlay(const EEndPlayReason::Type) {}
	virtual void TickComponent(float, ELevelTick, FActorComponentTickFunction*) {}
	virtual void DestroyComponent(bool bPromoteChildren = false) { StubEnd(EEndPlayReason::Destroyed); }
	void StubEnd(EEndPlayReason::Type Reason)
	{
		if (StubDestroyed) return;
		EndPlay(Reason);
		StubDestroyed = true;
	}

	bool StubRegistered = false;
	bool StubTicks = false;
};
class USceneComponent : public UActorComponent
{
public:
	STUB_ENGINE_CLASS(USceneComponent, UActorComponent, STUB_OPTIONAL)
	void SetupAttachment(USceneComponent* Parent) { StubParent = Parent; }

	USceneComponent* StubParent = nullptr;
};
inline void AActor::StubEnd(EEndPlayReason::Type Reason)
{
	const auto Components = StubComponents;
	for (UActorComponent* Each : Components) Each->StubEnd(Reason);
	StubDestroyed = true;
}
inline void AActor::Destroy() { StubEnd(EEndPlayReason::Destroyed); }

// A reference that names nothing is the root component of the actor.
struct FComponentReference
{
	TWeakObjectPtr<UActorComponent> OverrideComponent;
	FName ComponentProperty;
	FString PathToComponent;
	UActorComponent* GetComponent(AActor* OwningActor) const
	{
		if (OverrideComponent.IsValid()) return OverrideComponent.Get();
		return ComponentProperty == NAME_None && PathToComponent.IsEmpty() ? OwningActor->GetRootComponent() : nullptr;
	}
};

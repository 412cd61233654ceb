// Stubs of the engine's Engine module: see README.md. Declarations only. Never linked.
#pragma once

#include "objects.h"

class UGameInstance;
class UAudioComponent;

class USubsystem : public UObject {};
class FSubsystemCollectionBase {};
class UGameInstanceSubsystem : public USubsystem
{
public:
	virtual void Initialize(FSubsystemCollectionBase& Collection);
	virtual void Deinitialize();
};
class UGameInstance : public UObject
{
public:
	template <typename T> T* GetSubsystem() const { static_assert(std::is_base_of_v<UGameInstanceSubsystem, T>); return nullptr; }
};
class UWorld : public UObject { public: UGameInstance* GetGameInstance() const; };
struct FWorldDelegates { static TMulticastDelegate<UWorld*, bool, bool> OnWorldCleanup; };
enum class EGetWorldErrorMode { ReturnNull, LogAndReturnNull, Assert };
class UEngine : public UObject { public: UWorld* GetWorldFromContextObject(const UObject* Object, EGetWorldErrorMode Mode) const; };
extern UEngine* GEngine;

class UBlueprintFunctionLibrary : public UObject {};
class UBlueprintAsyncActionBase : public UObject
{
public:
	virtual void Activate();
	virtual void RegisterWithGameInstance(const UObject* WorldContextObject);
	virtual void SetReadyToDestroy();
};
class UCancellableAsyncAction : public UBlueprintAsyncActionBase
{
public:
	virtual void Cancel();
	virtual bool IsActive() const;
	virtual void BeginDestroy() override;
	virtual bool ShouldBroadcastDelegates() const;
	bool IsRegistered() const;
};

class USceneComponent;
class AActor : public UObject
{
public:
	USceneComponent* GetRootComponent() const;
	template <typename T> T* FindComponentByClass() const;
	template <typename T> T* CreateDefaultSubobject(FName Name) { static_assert(std::is_base_of_v<UObject, T>); return nullptr; }
};
namespace EEndPlayReason { enum Type { Destroyed, LevelTransition, EndPlayInEditor, RemovedFromWorld, Quit }; }
enum ELevelTick { LEVELTICK_TimeOnly };
struct FActorComponentTickFunction { bool bCanEverTick; bool bStartWithTickEnabled; };
class UActorComponent : public UObject
{
public:
	FActorComponentTickFunction PrimaryComponentTick;
	AActor* GetOwner() const;
	void RegisterComponent();
	virtual void SetComponentTickEnabled(bool bEnabled);
	virtual void BeginPlay();
	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason);
	virtual void TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction);
};
class USceneComponent : public UActorComponent { public: void SetupAttachment(USceneComponent* Parent); };

enum ESoundGroup { SOUNDGROUP_Default, SOUNDGROUP_Voice };
#define INDEFINITELY_LOOPING_DURATION (10000.0f)
class USoundBase : public UObject { public: float Duration; };
class USoundWave : public USoundBase
{
public:
	int32 NumChannels;
	ESoundGroup SoundGroup;
	uint8 bLooping : 1;
	void SetSampleRate(uint32 Rate);
};
class USoundWaveProcedural : public USoundWave
{
public:
	void QueueAudio(const uint8* Samples, const int32 Bytes);
	int32 GetAvailableAudioByteCount();
	void ResetAudio();
};
class UAudioComponent : public USceneComponent
{
public:
	void SetSound(USoundBase* Sound);
	virtual void Play(float StartTime = 0.0f);
	virtual void Stop();
};

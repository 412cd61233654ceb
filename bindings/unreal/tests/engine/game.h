// A game on the stand-ins of the engine: a world with one actor that has a conversation component.
#pragma once

#include "../core/support.h"

#include "Components/AudioComponent.h"
#include "ConvaiNativeConversationComponent.h"
#include "ConvaiNativeSettings.h"
#include "ConvaiNativeSubsystem.h"
#include "ConvaiNativeVoiceSound.h"
#include "Engine/Engine.h"
#include "Sound/SoundAttenuation.h"

#include <chrono>
#include <cmath>

struct FTestGame
{
	static constexpr double FrameSeconds = 1024.0 / 48000.0; // as long as a period of the device

	std::unique_ptr<FAudioDevice> Device;
	UWorld* World = nullptr;
	AActor* Actor = nullptr;
	UConvaiNativeConversationComponent* Character = nullptr;
	std::vector<std::string> Events;
	std::vector<float> Mouths;

	// Several games may run at once, as when several clients play in the editor.
	explicit FTestGame(bool bWithDevice = true)
	{
		if (bWithDevice) Device = std::make_unique<FAudioDevice>();
		UConvaiNativeSettings& Settings = *GetMutableDefault<UConvaiNativeSettings>();
		Settings.BaseUrl = StubWide(support::emulator());
		Settings.Proxy = FString(TEXT("direct"));
		if (Games++ == 0) GEngine = NewObject<UEngine>();
		Instance = NewObject<UGameInstance>();
		Subsystem = NewObject<UConvaiNativeSubsystem>(Instance);
		Instance->StubSubsystem = Subsystem;
		FSubsystemCollectionBase Collection;
		Subsystem->Initialize(Collection);
		OpenLevel();
	}
	~FTestGame()
	{
		CloseLevel(EEndPlayReason::Quit);
		Subsystem->Deinitialize();
		Device.reset();
		if (--Games != 0) return;
		StubObjects.clear();
		GEngine = nullptr;
	}
	FTestGame(const FTestGame&) = delete;
	FTestGame& operator=(const FTestGame&) = delete;

	void OpenLevel()
	{
		World = NewObject<UWorld>();
		World->StubGame = Instance;
		World->StubAudioDevice = Device.get();
		Actor = NewObject<AActor>(World);
		Actor->StubRoot = NewObject<USceneComponent>(Actor);
		Actor->StubRoot->RegisterComponent();
		Character = NewObject<UConvaiNativeConversationComponent>(Actor);
		Character->CharacterId = FString(TEXT("0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"));
		Character->RegisterComponent();
		Character->OnSpeechStarted.StubHandlers.push_back([this] { Events.push_back("started"); });
		Character->OnSpeechFinished.StubHandlers.push_back([this] { Events.push_back("finished"); });
		Character->OnSpeechLevel.StubHandlers.push_back([this](float, float Mouth) { Mouths.push_back(Mouth); });
	}
	// The engine ends the actors of a level first, and then the world.
	void CloseLevel(EEndPlayReason::Type Reason)
	{
		Actor->StubEnd(Reason);
		FWorldDelegates::OnWorldCleanup.Broadcast(World, true, true);
		World->StubDestroyed = true;
	}

	void Frame()
	{
		if (Device)
		{
			Device->StubGamePaused = World->StubPaused;
			Device->StubBegin();
		}
		FPlatformTime::StubSeconds += FrameSeconds;
		FTSTicker::GetCoreTicker().StubTick(static_cast<float>(FrameSeconds));
		const auto Components = Actor->StubComponents;
		for (UActorComponent* Each : Components)
		{
			const bool bTicks = Each->PrimaryComponentTick.bCanEverTick && Each->StubTicks && !Each->StubDestroyed;
			if (bTicks && (!World->StubPaused || Each->PrimaryComponentTick.bTickEvenWhenPaused))
			{
				Each->TickComponent(static_cast<float>(FrameSeconds), LEVELTICK_TimeOnly, &Each->PrimaryComponentTick);
			}
		}
		if (Device) Device->StubWait();
		// The library converts voices at the pace of a clock.
		std::this_thread::sleep_for(std::chrono::duration<double>(FrameSeconds));
	}
	void Frames(int Count)
	{
		for (; Count > 0; --Count) Frame();
	}
	// Returns false if it does not hold within 2,000 frames, about 43 seconds of the game.
	bool RunUntil(const std::function<bool()>& Holds)
	{
		for (int Count = 0; Count < 2000 && !Holds(); ++Count) Frame();
		return Holds();
	}
	bool Finished() const { return !Events.empty() && Events.back() == "finished"; }

	// The audio component that plays the voice.
	UAudioComponent* Speaker() const
	{
		for (UActorComponent* Each : Actor->StubComponents)
		{
			UAudioComponent* Audio = Cast<UAudioComponent>(Each);
			if (Audio && Audio->Sound && Cast<UConvaiNativeVoiceSound>(Audio->Sound)) return Audio;
		}
		return nullptr;
	}
	UAudioComponent* AddAudioComponent()
	{
		UAudioComponent* Made = NewObject<UAudioComponent>(Actor);
		Made->RegisterComponent();
		return Made;
	}
	FConvaiNativeError Speak(int Milliseconds, bool bReplace = false)
	{
		TArray<float> Samples;
		for (int Index = 0; Index < 48 * Milliseconds; ++Index) Samples.Add(0.5f * std::sin(static_cast<float>(Index) * 0.0576f));
		return Character->PlaySamples(Samples, 1, 48000, bReplace);
	}
	std::size_t Heard() const
	{
		return static_cast<std::size_t>(std::count_if(Device->StubHeard.begin(), Device->StubHeard.end(), [](int16 Sample) { return Sample != 0; }));
	}

	UGameInstance* Instance = nullptr;
	UConvaiNativeSubsystem* Subsystem = nullptr;

private:
	inline static int Games = 0;
};

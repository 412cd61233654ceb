// The voice of a conversation component: what is heard, through which audio component, and the events about it.

#include "ConvaiNativeConversationComponent.h"

#include "AudioDevice.h"
#include "Components/AudioComponent.h"
#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeVoiceSound.h"
#include "Core/Dialogue.h"
#include "Core/Microphone.h"
#include "Engine/World.h"
#include "GameFramework/Actor.h"
#include "HAL/PlatformTime.h"
#include "Sound/SoundAttenuation.h"

using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToError;
using ConvaiNativeConvert::ToMilliseconds;
using ConvaiNativeConvert::ToSpan;

namespace
{
	/** Returns 0 where there is no audio device: on a dedicated server, and with -nosound. */
	uint32 DeviceSampleRate(const UWorld* World)
	{
		const FAudioDevice* Device = World ? World->GetAudioDeviceRaw() : nullptr;
		return Device ? static_cast<uint32>(FMath::Max(static_cast<float>(Device->GetSampleRate()), 0.0f)) : 0;
	}

	/** An empty reference means the root component of the actor, which may be a sound of the level. */
	bool IsSet(const FComponentReference& Reference)
	{
		return Reference.OverrideComponent.IsValid() || Reference.ComponentProperty != NAME_None || !Reference.PathToComponent.IsEmpty();
	}

	UAudioComponent* MakeSpeaker(AActor& Actor, USoundAttenuation* Attenuation)
	{
		UAudioComponent* Made = NewObject<UAudioComponent>(&Actor);
		Made->bAutoActivate = false;
		Made->bAllowSpatialization = Actor.GetRootComponent() != nullptr;
		Made->AttenuationSettings = Attenuation;
		Made->bOverrideAttenuation = Attenuation == nullptr; // by those of the component, which are the defaults
		Made->SetupAttachment(Actor.GetRootComponent());
		Made->RegisterComponent();
		return Made;
	}
}

// Opens the voice for the audio device. A device that has come or gone counts from the next time that nothing is heard.
void UConvaiNativeConversationComponent::OpenVoice()
{
	SetComponentTickEnabled(true);
	const uint32 SampleRate = DeviceSampleRate(GetWorld());
	if (Speech->playback() && (Speech->has_device() == (SampleRate != 0) || !Speech->idle()))
	{
		return;
	}
	convai_native::SpeechDevice Device;
	Device.sample_rate = SampleRate;
	Device.start_buffer_ms = ToMilliseconds(StartBufferSeconds);
	Device.max_buffered_ms = ToMilliseconds(MaxVoiceSeconds);
	if (const convai_native::Failure Failure = Speech->open(Device))
	{
		UE_LOG(LogConvaiNative, Warning, TEXT("%s will not be heard: %s"), *GetName(), *ConvaiNativeConvert::FromUtf8(Failure.message));
	}
	Dialogue->set_playback(Speech->playback());
	Microphone->set_playback(bGateWhileSpeaking ? Speech->playback() : nullptr);
}

FConvaiNativeError UConvaiNativeConversationComponent::PlaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate, bool bReplace)
{
	OpenVoice();
	return ToError(Speech->play(ToSpan(Samples), ToCount(Channels), ToCount(SampleRate), bReplace));
}

FConvaiNativeError UConvaiNativeConversationComponent::PlayResponse(const FConvaiNativeResponse& Response, bool bReplace)
{
	if (!Response.Voice.IsValid() || Response.Voice->Pcm().empty())
	{
		return FConvaiNativeError();
	}
	OpenVoice();
	const FConvaiNativeVoice& Voice = *Response.Voice;
	return ToError(Speech->play(Voice.Pcm(), Voice.Channels(), Voice.SampleRate(), bReplace));
}

FConvaiNativeError UConvaiNativeConversationComponent::PlayTurn(uint64 Turn, bool bReplace)
{
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher();
	if (!Dispatcher.IsValid())
	{
		return FConvaiNativeError();
	}
	OpenVoice();
	Speech->follow(Turn);
	return ToError(Dispatcher->play(Turn, Speech->playback(), bReplace));
}

void UConvaiNativeConversationComponent::StopVoice(float FadeSeconds)
{
	(void)Speech->stop(ToMilliseconds(FMath::Min(FadeSeconds, 10.0f)));
}

void UConvaiNativeConversationComponent::PauseVoice(bool bPause)
{
	Speech->pause(bPause);
	SetComponentTickEnabled(true);
}

FConvaiNativeError UConvaiNativeConversationComponent::SetVoiceVolume(float Volume)
{
	OpenVoice();
	return ToError(Speech->set_volume(Volume));
}

FConvaiNativeVoiceState UConvaiNativeConversationComponent::GetVoiceState() const
{
	return ConvaiNativeConvert::ToVoiceState(Speech->state());
}

bool UConvaiNativeConversationComponent::IsSpeaking() const
{
	return Speech->speaking();
}

convai_native::SpeechFrame UConvaiNativeConversationComponent::UpdateVoice()
{
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher();
	const UWorld* World = GetWorld();
	const bool bSoundsPaused = World && World->IsPaused() && !(IsValid(AudioComponent) && AudioComponent->bIsUISound);
	const int64 Now = static_cast<int64>(FPlatformTime::Seconds() * 1000000.0);
	const convai_native::SpeechFrame Frame = Speech->update(Now, bSoundsPaused, [&Dispatcher](uint64 Turn)
	{
		return Dispatcher.IsValid() && Dispatcher->progress(Turn).has_value();
	});
	PlaySound(Frame);
	return Frame;
}

void UConvaiNativeConversationComponent::PlaySound(const convai_native::SpeechFrame& Frame)
{
	if (!Frame.wants_sound)
	{
		StopSound();
	}
	else if (!Sound)
	{
		StartSound();
	}
	else if (Frame.retry && IsValid(AudioComponent) && !AudioComponent->IsPlaying())
	{
		AudioComponent->Play(); // too many sounds played, or the component was stopped
	}
}

void UConvaiNativeConversationComponent::StartSound()
{
	UAudioComponent* Component = FindSpeaker();
	const uint32 SampleRate = DeviceSampleRate(GetWorld());
	if (!Component || SampleRate == 0)
	{
		return;
	}
	AudioComponent = Component;
	Sound = UConvaiNativeVoiceSound::Make(this, Speech->new_reader(SampleRate), SampleRate);
	Component->SetSound(Sound);
	Component->Play();
}

void UConvaiNativeConversationComponent::StopSound()
{
	if (!Sound)
	{
		return;
	}
	Speech->drop_reader();
	if (IsValid(AudioComponent) && AudioComponent->Sound == Sound)
	{
		AudioComponent->Stop();
	}
	Sound = nullptr;
}

UAudioComponent* UConvaiNativeConversationComponent::FindSpeaker()
{
	AActor* Actor = GetOwner();
	if (!Actor)
	{
		return nullptr;
	}
	if (IsSet(Speaker))
	{
		if (UAudioComponent* Chosen = Cast<UAudioComponent>(Speaker.GetComponent(Actor)))
		{
			return Chosen;
		}
		UE_LOG(LogConvaiNative, Warning, TEXT("The Speaker of %s is no audio component: choose one, or clear the property."), *GetName());
	}
	if (!IsValid(OwnSpeaker))
	{
		OwnSpeaker = MakeSpeaker(*Actor, Attenuation);
	}
	return OwnSpeaker;
}

void UConvaiNativeConversationComponent::EndVoice()
{
	Dialogue->set_playback(nullptr);
	Microphone->set_playback(nullptr);
	Speech->close();
	StopSound();
	if (IsValid(OwnSpeaker))
	{
		OwnSpeaker->DestroyComponent();
	}
	OwnSpeaker = AudioComponent = nullptr;
	SetComponentTickEnabled(false);
}

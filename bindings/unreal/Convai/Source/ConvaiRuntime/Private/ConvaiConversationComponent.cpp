#include "ConvaiConversationComponent.h"

#include "Components/AudioComponent.h"
#include "ConvaiConvert.h"
#include "ConvaiLog.h"
#include "ConvaiSound.h"
#include "ConvaiSubsystem.h"
#include "Core/SpeechQueue.h"
#include "Core/Talk.h"
#include "GameFramework/Actor.h"
#include "Sound/SoundWaveProcedural.h"

using ConvaiConvert::ToFlags;
using ConvaiConvert::ToSpan;
using ConvaiConvert::ToUtf8;

UConvaiConversationComponent::UConvaiConversationComponent()
	: Talk(MakeShared<convai_core::Talk>())
	, Speech(MakeShared<convai_core::SpeechQueue>())
{
	PrimaryComponentTick.bCanEverTick = true;
	PrimaryComponentTick.bStartWithTickEnabled = false; // only while the character speaks
}

void UConvaiConversationComponent::EndPlay(const EEndPlayReason::Type EndPlayReason)
{
	const UConvaiSubsystem* Subsystem = UConvaiSubsystem::Get(this);
	if (Subsystem && Subsystem->GetHub().IsValid())
	{
		Subsystem->GetHub()->abandon(GetUniqueID());
	}
	Talk->end();
	StopSound(false);
	Super::EndPlay(EndPlayReason);
}

// Begins a turn: `Start` does with the hub what kind of turn it is.
uint64 UConvaiConversationComponent::Turn(FStart Start, FConvaiTurnDone Done, TFunction<void()> Abandoned)
{
	const UConvaiSubsystem* Subsystem = UConvaiSubsystem::Get(this);
	if (!Subsystem || !Subsystem->GetHub().IsValid())
	{
		UE_LOG(LogConvai, Warning, TEXT("%s was spoken to outside of a running game: nothing is said."), *GetName());
		return 0;
	}
	Talk->with(ToUtf8(CharacterId), ToUtf8(SavedSessionId));
	Talk->set_fallback(ToUtf8(FallbackLine));

	const TWeakObjectPtr<UConvaiConversationComponent> Weak(this);
	convai_core::Call Call;
	Call.scope = GetUniqueID();
	Call.timeout_ms = ConvaiConvert::ToMilliseconds(TurnTimeoutSeconds);
	Call.listener.deliver = [Weak, Done = MoveTemp(Done)](convai_core::Reply&& Reply)
	{
		const FConvaiError Error = ConvaiConvert::ToError(Reply.failure);
		const FConvaiAnswer Answer = ConvaiConvert::ToAnswer(MoveTemp(Reply.response));
		if (UConvaiConversationComponent* Component = Weak.Get())
		{
			Component->Heard(Answer, Error);
		}
		if (Done)
		{
			Done(Answer, Error);
		}
	};
	if (Abandoned)
	{
		Call.listener.abandoned = MoveTemp(Abandoned);
	}
	const TSharedPtr<convai_core::Hub> Hub = Subsystem->GetHub();
	return Start(*Hub, MoveTemp(Call));
}

uint64 UConvaiConversationComponent::SayThen(const FString& Text, FConvaiTurnDone Done, TFunction<void()> Abandoned)
{
	return Turn([&](convai_core::Hub& Hub, convai_core::Call&& Call)
	{
		return Talk->say(Hub, ToUtf8(Text), ToFlags(bVoice), MoveTemp(Call));
	}, MoveTemp(Done), MoveTemp(Abandoned));
}

void UConvaiConversationComponent::Say(const FString& Text)
{
	SayThen(Text, nullptr);
}

void UConvaiConversationComponent::SaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate)
{
	Turn([&](convai_core::Hub& Hub, convai_core::Call&& Call)
	{
		return Talk->say_samples(Hub, ToSpan(Samples), static_cast<uint32>(FMath::Max(Channels, 0)), static_cast<uint32>(FMath::Max(SampleRate, 0)), ToFlags(bVoice), MoveTemp(Call));
	}, nullptr, nullptr);
}

void UConvaiConversationComponent::SayWav(const TArray<uint8>& Wav)
{
	Turn([&](convai_core::Hub& Hub, convai_core::Call&& Call)
	{
		return Talk->say_wav(Hub, ToSpan(Wav), ToFlags(bVoice), MoveTemp(Call));
	}, nullptr, nullptr);
}

FConvaiError UConvaiConversationComponent::BeginUtterance(int32 Channels, int32 SampleRate, float MaxSeconds)
{
	return ConvaiConvert::ToError(Talk->begin_utterance(static_cast<uint32>(FMath::Max(Channels, 0)), static_cast<uint32>(FMath::Max(SampleRate, 0)), ConvaiConvert::ToMilliseconds(MaxSeconds)));
}

bool UConvaiConversationComponent::PushSamples(const TArray<float>& Samples)
{
	return PushRawSamples(Samples.GetData(), Samples.Num());
}

bool UConvaiConversationComponent::PushRawSamples(const float* Samples, int32 Count) const
{
	return Talk->push(convai::Span<const float>(Samples, static_cast<std::size_t>(FMath::Max(Count, 0)))) == convai::Code::ok;
}

float UConvaiConversationComponent::GetInputLevel() const
{
	return Talk->level().rms;
}

void UConvaiConversationComponent::FinishUtterance()
{
	FinishUtteranceThen(nullptr);
}

uint64 UConvaiConversationComponent::FinishUtteranceThen(FConvaiTurnDone Done, TFunction<void()> Abandoned)
{
	return Turn([&](convai_core::Hub& Hub, convai_core::Call&& Call)
	{
		return Talk->say_utterance(Hub, ToFlags(bVoice), MoveTemp(Call));
	}, MoveTemp(Done), MoveTemp(Abandoned));
}

void UConvaiConversationComponent::CancelUtterance()
{
	Talk->end_utterance();
}

void UConvaiConversationComponent::Interrupt()
{
	Talk->interrupt();
	StopSound(true);
}

void UConvaiConversationComponent::ResetSession()
{
	Talk->reset();
}

FString UConvaiConversationComponent::GetSessionId() const
{
	return ConvaiConvert::FromUtf8(Talk->session_id());
}

bool UConvaiConversationComponent::IsSpeaking() const
{
	return Sound != nullptr;
}

void UConvaiConversationComponent::Heard(const FConvaiAnswer& Answer, const FConvaiError& Error)
{
	if (bVoice && Answer.Voice.IsValid())
	{
		Speech->push(Answer.Voice->Response);
		SetComponentTickEnabled(true);
	}
	(Error.IsError() ? OnFailure : OnAnswer).Broadcast(Answer, Error);
}

void UConvaiConversationComponent::TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction)
{
	Super::TickComponent(DeltaTime, TickType, ThisTickFunction);
	FeedSpeaker();
}

void UConvaiConversationComponent::FeedSpeaker()
{
	while (const convai_core::SpeechQueue::Slice Slice = Speech->next(Sound ? ConvaiSound::Buffered(*Sound) : 0))
	{
		if (Slice.new_sound || !Sound)
		{
			StartSound(Slice.channels, Slice.sample_rate);
		}
		ConvaiSound::Queue(*Sound, Slice.samples);
	}
	if (Speech->empty() && (!Sound || ConvaiSound::Buffered(*Sound) == 0))
	{
		StopSound(true);
	}
}

void UConvaiConversationComponent::StartSound(uint32 Channels, uint32 SampleRate)
{
	AActor* Actor = GetOwner();
	if (!Speaker)
	{
		Speaker = Actor->FindComponentByClass<UAudioComponent>();
	}
	if (!Speaker)
	{
		Speaker = NewObject<UAudioComponent>(Actor);
		Speaker->SetupAttachment(Actor->GetRootComponent());
		Speaker->RegisterComponent();
	}
	const bool bFirst = !Sound;
	Sound = ConvaiSound::Make(this, Channels, SampleRate);
	Speaker->SetSound(Sound);
	Speaker->Play();
	if (bFirst)
	{
		OnSpeechStarted.Broadcast();
	}
}

void UConvaiConversationComponent::StopSound(bool bTell)
{
	Speech->clear();
	SetComponentTickEnabled(false);
	if (!Sound)
	{
		return;
	}
	Sound = nullptr;
	if (Speaker)
	{
		Speaker->Stop();
	}
	if (bTell)
	{
		OnSpeechFinished.Broadcast();
	}
}

// How a conversation component listens to the player.

#include "ConvaiNativeConversationComponent.h"

#include "ConvaiNativeConvert.h"
#include "Core/Dialogue.h"
#include "Core/Microphone.h"

using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToError;
using ConvaiNativeConvert::ToFlags;
using ConvaiNativeConvert::ToMilliseconds;

namespace
{
	convai::Span<const float> ToSamples(const float* Samples, int32 Count)
	{
		return convai::Span<const float>(Samples, static_cast<std::size_t>(FMath::Max(Count, 0)));
	}

	convai_native::MicrophoneOptions ToMicrophone(const FConvaiNativeListenOptions& Options)
	{
		convai_native::MicrophoneOptions Result;
		Result.channels = ToCount(Options.Channels);
		Result.sample_rate = ToCount(Options.SampleRate);
		Result.max_ms = ToMilliseconds(Options.MaxSeconds);
		if (Options.Trigger == EConvaiNativeListening::Samples)
		{
			return Result; // the library refuses what a trigger does not use
		}
		Result.trigger = convai::Trigger::begin;
		Result.pre_roll_ms = ToMilliseconds(Options.PreRollSeconds);
		if (Options.Trigger == EConvaiNativeListening::Voice)
		{
			Result.trigger = convai::Trigger::speech;
			Result.speech_ms = ToMilliseconds(Options.SpeechSeconds);
			Result.silence_ms = ToMilliseconds(Options.SilenceSeconds);
			Result.speech_threshold = Options.SpeechThreshold;
			Result.silence_threshold = Options.SilenceThreshold;
		}
		return Result;
	}
}

bool FConvaiNativeMicrophoneInput::Push(const float* Samples, int32 Count, int32 Channels, int32 SampleRate) const
{
	return Microphone.IsValid() && Microphone->push(ToSamples(Samples, Count), ToCount(Channels), ToCount(SampleRate)) == convai::Code::ok;
}

FConvaiNativeError UConvaiNativeConversationComponent::StartListening(const FConvaiNativeListenOptions& Options)
{
	bGateWhileSpeaking = Options.bGateWhileSpeaking;
	bPlayerInterrupts = Options.bPlayerInterrupts;
	const convai_native::Failure Failure = Microphone->open(ToMicrophone(Options));
	if (!Failure)
	{
		OpenVoice();
		Microphone->set_playback(bGateWhileSpeaking ? Speech->playback() : nullptr);
	}
	return ToError(Failure);
}

FConvaiNativeError UConvaiNativeConversationComponent::BeginUtterance(int32 Channels, int32 SampleRate, float MaxSeconds)
{
	FConvaiNativeListenOptions Options;
	Options.Channels = Channels;
	Options.SampleRate = SampleRate;
	Options.MaxSeconds = MaxSeconds;
	return StartListening(Options);
}

FConvaiNativeError UConvaiNativeConversationComponent::StartRecording()
{
	return ToError(Microphone->begin());
}

bool UConvaiNativeConversationComponent::PushSamples(const TArray<float>& Samples)
{
	return Microphone->push(ToSamples(Samples.GetData(), Samples.Num())) == convai::Code::ok;
}

bool UConvaiNativeConversationComponent::PushCapturedSamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate)
{
	return GetMicrophoneInput().Push(Samples.GetData(), Samples.Num(), Channels, SampleRate);
}

FConvaiNativeMicrophoneInput UConvaiNativeConversationComponent::GetMicrophoneInput() const
{
	return FConvaiNativeMicrophoneInput(Microphone);
}

float UConvaiNativeConversationComponent::GetInputLevel() const
{
	return Microphone->level().rms;
}

int64 UConvaiNativeConversationComponent::GetClippedSamples() const
{
	return static_cast<int64>(Microphone->clipped());
}

float UConvaiNativeConversationComponent::GetUtteranceSeconds() const
{
	return static_cast<float>(Microphone->length_ms()) / 1000.0f;
}

void UConvaiNativeConversationComponent::SetMicrophoneGate(bool bClosed)
{
	Microphone->set_gate(bClosed);
}

void UConvaiNativeConversationComponent::ClearUtterance()
{
	Microphone->clear();
}

void UConvaiNativeConversationComponent::CancelUtterance()
{
	Microphone->close();
}

void UConvaiNativeConversationComponent::FinishUtterance()
{
	FinishUtteranceThen(nullptr);
}

uint64 UConvaiNativeConversationComponent::FinishUtteranceThen(FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece, FConvaiNativeTurnAction Action)
{
	return SayRecording(Microphone->recording(), MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece), MoveTemp(Action));
}

uint64 UConvaiNativeConversationComponent::SayRecording(convai_utterance* Recording, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece, FConvaiNativeTurnAction Action)
{
	return Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		if (Recording && Recording == Microphone->recording() && Microphone->is_hands_free())
		{
			return Dispatcher.fail(MoveTemp(Call), convai_native::Failure::make(convai::Code::wrong_kind,
				"With Voice, each recording is said by itself when the player falls silent: do not call Finish Utterance."));
		}
		return Dialogue->say_utterance(Dispatcher, Recording, ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece), MoveTemp(Action));
}

// Says the recordings that have ended. The events follow at the end of the tick: OnPlayerSpeechStarted, OnPlayerSpeechFinished.
void UConvaiNativeConversationComponent::UpdateMicrophone(int32& Started, int32& Finished)
{
	for (convai::UtteranceEvent Event = Microphone->next(); Event.heard != convai::Heard::nothing; Event = Microphone->next())
	{
		if (Event.heard == convai::Heard::speech_started)
		{
			++Started;
			if (bPlayerInterrupts)
			{
				Interrupt();
			}
		}
		if (Event.ended)
		{
			++Finished;
			SayRecording(Event.ended.get(), nullptr, nullptr, nullptr, nullptr);
		}
	}
}

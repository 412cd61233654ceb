#include "ConvaiNativeConversationComponent.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeSubsystem.h"
#include "Core/Dialogue.h"

using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToFlags;
using ConvaiNativeConvert::ToSpan;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeConversationComponent::UConvaiNativeConversationComponent()
	: Dialogue(MakeShared<convai_native::Dialogue>())
	, Speech(MakeShared<convai_native::Speech>())
{
	PrimaryComponentTick.bCanEverTick = true;
	PrimaryComponentTick.bTickEvenWhenPaused = true; // the voice pauses with the game, and has to learn of it
	PrimaryComponentTick.bStartWithTickEnabled = false; // enabled only while there is a turn or a voice
}

void UConvaiNativeConversationComponent::EndPlay(const EEndPlayReason::Type EndPlayReason)
{
	if (const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher())
	{
		Dispatcher->abandon(GetUniqueID());
	}
	Dialogue->end();
	EndVoice();
	Super::EndPlay(EndPlayReason);
}

TSharedPtr<convai_native::Dispatcher> UConvaiNativeConversationComponent::FindDispatcher() const
{
	const UConvaiNativeSubsystem* Subsystem = UConvaiNativeSubsystem::Get(this);
	return Subsystem ? Subsystem->GetDispatcher() : TSharedPtr<convai_native::Dispatcher>();
}

// Starts a turn. Start passes the input to the dialogue.
uint64 UConvaiNativeConversationComponent::Turn(FStart Start, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece)
{
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher();
	if (!Dispatcher.IsValid())
	{
		UE_LOG(LogConvaiNative, Warning, TEXT("%s is outside a running game: the turn is not sent."), *GetName());
		return 0;
	}
	if (NewTurn == EConvaiNativeNewTurn::Interrupt)
	{
		Interrupt();
	}
	if (bVoice)
	{
		OpenVoice();
	}
	Dialogue->set_character(ToUtf8(CharacterId), ToUtf8(SavedSessionId));
	Dialogue->set_fallback(ToUtf8(FallbackLine));

	const TWeakObjectPtr<UConvaiNativeConversationComponent> Weak(this);
	convai_native::Call Call;
	Call.scope = GetUniqueID();
	ConvaiNativeConvert::SetOptions(Call, TurnOptions);
	Call.listener.piece = [Weak, Piece = MoveTemp(Piece)](convai_native::RequestId TurnId, convai::Piece&& Source)
	{
		const FConvaiNativePiece Arrived = ConvaiNativeConvert::ToPiece(TurnId, MoveTemp(Source));
		if (UConvaiNativeConversationComponent* Component = Weak.Get())
		{
			Component->OnPiece.Broadcast(Arrived);
		}
		if (Piece)
		{
			Piece(Arrived);
		}
	};
	Call.listener.deliver = [Weak, Done = MoveTemp(Done)](convai_native::CallResult&& Result)
	{
		const FConvaiNativeError Error = ConvaiNativeConvert::ToError(Result.failure);
		const FConvaiNativeResponse Response = ConvaiNativeConvert::ToResponse(MoveTemp(Result.response));
		if (UConvaiNativeConversationComponent* Component = Weak.Get())
		{
			Component->EndTurn(Response, Error);
		}
		if (Done)
		{
			Done(Response, Error);
		}
	};
	if (Abandoned)
	{
		Call.listener.abandoned = MoveTemp(Abandoned);
	}
	return Start(*Dispatcher, MoveTemp(Call));
}

uint64 UConvaiNativeConversationComponent::SayThen(const FString& Text, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece)
{
	return Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		return Dialogue->say(Dispatcher, ToUtf8(Text), ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece));
}

void UConvaiNativeConversationComponent::Say(const FString& Text)
{
	SayThen(Text, nullptr);
}

void UConvaiNativeConversationComponent::SaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate)
{
	Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		return Dialogue->say_samples(Dispatcher, ToSpan(Samples), ToCount(Channels), ToCount(SampleRate), ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, nullptr, nullptr, nullptr);
}

void UConvaiNativeConversationComponent::SayWav(const TArray<uint8>& Wav)
{
	Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		return Dialogue->say_wav(Dispatcher, ToSpan(Wav), ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, nullptr, nullptr, nullptr);
}

FConvaiNativeError UConvaiNativeConversationComponent::BeginUtterance(int32 Channels, int32 SampleRate, float MaxSeconds)
{
	return ConvaiNativeConvert::ToError(Dialogue->begin_utterance(ToCount(Channels), ToCount(SampleRate), ConvaiNativeConvert::ToMilliseconds(MaxSeconds)));
}

bool UConvaiNativeConversationComponent::PushSamples(const TArray<float>& Samples)
{
	return PushRawSamples(Samples.GetData(), Samples.Num());
}

bool UConvaiNativeConversationComponent::PushRawSamples(const float* Samples, int32 Count) const
{
	return Dialogue->push(convai::Span<const float>(Samples, static_cast<std::size_t>(FMath::Max(Count, 0)))) == convai::Code::ok;
}

float UConvaiNativeConversationComponent::GetInputLevel() const
{
	return Dialogue->level().rms;
}

float UConvaiNativeConversationComponent::GetUtteranceSeconds() const
{
	return static_cast<float>(Dialogue->utterance_ms()) / 1000.0f;
}

void UConvaiNativeConversationComponent::ClearUtterance()
{
	Dialogue->clear_utterance();
}

void UConvaiNativeConversationComponent::FinishUtterance()
{
	FinishUtteranceThen(nullptr);
}

uint64 UConvaiNativeConversationComponent::FinishUtteranceThen(FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece)
{
	return Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		return Dialogue->say_utterance(Dispatcher, ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece));
}

void UConvaiNativeConversationComponent::CancelUtterance()
{
	Dialogue->end_utterance();
}

void UConvaiNativeConversationComponent::Interrupt(float FadeSeconds)
{
	StopVoice(FadeSeconds); // first, so that the voice fades for this long
	Dialogue->interrupt();
}

void UConvaiNativeConversationComponent::ResetSession()
{
	Dialogue->reset();
}

FString UConvaiNativeConversationComponent::GetSessionId() const
{
	return ConvaiNativeConvert::FromUtf8(Dialogue->session_id());
}

FConvaiNativeProgress UConvaiNativeConversationComponent::GetProgress() const
{
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher();
	return Dispatcher.IsValid() ? ConvaiNativeConvert::ToProgress(Dialogue->progress(*Dispatcher)) : FConvaiNativeProgress();
}

void UConvaiNativeConversationComponent::EndTurn(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error)
{
	(Error.IsError() ? OnFailure : OnResponse).Broadcast(Response, Error);
}

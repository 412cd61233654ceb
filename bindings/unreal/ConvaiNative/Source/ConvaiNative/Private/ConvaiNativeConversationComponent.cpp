#include "ConvaiNativeConversationComponent.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeSubsystem.h"
#include "Core/Dialogue.h"
#include "Core/Microphone.h"

using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToFlags;
using ConvaiNativeConvert::ToSpan;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeConversationComponent::UConvaiNativeConversationComponent()
	: Dialogue(MakeShared<convai_native::Dialogue>())
	, Speech(MakeShared<convai_native::Speech>())
	, Microphone(MakeShared<convai_native::Microphone>())
{
	PrimaryComponentTick.bCanEverTick = true;
	PrimaryComponentTick.bTickEvenWhenPaused = true; // the voice pauses with the game, and has to learn of it
	PrimaryComponentTick.bStartWithTickEnabled = false; // enabled only while there is a turn, a voice or a microphone
}

void UConvaiNativeConversationComponent::EndPlay(const EEndPlayReason::Type EndPlayReason)
{
	if (const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher())
	{
		Dispatcher->abandon(GetUniqueID());
	}
	Dialogue->end();
	Microphone->close();
	EndVoice();
	Super::EndPlay(EndPlayReason);
}

TSharedPtr<convai_native::Dispatcher> UConvaiNativeConversationComponent::FindDispatcher() const
{
	const UConvaiNativeSubsystem* Subsystem = UConvaiNativeSubsystem::Get(this);
	return Subsystem ? Subsystem->GetDispatcher() : TSharedPtr<convai_native::Dispatcher>();
}

// Starts a turn. Start passes the input to the dialogue.
uint64 UConvaiNativeConversationComponent::Turn(FStart Start, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece, FConvaiNativeTurnAction Action)
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
	Dialogue->set_scene(ConvaiNativeConvert::ToScene(Scene));

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
	Call.listener.action = [Weak, Action = MoveTemp(Action)](const std::string& Name)
	{
		const FString Act = ConvaiNativeConvert::FromUtf8(Name);
		if (UConvaiNativeConversationComponent* Component = Weak.Get())
		{
			Component->OnAction.Broadcast(Act);
		}
		if (Action)
		{
			Action(Act);
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

uint64 UConvaiNativeConversationComponent::SayThen(const FString& Text, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece, FConvaiNativeTurnAction Action)
{
	return Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		return Dialogue->say(Dispatcher, ToUtf8(Text), ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece), MoveTemp(Action));
}

FConvaiNativeError UConvaiNativeConversationComponent::UpdateScene(const FConvaiNativeScene& NewScene)
{
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher();
	const convai_native::Failure Failure = Dispatcher.IsValid() ? convai_native::check_scene(*Dispatcher, ConvaiNativeConvert::ToScene(NewScene)) : convai_native::Failure();
	if (!Failure)
	{
		Scene = NewScene;
	}
	return ConvaiNativeConvert::ToError(Failure);
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
	}, nullptr, nullptr, nullptr, nullptr);
}

void UConvaiNativeConversationComponent::SayWav(const TArray<uint8>& Wav)
{
	Turn([&](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
	{
		return Dialogue->say_wav(Dispatcher, ToSpan(Wav), ToFlags(bVoice, TurnOptions), MoveTemp(Call));
	}, nullptr, nullptr, nullptr, nullptr);
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

void UConvaiNativeConversationComponent::TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction)
{
	Super::TickComponent(DeltaTime, TickType, ThisTickFunction);
	int32 PlayerStarted = 0, PlayerFinished = 0;
	UpdateMicrophone(PlayerStarted, PlayerFinished);
	const convai_native::SpeechFrame Frame = UpdateVoice();
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = FindDispatcher();
	const bool bTurnPending = Dispatcher.IsValid() && Dialogue->progress(*Dispatcher).has_value();
	if (!bTurnPending && Speech->idle() && !Microphone->is_open())
	{
		SetComponentTickEnabled(false);
	}
	Announce(Frame, PlayerStarted, PlayerFinished); // last: a handler may interrupt, or end this component
}

// A handler may do anything, also to this component: each event looks again.
void UConvaiNativeConversationComponent::Announce(const convai_native::SpeechFrame& Frame, int32 PlayerStarted, int32 PlayerFinished)
{
	const TWeakObjectPtr<UConvaiNativeConversationComponent> Weak(this);
	for (; Weak.IsValid() && PlayerStarted > 0; --PlayerStarted)
	{
		OnPlayerSpeechStarted.Broadcast();
	}
	for (; Weak.IsValid() && PlayerFinished > 0; --PlayerFinished)
	{
		OnPlayerSpeechFinished.Broadcast();
	}
	if (Weak.IsValid() && Frame.started)
	{
		OnSpeechStarted.Broadcast();
	}
	if (Weak.IsValid() && ((Frame.speaking && IsSpeaking()) || Frame.finished))
	{
		OnSpeechLevel.Broadcast(Frame.finished ? 0.0f : Frame.state.rms, Frame.finished ? 0.0f : Frame.state.mouth);
	}
	if (Weak.IsValid() && Frame.finished)
	{
		OnSpeechFinished.Broadcast();
	}
}

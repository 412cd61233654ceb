#include "ConvaiNativeTurnActions.h"

#include "ConvaiNativeConversationComponent.h"
#include "ConvaiNativeConvert.h"
#include "ConvaiNativeSubsystem.h"

using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToFlags;
using ConvaiNativeConvert::ToSpan;
using ConvaiNativeConvert::ToUtf8;

namespace
{
	/** Lets a character speak the response of a turn. */
	uint64 Spoken(const TWeakObjectPtr<UConvaiNativeConversationComponent>& Speaker, uint64 Turn)
	{
		if (UConvaiNativeConversationComponent* Character = Speaker.Get())
		{
			Character->PlayTurn(Turn);
		}
		return Turn;
	}
}

UConvaiNativeSayText* UConvaiNativeSayText::SayText(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FString& Text, const FConvaiNativeCallOptions& Options, bool bVoice, UConvaiNativeConversationComponent* Speaker)
{
	UConvaiNativeSayText* Action = Make<UConvaiNativeSayText>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	Action->SessionId = SessionId;
	Action->Text = Text;
	Action->bVoice = bVoice;
	Action->Speaker = Speaker;
	return Action;
}

uint64 UConvaiNativeSayText::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Spoken(Speaker, Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.get_response_text_async(convai::CharacterId(ToUtf8(CharacterId)), convai::SessionId(ToUtf8(SessionId)), ToUtf8(Text), ToFlags(bVoice, CallOptions), Options);
	}));
}

UConvaiNativeSaySamples* UConvaiNativeSaySamples::SaySamples(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<float>& Samples, const FConvaiNativeCallOptions& Options, int32 Channels, int32 SampleRate, bool bVoice, UConvaiNativeConversationComponent* Speaker)
{
	UConvaiNativeSaySamples* Action = Make<UConvaiNativeSaySamples>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	Action->SessionId = SessionId;
	Action->Samples = Samples;
	Action->Channels = Channels;
	Action->SampleRate = SampleRate;
	Action->bVoice = bVoice;
	Action->Speaker = Speaker;
	return Action;
}

uint64 UConvaiNativeSaySamples::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Spoken(Speaker, Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		const convai::Pcm Pcm = convai::Pcm::f32(ToSpan(Samples), ToCount(Channels), ToCount(SampleRate));
		return Client.get_response_pcm_async(convai::CharacterId(ToUtf8(CharacterId)), convai::SessionId(ToUtf8(SessionId)), Pcm, ToFlags(bVoice, CallOptions), Options);
	}));
}

UConvaiNativeSayWav* UConvaiNativeSayWav::SayWav(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<uint8>& Wav, const FConvaiNativeCallOptions& Options, bool bVoice, UConvaiNativeConversationComponent* Speaker)
{
	UConvaiNativeSayWav* Action = Make<UConvaiNativeSayWav>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	Action->SessionId = SessionId;
	Action->Wav = Wav;
	Action->bVoice = bVoice;
	Action->Speaker = Speaker;
	return Action;
}

uint64 UConvaiNativeSayWav::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Spoken(Speaker, Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.get_response_wav_async(convai::CharacterId(ToUtf8(CharacterId)), convai::SessionId(ToUtf8(SessionId)), ToSpan(Wav), ToFlags(bVoice, CallOptions), Options);
	}));
}

UConvaiNativeConverse* UConvaiNativeConverse::Converse(UConvaiNativeConversationComponent* Conversation, const FString& Text)
{
	UConvaiNativeConverse* Action = Make<UConvaiNativeConverse>(Conversation, FConvaiNativeCallOptions());
	Action->Conversation = Conversation;
	Action->Text = Text;
	return Action;
}

UConvaiNativeConverse* UConvaiNativeConverse::ConverseWithUtterance(UConvaiNativeConversationComponent* Conversation)
{
	UConvaiNativeConverse* Action = Make<UConvaiNativeConverse>(Conversation, FConvaiNativeCallOptions());
	Action->Conversation = Conversation;
	Action->bUtterance = true;
	return Action;
}

// The component starts the turn, because it also plays the voice. The node only waits for the end.
uint64 UConvaiNativeConverse::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	UConvaiNativeConversationComponent* Component = Conversation.Get();
	if (!Component)
	{
		return 0;
	}
	const TWeakObjectPtr<UConvaiNativeConverse> Weak(this);
	FConvaiNativeTurnDone Done = [Weak](const FConvaiNativeResponse& Response, const FConvaiNativeError& Error)
	{
		if (UConvaiNativeConverse* Action = Weak.Get())
		{
			Action->Finish([&] { Action->BroadcastEnd(Response, Error); });
		}
	};
	FConvaiNativeTurnPiece Piece = [Weak](const FConvaiNativePiece& Arrived)
	{
		if (UConvaiNativeConverse* Action = Weak.Get())
		{
			Action->DeliverPiece(Arrived);
		}
	};
	TFunction<void()> Abandoned = MoveTemp(Call.listener.abandoned);
	return bUtterance ? Component->FinishUtteranceThen(MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece))
					  : Component->SayThen(Text, MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece));
}

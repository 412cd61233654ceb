#include "ConvaiNativeTurnActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeConversationComponent.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::FOptional;
using ConvaiNativeCalls::StartOf;
using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToFlags;
using ConvaiNativeConvert::ToSpan;
using ConvaiNativeConvert::ToUtf8;

namespace
{
	/** Starts a turn that a character speaks. */
	FConvaiNativeStart Spoken(UConvaiNativeConversationComponent* Speaker, FConvaiNativeStart Start)
	{
		const TWeakObjectPtr<UConvaiNativeConversationComponent> Weak(Speaker);
		return [Weak, Start](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
		{
			const uint64 Turn = Start(Dispatcher, MoveTemp(Call));
			if (UConvaiNativeConversationComponent* Character = Weak.Get())
			{
				Character->PlayTurn(Turn);
			}
			return Turn;
		};
	}
}

UConvaiNativeSayText* UConvaiNativeSayText::SayText(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FString& Text, const FConvaiNativeCallOptions& Options, bool bVoice, UConvaiNativeConversationComponent* Speaker)
{
	return Make<UConvaiNativeSayText>(WorldContextObject, Options, Spoken(Speaker, CallOf<convai_response>(
		convai_get_response_text_async, ToUtf8(CharacterId), FOptional{ToUtf8(SessionId)}, ToUtf8(Text), ToFlags(bVoice, Options))));
}

UConvaiNativeSaySamples* UConvaiNativeSaySamples::SaySamples(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<float>& Samples, const FConvaiNativeCallOptions& Options, int32 Channels, int32 SampleRate, bool bVoice, UConvaiNativeConversationComponent* Speaker)
{
	const uint32 Flags = convai::detail::bits(ToFlags(bVoice, Options));
	return Make<UConvaiNativeSaySamples>(WorldContextObject, Options, Spoken(Speaker, StartOf<convai_response>(
		[Id = ToUtf8(CharacterId), Session = FOptional{ToUtf8(SessionId)}, Samples, Channels, SampleRate, Flags](auto* Client, auto* CallOptions, auto** Error)
		{
			const convai_pcm Pcm = convai::Pcm::f32(ToSpan(Samples), ToCount(Channels), ToCount(SampleRate)).c_pcm();
			return convai_get_response_pcm_async(Client, Id.c_str(), ToC(Session), &Pcm, Flags, CallOptions, Error);
		})));
}

UConvaiNativeSayWav* UConvaiNativeSayWav::SayWav(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<uint8>& Wav, const FConvaiNativeCallOptions& Options, bool bVoice, UConvaiNativeConversationComponent* Speaker)
{
	const uint32 Flags = convai::detail::bits(ToFlags(bVoice, Options));
	return Make<UConvaiNativeSayWav>(WorldContextObject, Options, Spoken(Speaker, StartOf<convai_response>(
		[Id = ToUtf8(CharacterId), Session = FOptional{ToUtf8(SessionId)}, Wav, Flags](auto* Client, auto* CallOptions, auto** Error)
		{
			return convai_get_response_wav_async(Client, Id.c_str(), ToC(Session), Wav.GetData(), static_cast<std::size_t>(Wav.Num()), Flags, CallOptions, Error);
		})));
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
uint64 UConvaiNativeConverse::Begin(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
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
	FConvaiNativeTurnAction Act = [Weak](const FString& Name)
	{
		if (UConvaiNativeConverse* Action = Weak.Get())
		{
			Action->DeliverAction(Name);
		}
	};
	TFunction<void()> Abandoned = MoveTemp(Call.listener.abandoned);
	return bUtterance ? Component->FinishUtteranceThen(MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece), MoveTemp(Act))
					  : Component->SayThen(Text, MoveTemp(Done), MoveTemp(Abandoned), MoveTemp(Piece), MoveTemp(Act));
}

#include "ConvaiTurnActions.h"

#include "ConvaiConversationComponent.h"
#include "ConvaiConvert.h"
#include "ConvaiSubsystem.h"

using ConvaiConvert::ToFlags;
using ConvaiConvert::ToSpan;
using ConvaiConvert::ToUtf8;

UConvaiSayText* UConvaiSayText::SayText(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FString& Text, bool bVoice, float TimeoutSeconds)
{
	UConvaiSayText* Action = Make<UConvaiSayText>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	Action->SessionId = SessionId;
	Action->Text = Text;
	Action->bVoice = bVoice;
	return Action;
}

uint64 UConvaiSayText::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_get_response_text(ToUtf8(CharacterId), ToUtf8(SessionId), ToUtf8(Text), ToFlags(bVoice), Options);
	});
}

UConvaiSaySamples* UConvaiSaySamples::SaySamples(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<float>& Samples, int32 Channels, int32 SampleRate, bool bVoice, float TimeoutSeconds)
{
	UConvaiSaySamples* Action = Make<UConvaiSaySamples>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	Action->SessionId = SessionId;
	Action->Samples = Samples;
	Action->Channels = Channels;
	Action->SampleRate = SampleRate;
	Action->bVoice = bVoice;
	return Action;
}

uint64 UConvaiSaySamples::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		const convai::Pcm Pcm = convai::Pcm::f32(ToSpan(Samples), static_cast<uint32>(FMath::Max(Channels, 0)), static_cast<uint32>(FMath::Max(SampleRate, 0)));
		return Client.start_get_response_pcm(ToUtf8(CharacterId), ToUtf8(SessionId), Pcm, ToFlags(bVoice), Options);
	});
}

UConvaiSayWav* UConvaiSayWav::SayWav(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<uint8>& Wav, bool bVoice, float TimeoutSeconds)
{
	UConvaiSayWav* Action = Make<UConvaiSayWav>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	Action->SessionId = SessionId;
	Action->Wav = Wav;
	Action->bVoice = bVoice;
	return Action;
}

uint64 UConvaiSayWav::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_get_response_wav(ToUtf8(CharacterId), ToUtf8(SessionId), ToSpan(Wav), ToFlags(bVoice), Options);
	});
}

UConvaiConverse* UConvaiConverse::Converse(UConvaiConversationComponent* Conversation, const FString& Text)
{
	UConvaiConverse* Action = Make<UConvaiConverse>(Conversation, 0.0f);
	Action->Conversation = Conversation;
	Action->Text = Text;
	return Action;
}

UConvaiConverse* UConvaiConverse::ConverseWithUtterance(UConvaiConversationComponent* Conversation)
{
	UConvaiConverse* Action = Make<UConvaiConverse>(Conversation, 0.0f);
	Action->Conversation = Conversation;
	Action->bUtterance = true;
	return Action;
}

// The component begins the turn, as it also plays the answer; this node only listens.
uint64 UConvaiConverse::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	UConvaiConversationComponent* Component = Conversation.Get();
	if (!Component)
	{
		return 0;
	}
	const TWeakObjectPtr<UConvaiConverse> Weak(this);
	FConvaiTurnDone Done = [Weak](const FConvaiAnswer& Answer, const FConvaiError& Error)
	{
		if (UConvaiConverse* Action = Weak.Get())
		{
			Action->Finish([&] { (Error.IsError() ? Action->OnFailure : Action->OnSuccess).Broadcast(Answer, Error); });
		}
	};
	TFunction<void()> Abandoned = MoveTemp(Call.listener.abandoned);
	return bUtterance ? Component->FinishUtteranceThen(MoveTemp(Done), MoveTemp(Abandoned))
					  : Component->SayThen(Text, MoveTemp(Done), MoveTemp(Abandoned));
}

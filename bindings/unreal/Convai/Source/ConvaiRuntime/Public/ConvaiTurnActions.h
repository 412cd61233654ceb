// The nodes that talk to a character.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiAction.h"
#include "ConvaiTurnActions.generated.h"

class UConvaiConversationComponent;

/** POST /character/getResponse with text. */
UCLASS()
class CONVAIRUNTIME_API UConvaiSayText : public UConvaiAnswerAction
{
	GENERATED_BODY()

public:
	/**
	 * Says text to a character and waits for the answer.
	 * @param SessionId  The session of the last answer; empty starts one.
	 * @param bVoice  Whether the answer shall come in the character's voice too.
	 * @param TimeoutSeconds  Longest time for the call; 0 takes the project's setting.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Say Text"))
	static UConvaiSayText* SayText(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FString& Text, bool bVoice = true, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId, SessionId, Text;
	bool bVoice = true;
};

/** POST /character/getResponse with recorded samples. */
UCLASS()
class CONVAIRUNTIME_API UConvaiSaySamples : public UConvaiAnswerAction
{
	GENERATED_BODY()

public:
	/**
	 * Says recorded samples to a character and waits for the answer.
	 * @param Samples  From -1 to 1, channels interleaved.
	 * @param Channels  1 to 32. They are averaged.
	 * @param SampleRate  Frames per second, 8000 to 192000.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Say Samples"))
	static UConvaiSaySamples* SaySamples(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<float>& Samples, int32 Channels = 1, int32 SampleRate = 48000, bool bVoice = true, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId, SessionId;
	TArray<float> Samples;
	int32 Channels = 1;
	int32 SampleRate = 0;
	bool bVoice = true;
};

/** POST /character/getResponse with a WAV file. */
UCLASS()
class CONVAIRUNTIME_API UConvaiSayWav : public UConvaiAnswerAction
{
	GENERATED_BODY()

public:
	/**
	 * Says a WAV file to a character and waits for the answer.
	 * @param Wav  The file's bytes: one channel, integer samples of 16 bits or more.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Say Wav File"))
	static UConvaiSayWav* SayWav(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<uint8>& Wav, bool bVoice = true, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId, SessionId;
	TArray<uint8> Wav;
	bool bVoice = true;
};

/** A turn of a conversation component. */
UCLASS()
class CONVAIRUNTIME_API UConvaiConverse : public UConvaiAnswerAction
{
	GENERATED_BODY()

public:
	/** Says text in a component's conversation and waits for the answer. The component's own events fire as well. */
	UFUNCTION(BlueprintCallable, Category = "Convai", meta = (BlueprintInternalUseOnly = "true", DisplayName = "Convai Converse"))
	static UConvaiConverse* Converse(UConvaiConversationComponent* Conversation, const FString& Text);

	/** Says what a component's utterance has collected, and waits for the answer. The component's own events fire as well. */
	UFUNCTION(BlueprintCallable, Category = "Convai", meta = (BlueprintInternalUseOnly = "true", DisplayName = "Convai Converse With Utterance"))
	static UConvaiConverse* ConverseWithUtterance(UConvaiConversationComponent* Conversation);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	TWeakObjectPtr<UConvaiConversationComponent> Conversation;
	FString Text;
	bool bUtterance = false;
};

// The nodes that talk to a character.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeTurnActions.generated.h"

class UConvaiNativeConversationComponent;

/** Sends text. Calls POST /character/getResponse. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeSayText : public UConvaiNativeResponseAction
{
	GENERATED_BODY()

public:
	/**
	 * Says text to a character.
	 * @param SessionId  The session id of the last response. Empty for a new session.
	 * @param bVoice  Asks for the voice of the character.
	 * @param Options  Timeouts, a deadline and what to send. In Blueprint, leave the pin open for the defaults.
	 * @param Speaker  The character that speaks the response. Empty if nobody does.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Say Text", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options,Speaker"))
	static UConvaiNativeSayText* SayText(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FString& Text, const FConvaiNativeCallOptions& Options, bool bVoice = true, UConvaiNativeConversationComponent* Speaker = nullptr);
};

/** Sends recorded samples. Calls POST /character/getResponse. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeSaySamples : public UConvaiNativeResponseAction
{
	GENERATED_BODY()

public:
	/**
	 * Says recorded samples to a character.
	 * @param Samples  The samples, from -1 to 1, with interleaved channels.
	 * @param Channels  The number of channels, 1 to 32. The plugin sends their average.
	 * @param SampleRate  The sample rate in Hz, 8000 to 192000.
	 * @param Options  Timeouts, a deadline and what to send. In Blueprint, leave the pin open for the defaults.
	 * @param Speaker  The character that speaks the response. Empty if nobody does.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Say Samples", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options,Speaker"))
	static UConvaiNativeSaySamples* SaySamples(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<float>& Samples, const FConvaiNativeCallOptions& Options, int32 Channels = 1, int32 SampleRate = 48000, bool bVoice = true, UConvaiNativeConversationComponent* Speaker = nullptr);
};

/** Sends a WAV file. Calls POST /character/getResponse. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeSayWav : public UConvaiNativeResponseAction
{
	GENERATED_BODY()

public:
	/**
	 * Says a WAV file to a character.
	 * @param Wav  The bytes of the file. It must have one channel and integer samples of at least 16 bits.
	 * @param Options  Timeouts, a deadline and what to send. In Blueprint, leave the pin open for the defaults.
	 * @param Speaker  The character that speaks the response. Empty if nobody does.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Say Wav File", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options,Speaker"))
	static UConvaiNativeSayWav* SayWav(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const TArray<uint8>& Wav, const FConvaiNativeCallOptions& Options, bool bVoice = true, UConvaiNativeConversationComponent* Speaker = nullptr);
};

/** Sends a turn of a conversation component. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeConverse : public UConvaiNativeResponseAction
{
	GENERATED_BODY()

public:
	/** Says text in the conversation of a component. The events of the component fire too. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native", meta = (BlueprintInternalUseOnly = "true", DisplayName = "Convai Native Converse"))
	static UConvaiNativeConverse* Converse(UConvaiNativeConversationComponent* Conversation, const FString& Text);

	/** Says the recorded samples in the conversation of a component. The events of the component fire too. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native", meta = (BlueprintInternalUseOnly = "true", DisplayName = "Convai Native Converse With Utterance"))
	static UConvaiNativeConverse* ConverseWithUtterance(UConvaiNativeConversationComponent* Conversation);

protected:
	virtual uint64 Begin(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call) override;
	virtual const char* GetContextPin() const override { return "Conversation"; }

private:
	TWeakObjectPtr<UConvaiNativeConversationComponent> Conversation;
	FString Text;
	bool bUtterance = false;
};

// The nodes that generate text and speech.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeServiceTypes.h"
#include "ConvaiNativeGenerationActions.generated.h"

/** Generates text. Calls POST /character/generate-starter-conversation and POST /character/generate-backstory. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeGenerateText : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/**
	 * Suggests what the player could say. Lines has one suggestion each. Voice Timeout Seconds of the project settings applies.
	 * @param SessionId  The session to continue. Empty for opening lines.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Generation", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Generate Starters", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGenerateText* GenerateStarters(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FConvaiNativeCallOptions& Options);

	/**
	 * Writes the backstory of a character. It changes no character: pass Text to Create Character or Update Character. Voice Timeout
	 * Seconds of the project settings applies.
	 * @param CharacterName  The name of the character.
	 * @param Hint  What the backstory is to be about. Must not be empty.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Generation", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Generate Backstory", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGenerateText* GenerateBackstory(UObject* WorldContextObject, const FString& CharacterName, const FString& Hint, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeGeneratedTextEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeGeneratedTextEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Speaks text. Calls POST /tts/. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeGenerateSpeech : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/**
	 * Speaks text with a voice, without a character. Of the response only the voice is set: Make Sound Wave, Get Samples, Get Wav
	 * and Play Response take it. The service documents that the voices of its realtime products are not supported. Call Service returns
	 * other formats than WAV as they are. Voice Timeout Seconds of the project settings applies.
	 * @param Transcript  The text.
	 * @param Voice  A voice from the list of the service, for example "US MALE 1".
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Generation", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Generate Speech", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGenerateSpeech* GenerateSpeech(UObject* WorldContextObject, const FString& Transcript, const FString& Voice, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeResponseEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeResponseEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

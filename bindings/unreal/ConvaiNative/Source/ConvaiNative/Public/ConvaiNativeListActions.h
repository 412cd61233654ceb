// The nodes that list voices, languages and characters.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeServiceTypes.h"
#include "ConvaiNativeListActions.generated.h"

/** Lists the voices that a character can have. Calls GET /tts/get_available_voices. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeListVoices : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Lists the voices that a character can have. Find Voices searches them. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native List Voices", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeListVoices* ListVoices(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeVoicesEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeVoicesEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Lists the languages that a character can speak. Calls GET /tts/get_available_languages. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeListLanguages : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Lists the languages that a character can speak. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native List Languages", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeListLanguages* ListLanguages(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeLanguagesEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeLanguagesEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Lists the characters of the account. Calls POST /character/list. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeListCharacters : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Lists the characters of the account. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native List Characters", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeListCharacters* ListCharacters(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeCharactersEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeCharactersEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

// A character, and the fields to create or update one.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeLists.h"
#include "ConvaiNativeCharacter.generated.h"

/** A character. After Create Character and Clone Character, only the id is set. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeCharacter
{
	GENERATED_BODY()

	/** The id of the character. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Id;

	/** The name of the character. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Name;

	/** The id of the user who created the character. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString UserId;

	/** The voice of the character, for example "US MALE 1". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString VoiceType;

	/** When the character was created, in the format of the service. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Timestamp;

	/** A description of the character in prose. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Backstory;

	/** The languages that the character speaks. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FString> LanguageCodes;

	/** The complete response of the service. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString RawJson;
};

/** The fields of a character to create or update. An update leaves empty fields unchanged. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeCharacterSpec
{
	GENERATED_BODY()

	/** The name of the character. Required to create a character. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString Name;

	/** A voice from the list of the service, for example "US MALE 1". Required to create a character. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ConvaiNativePicker = "Voices"))
	FString VoiceType;

	/** A description of the character in prose. Required to create a character. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (MultiLine = true))
	FString Backstory;

	/** The actions of the character, separated by commas. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString Actions;

	/** Removes all actions. For an update only. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	bool bClearActions = false;

	/** The languages of the character, for example "en-US". For an update only: the service refuses them for a new character. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	TArray<FString> LanguageCodes;

	/** The result of List Voices: a Voice Type that is not in it is then refused, and nothing is sent. Empty does not check. */
	UPROPERTY(BlueprintReadWrite, Category = "Convai Native")
	FConvaiNativeVoiceList KnownVoices;

	/** The result of List Languages: a language that is not in it is then refused, and nothing is sent. Empty does not check. */
	UPROPERTY(BlueprintReadWrite, Category = "Convai Native")
	FConvaiNativeLanguageList KnownLanguages;
};

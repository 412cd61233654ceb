// The voices and languages that a character can have.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeLists.generated.h"

struct FConvaiNativeKnownLanguages;
struct FConvaiNativeKnownVoices;

/** A voice of the service. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeListedVoice
{
	GENERATED_BODY()

	/** The name to show. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Name;

	/** The value for Voice Type of a character, and for Voice of Generate Speech. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Value;

	/** The section of the list, for example "Azure Voices". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Section;

	/** "MALE" or "FEMALE", as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Gender;

	/** The address of a sample. May be empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString SampleUrl;

	/** The languages that the voice speaks, for example "en-US". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FString> LanguageCodes;

	/** Where the service offers the voice, for example "PRODUCTION". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FString> Environments;
};

/** The voices of the service. Find Voices searches them. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeVoiceList
{
	GENERATED_BODY()

	/** The voices, in the order of the service. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FConvaiNativeListedVoice> Voices;

	/** The list of the library, for Known Voices of a character spec. Copies of a list share it. May be null. */
	TSharedPtr<const FConvaiNativeKnownVoices> Known;
};

/** A language of the service. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeLanguage
{
	GENERATED_BODY()

	/** The code, for Language Codes of a character, for example "en-US". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Code;

	/** The name to show. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Name;
};

/** The languages of the service. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeLanguageList
{
	GENERATED_BODY()

	/** The languages, in the order of the service. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FConvaiNativeLanguage> Languages;

	/** The list of the library, for Known Languages of a character spec. Copies of a list share it. May be null. */
	TSharedPtr<const FConvaiNativeKnownLanguages> Known;
};

// What comes back from the service, as Blueprint sees it.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiTypes.generated.h"

struct FConvaiVoice;

/** Whose fault an error is: what a game should branch on first. */
UENUM(BlueprintType)
enum class EConvaiErrorGroup : uint8
{
	None,
	/** A mistake in the game: the same call fails again. Nothing was sent. */
	Caller,
	/** No reply came: no network, a timeout, or it was cancelled. */
	Network,
	/** The service refused. */
	Service,
	/** A reply came that cannot be read. */
	Reply,
	/** A fault of the library: please report it. */
	Library,
};

/** Why something failed. */
USTRUCT(BlueprintType)
struct FConvaiError
{
	GENERATED_BODY()

	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	EConvaiErrorGroup Group = EConvaiErrorGroup::None;

	/** The number of the error in convai.h, or 0 where there is none. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	int32 Code = 0;

	/** The same as a name, such as CONVAI_ERROR_TIMEOUT. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Name;

	/** The HTTP status of the answer, or 0 where none came. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	int32 HttpStatus = 0;

	/** What happened and what to do, in English. Holds neither the API key nor what the player said. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Message;

	/** Whether the same call may succeed later. Nothing is ever repeated for you: an answer costs quota. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	bool bRetryable = false;

	/** Whether some of the request may have left this machine, so that the service may have acted on it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	bool bRequestSent = false;

	/** How long the service asks to wait before trying again, or -1 where it does not say. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	float RetryAfterSeconds = -1.0f;

	/** The service's own words, or empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString ServiceMessage;

	/** The service's reference id for its support, or empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Reference;

	bool IsError() const { return Code != 0; }
};

/** What a character answered. A failed turn may have some of it: the fallback line, or text whose voice is broken. */
USTRUCT(BlueprintType)
struct FConvaiAnswer
{
	GENERATED_BODY()

	/** What the character says. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Text;

	/** The session, for the next turn. A conversation component keeps it itself. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString SessionId;

	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString CharacterId;

	/** What the service understood: of audio, its transcript. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString UserQuery;

	/** How long the voice is, or 0 where there is none. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	float VoiceSeconds = 0.0f;

	/** Frames per second of the voice. Differs from voice to voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	int32 SampleRate = 0;

	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	int32 Channels = 0;

	/** The voice itself, for the functions of UConvaiBlueprintLibrary. Copies of an answer share it. May be null. */
	TSharedPtr<const FConvaiVoice> Voice;
};

/** A character. Create and clone give the id alone. */
USTRUCT(BlueprintType)
struct FConvaiCharacter
{
	GENERATED_BODY()

	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Id;

	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Name;

	/** The id of the user who made it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString UserId;

	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString VoiceType;

	/** When it was made, in the service's own form. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Timestamp;

	/** Who the character is, in prose. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString Backstory;

	/** The languages that it speaks. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	TArray<FString> LanguageCodes;

	/** The reply as it came. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai")
	FString RawJson;
};

/** What a character is made of. In an update, what is empty stays as it is. */
USTRUCT(BlueprintType)
struct FConvaiCharacterSpec
{
	GENERATED_BODY()

	/** Required to create. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	FString Name;

	/** A voice of the service's list, such as "US MALE 1". Required to create. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	FString VoiceType;

	/** Who the character is, in prose. Required to create. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai", meta = (MultiLine = true))
	FString Backstory;

	/** What it can do, separated by commas. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	FString Actions;

	/** Takes the actions away, in an update. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	bool bClearActions = false;

	/** Such as "en-US". For an update only: the service has no such field for create. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	TArray<FString> LanguageCodes;
};

// The editor gives an async node the data pins of its first delegate alone. So both pins of a node share one signature:
// on success the error is empty.

DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiAnswerEvent, const FConvaiAnswer&, Answer, const FConvaiError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiCharacterEvent, const FConvaiCharacter&, Character, const FConvaiError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FConvaiDoneEvent, const FConvaiError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE(FConvaiSpeechEvent);

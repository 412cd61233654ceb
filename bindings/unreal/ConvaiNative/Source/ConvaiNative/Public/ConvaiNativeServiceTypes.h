// What the nodes of the account, of the history and of the service return.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeServiceTypes.generated.h"

/** A token that a game uses in place of the API key. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeToken
{
	GENERATED_BODY()

	/** The token, for Set Auth Token. Empty after Extend Token if the service does not repeat it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Token;

	/** When the token expires, as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Expires;

	/** True if Expires At is known. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bExpiryKnown = false;

	/** When the token expires, in UTC. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FDateTime ExpiresAt = FDateTime(0);
};

/** A session of a character, in its history. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeChatSummary
{
	GENERATED_BODY()

	/** The id of the session, for Get Chat and Delete Chats. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString SessionId;

	/** The date, as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Date;

	/** The time, as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Time;

	/** True if the session is in the memory of the character. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bInMemory = false;
};

/** Something that was said in a session. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeChatMessage
{
	GENERATED_BODY()

	/** When it was said, as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Timestamp;

	/** Who said it, for example "User" or "Character". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Speaker;

	/** What was said. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Text;

	/** True if a trigger of the narrative said it, and not the player. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bTrigger = false;
};

/** Something that the plan of the account limits. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeUsageMetric
{
	GENERATED_BODY()

	/** What is counted, for example "interactions". */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Id;

	/** How much there may be. -1 if the service does not say. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	double Limit = -1.0;

	/** How much was used. -1 if the service does not say. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	double Used = -1.0;
};

/** The account, its plan and how much of it is used. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeUsage
{
	GENERATED_BODY()

	/** The name of the user. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString UserName;

	/** The e-mail address of the user. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Email;

	/** The name of the plan. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString PlanName;

	/** When the plan ends, as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Expires;

	/** What the plan limits. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FConvaiNativeUsageMetric> Metrics;
};

/** Leads from a section of the narrative to another one. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeDecision
{
	GENERATED_BODY()

	/** What must be the case. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Criteria;

	/** The id of the section to which it leads. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString NextSectionId;
};

/** A section of the narrative of a character. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeSection
{
	GENERATED_BODY()

	/** The id of the section. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Id;

	/** The name of the section. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Name;

	/** What the character wants in this section. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Objective;

	/** Where the narrative can go from here. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FConvaiNativeDecision> Decisions;
};

/** A trigger of the narrative of a character. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeTrigger
{
	GENERATED_BODY()

	/** The id of the trigger. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Id;

	/** The name of the trigger. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Name;

	/** What the character is told. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Message;

	/** The id of the section to which it leads. May be empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString DestinationSectionId;
};

/** The method of a request. */
UENUM(BlueprintType)
enum class EConvaiNativeHttpMethod : uint8
{
	Post,
	Get,
	Put,
	Patch,
	Delete,
};

/** A field of a form, for Call Service: a value or a file. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeField
{
	GENERATED_BODY()

	/** The name of the field. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString Name;

	/** The value of the field. Ignored if there is a file. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString Value;

	/** The content of a file. The request is then multipart/form-data. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	TArray<uint8> File;

	/** The name of the file. Required for a file, also for an empty one. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString FileName;

	/** The content type of the file, for example "text/plain". May be empty. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString ContentType;
};

/** The reply to Call Service. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeServiceReply
{
	GENERATED_BODY()

	/** The HTTP status. 0 if no reply arrived. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 HttpStatus = 0;

	/** The content type, for example "application/json". May be empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString ContentType;

	/** The reply as text. Empty if its content type is that of sound, images, video or other bytes. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Text;

	/** The reply as it arrived. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<uint8> Bytes;
};

DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeVoicesEvent, const FConvaiNativeVoiceList&, Voices, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeLanguagesEvent, const FConvaiNativeLanguageList&, Languages, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeCharactersEvent, const TArray<FConvaiNativeCharacter>&, Characters, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeTokenEvent, const FConvaiNativeToken&, Token, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeChatsEvent, const TArray<FConvaiNativeChatSummary>&, Chats, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeChatEvent, const TArray<FConvaiNativeChatMessage>&, Messages, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeUsageEvent, const FConvaiNativeUsage&, Usage, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_ThreeParams(FConvaiNativeGeneratedTextEvent, const FString&, Text, const TArray<FString>&, Lines, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeSectionsEvent, const TArray<FConvaiNativeSection>&, Sections, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeTriggersEvent, const TArray<FConvaiNativeTrigger>&, Triggers, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeServiceReplyEvent, const FConvaiNativeServiceReply&, Reply, const FConvaiNativeError&, Error);

// The data that the service returns, as Blueprint sees it.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeCharacter.h"
#include "ConvaiNativeErrorCode.h"
#include "ConvaiNativeScene.h"
#include "ConvaiNativeTypes.generated.h"

struct FConvaiNativePieceSamples;
struct FConvaiNativeVoice;

/** The cause of an error. A game decides by this value first. */
UENUM(BlueprintType)
enum class EConvaiNativeErrorGroup : uint8
{
	None,
	/** A mistake in the game. Nothing was sent, and the same call fails again. */
	Caller,
	/** No response arrived: there is no network, the time ran out, or the call was cancelled. */
	Network,
	/** The service refused the request. */
	Service,
	/** A response arrived, but it cannot be read. */
	Reply,
	/** The native library failed. Please report it. */
	Library,
};

/** How far a call is. */
UENUM(BlueprintType)
enum class EConvaiNativeCallState : uint8
{
	/** There is no call, or it has ended. */
	None,
	/** Waits for earlier calls, or for an earlier turn of its conversation. */
	Queued,
	/** Connects, or sends the request. */
	Sending,
	/** Waits for the service to respond. */
	Waiting,
	/** Receives the response. */
	Receiving,
	/** Has ended. Its pin fires next. */
	Done,
};

/** What a character does with its voice. */
UENUM(BlueprintType)
enum class EConvaiNativeVoicePhase : uint8
{
	/** There is nothing to be heard, or everything was stopped. */
	Silent,
	/** There is a voice that does not sound: it has not arrived, or it is paused. */
	Waiting,
	/** The voice sounds. */
	Speaking,
	/** The last voice has ended. */
	Ended,
};

/** What happens to the voice of a character when the player says something new. */
UENUM(BlueprintType)
enum class EConvaiNativeNewTurn : uint8
{
	/** The character finishes speaking first, and answers the turns in their order. */
	Queue,
	/** The character falls silent, as with Interrupt. Turns that have not ended are cancelled. */
	Interrupt,
};

/** What is heard of a character now. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeVoiceState
{
	GENERATED_BODY()

	/** What the character does. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	EConvaiNativeVoicePhase Phase = EConvaiNativeVoicePhase::Silent;

	/** True while the voice is paused, by Pause Voice or with the game. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bPaused = false;

	/** How often a voice had a gap, because the rest of it had not arrived. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 Underruns = 0;

	/** The duration of all that was heard. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native", meta = (Units = "s"))
	float PlayedSeconds = 0.0f;

	/** The duration of what waits to be heard, as far as it has arrived. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native", meta = (Units = "s"))
	float BufferedSeconds = 0.0f;

	/** The number of the turn that is heard, which its pieces have too. 0 for samples. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int64 Turn = 0;

	/** How much of that turn was heard. Compare it with Start Seconds of its pieces for captions in time with the voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native", meta = (Units = "s"))
	float HeardSeconds = 0.0f;

	/** The level of what is heard, from 0 to 1: the root mean square over 20 ms. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	float Level = 0.0f;

	/** The largest sample of what is heard over 20 ms, from 0 to 1. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	float Peak = 0.0f;

	/** How far a mouth is open, from 0 to 1: for a morph target or a bone of the jaw. The volume does not change it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	float MouthOpening = 0.0f;
};

/** How far a call is. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeProgress
{
	GENERATED_BODY()

	/** What the call does now. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	EConvaiNativeCallState State = EConvaiNativeCallState::None;

	/** The number of bytes that were sent. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int64 BytesSent = 0;

	/** The size of the request. 0 if it is not known yet. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int64 BytesToSend = 0;

	/** The number of bytes that have arrived. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int64 BytesReceived = 0;

	/** The size of the response. 0 if the service does not say. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int64 BytesToReceive = 0;
};

/** The options of one call. 0 and false are the defaults. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeCallOptions
{
	GENERATED_BODY()

	/** The timeout of the call, from the moment at which it is sent. 0 for the project setting. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ClampMin = "0", Units = "s"))
	float TimeoutSeconds = 0.0f;

	/** The limit for the call as a whole, which includes the wait for earlier calls and turns. 0 for no limit. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ClampMin = "0", Units = "s"))
	float DeadlineSeconds = 0.0f;

	/** The timeout for connecting. 0 for the project setting. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ClampMin = "0", Units = "s"))
	float ConnectTimeoutSeconds = 0.0f;

	/** The sample rate to which recorded samples are converted before they are sent, for turns. 0 for the project setting. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ClampMin = "0", ClampMax = "192000", Units = "Hz"))
	int32 UploadSampleRate = 0;

	/** The value of the service's field "responseLevel", for turns. 0 omits the field. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	int32 ResponseLevel = 0;

	/** Sends text as multipart/form-data, for gateways that require it. For turns, and for the fields of Call Service. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	bool bMultipart = false;

	/** Does not keep the complete response for Get Raw Json, which holds the voice a second time. For turns. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	bool bOmitRawJson = false;

	/**
	 * Asks for the response in pieces, as it is made: On Piece fires for each, and a conversation component speaks while the
	 * response arrives. The service documents hardly more of this than that it exists; without it, nothing changes. For turns.
	 */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	bool bStream = false;

	/** How long a response that arrives in pieces may pause. Timeout Seconds then ends with its first byte. 0 for the project setting. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ClampMin = "0", Units = "s"))
	float IdleTimeoutSeconds = 0.0f;

	/**
	 * What the character can do, and what and who is there, for this turn alone: it replaces the scene of a conversation
	 * component as a whole. If it is empty, the turn has the scene of the component. For turns.
	 */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FConvaiNativeScene TurnScene;
};

/** Describes why a call failed. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeError
{
	GENERATED_BODY()

	/** The cause of the error. None if the call succeeded. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	EConvaiNativeErrorGroup Group = EConvaiNativeErrorGroup::None;

	/** What went wrong, for Switch on. None if the call succeeded. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	EConvaiNativeErrorCode Code = EConvaiNativeErrorCode::None;

	/** The number of the error, as in the header of the library. 0 if the call succeeded. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 Number = 0;

	/** The name of the error, for example CONVAI_ERROR_TIMEOUT. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Name;

	/** The HTTP status of the response. 0 if no response arrived. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 HttpStatus = 0;

	/** What happened and what to do, in English. Contains neither the API key nor the player's words. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Message;

	/** The pin or project setting that has an invalid value, for example "Text". Empty if none has. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Argument;

	/** True if the same call may succeed later. The plugin never repeats a call by itself, because each call uses quota. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bRetryable = false;

	/** True if a part of the request may have been sent. The service may then have acted on it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bRequestSent = false;

	/** How long the service asks to wait before a new attempt. -1 if it does not say. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	float RetryAfterSeconds = -1.0f;

	/** The error message of the service. May be empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString ServiceMessage;

	/** The reference id for the support of the service. May be empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Reference;

	bool IsError() const { return Number != 0; }
};

/** The response of a character. After a failure it may hold a part: the fallback line, or text without its voice. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeResponse
{
	GENERATED_BODY()

	/** What the character says. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Text;

	/** The id of the session, for the next turn. A conversation component stores it by itself. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString SessionId;

	/** The id of the character that responds. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString CharacterId;

	/** What the service understood. For audio, this is the transcript. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString UserQuery;

	/** What the character does, in this order, for example "Jump". The turn must have a scene. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FString> Actions;

	/** The actions as the service sent them. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString ActionSequence;

	/** The result of the classification that the scene asked for. Empty if it asked for none. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Tag;

	/** The duration of the voice. 0 if there is no voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	float VoiceSeconds = 0.0f;

	/** The sample rate of the voice in Hz. Each voice type has its own. 0 if there is no voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 SampleRate = 0;

	/** The number of channels of the voice. 0 if there is no voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 Channels = 0;

	/** True if the player interrupted this turn after it had ended. Its voice is not heard. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bInterrupted = false;

	/** The samples of the voice, for UConvaiNativeBlueprintLibrary. Copies of a response share them. May be null. */
	TSharedPtr<const FConvaiNativeVoice> Voice;
};

/**
 * A piece of a response that arrives with Stream. Joined in their order, the texts are the text of the response, and the
 * samples are its voice. What a piece holds is up to the service: text, samples, both or neither.
 */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativePiece
{
	GENERATED_BODY()

	/** The number of the turn, as Get Voice State has it while the turn is heard. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int64 Turn = 0;

	/** The text that follows that of the piece before, with its spaces. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Text;

	/** The id of the session. Empty until it is known. If the turn fails later, do not continue this session. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString SessionId;

	/** What the character does next, in this order. Mostly empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	TArray<FString> Actions;

	/** The actions as the service sent them. Mostly empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString ActionSequence;

	/** The result of a classification. Mostly empty. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Tag;

	/** Where the samples of this piece begin in the voice of the response, for captions in time with the voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native", meta = (Units = "s"))
	float StartSeconds = 0.0f;

	/** The duration of the samples of this piece. Get Piece Samples returns them. 0 if it has none. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native", meta = (Units = "s"))
	float VoiceSeconds = 0.0f;

	/** The sample rate of the voice in Hz, the same in all pieces. 0 until there was a voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 SampleRate = 0;

	/** The number of channels of the voice, the same in all pieces. 0 until there was a voice. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	int32 Channels = 0;

	/** The samples, for UConvaiNativeBlueprintLibrary. Copies of a piece share them. May be null. */
	TSharedPtr<const FConvaiNativePieceSamples> Samples;
};

// The editor shows the data pins of only the first delegate of an asynchronous node. All delegates of a node therefore have
// the same parameters. After a success the error is empty; with a piece or an action the response is.

DECLARE_DYNAMIC_MULTICAST_DELEGATE_FourParams(FConvaiNativeTurnEvent, const FConvaiNativeResponse&, Response, const FConvaiNativeError&, Error, const FConvaiNativePiece&, Piece, const FString&, Action);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FConvaiNativeActionEvent, const FString&, Action);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeResponseEvent, const FConvaiNativeResponse&, Response, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeCharacterEvent, const FConvaiNativeCharacter&, Character, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FConvaiNativeDoneEvent, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FConvaiNativePieceEvent, const FConvaiNativePiece&, Piece);
DECLARE_DYNAMIC_MULTICAST_DELEGATE(FConvaiNativeSpeechEvent);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeLevelEvent, float, Level, float, MouthOpening);

// Makes an actor a character that the player can talk to.

#pragma once

#include "CoreMinimal.h"
#include "Components/ActorComponent.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeConversationComponent.generated.h"

class UAudioComponent;
class UConvaiNativeSubsystem;
class USoundWaveProcedural;

namespace convai_native
{
	struct Call;
	class Dialogue;
	class Dispatcher;
	class SpeechQueue;
}

/** Called once at the end of a turn, on the game thread. Not called if the component ends first. */
using FConvaiNativeTurnDone = TFunction<void(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error)>;

/** Called on the game thread for each piece of a turn with Stream, before its end. */
using FConvaiNativeTurnPiece = TFunction<void(const FConvaiNativePiece& Piece)>;

/**
 * A conversation with a character. Stores the session, sends the turns in order, one after the other, and plays the voice
 * of the responses. A failed turn keeps the session.
 */
UCLASS(ClassGroup = "Convai Native", meta = (BlueprintSpawnableComponent))
class CONVAINATIVE_API UConvaiNativeConversationComponent : public UActorComponent
{
	GENERATED_BODY()

public:
	UConvaiNativeConversationComponent();

	/** The id of the character. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString CharacterId;

	/** The session of a saved game. Set it to the result of Get Session Id before you save. Empty for a new session. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, SaveGame, Category = "Convai Native")
	FString SavedSessionId;

	/** Asks for the voice of the character and plays it. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	bool bVoice = true;

	/** The text of the response when a turn fails, for example "I can't hear you in this storm." */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FString FallbackLine;

	/** The options of each turn: timeouts, a deadline and what to send. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FConvaiNativeCallOptions TurnOptions;

	/** The audio component that plays the voice. If empty, the component of the actor, or a new one. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	TObjectPtr<UAudioComponent> Speaker;

	/** The character has responded. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeResponseEvent OnResponse;

	/** A turn has failed or was interrupted. Response holds what arrived, or the fallback line. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeResponseEvent OnFailure;

	/** A piece of a response has arrived. Only if Turn Options has Stream. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativePieceEvent OnPiece;

	/** The character starts to speak. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeSpeechEvent OnSpeechStarted;

	/** The character has finished speaking. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeSpeechEvent OnSpeechFinished;

	/** Says text to the character. On Response or On Failure fires later. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void Say(const FString& Text);

	/** Says recorded samples to the character: from -1 to 1, interleaved, 1 to 32 channels, 8000 to 192000 Hz. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void SaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate);

	/** Says a WAV file to the character. It must have one channel and integer samples of at least 16 bits. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void SayWav(const TArray<uint8>& Wav);

	/** Starts to record what the player says. Channels and Sample Rate describe the samples that Push Samples adds. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	FConvaiNativeError BeginUtterance(int32 Channels, int32 SampleRate, float MaxSeconds = 30.0f);

	/** Adds captured samples. Returns false if not all of them fit, or if Begin Utterance was not called. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	bool PushSamples(const TArray<float>& Samples);

	/** Adds captured samples in C++, on any thread, including the audio thread. Does not allocate and does not block. */
	bool PushRawSamples(const float* Samples, int32 Count) const;

	/** Returns the level of the last samples, from 0 to 1. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	float GetInputLevel() const;

	/** Returns the length of the recording in seconds. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	float GetUtteranceSeconds() const;

	/** Discards the recorded samples and goes on recording. Does not allocate memory. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void ClearUtterance();

	/** Says the recorded samples to the character. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void FinishUtterance();

	/** Discards the recorded samples and stops recording. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void CancelUtterance();

	/** Cancels the current turn and the queued turns, and stops the voice. Keeps the session. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void Interrupt();

	/** Ends the session. The next turn starts a new one. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void ResetSession();

	/** Returns the id of the session, for a saved game. Empty before the first response. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	FString GetSessionId() const;

	/** Returns how far the current turn is: the oldest one that has not ended. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	FConvaiNativeProgress GetProgress() const;

	/** True while the character speaks. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	bool IsSpeaking() const;

	/** For C++: says text and calls Done in addition to the events. Returns a request id, or 0 outside a running game. */
	uint64 SayThen(const FString& Text, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned = nullptr, FConvaiNativeTurnPiece Piece = nullptr);

	/** For C++: says the recorded samples and calls Done in addition to the events. Returns the same as SayThen. */
	uint64 FinishUtteranceThen(FConvaiNativeTurnDone Done, TFunction<void()> Abandoned = nullptr, FConvaiNativeTurnPiece Piece = nullptr);

	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason) override;
	virtual void TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction) override;

private:
	using FStart = TFunctionRef<uint64(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)>;

	uint64 Turn(FStart Start, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece);
	void EndTurn(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error);
	void FeedSpeaker();
	void StartSound(uint32 Channels, uint32 SampleRate);
	void StopSound(bool bFireEvent);

	TSharedPtr<convai_native::Dialogue> Dialogue;
	TSharedPtr<convai_native::SpeechQueue> Speech;

	UPROPERTY(Transient)
	TObjectPtr<USoundWaveProcedural> Sound;
};

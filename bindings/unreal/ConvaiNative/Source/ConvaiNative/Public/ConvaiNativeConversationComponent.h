// Makes an actor a character that the player can talk to.

#pragma once

#include "CoreMinimal.h"
#include "Components/ActorComponent.h"
#include "Engine/EngineTypes.h"
#include "ConvaiNativeListening.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeConversationComponent.generated.h"

class UAudioComponent;
struct convai_utterance;
class UConvaiNativeVoiceSound;
class USoundAttenuation;

namespace convai_native
{
	struct Call;
	class Dialogue;
	class Dispatcher;
	class Microphone;
	class Speech;
	struct SpeechFrame;
}

/** Called once at the end of a turn, on the game thread. Not called if the component ends first. */
using FConvaiNativeTurnDone = TFunction<void(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error)>;

/** Called on the game thread for each piece of a turn with Stream, before its end. */
using FConvaiNativeTurnPiece = TFunction<void(const FConvaiNativePiece& Piece)>;

/** Called on the game thread for each action of a turn, in their order, before its end. */
using FConvaiNativeTurnAction = TFunction<void(const FString& Action)>;

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

	/** The id of the character. Choose it from a list of the account, or type it. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native", meta = (ConvaiNativePicker = "Characters"))
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

	/** What the character can do, and what and who is there. Sent with each turn that is said from now on. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native")
	FConvaiNativeScene Scene;

	/** What happens to the voice when the player says something new. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Voice")
	EConvaiNativeNewTurn NewTurn = EConvaiNativeNewTurn::Queue;

	/**
	 * The audio component of this actor that plays the voice, and nothing else. If empty, the voice has a component of its
	 * own, which is attached to the root of the actor.
	 */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Voice", meta = (UseComponentPicker, AllowedClasses = "/Script/Engine.AudioComponent"))
	FComponentReference Speaker;

	/** The attenuation of the component of its own. If empty, the default attenuation of the engine. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Voice")
	TObjectPtr<USoundAttenuation> Attenuation;

	/** How much of a voice must have arrived before it begins, with Stream: more of it hides the gaps of a slow network. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Voice", meta = (ClampMin = "0", ClampMax = "0.5", Units = "s"))
	float StartBufferSeconds = 0.0f;

	/** How much voice may wait to be heard. Play Samples fails beyond that; turns never do. 0 for 300 seconds. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Voice", meta = (ClampMin = "0", ClampMax = "3600", Units = "s"))
	float MaxVoiceSeconds = 0.0f;

	/** The character has responded. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeResponseEvent OnResponse;

	/** A turn has failed or was interrupted. Response holds what arrived, or the fallback line. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeResponseEvent OnFailure;

	/** A piece of a response has arrived. Only if Turn Options has Stream. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativePieceEvent OnPiece;

	/**
	 * The character does something, for example "Jump". Fires once for each action of a response, in their order, before On
	 * Response. Not for a turn that failed or was interrupted, except for the actions that had arrived with Stream.
	 */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native")
	FConvaiNativeActionEvent OnAction;

	/** The character starts to speak. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Voice")
	FConvaiNativeSpeechEvent OnSpeechStarted;

	/** The character has finished speaking: the last of its voice was heard, or it was interrupted and has faded out. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Voice")
	FConvaiNativeSpeechEvent OnSpeechFinished;

	/** How loud the voice is now, and how far a mouth is open, both from 0 to 1. Fires in each frame while the character speaks. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Voice")
	FConvaiNativeLevelEvent OnSpeechLevel;

	/** The player has begun to speak. Only if the component listens for the voice. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Microphone")
	FConvaiNativeSpeechEvent OnPlayerSpeechStarted;

	/** The player has finished, and the recording was said. Only if the component listens for the voice. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Microphone")
	FConvaiNativeSpeechEvent OnPlayerSpeechFinished;

	/**
	 * Changes the scene, for turns that are said from now on. Turns that wait keep theirs. Returns an error if a name or a
	 * description is invalid; the scene is then unchanged.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	FConvaiNativeError UpdateScene(const FConvaiNativeScene& NewScene);

	/** Says text to the character. On Response or On Failure fires later. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void Say(const FString& Text);

	/** Says recorded samples to the character: from -1 to 1, interleaved, 1 to 32 channels, 8000 to 192000 Hz. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void SaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate);

	/** Says a WAV file to the character. It must have one channel and integer samples of at least 16 bits. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void SayWav(const TArray<uint8>& Wav);

	/**
	 * Starts to listen to the player: for push to talk, with the moment before the button, or hands-free. It allocates the
	 * memory for the longest recording: call it when a level begins, and Cancel Utterance to stop.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	FConvaiNativeError StartListening(const FConvaiNativeListenOptions& Options);

	/** Starts to record what the player says, from the first samples on. The same as Start Listening with Samples. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	FConvaiNativeError BeginUtterance(int32 Channels, int32 SampleRate, float MaxSeconds = 30.0f);

	/** The button was pressed: begins a recording, which contains the moment before. Finish Utterance ends it. For Button. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	FConvaiNativeError StartRecording();

	/** Adds captured samples. Returns false if not all of them fit, or if the component does not listen. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	bool PushSamples(const TArray<float>& Samples);

	/**
	 * Adds captured samples of a microphone that may change, for example when a headset is plugged in. Returns false if the
	 * format is not that of Start Listening: the component then listens again in the new one, and nothing recorded is lost.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	bool PushCapturedSamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate);

	/** For C++: returns where a capture callback puts its samples, also after this component has ended. */
	FConvaiNativeMicrophoneInput GetMicrophoneInput() const;

	/** Returns the level of the last samples, from 0 to 1, also between recordings. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	float GetInputLevel() const;

	/** Returns the number of clipped samples of the recording. If there are many, the microphone is too loud. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	int64 GetClippedSamples() const;

	/** Returns the length of the recording in seconds. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	float GetUtteranceSeconds() const;

	/** While the gate is closed, nothing is taken for speech: for example while a film plays. For Voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void SetMicrophoneGate(bool bClosed);

	/** Discards the recorded samples and goes on recording. Does not allocate memory. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void ClearUtterance();

	/** Says the recorded samples to the character. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void FinishUtterance();

	/** Discards the recorded samples and stops listening. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void CancelUtterance();

	/**
	 * Cancels the current turn and the queued turns, and fades out the voice. Keeps the session. An answer that has arrived and
	 * was not delivered yet is still delivered, with Interrupted set, and is not heard.
	 * @param FadeSeconds  How long the voice fades, at most 10 seconds. 0 for a short fade without a click.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void Interrupt(float FadeSeconds = 0.0f);

	/** Lets the character speak samples: from -1 to 1, interleaved. After what is heard and queued, or in its place. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Voice")
	FConvaiNativeError PlaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate, bool bReplace = false);

	/** Lets the character speak the voice of a response, for example of Say Text. After what is heard and queued, or in its place. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Voice")
	FConvaiNativeError PlayResponse(const FConvaiNativeResponse& Response, bool bReplace = false);

	/**
	 * For C++: lets the character speak the voice of a turn that is under way, with Stream while it arrives.
	 * @param Turn  The request id of a turn that is not of this component: its own turns are spoken by themselves.
	 */
	FConvaiNativeError PlayTurn(uint64 Turn, bool bReplace = false);

	/** Fades out the voice and empties its queue. Turns continue, and are heard when they arrive after this. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Voice")
	void StopVoice(float FadeSeconds = 0.0f);

	/** Pauses the voice, or lets it continue from there. It also pauses with the game. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Voice")
	void PauseVoice(bool bPause);

	/** Sets the volume of the voice, from 0 to 8. 1 is unchanged. It does not change Mouth Opening. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Voice")
	FConvaiNativeError SetVoiceVolume(float Volume);

	/** Returns what is heard now: the level, the mouth opening, and how much of which turn was heard. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Voice")
	FConvaiNativeVoiceState GetVoiceState() const;

	/** Ends the session. The next turn starts a new one. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	void ResetSession();

	/** Returns the id of the session, for a saved game. Empty before the first response. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	FString GetSessionId() const;

	/** Returns how far the current turn is: the oldest one that has not ended. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	FConvaiNativeProgress GetProgress() const;

	/** True from On Speech Started to On Speech Finished. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Voice")
	bool IsSpeaking() const;

	/** For C++: says text and calls Done in addition to the events. Returns a request id, or 0 outside a running game. */
	uint64 SayThen(const FString& Text, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned = nullptr, FConvaiNativeTurnPiece Piece = nullptr, FConvaiNativeTurnAction Action = nullptr);

	/** For C++: says the recorded samples and calls Done in addition to the events. Returns the same as SayThen. */
	uint64 FinishUtteranceThen(FConvaiNativeTurnDone Done, TFunction<void()> Abandoned = nullptr, FConvaiNativeTurnPiece Piece = nullptr, FConvaiNativeTurnAction Action = nullptr);

	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason) override;
	virtual void TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction) override;

private:
	using FStart = TFunctionRef<uint64(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)>;

	uint64 Turn(FStart Start, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece, FConvaiNativeTurnAction Action);
	void EndTurn(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error);
	uint64 SayRecording(convai_utterance* Recording, FConvaiNativeTurnDone Done, TFunction<void()> Abandoned, FConvaiNativeTurnPiece Piece, FConvaiNativeTurnAction Action);
	void UpdateMicrophone(int32& Started, int32& Finished);
	void OpenVoice();
	convai_native::SpeechFrame UpdateVoice();
	void PlaySound(const convai_native::SpeechFrame& Frame);
	void StartSound();
	void StopSound();
	void EndVoice();
	UAudioComponent* FindSpeaker();
	void Announce(const convai_native::SpeechFrame& Frame, int32 PlayerStarted, int32 PlayerFinished);
	TSharedPtr<convai_native::Dispatcher> FindDispatcher() const;

	TSharedPtr<convai_native::Dialogue> Dialogue;
	TSharedPtr<convai_native::Speech> Speech;
	TSharedPtr<convai_native::Microphone> Microphone;
	bool bGateWhileSpeaking = false;
	bool bPlayerInterrupts = false;

	/** The audio component that plays the sound. */
	UPROPERTY(Transient)
	TObjectPtr<UAudioComponent> AudioComponent;

	/** The audio component that this component has made. */
	UPROPERTY(Transient)
	TObjectPtr<UAudioComponent> OwnSpeaker;

	UPROPERTY(Transient)
	TObjectPtr<UConvaiNativeVoiceSound> Sound;
};

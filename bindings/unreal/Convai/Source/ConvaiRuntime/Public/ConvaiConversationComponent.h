// A character in the level.

#pragma once

#include "CoreMinimal.h"
#include "Components/ActorComponent.h"
#include "ConvaiTypes.h"
#include "ConvaiConversationComponent.generated.h"

class UAudioComponent;
class UConvaiSubsystem;
class USoundWaveProcedural;

namespace convai_core
{
	struct Call;
	class Hub;
	class SpeechQueue;
	class Talk;
}

/** Told once about a turn, on the game thread; not at all where the component ends first. */
using FConvaiTurnDone = TFunction<void(const FConvaiAnswer& Answer, const FConvaiError& Error)>;

/**
 * A conversation with a character, for an actor. Keeps the session, sends turns one after the other in the order in which
 * they were said, and speaks the answers. A failed turn keeps the session.
 */
UCLASS(ClassGroup = "Convai", meta = (BlueprintSpawnableComponent))
class CONVAIRUNTIME_API UConvaiConversationComponent : public UActorComponent
{
	GENERATED_BODY()

public:
	UConvaiConversationComponent();

	/** Who is spoken to. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	FString CharacterId;

	/** A session to go on with, from a saved game: fill it with GetSessionId before saving. Empty starts one. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, SaveGame, Category = "Convai")
	FString SavedSessionId;

	/** Whether answers come in the character's voice, and are played. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	bool bVoice = true;

	/** What the character says where a turn fails, such as "I can't hear you in this storm." Comes as the failure's text. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	FString FallbackLine;

	/** Longest time for a turn; 0 takes the project's setting. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai", meta = (ClampMin = "0", Units = "s"))
	float TurnTimeoutSeconds = 0.0f;

	/** Where answers are heard. Not set: the actor's audio component, or one that is made. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai")
	TObjectPtr<UAudioComponent> Speaker;

	/** An answer came. */
	UPROPERTY(BlueprintAssignable, Category = "Convai")
	FConvaiAnswerEvent OnAnswer;

	/** A turn failed, or was interrupted. The answer holds what did arrive, and the fallback line. */
	UPROPERTY(BlueprintAssignable, Category = "Convai")
	FConvaiAnswerEvent OnFailure;

	/** The character begins to speak. */
	UPROPERTY(BlueprintAssignable, Category = "Convai")
	FConvaiSpeechEvent OnSpeechStarted;

	/** The character has said everything that it had to say. */
	UPROPERTY(BlueprintAssignable, Category = "Convai")
	FConvaiSpeechEvent OnSpeechFinished;

	/** Says text. What comes of it, OnAnswer or OnFailure tells. */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	void Say(const FString& Text);

	/** Says recorded samples: from -1 to 1, channels interleaved, 1 to 32 of them, at 8000 to 192000 frames per second. */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	void SaySamples(const TArray<float>& Samples, int32 Channels, int32 SampleRate);

	/** Says a WAV file: one channel, integer samples of 16 bits or more. */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	void SayWav(const TArray<uint8>& Wav);

	/** Makes room for what the player is going to say. Give the format in which PushSamples will bring it. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Microphone")
	FConvaiError BeginUtterance(int32 Channels, int32 SampleRate, float MaxSeconds = 30.0f);

	/** Adds captured samples. False where they did not all fit, or no utterance was begun. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Microphone")
	bool PushSamples(const TArray<float>& Samples);

	/** The same for C++, from any thread: also an audio capture's. Takes no memory and waits for nothing. */
	bool PushRawSamples(const float* Samples, int32 Count) const;

	/** How loud the last samples were, from 0 to 1. */
	UFUNCTION(BlueprintPure, Category = "Convai|Microphone")
	float GetInputLevel() const;

	/** Says what was collected. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Microphone")
	void FinishUtterance();

	/** Throws away what was collected. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Microphone")
	void CancelUtterance();

	/** The player interrupts: the turns that are under way end as cancelled, and the character is silent. */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	void Interrupt();

	/** The next turn starts a new session. */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	void ResetSession();

	/** The session's id, for a saved game. Empty before the first answer. */
	UFUNCTION(BlueprintPure, Category = "Convai")
	FString GetSessionId() const;

	/** Whether the character speaks. */
	UFUNCTION(BlueprintPure, Category = "Convai")
	bool IsSpeaking() const;

	/** For C++: says text, and tells Done beside the events. Gives a ticket, or 0 where there is no game. */
	uint64 SayThen(const FString& Text, FConvaiTurnDone Done, TFunction<void()> Abandoned = nullptr);

	/** For C++: the same with what the utterance has collected. */
	uint64 FinishUtteranceThen(FConvaiTurnDone Done, TFunction<void()> Abandoned = nullptr);

	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason) override;
	virtual void TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction) override;

private:
	using FStart = TFunctionRef<uint64(convai_core::Hub& Hub, convai_core::Call&& Call)>;

	uint64 Turn(FStart Start, FConvaiTurnDone Done, TFunction<void()> Abandoned);
	void Heard(const FConvaiAnswer& Answer, const FConvaiError& Error);
	void FeedSpeaker();
	void StartSound(uint32 Channels, uint32 SampleRate);
	void StopSound(bool bTell);

	TSharedPtr<convai_core::Talk> Talk;
	TSharedPtr<convai_core::SpeechQueue> Speech;

	UPROPERTY(Transient)
	TObjectPtr<USoundWaveProcedural> Sound;
};

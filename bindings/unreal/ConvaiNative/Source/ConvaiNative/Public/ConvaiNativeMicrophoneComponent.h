// Opens a microphone of the player and lets a character hear it.

#pragma once

#include "CoreMinimal.h"
#include "Components/ActorComponent.h"
#include "ConvaiNativeListening.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeMicrophoneComponent.generated.h"

class FConvaiNativeCapture;
struct FConvaiNativeMicrophoneSignals;
class UConvaiNativeConversationComponent;

/** When the player is heard. */
UENUM(BlueprintType)
enum class EConvaiNativeMicrophoneMode : uint8
{
	/** From Start Talking to Stop Talking: while a button is held. */
	PushToTalk,
	/** Whenever the player speaks. */
	HandsFree,
};

/** Whether the player lets the game use the microphone. */
UENUM(BlueprintType)
enum class EConvaiNativeMicrophonePermission : uint8
{
	/** The player was not asked. Start Listening asks. */
	NotAsked,
	/** The system asks the player now. */
	Asking,
	/** The player agreed, or the system has no such question. */
	Granted,
	/** The player refused. Only the settings of the system can change this. */
	Denied,
};

DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FConvaiNativeInputLevelEvent, float, Level);

/**
 * A microphone for conversations: it asks for the permission of the player, opens the microphone, and gives what it hears to a
 * conversation component. Add it to the player, or to the character. It runs where the player is: on a dedicated server it does
 * nothing. Needs the plugin Audio Capture of the engine, which this plugin enables.
 */
UCLASS(ClassGroup = "Convai Native", meta = (BlueprintSpawnableComponent))
class CONVAINATIVE_API UConvaiNativeMicrophoneComponent : public UActorComponent
{
	GENERATED_BODY()

public:
	UConvaiNativeMicrophoneComponent();

	/** When the player is heard. Counts from the next Start Listening on. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	EConvaiNativeMicrophoneMode Mode = EConvaiNativeMicrophoneMode::PushToTalk;

	/** The name of the microphone, one of Get Devices. Empty, or a name that is not there: the microphone that the system prefers. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	FString DeviceName;

	/** How the character listens. Trigger, Channels and Sample Rate have no effect: they follow Mode and the microphone. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	FConvaiNativeListenOptions Listening;

	/** Opens the microphone when the game begins, which asks the player for permission. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	bool bListenOnBeginPlay = false;

	/** The microphone is open, and the character listens. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Microphone")
	FConvaiNativeSpeechEvent OnListeningStarted;

	/** The microphone cannot be opened, or has fallen silent: Error says what to do. The character does not listen. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Microphone")
	FConvaiNativeDoneEvent OnListeningFailed;

	/** The level of the microphone, from 0 to 1: for a meter. Fires in each frame while the character listens. */
	UPROPERTY(BlueprintAssignable, Category = "Convai Native|Microphone")
	FConvaiNativeInputLevelEvent OnInputLevel;

	/**
	 * Chooses who listens. Without a call of it, it is the conversation component of the same actor. While the microphone is
	 * open, it is opened again for the new one, and what was recorded is discarded.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void SetConversation(UConvaiNativeConversationComponent* NewConversation);

	/** Returns who listens. May be null. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	UConvaiNativeConversationComponent* GetConversation() const;

	/**
	 * Opens the microphone. Asks the player for permission where the system wants that. On Listening Started fires in one of the
	 * next frames, or On Listening Failed. Does nothing while the microphone is open.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void StartListening();

	/** Closes the microphone, and discards what was recorded and not said. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void StopListening();

	/**
	 * The button was pressed: begins a recording, which contains the moment before if the microphone is open. Otherwise it
	 * opens the microphone, and the recording begins as soon as it is open, if the button is then still held. For Push To Talk.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void StartTalking();

	/** The button was released: says the recording to the character. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	void StopTalking();

	/** True from On Listening Started on, until the microphone is closed. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	bool IsListening() const;

	/** True from Start Talking to Stop Talking, as far as the character listens. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	bool IsTalking() const;

	/** Returns the level of the microphone, from 0 to 1. 0 while it is closed. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	float GetInputLevel() const;

	/** Returns whether the player lets the game use the microphone. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Microphone")
	EConvaiNativeMicrophonePermission GetPermission() const;

	/** Returns the names of the microphones, for a menu. Empty where the engine cannot list them. It may take some milliseconds. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Microphone")
	static TArray<FString> GetDevices();

	/** Called by the system with the answer of the player. */
	UFUNCTION()
	void OnPermissionAnswered(const TArray<FString>& Permissions, const TArray<bool>& Results);

	virtual void BeginPlay() override;
	virtual void EndPlay(const EEndPlayReason::Type EndPlayReason) override;
	virtual void TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction) override;

private:
	/** What StartListening goes through. */
	enum class EState : uint8
	{
		Closed,
		/** The system asks the player. */
		Asking,
		/** The microphone is open, and its first chunk will tell its format. */
		Opening,
		Listening,
	};

	FConvaiNativeError OpenDevice();
	FConvaiNativeError Listen(uint64 Format);
	void Continue();
	void Fail(const FConvaiNativeError& Error);
	bool HasFallenSilent();

	UPROPERTY(Transient)
	TObjectPtr<UConvaiNativeConversationComponent> Conversation;

	TSharedPtr<FConvaiNativeCapture> Capture;
	/** What other threads report, also after this component has ended. */
	TSharedPtr<FConvaiNativeMicrophoneSignals> Signals;
	uint64 ChunksSeen = 0;
	double LastChunkSeconds = 0.0;
	EState State = EState::Closed;
	bool bTalking = false;
};

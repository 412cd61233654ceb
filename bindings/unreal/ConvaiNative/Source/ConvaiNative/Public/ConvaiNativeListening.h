// How a conversation component listens to the player.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeListening.generated.h"

namespace convai_native
{
	class Microphone;
}

/** What begins a recording of the player. */
UENUM(BlueprintType)
enum class EConvaiNativeListening : uint8
{
	/** The first samples. Push them while the button is held, then call Finish Utterance. */
	Samples,
	/** Start Recording, when the button is pressed. Push samples all the time: the recording contains the moment before. */
	Button,
	/** The player's voice, and silence ends it. Push samples all the time: each recording is said by itself. */
	Voice,
};

/** How a conversation component listens to the player. 0 stands for the default. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeListenOptions
{
	GENERATED_BODY()

	/** What begins a recording. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	EConvaiNativeListening Trigger = EConvaiNativeListening::Samples;

	/** The number of channels of the microphone, 1 to 32. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "1", ClampMax = "32"))
	int32 Channels = 1;

	/** The sample rate of the microphone, 8000 to 192000. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "8000", ClampMax = "192000", Units = "Hz"))
	int32 SampleRate = 48000;

	/** The longest recording. 0 for 30 seconds. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "0", ClampMax = "600", Units = "s"))
	float MaxSeconds = 0.0f;

	/** How much of the time before its beginning a recording contains, so that no first syllable is lost. 0 for 0.3 seconds. For Button and Voice. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "0", ClampMax = "10", Units = "s"))
	float PreRollSeconds = 0.0f;

	/** How long the player speaks before it counts. 0 for 0.1 seconds. For Voice. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "0", ClampMax = "10", Units = "s"))
	float SpeechSeconds = 0.0f;

	/** How long the player is silent before the recording ends. Less of it answers faster, and cuts off who thinks. 0 for 0.6 seconds. For Voice. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "0", ClampMax = "10", Units = "s"))
	float SilenceSeconds = 0.0f;

	/** The score from which a sound is speech, to 1. More of it ignores more noise, and misses quiet speech. 0 for 0.7. For Voice. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "0", ClampMax = "1"))
	float SpeechThreshold = 0.0f;

	/** The score below which a sound is silence, at most Speech Threshold. 0 for 0.4. For Voice. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone", meta = (ClampMin = "0", ClampMax = "1"))
	float SilenceThreshold = 0.0f;

	/**
	 * Hears nothing while the character of this component speaks: for loudspeakers, whose sound the microphone would take for
	 * the player. There is no echo cancellation. Clear it for headphones. For Voice.
	 */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	bool bGateWhileSpeaking = true;

	/** The character falls silent when the player begins to speak, as with Interrupt: for headphones. For Voice. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Microphone")
	bool bPlayerInterrupts = false;
};

/**
 * For C++: where a capture callback puts its samples. Copy it into the callback. It refers to no object of the game, so the
 * callback may outlive the component, and pushes then do nothing.
 */
class CONVAINATIVE_API FConvaiNativeMicrophoneInput
{
public:
	FConvaiNativeMicrophoneInput() = default;
	explicit FConvaiNativeMicrophoneInput(const TSharedPtr<convai_native::Microphone>& InMicrophone) : Microphone(InMicrophone) {}

	/**
	 * Adds captured samples, from -1 to 1, with interleaved channels. On any thread, one at a time: does not allocate, lock or
	 * wait. Returns false if not all of them fit, if the component does not listen, or if the format is not that of Start
	 * Listening. A microphone that has changed is heard again from one of the next frames on.
	 */
	bool Push(const float* Samples, int32 Count, int32 Channels, int32 SampleRate) const;

private:
	TSharedPtr<convai_native::Microphone> Microphone;
};

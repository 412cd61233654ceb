// The sound through which the engine plays the voice of a character.

#pragma once

#include "CoreMinimal.h"
#include "Core/Speech.h"
#include "Sound/SoundWaveProcedural.h"
#include "ConvaiNativeVoiceSound.generated.h"

/**
 * A sound that the audio thread of the engine fills from the playback of the library.
 *
 * It is a procedural sound and not a synth component, because any audio component can play it, with the attenuation, submix
 * and effects that a designer gave it; because GeneratePCMData has the same signature in every version of the engine, unlike
 * the generators of synth components; and because it writes straight into the buffer of the engine. Without an audio device
 * neither kind is ever called: time then passes in Speech.
 *
 * Play one instance of it at a time, and make a new one for the next time.
 */
UCLASS()
class UConvaiNativeVoiceSound : public USoundWaveProcedural
{
	GENERATED_BODY()

public:
	/** Makes a sound with one channel. It never ends by itself. */
	static UConvaiNativeVoiceSound* Make(UObject* Outer, std::shared_ptr<convai_native::SpeechReader> Reader, uint32 SampleRate);

	/** Called on the audio thread. Returns the number of bytes, fewer than asked for where the engine asks for a long chunk. */
	virtual int32 GeneratePCMData(uint8* PCMData, const int32 SamplesNeeded) override;

private:
	std::shared_ptr<convai_native::SpeechReader> Reader;
};

// A sound with the voice of a response, which can be played as often as wanted.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeConvert.h"
#include "Sound/SoundGenerator.h"
#include "Sound/SoundWaveProcedural.h"
#include "ConvaiNativeAnswerSound.generated.h"

/**
 * The engine makes a generator for each time that a sound is played, so that a sound can be played again, and several times at
 * once. An ordinary sound wave plays only what was compressed while cooking, and the queue of a procedural one is empty after
 * the first time.
 */
UCLASS()
class UConvaiNativeAnswerSound : public USoundWaveProcedural
{
	GENERATED_BODY()

public:
	/** Shares the samples of the voice. */
	static UConvaiNativeAnswerSound* Make(UObject* Outer, const FConvaiNativeVoice& Voice, float Seconds);

	using USoundWaveProcedural::CreateSoundGenerator; // the engine has a second one, which calls this one
	virtual ISoundGeneratorPtr CreateSoundGenerator(const FSoundGeneratorInitParams& InParams) override;

private:
	std::shared_ptr<const FConvaiNativeVoice> Voice;
};

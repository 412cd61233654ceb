// Turns samples into a sound that the engine plays.

#pragma once

#include "CoreMinimal.h"
#include "Core/Api.h"

class UObject;
class USoundWaveProcedural;

namespace ConvaiNativeSound
{
	/** Makes a sound that is filled while it plays. */
	USoundWaveProcedural* Make(UObject* Outer, uint32 Channels, uint32 SampleRate);
	/** Appends 16-bit samples with interleaved channels. They are copied. */
	void Queue(USoundWaveProcedural& Sound, convai::Span<const int16> Samples);
}

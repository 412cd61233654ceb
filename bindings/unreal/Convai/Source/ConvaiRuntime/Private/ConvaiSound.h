// Samples as a sound that the engine plays.

#pragma once

#include "CoreMinimal.h"
#include "Core/Api.h"

class UObject;
class USoundWaveProcedural;

namespace ConvaiSound
{
	/** A sound that is fed while it plays. */
	USoundWaveProcedural* Make(UObject* Outer, uint32 Channels, uint32 SampleRate);
	/** Adds 16-bit samples, channels interleaved. They are copied. */
	void Queue(USoundWaveProcedural& Sound, convai::Span<const int16> Samples);
	/** How many bytes of the sound have not been played. */
	std::size_t Buffered(USoundWaveProcedural& Sound);
}

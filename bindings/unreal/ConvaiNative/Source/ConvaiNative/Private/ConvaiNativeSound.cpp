#include "ConvaiNativeSound.h"

#include "Sound/SoundWaveProcedural.h"

namespace ConvaiNativeSound
{
	USoundWaveProcedural* Make(UObject* Outer, uint32 Channels, uint32 SampleRate)
	{
		USoundWaveProcedural* Sound = NewObject<USoundWaveProcedural>(Outer);
		Sound->SetSampleRate(SampleRate);
		Sound->NumChannels = static_cast<int32>(Channels);
		Sound->Duration = INDEFINITELY_LOOPING_DURATION;
		Sound->SoundGroup = SOUNDGROUP_Voice;
		Sound->bLooping = false;
		return Sound;
	}

	void Queue(USoundWaveProcedural& Sound, convai::Span<const int16> Samples)
	{
		Sound.QueueAudio(reinterpret_cast<const uint8*>(Samples.data()), static_cast<int32>(Samples.size_bytes()));
	}
}

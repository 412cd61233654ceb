#include "ConvaiNativeVoiceSound.h"

UConvaiNativeVoiceSound* UConvaiNativeVoiceSound::Make(UObject* Outer, std::shared_ptr<convai_native::SpeechReader> Reader, uint32 SampleRate)
{
	UConvaiNativeVoiceSound* Sound = NewObject<UConvaiNativeVoiceSound>(Outer);
	Sound->Reader = MoveTemp(Reader);
	Sound->SetSampleRate(SampleRate);
	Sound->NumChannels = 1;
	Sound->Duration = INDEFINITELY_LOOPING_DURATION;
	Sound->SoundGroup = SOUNDGROUP_Voice;
	Sound->bLooping = false;
	// Out of earshot it is read on, so that the voice does not stop there and continue when the player comes back.
	Sound->VirtualizationMode = EVirtualizationMode::PlayWhenSilent;
	return Sound;
}

int32 UConvaiNativeVoiceSound::GeneratePCMData(uint8* PCMData, const int32 SamplesNeeded)
{
	const int32 Samples = FMath::Min(SamplesNeeded, NumSamplesToGeneratePerCallback);
	if (!Reader || Samples <= 0)
	{
		return 0;
	}
	Reader->read(convai::Span<int16>(reinterpret_cast<int16*>(PCMData), static_cast<std::size_t>(Samples)));
	return Samples * static_cast<int32>(sizeof(int16));
}

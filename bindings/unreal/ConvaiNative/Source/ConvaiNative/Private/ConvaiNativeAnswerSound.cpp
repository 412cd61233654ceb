#include "ConvaiNativeAnswerSound.h"

#include "Core/AudioTools.h"

namespace
{
	/** Plays a voice once. The engine calls it on threads of its audio. */
	class FGenerator final : public ISoundGenerator
	{
	public:
		explicit FGenerator(std::shared_ptr<const FConvaiNativeVoice> InVoice) : Voice(MoveTemp(InVoice)) {}

		virtual int32 OnGenerateAudio(float* OutAudio, int32 NumSamples) override
		{
			const convai::Span<const int16> Pcm = Voice->Pcm();
			const std::size_t Count = FMath::Min(Pcm.size() - Next, static_cast<std::size_t>(FMath::Max(NumSamples, 0)));
			(void)convai_native::to_floats(convai::Span<const int16>(Pcm.data() + Next, Count), convai::Span<float>(OutAudio, Count));
			Next += Count;
			return static_cast<int32>(Count);
		}
		virtual bool IsFinished() const override { return Next == Voice->Pcm().size(); }

	private:
		std::shared_ptr<const FConvaiNativeVoice> Voice;
		std::size_t Next = 0;
	};
}

UConvaiNativeAnswerSound* UConvaiNativeAnswerSound::Make(UObject* Outer, const FConvaiNativeVoice& Voice, float Seconds)
{
	UConvaiNativeAnswerSound* Sound = NewObject<UConvaiNativeAnswerSound>(Outer);
	Sound->Voice = std::make_shared<const FConvaiNativeVoice>(Voice);
	Sound->SetSampleRate(Voice.SampleRate());
	Sound->NumChannels = static_cast<int32>(Voice.Channels());
	Sound->Duration = Seconds;
	Sound->SoundGroup = SOUNDGROUP_Voice;
	Sound->bLooping = false;
	return Sound;
}

ISoundGeneratorPtr UConvaiNativeAnswerSound::CreateSoundGenerator(const FSoundGeneratorInitParams&)
{
	return MakeShared<FGenerator, ESPMode::ThreadSafe>(Voice);
}

#include "ConvaiBlueprintLibrary.h"

#include "ConvaiConvert.h"
#include "ConvaiRuntimeModule.h"
#include "ConvaiSound.h"
#include "Core/LateBinding.h"
#include "Sound/SoundWaveProcedural.h"
#include "UObject/Package.h"

USoundWaveProcedural* UConvaiBlueprintLibrary::MakeSoundWave(const FConvaiAnswer& Answer)
{
	if (!Answer.Voice.IsValid() || Answer.Voice->Response->pcm().empty())
	{
		return nullptr;
	}
	const convai::Response& Response = *Answer.Voice->Response;
	USoundWaveProcedural* Sound = ConvaiSound::Make(GetTransientPackage(), Response.channels(), Response.sample_rate());
	Sound->Duration = Answer.VoiceSeconds;
	ConvaiSound::Queue(*Sound, Response.pcm());
	return Sound;
}

TArray<float> UConvaiBlueprintLibrary::GetSamples(const FConvaiAnswer& Answer)
{
	TArray<float> Samples;
	if (Answer.Voice.IsValid())
	{
		const convai::Span<const int16> Pcm = Answer.Voice->Response->pcm();
		Samples.SetNumUninitialized(static_cast<int32>(Pcm.size()));
		(void)convai::to_f32(Pcm, convai::Span<float>(Samples.GetData(), Pcm.size()));
	}
	return Samples;
}

TArray<uint8> UConvaiBlueprintLibrary::GetWav(const FConvaiAnswer& Answer)
{
	TArray<uint8> Wav;
	if (Answer.Voice.IsValid())
	{
		const convai::Span<const uint8> Bytes = Answer.Voice->Response->wav();
		Wav.Append(Bytes.data(), static_cast<int32>(Bytes.size()));
	}
	return Wav;
}

FString UConvaiBlueprintLibrary::GetRawJson(const FConvaiAnswer& Answer)
{
	return Answer.Voice.IsValid() ? ConvaiConvert::FromUtf8(Answer.Voice->Response->raw_json()) : FString();
}

FString UConvaiBlueprintLibrary::GetLibraryVersion()
{
	return convai_core::library_bound() ? ConvaiConvert::FromUtf8(convai::version()) : FString();
}

FConvaiError UConvaiBlueprintLibrary::GetLibraryProblem()
{
	return ConvaiConvert::ToError(FConvaiRuntimeModule::GetLibraryProblem());
}

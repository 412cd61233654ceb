#include "ConvaiNativeBlueprintLibrary.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeModule.h"
#include "ConvaiNativeSound.h"
#include "Core/LateBinding.h"
#include "Sound/SoundWaveProcedural.h"
#include "UObject/Package.h"

USoundWaveProcedural* UConvaiNativeBlueprintLibrary::MakeSoundWave(const FConvaiNativeResponse& Response)
{
	if (!Response.Voice.IsValid() || Response.Voice->Source->pcm().empty())
	{
		return nullptr;
	}
	const convai::Response& Source = *Response.Voice->Source;
	USoundWaveProcedural* Sound = ConvaiNativeSound::Make(GetTransientPackage(), Source.channels(), Source.sample_rate());
	Sound->Duration = Response.VoiceSeconds;
	ConvaiNativeSound::Queue(*Sound, Source.pcm());
	return Sound;
}

TArray<float> UConvaiNativeBlueprintLibrary::GetSamples(const FConvaiNativeResponse& Response)
{
	TArray<float> Samples;
	if (Response.Voice.IsValid())
	{
		const convai::Span<const int16> Pcm = Response.Voice->Source->pcm();
		Samples.SetNumUninitialized(static_cast<int32>(Pcm.size()));
		(void)convai::to_f32(Pcm, convai::Span<float>(Samples.GetData(), Pcm.size()));
	}
	return Samples;
}

TArray<uint8> UConvaiNativeBlueprintLibrary::GetWav(const FConvaiNativeResponse& Response)
{
	TArray<uint8> Wav;
	if (Response.Voice.IsValid())
	{
		const convai::Span<const uint8> Bytes = Response.Voice->Source->wav();
		Wav.Append(Bytes.data(), static_cast<int32>(Bytes.size()));
	}
	return Wav;
}

FString UConvaiNativeBlueprintLibrary::GetRawJson(const FConvaiNativeResponse& Response)
{
	return Response.Voice.IsValid() ? ConvaiNativeConvert::FromUtf8(Response.Voice->Source->raw_json()) : FString();
}

FString UConvaiNativeBlueprintLibrary::GetLibraryVersion()
{
	return convai_native::library_bound() ? ConvaiNativeConvert::FromUtf8(convai::version()) : FString();
}

FConvaiNativeError UConvaiNativeBlueprintLibrary::GetLibraryProblem()
{
	return ConvaiNativeConvert::ToError(FConvaiNativeModule::GetLibraryProblem());
}

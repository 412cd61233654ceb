#include "ConvaiNativeBlueprintLibrary.h"

#include "ConvaiNativeAnswerSound.h"
#include "ConvaiNativeConvert.h"
#include "ConvaiNativeModule.h"
#include "Core/AudioTools.h"
#include "Core/LateBinding.h"
#include "UObject/Package.h"

using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToSpan;

namespace
{
	TArray<float> ToFloats(convai::Span<const int16> Pcm)
	{
		TArray<float> Samples;
		Samples.SetNumUninitialized(static_cast<int32>(Pcm.size()));
		(void)convai_native::to_floats(Pcm, convai::Span<float>(Samples.GetData(), Pcm.size()));
		return Samples;
	}

	/** Tells whether a code names a language or, for example "en-US" for "en", a form of it. */
	bool IsForm(const FString& Code, const FString& Language)
	{
		return Code.Equals(Language, ESearchCase::IgnoreCase) || Code.StartsWith(Language + TEXT("-"), ESearchCase::IgnoreCase);
	}

	bool Speaks(const FConvaiNativeListedVoice& Voice, const FString& Language)
	{
		for (const FString& Code : Voice.LanguageCodes)
		{
			if (IsForm(Code, Language))
			{
				return true;
			}
		}
		return Language.IsEmpty();
	}
}

USoundWave* UConvaiNativeBlueprintLibrary::MakeSoundWave(const FConvaiNativeResponse& Response)
{
	const bool bHasVoice = Response.Voice.IsValid() && !Response.Voice->Pcm().empty();
	return bHasVoice ? UConvaiNativeAnswerSound::Make(GetTransientPackage(), *Response.Voice, Response.VoiceSeconds) : nullptr;
}

TArray<float> UConvaiNativeBlueprintLibrary::GetSamples(const FConvaiNativeResponse& Response)
{
	TArray<float> Samples;
	if (Response.Voice.IsValid())
	{
		Samples = ToFloats(Response.Voice->Pcm());
	}
	return Samples;
}

TArray<float> UConvaiNativeBlueprintLibrary::GetPieceSamples(const FConvaiNativePiece& Piece)
{
	return Piece.Samples.IsValid() ? ToFloats(Piece.Samples->Source.pcm()) : TArray<float>();
}

TArray<uint8> UConvaiNativeBlueprintLibrary::GetWav(const FConvaiNativeResponse& Response)
{
	TArray<uint8> Wav;
	if (Response.Voice.IsValid())
	{
		const convai::Span<const uint8> Bytes = Response.Voice->Wav();
		Wav.Append(Bytes.data(), static_cast<int32>(Bytes.size()));
	}
	return Wav;
}

FConvaiNativeError UConvaiNativeBlueprintLibrary::BuildWav(const TArray<float>& Samples, int32 Channels, int32 SampleRate, TArray<uint8>& Wav, int32 WavSampleRate)
{
	const convai_native::AudioResult Result = convai_native::build_wav(ToSpan(Samples), ToCount(Channels), ToCount(SampleRate), ToCount(WavSampleRate));
	const convai::Span<const uint8> Bytes = Result.audio.wav();
	Wav = TArray<uint8>();
	Wav.Append(Bytes.data(), static_cast<int32>(Bytes.size()));
	return ConvaiNativeConvert::ToError(Result.failure);
}

FConvaiNativeError UConvaiNativeBlueprintLibrary::ReadWav(const TArray<uint8>& Wav, TArray<float>& Samples, int32& Channels, int32& SampleRate, int32 RawSampleRate)
{
	const convai_native::AudioResult Result = convai_native::read_wav(ToSpan(Wav), ToCount(RawSampleRate));
	Samples = ToFloats(Result.audio.pcm());
	Channels = static_cast<int32>(Result.audio.channels());
	SampleRate = static_cast<int32>(Result.audio.sample_rate());
	return ConvaiNativeConvert::ToError(Result.failure);
}

void UConvaiNativeBlueprintLibrary::MeasureLevel(const TArray<float>& Samples, float& Peak, float& Rms)
{
	convai::Level Level;
	(void)convai_native::measure(ToSpan(Samples), Level);
	Peak = Level.peak;
	Rms = Level.rms;
}

TArray<int16> UConvaiNativeBlueprintLibrary::ToPcm16(const TArray<float>& Samples)
{
	TArray<int16> Pcm;
	Pcm.SetNumUninitialized(Samples.Num());
	(void)convai_native::to_pcm16(ToSpan(Samples), convai::Span<int16>(Pcm.GetData(), static_cast<std::size_t>(Pcm.Num())));
	return Pcm;
}

TArray<FConvaiNativeListedVoice> UConvaiNativeBlueprintLibrary::FindVoices(const FConvaiNativeVoiceList& Voices, const FString& Language, const FString& Gender)
{
	TArray<FConvaiNativeListedVoice> Found;
	for (const FConvaiNativeListedVoice& Voice : Voices.Voices)
	{
		if (Speaks(Voice, Language) && (Gender.IsEmpty() || Voice.Gender.Equals(Gender, ESearchCase::IgnoreCase)))
		{
			Found.Add(Voice);
		}
	}
	return Found;
}

FString UConvaiNativeBlueprintLibrary::GetRawJson(const FConvaiNativeResponse& Response)
{
	return Response.Voice.IsValid() && Response.Voice->Source ? ConvaiNativeConvert::FromUtf8(Response.Voice->Source->raw_json()) : FString();
}

FString UConvaiNativeBlueprintLibrary::GetLibraryVersion()
{
	return convai_native::library_bound() ? ConvaiNativeConvert::FromUtf8(convai::version()) : FString();
}

int64 UConvaiNativeBlueprintLibrary::GetLiveObjects()
{
	return convai_native::library_bound() ? static_cast<int64>(convai::live_objects()) : 0;
}

FConvaiNativeError UConvaiNativeBlueprintLibrary::GetLibraryProblem()
{
	return ConvaiNativeConvert::ToError(FConvaiNativeModule::GetLibraryProblem());
}

// Functions for the voice of a response and for the state of the native library.

#pragma once

#include "CoreMinimal.h"
#include "Kismet/BlueprintFunctionLibrary.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeBlueprintLibrary.generated.h"

class USoundWave;

UCLASS()
class CONVAINATIVE_API UConvaiNativeBlueprintLibrary : public UBlueprintFunctionLibrary
{
	GENERATED_BODY()

public:
	/**
	 * Makes a sound from the voice of a response, for any audio component and Play Sound. It can be played again, and several
	 * times at once. It shares the samples, and is not saved: keep a reference to it. Null if there is no voice.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static USoundWave* MakeSoundWave(const FConvaiNativeResponse& Response);

	/** Returns the samples of the voice, from -1 to 1, with interleaved channels. Empty if there is no voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static TArray<float> GetSamples(const FConvaiNativeResponse& Response);

	/** Returns the samples of a piece, from -1 to 1, with interleaved channels. Empty if it has none. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static TArray<float> GetPieceSamples(const FConvaiNativePiece& Piece);

	/** Returns the voice as a complete WAV file. Empty if there is no voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static TArray<uint8> GetWav(const FConvaiNativeResponse& Response);

	/**
	 * Builds a WAV file from samples, with one channel and 16 bits, as a turn sends it. Wav is empty after an error.
	 * @param Samples  The samples, from -1 to 1, with interleaved channels.
	 * @param WavSampleRate  The sample rate of the file in Hz, 8000 to 192000. 0 for that of the samples.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static FConvaiNativeError BuildWav(const TArray<float>& Samples, int32 Channels, int32 SampleRate, TArray<uint8>& Wav, int32 WavSampleRate = 0);

	/**
	 * Reads a WAV file. Samples is empty after an error.
	 * @param Samples  The samples, from -1 to 1, with interleaved channels.
	 * @param RawSampleRate  If it is not 0, raw 16-bit samples with one channel and this sample rate are accepted too.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static FConvaiNativeError ReadWav(const TArray<uint8>& Wav, TArray<float>& Samples, int32& Channels, int32& SampleRate, int32 RawSampleRate = 0);

	/** Measures how loud samples are. Both levels are from 0 to 1. */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Audio")
	static void MeasureLevel(const TArray<float>& Samples, float& Peak, float& Rms);

	/** For C++: converts samples from -1 to 1 to 16-bit samples. Rounds and clips them. */
	static TArray<int16> ToPcm16(const TArray<float>& Samples);

	/**
	 * Searches a list of voices. An empty pin finds every voice. Upper and lower case are the same.
	 * @param Language  A language, for example "en-US". "en" finds it, too.
	 * @param Gender  For example "female".
	 */
	UFUNCTION(BlueprintPure, Category = "Convai Native|Characters")
	static TArray<FConvaiNativeListedVoice> FindVoices(const FConvaiNativeVoiceList& Voices, const FString& Language, const FString& Gender);

	/** Returns the complete response of the service. It is large, because it includes the audio. Empty for a successful turn with Omit Raw Json. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	static FString GetRawJson(const FConvaiNativeResponse& Response);

	/** Returns the version of the native library, for example 0.1.0. Empty if the library is not loaded. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	static FString GetLibraryVersion();

	/** Returns the number of objects of the native library that exist. A test of a game can use it to find leaks. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	static int64 GetLiveObjects();

	/** Returns why the native library is not loaded. Empty if it is loaded. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	static FConvaiNativeError GetLibraryProblem();
};

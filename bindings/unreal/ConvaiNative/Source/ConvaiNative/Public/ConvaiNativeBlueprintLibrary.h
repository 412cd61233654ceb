// Functions for the voice of a response and for the state of the native library.

#pragma once

#include "CoreMinimal.h"
#include "Kismet/BlueprintFunctionLibrary.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeBlueprintLibrary.generated.h"

class USoundWaveProcedural;

UCLASS()
class CONVAINATIVE_API UConvaiNativeBlueprintLibrary : public UBlueprintFunctionLibrary
{
	GENERATED_BODY()

public:
	/** Makes a sound from the voice of a response. It can be played once. Null if there is no voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static USoundWaveProcedural* MakeSoundWave(const FConvaiNativeResponse& Response);

	/** Returns the samples of the voice, from -1 to 1, with interleaved channels. Empty if there is no voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static TArray<float> GetSamples(const FConvaiNativeResponse& Response);

	/** Returns the voice as a complete WAV file. Empty if there is no voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Audio")
	static TArray<uint8> GetWav(const FConvaiNativeResponse& Response);

	/** Returns the complete response of the service. It is large, because it includes the audio. Empty for a successful turn without Keep Raw Json. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native")
	static FString GetRawJson(const FConvaiNativeResponse& Response);

	/** Returns the version of the native library, for example 0.1.0. Empty if the library is not loaded. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	static FString GetLibraryVersion();

	/** Returns why the native library is not loaded. Empty if it is loaded. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	static FConvaiNativeError GetLibraryProblem();
};

// What can be done with an answer's voice, and what is known of the library.

#pragma once

#include "CoreMinimal.h"
#include "Kismet/BlueprintFunctionLibrary.h"
#include "ConvaiTypes.h"
#include "ConvaiBlueprintLibrary.generated.h"

class USoundWaveProcedural;

UCLASS()
class CONVAIRUNTIME_API UConvaiBlueprintLibrary : public UBlueprintFunctionLibrary
{
	GENERATED_BODY()

public:
	/** Makes a sound of an answer's voice, to be played once. Null where the answer has no voice. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Audio")
	static USoundWaveProcedural* MakeSoundWave(const FConvaiAnswer& Answer);

	/** The voice's samples from -1 to 1, channels interleaved: for lip sync or an analysis. Empty where there is none. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Audio")
	static TArray<float> GetSamples(const FConvaiAnswer& Answer);

	/** The voice as a complete WAV file. Empty where there is none. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Audio")
	static TArray<uint8> GetWav(const FConvaiAnswer& Answer);

	/** The reply as it came, its audio included: large. */
	UFUNCTION(BlueprintCallable, Category = "Convai")
	static FString GetRawJson(const FConvaiAnswer& Answer);

	/** The library's version, such as 0.1.0. Empty where the library is not loaded. */
	UFUNCTION(BlueprintPure, Category = "Convai")
	static FString GetLibraryVersion();

	/** Why the library is not loaded. Empty where it is. */
	UFUNCTION(BlueprintPure, Category = "Convai")
	static FConvaiError GetLibraryProblem();
};

// What the nodes of the account, of the history and of the service return.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeServiceTypes.generated.h"

/** A token that a game uses in place of the API key. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeToken
{
	GENERATED_BODY()

	/** The token, for Set Auth Token. Empty after Extend Token if the service does not repeat it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Token;

	/** When the token expires, as the service says it. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FString Expires;

	/** True if Expires At is known. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	bool bExpiryKnown = false;

	/** When the token expires, in UTC. */
	UPROPERTY(BlueprintReadOnly, Category = "Convai Native")
	FDateTime ExpiresAt = FDateTime(0);
};

DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeVoicesEvent, const FConvaiNativeVoiceList&, Voices, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeLanguagesEvent, const FConvaiNativeLanguageList&, Languages, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeCharactersEvent, const TArray<FConvaiNativeCharacter>&, Characters, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeTokenEvent, const FConvaiNativeToken&, Token, const FConvaiNativeError&, Error);

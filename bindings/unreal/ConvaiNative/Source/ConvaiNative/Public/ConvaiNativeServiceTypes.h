// What the nodes of the account, of the history and of the service return.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeServiceTypes.generated.h"

DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeVoicesEvent, const FConvaiNativeVoiceList&, Voices, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeLanguagesEvent, const FConvaiNativeLanguageList&, Languages, const FConvaiNativeError&, Error);
DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(FConvaiNativeCharactersEvent, const TArray<FConvaiNativeCharacter>&, Characters, const FConvaiNativeError&, Error);

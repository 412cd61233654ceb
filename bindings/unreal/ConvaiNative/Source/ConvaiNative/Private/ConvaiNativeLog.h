// The log category of the plugin.

#pragma once

#include "CoreMinimal.h"

DECLARE_LOG_CATEGORY_EXTERN(LogConvaiNative, Log, All);

// The log of the plugin.

#pragma once

#include "CoreMinimal.h"

DECLARE_LOG_CATEGORY_EXTERN(LogConvaiNative, Log, All);

/** Logs why the plugin cannot be used. An Error in the log makes a commandlet fail, for example the cook: there it is a Warning. */
inline void LogConvaiNativeProblem(const FString& Message)
{
	if (IsRunningCommandlet())
	{
		UE_LOG(LogConvaiNative, Warning, TEXT("%s"), *Message);
	}
	else
	{
		UE_LOG(LogConvaiNative, Error, TEXT("%s"), *Message);
	}
}

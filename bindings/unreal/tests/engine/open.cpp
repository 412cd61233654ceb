// Takes the place of ConvaiNativeOpen.cpp: the client of the tests does not come from project settings.
#include "../core/support.h"

#include "ConvaiNativeLog.h"
#include "ConvaiNativeOpen.h"

DEFINE_LOG_CATEGORY(LogConvaiNative);

namespace ConvaiNativeOpen
{
	convai_native::Failure Open(convai_native::Dispatcher& Dispatcher, const FString&)
	{
		return Dispatcher.open(support::client_settings());
	}
}

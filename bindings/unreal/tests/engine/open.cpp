// Takes the place of ConvaiNativeOpen.cpp and ConvaiNativeModule.cpp: the client of the tests does not come from project
// settings, and the tests load the library.
#include "../core/support.h"

#include "ConvaiNativeLog.h"
#include "ConvaiNativeModule.h"
#include "ConvaiNativeOpen.h"

DEFINE_LOG_CATEGORY(LogConvaiNative);

namespace ConvaiNativeOpen
{
	convai_native::Failure Open(convai_native::Dispatcher& Dispatcher, const FString&)
	{
		return Dispatcher.open(support::client_settings());
	}
}

const convai_native::Failure& FConvaiNativeModule::GetLibraryProblem()
{
	static const convai_native::Failure None;
	return None;
}

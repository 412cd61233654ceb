// Takes the place of ConvaiNativeOpen.cpp and ConvaiNativeModule.cpp: the client of the tests does not come from project
// settings, and the tests load the library.
#include "../core/support.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeModule.h"
#include "ConvaiNativeOpen.h"

DEFINE_LOG_CATEGORY(LogConvaiNative);

namespace ConvaiNativeOpen
{
	convai_native::Failure Open(convai_native::Dispatcher& Dispatcher, const FCredentials&)
	{
		return Dispatcher.open(support::client_settings());
	}

	convai_native::Failure SetCredentials(convai_native::Dispatcher& Dispatcher, const FCredentials& Credentials)
	{
		return Dispatcher.set_credentials(ConvaiNativeConvert::ToUtf8(Credentials.ApiKey), ConvaiNativeConvert::ToUtf8(Credentials.AuthToken));
	}
}

const convai_native::Failure& FConvaiNativeModule::GetLibraryProblem()
{
	static const convai_native::Failure None;
	return None;
}

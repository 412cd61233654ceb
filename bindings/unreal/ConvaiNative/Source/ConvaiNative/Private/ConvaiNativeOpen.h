// Opens a client with the settings of the project.

#pragma once

#include "CoreMinimal.h"
#include "Core/Dispatcher.h"

namespace ConvaiNativeOpen
{
	/**
	 * Opens a client with the project settings. If KeyOverride is not empty, it replaces the key of the project settings.
	 * A failure is logged, and every call on the dispatcher then fails with it.
	 */
	convai_native::Failure Open(convai_native::Dispatcher& Dispatcher, const FString& KeyOverride = FString());

	/** The key file if the project settings name none. It lies outside all projects. */
	FString DefaultKeyFile();
}

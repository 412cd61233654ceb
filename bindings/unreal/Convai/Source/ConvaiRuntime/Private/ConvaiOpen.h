// From the project's settings to a client.

#pragma once

#include "CoreMinimal.h"
#include "Core/Hub.h"

namespace ConvaiOpen
{
	/**
	 * Opens a client as the project settings say. KeyOverride, where it is not empty, stands in for the key that would be
	 * looked up. A failure is logged, and is what every call on this hub then ends with.
	 */
	convai_core::Failure Open(convai_core::Hub& Hub, const FString& KeyOverride = FString());

	/** Where the key is looked for when no file is set: outside of every project. */
	FString DefaultKeyFile();
}

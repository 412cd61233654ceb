// Opens a client with the settings of the project.

#pragma once

#include "CoreMinimal.h"
#include "Core/Dispatcher.h"

namespace ConvaiNativeOpen
{
	/** What replaces the key of the project settings: a key, or an auth token. Both are empty for the project settings. */
	struct FCredentials
	{
		FString ApiKey;
		FString AuthToken;
	};

	/** Opens a client with the project settings. A failure is logged, and every call on the dispatcher then fails with it. */
	convai_native::Failure Open(convai_native::Dispatcher& Dispatcher, const FCredentials& Credentials = FCredentials());

	/**
	 * Replaces the credentials of the client, for calls that start from now on. Opens a client if there is none. Credentials that
	 * are invalid change nothing. Without a key in the project settings, empty ones end the client.
	 */
	convai_native::Failure SetCredentials(convai_native::Dispatcher& Dispatcher, const FCredentials& Credentials);

	/** The key file if the project settings name none. It lies outside all projects. */
	FString DefaultKeyFile();
}

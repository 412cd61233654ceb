// Project Settings > Plugins > Convai.

#pragma once

#include "CoreMinimal.h"
#include "UObject/Object.h"
#include "ConvaiSettings.generated.h"

/** How the plugin reaches the service. Saved in Config/DefaultGame.ini, which is shipped: so the API key is never in it. */
UCLASS(Config = Game, DefaultConfig, meta = (DisplayName = "Convai"))
class CONVAIRUNTIME_API UConvaiSettings : public UObject
{
	GENERATED_BODY()

public:
	/** Where the service is. Empty for https://api.convai.com. A gateway of your own, or the emulator's address. */
	UPROPERTY(Config, EditAnywhere, Category = "Service")
	FString BaseUrl;

	/** Empty: the system's proxy settings. "direct": none. Else http://[user:password@]host:port. */
	UPROPERTY(Config, EditAnywhere, Category = "Service")
	FString Proxy;

	/** The environment variable that holds the API key. Looked at first. */
	UPROPERTY(Config, EditAnywhere, Category = "API key")
	FString KeyEnvironmentVariable = TEXT("CONVAI_API_KEY");

	/**
	 * A file that holds the API key and nothing else, as an absolute path outside the project's Content, Config and
	 * Plugins folders. Empty for Convai/api-key.txt in your user settings folder: see the README.
	 */
	UPROPERTY(Config, EditAnywhere, Category = "API key")
	FString KeyFile;

	/** Longest time for connecting. 0 for 10 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float ConnectTimeoutSeconds = 0.0f;

	/** Longest time for a call without voice. 0 for 30 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float TimeoutSeconds = 0.0f;

	/** Longest time for a call that asks for voice or sends audio. 0 for 60 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float VoiceTimeoutSeconds = 0.0f;

	/** How long the end of a game may wait for the library's threads. They normally end within a millisecond. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float CloseTimeoutSeconds = 2.0f;

	/** How much of a frame may go into handing out answers. What does not fit comes with the next frame; one always comes. */
	UPROPERTY(Config, EditAnywhere, Category = "Performance", meta = (ClampMin = "0", Units = "ms"))
	float FrameBudgetMilliseconds = 1.0f;

	/** The rate in Hz to which captured audio is brought before it is sent, from 8000 to 192000. 0 keeps the device's. */
	UPROPERTY(Config, EditAnywhere, Category = "Performance", meta = (ClampMin = "0", ClampMax = "192000", Units = "Hz"))
	int32 UploadSampleRate = 16000;

	/** A character of your own that the connection check asks for. May be empty. */
	UPROPERTY(Config, EditAnywhere, Category = "Connection check")
	FString CheckCharacterId;
};

// The page Project Settings > Plugins > Convai Native.

#pragma once

#include "CoreMinimal.h"
#include "Engine/DeveloperSettings.h"
#include "ConvaiNativeSettings.generated.h"

/**
 * How the plugin connects to the service. Saved in Config/DefaultGame.ini, section
 * [/Script/ConvaiNative.ConvaiNativeSettings]. That file is packaged with the game, so it never contains the API key.
 */
UCLASS(Config = Game, DefaultConfig, meta = (DisplayName = "Convai Native"))
class CONVAINATIVE_API UConvaiNativeSettings : public UDeveloperSettings
{
	GENERATED_BODY()

public:
	/** The group of the project settings in which the page is. */
	virtual FName GetCategoryName() const override { return FName(TEXT("Plugins")); }

	/** The address of the service, of your gateway or of the emulator. Empty for https://api.convai.com. */
	UPROPERTY(Config, EditAnywhere, Category = "Service")
	FString BaseUrl;

	/**
	 * The proxy, as http://host:port. Empty for the settings of the system, "direct" for no proxy. A proxy with a user name and a
	 * password is refused, because these settings are packaged with the game: enter it in the preferences of the editor.
	 */
	UPROPERTY(Config, EditAnywhere, Category = "Service")
	FString Proxy;

	/**
	 * A PEM file with certificate authorities to trust in addition to those of the system. Needed behind a proxy that
	 * inspects TLS. Relative paths start at the project folder. Empty for none.
	 */
	UPROPERTY(Config, EditAnywhere, Category = "Service")
	FString CertificateFile;

	/** The User-Agent header of each request. Empty for that of the native library. */
	UPROPERTY(Config, EditAnywhere, Category = "Service")
	FString UserAgent;

	/** The environment variable that holds the API key. The plugin reads it before the key file. */
	UPROPERTY(Config, EditAnywhere, Category = "API key")
	FString KeyEnvironmentVariable = TEXT("CONVAI_API_KEY");

	/**
	 * A file that contains only the API key. Give an absolute path outside the Content, Config and Plugins folders of the
	 * project. Empty for ConvaiNative/api-key.txt in your user settings folder: see the README.
	 */
	UPROPERTY(Config, EditAnywhere, Category = "API key")
	FString KeyFile;

	/** The timeout for connecting. 0 for 10 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float ConnectTimeoutSeconds = 0.0f;

	/** The timeout of a call without voice. 0 for 30 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float TimeoutSeconds = 0.0f;

	/** The timeout of a call that sends audio, asks for a voice or generates text or speech. 0 for 60 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float VoiceTimeoutSeconds = 0.0f;

	/** How long a response that arrives in pieces may pause. 0 for 30 seconds. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float IdleTimeoutSeconds = 0.0f;

	/** How long the game waits for the threads of the library when it ends. They normally end within a millisecond. */
	UPROPERTY(Config, EditAnywhere, Category = "Timeouts", meta = (ClampMin = "0", Units = "s"))
	float CloseTimeoutSeconds = 2.0f;

	/** How much time of a frame the plugin may use to deliver responses. Others wait for the next frame. At least one is delivered. */
	UPROPERTY(Config, EditAnywhere, Category = "Performance", meta = (ClampMin = "0", Units = "ms"))
	float FrameBudgetMilliseconds = 1.0f;

	/** Captured audio is resampled to this rate before it is sent: 8000 to 192000 Hz. 0 keeps the rate of the device. */
	UPROPERTY(Config, EditAnywhere, Category = "Performance", meta = (ClampMin = "0", ClampMax = "192000", Units = "Hz"))
	int32 UploadSampleRate = 16000;

	/** How many requests may run at the same time. 0 for 64. */
	UPROPERTY(Config, EditAnywhere, Category = "Limits", meta = (ClampMin = "0"))
	int32 MaxRequestsInFlight = 0;

	/** How many further requests may wait. A request beyond that fails immediately. 0 for 1024. */
	UPROPERTY(Config, EditAnywhere, Category = "Limits", meta = (ClampMin = "0"))
	int32 MaxRequestsQueued = 0;

	/** The text and audio that all unfinished requests may hold together, in megabytes. A request beyond that fails immediately. 0 for 256. */
	UPROPERTY(Config, EditAnywhere, Category = "Limits", meta = (ClampMin = "0"))
	int32 MaxQueuedMegabytes = 0;

	/** The largest response that is accepted, in megabytes. 0 for 64. */
	UPROPERTY(Config, EditAnywhere, Category = "Limits", meta = (ClampMin = "0"))
	int32 MaxResponseMegabytes = 0;

	/** One of your characters, which the connection check looks up. May be empty. */
	UPROPERTY(Config, EditAnywhere, Category = "Connection check", meta = (ConvaiNativePicker = "Characters"))
	FString CheckCharacterId;
};

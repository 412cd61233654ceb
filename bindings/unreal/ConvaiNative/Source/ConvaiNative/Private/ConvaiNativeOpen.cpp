#include "ConvaiNativeOpen.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeModule.h"
#include "ConvaiNativeSettings.h"
#include "ConvaiNativeUserSettings.h"
#include "Core/KeyLookup.h"
#include "HAL/PlatformMisc.h"
#include "HAL/PlatformProcess.h"
#include "Misc/FileHelper.h"
#include "Misc/Paths.h"

using ConvaiNativeConvert::FromUtf8;
using ConvaiNativeConvert::ToCount;
using ConvaiNativeConvert::ToMilliseconds;
using ConvaiNativeConvert::ToUtf8;

namespace
{
	std::string ReadEnvironment(const std::string& Name)
	{
		return ToUtf8(FPlatformMisc::GetEnvironmentVariable(*FromUtf8(Name)));
	}

	bool ReadFile(const std::string& Path, std::string& Content)
	{
		FString Text;
		if (!FFileHelper::LoadFileToString(Text, *FromUtf8(Path)))
		{
			return false;
		}
		Content = ToUtf8(Text);
		return true;
	}

	convai_native::FoundKey FindKey(const UConvaiNativeSettings& Settings)
	{
		const FString File = Settings.KeyFile.IsEmpty() ? ConvaiNativeOpen::DefaultKeyFile() : Settings.KeyFile;
		convai_native::KeySources Sources;
#if WITH_EDITOR
		const UConvaiNativeUserSettings& User = *GetDefault<UConvaiNativeUserSettings>();
		Sources.editor = true;
		Sources.preferred_key = ToUtf8(User.ApiKey);
		Sources.preferred_token = ToUtf8(User.AuthToken);
#endif
		Sources.variable = ToUtf8(Settings.KeyEnvironmentVariable.TrimStartAndEnd());
		Sources.file = ToUtf8(FPaths::ConvertRelativePathToFull(File));
		for (const FString& Folder : {FPaths::ProjectContentDir(), FPaths::ProjectConfigDir(), FPaths::ProjectPluginsDir()})
		{
			Sources.shipped_folders.push_back(ToUtf8(FPaths::ConvertRelativePathToFull(Folder)));
		}
		return convai_native::find_key(Sources, ReadEnvironment, ReadFile);
	}

	/** Reads the certificate file of the project settings. Content stays empty if the settings name none. */
	convai_native::Failure ReadCertificates(const UConvaiNativeSettings& Settings, std::string& Content)
	{
		const FString Name = Settings.CertificateFile.TrimStartAndEnd();
		if (Name.IsEmpty())
		{
			return convai_native::Failure();
		}
		const FString Path = FPaths::ConvertRelativePathToFull(FPaths::ProjectDir(), Name);
		if (ReadFile(ToUtf8(Path), Content))
		{
			return convai_native::Failure();
		}
		return convai_native::Failure::make(convai::Code::options,
			"The certificate file " + ToUtf8(Path) + " cannot be read: correct \"Certificate File\" in the project settings.");
	}

	uint64 ToBytes(int32 Megabytes)
	{
		return static_cast<uint64>(ToCount(Megabytes)) * 1024 * 1024;
	}

	/** Returns the credentials that the game passes, or looks for those of the project if it passes none. */
	convai_native::FoundKey ReadCredentials(const ConvaiNativeOpen::FCredentials& Credentials)
	{
		convai_native::FoundKey Given;
		Given.key = ToUtf8(Credentials.ApiKey);
		Given.token = ToUtf8(Credentials.AuthToken);
		return Given.key.empty() && Given.token.empty() ? FindKey(*GetDefault<UConvaiNativeSettings>()) : Given;
	}

	/** The proxy of the preferences, else that of the project settings, which are packaged with the game. */
	convai_native::Failure ReadProxy(const UConvaiNativeSettings& Settings, std::string& Proxy)
	{
#if WITH_EDITOR
		Proxy = ToUtf8(GetDefault<UConvaiNativeUserSettings>()->Proxy.TrimStartAndEnd());
		if (!Proxy.empty())
		{
			return convai_native::Failure();
		}
#endif
		Proxy = ToUtf8(Settings.Proxy.TrimStartAndEnd());
		if (Proxy.find('@') == std::string::npos)
		{
			return convai_native::Failure();
		}
		Proxy.clear();
		convai_native::Failure Failure = convai_native::Failure::make(convai::Code::options,
			"\"Proxy\" of the project settings has a user name or a password, and the project settings are packaged with the game: "
			"enter the proxy in Editor Preferences > Plugins > Convai Native, or leave it empty for the settings of the system.");
		Failure.argument = "Proxy";
		return Failure;
	}

	convai_native::Failure ReadSettings(convai_native::ClientSettings& Client)
	{
		const UConvaiNativeSettings& Settings = *GetDefault<UConvaiNativeSettings>();
		if (convai_native::Failure Failure = ReadProxy(Settings, Client.proxy))
		{
			return Failure;
		}
		Client.base_url = ToUtf8(Settings.BaseUrl.TrimStartAndEnd());
		Client.user_agent = ToUtf8(Settings.UserAgent.TrimStartAndEnd());
		Client.connect_timeout_ms = ToMilliseconds(Settings.ConnectTimeoutSeconds);
		Client.timeout_ms = ToMilliseconds(Settings.TimeoutSeconds);
		Client.voice_timeout_ms = ToMilliseconds(Settings.VoiceTimeoutSeconds);
		Client.idle_timeout_ms = ToMilliseconds(Settings.IdleTimeoutSeconds);
		Client.upload_sample_rate = ToCount(Settings.UploadSampleRate);
		Client.max_in_flight = ToCount(Settings.MaxRequestsInFlight);
		Client.max_queued = ToCount(Settings.MaxRequestsQueued);
		Client.max_queued_bytes = ToBytes(Settings.MaxQueuedMegabytes);
		Client.max_response_bytes = ToBytes(Settings.MaxResponseMegabytes);
		if (UE_LOG_ACTIVE(LogConvaiNative, Verbose))
		{
			Client.log = [](const std::string& Line) { UE_LOG(LogConvaiNative, Verbose, TEXT("%s"), *FromUtf8(Line)); };
		}
		return ReadCertificates(Settings, Client.ca_pem);
	}

	convai_native::Failure TryOpen(convai_native::Dispatcher& Dispatcher, const convai_native::FoundKey& Key)
	{
		convai_native::ClientSettings Client;
		Client.api_key = Key.key;
		Client.auth_token = Key.token;
		convai_native::Failure Failure = FConvaiNativeModule::GetLibraryProblem();
		if (!Failure)
		{
			Failure = Key.failure;
		}
		if (!Failure)
		{
			Failure = ReadSettings(Client);
		}
		if (Failure)
		{
			Dispatcher.unavailable(Failure);
			return Failure;
		}
		return Dispatcher.open(Client);
	}
}

namespace ConvaiNativeOpen
{
	convai_native::Failure Open(convai_native::Dispatcher& Dispatcher, const FCredentials& Credentials)
	{
		const convai_native::FoundKey Key = ReadCredentials(Credentials);
		convai_native::Failure Failure = TryOpen(Dispatcher, Key);
		if (Failure && Key.missing && Failure.code == Key.failure.code)
		{
			// No mistake: a game may get its key or token after a log-in.
			UE_LOG(LogConvaiNative, Display, TEXT("%s"), *FromUtf8(Failure.message));
		}
		else if (Failure)
		{
			LogConvaiNativeProblem(FromUtf8(Failure.message));
		}
		return Failure;
	}

	convai_native::Failure SetCredentials(convai_native::Dispatcher& Dispatcher, const FCredentials& Credentials)
	{
		if (Dispatcher.problem())
		{
			return Open(Dispatcher, Credentials);
		}
		const convai_native::FoundKey Key = ReadCredentials(Credentials);
		if (Key.failure)
		{
			Dispatcher.unavailable(Key.failure);
			return Key.failure;
		}
		return Dispatcher.set_credentials(Key.key, Key.token);
	}

	FString DefaultKeyFile()
	{
		return FPaths::Combine(FString(FPlatformProcess::UserSettingsDir()), TEXT("ConvaiNative"), TEXT("api-key.txt"));
	}
}

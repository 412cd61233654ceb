#include "ConvaiNativeOpen.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeModule.h"
#include "ConvaiNativeSettings.h"
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

	/** Finds the key of the project settings if Credentials are empty. */
	convai_native::Failure ReadCredentials(const ConvaiNativeOpen::FCredentials& Credentials, std::string& ApiKey, std::string& AuthToken)
	{
		ApiKey = ToUtf8(Credentials.ApiKey);
		AuthToken = ToUtf8(Credentials.AuthToken);
		if (!ApiKey.empty() || !AuthToken.empty())
		{
			return convai_native::Failure();
		}
		convai_native::FoundKey Key = FindKey(*GetDefault<UConvaiNativeSettings>());
		ApiKey = MoveTemp(Key.key);
		return Key.failure;
	}

	convai_native::Failure ReadSettings(const ConvaiNativeOpen::FCredentials& Credentials, convai_native::ClientSettings& Client)
	{
		const UConvaiNativeSettings& Settings = *GetDefault<UConvaiNativeSettings>();
		if (const convai_native::Failure Failure = ReadCredentials(Credentials, Client.api_key, Client.auth_token))
		{
			return Failure;
		}
		Client.base_url = ToUtf8(Settings.BaseUrl.TrimStartAndEnd());
		Client.proxy = ToUtf8(Settings.Proxy.TrimStartAndEnd());
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

	convai_native::Failure TryOpen(convai_native::Dispatcher& Dispatcher, const ConvaiNativeOpen::FCredentials& Credentials)
	{
		convai_native::ClientSettings Client;
		convai_native::Failure Failure = FConvaiNativeModule::GetLibraryProblem();
		if (!Failure)
		{
			Failure = ReadSettings(Credentials, Client);
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
		convai_native::Failure Failure = TryOpen(Dispatcher, Credentials);
		if (Failure)
		{
			UE_LOG(LogConvaiNative, Error, TEXT("%s"), *FromUtf8(Failure.message));
		}
		return Failure;
	}

	convai_native::Failure SetCredentials(convai_native::Dispatcher& Dispatcher, const FCredentials& Credentials)
	{
		if (Dispatcher.problem())
		{
			return Open(Dispatcher, Credentials);
		}
		std::string ApiKey, AuthToken;
		const convai_native::Failure Failure = ReadCredentials(Credentials, ApiKey, AuthToken);
		if (Failure)
		{
			Dispatcher.unavailable(Failure);
			return Failure;
		}
		return Dispatcher.set_credentials(ApiKey, AuthToken);
	}

	FString DefaultKeyFile()
	{
		return FPaths::Combine(FString(FPlatformProcess::UserSettingsDir()), TEXT("ConvaiNative"), TEXT("api-key.txt"));
	}
}

#include "ConvaiOpen.h"

#include "ConvaiConvert.h"
#include "ConvaiLog.h"
#include "ConvaiRuntimeModule.h"
#include "ConvaiSettings.h"
#include "Core/KeyLookup.h"
#include "HAL/PlatformMisc.h"
#include "HAL/PlatformProcess.h"
#include "Misc/FileHelper.h"
#include "Misc/Paths.h"

using ConvaiConvert::FromUtf8;
using ConvaiConvert::ToMilliseconds;
using ConvaiConvert::ToUtf8;

namespace
{
	std::string ReadEnvironment(const std::string& Name)
	{
		return ToUtf8(FPlatformMisc::GetEnvironmentVariable(*FromUtf8(Name)));
	}

	bool ReadKeyFile(const std::string& Path, std::string& Content)
	{
		FString Text;
		if (!FFileHelper::LoadFileToString(Text, *FromUtf8(Path)))
		{
			return false;
		}
		Content = ToUtf8(Text);
		return true;
	}

	convai_core::FoundKey FindKey(const UConvaiSettings& Settings)
	{
		const FString File = Settings.KeyFile.IsEmpty() ? ConvaiOpen::DefaultKeyFile() : Settings.KeyFile;
		convai_core::KeyPlaces Places;
		Places.variable = ToUtf8(Settings.KeyEnvironmentVariable.TrimStartAndEnd());
		Places.file = ToUtf8(FPaths::ConvertRelativePathToFull(File));
		for (const FString& Folder : {FPaths::ProjectContentDir(), FPaths::ProjectConfigDir(), FPaths::ProjectPluginsDir()})
		{
			Places.shipped_folders.push_back(ToUtf8(FPaths::ConvertRelativePathToFull(Folder)));
		}
		return convai_core::find_key(Places, ReadEnvironment, ReadKeyFile);
	}

	convai_core::Failure TryOpen(convai_core::Hub& Hub, const FString& KeyOverride)
	{
		const UConvaiSettings& Settings = *GetDefault<UConvaiSettings>();
		convai_core::Failure Failure = FConvaiRuntimeModule::GetLibraryProblem();
		convai_core::FoundKey Key;
		if (!Failure)
		{
			if (KeyOverride.IsEmpty()) Key = FindKey(Settings);
			else Key.key = ToUtf8(KeyOverride);
			Failure = Key.failure;
		}
		if (Failure)
		{
			Hub.unavailable(Failure);
			return Failure;
		}
		convai_core::ClientSettings Client;
		Client.api_key = Key.key;
		Client.base_url = ToUtf8(Settings.BaseUrl.TrimStartAndEnd());
		Client.proxy = ToUtf8(Settings.Proxy.TrimStartAndEnd());
		Client.connect_timeout_ms = ToMilliseconds(Settings.ConnectTimeoutSeconds);
		Client.timeout_ms = ToMilliseconds(Settings.TimeoutSeconds);
		Client.voice_timeout_ms = ToMilliseconds(Settings.VoiceTimeoutSeconds);
		Client.upload_sample_rate = static_cast<uint32>(FMath::Max(Settings.UploadSampleRate, 0));
		return Hub.open(Client);
	}
}

namespace ConvaiOpen
{
	convai_core::Failure Open(convai_core::Hub& Hub, const FString& KeyOverride)
	{
		convai_core::Failure Failure = TryOpen(Hub, KeyOverride);
		if (Failure)
		{
			UE_LOG(LogConvai, Error, TEXT("%s"), *FromUtf8(Failure.message));
		}
		return Failure;
	}

	FString DefaultKeyFile()
	{
		return FPaths::Combine(FString(FPlatformProcess::UserSettingsDir()), TEXT("Convai"), TEXT("api-key.txt"));
	}
}

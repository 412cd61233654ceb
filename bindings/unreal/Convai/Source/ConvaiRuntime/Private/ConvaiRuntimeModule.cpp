#include "ConvaiRuntimeModule.h"

#include "ConvaiConvert.h"
#include "ConvaiLog.h"
#include "Core/LateBinding.h"
#include "Core/LibraryFile.h"
#include "HAL/PlatformProcess.h"
#include "Interfaces/IPluginManager.h"
#include "Misc/Paths.h"
#include "Modules/ModuleManager.h"

DEFINE_LOG_CATEGORY(LogConvai);

// Where ConvaiLibrary.Build.cs has the file, below the plugin's folder.
#define CONVAI_UNREAL_LIBRARIES TEXT("Source/ThirdParty/ConvaiLibrary/lib/")
#if PLATFORM_WINDOWS
#define CONVAI_UNREAL_FILE CONVAI_UNREAL_LIBRARIES TEXT("Win64/convai.dll")
#elif PLATFORM_MAC
#define CONVAI_UNREAL_FILE CONVAI_UNREAL_LIBRARIES TEXT("Mac/libconvai.dylib")
#elif PLATFORM_LINUXARM64
#define CONVAI_UNREAL_FILE CONVAI_UNREAL_LIBRARIES TEXT("LinuxArm64/libconvai.so")
#elif PLATFORM_LINUX
#define CONVAI_UNREAL_FILE CONVAI_UNREAL_LIBRARIES TEXT("Linux/libconvai.so")
#endif

namespace
{
	convai_core::Failure LibraryProblem;

	FString LibraryPath()
	{
#ifdef CONVAI_UNREAL_FILE
		const TSharedPtr<IPlugin> Plugin = IPluginManager::Get().FindPlugin(TEXT("Convai"));
		return Plugin.IsValid() ? FPaths::ConvertRelativePathToFull(FPaths::Combine(Plugin->GetBaseDir(), CONVAI_UNREAL_FILE)) : FString();
#elif PLATFORM_ANDROID
		return FString(TEXT("libconvai.so")); // the system finds it in the APK
#else
		return FString(); // part of the program
#endif
	}

	convai_core::LoadedFile Load()
	{
		convai_core::LoadedFile File;
		const FString Path = LibraryPath();
		File.path = ConvaiConvert::ToUtf8(Path);
		File.find = [](void* Library, const char* Name) -> void*
		{
			return FPlatformProcess::GetDllExport(Library, ANSI_TO_TCHAR(Name));
		};
#if PLATFORM_ANDROID
		File.handle = FPlatformProcess::GetDllHandle(*Path);
		File.exists = File.handle != nullptr;
#else
		File.exists = !Path.IsEmpty() && FPaths::FileExists(Path);
		if (File.exists)
		{
			File.problem = convai_core::problem_of_file(File.path);
		}
		if (File.exists && File.problem.empty())
		{
			File.handle = FPlatformProcess::GetDllHandle(*Path);
		}
#endif
		return File;
	}
}

void FConvaiRuntimeModule::StartupModule()
{
	const convai_core::LoadedFile File = Load();
	Handle = File.handle;
	LibraryProblem = convai_core::bind_library(File);
	if (LibraryProblem)
	{
		UE_LOG(LogConvai, Error, TEXT("%s Every Convai call will fail with this message."), *ConvaiConvert::FromUtf8(LibraryProblem.message));
		return;
	}
	UE_LOG(LogConvai, Log, TEXT("The Convai library %s is loaded."), *ConvaiConvert::FromUtf8(convai::version()));
}

void FConvaiRuntimeModule::ShutdownModule()
{
	constexpr uint32 DeadlineMs = 2000;
	if (convai_core::library_bound() && convai::shutdown(DeadlineMs) != convai::Code::ok)
	{
		// Unloading the code under a thread that still ends would be worse than to leave it.
		UE_LOG(LogConvai, Warning, TEXT("A thread of the Convai library has not ended in time: the library stays loaded."));
		return;
	}
	convai_core::unbind_library();
	if (Handle)
	{
		FPlatformProcess::FreeDllHandle(Handle);
		Handle = nullptr;
	}
}

const convai_core::Failure& FConvaiRuntimeModule::GetLibraryProblem()
{
	return LibraryProblem;
}

IMPLEMENT_MODULE(FConvaiRuntimeModule, ConvaiRuntime)

#include "ConvaiNativeModule.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "Core/LateBinding.h"
#include "Core/LibraryFile.h"
#include "HAL/PlatformProcess.h"
#include "Interfaces/IPluginManager.h"
#include "Misc/EngineVersionComparison.h"
#include "Misc/Paths.h"
#include "Modules/ModuleManager.h"

#if UE_VERSION_OLDER_THAN(5, 0, 0)
#error "Convai Native needs Unreal Engine 5.0 or later."
#endif

DEFINE_LOG_CATEGORY(LogConvaiNative);

// The library file, below the folder of the plugin. ConvaiNativeLibrary.Build.cs names the same files.
#define CONVAINATIVE_LIBRARIES TEXT("Source/ThirdParty/ConvaiNativeLibrary/lib/")
#if PLATFORM_WINDOWS
#define CONVAINATIVE_FILE CONVAINATIVE_LIBRARIES TEXT("Win64/convai.dll")
#elif PLATFORM_MAC
#define CONVAINATIVE_FILE CONVAINATIVE_LIBRARIES TEXT("Mac/libconvai.dylib")
#elif PLATFORM_LINUXARM64
#define CONVAINATIVE_FILE CONVAINATIVE_LIBRARIES TEXT("LinuxArm64/libconvai.so")
#elif PLATFORM_LINUX
#define CONVAINATIVE_FILE CONVAINATIVE_LIBRARIES TEXT("Linux/libconvai.so")
#endif

namespace
{
	convai_native::Failure LibraryProblem;

	FString LibraryPath()
	{
#ifdef CONVAINATIVE_FILE
		const TSharedPtr<IPlugin> Plugin = IPluginManager::Get().FindPlugin(TEXT("ConvaiNative"));
		return Plugin.IsValid() ? FPaths::ConvertRelativePathToFull(FPaths::Combine(Plugin->GetBaseDir(), CONVAINATIVE_FILE)) : FString();
#elif PLATFORM_ANDROID
		return FString(TEXT("libconvai.so")); // in the APK, where the system finds it by name
#else
		return FString(); // linked into the program
#endif
	}

	convai_native::LoadedFile Load()
	{
		convai_native::LoadedFile File;
		const FString Path = LibraryPath();
		File.path = ConvaiNativeConvert::ToUtf8(Path);
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
			File.problem = convai_native::problem_of_file(File.path);
		}
		if (File.exists && File.problem.empty())
		{
			File.handle = FPlatformProcess::GetDllHandle(*Path);
		}
#endif
		return File;
	}
}

void FConvaiNativeModule::StartupModule()
{
	const convai_native::LoadedFile File = Load();
	Handle = File.handle;
	LibraryProblem = convai_native::bind_library(File);
	if (LibraryProblem)
	{
		LogConvaiNativeProblem(ConvaiNativeConvert::FromUtf8(LibraryProblem.message) + TEXT(" Every call of the Convai Native plugin will fail with this message."));
		return;
	}
	UE_LOG(LogConvaiNative, Log, TEXT("The Convai library %s is loaded."), *ConvaiNativeConvert::FromUtf8(convai::version()));
}

void FConvaiNativeModule::ShutdownModule()
{
	constexpr int32 TimeoutMs = 2000;
	if (convai_native::library_bound() && convai::shutdown(convai::milliseconds(TimeoutMs)) != convai::Code::ok)
	{
		// Unloading the library would crash the thread that is still running.
		UE_LOG(LogConvaiNative, Warning, TEXT("A thread of the Convai library is still running: the library stays loaded."));
		return;
	}
	convai_native::unbind_library();
	if (Handle)
	{
		FPlatformProcess::FreeDllHandle(Handle);
		Handle = nullptr;
	}
}

const convai_native::Failure& FConvaiNativeModule::GetLibraryProblem()
{
	return LibraryProblem;
}

IMPLEMENT_MODULE(FConvaiNativeModule, ConvaiNative)

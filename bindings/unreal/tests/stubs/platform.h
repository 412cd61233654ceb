// Stand-ins for what the engine's Core and Projects modules know of the process: log, modules, plugins and files. See
// README.md.
#pragma once

#include "pointers.h"
#include "text.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <vector>
#ifndef _WIN32
#include <dlfcn.h>
#endif

inline std::string StubNarrow(const TCHAR* Text) { return FTCHARToUTF8(Text).Get(); }
inline FString StubWide(const std::string& Text) { return FString(StubWiden(Text.c_str()).c_str()); }

// Version 5.0 unless the compiler is told: the oldest that the plugin supports.
#ifndef ENGINE_MINOR_VERSION
#define ENGINE_MAJOR_VERSION 5
#define ENGINE_MINOR_VERSION 0
#define ENGINE_PATCH_VERSION 0
#endif
#define UE_VERSION_OLDER_THAN(major, minor, patch) \
	(ENGINE_MAJOR_VERSION * 10000 + ENGINE_MINOR_VERSION * 100 + ENGINE_PATCH_VERSION < (major) * 10000 + (minor) * 100 + (patch))
#ifndef WITH_EDITOR
#define WITH_EDITOR 1
#endif

// Commandlets cook and package. A line of the log that is an Error makes them fail.
inline bool StubIsCommandlet = false;
inline bool IsRunningCommandlet() { return StubIsCommandlet; }

enum class StubVerbosity { Error, Warning, Display, Log, Verbose, All };
struct StubLogLine
{
	StubVerbosity Verbosity;
	std::string Text;
};
struct FLogCategory { StubVerbosity StubMost = StubVerbosity::Log; };
inline FLogCategory LogTemp;
inline std::mutex StubLogLock;
inline std::vector<StubLogLine> StubLogLines;

inline std::string StubPrint(const TCHAR* Value) { return StubNarrow(Value); }
template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T>>> std::string StubPrint(T Value) { return std::to_string(Value); }
// The format must be a TCHAR literal, and each argument a number or a TCHAR*: not an FString.
template <typename... Arguments> void StubLog(const FLogCategory& Category, StubVerbosity Verbosity, const TCHAR* Format, Arguments... Values)
{
	static_assert(((std::is_arithmetic_v<Arguments> || std::is_same_v<Arguments, const TCHAR*>) && ...));
	if (Verbosity > Category.StubMost) return;
	const std::vector<std::string> Printed{StubPrint(Values)...};
	std::string Text;
	std::size_t Next = 0;
	for (; *Format; ++Format)
	{
		if (*Format != '%') Text += static_cast<char>(*Format);
		else if (*++Format == '%') Text += '%';
		else Text += Next < Printed.size() ? Printed[Next++] : "(missing)";
	}
	const std::lock_guard<std::mutex> Guard(StubLogLock);
	StubLogLines.push_back({Verbosity, Text});
}
#define DECLARE_LOG_CATEGORY_EXTERN(name, level, most) extern FLogCategory name
#define DEFINE_LOG_CATEGORY(name) FLogCategory name
#define UE_LOG(category, level, ...) StubLog(category, StubVerbosity::level, __VA_ARGS__)
#define UE_LOG_ACTIVE(category, level) (StubVerbosity::level <= category.StubMost)

class IModuleInterface { public: virtual ~IModuleInterface() = default; virtual void StartupModule() {} virtual void ShutdownModule() {} };
class FModuleManager
{
public:
	template <typename Module> static Module& LoadModuleChecked(const FName) { static Module Loaded; return Loaded; }
	template <typename Module> static Module* GetModulePtr(const FName Name) { return &LoadModuleChecked<Module>(Name); }
};
#define IMPLEMENT_MODULE(type, name) \
	static_assert(std::is_base_of_v<IModuleInterface, type>); \
	IModuleInterface* StubInitialize##name() { return new type; }

// The folder that stands for the plugin and for its project. Empty: the plugin manager does not find the plugin.
inline std::string StubPluginFolder, StubProjectFolder, StubUserFolder;

class IPlugin { public: FString GetBaseDir() const { return StubWide(StubPluginFolder); } };
class IPluginManager
{
public:
	static IPluginManager& Get() { static IPluginManager Manager; return Manager; }
	TSharedPtr<IPlugin> FindPlugin(const FStringView Name)
	{
		return StubPluginFolder.empty() || StubNarrow(Name.StubText.c_str()) != "ConvaiNative" ? TSharedPtr<IPlugin>() : TSharedPtr<IPlugin>(MakeShared<IPlugin>());
	}
	TSharedPtr<IPlugin> FindPlugin(const ANSICHAR* Name) { return FindPlugin(FStringView(StubWide(Name))); }
};

struct FPaths
{
	template <typename First, typename... Parts> static FString Combine(First&& Path, Parts&&... Values)
	{
		FString Joined(std::forward<First>(Path));
		((Joined = Joined + FString(TEXT("/")) + FString(std::forward<Parts>(Values))), ...);
		return Joined;
	}
	static FString ConvertRelativePathToFull(const FString& Path) { return ConvertRelativePathToFull(StubWide(StubProjectFolder), Path); }
	static FString ConvertRelativePathToFull(const FString& BasePath, const FString& Path) { return Path.StartsWith(FString(TEXT("/"))) ? Path : Combine(BasePath, Path); }
	static bool FileExists(const FString& Path) { return std::ifstream(StubNarrow(*Path)).good(); }
	static FString ProjectDir() { return StubWide(StubProjectFolder); }
	static FString ProjectContentDir() { return Combine(ProjectDir(), TEXT("Content")); }
	static FString ProjectConfigDir() { return Combine(ProjectDir(), TEXT("Config")); }
	static FString ProjectPluginsDir() { return Combine(ProjectDir(), TEXT("Plugins")); }
};
struct FPlatformProcess
{
#ifdef _WIN32
	static void* GetDllHandle(const TCHAR* Path);
	static void FreeDllHandle(void* Handle);
	static void* GetDllExport(void* Handle, const TCHAR* Name);
#else
	static void* GetDllHandle(const TCHAR* Path) { return dlopen(StubNarrow(Path).c_str(), RTLD_NOW | RTLD_LOCAL); }
	static void FreeDllHandle(void* Handle) { dlclose(Handle); }
	static void* GetDllExport(void* Handle, const TCHAR* Name) { return dlsym(Handle, StubNarrow(Name).c_str()); }
#endif
	static const TCHAR* UserSettingsDir()
	{
		static FString Folder;
		Folder = StubWide(StubUserFolder);
		return *Folder;
	}
};
struct FPlatformMisc
{
	static FString GetEnvironmentVariable(const TCHAR* Name)
	{
		const char* Value = std::getenv(StubNarrow(Name).c_str());
		return Value ? StubWide(Value) : FString();
	}
};
struct FFileHelper
{
	static bool LoadFileToString(FString& Text, const TCHAR* Path)
	{
		std::ifstream File(StubNarrow(Path), std::ios::binary);
		if (File) Text = StubWide(std::string(std::istreambuf_iterator<char>(File), {}));
		return File.good() || File.eof();
	}
};

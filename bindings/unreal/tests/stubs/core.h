// Stand-ins for the engine's Core module: see README.md. What has a body behaves as the engine does, as far as the plugin can
// tell. The rest is declared only, and its callers are not linked.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#define PLATFORM_WINDOWS 0
#define PLATFORM_MAC 0
#define PLATFORM_LINUX 1
#define PLATFORM_LINUXARM64 0
#define PLATFORM_ANDROID 0
#define PLATFORM_IOS 0

// Engine macros that are known to break the headers of other libraries.
#define check(expression) static_cast<void>(expression)
#define verify(expression) static_cast<void>(expression)
#define ensure(expression) (!!(expression))
#define PI (3.1415926535897932f)
#define TEXT_PASTE(x) u##x
#define TEXT(x) TEXT_PASTE(x)
#define PURE_VIRTUAL(name, ...) { __VA_ARGS__ }
#define ANSI_TO_TCHAR(text) StubToTchar(text)

using uint8 = std::uint8_t;
using int16 = std::int16_t;
using int32 = std::int32_t;
using int64 = std::int64_t;
using uint32 = std::uint32_t;
using uint64 = std::uint64_t;
using TCHAR = char16_t;

const TCHAR* StubToTchar(const char* Text);

template <typename T> std::remove_reference_t<T>&& MoveTemp(T&& Value) { return static_cast<std::remove_reference_t<T>&&>(Value); }

struct ESearchCase { enum Type { CaseSensitive, IgnoreCase }; };

class FString
{
public:
	FString() = default;
	FString(const TCHAR* Text) : StubText(Text ? Text : u"") {}
	FString(int32 Length, const TCHAR* Text) : StubText(Text, static_cast<std::size_t>(Length)) {}
	const TCHAR* operator*() const { return StubText.c_str(); }
	bool IsEmpty() const { return StubText.empty(); }
	FString TrimStartAndEnd() const { return *this; } // the tests pass text without spaces around it
	bool Equals(const FString& Other, ESearchCase::Type Case = ESearchCase::CaseSensitive) const { return StubFolded(Case) == Other.StubFolded(Case); }
	bool StartsWith(const FString& Prefix, ESearchCase::Type Case = ESearchCase::IgnoreCase) const
	{
		return StubFolded(Case).compare(0, Prefix.StubText.size(), Prefix.StubFolded(Case)) == 0;
	}
	friend FString operator+(const FString& A, const TCHAR* B)
	{
		FString Sum(A);
		Sum.StubText += B;
		return Sum;
	}
	bool operator==(const FString& Other) const { return Equals(Other, ESearchCase::IgnoreCase); } // as that of the engine

	std::u16string StubText;

private:
	std::u16string StubFolded(ESearchCase::Type Case) const
	{
		std::u16string Folded = StubText;
		for (char16_t& Letter : Folded) Letter = Case == ESearchCase::IgnoreCase && Letter >= u'A' && Letter <= u'Z' ? static_cast<char16_t>(Letter + 32) : Letter;
		return Folded;
	}
};

class FName
{
public:
	FName() = default;
	FName(const char* Name) : StubName(Name) {}
	FName(const TCHAR* Name) { for (; *Name; ++Name) StubName += static_cast<char>(*Name); } // ASCII
	friend bool operator==(const FName& A, const FName& B) { return A.StubName == B.StubName; }
	friend bool operator!=(const FName& A, const FName& B) { return A.StubName != B.StubName; }

	std::string StubName;
};
inline const FName NAME_None;
class FText { public: static FText FromString(const FString& Text); };
#define LOCTEXT(key, text) FText::FromString(FString(TEXT(text)))

// The stand-ins convert ASCII only.
class FTCHARToUTF8
{
public:
	explicit FTCHARToUTF8(const TCHAR* Text) { for (; *Text; ++Text) StubText += static_cast<char>(*Text); }
	const char* Get() const { return StubText.c_str(); }
	int32 Length() const { return static_cast<int32>(StubText.size()); }

private:
	std::string StubText;
};
class FUTF8ToTCHAR
{
public:
	FUTF8ToTCHAR(const char* Text, int32 Length) { for (int32 Index = 0; Index < Length; ++Index) StubText += static_cast<TCHAR>(Text[Index]); }
	const TCHAR* Get() const { return StubText.c_str(); }
	int32 Length() const { return static_cast<int32>(StubText.size()); }

private:
	std::u16string StubText;
};

struct FMath
{
	template <typename T> static T Min(T A, T B) { return A < B ? A : B; }
	template <typename T> static T Max(T A, T B) { return A < B ? B : A; }
	template <typename T> static T Clamp(T Value, T Least, T Most) { return Max(Least, Min(Value, Most)); }
};

// The clock of the game, which a test moves.
struct FPlatformTime
{
	static double Seconds() { return StubSeconds; }

	inline static double StubSeconds = 1.0;
};

template <typename T> class TArray
{
public:
	TArray() = default;
	TArray(std::initializer_list<T> Items) : StubItems(Items) {}
	T* GetData() { return StubItems.data(); }
	const T* GetData() const { return StubItems.data(); }
	int32 Num() const { return static_cast<int32>(StubItems.size()); }
	int32 Add(const T& Item) { StubItems.push_back(Item); return Num() - 1; }
	const T& operator[](int32 Index) const { return StubItems.at(static_cast<std::size_t>(Index)); }
	T& operator[](int32 Index) { return StubItems.at(static_cast<std::size_t>(Index)); }
	void Append(const T* Items, int32 Count) { StubItems.insert(StubItems.end(), Items, Items + Count); }
	void SetNumUninitialized(int32 Count) { StubItems.resize(static_cast<std::size_t>(Count)); }
	T* begin() { return GetData(); }
	T* end() { return GetData() + Num(); }
	const T* begin() const { return GetData(); }
	const T* end() const { return GetData() + Num(); }

private:
	std::vector<T> StubItems;
};

template <typename K, typename V> struct TPair
{
	K Key;
	V Value;
};
template <typename K, typename V> class TMap
{
public:
	void Add(const K& Key, const V& Value) { StubItems.push_back({Key, Value}); } // the tests add no key twice
	int32 Num() const { return static_cast<int32>(StubItems.size()); }
	const TPair<K, V>* begin() const { return StubItems.data(); }
	const TPair<K, V>* end() const { return StubItems.data() + StubItems.size(); }

private:
	std::vector<TPair<K, V>> StubItems;
};

// Ticks of 100 ns since the year 1.
struct FDateTime
{
	FDateTime(int64 Ticks) : StubTicks(Ticks) {}
	static FDateTime FromUnixTimestamp(int64 UnixTime) { return FDateTime((UnixTime + 62135596800) * 10000000); }
	int64 ToUnixTimestamp() const { return StubTicks / 10000000 - 62135596800; }

	int64 StubTicks;
};

template <typename Signature> class TFunction;
template <typename Result, typename... Arguments> class TFunction<Result(Arguments...)>
{
public:
	TFunction(decltype(nullptr) = nullptr) {}
	template <typename Callable, typename = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, TFunction>>, typename = decltype(std::declval<Callable&>()(std::declval<Arguments>()...))>
	TFunction(Callable&& Code) : StubCode(std::forward<Callable>(Code)) {}
	Result operator()(Arguments... Values) const { return StubCode(std::forward<Arguments>(Values)...); }
	explicit operator bool() const { return static_cast<bool>(StubCode); }

private:
	std::function<Result(Arguments...)> StubCode;
};
template <typename Signature> class TFunctionRef;
template <typename Result, typename... Arguments> class TFunctionRef<Result(Arguments...)>
{
public:
	template <typename Callable, typename = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, TFunctionRef>>, typename = decltype(std::declval<Callable&>()(std::declval<Arguments>()...))>
	TFunctionRef(Callable&& Code) : StubCode(std::ref(Code)) {}
	Result operator()(Arguments... Values) const { return StubCode(std::forward<Arguments>(Values)...); }

private:
	std::function<Result(Arguments...)> StubCode;
};

template <typename T> class TSharedPtr;
template <typename T> class TSharedRef
{
public:
	explicit TSharedRef(std::shared_ptr<T> Object) : StubObject(std::move(Object)) {}
	T& operator*() const { return *StubObject; }
	T* operator->() const { return StubObject.get(); }

	std::shared_ptr<T> StubObject;
};
template <typename T> class TSharedPtr
{
public:
	TSharedPtr() = default;
	TSharedPtr(decltype(nullptr)) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedPtr(const TSharedPtr<Other>& Another) : StubObject(Another.StubObject) {}
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other*, T*>>> TSharedPtr(const TSharedRef<Other>& Another) : StubObject(Another.StubObject) {}
	T& operator*() const { return *StubObject; }
	T* operator->() const { return StubObject.get(); }
	bool IsValid() const { return StubObject != nullptr; }
	explicit operator bool() const { return IsValid(); }
	void Reset() { StubObject.reset(); }

	std::shared_ptr<T> StubObject;
};
template <typename T, typename... Arguments> TSharedRef<T> MakeShared(Arguments&&... Values)
{
	static_assert(std::is_constructible_v<T, Arguments...>);
	return TSharedRef<T>(std::make_shared<T>(std::forward<Arguments>(Values)...));
}
template <typename T> class TUniquePtr { public: TUniquePtr(); TUniquePtr(TUniquePtr&&); TUniquePtr& operator=(TUniquePtr&&); T* operator->() const; void Reset(); };
template <typename T, typename... Arguments> TUniquePtr<T> MakeUnique(Arguments&&... Values) { static_assert(std::is_constructible_v<T, Arguments...>); return TUniquePtr<T>(); }

// Delegates.
class FDelegateHandle {};
template <typename Signature> class TDelegate;
template <typename Result, typename... Arguments> class TDelegate<Result(Arguments...)>
{
public:
	template <typename Object> static TDelegate CreateUObject(Object* Target, Result (Object::*Method)(Arguments...))
	{
		TDelegate Delegate;
		Delegate.StubCode = [Target, Method](Arguments... Values) { return (Target->*Method)(Values...); };
		return Delegate;
	}
	template <typename Object> static TDelegate CreateRaw(Object* Target, Result (Object::*Method)(Arguments...));
	template <typename Callable, typename = decltype(std::declval<Callable&>()(std::declval<Arguments>()...))> static TDelegate CreateLambda(Callable&& Code)
	{
		TDelegate Delegate;
		Delegate.StubCode = std::forward<Callable>(Code);
		return Delegate;
	}

	std::function<Result(Arguments...)> StubCode;
};
template <typename... Arguments> class TMulticastDelegate
{
public:
	using FDelegate = TDelegate<void(Arguments...)>;
	template <typename Object> FDelegateHandle AddUObject(Object*, void (Object::*)(Arguments...)) { return FDelegateHandle(); }
	bool Remove(FDelegateHandle) { return true; }
};
using FSimpleMulticastDelegate = TMulticastDelegate<>;
template <typename... Arguments> class TDynamicMulticastDelegate
{
public:
	void Broadcast(Arguments... Values) const
	{
		const auto Handlers = StubHandlers; // a handler may end the owner of the delegate
		for (const auto& Handler : Handlers) Handler(Values...);
	}

	std::vector<std::function<void(Arguments...)>> StubHandlers;
};
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE(name) class name : public TDynamicMulticastDelegate<> {}
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(name, type1, name1) class name : public TDynamicMulticastDelegate<type1> {}
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(name, type1, name1, type2, name2) class name : public TDynamicMulticastDelegate<type1, type2> {}

#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_ThreeParams(name, type1, name1, type2, name2, type3, name3) class name : public TDynamicMulticastDelegate<type1, type2, type3> {}
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_FourParams(name, type1, name1, type2, name2, type3, name3, type4, name4) class name : public TDynamicMulticastDelegate<type1, type2, type3, type4> {}

using FTickerDelegate = TDelegate<bool(float)>;
class FTSTicker
{
public:
	class FDelegateHandle {};
	static FTSTicker& GetCoreTicker() { static FTSTicker Ticker; return Ticker; }
	FDelegateHandle AddTicker(const FTickerDelegate& Delegate, float Delay = 0.0f) { StubDelegate = Delegate; return FDelegateHandle(); }
	static void RemoveTicker(FDelegateHandle) { GetCoreTicker().StubDelegate = FTickerDelegate(); }

	FTickerDelegate StubDelegate; // one is enough: that of the subsystem
};

// Log. The format must be a TCHAR literal and each argument must be printable.
enum class StubVerbosity { Error, Warning, Display, Log, Verbose, All };
struct FLogCategory {};
inline FLogCategory LogTemp;
template <typename... Arguments> void StubLog(const FLogCategory&, StubVerbosity, const TCHAR*, Arguments... Values) { static_assert(((std::is_arithmetic_v<Arguments> || std::is_same_v<Arguments, const TCHAR*>) && ...)); }
#define DECLARE_LOG_CATEGORY_EXTERN(name, level, most) extern FLogCategory name
#define DEFINE_LOG_CATEGORY(name) FLogCategory name
#define UE_LOG(category, level, ...) StubLog(category, StubVerbosity::level, __VA_ARGS__)
inline bool StubLogIsActive(const FLogCategory&, StubVerbosity) { return false; }
#define UE_LOG_ACTIVE(category, level) StubLogIsActive(category, StubVerbosity::level)

// Modules, plugins, files.
class IModuleInterface { public: virtual ~IModuleInterface() = default; virtual void StartupModule() {} virtual void ShutdownModule() {} };
class FModuleManager { public: template <typename Module> static Module* GetModulePtr(const FName Name); };
#define IMPLEMENT_MODULE(type, name) static_assert(std::is_base_of_v<IModuleInterface, type>); extern "C" void StubInitialize##name() { static type Module; }
class IPlugin { public: FString GetBaseDir() const; };
class IPluginManager { public: static IPluginManager& Get(); TSharedPtr<IPlugin> FindPlugin(const FString& Name); };
struct FPaths
{
	template <typename... Parts> static FString Combine(Parts&&... Values) { static_assert((std::is_constructible_v<FString, Parts> && ...)); return FString(); }
	static FString ConvertRelativePathToFull(const FString& Path);
	static FString ConvertRelativePathToFull(const FString& BasePath, const FString& Path);
	static bool FileExists(const FString& Path);
	static FString ProjectDir();
	static FString ProjectContentDir();
	static FString ProjectConfigDir();
	static FString ProjectPluginsDir();
};
struct FPlatformProcess
{
	static void* GetDllHandle(const TCHAR* Path);
	static void FreeDllHandle(void* Handle);
	static void* GetDllExport(void* Handle, const TCHAR* Name);
	static const TCHAR* UserSettingsDir();
};
struct FPlatformMisc { static FString GetEnvironmentVariable(const TCHAR* Name); };
struct FFileHelper { static bool LoadFileToString(FString& Text, const TCHAR* Path); };

// Markers for UnrealHeaderTool. The suite writes the *.generated.h files, which define GENERATED_BODY() of each type.
#define UCLASS(...)
#define USTRUCT(...)
#define UENUM(...)
#define UPROPERTY(...)
#define UFUNCTION(...)
#define STUB_JOIN(file, line, rest) file##_##line##rest
#define STUB_EXPAND(file, line, rest) STUB_JOIN(file, line, rest)
#define GENERATED_BODY() STUB_EXPAND(CURRENT_FILE_ID, __LINE__, _GENERATED_BODY)

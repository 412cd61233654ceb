// Stand-ins for the engine's Core module: see README.md. What has a body behaves as the engine does, as far as the plugin can
// tell.
#pragma once

#include "delegates.h"
#include "platform.h"
#include "pointers.h"
#include "text.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <initializer_list>
#include <type_traits>
#include <utility>
#include <vector>

// What UnrealBuildTool defines for the system.
#ifdef _WIN32
#define PLATFORM_WINDOWS 1
#define PLATFORM_LINUX 0
#else
#define PLATFORM_WINDOWS 0
#define PLATFORM_LINUX 1
#endif
#ifdef STUB_MAC
#define PLATFORM_MAC 1
#else
#define PLATFORM_MAC 0
#endif
#define PLATFORM_LINUXARM64 0
#define PLATFORM_ANDROID 0
#define PLATFORM_IOS 0

// Engine macros that are known to break the headers of other libraries.
#define check(expression) static_cast<void>(expression)
#define verify(expression) static_cast<void>(expression)
#define ensure(expression) (!!(expression))
#define PI (3.1415926535897932f)
#define PURE_VIRTUAL(name, ...) { __VA_ARGS__ }

template <typename T> std::remove_reference_t<T>&& MoveTemp(T&& Value) { return static_cast<std::remove_reference_t<T>&&>(Value); }

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

constexpr int32 INDEX_NONE = -1;

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
	// A std::vector of bool has no elements to which a reference could be returned.
	std::conditional_t<std::is_same_v<T, bool>, std::deque<T>, std::vector<T>> StubItems;
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

// Stand-ins for the delegates and the ticker of the engine's Core module: see README.md.
#pragma once

#include "text.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

class FDelegateHandle
{
public:
	int64 StubId = 0;
};

template <typename Signature> class TDelegate;
template <typename Result, typename... Arguments> class TDelegate<Result(Arguments...)>
{
public:
	// Does nothing once the object was destroyed.
	template <typename Object> [[nodiscard]] static TDelegate CreateUObject(Object* Target, Result (Object::*Method)(Arguments...))
	{
		TDelegate Delegate = CreateRaw(Target, Method);
		Delegate.StubIsAlive = [Target] { return !Target->StubDestroyed; };
		return Delegate;
	}
	template <typename Object> [[nodiscard]] static TDelegate CreateRaw(Object* Target, Result (Object::*Method)(Arguments...))
	{
		TDelegate Delegate;
		Delegate.StubCode = [Target, Method](Arguments... Values) { return (Target->*Method)(Values...); };
		return Delegate;
	}
	// The object is shared, and the delegate does nothing once it has ended. The values that are bound follow the arguments.
	template <typename Object, typename... Parameters, typename... Bound> [[nodiscard]] static TDelegate CreateSP(Object* Target, Result (Object::*Method)(Parameters...), Bound... Values)
	{
		TDelegate Delegate;
		const auto Shared = Target->AsShared();
		const std::weak_ptr<void> Weak = Shared.StubObject;
		Delegate.StubCode = [Target, Method, Values...](Arguments... Given) { return (Target->*Method)(Given..., Values...); };
		Delegate.StubIsAlive = [Weak] { return !Weak.expired(); };
		return Delegate;
	}
	template <typename Callable, typename = decltype(std::declval<Callable&>()(std::declval<Arguments>()...))> [[nodiscard]] static TDelegate CreateLambda(Callable&& Code)
	{
		TDelegate Delegate;
		Delegate.StubCode = std::forward<Callable>(Code);
		return Delegate;
	}
	bool StubIsBound() const { return StubCode && (!StubIsAlive || StubIsAlive()); }

	std::function<Result(Arguments...)> StubCode;
	std::function<bool()> StubIsAlive;
};

template <typename Signature> class TMulticastDelegate;
template <typename... Arguments> class TMulticastDelegate<void(Arguments...)>
{
public:
	using FDelegate = TDelegate<void(Arguments...)>;
	FDelegateHandle Add(const FDelegate& Delegate)
	{
		StubDelegates.push_back({{++StubLastId}, Delegate});
		return StubDelegates.back().first;
	}
	template <typename Object> FDelegateHandle AddUObject(Object* Target, void (Object::*Method)(Arguments...)) { return Add(FDelegate::CreateUObject(Target, Method)); }
	bool Remove(FDelegateHandle Handle)
	{
		for (auto Each = StubDelegates.begin(); Each != StubDelegates.end(); ++Each)
		{
			if (Each->first.StubId != Handle.StubId) continue;
			StubDelegates.erase(Each);
			return true;
		}
		return false;
	}
	void Broadcast(Arguments... Values) const
	{
		const auto Delegates = StubDelegates;
		for (const auto& Each : Delegates) if (Each.second.StubIsBound()) Each.second.StubCode(Values...);
	}

	std::vector<std::pair<FDelegateHandle, FDelegate>> StubDelegates;

private:
	int64 StubLastId = 0;
};
using FSimpleMulticastDelegate = TMulticastDelegate<void()>;
#define DECLARE_DELEGATE(name) using name = TDelegate<void()>
#define DECLARE_MULTICAST_DELEGATE_ThreeParams(name, type1, type2, type3) using name = TMulticastDelegate<void(type1, type2, type3)>

// What Blueprint binds to. The signature is that of a function of Blueprint: UnrealHeaderTool writes a function that calls
// the handlers, which the macro places before the class.
template <typename Signature> class TBaseDynamicMulticastDelegate;
template <typename... Arguments> class TBaseDynamicMulticastDelegate<void(Arguments...)>
{
public:
	void Broadcast(Arguments... Values) const
	{
		const auto Handlers = StubHandlers; // a handler may end the owner of the delegate
		const auto Bound = StubBound;
		for (const auto& Handler : Handlers) Handler(Values...);
		for (const auto& Each : Bound) if (Each.IsAlive()) Each.Code(Values...);
	}
	// The macros below pass the name of the function, by which the engine finds it: it has to be a UFUNCTION.
	template <typename Object> void StubAddUnique(Object* Target, void (Object::*Method)(Arguments...), const char* Name)
	{
		StubRemove(Target, Method, Name);
		StubBound.push_back({Target, Name, [Target] { return !Target->StubDestroyed; }, [Target, Method](Arguments... Values) { (Target->*Method)(Values...); }});
	}
	template <typename Object> void StubRemove(Object* Target, void (Object::*)(Arguments...), const char* Name)
	{
		for (auto Each = StubBound.begin(); Each != StubBound.end(); ++Each)
		{
			if (Each->Target != Target || Each->Name != Name) continue;
			StubBound.erase(Each);
			return;
		}
	}

	struct StubBinding
	{
		const void* Target;
		std::string Name;
		std::function<bool()> IsAlive;
		std::function<void(Arguments...)> Code;
	};
	std::vector<StubBinding> StubBound; // by C++
	std::vector<std::function<void(Arguments...)>> StubHandlers; // by Blueprint
};
#define AddUniqueDynamic(object, method) StubAddUnique(object, method, #method)
#define RemoveDynamic(object, method) StubRemove(object, method, #method)
#define STUB_DYNAMIC(name, ...) STUB_EXPAND(CURRENT_FILE_ID, __LINE__, _DELEGATE) class name : public TBaseDynamicMulticastDelegate<void(__VA_ARGS__)> {}
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE(name) STUB_DYNAMIC(name, )
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(name, type1, name1) STUB_DYNAMIC(name, type1)
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_TwoParams(name, type1, name1, type2, name2) STUB_DYNAMIC(name, type1, type2)
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_ThreeParams(name, type1, name1, type2, name2, type3, name3) STUB_DYNAMIC(name, type1, type2, type3)
#define DECLARE_DYNAMIC_MULTICAST_DELEGATE_FourParams(name, type1, name1, type2, name2, type3, name3, type4, name4) STUB_DYNAMIC(name, type1, type2, type3, type4)

// One ticker for the process: in the editor, all games that run there share it.
using FTickerDelegate = TDelegate<bool(float)>;
class FTSTicker
{
public:
	using FDelegateHandle = ::FDelegateHandle;
	static FTSTicker& GetCoreTicker() { static FTSTicker Ticker; return Ticker; }
	FDelegateHandle AddTicker(const FTickerDelegate& Delegate, float Delay = 0.0f)
	{
		StubTickers.push_back({{++StubLastId}, Delegate});
		return StubTickers.back().first;
	}
	static void RemoveTicker(FDelegateHandle Handle)
	{
		auto& Tickers = GetCoreTicker().StubTickers;
		for (auto Each = Tickers.begin(); Each != Tickers.end(); ++Each)
		{
			if (Each->first.StubId != Handle.StubId) continue;
			Tickers.erase(Each);
			return;
		}
	}
	// Calls each ticker that is still there. One that returns false is removed.
	void StubTick(float Seconds)
	{
		const auto Tickers = StubTickers;
		for (const auto& Each : Tickers)
		{
			bool bIsThere = false;
			for (const auto& Now : StubTickers) bIsThere = bIsThere || Now.first.StubId == Each.first.StubId;
			if (bIsThere && !(Each.second.StubIsBound() && Each.second.StubCode(Seconds))) RemoveTicker(Each.first);
		}
	}

	std::vector<std::pair<FDelegateHandle, FTickerDelegate>> StubTickers;

private:
	int64 StubLastId = 0;
};

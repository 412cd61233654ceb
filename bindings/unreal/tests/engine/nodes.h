// Runs a node of Blueprint, as its graph does.
#pragma once

#include "game.h"

#include "ConvaiNativeAction.h"

#include <tuple>

inline FString Text(const char* Ascii) { return FString(FUTF8ToTCHAR(Ascii, static_cast<int32>(std::char_traits<char>::length(Ascii))).Get()); }
inline std::string Plain(const FString& Wide) { return FTCHARToUTF8(*Wide).Get(); }
inline std::vector<std::string> Plain(const TArray<FString>& Wide)
{
	std::vector<std::string> Result;
	for (const FString& Each : Wide) Result.push_back(Plain(Each));
	return Result;
}

// Activates a node and returns the data of the pin that fires. The error must fit the pin, and no second pin may fire.
template <typename... Types>
std::tuple<std::decay_t<Types>...> RunUntilItEnds(FTestGame& Game, UConvaiNativeAction& Node, TBaseDynamicMulticastDelegate<void(Types...)>& Success, TBaseDynamicMulticastDelegate<void(Types...)>& Failure)
{
	std::tuple<std::decay_t<Types>...> Data;
	int Succeeded = 0, Failed = 0;
	Success.StubHandlers.push_back([&](Types... Values) { ++Succeeded; Data = std::make_tuple(Values...); });
	Failure.StubHandlers.push_back([&](Types... Values) { ++Failed; Data = std::make_tuple(Values...); });
	Node.Activate();
	CHECK(Succeeded + Failed == 0); // never before the node has returned
	CHECK(Game.RunUntil([&] { return Succeeded + Failed != 0; }));
	Game.Frames(2);
	CHECK(Succeeded + Failed == 1);
	CHECK((Failed == 1) == std::get<FConvaiNativeError>(Data).IsError());
	CHECK(!Node.IsActive());
	Success.StubHandlers.clear();
	Failure.StubHandlers.clear();
	return Data;
}
template <typename NodeType>
auto Run(FTestGame& Game, NodeType* Node)
{
	return RunUntilItEnds(Game, *Node, Node->OnSuccess, Node->OnFailure);
}

inline const FConvaiNativeCallOptions Defaults;

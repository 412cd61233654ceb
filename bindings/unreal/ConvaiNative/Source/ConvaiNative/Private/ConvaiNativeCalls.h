// What the nodes of the service share: a call with its arguments, and the end of a node.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeConvert.h"
#include "Core/Dispatcher.h"

namespace ConvaiNativeCalls
{
	/** A text that is not sent if it is empty. */
	struct FOptional
	{
		std::string Text;
	};

	inline const char* ToC(const std::string& Text)
	{
		return Text.c_str();
	}
	inline const char* ToC(const FOptional& Optional)
	{
		return Optional.Text.empty() ? nullptr : Optional.Text.c_str();
	}
	inline int32 ToC(int32 Number)
	{
		return Number;
	}
	inline uint32 ToC(uint32 Number)
	{
		return Number;
	}
	inline uint32 ToC(convai::Flags Flags)
	{
		return convai::detail::bits(Flags);
	}

	/** Makes the start of a node from code that starts a call with a client, options and an error. */
	template <typename ResultType, typename CodeType>
	FConvaiNativeStart StartOf(CodeType Code)
	{
		return [Code](convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call) -> uint64
		{
			return Dispatcher.begin_call<ResultType>(MoveTemp(Call), Code);
		};
	}

	/** Makes the start of a node from a function of the library and its arguments between the client and the options. */
	template <typename ResultType, typename FunctionType, typename... ArgumentTypes>
	FConvaiNativeStart CallOf(FunctionType* Function, ArgumentTypes... Arguments)
	{
		return StartOf<ResultType>([Function, Arguments...](auto* Client, auto* Options, auto** Error)
		{
			return Function(Client, ToC(Arguments)..., Options, Error);
		});
	}

	/** Fires On Success or On Failure of a node, with these values and the error. */
	template <typename ActionType, typename... ValueTypes>
	void Fire(ActionType& Action, const convai_native::CallResult& Result, const ValueTypes&... Values)
	{
		const FConvaiNativeError Error = ConvaiNativeConvert::ToError(Result.failure);
		(Error.IsError() ? Action.OnFailure : Action.OnSuccess).Broadcast(Values..., Error);
	}
}

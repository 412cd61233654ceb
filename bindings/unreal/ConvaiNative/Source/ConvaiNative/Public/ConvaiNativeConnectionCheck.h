// Checks whether the service answers with the settings of the project. For the editor and for your own settings menu.

#pragma once

#include "CoreMinimal.h"
#include "Containers/Ticker.h"

namespace convai_native
{
	class Dispatcher;
}

/** One connection check. Destroying the object cancels the check. Use it on the game thread. */
class CONVAINATIVE_API FConvaiNativeConnectionCheck
{
public:
	/** Called once on the game thread. Sentence says what was found and what to do. */
	using FDone = TFunction<void(bool bGood, const FString& Sentence)>;

	/** Starts a check with the project settings. Uses no quota. */
	explicit FConvaiNativeConnectionCheck(FDone Done);
	~FConvaiNativeConnectionCheck();

	FConvaiNativeConnectionCheck(const FConvaiNativeConnectionCheck&) = delete;
	FConvaiNativeConnectionCheck& operator=(const FConvaiNativeConnectionCheck&) = delete;

private:
	TSharedPtr<convai_native::Dispatcher> Dispatcher;
	FTSTicker::FDelegateHandle TickHandle;
};

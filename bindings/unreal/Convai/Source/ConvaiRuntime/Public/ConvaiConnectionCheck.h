// Whether the service answers under the project's settings: for the editor, and for a settings screen of your own.

#pragma once

#include "CoreMinimal.h"
#include "Containers/Ticker.h"

namespace convai_core
{
	class Hub;
}

/** One check. Destroying it ends it without an answer. For the game thread. */
class CONVAIRUNTIME_API FConvaiConnectionCheck
{
public:
	/** Told once, from the game thread: whether all is well, and a sentence that says what was found and what to do. */
	using FDone = TFunction<void(bool bGood, const FString& Sentence)>;

	/** Begins a check with the project's settings. Costs no quota. */
	explicit FConvaiConnectionCheck(FDone Done);
	~FConvaiConnectionCheck();

	FConvaiConnectionCheck(const FConvaiConnectionCheck&) = delete;
	FConvaiConnectionCheck& operator=(const FConvaiConnectionCheck&) = delete;

private:
	TSharedPtr<convai_core::Hub> Hub;
	FTSTicker::FDelegateHandle TickHandle;
};

// Lists the characters or the voices of the account with the settings of the project, outside of a running game.

#pragma once

#include "CoreMinimal.h"
#include "Containers/Ticker.h"
#include "ConvaiNativeTypes.h"

namespace convai_native
{
	class Dispatcher;
}

/** A character or a voice that can be chosen. */
struct CONVAINATIVE_API FConvaiNativeChoice
{
	/** What to show, for example the name of a character. */
	FString Name;

	/** What else is known of it, for example the languages of a voice. May be empty. */
	FString Description;

	/** The id of the character, or the value for Voice Type. */
	FString Value;
};

/** What can be chosen. */
enum class EConvaiNativeChoice : uint8
{
	/** The characters of the account. */
	Characters,
	/** The voices that a character can have. */
	Voices,
};

/** One list of choices, for pickers of the editor. Destroying the object cancels the call. Use it on the game thread. */
class CONVAINATIVE_API FConvaiNativeChoices
{
public:
	/** Called once on the game thread, in one of the next frames. After an error, Choices is empty. */
	using FDone = TFunction<void(const TArray<FConvaiNativeChoice>& Choices, const FConvaiNativeError& Error)>;

	/** Starts a call with the project settings. Uses no quota of conversations. */
	FConvaiNativeChoices(EConvaiNativeChoice Kind, FDone Done);
	~FConvaiNativeChoices();

	FConvaiNativeChoices(const FConvaiNativeChoices&) = delete;
	FConvaiNativeChoices& operator=(const FConvaiNativeChoices&) = delete;

private:
	TSharedPtr<convai_native::Dispatcher> Dispatcher;
	FTSTicker::FDelegateHandle TickHandle;
};

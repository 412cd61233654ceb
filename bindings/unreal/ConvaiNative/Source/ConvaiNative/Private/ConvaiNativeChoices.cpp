#include "ConvaiNativeChoices.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeOpen.h"
#include "ConvaiNativeReplies.h"

namespace
{
	TArray<FConvaiNativeChoice> ToChoices(const convai_native::Shared<convai_characters>& Characters)
	{
		TArray<FConvaiNativeChoice> Choices;
		for (const FConvaiNativeCharacter& Each : ConvaiNativeReplies::ToCharacters(Characters))
		{
			Choices.Add({Each.Name, Each.Id, Each.Id});
		}
		return Choices;
	}

	TArray<FConvaiNativeChoice> ToChoices(const convai_native::Shared<convai_voices>& Voices)
	{
		TArray<FConvaiNativeChoice> Choices;
		for (const FConvaiNativeListedVoice& Each : ConvaiNativeReplies::ToVoices(Voices).Voices)
		{
			FString Description = Each.Gender;
			for (const FString& Language : Each.LanguageCodes)
			{
				Description = Description + TEXT(" ") + Language;
			}
			Choices.Add({Each.Name, Description, Each.Value});
		}
		return Choices;
	}

	template <typename ListType, typename FunctionType>
	void Begin(convai_native::Dispatcher& Dispatcher, FunctionType* List, FConvaiNativeChoices::FDone&& Done)
	{
		convai_native::Call Call;
		Call.listener.deliver = [Done = MoveTemp(Done)](convai_native::CallResult&& Result)
		{
			Done(ToChoices(Result.get<ListType>()), ConvaiNativeConvert::ToError(Result.failure));
		};
		Dispatcher.begin_call<ListType>(MoveTemp(Call), [List](auto* Client, auto* Options, auto** Error) { return List(Client, Options, Error); });
	}
}

FConvaiNativeChoices::FConvaiNativeChoices(EConvaiNativeChoice Kind, FDone Done)
	: Dispatcher(MakeShared<convai_native::Dispatcher>())
{
	(void)ConvaiNativeOpen::Open(*Dispatcher);
	if (Kind == EConvaiNativeChoice::Characters)
	{
		Begin<convai_characters>(*Dispatcher, convai_character_list_async, MoveTemp(Done));
	}
	else
	{
		Begin<convai_voices>(*Dispatcher, convai_voice_list_async, MoveTemp(Done));
	}
	TickHandle = FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateLambda([Draining = Dispatcher](float)
	{
		const TSharedPtr<convai_native::Dispatcher> Shared = Draining; // Done may destroy this object
		Shared->drain(0);
		return Shared->pending() > 0;
	}));
}

FConvaiNativeChoices::~FConvaiNativeChoices()
{
	FTSTicker::GetCoreTicker().RemoveTicker(TickHandle);
	Dispatcher->close(0);
}

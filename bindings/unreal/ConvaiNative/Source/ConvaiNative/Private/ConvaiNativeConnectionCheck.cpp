#include "ConvaiNativeConnectionCheck.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeOpen.h"
#include "ConvaiNativeSettings.h"
#include "Core/ConnectionCheck.h"

FConvaiNativeConnectionCheck::FConvaiNativeConnectionCheck(FDone Done)
	: Dispatcher(MakeShared<convai_native::Dispatcher>())
{
	(void)ConvaiNativeOpen::Open(*Dispatcher);
	const FString Character = GetDefault<UConvaiNativeSettings>()->CheckCharacterId.TrimStartAndEnd();
	convai_native::begin_check(*Dispatcher, ConvaiNativeConvert::ToUtf8(Character), [Done = MoveTemp(Done)](convai_native::CheckResult Result)
	{
		Done(Result.good, ConvaiNativeConvert::FromUtf8(Result.sentence));
	});
	TickHandle = FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateLambda([Draining = Dispatcher](float)
	{
		const TSharedPtr<convai_native::Dispatcher> Shared = Draining; // Done may destroy the check
		Shared->drain(0);
		return Shared->pending() > 0;
	}));
}

FConvaiNativeConnectionCheck::~FConvaiNativeConnectionCheck()
{
	FTSTicker::GetCoreTicker().RemoveTicker(TickHandle);
	Dispatcher->close(0);
}

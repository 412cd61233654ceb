#include "ConvaiConnectionCheck.h"

#include "ConvaiConvert.h"
#include "ConvaiOpen.h"
#include "ConvaiSettings.h"
#include "Core/ConnectionCheck.h"

FConvaiConnectionCheck::FConvaiConnectionCheck(FDone Done)
	: Hub(MakeShared<convai_core::Hub>())
{
	(void)ConvaiOpen::Open(*Hub);
	const FString Character = GetDefault<UConvaiSettings>()->CheckCharacterId.TrimStartAndEnd();
	convai_core::begin_check(*Hub, ConvaiConvert::ToUtf8(Character), [Done = MoveTemp(Done)](convai_core::CheckResult Result)
	{
		Done(Result.good, ConvaiConvert::FromUtf8(Result.sentence));
	});
	TickHandle = FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateLambda([Draining = Hub](float)
	{
		const TSharedPtr<convai_core::Hub> Kept = Draining; // the listener may destroy the check
		Kept->drain(0);
		return Kept->pending() > 0;
	}));
}

FConvaiConnectionCheck::~FConvaiConnectionCheck()
{
	FTSTicker::GetCoreTicker().RemoveTicker(TickHandle);
	Hub->close(0);
}

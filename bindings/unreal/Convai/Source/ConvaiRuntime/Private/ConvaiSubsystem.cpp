#include "ConvaiSubsystem.h"

#include "ConvaiConvert.h"
#include "ConvaiLog.h"
#include "ConvaiOpen.h"
#include "ConvaiSettings.h"
#include "Engine/Engine.h"
#include "Engine/GameInstance.h"
#include "Engine/World.h"

UConvaiSubsystem* UConvaiSubsystem::Get(const UObject* WorldContextObject)
{
	if (!GEngine || !WorldContextObject)
	{
		return nullptr;
	}
	const UWorld* World = GEngine->GetWorldFromContextObject(WorldContextObject, EGetWorldErrorMode::ReturnNull);
	UGameInstance* Game = World ? World->GetGameInstance() : nullptr;
	return Game ? Game->GetSubsystem<UConvaiSubsystem>() : nullptr;
}

void UConvaiSubsystem::Initialize(FSubsystemCollectionBase& Collection)
{
	Super::Initialize(Collection);
	Hub = MakeShared<convai_core::Hub>();
	(void)ConvaiOpen::Open(*Hub);
	TickHandle = FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateUObject(this, &UConvaiSubsystem::Tick));
	WorldCleanupHandle = FWorldDelegates::OnWorldCleanup.AddUObject(this, &UConvaiSubsystem::OnWorldCleanup);
}

void UConvaiSubsystem::Deinitialize()
{
	FWorldDelegates::OnWorldCleanup.Remove(WorldCleanupHandle);
	FTSTicker::GetCoreTicker().RemoveTicker(TickHandle);
	const TSharedPtr<convai_core::Hub> Closing = Hub;
	Hub.Reset(); // whoever asks from now on finds no game
	if (Closing.IsValid())
	{
		const uint32 DeadlineMs = ConvaiConvert::ToMilliseconds(GetDefault<UConvaiSettings>()->CloseTimeoutSeconds);
		if (Closing->close(DeadlineMs) == convai::Code::timeout)
		{
			UE_LOG(LogConvai, Warning, TEXT("A thread of the Convai library has not ended within %u ms. It touches nothing of the game."), DeadlineMs);
		}
	}
	Super::Deinitialize();
}

bool UConvaiSubsystem::Tick(float DeltaSeconds)
{
	const TSharedPtr<convai_core::Hub> Draining = Hub; // a listener may end the game
	if (Draining.IsValid())
	{
		const float BudgetMs = GetDefault<UConvaiSettings>()->FrameBudgetMilliseconds;
		Draining->drain(static_cast<int64>(FMath::Max(BudgetMs, 0.0f) * 1000.0f));
	}
	return true;
}

void UConvaiSubsystem::OnWorldCleanup(UWorld* World, bool bSessionEnded, bool bCleanupResources)
{
	if (Hub.IsValid() && World)
	{
		Hub->abandon(World->GetUniqueID());
	}
}

bool UConvaiSubsystem::IsReady() const
{
	return Hub.IsValid() && !Hub->problem();
}

FConvaiError UConvaiSubsystem::GetProblem() const
{
	return Hub.IsValid() ? ConvaiConvert::ToError(Hub->problem()) : FConvaiError();
}

FConvaiError UConvaiSubsystem::SetApiKey(const FString& ApiKey)
{
	return Hub.IsValid() ? ConvaiConvert::ToError(ConvaiOpen::Open(*Hub, ApiKey.TrimStartAndEnd())) : FConvaiError();
}

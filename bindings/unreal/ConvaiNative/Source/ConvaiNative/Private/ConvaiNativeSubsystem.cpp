#include "ConvaiNativeSubsystem.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeLog.h"
#include "ConvaiNativeOpen.h"
#include "ConvaiNativeSettings.h"
#include "Engine/Engine.h"
#include "Engine/GameInstance.h"
#include "Engine/World.h"

UConvaiNativeSubsystem* UConvaiNativeSubsystem::Get(const UObject* WorldContextObject)
{
	if (!GEngine || !WorldContextObject)
	{
		return nullptr;
	}
	const UWorld* World = GEngine->GetWorldFromContextObject(WorldContextObject, EGetWorldErrorMode::ReturnNull);
	UGameInstance* Game = World ? World->GetGameInstance() : nullptr;
	return Game ? Game->GetSubsystem<UConvaiNativeSubsystem>() : nullptr;
}

void UConvaiNativeSubsystem::Initialize(FSubsystemCollectionBase& Collection)
{
	Super::Initialize(Collection);
	Dispatcher = MakeShared<convai_native::Dispatcher>();
	(void)ConvaiNativeOpen::Open(*Dispatcher);
	TickHandle = FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateUObject(this, &UConvaiNativeSubsystem::Tick));
	WorldCleanupHandle = FWorldDelegates::OnWorldCleanup.AddUObject(this, &UConvaiNativeSubsystem::OnWorldCleanup);
}

void UConvaiNativeSubsystem::Deinitialize()
{
	FWorldDelegates::OnWorldCleanup.Remove(WorldCleanupHandle);
	FTSTicker::GetCoreTicker().RemoveTicker(TickHandle);
	const TSharedPtr<convai_native::Dispatcher> Closing = Dispatcher;
	Dispatcher.Reset(); // callers from now on find no game
	if (Closing.IsValid())
	{
		const int32 TimeoutMs = ConvaiNativeConvert::ToMilliseconds(GetDefault<UConvaiNativeSettings>()->CloseTimeoutSeconds);
		if (Closing->close(TimeoutMs) == convai::Code::timeout)
		{
			UE_LOG(LogConvaiNative, Warning, TEXT("A thread of the Convai library is still running after %d ms. It does not access the game."), TimeoutMs);
		}
	}
	Super::Deinitialize();
}

bool UConvaiNativeSubsystem::Tick(float DeltaSeconds)
{
	const TSharedPtr<convai_native::Dispatcher> Draining = Dispatcher; // a listener may end the game
	if (Draining.IsValid())
	{
		const float BudgetMs = GetDefault<UConvaiNativeSettings>()->FrameBudgetMilliseconds;
		Draining->drain(static_cast<int64>(FMath::Max(BudgetMs, 0.0f) * 1000.0f));
	}
	return true;
}

void UConvaiNativeSubsystem::OnWorldCleanup(UWorld* World, bool bSessionEnded, bool bCleanupResources)
{
	if (Dispatcher.IsValid() && World)
	{
		Dispatcher->abandon(World->GetUniqueID());
	}
}

bool UConvaiNativeSubsystem::IsReady() const
{
	return Dispatcher.IsValid() && !Dispatcher->problem();
}

FConvaiNativeError UConvaiNativeSubsystem::GetProblem() const
{
	return Dispatcher.IsValid() ? ConvaiNativeConvert::ToError(Dispatcher->problem()) : FConvaiNativeError();
}

FConvaiNativeError UConvaiNativeSubsystem::SetApiKey(const FString& ApiKey)
{
	return SetCredentials(ApiKey.TrimStartAndEnd(), FString());
}

FConvaiNativeError UConvaiNativeSubsystem::SetAuthToken(const FString& AuthToken)
{
	const FString Token = AuthToken.TrimStartAndEnd();
	if (Token.IsEmpty())
	{
		return ConvaiNativeConvert::ToError(convai_native::Failure::make(convai::Code::invalid_argument, "\"Auth Token\" is empty: pass the token of your server."));
	}
	return SetCredentials(FString(), Token);
}

FConvaiNativeError UConvaiNativeSubsystem::SetCredentials(const FString& ApiKey, const FString& AuthToken)
{
	return Dispatcher.IsValid() ? ConvaiNativeConvert::ToError(ConvaiNativeOpen::SetCredentials(*Dispatcher, {ApiKey, AuthToken})) : FConvaiNativeError();
}

void UConvaiNativeSubsystem::ResetConnections()
{
	if (Dispatcher.IsValid())
	{
		Dispatcher->reset_connections();
	}
}

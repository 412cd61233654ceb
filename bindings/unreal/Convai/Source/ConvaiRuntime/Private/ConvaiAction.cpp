#include "ConvaiAction.h"

#include "Containers/Ticker.h"
#include "ConvaiConvert.h"
#include "ConvaiSubsystem.h"
#include "Engine/Engine.h"
#include "Engine/World.h"
#include "UObject/StrongObjectPtr.h"

void UConvaiAction::Activate()
{
	UObject* Context = WorldContext.Get();
	UConvaiSubsystem* Subsystem = UConvaiSubsystem::Get(Context);
	if (!Subsystem || !Subsystem->GetHub().IsValid())
	{
		FailWithoutGame();
		return;
	}
	const TWeakObjectPtr<UConvaiAction> Weak(this);
	convai_core::Call Call;
	Call.scope = GEngine->GetWorldFromContextObject(Context, EGetWorldErrorMode::ReturnNull)->GetUniqueID();
	Call.timeout_ms = ConvaiConvert::ToMilliseconds(Timeout);
	Call.listener.deliver = [Weak](convai_core::Reply&& Reply)
	{
		if (UConvaiAction* Action = Weak.Get())
		{
			Action->Deliver(MoveTemp(Reply));
		}
	};
	Call.listener.abandoned = [Weak]
	{
		if (UConvaiAction* Action = Weak.Get())
		{
			Action->Ticket = 0;
			Action->Cancel();
		}
	};
	Owner = Subsystem;
	Ticket = Begin(*Subsystem, MoveTemp(Call));
	if (Ticket == 0)
	{
		Cancel();
	}
}

void UConvaiAction::Cancel()
{
	bEnded = true;
	UConvaiSubsystem* Subsystem = Owner.Get();
	if (Ticket != 0 && Subsystem && Subsystem->GetHub().IsValid())
	{
		Subsystem->GetHub()->cancel(Ticket);
	}
	Ticket = 0;
	Super::Cancel();
}

void UConvaiAction::Deliver(convai_core::Reply&& Reply)
{
	Finish([&] { Broadcast(MoveTemp(Reply)); });
}

void UConvaiAction::Finish(TFunctionRef<void()> Fire)
{
	if (bEnded)
	{
		return;
	}
	bEnded = true;
	Ticket = 0;
	if (bWithoutGame || ShouldBroadcastDelegates())
	{
		Fire();
	}
	SetReadyToDestroy();
}

// There is no game instance that would keep the node alive and hand its failure out: so this does, once.
void UConvaiAction::FailWithoutGame()
{
	bWithoutGame = true;
	const TStrongObjectPtr<UConvaiAction> Kept(this);
	FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateLambda([Kept](float)
	{
		convai_core::Reply Reply;
		Reply.failure = convai_core::Failure::make(convai::Code::invalid_argument,
			"The node was called without a running game: give it a world context object that belongs to one.");
		Kept->Deliver(MoveTemp(Reply));
		return false;
	}));
}

void UConvaiAnswerAction::Broadcast(convai_core::Reply&& Reply)
{
	const FConvaiError Error = ConvaiConvert::ToError(Reply.failure);
	const FConvaiAnswer Answer = ConvaiConvert::ToAnswer(MoveTemp(Reply.response));
	(Error.IsError() ? OnFailure : OnSuccess).Broadcast(Answer, Error);
}

void UConvaiCharacterAction::Broadcast(convai_core::Reply&& Reply)
{
	const FConvaiError Error = ConvaiConvert::ToError(Reply.failure);
	(Error.IsError() ? OnFailure : OnSuccess).Broadcast(ConvaiConvert::ToCharacter(Reply.character), Error);
}

void UConvaiDoneAction::Broadcast(convai_core::Reply&& Reply)
{
	const FConvaiError Error = ConvaiConvert::ToError(Reply.failure);
	(Error.IsError() ? OnFailure : OnSuccess).Broadcast(Error);
}

#include "ConvaiNativeAction.h"

#include "Containers/Ticker.h"
#include "ConvaiNativeCalls.h"
#include "ConvaiNativeConvert.h"
#include "ConvaiNativeSubsystem.h"
#include "Engine/Engine.h"
#include "Engine/World.h"
#include "UObject/StrongObjectPtr.h"

void UConvaiNativeAction::Activate()
{
	UObject* Context = WorldContext.Get();
	UConvaiNativeSubsystem* Subsystem = UConvaiNativeSubsystem::Get(Context);
	if (!Subsystem || !Subsystem->GetDispatcher().IsValid())
	{
		FailWithoutGame();
		return;
	}
	const TWeakObjectPtr<UConvaiNativeAction> Weak(this);
	convai_native::Call Call;
	Call.scope = GEngine->GetWorldFromContextObject(Context, EGetWorldErrorMode::ReturnNull)->GetUniqueID();
	ConvaiNativeConvert::SetOptions(Call, CallOptions);
	Call.listener.piece = [Weak](convai_native::RequestId Turn, convai::Piece&& Piece)
	{
		if (UConvaiNativeAction* Action = Weak.Get())
		{
			Action->DeliverPiece(ConvaiNativeConvert::ToPiece(Turn, MoveTemp(Piece)));
		}
	};
	Call.listener.action = [Weak](const std::string& Name)
	{
		if (UConvaiNativeAction* Action = Weak.Get())
		{
			Action->DeliverAction(ConvaiNativeConvert::FromUtf8(Name));
		}
	};
	Call.listener.deliver = [Weak](convai_native::CallResult&& Result)
	{
		if (UConvaiNativeAction* Action = Weak.Get())
		{
			Action->Deliver(MoveTemp(Result));
		}
	};
	Call.listener.abandoned = [Weak]
	{
		if (UConvaiNativeAction* Action = Weak.Get())
		{
			Action->RequestId = 0;
			Action->Cancel();
		}
	};
	Owner = Subsystem;
	RequestId = Begin(*Subsystem->GetDispatcher(), MoveTemp(Call));
	if (RequestId == 0)
	{
		Cancel();
	}
}

uint64 UConvaiNativeAction::Begin(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)
{
	return Start(Dispatcher, MoveTemp(Call));
}

void UConvaiNativeAction::Cancel()
{
	bEnded = true;
	UConvaiNativeSubsystem* Subsystem = Owner.Get();
	if (RequestId != 0 && Subsystem && Subsystem->GetDispatcher().IsValid())
	{
		Subsystem->GetDispatcher()->cancel(RequestId);
	}
	RequestId = 0;
	Super::Cancel();
}

FConvaiNativeProgress UConvaiNativeAction::GetProgress() const
{
	const UConvaiNativeSubsystem* Subsystem = Owner.Get();
	if (RequestId == 0 || !Subsystem || !Subsystem->GetDispatcher().IsValid())
	{
		return FConvaiNativeProgress();
	}
	return ConvaiNativeConvert::ToProgress(Subsystem->GetDispatcher()->progress(RequestId));
}

void UConvaiNativeAction::Deliver(convai_native::CallResult&& Result)
{
	Finish([&] { Broadcast(MoveTemp(Result)); });
}

void UConvaiNativeAction::DeliverPiece(const FConvaiNativePiece& Piece)
{
	if (!bEnded && ShouldBroadcastDelegates())
	{
		BroadcastPiece(Piece);
	}
}

void UConvaiNativeAction::DeliverAction(const FString& Action)
{
	if (!bEnded && ShouldBroadcastDelegates())
	{
		BroadcastAction(Action);
	}
}

void UConvaiNativeAction::Finish(TFunctionRef<void()> Fire)
{
	if (bEnded)
	{
		return;
	}
	bEnded = true;
	RequestId = 0;
	if (bWithoutGame || ShouldBroadcastDelegates())
	{
		Fire();
	}
	SetReadyToDestroy();
}

// Without a game instance, nothing keeps the node alive and nothing delivers its failure. This ticker does both, once.
void UConvaiNativeAction::FailWithoutGame()
{
	bWithoutGame = true;
	const TStrongObjectPtr<UConvaiNativeAction> Action(this);
	FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateLambda([Action](float)
	{
		convai_native::CallResult Result;
		Result.failure = convai_native::Failure::make(convai::Code::invalid_argument,
			"The node was called outside a running game: connect a world context object that belongs to a game.");
		Action->Deliver(MoveTemp(Result));
		return false;
	}));
}

void UConvaiNativeResponseAction::Broadcast(convai_native::CallResult&& Result)
{
	const FConvaiNativeError Error = ConvaiNativeConvert::ToError(Result.failure);
	BroadcastEnd(ConvaiNativeConvert::ToResponse(MoveTemp(Result.response)), Error);
}

void UConvaiNativeResponseAction::BroadcastEnd(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error)
{
	(Error.IsError() ? OnFailure : OnSuccess).Broadcast(Response, Error, FConvaiNativePiece(), FString());
}

void UConvaiNativeResponseAction::BroadcastPiece(const FConvaiNativePiece& Piece)
{
	OnPiece.Broadcast(FConvaiNativeResponse(), FConvaiNativeError(), Piece, FString());
}

void UConvaiNativeResponseAction::BroadcastAction(const FString& Action)
{
	OnAction.Broadcast(FConvaiNativeResponse(), FConvaiNativeError(), FConvaiNativePiece(), Action);
}

void UConvaiNativeCharacterAction::Broadcast(convai_native::CallResult&& Result)
{
	ConvaiNativeCalls::Fire(*this, Result, ConvaiNativeConvert::ToCharacter(Result.character.get()));
}

void UConvaiNativeDoneAction::Broadcast(convai_native::CallResult&& Result)
{
	ConvaiNativeCalls::Fire(*this, Result);
}

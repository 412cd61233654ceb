#include "ConvaiNativeAction.h"

#include "Containers/Ticker.h"
#include "ConvaiNativeCalls.h"
#include "ConvaiNativeConvert.h"
#include "ConvaiNativeSubsystem.h"
#include "Engine/Engine.h"
#include "Engine/World.h"
#include "UObject/StrongObjectPtr.h"

namespace
{
	UWorld* FindWorld(const UObject* Context)
	{
		return GEngine && Context ? GEngine->GetWorldFromContextObject(Context, EGetWorldErrorMode::ReturnNull) : nullptr;
	}

	/** Why there is no game that could make the call. Pin is the name of the pin that leads to the world. */
	convai_native::Failure NoGame(const UObject* Context, const char* Pin)
	{
		const UWorld* World = FindWorld(Context);
		if (World && World->GetGameInstance())
		{
			return convai_native::Failure::make(convai::Code::closed, "The game is ending: nothing was sent.");
		}
		const std::string Name = std::string("\"") + Pin + "\"";
		convai_native::Failure Failure = convai_native::Failure::make(convai::Code::invalid_argument, !Context
			? Name + " is null, or was destroyed: connect an object of the running game."
			: Name + " belongs to no running game. Editor utility widgets and construction scripts run without one: start the game, and call the node there.");
		Failure.argument = Pin;
		return Failure;
	}
}

void UConvaiNativeAction::Activate()
{
	UObject* Context = WorldContext.Get();
	UConvaiNativeSubsystem* Subsystem = UConvaiNativeSubsystem::Get(Context);
	if (!Subsystem || !Subsystem->GetDispatcher().IsValid())
	{
		FailWithoutGame(NoGame(Context, GetContextPin()));
		return;
	}
	const TWeakObjectPtr<UConvaiNativeAction> Weak(this);
	convai_native::Call Call;
	Call.scope = FindWorld(Context)->GetUniqueID();
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
void UConvaiNativeAction::FailWithoutGame(const convai_native::Failure& Failure)
{
	bWithoutGame = true;
	const TStrongObjectPtr<UConvaiNativeAction> Action(this);
	FTSTicker::GetCoreTicker().AddTicker(FTickerDelegate::CreateLambda([Action, Failure](float)
	{
		convai_native::CallResult Result;
		Result.failure = Failure;
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

// The base classes of the asynchronous nodes.

#pragma once

#include "CoreMinimal.h"
#include "Engine/CancellableAsyncAction.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeAction.generated.h"

class UConvaiNativeSubsystem;

namespace convai_native
{
	struct Call;
	struct CallResult;
	class Dispatcher;
	struct Failure;
}

/** Starts the request of a node. Returns its id, or 0 if there will be no result. */
using FConvaiNativeStart = TFunction<uint64(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call)>;

/**
 * A node that calls the service. Exactly one of On Success and On Failure fires, once, on the game thread, after the node has
 * returned. No pin fires after Cancel or after the end of the world in which the node was started.
 */
UCLASS(Abstract)
class CONVAINATIVE_API UConvaiNativeAction : public UCancellableAsyncAction
{
	GENERATED_BODY()

public:
	virtual void Activate() override;
	virtual void Cancel() override;

	/** Returns how far the call of this node is. */
	UFUNCTION(BlueprintPure, Category = "Convai Native")
	FConvaiNativeProgress GetProgress() const;

protected:
	/** Creates a node. Never returns null. */
	template <typename ActionType>
	static ActionType* Make(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options, FConvaiNativeStart Start = nullptr)
	{
		ActionType* Action = NewObject<ActionType>();
		Action->WorldContext = WorldContextObject;
		Action->CallOptions = Options;
		Action->Start = MoveTemp(Start);
		Action->RegisterWithGameInstance(WorldContextObject);
		return Action;
	}

	/** Starts the request and returns its id, or 0 if there will be no result. */
	virtual uint64 Begin(convai_native::Dispatcher& Dispatcher, convai_native::Call&& Call);

	/** The name of the pin through which the node finds its game. */
	virtual const char* GetContextPin() const { return "World Context Object"; }

	/** Fires On Piece, if the node has it. */
	virtual void BroadcastPiece(const FConvaiNativePiece& Piece) {}

	/** Fires On Action, if the node has it. */
	virtual void BroadcastAction(const FString& Action) {}

	/** Fires On Success or On Failure. */
	virtual void Broadcast(convai_native::CallResult&& Result) PURE_VIRTUAL(UConvaiNativeAction::Broadcast, );

	/** Call BroadcastPiece and BroadcastAction, unless the node has ended or its game has. */
	void DeliverPiece(const FConvaiNativePiece& Piece);
	void DeliverAction(const FString& Action);

	/** Ends the node. Calls Fire unless the node was cancelled or its game has ended. */
	void Finish(TFunctionRef<void()> Fire);

private:
	void Deliver(convai_native::CallResult&& Result);
	void FailWithoutGame(const convai_native::Failure& Failure);

	FConvaiNativeCallOptions CallOptions;
	FConvaiNativeStart Start;
	TWeakObjectPtr<UObject> WorldContext;
	TWeakObjectPtr<UConvaiNativeSubsystem> Owner;
	uint64 RequestId = 0;
	bool bEnded = false;
	bool bWithoutGame = false;
};

/** A node that returns the response of a character. */
UCLASS(Abstract)
class CONVAINATIVE_API UConvaiNativeResponseAction : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTurnEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTurnEvent OnFailure;

	/** Fires for each piece of the response, before On Success or On Failure. Only if the options have Stream. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTurnEvent OnPiece;

	/** Fires for each action of the character, in their order, before On Success. Only if the turn has a scene. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTurnEvent OnAction;

protected:
	virtual void BroadcastPiece(const FConvaiNativePiece& Piece) override;
	virtual void BroadcastAction(const FString& Action) override;
	virtual void Broadcast(convai_native::CallResult&& Result) override;
	void BroadcastEnd(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error);
};

/** A node that returns a character. */
UCLASS(Abstract)
class CONVAINATIVE_API UConvaiNativeCharacterAction : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeCharacterEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeCharacterEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** A node that returns no data except the error. */
UCLASS(Abstract)
class CONVAINATIVE_API UConvaiNativeDoneAction : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeDoneEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeDoneEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

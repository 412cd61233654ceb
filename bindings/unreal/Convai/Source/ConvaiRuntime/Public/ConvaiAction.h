// What all asynchronous nodes have in common.

#pragma once

#include "CoreMinimal.h"
#include "Engine/CancellableAsyncAction.h"
#include "ConvaiTypes.h"
#include "ConvaiAction.generated.h"

class UConvaiSubsystem;

namespace convai_core
{
	struct Call;
	struct Reply;
}

/**
 * A call to the service as a node. Exactly one of its pins fires, once, on the game thread and never before the node has
 * returned. None fires after Cancel, nor after the world in which it was started has gone.
 */
UCLASS(Abstract)
class CONVAIRUNTIME_API UConvaiAction : public UCancellableAsyncAction
{
	GENERATED_BODY()

public:
	virtual void Activate() override;
	virtual void Cancel() override;

protected:
	/** Makes a node. Never null. */
	template <typename ActionType>
	static ActionType* Make(UObject* WorldContextObject, float TimeoutSeconds)
	{
		ActionType* Action = NewObject<ActionType>();
		Action->WorldContext = WorldContextObject;
		Action->Timeout = TimeoutSeconds;
		Action->RegisterWithGameInstance(WorldContextObject);
		return Action;
	}

	/** Begins the request and gives its ticket, or 0 where nothing will come of it. */
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) PURE_VIRTUAL(UConvaiAction::Begin, return 0;);

	/** Fires the pin that fits. */
	virtual void Broadcast(convai_core::Reply&& Reply) PURE_VIRTUAL(UConvaiAction::Broadcast, );

	/** Ends the node: fires unless it was cancelled or its game is gone. */
	void Finish(TFunctionRef<void()> Fire);

	/** How long the call may take; 0 takes the project's setting. */
	float Timeout = 0.0f;

private:
	void Deliver(convai_core::Reply&& Reply);
	void FailWithoutGame();

	TWeakObjectPtr<UObject> WorldContext;
	TWeakObjectPtr<UConvaiSubsystem> Owner;
	uint64 Ticket = 0;
	bool bEnded = false;
	bool bWithoutGame = false;
};

/** A node whose result is an answer. */
UCLASS(Abstract)
class CONVAIRUNTIME_API UConvaiAnswerAction : public UConvaiAction
{
	GENERATED_BODY()

public:
	UPROPERTY(BlueprintAssignable)
	FConvaiAnswerEvent OnSuccess;

	UPROPERTY(BlueprintAssignable)
	FConvaiAnswerEvent OnFailure;

protected:
	virtual void Broadcast(convai_core::Reply&& Reply) override;
};

/** A node whose result is a character. */
UCLASS(Abstract)
class CONVAIRUNTIME_API UConvaiCharacterAction : public UConvaiAction
{
	GENERATED_BODY()

public:
	UPROPERTY(BlueprintAssignable)
	FConvaiCharacterEvent OnSuccess;

	UPROPERTY(BlueprintAssignable)
	FConvaiCharacterEvent OnFailure;

protected:
	virtual void Broadcast(convai_core::Reply&& Reply) override;
};

/** A node that succeeds or fails, and has no result beside that. */
UCLASS(Abstract)
class CONVAIRUNTIME_API UConvaiDoneAction : public UConvaiAction
{
	GENERATED_BODY()

public:
	UPROPERTY(BlueprintAssignable)
	FConvaiDoneEvent OnSuccess;

	UPROPERTY(BlueprintAssignable)
	FConvaiDoneEvent OnFailure;

protected:
	virtual void Broadcast(convai_core::Reply&& Reply) override;
};

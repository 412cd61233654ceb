// The nodes for the history of characters and the usage of the account.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeServiceTypes.h"
#include "ConvaiNativeHistoryActions.generated.h"

/** Lists the sessions of a character. Calls POST /character/chatHistory/list. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeListChats : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/**
	 * Lists the sessions of a character.
	 * @param Limit  How many sessions to list at most. 0 lists all.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|History", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native List Chats", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeListChats* ListChats(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options, int32 Limit = 0);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeChatsEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeChatsEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Reads what was said in a session. Calls POST /character/chatHistory/details. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeGetChat : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Reads what was said in a session, in its order. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|History", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Get Chat", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGetChat* GetChat(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeChatEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeChatEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Deletes sessions. Calls POST /character/chatHistory/delete. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeDeleteChats : public UConvaiNativeDoneAction
{
	GENERATED_BODY()

public:
	/** Deletes sessions of a character, at least one. The service documents no way back. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|History", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Delete Chats", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeDeleteChats* DeleteChats(UObject* WorldContextObject, const FString& CharacterId, const TArray<FString>& SessionIds, const FConvaiNativeCallOptions& Options);
};

/** Reads how much of its plan the account has used. Calls POST /user/user-api-usage. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeGetUsage : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Reads how much of its plan the account has used. It also tells whether the API key is valid. Undocumented: seen in the Unreal plugin of the service. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|History", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Get Usage", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGetUsage* GetUsage(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeUsageEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeUsageEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

// The nodes that make, extend and revoke tokens, which a game uses in place of the API key.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeServiceTypes.h"
#include "ConvaiNativeTokenActions.generated.h"

/** Makes and extends tokens. Calls POST /user/connect and POST /user/extend-token. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeTokenAction : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/**
	 * Makes a token, which players use in place of the API key: see Set Auth Token. For a dedicated server that has the key. It
	 * expires after about an hour or a day: the documents of the service say both.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Tokens", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Create Token", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeTokenAction* CreateToken(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options);

	/** Extends the life of a token. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Tokens", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Extend Token", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeTokenAction* ExtendToken(UObject* WorldContextObject, const FString& AuthToken, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTokenEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTokenEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Revokes a token. Calls POST /user/revoke-token. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeRevokeToken : public UConvaiNativeDoneAction
{
	GENERATED_BODY()

public:
	/** Revokes a token: nobody can use it from then on. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Tokens", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Revoke Token", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeRevokeToken* RevokeToken(UObject* WorldContextObject, const FString& AuthToken, const FConvaiNativeCallOptions& Options);
};

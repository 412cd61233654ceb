// The node for every other path of the service.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeServiceTypes.h"
#include "ConvaiNativeServiceActions.generated.h"

/** Calls any path of the service. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeCallService : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/**
	 * Calls a path of the service for which there is no node, with the credentials, limits and errors of the others. A reply outside of
	 * 2xx is an error, and so is JSON with an error field.
	 * @param Path  The path after the base URL, for example "character/list". It may have a query. So that the API key stays with the
	 *        service, a path is refused that has a scheme, an empty part ("//"), a part "." or "..", a backslash or a fragment.
	 * @param Json  The body as JSON, which is checked and sent as it is. Empty for no body, or with Fields. Get and Delete have no body.
	 * @param Fields  The body as a form. With a file or with Multipart of the options, it is multipart/form-data.
	 */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Service", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Call Service", AutoCreateRefTerm = "Fields,Options", AdvancedDisplay = "Options"))
	static UConvaiNativeCallService* CallService(UObject* WorldContextObject, const FString& Path, const FString& Json, const TArray<FConvaiNativeField>& Fields, const FConvaiNativeCallOptions& Options, EConvaiNativeHttpMethod Method = EConvaiNativeHttpMethod::Post);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeServiceReplyEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeServiceReplyEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

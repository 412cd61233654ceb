// The nodes for the narrative of a character.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeServiceTypes.h"
#include "ConvaiNativeNarrativeActions.generated.h"

/** Reads sections of a narrative. Calls POST /character/narrative/list-sections and POST /character/narrative/get-current-section. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeGetSections : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Lists the sections of the narrative of a character. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Narrative", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native List Sections", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGetSections* ListSections(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options);

	/** Reads the section in which a session is: one section, or none. Undocumented: seen in the Unity package of the service. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Narrative", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Get Current Section", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGetSections* GetCurrentSection(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeSectionsEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeSectionsEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

/** Lists the triggers of a narrative. Calls POST /character/narrative/list-triggers. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeListTriggers : public UConvaiNativeAction
{
	GENERATED_BODY()

public:
	/** Lists the triggers of the narrative of a character. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Narrative", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native List Triggers", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeListTriggers* ListTriggers(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options);

	/** Fires when the call has succeeded. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTriggersEvent OnSuccess;

	/** Fires when the call has failed. Error says why. */
	UPROPERTY(BlueprintAssignable)
	FConvaiNativeTriggersEvent OnFailure;

protected:
	virtual void Broadcast(convai_native::CallResult&& Result) override;
};

// The nodes that create, read, update, clone and delete characters.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeAction.h"
#include "ConvaiNativeCharacterActions.generated.h"

/** Creates a character. Calls POST /character/create. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeCreateCharacter : public UConvaiNativeCharacterAction
{
	GENERATED_BODY()

public:
	/** Creates a character. Spec must have a name, a voice type and a backstory. Only the id of the result is set. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Create Character", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeCreateCharacter* CreateCharacter(UObject* WorldContextObject, const FConvaiNativeCharacterSpec& Spec, const FConvaiNativeCallOptions& Options);
};

/** Updates a character. Calls POST /character/update. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeUpdateCharacter : public UConvaiNativeDoneAction
{
	GENERATED_BODY()

public:
	/** Updates a character. Changes the fields that are not empty in Spec. At least one field must be set. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Update Character", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeUpdateCharacter* UpdateCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCharacterSpec& Spec, const FConvaiNativeCallOptions& Options);
};

/** Reads a character by its id. Calls POST /character/get. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeGetCharacter : public UConvaiNativeCharacterAction
{
	GENERATED_BODY()

public:
	/** Reads a character by its id. It must be one of yours or public. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Get Character", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeGetCharacter* GetCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options);
};

/** Reads a character by its name. Calls POST /character/get. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeFindCharacter : public UConvaiNativeCharacterAction
{
	GENERATED_BODY()

public:
	/** Reads a character by its name. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Find Character", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeFindCharacter* FindCharacter(UObject* WorldContextObject, const FString& CharacterName, const FConvaiNativeCallOptions& Options);
};

/** Copies a character. Calls POST /user/clone_character. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeCloneCharacter : public UConvaiNativeCharacterAction
{
	GENERATED_BODY()

public:
	/** Copies a character. Only the id of the result is set: it is the id of the copy. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Clone Character", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeCloneCharacter* CloneCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options, bool bWithKnowledgeBank = false);
};

/** Deletes a character. Calls POST /character/delete. */
UCLASS()
class CONVAINATIVE_API UConvaiNativeDeleteCharacter : public UConvaiNativeDoneAction
{
	GENERATED_BODY()

public:
	/** Deletes a character. This cannot be undone. */
	UFUNCTION(BlueprintCallable, Category = "Convai Native|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Native Delete Character", AutoCreateRefTerm = "Options", AdvancedDisplay = "Options"))
	static UConvaiNativeDeleteCharacter* DeleteCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options);
};

// The nodes that make, read and change characters.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiAction.h"
#include "ConvaiCharacterActions.generated.h"

/** POST /character/create */
UCLASS()
class CONVAIRUNTIME_API UConvaiCreateCharacter : public UConvaiCharacterAction
{
	GENERATED_BODY()

public:
	/** Makes a character. Name, voice type and backstory are required. The result has the id alone. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Create Character"))
	static UConvaiCreateCharacter* CreateCharacter(UObject* WorldContextObject, const FConvaiCharacterSpec& Spec, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FConvaiCharacterSpec Spec;
};

/** POST /character/update */
UCLASS()
class CONVAIRUNTIME_API UConvaiUpdateCharacter : public UConvaiDoneAction
{
	GENERATED_BODY()

public:
	/** Changes the fields of a character that are not empty in Spec; at least one. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Update Character"))
	static UConvaiUpdateCharacter* UpdateCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiCharacterSpec& Spec, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId;
	FConvaiCharacterSpec Spec;
};

/** POST /character/get, by id */
UCLASS()
class CONVAIRUNTIME_API UConvaiGetCharacter : public UConvaiCharacterAction
{
	GENERATED_BODY()

public:
	/** Reads a character: one of your own, or a public one. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Get Character"))
	static UConvaiGetCharacter* GetCharacter(UObject* WorldContextObject, const FString& CharacterId, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId;
};

/** POST /character/get, by name */
UCLASS()
class CONVAIRUNTIME_API UConvaiFindCharacter : public UConvaiCharacterAction
{
	GENERATED_BODY()

public:
	/** Reads a character by its name. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Find Character"))
	static UConvaiFindCharacter* FindCharacter(UObject* WorldContextObject, const FString& CharacterName, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterName;
};

/** POST /user/clone_character */
UCLASS()
class CONVAIRUNTIME_API UConvaiCloneCharacter : public UConvaiCharacterAction
{
	GENERATED_BODY()

public:
	/** Copies a character. The result has the copy's id alone. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Clone Character"))
	static UConvaiCloneCharacter* CloneCharacter(UObject* WorldContextObject, const FString& CharacterId, bool bWithKnowledgeBank = false, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId;
	bool bWithKnowledgeBank = false;
};

/** POST /character/delete */
UCLASS()
class CONVAIRUNTIME_API UConvaiDeleteCharacter : public UConvaiDoneAction
{
	GENERATED_BODY()

public:
	/** Deletes a character. This cannot be undone. */
	UFUNCTION(BlueprintCallable, Category = "Convai|Characters", meta = (BlueprintInternalUseOnly = "true", WorldContext = "WorldContextObject", DisplayName = "Convai Delete Character"))
	static UConvaiDeleteCharacter* DeleteCharacter(UObject* WorldContextObject, const FString& CharacterId, float TimeoutSeconds = 0.0f);

protected:
	virtual uint64 Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call) override;

private:
	FString CharacterId;
};

// What a character can do in a turn, and what and who is there.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeScene.generated.h"

/** An object that a character can act with. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeSceneObject
{
	GENERATED_BODY()

	/** The name, as actions say it. Number what looks alike, for example "Chair#1" and "Chair#2". */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene")
	FString Name;

	/** What the object is. Without semicolons. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", meta = (MultiLine = true))
	FString Description;
};

/** Somebody that a character can act with, for example the player. */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeSceneCharacter
{
	GENERATED_BODY()

	/** The name, as actions say it. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene")
	FString Name;

	/** Who it is. Without semicolons. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", meta = (MultiLine = true))
	FString Bio;
};

/**
 * What a character can do, and what and who is there. The response then has the actions that the character takes. A name must
 * not be empty, have a semicolon or a line break, or stand twice in its list: the turn then fails, and nothing is sent.
 */
USTRUCT(BlueprintType)
struct CONVAINATIVE_API FConvaiNativeScene
{
	GENERATED_BODY()

	/** What the character can do, for example "Jump" and "Wave". Without commas. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene")
	TArray<FString> Actions;

	/** The objects that are there. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", meta = (TitleProperty = "Name"))
	TArray<FConvaiNativeSceneObject> Objects;

	/** Who is there, also the player. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", meta = (TitleProperty = "Name"))
	TArray<FConvaiNativeSceneCharacter> Characters;

	/**
	 * Asks for a classification of what the player says: "True", "False" or "multistep". With "True" and Class Labels, the
	 * response has a Tag. Undocumented: seen in the Unreal plugin of the service.
	 */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", AdvancedDisplay)
	FString Classification;

	/** The labels of which Tag is one. Without commas. Undocumented, like Classification. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", AdvancedDisplay)
	TArray<FString> ClassLabels;

	/** Further fields of the form, by name, for what the service offers and this plugin does not. They are sent as they are. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Scene", AdvancedDisplay)
	TMap<FString, FString> Fields;
};

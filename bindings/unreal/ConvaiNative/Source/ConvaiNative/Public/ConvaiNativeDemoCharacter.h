// A character to try the plugin with: drag it into a level and press Play.

#pragma once

#include "CoreMinimal.h"
#include "GameFramework/Actor.h"
#include "InputCoreTypes.h"
#include "ConvaiNativeTypes.h"
#include "ConvaiNativeDemoCharacter.generated.h"

class UConvaiNativeConversationComponent;
class UConvaiNativeMicrophoneComponent;
class UTextRenderComponent;

/**
 * A character that greets the player, listens while a key is held, and shows what both say above itself. It has no mesh: give
 * a Blueprint of it one. DEMO.md builds the same without it, node by node.
 */
UCLASS(meta = (DisplayName = "Convai Native Demo Character"))
class CONVAINATIVE_API AConvaiNativeDemoCharacter : public AActor
{
	GENERATED_BODY()

public:
	AConvaiNativeDemoCharacter();

	/** What the game says to the character when it begins, for its greeting. Empty for none. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Demo")
	FString Opening = FString(TEXT("Hello, who are you?"));

	/** The player talks while this key is held. */
	UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Convai Native|Demo")
	FKey TalkKey = EKeys::T;

	/** The conversation: choose its Character Id. */
	UPROPERTY(VisibleAnywhere, BlueprintReadOnly, Category = "Convai Native|Demo")
	TObjectPtr<UConvaiNativeConversationComponent> Conversation;

	/** The microphone of the player. */
	UPROPERTY(VisibleAnywhere, BlueprintReadOnly, Category = "Convai Native|Demo")
	TObjectPtr<UConvaiNativeMicrophoneComponent> Microphone;

	/** What was said last, or what went wrong. */
	UPROPERTY(VisibleAnywhere, BlueprintReadOnly, Category = "Convai Native|Demo")
	TObjectPtr<UTextRenderComponent> Caption;

	virtual void BeginPlay() override;

private:
	void StartTalking();
	void StopTalking();

	UFUNCTION()
	void ShowResponse(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error);

	UFUNCTION()
	void ShowError(const FConvaiNativeError& Error);

	void Show(const FString& Text);
};

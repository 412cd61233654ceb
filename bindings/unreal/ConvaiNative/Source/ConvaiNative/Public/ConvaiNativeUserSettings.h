// The page Editor Preferences > Plugins > Convai Native.

#pragma once

#include "CoreMinimal.h"
#include "Engine/DeveloperSettings.h"
#include "ConvaiNativeUserSettings.generated.h"

/**
 * What each developer sets on their own computer. Saved in Saved/Config of the project, in EditorPerProjectUserSettings.ini, which
 * is neither packaged nor, usually, under version control. A packaged game does not read it.
 */
UCLASS(Config = EditorPerProjectUserSettings, meta = (DisplayName = "Convai Native"))
class CONVAINATIVE_API UConvaiNativeUserSettings : public UDeveloperSettings
{
	GENERATED_BODY()

public:
	/** The preferences of the editor, not the settings of the project. */
	virtual FName GetContainerName() const override { return FName(TEXT("Editor")); }

	/** The group of the preferences in which the page is. */
	virtual FName GetCategoryName() const override { return FName(TEXT("Plugins")); }

	/** Your API key. The environment variable of the project settings takes precedence. Counts from the next start of a game on. */
	UPROPERTY(Config, EditAnywhere, Category = "Credentials", meta = (PasswordField = true))
	FString ApiKey;

	/** An auth token, which is used in place of the key if there is no key. */
	UPROPERTY(Config, EditAnywhere, Category = "Credentials", meta = (PasswordField = true))
	FString AuthToken;

	/** Your proxy, as http://[user:password@]host:port, in place of that of the project settings. Empty for that. */
	UPROPERTY(Config, EditAnywhere, Category = "Network")
	FString Proxy;
};

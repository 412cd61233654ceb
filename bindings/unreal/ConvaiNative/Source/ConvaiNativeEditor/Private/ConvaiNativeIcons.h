// The icons of the plugin's components and actors in the editor.

#pragma once

#include "CoreMinimal.h"

class FSlateStyleSet;

/** Shows the icons as long as it exists. */
class FConvaiNativeIcons
{
public:
	/** Finds the images in the Resources folder of the plugin: each has the name of its class. */
	FConvaiNativeIcons();
	~FConvaiNativeIcons();
	FConvaiNativeIcons(const FConvaiNativeIcons&) = delete;
	FConvaiNativeIcons& operator=(const FConvaiNativeIcons&) = delete;

private:
	TSharedPtr<FSlateStyleSet> Style;
};

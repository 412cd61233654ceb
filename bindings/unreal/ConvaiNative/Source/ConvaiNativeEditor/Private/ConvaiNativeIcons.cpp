#include "ConvaiNativeIcons.h"

#include "Brushes/SlateImageBrush.h"
#include "Interfaces/IPluginManager.h"
#include "Misc/Paths.h"
#include "Styling/SlateStyle.h"
#include "Styling/SlateStyleRegistry.h"

namespace
{
	const TCHAR* const Classes[] = {
		TEXT("ConvaiNativeConversationComponent"),
		TEXT("ConvaiNativeDemoCharacter"),
		TEXT("ConvaiNativeMicrophoneComponent"),
		TEXT("ConvaiNativeMouthComponent"),
	};
}

FConvaiNativeIcons::FConvaiNativeIcons()
{
	const TSharedPtr<IPlugin> Plugin = IPluginManager::Get().FindPlugin(TEXT("ConvaiNative"));
	if (!Plugin.IsValid())
	{
		return;
	}
	Style = MakeShared<FSlateStyleSet>(FName(TEXT("ConvaiNativeStyle")));
	for (const TCHAR* Class : Classes)
	{
		const FString Image = FPaths::Combine(Plugin->GetBaseDir(), TEXT("Resources"), FString(Class) + TEXT(".png"));
		Style->Set(FName(*(FString(TEXT("ClassIcon.")) + Class)), new FSlateImageBrush(Image, FVector2D(16.0f, 16.0f)));
		Style->Set(FName(*(FString(TEXT("ClassThumbnail.")) + Class)), new FSlateImageBrush(Image, FVector2D(64.0f, 64.0f)));
	}
	FSlateStyleRegistry::RegisterSlateStyle(*Style);
}

FConvaiNativeIcons::~FConvaiNativeIcons()
{
	if (Style.IsValid())
	{
		FSlateStyleRegistry::UnRegisterSlateStyle(*Style);
	}
}

// The connection check, the pickers of the details panel, and the icons.

#include "ConvaiNativeConnectionCheck.h"
#include "ConvaiNativeIcons.h"
#include "ConvaiNativePicker.h"
#include "CoreMinimal.h"
#include "Framework/Notifications/NotificationManager.h"
#include "Modules/ModuleManager.h"
#include "ToolMenus.h"
#include "Widgets/Notifications/SNotificationList.h"

#define LOCTEXT_NAMESPACE "ConvaiNativeEditor"

class FConvaiNativeEditorModule : public IModuleInterface
{
public:
	virtual void StartupModule() override
	{
		FConvaiNativePicker::Register();
		Icons = MakeUnique<FConvaiNativeIcons>();
		UToolMenus::RegisterStartupCallback(FSimpleMulticastDelegate::FDelegate::CreateRaw(this, &FConvaiNativeEditorModule::AddMenu));
	}

	virtual void ShutdownModule() override
	{
		Check.Reset();
		UToolMenus::UnRegisterStartupCallback(this);
		UToolMenus::UnregisterOwner(this);
		FConvaiNativePicker::Unregister();
		Icons.Reset();
	}

private:
	void AddMenu()
	{
		FToolMenuOwnerScoped Scope(this);
		UToolMenu* Menu = UToolMenus::Get()->ExtendMenu("LevelEditor.MainMenu.Tools");
		FToolMenuSection& Section = Menu->AddSection("ConvaiNative", LOCTEXT("MenuSection", "Convai Native"));
		Section.AddMenuEntry("ConvaiNativeCheckConnection",
			LOCTEXT("CheckName", "Check Convai Native Connection"),
			LOCTEXT("CheckTip", "Checks whether the service answers at the base URL of the project settings and accepts the API key. Uses no quota."),
			FSlateIcon(),
			FUIAction(FExecuteAction::CreateRaw(this, &FConvaiNativeEditorModule::CheckConnection)));
	}

	void CheckConnection()
	{
		Check = MakeUnique<FConvaiNativeConnectionCheck>([](bool bGood, const FString& Sentence)
		{
			FNotificationInfo Info(FText::FromString(Sentence));
			Info.ExpireDuration = bGood ? 4.0f : 15.0f;
			Info.bUseSuccessFailIcons = true;
			const TSharedPtr<SNotificationItem> Item = FSlateNotificationManager::Get().AddNotification(Info);
			if (Item.IsValid())
			{
				Item->SetCompletionState(bGood ? SNotificationItem::CS_Success : SNotificationItem::CS_Fail);
			}
		});
	}

	TUniquePtr<FConvaiNativeConnectionCheck> Check;
	TUniquePtr<FConvaiNativeIcons> Icons;
};

#undef LOCTEXT_NAMESPACE

IMPLEMENT_MODULE(FConvaiNativeEditorModule, ConvaiNativeEditor)

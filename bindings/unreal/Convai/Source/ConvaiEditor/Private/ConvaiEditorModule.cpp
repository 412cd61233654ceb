// The settings page and the connection check.

#include "ConvaiConnectionCheck.h"
#include "ConvaiSettings.h"
#include "CoreMinimal.h"
#include "Framework/Notifications/NotificationManager.h"
#include "ISettingsModule.h"
#include "Modules/ModuleManager.h"
#include "ToolMenus.h"
#include "Widgets/Notifications/SNotificationList.h"

#define LOCTEXT_NAMESPACE "ConvaiEditor"

class FConvaiEditorModule : public IModuleInterface
{
public:
	virtual void StartupModule() override
	{
		if (ISettingsModule* Settings = FModuleManager::GetModulePtr<ISettingsModule>("Settings"))
		{
			Settings->RegisterSettings("Project", "Plugins", "Convai",
				LOCTEXT("SettingsName", "Convai"),
				LOCTEXT("SettingsDescription", "How the plugin reaches the service. The API key is never saved in the project."),
				GetMutableDefault<UConvaiSettings>());
		}
		UToolMenus::RegisterStartupCallback(FSimpleMulticastDelegate::FDelegate::CreateRaw(this, &FConvaiEditorModule::AddMenu));
	}

	virtual void ShutdownModule() override
	{
		Check.Reset();
		UToolMenus::UnRegisterStartupCallback(this);
		UToolMenus::UnregisterOwner(this);
		if (ISettingsModule* Settings = FModuleManager::GetModulePtr<ISettingsModule>("Settings"))
		{
			Settings->UnregisterSettings("Project", "Plugins", "Convai");
		}
	}

private:
	void AddMenu()
	{
		FToolMenuOwnerScoped Scope(this);
		UToolMenu* Menu = UToolMenus::Get()->ExtendMenu("LevelEditor.MainMenu.Tools");
		FToolMenuSection& Section = Menu->FindOrAddSection("Convai", LOCTEXT("MenuSection", "Convai"));
		Section.AddMenuEntry("ConvaiCheckConnection",
			LOCTEXT("CheckName", "Check Convai Connection"),
			LOCTEXT("CheckTip", "Asks the service whether the base URL and the API key of the project settings are right. Costs no quota."),
			FSlateIcon(),
			FUIAction(FExecuteAction::CreateRaw(this, &FConvaiEditorModule::CheckConnection)));
	}

	void CheckConnection()
	{
		Check = MakeUnique<FConvaiConnectionCheck>([](bool bGood, const FString& Sentence)
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

	TUniquePtr<FConvaiConnectionCheck> Check;
};

#undef LOCTEXT_NAMESPACE

IMPLEMENT_MODULE(FConvaiEditorModule, ConvaiEditor)

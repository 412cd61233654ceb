// Stubs of the editor's Slate and ToolMenus modules: see README.md. Declarations only. Never linked.
#pragma once

#include "objects.h"

struct FSlateIcon {};
using FExecuteAction = TDelegate<void()>;
struct FUIAction { explicit FUIAction(FExecuteAction Action); };
struct FToolUIActionChoice { FToolUIActionChoice(const FUIAction& Action); };
struct FToolMenuOwner { FToolMenuOwner(void* Owner); };
struct FToolMenuOwnerScoped { explicit FToolMenuOwnerScoped(FToolMenuOwner Owner); };
struct FToolMenuSection { void AddMenuEntry(const FName Name, const FText& Label, const FText& Tip, const FSlateIcon& Icon, const FToolUIActionChoice& Action); };
class UToolMenu : public UObject { public: FToolMenuSection& FindOrAddSection(const FName Name, const FText& Label); };
class UToolMenus : public UObject
{
public:
	static UToolMenus* Get();
	static void RegisterStartupCallback(const FSimpleMulticastDelegate::FDelegate& Delegate);
	static void UnRegisterStartupCallback(const void* Owner);
	static void UnregisterOwner(FToolMenuOwner Owner);
	UToolMenu* ExtendMenu(const FName Name);
};

class SNotificationItem { public: enum ECompletionState { CS_None, CS_Pending, CS_Success, CS_Fail }; void SetCompletionState(ECompletionState State); };
struct FNotificationInfo
{
	explicit FNotificationInfo(const FText& Text);
	float ExpireDuration;
	bool bUseSuccessFailIcons;
};
class FSlateNotificationManager { public: static FSlateNotificationManager& Get(); TSharedPtr<SNotificationItem> AddNotification(const FNotificationInfo& Info); };

// Stubs of the editor's Slate and ToolMenus modules: see README.md. Declarations only. Never linked.
#pragma once

#include "objects.h"

template <typename T> class TAttribute
{
public:
	TAttribute() = default;
	template <typename Other, typename = std::enable_if_t<std::is_convertible_v<Other, T>>> TAttribute(const Other& Value) : StubValue(Value) {}

	T StubValue;
};
struct FSlateIcon {};
DECLARE_DELEGATE(FExecuteAction);
struct FUIAction { FUIAction(FExecuteAction Action) : StubExecute(MoveTemp(Action)) {} FExecuteAction StubExecute; };
struct FToolUIActionChoice { FToolUIActionChoice(const FUIAction& Action) : StubAction(Action) {} FToolUIActionChoice(const FExecuteAction& Action) : StubAction(Action) {} FUIAction StubAction; };
struct FToolMenuOwner { FToolMenuOwner(void* Owner) : StubOwner(Owner) {} void* StubOwner; };
struct FToolMenuOwnerScoped { FToolMenuOwnerScoped(const FToolMenuOwner Owner); ~FToolMenuOwnerScoped(); };
struct FToolMenuEntry {};
struct FToolMenuSection
{
	FToolMenuEntry& AddMenuEntry(const FName Name, const TAttribute<FText>& Label, const TAttribute<FText>& ToolTip, const TAttribute<FSlateIcon>& Icon, const FToolUIActionChoice& Action);
};
class UToolMenu : public UObject
{
public:
	STUB_ENGINE_CLASS(UToolMenu, UObject, STUB_OPTIONAL)
	// Returns the section of this name if there is one. An overload of FindOrAddSection with a label came later than 5.1.
	FToolMenuSection& AddSection(const FName Name, const TAttribute<FText>& Label = TAttribute<FText>());
	FToolMenuSection& FindOrAddSection(const FName Name);
};
class UToolMenus : public UObject
{
public:
	STUB_ENGINE_CLASS(UToolMenus, UObject, STUB_OPTIONAL)
	static UToolMenus* Get();
	static FDelegateHandle RegisterStartupCallback(const FSimpleMulticastDelegate::FDelegate& Delegate);
	static void UnRegisterStartupCallback(const void* UserPointer);
	static void UnRegisterStartupCallback(FDelegateHandle Handle);
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

#include "ConvaiNativePicker.h"

#include "DetailWidgetRow.h"
#include "Framework/MultiBox/MultiBoxBuilder.h"
#include "Modules/ModuleManager.h"
#include "PropertyEditorModule.h"
#include "PropertyHandle.h"
#include "Widgets/Input/SComboButton.h"
#include "Widgets/Layout/SBox.h"
#include "Widgets/SBoxPanel.h"
#include "Widgets/Text/STextBlock.h"

#define LOCTEXT_NAMESPACE "ConvaiNativeEditor"

namespace
{
	const FName PickerMeta(TEXT("ConvaiNativePicker"));
	const FName TextProperty(TEXT("StrProperty"));
	const FName PropertyEditor(TEXT("PropertyEditor"));

	class FIsPicked : public IPropertyTypeIdentifier
	{
	public:
		virtual bool IsPropertyTypeCustomized(const IPropertyHandle& Property) const override { return Property.HasMetaData(PickerMeta); }
	};

	/** Unregister needs the same object. */
	TSharedPtr<IPropertyTypeIdentifier> Identifier;

	TSharedRef<SWidget> MakeLine(const FText& Text)
	{
		return SNew(SBox).Padding(8.0f).MaxDesiredWidth(400.0f)[SNew(STextBlock).AutoWrapText(true).Text(Text)];
	}
}

void FConvaiNativePicker::Register()
{
	Identifier = MakeShared<FIsPicked>();
	FModuleManager::LoadModuleChecked<FPropertyEditorModule>(PropertyEditor).RegisterCustomPropertyTypeLayout(TextProperty,
		FOnGetPropertyTypeCustomizationInstance::CreateLambda([]() -> TSharedRef<IPropertyTypeCustomization> { return MakeShared<FConvaiNativePicker>(); }), Identifier);
}

void FConvaiNativePicker::Unregister()
{
	if (FPropertyEditorModule* Editor = FModuleManager::GetModulePtr<FPropertyEditorModule>(PropertyEditor))
	{
		Editor->UnregisterCustomPropertyTypeLayout(TextProperty, Identifier);
	}
	Identifier.Reset();
}

void FConvaiNativePicker::CustomizeHeader(TSharedRef<IPropertyHandle> InProperty, FDetailWidgetRow& Row, IPropertyTypeCustomizationUtils&)
{
	Property = InProperty;
	Row.NameContent()
	[
		InProperty->CreatePropertyNameWidget()
	];
	Row.ValueContent().MinDesiredWidth(250.0f)
	[
		SNew(SHorizontalBox)
		+ SHorizontalBox::Slot().FillWidth(1.0f)
		[
			InProperty->CreatePropertyValueWidget()
		]
		+ SHorizontalBox::Slot().AutoWidth()
		[
			SNew(SComboButton)
			.ToolTipText(LOCTEXT("PickerTip", "Asks the service with the base URL and the API key of the project settings. Uses no quota."))
			.OnGetMenuContent(this, &FConvaiNativePicker::OpenMenu)
			.ButtonContent()
			[
				SNew(STextBlock).Text(LOCTEXT("PickerButton", "Choose"))
			]
		]
	];
}

// The menu is open while the service answers: the answer replaces its content.
TSharedRef<SWidget> FConvaiNativePicker::OpenMenu()
{
	const TSharedRef<SBox> Menu = SNew(SBox).MaxDesiredHeight(500.0f)[MakeLine(LOCTEXT("PickerWaits", "Asking the service..."))];
	const bool bVoices = Property->GetMetaData(PickerMeta) == TEXT("Voices");
	const TWeakPtr<SBox> WeakMenu = Menu;
	Call = MakeShared<FConvaiNativeChoices>(bVoices ? EConvaiNativeChoice::Voices : EConvaiNativeChoice::Characters,
		[this, WeakMenu](const TArray<FConvaiNativeChoice>& Choices, const FConvaiNativeError& Error) // ends with this object, which owns the call
	{
		const TSharedPtr<SBox> Open = WeakMenu.Pin();
		if (!Open.IsValid())
		{
			return; // closed
		}
		if (Error.IsError())
		{
			Open->SetContent(MakeLine(FText::FromString(Error.Message + TEXT(" You can type the value into the field."))));
		}
		else if (Choices.Num() == 0)
		{
			Open->SetContent(MakeLine(LOCTEXT("PickerEmpty", "The service has none for this account.")));
		}
		else
		{
			Open->SetContent(ShowChoices(Choices));
		}
	});
	return Menu;
}

TSharedRef<SWidget> FConvaiNativePicker::ShowChoices(const TArray<FConvaiNativeChoice>& Choices)
{
	FMenuBuilder Menu(true, nullptr);
	for (const FConvaiNativeChoice& Each : Choices)
	{
		Menu.AddMenuEntry(FText::FromString(Each.Name), FText::FromString(Each.Description), FSlateIcon(),
			FUIAction(FExecuteAction::CreateSP(this, &FConvaiNativePicker::Choose, Each.Value)));
	}
	return Menu.MakeWidget();
}

void FConvaiNativePicker::Choose(FString Value)
{
	Property->SetValue(Value);
}

#undef LOCTEXT_NAMESPACE

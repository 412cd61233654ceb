// A field of the details panel with a menu of the account's characters or of the voices.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeChoices.h"
#include "IPropertyTypeCustomization.h"

class SBox;
class SWidget;

/**
 * Shows every text property with the meta data ConvaiNativePicker, "Characters" or "Voices", as a field with a menu beside it. The
 * menu asks the service when it is opened. The field is always there, so that an id can be typed without a key or a network.
 */
class FConvaiNativePicker : public IPropertyTypeCustomization
{
public:
	/** Adds the picker to the details panels of the editor. */
	static void Register();
	static void Unregister();

	virtual void CustomizeHeader(TSharedRef<IPropertyHandle> InProperty, FDetailWidgetRow& Row, IPropertyTypeCustomizationUtils& Utils) override;
	virtual void CustomizeChildren(TSharedRef<IPropertyHandle> InProperty, IDetailChildrenBuilder& Builder, IPropertyTypeCustomizationUtils& Utils) override {}

private:
	TSharedRef<SWidget> OpenMenu();
	TSharedRef<SWidget> ShowChoices(const TArray<FConvaiNativeChoice>& Choices);
	void Choose(FString Value);

	TSharedPtr<IPropertyHandle> Property;
	/** The call of the menu that was opened last. */
	TSharedPtr<FConvaiNativeChoices> Call;
};

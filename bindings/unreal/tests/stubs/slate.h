// Stand-ins for the editor's details panels and for the widgets that the pickers use: see README.md.
#pragma once

#include "editor.h"

#include <memory>

// A widget is a node of a tree with a text. The engine builds it from its arguments.
class SWidget : public TSharedFromThis<SWidget>
{
public:
	virtual ~SWidget() = default;
	// The texts of the tree, each in brackets.
	std::string StubShown() const
	{
		std::string Shown = StubText.empty() ? "" : "[" + StubText + "]";
		for (const auto& Each : StubChildren) Shown += Each->StubShown();
		return Shown;
	}

	std::string StubText;
	std::vector<std::shared_ptr<SWidget>> StubChildren;
};
class SNullWidget { public: static TSharedRef<SWidget> StubMake() { return MakeShared<SWidget>(); } };

#define SNew(type) StubMakeWidget<type>() <<= type::FArguments()
template <typename T> struct TStubDeclaration
{
	TSharedRef<T> operator<<=(const typename T::FArguments& Arguments) const
	{
		TSharedRef<T> Made = MakeShared<T>();
		Made->Construct(Arguments);
		return Made;
	}
};
template <typename T> TStubDeclaration<T> StubMakeWidget() { return {}; }

class STextBlock : public SWidget
{
public:
	struct FArguments
	{
		FArguments& Text(const TAttribute<FText>& Value) { StubText = Value.StubValue; return *this; }
		FArguments& AutoWrapText(bool) { return *this; }
		FText StubText;
	};
	void Construct(const FArguments& Arguments) { StubText = StubNarrow(*Arguments.StubText.StubText); }
};

class SBox : public SWidget
{
public:
	struct FArguments
	{
		FArguments& Padding(float) { return *this; }
		FArguments& MaxDesiredWidth(float) { return *this; }
		FArguments& MaxDesiredHeight(float) { return *this; }
		FArguments& operator[](const TSharedRef<SWidget>& Content) { StubContent = Content.StubObject; return *this; }
		std::shared_ptr<SWidget> StubContent;
	};
	void Construct(const FArguments& Arguments) { if (Arguments.StubContent) StubChildren = {Arguments.StubContent}; }
	void SetContent(const TSharedRef<SWidget>& Content) { StubChildren = {Content.StubObject}; }
};

class SHorizontalBox : public SWidget
{
public:
	struct FSlotArguments
	{
		FSlotArguments& FillWidth(float) { return *this; }
		FSlotArguments& AutoWidth() { return *this; }
		FSlotArguments& operator[](const TSharedRef<SWidget>& Content) { StubContent = Content.StubObject; return *this; }
		std::shared_ptr<SWidget> StubContent;
	};
	static FSlotArguments Slot() { return {}; }
	struct FArguments
	{
		FArguments& operator+(const FSlotArguments& Slot) { StubSlots.push_back(Slot.StubContent); return *this; }
		std::vector<std::shared_ptr<SWidget>> StubSlots;
	};
	void Construct(const FArguments& Arguments) { StubChildren = Arguments.StubSlots; }
};

class SComboButton : public SWidget
{
public:
	struct FArguments
	{
		FArguments& ToolTipText(const TAttribute<FText>&) { return *this; }
		template <typename Object> FArguments& OnGetMenuContent(Object* Target, TSharedRef<SWidget> (Object::*Method)())
		{
			StubMenu = TDelegate<TSharedRef<SWidget>()>::CreateSP(Target, Method);
			return *this;
		}
		FArguments& ButtonContent() { return *this; }
		FArguments& operator[](const TSharedRef<SWidget>& Content) { StubContent = Content.StubObject; return *this; }
		TDelegate<TSharedRef<SWidget>()> StubMenu;
		std::shared_ptr<SWidget> StubContent;
	};
	void Construct(const FArguments& Arguments)
	{
		StubMenu = Arguments.StubMenu;
		StubChildren = {Arguments.StubContent};
	}
	// The user presses the button.
	TSharedRef<SWidget> StubOpen() const { return StubMenu.StubCode(); }

	TDelegate<TSharedRef<SWidget>()> StubMenu;
};

struct FVector2D { FVector2D(float InX, float InY) : X(InX), Y(InY) {} float X, Y; };
struct FSlateBrush { virtual ~FSlateBrush() = default; std::string StubImage; };
struct FSlateImageBrush : FSlateBrush { FSlateImageBrush(const FString& Image, const FVector2D& Size) { StubImage = StubNarrow(*Image); } };
class FSlateStyleSet
{
public:
	explicit FSlateStyleSet(const FName& Name) {}
	void Set(const FName Name, FSlateBrush* Brush) { StubBrushes.emplace_back(Name.StubName, Brush); } // it owns the brush

	std::vector<std::pair<std::string, std::unique_ptr<FSlateBrush>>> StubBrushes;
};
class FSlateStyleRegistry
{
public:
	static void RegisterSlateStyle(const FSlateStyleSet& Style) { StubStyles.push_back(&Style); }
	static void UnRegisterSlateStyle(const FSlateStyleSet& Style) { StubStyles.erase(std::find(StubStyles.begin(), StubStyles.end(), &Style)); }

	inline static std::vector<const FSlateStyleSet*> StubStyles;
};

class FUICommandList {};
class FMenuBuilder
{
public:
	FMenuBuilder(const bool bInShouldCloseWindowAfterMenuSelection, TSharedPtr<const FUICommandList> InCommandList) {}
	void AddMenuEntry(const TAttribute<FText>& Label, const TAttribute<FText>& ToolTip, const FSlateIcon& Icon, const FUIAction& Action)
	{
		auto Entry = std::make_shared<StubEntry>();
		Entry->StubText = StubNarrow(*Label.StubValue.StubText);
		Entry->Action = Action.StubExecute;
		Entries.push_back(Entry);
	}
	TSharedRef<SWidget> MakeWidget()
	{
		TSharedRef<SWidget> Menu = MakeShared<SWidget>();
		Menu->StubChildren = Entries;
		return Menu;
	}

	struct StubEntry : SWidget { FExecuteAction Action; };

private:
	std::vector<std::shared_ptr<SWidget>> Entries;
};

namespace FPropertyAccess { enum Result { MultipleValues, Fail, Success }; }
// A text property in a details panel.
class IPropertyHandle
{
public:
	bool HasMetaData(const FName& Key) const { return Key == StubKey; }
	const FString& GetMetaData(const FName& Key) const { return StubMeta; }
	FPropertyAccess::Result SetValue(const FString& Value) { StubValue = Value; return FPropertyAccess::Success; }
	TSharedRef<SWidget> CreatePropertyNameWidget() const { return SNullWidget::StubMake(); }
	TSharedRef<SWidget> CreatePropertyValueWidget() const { return SNew(STextBlock).Text(FText::FromString(TEXT("field"))); }

	FName StubKey;
	FString StubMeta, StubValue;
};

struct StubContentOf
{
	StubContentOf& MinDesiredWidth(float) { return *this; }
	StubContentOf& operator[](const TSharedRef<SWidget>& Content) { StubContent = Content.StubObject; return *this; }
	std::shared_ptr<SWidget> StubContent;
};
class FDetailWidgetRow
{
public:
	StubContentOf& NameContent() { return StubName; }
	StubContentOf& ValueContent() { return StubValue; }

	StubContentOf StubName, StubValue;
};
class IDetailChildrenBuilder {};
class IPropertyTypeCustomizationUtils {};
class IPropertyTypeCustomization : public TSharedFromThis<IPropertyTypeCustomization>
{
public:
	virtual ~IPropertyTypeCustomization() = default;
	virtual void CustomizeHeader(TSharedRef<IPropertyHandle> PropertyHandle, FDetailWidgetRow& HeaderRow, IPropertyTypeCustomizationUtils& CustomizationUtils) = 0;
	virtual void CustomizeChildren(TSharedRef<IPropertyHandle> PropertyHandle, IDetailChildrenBuilder& ChildBuilder, IPropertyTypeCustomizationUtils& CustomizationUtils) = 0;
};
class IPropertyTypeIdentifier { public: virtual ~IPropertyTypeIdentifier() = default; virtual bool IsPropertyTypeCustomized(const IPropertyHandle& PropertyHandle) const = 0; };
using FOnGetPropertyTypeCustomizationInstance = TDelegate<TSharedRef<IPropertyTypeCustomization>()>;

class FPropertyEditorModule : public IModuleInterface
{
public:
	void RegisterCustomPropertyTypeLayout(FName PropertyTypeName, FOnGetPropertyTypeCustomizationInstance Layout, TSharedPtr<IPropertyTypeIdentifier> Identifier = nullptr) { StubLayouts.push_back({PropertyTypeName, Layout, Identifier}); }
	void UnregisterCustomPropertyTypeLayout(FName PropertyTypeName, TSharedPtr<IPropertyTypeIdentifier> Identifier = nullptr)
	{
		for (auto Each = StubLayouts.begin(); Each != StubLayouts.end(); ++Each)
		{
			if (Each->Type != PropertyTypeName || Each->Identifier.StubObject != Identifier.StubObject) continue;
			StubLayouts.erase(Each);
			return;
		}
	}

	struct StubLayout
	{
		FName Type;
		FOnGetPropertyTypeCustomizationInstance Make;
		TSharedPtr<IPropertyTypeIdentifier> Identifier;
	};
	std::vector<StubLayout> StubLayouts;
};

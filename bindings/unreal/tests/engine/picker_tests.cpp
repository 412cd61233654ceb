// Tests of the pickers of the details panel and of the icons, on stand-ins of the editor's widgets.
#include "nodes.h"

#include "ConvaiNativeBlueprintLibrary.h"
#include "ConvaiNativeCharacterActions.h"
#include "ConvaiNativeIcons.h"
#include "ConvaiNativePicker.h"
#include "DetailWidgetRow.h"
#include "Framework/MultiBox/MultiBoxBuilder.h"
#include "PropertyEditorModule.h"
#include "PropertyHandle.h"
#include "Styling/SlateStyleRegistry.h"
#include "Widgets/Input/SComboButton.h"

#include <fstream>

namespace
{
	template <typename T>
	std::shared_ptr<T> Find(const std::shared_ptr<SWidget>& Tree, const std::string& Text = "")
	{
		if (!Tree) return nullptr;
		if (auto Found = std::dynamic_pointer_cast<T>(Tree); Found && (Text.empty() || Found->StubText == Text)) return Found;
		for (const auto& Each : Tree->StubChildren)
		{
			if (auto Found = Find<T>(Each, Text)) return Found;
		}
		return nullptr;
	}

	FPropertyEditorModule& Editor() { return FModuleManager::LoadModuleChecked<FPropertyEditorModule>(FName("PropertyEditor")); }

	// A row of a details panel.
	struct FRow
	{
		TSharedRef<IPropertyHandle> Property = MakeShared<IPropertyHandle>();
		TSharedPtr<IPropertyTypeCustomization> Picker;
		FDetailWidgetRow Row;

		explicit FRow(const char* Kind)
		{
			Property->StubKey = FName("ConvaiNativePicker");
			Property->StubMeta = Text(Kind);
			FConvaiNativePicker::Register();
			CHECK(Editor().StubLayouts.size() == 1u);
			CHECK(Editor().StubLayouts.front().Type == FName("StrProperty"));
			CHECK(Editor().StubLayouts.front().Identifier->IsPropertyTypeCustomized(*Property));
			CHECK(!Editor().StubLayouts.front().Identifier->IsPropertyTypeCustomized(IPropertyHandle()));
			Picker = Editor().StubLayouts.front().Make.StubCode();
			FConvaiNativePicker::Unregister();
			CHECK(Editor().StubLayouts.empty());
			IPropertyTypeCustomizationUtils Utils;
			Picker->CustomizeHeader(Property, Row, Utils);
			CHECK_CONTAINS(Row.ValueContent().StubContent->StubShown(), "[field]"); // always there
		}
		TSharedRef<SWidget> Open() { return Find<SComboButton>(Row.ValueContent().StubContent)->StubOpen(); }
	};
}

TEST_CASE_FIXTURE(Test, "a character of the account is picked by its name")
{
	FTestGame Game;
	FConvaiNativeCharacterSpec Spec;
	Spec.Name = Text("Listed Mira");
	Spec.VoiceType = Text("US FEMALE 1");
	Spec.Backstory = Text("Mira keeps bees.");
	const auto [Made, Error] = Run(Game, UConvaiNativeCreateCharacter::CreateCharacter(Game.World, Spec, Defaults));
	CHECK(!Error.IsError());
	FRow Row("Characters");
	const TSharedRef<SWidget> Menu = Row.Open();
	CHECK_CONTAINS(Menu->StubShown(), "Asking the service");
	CHECK(Game.RunUntil([&] { return support::contains(Menu->StubShown(), "[Listed Mira]"); }));
	CHECK(!support::contains(Menu->StubShown(), "Asking"));
	const auto Mira = Find<FMenuBuilder::StubEntry>(Menu.StubObject, "Listed Mira");
	CHECK(Mira);
	if (Mira) Mira->Action.StubCode();
	CHECK(Plain(Row.Property->StubValue) == Plain(Made.Id));
}

TEST_CASE_FIXTURE(Test, "a voice is picked by its name")
{
	FTestGame Game;
	FRow Row("Voices");
	const TSharedRef<SWidget> Menu = Row.Open();
	CHECK(Game.RunUntil([&] { return Find<FMenuBuilder::StubEntry>(Menu.StubObject) != nullptr; }));
	Find<FMenuBuilder::StubEntry>(Menu.StubObject)->Action.StubCode();
	CHECK(!Row.Property->StubValue.IsEmpty());
}

TEST_CASE_FIXTURE(Test, "without the service a picker says what to do, and the value can be typed")
{
	FTestGame Game;
	FRow Row("Characters");
	support::fault(R"({"status":401,"count":1})");
	const TSharedRef<SWidget> Menu = Row.Open();
	CHECK(Game.RunUntil([&] { return support::contains(Menu->StubShown(), "You can type the value into the field."); }));
	CHECK(Row.Property->StubValue.IsEmpty());
}

TEST_CASE_FIXTURE(Test, "a details panel may be closed while the service is asked")
{
	FTestGame Game;
	support::fault(R"({"hang":true,"count":1})");
	const int64 Before = UConvaiNativeBlueprintLibrary::GetLiveObjects();
	{
		FRow Row("Characters");
		(void)Row.Open();
		(void)Row.Open(); // a menu that is opened again asks again
		Game.Frames(3);
	}
	Game.Frames(3);
	CHECK(UConvaiNativeBlueprintLibrary::GetLiveObjects() == Before);
}

TEST_CASE_FIXTURE(Test, "each component and the demo character have an icon that exists")
{
	StubPluginFolder = std::getenv("CONVAI_PLUGIN_FOLDER");
	{
		const FConvaiNativeIcons Icons;
		CHECK(FSlateStyleRegistry::StubStyles.size() == 1u);
		for (const char* Class : {"ConvaiNativeConversationComponent", "ConvaiNativeDemoCharacter", "ConvaiNativeMicrophoneComponent", "ConvaiNativeMouthComponent"})
		{
			int Found = 0;
			for (const auto& [Name, Brush] : FSlateStyleRegistry::StubStyles.front()->StubBrushes)
			{
				if (Name != std::string("ClassIcon.") + Class && Name != std::string("ClassThumbnail.") + Class) continue;
				CHECK(std::ifstream(Brush->StubImage).good());
				++Found;
			}
			CHECK(Found == 2);
		}
	}
	CHECK(FSlateStyleRegistry::StubStyles.empty());
}

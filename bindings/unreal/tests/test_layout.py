"""The files of the plugin: every file that is named exists, and all names agree."""

from __future__ import annotations

import json
import re
import sys
import unittest
import xml.etree.ElementTree as xml

from common import MODULES, NATIVE, ROOT, RUNTIME, SOURCE, STAGED, must_run, sources, stage, text, version

CODE = SOURCE / "Source"
KNOWN_PLATFORMS = {"Win64", "Mac", "Linux", "LinuxArm64", "Android", "IOS"}


class Layout(unittest.TestCase):
    def test_the_plugin_file_names_modules_that_exist(self) -> None:
        plugin = json.loads(text(SOURCE / "ConvaiNative.uplugin"))
        self.assertEqual(plugin["FileVersion"], 3)
        self.assertEqual(plugin["VersionName"], version())
        self.assertNotIn("EngineVersion", plugin, "the source would be tied to one engine version")
        self.assertEqual(tuple(each["Name"] for each in plugin["Modules"]), MODULES)
        for module in plugin["Modules"]:
            name = module["Name"]
            self.assertEqual(module["Type"], "Editor" if name.endswith("Editor") else "Runtime", name)
            self.assertLessEqual(set(module["PlatformAllowList"]), KNOWN_PLATFORMS, name)
            self.assertTrue((CODE / name / f"{name}.Build.cs").is_file(), f"{name} has no Build.cs")
            implementing = [each for each in sources(name, ".cpp") if re.search(rf"IMPLEMENT_MODULE\(\w+, {name}\)", text(each))]
            self.assertEqual(len(implementing), 1, f"IMPLEMENT_MODULE of {name}")

    def test_build_files_have_the_names_of_their_modules(self) -> None:
        found = sorted(SOURCE.rglob("*.Build.cs"))
        self.assertEqual(len(found), 3)
        for file in found:
            name = file.name[: -len(".Build.cs")]
            self.assertEqual(file.parent.name, name)
            self.assertRegex(text(file), rf"public class {name} : ModuleRules\n{{\n\tpublic {name}\(ReadOnlyTargetRules Target\) : base\(Target\)")
            self.assertNotEqual(name.upper() + "_API", "CONVAI_API", "convai.h uses this macro")

    def test_each_module_uses_its_own_api_macro(self) -> None:
        for module in MODULES:
            for file in sources(module, ".h", ".cpp"):
                for macro in set(re.findall(r"\b(\w+_API)\b", text(file))) - {"CONVAI_API"}:
                    self.assertEqual(macro, f"{module.upper()}_API", file.name)
                if re.search(r"\bCONVAI_API\b", text(file)):
                    self.assertEqual(file.name, "Api.h", "only Api.h uses the macro of convai.h")

    def test_every_type_of_a_public_header_is_exported(self) -> None:
        """Code of a game in another module, and the packaged plugin, link the reflection of these types."""
        found = [each for file in sources("ConvaiNative", ".h") if file.parent.name == "Public"
                 for each in re.findall(r"^U(?:CLASS|STRUCT)\(.*\)\n(?:class|struct) (.*)", text(file), flags=re.M)]
        self.assertGreater(len(found), 40)
        self.assertEqual([each for each in found if not each.startswith("CONVAINATIVE_API ")], [])

    def test_the_settings_are_a_page_of_the_project_settings(self) -> None:
        """The editor shows every class of developer settings by itself, below its category."""
        settings = text(RUNTIME / "Public/ConvaiNativeSettings.h")
        self.assertRegex(settings, r"UCLASS\(Config = Game, DefaultConfig, meta = \(DisplayName = \"Convai Native\"\)\)\nclass \w+ \w+ : public UDeveloperSettings")
        self.assertIn('GetCategoryName() const override { return FName(TEXT("Plugins")); }', settings)

    def test_each_generated_header_is_included_last_and_only_where_it_is_needed(self) -> None:
        for module in MODULES:
            for file in sources(module, ".h"):
                includes = re.findall(r'^#include [<"]([^>"]+)[>"]', text(file), flags=re.M)
                reflected = re.search(r"^(UCLASS|USTRUCT|UENUM|DECLARE_DYNAMIC)", text(file), flags=re.M)
                generated = [each for each in includes if each.endswith(".generated.h")]
                self.assertEqual(generated, [f"{file.stem}.generated.h"] if reflected else [], file.name)
                if generated:
                    self.assertEqual(includes[-1], generated[0], f"{file.name}: the generated header is not the last one")
                    bodies = len(re.findall(r"^\tGENERATED_BODY\(\)$", text(file), flags=re.M))
                    types = len(re.findall(r"^(UCLASS|USTRUCT)\(", text(file), flags=re.M))
                    self.assertEqual(bodies, types, f"{file.name}: GENERATED_BODY() of each type")

    def test_every_include_of_the_plugin_exists(self) -> None:
        own = {each.name for each in SOURCE.rglob("*.h")}
        for module in MODULES:
            for file in sources(module, ".h", ".cpp"):
                for name in re.findall(r'^#include "([^"]+)"', text(file), flags=re.M):
                    if not re.match(r"(Core/|Convai)", name) or name.endswith(".generated.h"):
                        continue
                    self.assertIn(name.split("/")[-1], own, file.name)
                    if name.startswith("Core/"):
                        self.assertTrue((RUNTIME / "Private" / name).is_file(), f"{file.name} includes {name}")

    def test_core_does_not_use_the_engine_exceptions_or_rtti(self) -> None:
        core = RUNTIME / "Private/Core"
        for file in (*core.glob("*.h"), *core.glob("*.cpp")):
            for name in re.findall(r'^#include "([^"]+)"', text(file), flags=re.M):
                self.assertTrue((core / name).is_file(), f"{file.name} includes {name}")
            self.assertNotRegex(text(file), r"\b(UObject|FString|UE_LOG|TEXT\(|throw|dynamic_cast|typeid)\b", file.name)

    def test_the_preferences_are_saved_for_the_user_and_read_by_the_editor_only(self) -> None:
        preferences = text(RUNTIME / "Public/ConvaiNativeUserSettings.h")
        self.assertIn("UCLASS(Config = EditorPerProjectUserSettings, meta", preferences)  # without DefaultConfig: in Saved/Config
        for file in sources("ConvaiNative", ".cpp"):
            outside = re.sub(r"^#if WITH_EDITOR\n.*?^#endif\n", "", text(file), flags=re.M | re.S)
            self.assertFalse("GetDefault<UConvaiNativeUserSettings>" in outside, f"{file.name} reads them outside of the editor")

    def test_every_setting_is_used_and_none_stores_the_key(self) -> None:
        code = "".join(text(each) for module in MODULES for each in sources(module, ".cpp"))
        settings = text(RUNTIME / "Public/ConvaiNativeSettings.h")
        names = re.findall(r"UPROPERTY\(Config.*\n\t\w+ (\w+)", settings)
        self.assertGreater(len(names), 10)
        for name in names:
            self.assertRegex(code, rf"(Settings\.|->){name}\b", f"the setting {name} has no effect")
        self.assertNotRegex(settings, r"UPROPERTY\(Config[^)]*\)\n\tFString \w*(ApiKey|Secret)", "the project would contain the key")

    def test_the_function_list_matches_the_model_of_the_header(self) -> None:
        must_run(sys.executable, ROOT / "bindings/unreal/generate.py", "--check")

    def test_the_configuration_files_name_files_that_exist(self) -> None:
        stage()
        for line in text(SOURCE / "Config/FilterPlugin.ini").splitlines():
            if line.startswith("/"):
                self.assertTrue((STAGED / line[1:]).is_file(), f"FilterPlugin.ini names {line}, which the packaged plugin does not have")
        copies = xml.parse(SOURCE / NATIVE / "ConvaiNativeLibrary_APL.xml").getroot().findall("resourceCopies/copyFile")
        self.assertEqual([each.get("src") for each in copies], ["$S(PluginDir)/lib/Android/$S(Architecture)/libconvai.so"])

    def test_no_file_contains_a_path_of_this_machine(self) -> None:
        for file in SOURCE.rglob("*"):
            if file.is_file() and file.suffix != ".png":
                self.assertNotIn(str(ROOT), text(file), file.name)


    def test_nothing_is_replicated_as_the_readme_says(self) -> None:
        """A replicated property or event would need a word about who sends what to whom."""
        for file in (each for module in MODULES for each in sources(module, ".h", ".cpp")):
            found = re.findall(r"UPROPERTY\([^)\n]*Replicat|UFUNCTION\([^)\n]*\b(?:Server|Client|NetMulticast)\b|GetLifetimeReplicatedProps|SetIsReplicated", text(file))
            self.assertEqual(found, [], file.name)
        self.assertIn("Nothing is replicated", text(SOURCE / "README.md"))

    def test_no_function_for_cpp_takes_captured_samples_with_a_pointer_to_the_component(self) -> None:
        """A capture callback may outlive its actor: FConvaiNativeMicrophoneInput refers to none."""
        component = text(RUNTIME / "Public/ConvaiNativeConversationComponent.h")
        self.assertEqual(re.findall(r"^\t\w+ (\w+)\(const float\*", component, flags=re.M), [])
        self.assertIn("FConvaiNativeMicrophoneInput GetMicrophoneInput() const;", component)


class Readme(unittest.TestCase):
    readme = text(SOURCE / "README.md")

    def test_the_readme_has_all_sections(self) -> None:
        for phrase in ("has not been run inside Unreal", "Set-up in five steps", "In Blueprint", "The voice", "The microphone", "Samples of your own", "In C++", "Packaging", "When the library is not found"):
            self.assertIn(phrase, self.readme)
        steps = self.readme.split("## Set-up in five steps")[1].split("\n## ")[0]
        self.assertEqual(len(re.findall(r"^\d\. ", steps, flags=re.M)), 5)

    def test_the_readme_explains_only_messages_that_exist(self) -> None:
        messages = text(RUNTIME / "Private/Core/LateBinding.cpp") + text(RUNTIME / "Private/Core/LibraryFile.cpp")
        rows = re.findall(r"^\| (`is .*?|`cannot.*?|`has .*?) \|", self.readme.split("## When the library is not found")[1], flags=re.M)
        self.assertGreaterEqual(len(rows), 6)
        for message in re.findall(r"`([^`]+)`", " ".join(rows)):
            self.assertTrue(message.replace(" N", " ") in messages, f"no message of the plugin contains: {message}")

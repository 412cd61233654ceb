"""The names of this plugin: a project may contain the plugin of the service's vendor too, so no name may clash."""

from __future__ import annotations

import json
import re
import unittest

from common import HERE, MODULES, ROOT, RUNTIME, SOURCE, sources, text

PREFIX = "ConvaiNative"

# convai.h of the C API keeps these names. Core/Api.h refuses to compile where the vendor's module defines CONVAI_API.
EXCEPTIONS = {"CONVAI_API"}


def vendor_names() -> dict[str, set[str]]:
    """The names in vendor_names.txt, by section."""
    sections: dict[str, set[str]] = {}
    for line in text(HERE / "vendor_names.txt").splitlines():
        if line.startswith("["):
            names = sections.setdefault(line.strip("[]"), set())
        elif line and not line.startswith("#"):
            names.add(line)
    return sections


def code() -> str:
    """The code of both modules."""
    return "\n".join(text(each) for module in MODULES for each in sources(module, ".h", ".cpp"))


def engine_code() -> str:
    """The same without Core, whose types are in the namespace convai_native."""
    return "\n".join(text(each) for module in MODULES for each in sources(module, ".h", ".cpp") if each.parent.name != "Core")


def reflected_types() -> set[str]:
    """The types that Unreal Engine knows by name. These names are global in the engine."""
    declared = re.findall(r"^U(?:CLASS|STRUCT|ENUM|INTERFACE)\(.*\)\n(?:enum class|class|struct) (?:\w+_API )?(\w+)", engine_code(), flags=re.M)
    return set(declared) | set(re.findall(r"^DECLARE_\w*DELEGATE\w*\((\w+)", engine_code(), flags=re.M))


def global_types() -> set[str]:
    """All types outside of a namespace."""
    declared = re.findall(r"^(?:class|struct|enum class) (?:\w+_API )?([UFEAIS]\w+)(?: : |\n\{)", engine_code(), flags=re.M)
    return reflected_types() | set(declared) | set(re.findall(r"^using (\w+) =", engine_code(), flags=re.M))


def library_macros() -> set[str]:
    """The macros of convai.h and of the C++ wrapper. Only the runtime module includes them."""
    files = [ROOT / "include/convai.h", *(ROOT / "bindings/cpp").glob("convai*"), *(ROOT / "bindings/cpp/convai").glob("*.hpp")]
    return set(re.findall(r"^\s*#define (\w+)", "\n".join(text(each) for each in files if each.is_file()), flags=re.M))


def own_names() -> dict[str, set[str]]:
    """The names of this plugin, by section."""
    everything = code()
    plugin = json.loads(text(SOURCE / f"{PREFIX}.uplugin"))
    return {
        "plugins": {PREFIX, SOURCE.name, plugin["FriendlyName"]},
        "modules": {each["Name"] for each in plugin["Modules"]} | {each.name[: -len(".Build.cs")] for each in SOURCE.rglob("*.Build.cs")},
        "macros": set(re.findall(r"\b\w+_API\b", everything)) | set(re.findall(r"^\s*#define (\w+)", everything, flags=re.M)) | library_macros(),
        "log categories": set(re.findall(r"LOG_CATEGORY\w*\((\w+)", everything)),
        "namespaces": set(re.findall(r"^namespace (\w+)", everything, flags=re.M)),
        "types": global_types(),
        "files": {each.name for each in SOURCE.rglob("Convai*") if each.is_file()},
        "blueprint categories": set(re.findall(r'Category = "(Convai[^"|]*)', everything)),
        "nodes and components": set(re.findall(r'DisplayName = "([^"]+)"', everything)) | set(re.findall(r'ClassGroup = "([^"]+)"', everything)),
        "settings sections": set(re.findall(r"class \w+ U(\w+) : public UDeveloperSettings", everything)),
    }


def forms(name: str) -> set[str]:
    """The forms in which a name is compared: without case, and for a type also without its prefix letter."""
    plain = name.casefold()
    return {plain, plain[1:]} if re.match(r"[UFEAIS][A-Z]", name) else {plain}


def clashes(own: set[str], vendor: set[str]) -> set[str]:
    taken = {form for name in vendor for form in forms(name)}
    return {name for name in own if forms(name) & taken}


class Names(unittest.TestCase):
    vendor = vendor_names()
    every_vendor_name = set().union(*vendor.values())

    def test_the_list_of_the_vendor_is_complete_enough(self) -> None:
        self.assertGreater(len(self.every_vendor_name), 600)
        for known in ("UConvaiSubsystem", "UConvaiChatbotComponent", "UConvaiPlayerComponent", "UConvaiAudioStreamer", "CONVAI_API", "LogConvai"):
            self.assertIn(known, self.every_vendor_name)

    def test_no_name_clashes_with_a_name_of_the_vendor(self) -> None:
        for section, names in own_names().items():
            with self.subTest(section):
                self.assertTrue(names, "no name was found")
                self.assertEqual(clashes(names, self.every_vendor_name) - EXCEPTIONS, set())

    def test_a_clash_is_found(self) -> None:
        for own in ("UConvaiSubsystem", "uconvaisubsystem", "FConvaiSettings", "ConvAi", "LogConvAI", "convai_api", "Convai Create Character"):
            self.assertEqual(clashes({own}, self.every_vendor_name), {own})
        self.assertEqual(clashes({"UConvaiNativeSubsystem"}, self.every_vendor_name), set())

    def test_every_global_name_starts_with_the_prefix(self) -> None:
        names = own_names()
        for name in global_types():
            self.assertRegex(name, rf"^[UFEAIS]{PREFIX}")
        self.assertGreater(len(global_types()), 25)
        self.assertGreater(len(reflected_types()), 20)
        for name in names["modules"] | names["files"]:
            self.assertTrue(name.startswith(PREFIX), name)
        self.assertEqual(names["log categories"], {f"Log{PREFIX}"})
        for name in names["namespaces"]:
            self.assertRegex(name, rf"^({PREFIX}|convai_native$)")
        for name in names["macros"] - library_macros():
            self.assertRegex(name, r"^(CONVAINATIVE|CONVAI_API$|CONVAI_FUNCTION$|LOCTEXT_NAMESPACE$)")
        for name in names["blueprint categories"] | names["nodes and components"]:
            self.assertTrue(name.startswith("Convai Native"), name)

    def test_core_is_in_the_namespace_of_the_plugin(self) -> None:
        for file in sorted((RUNTIME / "Private/Core").glob("*.*")):
            if file.name not in ("Api.h", "LateBindingFunctions.h"):
                self.assertIn("\nnamespace convai_native {\n", text(file), file.name)

    def test_no_file_contains_an_old_name(self) -> None:
        old = re.compile(r"\b(?:[UFE]?Convai(?:Runtime|Editor|Library|Subsystem|Settings|Answer|Error)\b|LogConvai\b|CONVAIRUNTIME)")
        for file in [each for each in SOURCE.rglob("*") if each.is_file() and each.suffix != ".png"]:
            self.assertIsNone(old.search(text(file)), file.name)

    def test_the_configuration_section_is_that_of_the_settings_class(self) -> None:
        self.assertIn("class CONVAINATIVE_API UConvaiNativeSettings", text(RUNTIME / "Public/ConvaiNativeSettings.h"))
        named = re.findall(r"\[/Script/[\w.]+\]", "\n".join(text(each) for each in SOURCE.rglob("*.*") if each.is_file() and each.suffix != ".png"))
        self.assertTrue(named)
        self.assertEqual(set(named), {"[/Script/ConvaiNative.ConvaiNativeSettings]"})

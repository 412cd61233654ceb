"""The Blueprint nodes: rules that UnrealHeaderTool and the editor enforce, and a node for every endpoint."""

from __future__ import annotations

import json
import re
import unittest

from common import ROOT, RUNTIME, sources, text


class Nodes(unittest.TestCase):
    headers = {each.stem: text(each) for each in sources("ConvaiNative", ".h")}
    code = "".join(text(each) for each in sources("ConvaiNative", ".cpp"))

    def test_every_node_is_cancellable(self) -> None:
        self.assertIn("public UCancellableAsyncAction", self.headers["ConvaiNativeAction"])

    def test_both_pins_of_a_node_have_the_same_signature(self) -> None:
        bodies = re.findall(r"class \w+ (UConvaiNative\w+Action : public UConvaiNativeAction.*?^};)", self.headers["ConvaiNativeAction"], flags=re.M | re.S)
        self.assertEqual(len(bodies), 3)
        for body in bodies:
            pins = re.findall(r"UPROPERTY\(BlueprintAssignable\)\n\t(\w+) (\w+);", body)
            self.assertEqual([name for _, name in pins], ["OnSuccess", "OnFailure"])
            self.assertEqual(pins[0][0], pins[1][0])

    def test_every_factory_creates_its_node_and_never_returns_null(self) -> None:
        declarations = self.headers["ConvaiNativeTurnActions"] + self.headers["ConvaiNativeCharacterActions"]
        factories = re.findall(r"^\tstatic (\w+)\* (\w+)\(", declarations, flags=re.M)
        self.assertEqual(len(factories), 11)
        for name, function in factories:
            body = re.search(rf"^{name}\* {name}::{function}\(.*?^}}", self.code, flags=re.M | re.S)
            self.assertIsNotNone(body, function)
            self.assertIn(f"Make<{name}>(", body.group(0))
            self.assertNotIn("nullptr", body.group(0))
            self.assertEqual(body.group(0).count("return"), 1, function)

    def test_every_endpoint_has_a_node(self) -> None:
        functions = json.loads(text(ROOT / "abi/convai.json"))["functions"]
        endpoints = {each["name"].removeprefix("convai_").removeprefix("conversation_") for each in functions if each["name"].endswith("_async")}
        self.assertGreater(len(endpoints), 10)
        missing = [each for each in sorted(endpoints) if not re.search(rf"[.>]{each}\(", self.code)]
        self.assertEqual(missing, [])

    def test_no_parameter_of_a_node_has_the_name_of_a_property(self) -> None:
        """UnrealHeaderTool refuses such a parameter."""
        seen = 0
        for file in sources("ConvaiNative", ".h"):
            for body in re.findall(r"^class \w+_API UConvaiNative.*?^};", text(file), flags=re.M | re.S):
                properties = set(re.findall(r"UPROPERTY\(.*\)\n\t[\w<>]+ (\w+)", body))
                for parameters in re.findall(r"UFUNCTION\(.*\)\n\t.*?\((.*)\)", body):
                    names = set(re.findall(r"(\w+)(?: = [^,]+)?(?:,|$)", parameters))
                    seen += len(names)
                    self.assertEqual(names & properties, set(), file.name)
        self.assertGreater(seen, 40)


class Tooltips(unittest.TestCase):
    """The comments of properties and functions: designers read them in the editor."""

    public = "".join(text(each) for each in sorted((RUNTIME / "Public").glob("*.h")))

    def test_every_property_and_function_has_a_tooltip(self) -> None:
        bare = re.findall(r"(?<!\*/)\n\t(?:UPROPERTY\((?!Transient)|UFUNCTION\()[^\n]*\n\t([^\n]+)", self.public)
        self.assertEqual(bare, [])

    def test_no_tooltip_uses_the_spelling_of_c(self) -> None:
        tooltips = re.findall(r"/\*\*(.*?)\*/\n\t(?:UPROPERTY|UFUNCTION)", self.public, flags=re.S)
        self.assertGreater(len(tooltips), 60)
        for tooltip in tooltips:
            tooltip = tooltip.split("/**")[-1]
            self.assertNotRegex(tooltip, r"convai_|convai\.h|NULL|options\.|_ms\b|\bstruct\b|\bpointer\b", tooltip)


class Wording(unittest.TestCase):
    """The table in Wording.cpp, which replaces names of the C API in messages."""

    rows = re.findall(r'^    \{"([^"]+)", "([^"]+)", "([^"]*)"\},', text(RUNTIME / "Private/Core/Wording.cpp"), flags=re.M)
    public = "".join(text(each) for each in sorted((RUNTIME / "Public").glob("*.h")))

    def test_the_table_is_found_and_has_no_name_twice(self) -> None:
        names = [each for each, _, _ in self.rows]
        self.assertGreater(len(names), 30)
        self.assertEqual(len(names), len(set(names)))

    def test_every_c_name_is_a_parameter_or_a_field_of_the_header(self) -> None:
        model = json.loads(text(ROOT / "abi/convai.json"))
        known = {parameter["name"] for function in model["functions"] for parameter in function["parameters"]}
        known |= {field["name"] for struct in model["structs"] for field in struct["fields"]}
        known.add("bytes")  # pcm.bytes of the C++ wrapper
        for c_name, _, _ in self.rows:
            for part in c_name.split("."):
                self.assertIn(part, known, c_name)

    def test_every_unreal_name_is_a_pin_a_property_or_a_settings_category(self) -> None:
        identifiers = set(re.findall(r"\b(\w+)(?= = |;|,|\)|\()", self.public))
        shown = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"^(Get(?=[A-Z])|b(?=[A-Z]))", "", each)) for each in identifiers}
        shown |= set(re.findall(r'Category = "([^"]+)"', self.public))
        for _, unreal_name, _ in self.rows:
            self.assertIn(unreal_name, shown)

    def test_every_client_option_that_the_settings_page_has_is_in_the_table(self) -> None:
        used = set(re.findall(r"options\.(\w+) = settings\.", text(RUNTIME / "Private/Core/Dispatcher.cpp"))) - {"user_agent"}
        self.assertGreater(len(used), 8)
        self.assertLessEqual({f"options.{each}" for each in used}, {each for each, _, _ in self.rows})

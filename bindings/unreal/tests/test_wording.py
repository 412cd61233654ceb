"""The words that Unreal users read: tooltips, and messages of the library."""

from __future__ import annotations

import json
import re
import unittest

from common import ROOT, RUNTIME, text


class Tooltips(unittest.TestCase):
    """The comments of properties and functions: designers read them in the editor."""

    public = "".join(text(each) for each in sorted((RUNTIME / "Public").glob("*.h")))

    def test_every_property_and_function_has_a_tooltip(self) -> None:
        # Blueprint does not show a function without specifiers: only delegates of C++ call it.
        bare = re.findall(r"(?<!\*/)\n\t(?:UPROPERTY\((?!Transient)|UFUNCTION\((?!\)))[^\n]*\n\t([^\n]+)", self.public)
        self.assertEqual(bare, [])

    def test_no_tooltip_uses_the_spelling_of_c(self) -> None:
        tooltips = re.findall(r"/\*\*(.*?)\*/\n\t(?:UPROPERTY|UFUNCTION)", self.public, flags=re.S)
        self.assertGreater(len(tooltips), 60)
        for tooltip in tooltips:
            tooltip = tooltip.split("/**")[-1]
            self.assertNotRegex(tooltip, r"convai_|convai\.h|NULL|options\.|_ms\b|\bstruct\b|\bpointer\b", tooltip)


# Names in messages about mistakes that the plugin cannot make: it fills these arguments itself.
UNREACHABLE = {
    "flags", "input", "output", "capacity", "convai_operation_poll", "{}.struct_size",
    "convai_queue_next", "convai_queue_wake_handle", "convai_utterance_next", "mode", "closed", "value", "file", "error",
}

def names_in_messages() -> set[str]:
    """The names in backticks in the string literals of the library."""
    files = [file for folder in ("core/src", "audio/src") for file in sorted((ROOT / folder).rglob("*.rs"))]
    lines = [line for file in files for line in text(file).splitlines()]
    code = "\n".join(re.sub(r"(^|\s)//.*", "", line) for line in lines)
    return set(re.findall(r"`([^`\n]+)`", code))


class Wording(unittest.TestCase):
    """The table in Wording.cpp, which replaces names of the C API in messages."""

    rows = re.findall(r'^    \{"([^"]+)", "([^"]+)", "((?:[^"\\]|\\.)*)"\},', text(RUNTIME / "Private/Core/Wording.cpp"), flags=re.M)
    public = "".join(text(each) for each in sorted((RUNTIME / "Public").glob("*.h")))

    def test_the_table_is_found_and_has_no_name_twice(self) -> None:
        names = [each for each, _, _ in self.rows]
        self.assertGreater(len(names), 30)
        self.assertEqual(len(names), len(set(names)))

    def test_every_c_name_is_a_parameter_or_a_field_of_the_header(self) -> None:
        model = json.loads(text(ROOT / "abi/convai.json"))
        known = {parameter["name"] for function in model["functions"] for parameter in function["parameters"]}
        known |= {function["name"] for function in model["functions"]}
        known |= {field["name"] for struct in model["structs"] for field in struct["fields"]}
        known.add("bytes")  # pcm.bytes of the C++ wrapper
        for c_name, _, _ in self.rows:
            for part in c_name.split("."):
                self.assertIn(part, known, c_name)

    def test_every_name_in_a_message_of_the_library_is_in_the_table(self) -> None:
        found = names_in_messages()
        self.assertGreater(len(found), 20)
        table = {each for each, _, _ in self.rows}
        constants = re.compile(r"(CONVAI)?_[A-Z0-9_]+")  # "_S16" after "CONVAI_PCM_U8" leaves out what both begin with
        inserted = re.compile(r"[\w.]*\{\w+\}[\w.{}\[\]]*")  # the name of an argument, filled in at run time
        missing = {each for each in found if not constants.fullmatch(each) and not inserted.fullmatch(each)}
        self.assertEqual(missing - table - UNREACHABLE, set())

    def test_every_exception_is_needed(self) -> None:
        self.assertEqual(UNREACHABLE - names_in_messages(), set())
        self.assertEqual(UNREACHABLE & {each for each, _, _ in self.rows}, set())

    def test_every_unreal_name_is_a_pin_a_property_or_a_settings_category(self) -> None:
        identifiers = set(re.findall(r"\b(\w+)(?= = |;|,|\)|\()", self.public))
        shown = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"^(Get(?=[A-Z])|b(?=[A-Z]))", "", each)) for each in identifiers}
        shown |= set(re.findall(r'Category = "([^"]+)"', self.public))
        for _, unreal_name, _ in self.rows:
            self.assertIn(unreal_name, shown)

    def test_every_client_option_that_the_settings_page_has_is_in_the_table(self) -> None:
        assigned = r"options\.\w+ = (?:convai::milliseconds\()?settings\.(\w+)"
        used = set(re.findall(assigned, text(RUNTIME / "Private/Core/Dispatcher.cpp")))
        self.assertGreater(len(used), 8)
        self.assertLessEqual({f"options.{each}" for each in used}, {each for each, _, _ in self.rows})

"""The page DEMO.md: every node, pin, property and component that it names exists in the headers, by the name that the editor shows."""

from __future__ import annotations

import json
import re
import unittest

import header_tool
from common import RUNTIME, SOURCE, text

OF_THE_ENGINE = "the engine"


def shown(name: str, *, boolean: bool = False) -> str:
    """The name that the editor shows for a name of the code: spaces before capital letters, and no "b" of a boolean."""
    plain = name[1:] if boolean and re.match(r"b[A-Z]", name) else name
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)


class Reflection:
    """What the editor shows of the headers: the members of each class, and the pins of each node and event."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.properties: dict[str, set[str]] = {}
        self.pins: dict[str, dict[str, set[str]]] = {}
        self.fields: dict[str, set[str]] = {}
        everything = "".join(headers.values())
        delegates = {name: re.findall(r", [\w<>&:* ]+?, (\w+)", f", {written}" if written else "") for name, written in header_tool.DELEGATE.findall(everything)}
        kinds = {name: dict(zip(delegates[name], re.findall(r"(?:^|, )(?:const )?(\w+)&?, \w+", written or ""))) for name, written in header_tool.DELEGATE.findall(everything)}
        for specifiers, kind, name, _, body in header_tool.TYPE.findall(everything):
            members = header_tool.PROPERTY.findall(body)
            names = {shown(member, boolean=written == "bool") for _, written, member in members}
            if kind == "struct":
                self.fields[name] = names
                continue
            title = re.search(r'DisplayName = "([^"]+)"', specifiers)
            owner = title.group(1) if title else shown(re.sub(r"Component$", "", name[1:]))
            self.properties[owner] = names
            nodes = self.pins.setdefault(owner, {})
            for _, written, member in members:
                if written in delegates:
                    nodes[shown(member)] = {shown(each) for each in delegates[written]} | {f"{shown(each)} > {field}" for each, of in kinds[written].items() for field in self.fields_of(of, everything)}
            for its, _, result, function, arguments, _ in header_tool.FUNCTION.findall(body):
                if "Blueprint" in its:
                    nodes[shown(function)] = {shown(each) for _, each in header_tool.parameters(arguments)} | ({"Return Value"} if result.strip() != "void" else set())

    @staticmethod
    def fields_of(struct: str, everything: str) -> set[str]:
        for _, _, name, _, body in header_tool.TYPE.findall(everything):
            if name == struct:
                return {shown(member, boolean=written == "bool") for _, written, member in header_tool.PROPERTY.findall(body)}
        return set()


def tables(page: str) -> list[list[list[str]]]:
    """The rows of each table, without its heading."""
    found = re.findall(r"^\|.*\n\|[-|]+\n((?:\|.*\n)+)", page, flags=re.M)
    return [[[cell.strip() for cell in row.strip("|").split("|")] for row in each.strip().splitlines()] for each in found]


def problems(page: str, reflection: Reflection) -> list[str]:
    """What the page names and the headers do not have."""
    said = []
    properties, graph = tables(page)
    for component, name, _ in properties:
        if name not in reflection.properties.get(component, set()):
            said.append(f"{component} has no property {name}")
    for event, of, node, target, pins in graph:
        if of != OF_THE_ENGINE and event not in reflection.pins.get(of, {}):
            said.append(f"{of} has no event {event}")
        if target != OF_THE_ENGINE and node not in reflection.pins.get(target, {}):
            said.append(f"{target} has no node {node}")
        for pin in filter(None, pins.split(", ")):
            if pin not in reflection.pins.get(of, {}).get(event, set()):
                said.append(f"{event} of {of} has no pin {pin}")
    known = {"T"} | set(reflection.properties) | set().union(*reflection.properties.values(), *(set(each) for each in reflection.pins.values()))
    known |= {pin for nodes in reflection.pins.values() for pins in nodes.values() for pin in pins}
    return said + [f"nothing is called {name}" for name in re.findall(r"\*\*([^*]+)\*\*", page) if name.replace("\n   ", " ") not in known]


class Demo(unittest.TestCase):
    page = text(SOURCE / "DEMO.md")
    reflection = Reflection({each.name: text(each) for each in sorted((RUNTIME / "Public").glob("*.h"))})

    def test_everything_that_the_page_names_exists(self) -> None:
        self.assertEqual(problems(self.page, self.reflection), [])
        self.assertEqual([len(each) for each in tables(self.page)], [4, 7])

    def test_a_wrong_name_is_found(self) -> None:
        for right, wrong in (("| Mode |", "| Modus |"), ("| Start Talking |", "| Begin Talking |"), ("| On Response |", "| On Reply |"),
                             ("Response > Text |", "Response > Words |"), ("| Level |", "| Loudness |"), ("**Opening**", "**Greeting**"), ("**Make Sound Wave**", "**Make Sound**")):
            self.assertIn(right, self.page)
            self.assertTrue(problems(self.page.replace(right, wrong, 1), self.reflection), wrong)

    def test_the_values_of_the_page_exist(self) -> None:
        headers = "".join(text(each) for each in (RUNTIME / "Public").glob("*.h"))
        for value in ("PushToTalk", "HandsFree", "Interrupt"):
            self.assertRegex(headers, rf"\n\t{value},")
            self.assertIn(shown(value), self.page)

    def test_the_plugin_enables_what_the_microphone_needs(self) -> None:
        plugin = json.loads(text(SOURCE / "ConvaiNative.uplugin"))
        self.assertEqual([each["Name"] for each in plugin["Plugins"]], ["AudioCapture", "AndroidPermission"])
        readme = text(SOURCE / "README.md")
        for each in ("android.permission.RECORD_AUDIO", "NSMicrophoneUsageDescription"):
            self.assertTrue(each in readme, f"the README does not name {each}")
            self.assertTrue(each in text(RUNTIME / "Private/ConvaiNativePermission.cpp"), f"no message names {each}")

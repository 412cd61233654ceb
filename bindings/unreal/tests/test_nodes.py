"""The Blueprint nodes: rules that UnrealHeaderTool and the editor enforce, and a node for every endpoint."""

from __future__ import annotations

import json
import re
import unittest

from common import ROOT, sources, text


class Nodes(unittest.TestCase):
    headers = {each.stem: text(each) for each in sources("ConvaiNative", ".h")}
    convert = text(next(each for each in sources("ConvaiNative", ".h") if each.stem == "ConvaiNativeConvert"))
    code = "".join(text(each) for each in sources("ConvaiNative", ".cpp"))

    def test_every_node_is_cancellable(self) -> None:
        self.assertIn("public UCancellableAsyncAction", self.headers["ConvaiNativeAction"])

    def test_all_pins_of_a_node_have_the_same_signature(self) -> None:
        nodes = "".join(each for name, each in self.headers.items() if "Action" in name)
        bodies = re.findall(r"class \w+ (UConvaiNative\w+ : public UConvaiNativeAction\n.*?^};)", nodes, flags=re.M | re.S)
        self.assertEqual(len(bodies), 15)
        for body in bodies:
            pins = re.findall(r"UPROPERTY\(BlueprintAssignable\)\n\t(\w+) (\w+);", body)
            self.assertIn([name for _, name in pins], (["OnSuccess", "OnFailure"], ["OnSuccess", "OnFailure", "OnPiece", "OnAction"]))
            self.assertEqual(len({signature for signature, _ in pins}), 1)

    def test_every_factory_creates_its_node_and_never_returns_null(self) -> None:
        declarations = "".join(each for name, each in self.headers.items() if name.endswith("Actions"))
        factories = re.findall(r"^\tstatic (\w+)\* (\w+)\(", declarations, flags=re.M)
        self.assertEqual(len(factories), 28)
        for name, function in factories:
            body = re.search(rf"^{name}\* {name}::{function}\(.*?^}}", self.code, flags=re.M | re.S)
            self.assertIsNotNone(body, function)
            self.assertIn(f"Make<{name}>(", body.group(0))
            self.assertNotIn("nullptr", body.group(0))
            self.assertEqual(len(re.findall(r"^\treturn\b", body.group(0), flags=re.M)), 1, function)

    def test_every_parameter_of_a_node_has_an_effect(self) -> None:
        """Each parameter is passed on or stored, and each stored value is read when the node starts."""
        seen = 0
        for name, function, parameters, body in re.findall(r"^\w+\* (\w+)::(\w+)\(([^\n]*)\)\n\{(.*?)^\}", self.code, flags=re.M | re.S):
            if f"Make<{name}>(" not in body:
                continue
            for parameter in re.findall(r"(\w+)(?:,|$)", parameters):
                seen += 1
                self.assertRegex(body, rf"\b{parameter}\b", f"{function} ignores {parameter}")
            for member in re.findall(r"Action->(\w+) = ", body):
                start = re.search(rf"^uint64 {name}::Begin\(.*?^}}", self.code, flags=re.M | re.S).group(0)
                self.assertRegex(start, rf"\b{member}\b", f"{name} stores {member} and does not use it")
        self.assertGreater(seen, 40)

    def test_every_call_takes_the_options_of_a_call(self) -> None:
        declarations = "".join(each for name, each in self.headers.items() if name.endswith("Actions"))
        single = re.findall(r"UFUNCTION\((.*)\)\n\tstatic \w+\* \w+\(UObject\* WorldContextObject, (.*)\);", declarations)
        self.assertEqual(len(single), 26)
        for specifiers, parameters in single:
            self.assertIn("const FConvaiNativeCallOptions& Options", parameters)
            self.assertRegex(specifiers, r'AutoCreateRefTerm = "(\w+,)?Options"', "Blueprint must be able to leave the pin open")
        self.assertIn("FConvaiNativeCallOptions TurnOptions;", self.headers["ConvaiNativeConversationComponent"])

    def test_every_option_of_a_call_is_off_by_default_and_has_an_effect(self) -> None:
        body = re.search(r"struct \w+ FConvaiNativeCallOptions\n\{(.*?)\n\};", self.headers["ConvaiNativeTypes"], flags=re.S).group(1)
        options = re.findall(r"\n\t\w+ (\w+)(?: = ([\w.]+))?;", body)
        self.assertEqual(len(options), 10)
        for name, default in options:
            self.assertIn(default, ("0", "0.0f", "false", ""), name)  # TurnScene begins empty
            self.assertRegex(self.code + self.convert, rf"Options\.{name}\b", f"{name} has no effect")

    def test_every_editable_property_of_the_component_has_an_effect(self) -> None:
        component = "".join(text(each) for each in sources("ConvaiNative", ".cpp") if each.stem.startswith("ConvaiNativeConversation"))
        names = re.findall(r"UPROPERTY\(EditAnywhere.*\n\t[\w<>]+ (\w+)", self.headers["ConvaiNativeConversationComponent"])
        self.assertEqual(len(names), 11)
        for name in names:
            self.assertRegex(component, rf"\b{name}\b", f"the property {name} has no effect")

    def test_every_endpoint_has_a_node(self) -> None:
        functions = json.loads(text(ROOT / "abi/convai.json"))["functions"]
        endpoints = {each["name"] for each in functions if each["name"].endswith("_async")}
        self.assertGreater(len(endpoints), 10)
        missing = [each for each in sorted(endpoints) if not re.search(rf"\b{each}[(,)]", self.code)]
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

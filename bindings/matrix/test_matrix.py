#!/usr/bin/env python3
"""The table of functions and languages is true, and the check that says so can fail."""

from __future__ import annotations

import contextlib
import io
import json
import re
import unittest

import matrix

FUNCTIONS, SETTINGS = matrix.rows(json.loads((matrix.ROOT / "abi/convai.json").read_text(encoding="utf-8")))
HOLES, UNREADABLE = matrix.read_holes((matrix.ROOT / "bindings/matrix/holes.txt").read_text(encoding="utf-8"))
CLOSE = "convai_client_close"


def problems(changes: dict[str, tuple[str, str]], holes: dict[str, dict[str, str]] = HOLES) -> list[str]:
    """What the check says after these changes of the list of C++."""
    columns = matrix.languages()
    columns[0].members.update(changes)
    return matrix.check(columns, FUNCTIONS + SETTINGS, holes)


class Table(unittest.TestCase):
    def test_the_committed_table_is_true(self) -> None:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            self.assertEqual(matrix.main(["--check"]), 0, said)
        print(f"\n    {said.getvalue().strip()}", end=" ")

    def test_each_function_of_the_header_is_a_row(self) -> None:
        header = (matrix.ROOT / "include/convai.h").read_text(encoding="utf-8")
        self.assertEqual(len(FUNCTIONS), len(re.findall(r"^CONVAI_API\b", header, re.M)))


class Structs(unittest.TestCase):
    def test_the_cpp_wrapper_compares_every_struct_that_the_library_fills(self) -> None:
        """A wrapper must refuse a library whose structs are smaller. Those of C# and Python compare every struct of the model."""
        model = json.loads((matrix.ROOT / "abi/convai.json").read_text(encoding="utf-8"))
        header = (matrix.ROOT / "bindings/cpp/convai/core.hpp").read_text(encoding="utf-8")
        filled = {each["name"] for each in model["structs"] if not each["filled_by_caller"]}
        self.assertEqual(set(re.findall(r'\{"(convai_\w+)", sizeof', header)), filled)


class PlantedMistakes(unittest.TestCase):
    def test_a_hole_without_a_reason_is_found(self) -> None:
        columns = matrix.languages()
        del columns[0].members[CLOSE]
        self.assertIn(f"cpp: {CLOSE} is a hole without a reason", matrix.check(columns, FUNCTIONS + SETTINGS, HOLES)[0])

    def test_a_reason_without_a_hole_is_found(self) -> None:
        self.assertIn("is no hole", problems({}, {**HOLES, "cpp": {CLOSE: "because"}})[0])

    def test_a_reason_for_an_unknown_function_is_found(self) -> None:
        self.assertEqual(problems({}, {**HOLES, "cpp": {"convai_clientclose": "because"}})[0], "cpp: convai.h has no convai_clientclose")

    def test_a_reason_for_an_unknown_language_is_found(self) -> None:
        self.assertEqual(problems({}, {**HOLES, "cobol": {}}), ["holes.txt: no language is called cobol"])

    def test_a_missing_member_is_found(self) -> None:
        self.assertIn("Client::shut is not public", problems({CLOSE: ("Client::shut", "shut")})[0])

    def test_a_private_member_is_found(self) -> None:
        self.assertIn("Conversation::character is not public", problems({CLOSE: ("Conversation::character", "character")})[0])

    def test_a_member_that_does_not_reach_the_function_is_found(self) -> None:
        self.assertIn("does not reach", problems({CLOSE: ("Conversation::say_wav", "say_wav")})[0])

    def test_a_member_that_no_test_names_is_found(self) -> None:
        columns = matrix.languages()
        columns[0].tested.discard("shutdown")
        self.assertEqual(matrix.check(columns, FUNCTIONS + SETTINGS, HOLES), ["cpp: convai_shutdown: no test names shutdown"])

    def test_a_member_that_blueprint_does_not_show_is_found(self) -> None:
        columns = matrix.languages()
        columns[4].members["convai_conversation_say_async"] = ("UConvaiNativeConversationComponent::SayThen", "say")
        self.assertIn("has no UFUNCTION", matrix.check(columns, FUNCTIONS + SETTINGS, HOLES)[0])

    def test_a_name_without_a_reason_cannot_be_read(self) -> None:
        self.assertEqual(UNREADABLE, [])
        self.assertNotEqual(matrix.read_holes(f"{CLOSE}\n")[1], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)

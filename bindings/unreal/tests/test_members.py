"""stubs/members.md lists each member of the engine that the plugin relies upon. A member is one that the stand-ins declare and
that the plugin names: the plugin compiles against nothing else."""

from __future__ import annotations

import json
import re
import unittest

from common import HERE, MODULES, SOURCE, must_run, sources, text

STUBS = HERE / "stubs"
ROW = re.compile(r"^\| `([^`]+)` \| (\S+\.(?:h|inl)) \| ([^|]+) \|$", flags=re.M)
LOOKED_UP = re.compile(r"5\.\d(\.\d)?(, 5\.\d(\.\d)?)*|from memory")


def declared() -> set[str]:
    """The members that the stand-ins declare for the plugin: neither private ones nor those that begin with Stub."""
    command = ["ctags-universal", "--language-force=C++", "--kinds-C++=+p", "--output-format=json", "--fields=+SZa", "-D", "STUB_ENGINE_CLASS(a,b,c)=", "-D", "STUB_CLASS(a,b)=", "-f", "-"]
    found = set()
    for line in must_run(*command, *sorted(each for each in STUBS.glob("*.h") if each.name != "avfoundation.h")).splitlines():
        tag = json.loads(line)
        names = [*tag.get("scope", "").split("::"), tag["name"]] if tag.get("scope") else [tag["name"]]
        own = any(each.lower().startswith(("stub", "__anon")) for each in names)
        constructor = len(names) > 1 and names[-1] == names[-2]
        if not own and not constructor and tag.get("access") != "private" and " override" not in tag["pattern"]:
            found.add("::".join(each for each in names if each != "Type"))
    return found


def relied() -> set[str]:
    """Those of them that the plugin, or C++ of its README, names."""
    code = "".join(re.sub(r"//.*", "", text(each)) for module in MODULES for each in sources(module, ".h", ".cpp"))
    code += "".join(re.findall(r"^```cpp\n(.*?)^```", text(SOURCE / "README.md"), flags=re.M | re.S))
    words = set(re.findall(r"\w+", code))
    return {each for each in declared() if each.rpartition("::")[2] in words}


class Members(unittest.TestCase):
    rows = ROW.findall(text(STUBS / "members.md"))

    def test_the_list_has_each_member_that_is_relied_upon_once(self) -> None:
        listed = [name for name, _, _ in self.rows]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertGreater(len(listed), 100)
        self.assertEqual(sorted(relied() - set(listed)), [], "look these up in the headers of the engine, and add them to members.md")
        self.assertEqual(sorted(set(listed) - relied()), [], "the plugin does not rely upon these any more: remove them from members.md")

    def test_each_row_says_where_the_member_was_looked_up(self) -> None:
        self.assertEqual(len(self.rows), text(STUBS / "members.md").count("\n| `"), "a row is not readable")
        for name, header, versions in self.rows:
            self.assertRegex(header, r"^(Runtime|Developer|Editor|\.\./Plugins)/", name)
            self.assertIsNotNone(LOOKED_UP.fullmatch(versions), f"{name}: {versions}")

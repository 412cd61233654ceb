#!/usr/bin/env python3
"""Writes docs/matrix.md: every function of convai.h, and every setting, in each language.

    python3 bindings/matrix/matrix.py            writes the page
    python3 bindings/matrix/matrix.py --check    writes nothing; fails if the page, a list or a wrapper is out of date

The functions and the settings come from abi/convai.json, the model of the header. For each language a file beside this one
names the public member that reaches each of them:

    convai_client_close    Client::close
    convai_version         UConvaiNativeBlueprintLibrary::GetLibraryVersion via version

A cell of the table is filled only where the sources say so: the member is public, its code reaches the function, and a test
of the wrapper names it. Code reaches what it names, and what the code of those names names; types and overloads of one name
count together. Where the tests run code below the member, as most of the Unreal plugin do, `via` names what they
run. What a language lacks stands in holes.txt with its reason. A hole without a reason fails, and so does a reason without
a hole. Unreal C++ has what Blueprint has, and the reasons of Blueprint.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from source import WORD, Source

ROOT = Path(__file__).resolve().parents[2]
UNREAL = "bindings/unreal/ConvaiNative/Source/ConvaiNative"
UNITY = "bindings/unity/com.convai.native/Runtime"
GENERATED = ("NativeMethods.cs", "_ffi.py", "LateBindingFunctions.h")  # they name every function, whoever calls it
# A caller fills these structs. What is in the others, a function returns.
SETTINGS = ("convai_client_options", "convai_call_options", "convai_character_spec", "convai_pcm", "convai_utterance_options",
            "convai_progress", "convai_scene", "convai_scene_item", "convai_field")
FLAGS = ("CONVAI_TEXT", "CONVAI_VOICE", "CONVAI_MULTIPART", "CONVAI_OMIT_RAW_JSON", "CONVAI_STREAM")
# A character call takes the same options as a turn; a wrapper may pass them in another way.
CHARACTER_OPTIONS = ("timeout_ms", "connect_timeout_ms", "deadline_ms")
NO_SETTING = ("struct_size", "reserved", "language_code_count", "action_count", "object_count", "character_count",
              "class_label_count", "field_count", "file_len")  # for the C compiler and the library only
EXPOSED = re.compile(r"U(?:FUNCTION|PROPERTY)\s*\(([^\n]*)\)\s*\n([^;{]*)")


@lru_cache(maxsize=None)
def read(files: tuple[Path, ...]) -> Source:
    source = Source()
    for path in files:
        source.add(path)
    return source


@dataclass
class Language:
    """A column of the table."""

    name: str
    title: str
    api: list[str]  # the files whose public members count
    below: list[str]  # the files through which they reach the library
    tests: list[str]
    includes: str = ""  # a language whose members are members of this one, too

    def files(self, patterns: list[str]) -> list[Path]:
        found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.name not in GENERATED]
        assert found, f"no file matches {patterns}"
        return found

    @cached_property
    def members(self) -> dict[str, tuple[str, str]]:
        """What the list of this language says: the member, and what its tests name."""
        entries = {}
        for line in (ROOT / f"bindings/matrix/{self.name}.txt").read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                name, member, *via = line.split()
                assert name not in entries, f"{self.name}.txt has {name} twice"
                assert len(via) in (0, 2) and via[:1] in ([], ["via"]), f"{self.name}.txt cannot be read: {line}"
                entries[name] = (member, via[1] if via else subject(member))
        return entries

    @cached_property
    def public(self) -> Source:
        return read(tuple(self.files(self.api)))

    @cached_property
    def all(self) -> Source:
        return read(tuple(self.files(self.api + self.below)))

    @cached_property
    def tested(self) -> set[str]:
        return {word for path in self.files(self.tests) for word in WORD.findall(path.read_text(encoding="utf-8"))}

    @cached_property
    def shown_in_blueprint(self) -> set[str]:
        """What the editor shows: a node, a variable or a project setting."""
        texts = [path.read_text(encoding="utf-8") for path in self.files(self.api)]
        shown = [match for text in texts for match in EXPOSED.findall(text) if re.search("Blueprint|EditAnywhere", match[0])]
        return {word for _, declaration in shown for word in WORD.findall(declaration)}

    def problem(self, name: str) -> str:
        """Why an entry of the list is not true. Empty if it is."""
        member, via = self.members[name]
        if not self.public.has(member):
            return f"{member} is not public, or does not exist"
        if self.name == "blueprint" and subject(member) not in self.shown_in_blueprint:
            return f"{member} is no node and no setting: it has no UFUNCTION or UPROPERTY that Blueprint or the editor shows"
        wanted = spellings(name)
        reached = self.all.reached(member) if "." not in name and name not in FLAGS else self.all.around(subject(member))
        if not reached & wanted:
            return f"{member} does not reach {name}"
        if via != subject(member) and via not in reached:
            return f"{member} does not reach {via}"
        if via not in self.tested:
            return f"no test names {via}"
        return ""


def subject(member: str) -> str:
    """The word by which code mentions a member: its name, or its class for what creates or destroys an object."""
    owner, _, name = member.replace("::", ".").rpartition(".")
    return owner if name.startswith(("~", "__")) or name == "Dispose" else name


def spellings(name: str) -> set[str]:
    """How sources write a function, a field or a flag."""
    last = name.rpartition(".")[2]
    if name in FLAGS:
        return {name, name[len("CONVAI_") :]}
    return {last, "".join(part[:1].upper() + part[1:] for part in last.split("_"))} if "." in name else {name}


def languages() -> list[Language]:
    cpp = ["bindings/cpp/convai/*.hpp"]
    plugin = [f"{UNREAL}/Private/*.cpp", f"{UNREAL}/Private/*.h", f"{UNREAL}/Private/Core/*.cpp", f"{UNREAL}/Private/Core/*.h", *cpp]
    plugin_tests = ["bindings/unreal/tests/core/*.cpp", "bindings/unreal/tests/engine/*.cpp"]
    return [
        Language("cpp", "C++", cpp, [], ["bindings/cpp/tests/*.cpp"]),
        Language("csharp", "C#", [f"{UNITY}/Core/*.cs"], [], ["bindings/csharp/tests/*.cs"]),
        Language("python", "Python", ["bindings/python/src/convai/*.py"], [], ["bindings/python/tests/test_*.py"]),
        Language("unity", "Unity components", [f"{UNITY}/Components/*.cs"], [f"{UNITY}/Core/*.cs"], ["bindings/unity/tests/harness/*.cs", "bindings/unity/com.convai.native/Tests/*/*.cs"]),
        Language("blueprint", "Unreal Blueprint", [f"{UNREAL}/Public/*.h"], plugin, plugin_tests),
        Language("unreal", "Unreal C++", [f"{UNREAL}/Public/*.h"], plugin, plugin_tests, includes="blueprint"),
    ]


def rows(model: dict) -> tuple[list[str], list[str]]:
    """The functions, and the settings."""
    functions = [each["name"] for each in model["functions"]]
    structs = {each["name"]: each["fields"] for each in model["structs"]}
    fields = [f"{struct}.{each['name']}" for struct in SETTINGS for each in structs[struct] if each["name"] not in NO_SETTING]
    of_characters = [f"convai_character_get.options.{each}" for each in CHARACTER_OPTIONS]
    return functions, fields + of_characters + list(FLAGS)


def read_holes(text: str) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The reasons of the holes, by language and name; and what cannot be read."""
    holes: dict[str, dict[str, str]] = {}
    problems = []
    language = reason = ""
    for line in text.splitlines():
        heading = re.fullmatch(r"\[(\w+)\] (\S.*)", line)
        if heading:
            language, reason = heading.groups()
        elif line.strip() and not line.startswith("#"):
            for name in line.split():
                if name in holes.setdefault(language, {}) or not reason:
                    problems.append(f"holes.txt: {language} has {name} twice, or without a reason")
                holes[language][name] = reason
    return holes, problems


def check(columns: list[Language], names: list[str], holes: dict[str, dict[str, str]]) -> list[str]:
    """Everything that is wrong with the lists, the holes and the wrappers."""
    by_name = {column.name: column for column in columns}
    problems = [f"holes.txt: no language is called {name}" for name in holes if name not in by_name]
    for column in columns:
        reasons = holes.get(column.name, {})
        inherited = by_name[column.includes].members if column.includes else {}
        excused = {**holes.get(column.includes, {}), **reasons}
        for name in (*column.members, *reasons):
            if name not in names:
                problems.append(f"{column.name}: convai.h has no {name}")
        for name in names:
            if name in column.members:
                problem = column.problem(name)
                if problem:
                    problems.append(f"{column.name}: {name}: {problem}")
            filled = name in column.members or name in inherited
            if filled and name in reasons:
                problems.append(f"{column.name}: {name} has a reason in holes.txt, and is no hole: remove the reason")
            if not filled and name not in excused:
                problems.append(f"{column.name}: {name} is a hole without a reason: name its member in {column.name}.txt, or give a reason in holes.txt")
    return problems


PAGE = """\
<!-- Generated by bindings/matrix/matrix.py: do not edit. -->
# Every function in every language

Which member of a wrapper reaches which function of [`include/convai.h`](../include/convai.h), and which one sets which option.
[functions.md](functions.md) groups the functions by purpose. A test reads the sources of each wrapper: a member stands here only
if it is public, its code reaches the function, and a test of the wrapper names it. A number is a reason, below.
"""


def shown(member: str) -> str:
    owner, _, name = member.replace("::", ".").rpartition(".")
    if name == "__init__" or name == owner:
        return f"`{owner}()`"
    return f"`{member}`"


def table(columns: list[Language], names: list[str], first: str, holes: dict[str, dict[str, str]], notes: list[str]) -> str:
    lines = [f"| {first} | " + " | ".join(column.title for column in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    by_name = {column.name: column for column in columns}
    for name in names:
        cells = []
        for column in columns:
            entry = column.members.get(name) or (by_name[column.includes].members.get(name) if column.includes else None)
            if entry:
                cells.append(shown(entry[0]))
                continue
            reason = {**holes.get(column.includes, {}), **holes.get(column.name, {})}[name]
            if reason not in notes:
                notes.append(reason)
            cells.append(f"({notes.index(reason) + 1})")
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def page(columns: list[Language], functions: list[str], settings: list[str], holes: dict[str, dict[str, str]]) -> str:
    notes: list[str] = []
    text = PAGE + figure(functions, settings, columns, holes) + ".\n\n"
    text += "## Functions\n\n" + table(columns, functions, "C", holes, notes)
    text += "\n## Settings\n\n" + table(columns, settings, "C", holes, notes)
    text += "\n## Reasons\n\n" + "".join(f"{number}. {reason}\n" for number, reason in enumerate(notes, 1))
    return text


def figure(functions: list[str], settings: list[str], columns: list[Language], holes: dict[str, dict[str, str]]) -> str:
    empty = sum(len(each) for each in holes.values())
    return f"{len(functions)} functions and {len(settings)} settings in {len(columns)} wrappers, {empty} holes, each with its reason"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        raise SystemExit(__doc__)
    functions, settings = rows(json.loads((ROOT / "abi/convai.json").read_text(encoding="utf-8")))
    columns = languages()
    holes, problems = read_holes((ROOT / "bindings/matrix/holes.txt").read_text(encoding="utf-8"))
    problems += check(columns, functions + settings, holes)
    if problems:
        print("\n".join(problems))
        return 1
    target = ROOT / "docs/matrix.md"
    text = page(columns, functions, settings, holes)
    if not arguments:
        target.write_text(text, encoding="utf-8")
    elif not target.is_file() or target.read_text(encoding="utf-8") != text:
        print("docs/matrix.md is out of date: run python3 bindings/matrix/matrix.py")
        return 1
    print("figure: " + figure(functions, settings, columns, holes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The interface that Godot 4 publishes, version by version: what exists, and under which hash.

    python3 bindings/godot/tests/published.py 4.2 >published.h
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent


class Function(NamedTuple):
    type: str
    signature: str


class Published:
    def __init__(self, version: str):
        self.version = version
        folder = Path(subprocess.run(["sh", str(HERE.parent / "header.sh"), version], check=True, capture_output=True, text=True).stdout.strip())
        assert folder.is_dir(), f"the crate has no interface of Godot {version}"
        self.folder = folder
        header = (folder / "gdextension_interface.h").read_text(encoding="utf-8")
        #: The functions by name. Each comment with the name is followed by the type.
        self.functions: dict[str, Function] = {}
        for name, result, type_, arguments in re.findall(r"@name (\w+)\n(?:(?!\*/).)*\*/\s*typedef ([^;]*?)\(\*(\w+)\)\(([^;]*?)\);", header, re.S):
            self.functions[name] = Function(type_, " ".join(f"{result}({arguments})".split()))
        assert len(self.functions) > 100, len(self.functions)
        self.api = json.loads((folder / "extension_api.json").read_text(encoding="utf-8"))

    def find(self, kind: str, name: str) -> dict:
        return next(one for one in self.api[kind] if one["name"] == name)

    def hashes(self, kind: str, of: str) -> dict[str, list[int]]:
        """The hashes under which each method is found, those of earlier versions included."""
        methods = self.find(kind, of).get("methods", [])
        return {one["name"]: [one["hash"], *one.get("hash_compatibility", [])] for one in methods if "hash" in one}

    def size(self, name: str, build: str = "float_64") -> int:
        sizes = next(one for one in self.api["builtin_class_sizes"] if one["build_configuration"] == build)
        return next(one["size"] for one in sizes["sizes"] if one["name"] == name)

    def value(self, enum: str, name: str) -> int:
        return next(one["value"] for one in self.find("global_enums", enum)["values"] if one["name"] == name)

    def constant(self, of: str, name: str) -> int:
        return next(one["value"] for one in self.find("classes", of)["constants"] if one["name"] == name)

    def header(self) -> str:
        lines = ["/* Written by published.py. */", f'#define PUBLISHED_VERSION "{self.version}"']
        lines += [f"#define SIZE_{name} {self.size(name)}" for name in ("Variant", "String", "StringName", "PackedVector2Array", "Vector2")]
        lines += [f"#define NODE_{name} {self.constant('Node', name)}" for name in ("NOTIFICATION_INTERNAL_PROCESS",)]
        lines += [f"#define {name} {self.value('PropertyHint', name)}" for name in ("PROPERTY_HINT_NONE", "PROPERTY_HINT_MULTILINE_TEXT", "PROPERTY_HINT_PASSWORD")]
        lines += [f"#define {name} {self.value('PropertyUsageFlags', name)}" for name in ("PROPERTY_USAGE_NONE", "PROPERTY_USAGE_DEFAULT")]
        lines += ["typedef struct published_method { const char *of, *name; long long hash; } published_method;"]
        tables = {
            "const char *const published[]": [f'"{name}"' for name in self.functions],
            "const char *const classes[]": [f'"{one["name"]}"' for one in self.api["classes"]],
            "const published_method methods[]": [
                f'{{"{of}", "{name}", {hashes[0]}}}' for of in ("Object", "Node") for name, hashes in self.hashes("classes", of).items()
            ],
            "const published_method array_methods[]": [
                f'{{"", "{name}", {hashes[0]}}}' for name, hashes in self.hashes("builtin_classes", "PackedVector2Array").items()
            ],
        }
        for declaration, entries in tables.items():
            lines += [f"static {declaration} __attribute__((unused)) = {{", *(f"    {entry}," for entry in entries), "};"]
        return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(Published(sys.argv[1]).header())

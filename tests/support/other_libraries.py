#!/usr/bin/env python3
"""Compiles libraries of other releases, which the wrappers must refuse when they load them.

    python3 tests/support/other_libraries.py FOLDER FILE_NAME COMPILER...

FOLDER/version/FILE_NAME has another version of the ABI, and FOLDER/smaller/FILE_NAME smaller structs. Both export every function
of abi/convai.json. Only convai_abi_version and convai_struct_size do anything.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def source(version, size):
    functions = [each["name"] for each in json.loads((ROOT / "abi/convai.json").read_text())["functions"]]
    others = "".join(f"void {name}(void) {{}}\n" for name in functions if name not in ("convai_abi_version", "convai_struct_size"))
    return f"""#include <stddef.h>
#include <stdint.h>
uint32_t convai_abi_version(void) {{ return {version}; }}
size_t convai_struct_size(const char *name) {{ return name ? {size} : 0; }}
{others}"""


def main():
    folder, name, *compiler = sys.argv[1:]
    current = next(line.split()[2] for line in (ROOT / "include/convai.h").read_text().splitlines() if line.startswith("#define CONVAI_ABI_VERSION "))
    for kind, version, size in (("version", 77, 4096), ("smaller", current, 8)):
        file = pathlib.Path(folder) / kind / name
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([*compiler, "-shared", "-fPIC", "-x", "c", "-", "-o", str(file)], input=source(version, size), text=True, check=True)


if __name__ == "__main__":
    main()

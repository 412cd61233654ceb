#!/usr/bin/env python3
"""Writes LateBindingFunctions.h of the Unreal plugin from include/convai.h: one line for each function.

    python3 generate.py            writes the file
    python3 generate.py --check    writes nothing; fails where the file is not what the header gives
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = HERE.parents[1] / "include" / "convai.h"
TARGET = HERE / "Convai/Source/ConvaiRuntime/Private/Core/LateBindingFunctions.h"

HEADING = """\
// Every function of convai.h. Written by bindings/unreal/generate.py from the header: do not change it here.
//
// CONVAI_FUNCTION(result, name, parameters, arguments) is defined, and undefined again, by who includes this. There is
// no include guard, as it is included more than once.

"""


def functions(header: str):
    """Yields (result, name, parameters, arguments) of each function that the header declares."""
    header = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
    header = re.sub(r"^\s*#.*$", "", header, flags=re.M)
    for declaration in re.findall(r"\bCONVAI_API\b([^;]*);", header):
        declaration = " ".join(declaration.split())
        result, name, parameters = re.fullmatch(r"(.*?)\b(convai_\w+)\((.*)\)", declaration).groups()
        names = [] if parameters == "void" else [re.search(r"(\w+)$", each).group(1) for each in parameters.split(",")]
        yield result.replace("struct ", "").strip(), name, parameters.replace("struct ", ""), ", ".join(names)


def generated() -> str:
    lines = []
    for result, name, parameters, arguments in functions(HEADER.read_text(encoding="utf-8")):
        line = f"CONVAI_FUNCTION({result}, {name}, ({parameters}), ({arguments}))"
        if len(line) > 120:
            line = f"CONVAI_FUNCTION({result}, {name},\n                ({parameters}),\n                ({arguments}))"
        lines.append(line)
    return HEADING + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        raise SystemExit(__doc__)
    if not sys.argv[1:]:
        TARGET.write_text(generated(), encoding="utf-8")
    elif not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != generated():
        raise SystemExit(f"{TARGET.name} is not what include/convai.h gives: run python3 bindings/unreal/generate.py")

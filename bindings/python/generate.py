#!/usr/bin/env python3
"""Writes src/convai/_ffi.py from abi/convai.json, the model of the C header: constants, structs and functions.

    python3 generate.py            writes the file
    python3 generate.py --check    fails if the committed file differs from what would be written

A C type that this script does not know stops it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any, Callable, NamedTuple

HERE = Path(__file__).resolve().parent
MODEL = HERE.parents[1] / "abi" / "convai.json"
OUTPUT = HERE / "src" / "convai" / "_ffi.py"

NUMBERS = {
    "int16_t": "c_int16",
    "int32_t": "c_int32",
    "int64_t": "c_int64",
    "uint8_t": "c_uint8",
    "uint32_t": "c_uint32",
    "uint64_t": "c_uint64",
    "size_t": "c_size_t",
    "intptr_t": "c_ssize_t",
    "float": "c_float",
    "double": "c_double",
    "convai_status": "c_int32",
}

PROLOGUE = '''\
"""Generated from abi/convai.json by bindings/python/generate.py. Do not edit.

Every pointer is a `c_void_p`, which is an int or None in Python. ctypes would convert a returned `c_char_p` to bytes
and lose the address that has to be freed. Input strings are `c_char_p`, which takes bytes.
"""

from __future__ import annotations

from ctypes import (
%s
)
from enum import IntEnum
from typing import Any, Callable, Optional
'''

STATUS = '''\
class Status(IntEnum):
    """The status codes of the library, without their C prefix: `ConvaiError.code` is one of them.

    Codes are in groups of a hundred. 1xx: an argument or the state of an object is invalid, and nothing was sent. 2xx:
    no response arrived. 3xx: the service refused the request. 4xx: the response is invalid. 5xx: the library failed.
    """
'''

BINDER = '''\
def _bind(dll: CDLL, name: str, restype: Any, *argtypes: Any) -> Any:
    function = getattr(dll, name)
    function.restype = restype
    function.argtypes = argtypes
    return function


class Library:
    """The functions of a loaded library, each with its argument and result types."""

    def __init__(self, dll: CDLL) -> None:
'''


class CType(NamedTuple):
    """A C type as ctypes declares it, and as mypy sees it."""

    ctypes: str
    python: str


def load_wording() -> Callable[[str], str]:
    """Returns `python_message` of the package, without importing the package, which would load the library."""
    specification = importlib.util.spec_from_file_location("_wording", OUTPUT.with_name("_wording.py"))
    assert specification is not None
    assert specification.loader is not None
    wording = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(wording)
    rendered: Callable[[str], str] = wording.python_message
    return rendered


def result_type(kind: str) -> CType:
    """The type of a struct's field, or of a function's result."""
    if kind.endswith("*"):
        return CType("c_void_p", "Optional[int]")
    if kind not in NUMBERS:
        raise SystemExit(f"generate.py: the type {kind!r} is unknown: add it to NUMBERS")
    return CType(NUMBERS[kind], "float" if kind in ("float", "double") else "int")


def input_type(kind: str) -> CType:
    """The type of a field in a struct that Python fills. With these types, ctypes keeps the strings alive."""
    if kind == "const char *":
        return CType("c_char_p", "Optional[bytes]")
    if kind == "const char *const *":
        return CType("POINTER(c_char_p)", "Any")
    return result_type(kind)


def argument_type(kind: str, structs: set[str]) -> CType:
    """The type of a function's argument."""
    if not kind.endswith("*"):
        return result_type(kind)
    if kind == "const char *":
        return CType("c_char_p", "Optional[bytes]")
    is_const = kind.startswith("const ")
    target = kind[:-1].replace("const ", "").strip()
    if target.endswith("*"):
        return CType("POINTER(c_void_p)", "Any")
    if target in structs:
        return CType(f"POINTER({target})", "Any")
    if target in ("void", "char", "uint8_t", "int16_t") or (target in NUMBERS and is_const):
        return CType("c_void_p", "Any")  # a buffer
    if target in NUMBERS:
        return CType(f"POINTER({NUMBERS[target]})", "Any")  # a number that the function writes
    return CType("c_void_p", "Optional[int]")  # a handle


def write_constants(constants: list[dict[str, Any]]) -> list[str]:
    """The status codes as an enum, and every other constant as a module variable."""
    in_python = load_wording()
    codes, others = [], []
    for constant in constants:
        name, value, comment = constant["name"], constant["value"], constant["comment"]
        short = name.replace("CONVAI_ERROR_", "").replace("CONVAI_", "")
        if name.startswith("CONVAI_ERROR_") or name in ("CONVAI_OK", "CONVAI_PENDING"):
            documented = in_python(comment).replace('"', "'")  # a quote could end the docstring
            lines = textwrap.wrap(f'"""{documented}"""', 116)
            codes += [f"    {short} = {value}", *(f"    {line}" for line in lines)]
        else:
            others += [f"# {line}" for line in textwrap.wrap(comment, 112)]
            others.append(f"{short} = {json.dumps(value)}")
    return [*others, "", "", STATUS, *codes, "", ""]


def write_structs(structs: list[dict[str, Any]]) -> list[str]:
    """A ctypes class for each struct."""
    lines = []
    for struct in structs:
        of_field = input_type if struct["filled_by_caller"] else result_type
        types = [(field["name"], of_field(field["type"])) for field in struct["fields"]]
        lines.append(f"class {struct['name']}(Structure):")
        lines.append("    __slots__ = ()  # setting an unknown field is an error")
        lines += [f"    {field}: {kind.python}" for field, kind in types]
        lines += ["    _fields_ = ["]
        lines += [f'        ("{field}", {kind.ctypes}),' for field, kind in types]
        lines += ["    ]", "", ""]
    names = "".join(f"    {struct['name']},\n" for struct in structs)
    return [*lines, f"STRUCTS: tuple[type[Structure], ...] = (\n{names})", "", ""]


def write_functions(functions: list[dict[str, Any]], structs: set[str]) -> list[str]:
    """One attribute for each function."""
    lines = []
    for function in functions:
        name, result = function["name"], result_type(function["returns"])
        arguments = [argument_type(each["type"], structs) for each in function["parameters"]]
        python = ", ".join(each.python for each in arguments)
        types = "".join(f", {each.ctypes}" for each in arguments)
        lines.append(f"        self.{name}: Callable[[{python}], {result.python}] = _bind(")
        lines.append(f'            dll, "{name}", {result.ctypes}{types}')
        lines.append("        )")
    names = "".join(f'    "{function["name"]}",\n' for function in functions)
    return [BINDER + "\n".join(lines), "", "", f"FUNCTIONS: tuple[str, ...] = (\n{names})"]


def generate(model: dict[str, Any]) -> str:
    """The text of _ffi.py for a model of the header."""
    try:
        structs = {struct["name"] for struct in model["structs"]}
        body = "\n".join(
            [
                *write_constants(model["constants"]),
                *write_structs(model["structs"]),
                *write_functions(model["functions"], structs),
            ]
        )
    except KeyError as missing:
        raise SystemExit(f"generate.py: the model of the header has an entry without {missing}") from None
    used = sorted({"CDLL", "POINTER", "Structure", *re.findall(r"\bc_\w+", body)})
    return PROLOGUE % "\n".join(f"    {name}," for name in used) + "\n" + body + "\n"


def main() -> int:
    """Writes the file, or checks it."""
    parser = argparse.ArgumentParser(description="Writes src/convai/_ffi.py from abi/convai.json.")
    parser.add_argument("--check", action="store_true", help="only compare")
    arguments = parser.parse_args()
    text = generate(json.loads(MODEL.read_text(encoding="utf-8")))
    if not arguments.check:
        OUTPUT.write_text(text, encoding="utf-8")
        return 0
    if OUTPUT.read_text(encoding="utf-8") == text:
        return 0
    print(f"{OUTPUT.name} does not match abi/convai.json: run bindings/python/generate.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

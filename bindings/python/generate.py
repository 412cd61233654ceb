#!/usr/bin/env python3
"""Writes src/convai/_ffi.py from include/convai.h: constants, structs, and every function with its types.

    python3 generate.py            writes the file
    python3 generate.py --check    fails where the committed file is not what would be written

The header is made by cbindgen and therefore regular: its macros are `#define NAME value`, its structs are typedefs with
one field a line, and its functions begin with CONVAI_API. Whatever does not fit that pattern stops this script.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
HEADER = HERE.parents[1] / "include" / "convai.h"
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
    "convai_status": "c_int32",
}

PROLOGUE = '''\
"""Generated from include/convai.h by bindings/python/generate.py: do not edit.

Every pointer is a `c_void_p`, and so a plain int or None in Python: ctypes would turn a returned `c_char_p` into bytes
and lose the address that has to be freed. Strings that go in are `c_char_p`, which takes bytes.
"""

from __future__ import annotations

from ctypes import (
    CDLL,
    POINTER,
    Structure,
    c_char_p,
    c_float,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from enum import IntEnum
from typing import Any, Callable, Optional
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
    """A C type, as ctypes and as mypy know it."""

    ctypes: str
    python: str


class Header:
    """The parts of the header that a binding needs."""

    def __init__(self, text: str) -> None:
        self.documented = text
        self.code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
        self.macros = self._macros()
        self.structs = self._structs()
        self.functions = self._functions()

    def _macros(self) -> dict[str, str]:
        found = re.findall(r'^#define (CONVAI_\w+) (-?\d+|".*?")[ \t]*$', self.code, flags=re.MULTILINE)
        return dict(found)

    def _structs(self) -> dict[str, list[tuple[str, str]]]:
        structs = {}
        for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\} \1;", self.code, flags=re.DOTALL):
            structs[name] = [split_declaration(line) for line in body.split(";") if line.strip()]
        return structs

    def _functions(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        functions = []
        for declaration in re.findall(r"^CONVAI_API\s+([^;]*\));", self.code, flags=re.MULTILINE):
            head, parameters = declaration.rstrip(")").split("(", 1)
            restype, name = split_declaration(head)
            wanted = [] if parameters.strip() == "void" else parameters.split(",")
            functions.append((name, restype, [split_declaration(each) for each in wanted]))
        if len(functions) != self.code.count("\nCONVAI_API"):
            raise SystemExit("generate.py: a function of the header was not understood")
        return functions

    def comment(self, macro: str) -> str:
        """The documentation of a macro, on one line."""
        pattern = r"/\*\*((?:(?!\*/).)*)\*/\n#define " + macro + " "
        found = re.search(pattern, self.documented, flags=re.DOTALL)
        lines = found.group(1).splitlines() if found else []
        return " ".join(line.strip(" *") for line in lines).strip()


def split_declaration(text: str) -> tuple[str, str]:
    """Splits "const char *name" into its name and its normalised type, and gives (type, name)."""
    found = re.fullmatch(r"\s*(.*?)(\w+)\s*", text, flags=re.DOTALL)
    if not found:
        raise SystemExit(f"generate.py: cannot read {text!r}")
    kind = re.sub(r"\bstruct\b", "", found.group(1))
    return re.sub(r"\s+", " ", kind).replace(" *", "*").replace("* ", "*").strip(), found.group(2)


def result_type(kind: str) -> CType:
    """The type of a struct's field, or of what a function returns."""
    if kind.endswith("*"):
        return CType("c_void_p", "Optional[int]")
    if kind not in NUMBERS:
        raise SystemExit(f"generate.py: the type {kind!r} is new here")
    return CType(NUMBERS[kind], "float" if kind == "float" else "int")


def input_type(kind: str) -> CType:
    """The type of a field in a struct that Python fills: ctypes then keeps the strings alive with the struct."""
    if kind == "const char*":
        return CType("c_char_p", "Optional[bytes]")
    if kind == "const char*const*":
        return CType("POINTER(c_char_p)", "Any")
    return result_type(kind)


def argument_type(kind: str, structs: dict[str, list[tuple[str, str]]]) -> CType:
    """The type of a function's argument."""
    target = kind[:-1].replace("const ", "").strip()
    if not kind.endswith("*"):
        return result_type(kind)
    if kind == "const char*":
        return CType("c_char_p", "Optional[bytes]")
    if target.endswith("*"):
        return CType("POINTER(c_void_p)", "Any")
    if target in structs:
        return CType(f"POINTER({target})", "Any")
    if target in ("void", "char", "uint8_t", "int16_t") or (target in NUMBERS and kind.startswith("const")):
        return CType("c_void_p", "Any")  # a buffer
    if target in NUMBERS:
        return CType(f"POINTER({NUMBERS[target]})", "Any")  # a number that is written
    return CType("c_void_p", "Optional[int]")  # a handle


def write_constants(header: Header) -> list[str]:
    """The status codes as an enum, everything else as plain constants."""
    codes, others = [], []
    for name, value in header.macros.items():
        short = name.replace("CONVAI_ERROR_", "").replace("CONVAI_", "")
        is_status = name.startswith("CONVAI_ERROR_") or name in ("CONVAI_OK", "CONVAI_PENDING")
        comment = textwrap.wrap(header.comment(name), 112)
        if is_status:
            codes += [f"    # {line}" for line in comment] + [f"    {short} = {value}"]
        else:
            others += [f"# {line}" for line in comment] + [f"{short} = {value}"]
    enum = ["class Status(IntEnum):", '    """How a call ended: the codes of the library, without their prefix."""', ""]
    return [*others, "", "", *enum, *codes, "", ""]


def write_structs(header: Header) -> list[str]:
    """A ctypes class for each struct."""
    lines = []
    for name, fields in header.structs.items():
        of_field = input_type if fields[0][1] == "struct_size" else result_type
        types = [(field, of_field(kind)) for kind, field in fields]
        lines.append(f"class {name}(Structure):")
        lines.append("    __slots__ = ()  # a field that is not there is an error, and not a new attribute")
        lines += [f"    {field}: {kind.python}" for field, kind in types]
        lines += ["    _fields_ = ["]
        lines += [f'        ("{field}", {kind.ctypes}),' for field, kind in types]
        lines += ["    ]", "", ""]
    names = "".join(f"    {name},\n" for name in header.structs)
    return [*lines, f"STRUCTS: tuple[type[Structure], ...] = (\n{names})", "", ""]


def write_functions(header: Header) -> list[str]:
    """One attribute for each function."""
    lines = []
    for name, restype, parameters in header.functions:
        result = result_type(restype)
        arguments = [argument_type(kind, header.structs) for kind, _ in parameters]
        python = ", ".join(each.python for each in arguments)
        types = "".join(f", {each.ctypes}" for each in arguments)
        lines.append(f"        self.{name}: Callable[[{python}], {result.python}] = _bind(")
        lines.append(f'            dll, "{name}", {result.ctypes}{types}')
        lines.append("        )")
    names = "".join(f'    "{name}",\n' for name, _, _ in header.functions)
    return [BINDER + "\n".join(lines), "", "", f"FUNCTIONS: tuple[str, ...] = (\n{names})"]


def generate(header_text: str) -> str:
    """The text of _ffi.py for a header."""
    header = Header(header_text)
    lines = [PROLOGUE, *write_constants(header), *write_structs(header), *write_functions(header)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Writes the file, or checks it."""
    parser = argparse.ArgumentParser(description="Writes src/convai/_ffi.py from include/convai.h.")
    parser.add_argument("--check", action="store_true", help="only compare")
    parser.add_argument("--header", type=Path, default=HEADER)
    arguments = parser.parse_args()
    text = generate(arguments.header.read_text(encoding="utf-8"))
    if not arguments.check:
        OUTPUT.write_text(text, encoding="utf-8")
        return 0
    if OUTPUT.read_text(encoding="utf-8") == text:
        return 0
    print(f"{OUTPUT.name} is not what include/convai.h asks for: run bindings/python/generate.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

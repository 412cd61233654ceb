"""Reads what a library, a program or a static library was built for, from its bytes: ELF, PE, Mach-O and ar.

Nothing is packed that is not what the platform needs: see `problems`. No tool of a compiler is needed, so that the check is the
same on every machine.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Iterator, NamedTuple

from platforms import ROOT, Platform

ELF_MACHINES = {62: "x86_64", 183: "aarch64", 40: "arm", 3: "x86"}
COFF_MACHINES = {0x8664: "x86_64", 0xAA64: "aarch64", 0x14C: "x86"}
MACHO_MACHINES = {0x01000007: "x86_64", 0x0100000C: "aarch64"}
ELF_KINDS = {1: "object", 2: "program", 3: "shared"}
MACHO_KINDS = {1: "object", 2: "program", 6: "shared"}

# The DLLs of Windows that the library may import. All others would have to be shipped.
SYSTEM_DLLS = re.compile(
    r"(advapi32|bcrypt|bcryptprimitives|crypt32|iphlpapi|kernel32|msvcrt|ncrypt|ntdll|ole32|secur32|user32|userenv|ws2_32|api-ms-win-.*)\.dll"
)
SYSTEM_LIBRARIES = {
    "linux": re.compile(r"(lib(c|m|dl|rt|pthread|util)\.so\.[0-9]|ld-linux.*\.so\.[0-9])"),
    "macos": re.compile(r"(/usr/lib/|/System/Library/Frameworks/).*"),
    "windows": SYSTEM_DLLS,
}


class Unreadable(Exception):
    """The file is none of the formats, or is damaged."""


class Image(NamedTuple):
    """One binary, for one processor. A universal file and an archive have several."""

    format: str  # elf, pe or macho
    kind: str  # shared, program, object, import
    machine: str
    minimum: tuple[int, ...] = ()  # the glibc or the macOS that it needs
    imports: tuple[str, ...] = ()  # the libraries that it loads
    exports: frozenset[str] = frozenset()
    name: str = ""  # the SONAME or the install name
    signed: bool = False
    timestamp: int = 0  # in a PE file


def text(data: bytes, at: int) -> str:
    """The NUL-terminated text at a place."""
    return data[at : data.index(b"\0", at)].decode("utf-8", "replace")


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def read(data: bytes) -> list[Image]:
    """All binaries in a file."""
    try:
        return list(images(data))
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable(f"the file is damaged: {error}") from None


def images(data: bytes) -> Iterator[Image]:
    if data.startswith(b"\x7fELF"):
        yield elf(data)
    elif data.startswith(b"MZ"):
        yield pe(data)
    elif data.startswith(b"\xcf\xfa\xed\xfe"):
        yield macho(data)
    elif data.startswith(b"\xca\xfe\xba\xbe"):
        for index in range(struct.unpack_from(">I", data, 4)[0]):
            _, _, offset, size, _ = struct.unpack_from(">5I", data, 8 + 20 * index)
            yield from images(data[offset : offset + size])
    elif data.startswith(b"!<arch>\n"):
        yield from members(data)
    else:
        raise Unreadable("the file is neither a library nor a program")


def members(data: bytes) -> Iterator[Image]:
    """The object files of an archive, without its indexes and without members that are no object files."""
    at = 8
    while at + 60 <= len(data):
        name, size = data[at : at + 16].decode().strip(), int(data[at + 48 : at + 58])
        start = at + 60
        if name.startswith("#1/"):  # the name precedes the content
            start += int(name[3:])
        body = data[start : at + 60 + size]
        if body.startswith((b"\x7fELF", b"\xcf\xfa\xed\xfe")):
            yield next(images(body))
        elif body.startswith(b"\0\0\xff\xff") and len(body) > 8 and struct.unpack_from("<H", body, 4)[0] == 0:
            yield Image("pe", "import", COFF_MACHINES.get(struct.unpack_from("<H", body, 6)[0], "unknown"))
        elif len(body) > 20 and struct.unpack_from("<H", body)[0] in COFF_MACHINES:
            yield Image("pe", "object", COFF_MACHINES[struct.unpack_from("<H", body)[0]])
        at += 60 + size + size % 2


def elf(data: bytes) -> Image:
    if data[4:6] != b"\x02\x01":
        return Image("elf", "unknown", "unknown")  # 32-bit, or big-endian
    kind, machine = struct.unpack_from("<2H", data, 16)
    start, size, count = struct.unpack_from("<Q", data, 0x28)[0], *struct.unpack_from("<2H", data, 0x3A)
    # type, offset, size, link and info of each section; a file of debug information has the headers without the content
    sections = []
    for index in range(count if ELF_KINDS.get(kind) != "object" else 0):
        _, of, _, _, offset, length, link, info = struct.unpack_from("<2I4Q2I", data, start + size * index)
        sections.append((of, offset, length, link, info))
    needed, exports, versions, soname = [], set(), [()], ""
    for of, offset, length, link, info in sections:
        if of not in (6, 11, 0x6FFFFFFE):
            continue
        names = sections[link][1]
        if of == 6:  # the dynamic section
            for entry in range(offset, offset + length, 16):
                tag, value = struct.unpack_from("<2Q", data, entry)
                if tag == 1:
                    needed.append(text(data, names + value))
                elif tag == 14:
                    soname = text(data, names + value)
        elif of == 11:  # the dynamic symbols
            for entry in range(offset, offset + length, 24):
                name, about, visibility, section = struct.unpack_from("<IBBH", data, entry)
                if section and about >> 4 in (1, 2) and visibility & 3 == 0:
                    exports.add(text(data, names + name))
        else:  # the versions that it needs
            for _ in range(info):
                _, versions_of, _, first, following = struct.unpack_from("<2H3I", data, offset)
                entry = offset + first
                for _ in range(versions_of):
                    _, _, _, name, skip = struct.unpack_from("<I2H2I", data, entry)
                    found = re.fullmatch(r"GLIBC_([0-9.]+)", text(data, names + name))
                    versions += [number(found[1])] if found else []
                    entry += skip
                offset += following
    # A program that is loaded at any address is a shared object too. It exports nothing, and has an interpreter.
    if ELF_KINDS.get(kind) == "shared" and not soname and b"/ld-linux" in data[:4096]:
        kind = 2
    return Image("elf", ELF_KINDS.get(kind, "unknown"), ELF_MACHINES.get(machine, "unknown"), max(versions),
                 tuple(needed), frozenset(exports), soname)


def pe(data: bytes) -> Image:
    header = struct.unpack_from("<I", data, 0x3C)[0]
    if data[header : header + 4] != b"PE\0\0":
        raise Unreadable("the file is a program for DOS")
    machine, count, stamp, _, _, optional, flags = struct.unpack_from("<2H3I2H", data, header + 4)
    start = header + 24
    kind = "shared" if flags & 0x2000 else "program"
    if struct.unpack_from("<H", data, start)[0] != 0x20B:
        return Image("pe", kind, COFF_MACHINES.get(machine, "unknown"))  # 32-bit
    sections = [struct.unpack_from("<4I", data, start + optional + 40 * index + 8) for index in range(count)]

    def place(address: int) -> int:
        """Where an address is in the file. The file of debug information has the headers without the content."""
        return next((offset + address - at for size, at, raw, offset in sections if at <= address < at + max(size, raw)), -1)

    (exported, _), (imported, _) = (struct.unpack_from("<2I", data, start + 112 + 8 * index) for index in range(2))
    exports, imports = [], []
    if exported and place(exported) > 0:
        at = place(exported)
        names, table = struct.unpack_from("<I", data, at + 24)[0], struct.unpack_from("<I", data, at + 32)[0]
        exports = [text(data, place(each)) for each in struct.unpack_from(f"<{names}I", data, place(table))]
    if imported and place(imported) > 0:
        at = place(imported)
        while struct.unpack_from("<5I", data, at)[3]:
            imports.append(text(data, place(struct.unpack_from("<5I", data, at)[3])).lower())
            at += 20
    return Image("pe", kind, COFF_MACHINES.get(machine, "unknown"), (), tuple(dict.fromkeys(imports)), frozenset(exports), timestamp=stamp)


def leb(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def trie(data: bytes, at: int, prefix: str = "") -> Iterator[str]:
    """The exported names of a Mach-O file. Names with the same beginning share it."""
    length, at = leb(data, at)
    if length:
        yield prefix
    at += length
    count, at = data[at], at + 1
    for _ in range(count):
        part = text(data, at)
        child, at = leb(data, at + len(part) + 1)
        yield from trie(data, child, prefix + part)


def macho(data: bytes) -> Image:
    processor, _, kind, commands = struct.unpack_from("<4I", data, 4)
    minimum, imports, exports, name, signed, at = (), [], set(), "", False, 32
    for _ in range(commands):
        command, size = struct.unpack_from("<2I", data, at)
        command &= 0x7FFFFFFF
        if command == 0x32 and struct.unpack_from("<I", data, at + 8)[0] == 1:  # the version of macOS
            packed = struct.unpack_from("<I", data, at + 12)[0]
            minimum = (packed >> 16, packed >> 8 & 255)
        elif command == 0x24:  # the same, of older linkers
            packed = struct.unpack_from("<I", data, at + 8)[0]
            minimum = (packed >> 16, packed >> 8 & 255)
        elif command in (0xC, 0xD, 0x18):  # a library, its own name, and a library that may be missing
            found = text(data, at + struct.unpack_from("<I", data, at + 8)[0])
            if command == 0xD:
                name = found
            else:
                imports.append(found)
        elif command == 0x1D:
            signed = True
        elif command in (0x22, 0x33):  # what it exports, of older and of newer linkers
            offset, length = struct.unpack_from("<2I", data, at + (40 if command == 0x22 else 8))
            if length:
                exports.update(name.removeprefix("_") for name in trie(data[offset : offset + length], 0))
        at += size
    return Image("macho", MACHO_KINDS.get(kind, "unknown"), MACHO_MACHINES.get(processor, "unknown"), minimum, tuple(imports),
                 frozenset(exports), name, signed)


# ---- what a platform needs ----

FORMATS = {"windows": "pe", "linux": "elf", "macos": "macho"}


def functions() -> frozenset[str]:
    """The functions in the header."""
    header = (ROOT / "include/convai.h").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^CONVAI_API\s[^;(]*?\b(convai_\w+)\(", header, flags=re.M))


def machines(platform: Platform) -> set[str]:
    return {triple.partition("-")[0] for triple in platform.triples}


def problems(file: Path, platform: Platform, role: str) -> list[str]:
    """Why a file must not be packed for a platform, in words. The role is shared, static, import or program."""
    try:
        found = read(file.read_bytes())
    except Unreadable as error:
        return [f"{file.name}: {error}"]
    wrong = []
    if {each.format for each in found} != {FORMATS[platform.system]}:
        return [f"{file.name} is a file for {' and '.join(sorted({each.format for each in found})) or 'no system'}, not for {platform.name}"]
    if {each.machine for each in found} != machines(platform):
        wrong.append(f"{file.name} is for {' and '.join(sorted({each.machine for each in found}))}, not for {platform.name}")
    kinds = {"shared": {"shared"}, "program": {"program"}, "static": {"object", "import"}, "import": {"object", "import"}}[role]
    if not {each.kind for each in found} <= kinds:
        wrong.append(f"{file.name} is not what {role} libraries and programs are: {sorted({each.kind for each in found})}")
    for image in found if role in ("shared", "program") else ():
        wrong += [f"{file.name}: {each}" for each in image_problems(image, platform, role)]
    return wrong


def image_problems(image: Image, platform: Platform, role: str) -> Iterator[str]:
    what, oldest = platform.minimum
    if image.minimum > number(oldest):
        yield f"it needs {what} {'.'.join(map(str, image.minimum))}, and the packages promise {oldest}"
    if image.minimum == () and platform.system != "windows":
        yield f"it does not say which {what} it needs"
    for library in image.imports:
        if not SYSTEM_LIBRARIES[platform.system].fullmatch(library):
            yield f"it needs {library}, which is not part of the system"
    if platform.system == "macos" and not image.signed:
        yield "it is not signed, and Apple silicon loads no unsigned code"
    if role != "shared":
        return
    missing, foreign = sorted(functions() - image.exports), sorted(image.exports - functions())
    if missing:
        yield f"it lacks functions of the header, such as {missing[0]}: it was built from another commit"
    if foreign:
        yield f"it exports {foreign[0]}, which is not in the header"
    name = {"linux": "libconvai.so.1", "macos": "@rpath/libconvai.dylib", "windows": ""}[platform.system]
    if image.name != name:
        yield f"its name for the loader is {image.name!r}, not {name!r}"

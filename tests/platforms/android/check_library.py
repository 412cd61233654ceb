"""Checks shared libraries for Android: the name, the exported functions, and that they can be loaded with pages of 16 KB.

    python3 tests/platforms/android/check_library.py LIBRARY...

A library with a smaller alignment is refused by devices with pages of 16 KB, which Google Play requires of applications for
Android 15 and newer. Prints what is wrong, and fails if anything is.
"""

import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]

PAGE = 16384
PT_LOAD, PT_DYNAMIC = 1, 2
DT_NULL, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_SONAME, DT_GNU_HASH = 0, 4, 5, 6, 14, 0x6FFFFEF5


def declared(header=ROOT / "include/convai.h"):
    """The functions of the header."""
    return set(re.findall(r"^CONVAI_API[^;(]*?\b(convai_\w+)\(", header.read_text(), re.M))


class Elf:
    """What the loader reads of a shared library."""

    def __init__(self, data):
        self.data = data
        if data[:4] != b"\x7fELF" or data[5] != 1:
            raise ValueError("is no library for Android: no little-endian ELF file")
        self.wide = data[4] == 2
        # type, offset, address, size in the file, flags and alignment of each segment
        start, = struct.unpack_from("<Q" if self.wide else "<I", data, 0x20 if self.wide else 0x1C)
        size, count = struct.unpack_from("<2H", data, 0x36 if self.wide else 0x2A)
        self.segments = []
        for at in range(start, start + size * count, size):
            if self.wide:
                kind, _, offset, address, _, length, _, alignment = struct.unpack_from("<2I6Q", data, at)
            else:
                kind, offset, address, _, length, _, _, alignment = struct.unpack_from("<8I", data, at)
            self.segments.append((kind, offset, address, length, alignment))
        self.dynamic = dict(self.dynamic_entries())

    def place(self, address):
        """Where an address is in the file."""
        for kind, offset, start, length, _ in self.segments:
            if kind == PT_LOAD and start <= address < start + length:
                return offset + address - start
        raise ValueError(f"has nothing at the address {address:#x}")

    def dynamic_entries(self):
        form = "<2Q" if self.wide else "<2I"
        for kind, offset, _, length, _ in self.segments:
            if kind == PT_DYNAMIC:
                for at in range(offset, offset + length, struct.calcsize(form)):
                    tag, value = struct.unpack_from(form, self.data, at)
                    if tag == DT_NULL:
                        return
                    yield tag, value

    def text(self, offset):
        at = self.place(self.dynamic[DT_STRTAB]) + offset
        return self.data[at : self.data.index(b"\0", at)].decode()

    def symbol_count(self):
        """The tables of hashes tell how many symbols there are."""
        if DT_HASH in self.dynamic:
            return struct.unpack_from("<2I", self.data, self.place(self.dynamic[DT_HASH]))[1]
        at = self.place(self.dynamic[DT_GNU_HASH])
        buckets, first, bloom, _ = struct.unpack_from("<4I", self.data, at)
        at += 16 + bloom * (8 if self.wide else 4)
        last = max(struct.unpack_from(f"<{buckets}I", self.data, at))
        if last < first:
            return first
        at += 4 * buckets
        while not struct.unpack_from("<I", self.data, at + 4 * (last - first))[0] & 1:
            last += 1
        return last + 1

    def exports(self):
        at = self.place(self.dynamic[DT_SYMTAB])
        for index in range(self.symbol_count()):
            if self.wide:
                name, info, other, section = struct.unpack_from("<I2BH", self.data, at + 24 * index)
            else:
                name, _, _, info, other, section = struct.unpack_from("<3I2BH", self.data, at + 16 * index)
            if section and info >> 4 in (1, 2) and other & 3 == 0:
                yield self.text(name)


def page_problems(library):
    loaded = [segment for segment in library.segments if segment[0] == PT_LOAD]
    if not loaded:
        yield "has no segment that is loaded"
    for _, offset, address, _, alignment in loaded:
        if alignment < PAGE:
            yield f"has a segment at {address:#x} that is aligned to {alignment} bytes, not to {PAGE}: link with -z max-page-size={PAGE}"
        elif (address - offset) % PAGE:
            yield f"has a segment at {address:#x} that is at {offset:#x} in the file, which differs by more than whole pages"


def problems_of(data, functions):
    try:
        library = Elf(data)
        yield from page_problems(library)
        name = library.text(library.dynamic[DT_SONAME]) if DT_SONAME in library.dynamic else None
        # Android installs files whose names end in .so only.
        if name != "libconvai.so":
            yield f"has the SONAME {name}, not libconvai.so"
        exports = set(library.exports())
    except (ValueError, KeyError, IndexError, struct.error) as error:
        yield f"cannot be read: {error}"
        return
    for name in sorted(functions - exports):
        yield f"does not export {name}"
    for name in sorted(exports - functions):
        yield f"exports {name}, which the header does not declare"


def main():
    functions = declared()
    problems = [f"{file}: {problem}" for file in sys.argv[1:] for problem in problems_of(pathlib.Path(file).read_bytes(), functions)]
    for problem in problems:
        print(problem)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()

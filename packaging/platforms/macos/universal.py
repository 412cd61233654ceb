#!/usr/bin/env python3
"""Makes a universal file of a program or library for Intel and Apple processors, as lipo does.

    python3 packaging/platforms/macos/universal.py X86_64 ARM64 OUT

The lipo of Debian's LLVM is not on PATH, and reads no objects of a later LLVM, as Rust's are.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

# Processor and subtype, in the order in which lipo writes them.
PROCESSORS = [(0x01000007, 3), (0x0100000C, 0)]
PAGE_BITS = 14


def universal(files: list[Path]) -> bytes:
    """The content of a universal file, from the files of the two processors."""
    header, content = struct.pack(">2I", 0xCAFEBABE, len(files)), b""
    start = 1 << PAGE_BITS
    for (processor, subtype), file in zip(PROCESSORS, files):
        content += bytes(-len(content) % start)
        data = file.read_bytes()
        header += struct.pack(">5I", processor, subtype, start + len(content), len(data), PAGE_BITS)
        content += data
    return header + bytes(start - len(header)) + content


def main() -> None:
    out = Path(sys.argv[3])
    out.write_bytes(universal([Path(each) for each in sys.argv[1:3]]))
    out.chmod(0o755)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes universal files of the library for two processors: stripped, signed ad hoc, with debug information beside it.

    python3 packaging/platforms/macos/package.py X86_64 ARM64 OUT

The folders are those in which cargo has built for each processor. The UUID, by which debuggers find the debug information, is a
hash of the stripped library. That of the linker depends on the names of temporary files. Needs LLVM's tools on PATH.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from universal import universal

LC_UUID, LC_CODE_SIGNATURE = 0x1B, 0x1D
NAME = "libconvai.dylib"


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)


def load_command(data: bytes, wanted: int) -> int:
    """Where a load command begins."""
    at = 32
    for _ in range(struct.unpack_from("<I", data, 16)[0]):
        command, size = struct.unpack_from("<2I", data, at)
        if command == wanted:
            return at
        at += size
    raise SystemExit(f"package.py: a file has no load command {wanted:#x}")


def with_uuid(data: bytes, uuid: bytes) -> bytes:
    at = load_command(data, LC_UUID) + 8
    return data[:at] + uuid + data[at + 16 :]


def uuid_of(data: bytes) -> bytes:
    """A UUID of version 5, from all bytes before the signature."""
    signature = struct.unpack_from("<I", data, load_command(data, LC_CODE_SIGNATURE) + 8)[0]
    digest = bytearray(hashlib.sha256(with_uuid(data, bytes(16))[:signature]).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return bytes(digest)


def prepare(release: Path, work: Path) -> None:
    """Writes the stripped library, its debug information and the static library for one processor."""
    work.mkdir()
    library, debug = work / "unstripped.dylib", work / "debug"
    shutil.copyfile(release / NAME, library)
    strip = ["llvm-objcopy", "--strip-debug", "--discard-all"]
    run(*strip, library, work / NAME)
    uuid = uuid_of((work / NAME).read_bytes())
    library.write_bytes(with_uuid(library.read_bytes(), uuid))
    # This signs the library again.
    run(*strip, library, work / NAME)
    dwarf = release / "deps" / f"{NAME}.dSYM/Contents/Resources/DWARF" / NAME
    debug.write_bytes(with_uuid(dwarf.read_bytes(), uuid))
    # The objects of the standard library contain intermediate code beside the machine code, which older tools cannot read.
    sections = [f"--remove-section=__LLVM,__{name}" for name in ("bitcode", "cmdline")]
    run("llvm-objcopy", "--strip-debug", *sections, release / "libconvai.a", work / "libconvai.a")


def main() -> None:
    releases, out = [Path(each) for each in sys.argv[1:3]], Path(sys.argv[3])
    bundle = out / f"{NAME}.dSYM"
    shutil.rmtree(bundle, ignore_errors=True)
    dwarf = bundle / "Contents/Resources/DWARF"
    dwarf.mkdir(parents=True)
    shutil.copyfile(releases[0] / "deps" / f"{NAME}.dSYM/Contents/Info.plist", bundle / "Contents/Info.plist")
    with tempfile.TemporaryDirectory() as scratch:
        parts = [Path(scratch) / str(index) for index, _ in enumerate(releases)]
        for release, part in zip(releases, parts):
            prepare(release, part)
        for name, target in [(NAME, out / NAME), ("debug", dwarf / NAME), ("libconvai.a", out / "libconvai.a")]:
            target.write_bytes(universal([part / name for part in parts]))
        (out / NAME).chmod(0o755)


if __name__ == "__main__":
    main()

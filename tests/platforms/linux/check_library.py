"""Checks the files of a Linux build: what libconvai.so exports and needs, and its debug information.

    python3 check_library.py FOLDER [--gdb PROGRAM]

FOLDER is the output of packaging/platforms/linux/build.sh. With --gdb, the debugger has to find the line of a function. Prints
what is wrong, and fails if anything is. Needs readelf of binutils.
"""

import argparse
import binascii
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]

OLDEST_GLIBC = (2, 17)
# The parts of glibc. Since glibc 2.34 the last ones are empty, and remain for libraries such as this one.
SYSTEM = re.compile(r"(libc\.so\.6|libm\.so\.6|ld-linux-(x86-64\.so\.2|aarch64\.so\.1)|libpthread\.so\.0|libdl\.so\.2|librt\.so\.1)")
MACHINES = {"Advanced Micro Devices X86-64": "x86_64", "AArch64": "aarch64"}


def output_of(*command):
    """What a program prints. The warnings of readelf are about debug information that it looks for itself."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          errors="replace").stdout


def declared(header):
    """The functions of the header."""
    return set(re.findall(r"^CONVAI_API[^;(]*?\b(convai_\w+)\(", header.read_text(), re.M))


def machine(library):
    found = re.search(r"Machine:\s+(.*)", output_of("readelf", "-h", str(library)))
    return MACHINES.get(found[1], found[1])


def problems_of_symbols(library, functions):
    symbols = output_of("readelf", "-W", "--dyn-syms", str(library)).splitlines()
    exports = {line.split()[7].partition("@")[0] for line in symbols
               if re.match(r"\s*\d+:", line) and len(line.split()) > 7 and line.split()[6] != "UND"}
    for name in sorted(functions - exports):
        yield f"does not export {name}"
    for name in sorted(exports - functions):
        yield f"exports {name}, which the header does not declare"


def problems_of_needs(library):
    dynamic = output_of("readelf", "-W", "-d", str(library))
    if "Library soname: [libconvai.so.1]" not in dynamic:
        yield "has another SONAME than libconvai.so.1"
    if "NODELETE" not in dynamic:
        yield "can be unloaded"
    if "BIND_NOW" not in dynamic:
        yield "has a table of functions that can be written to (no BIND_NOW)"
    needed = re.findall(r"Shared library: \[(.*)\]", dynamic)
    for name in needed:
        if not SYSTEM.fullmatch(name):
            yield f"needs {name}, which is not a part of glibc"
    if re.search(r"R(UN)?PATH", dynamic):
        yield "has a search path for libraries"
    versions = {tuple(map(int, version.split(".")))
                for version in re.findall(r"GLIBC_(\d[\d.]*)", output_of("readelf", "-W", "-V", str(library)))}
    if not versions:
        yield "needs no version of glibc: was the file read?"
    elif max(versions) > OLDEST_GLIBC:
        yield f"needs glibc {'.'.join(map(str, max(versions)))}"


def problems_of_segments(library):
    headers = output_of("readelf", "-W", "-l", str(library))
    if not re.search(r"GNU_STACK.* RW ", headers):
        yield "has an executable stack"
    if re.search(r"LOAD.* RWE ", headers):
        yield "has code that can be written to"
    if "GNU_RELRO" not in headers:
        yield "has relocated data that can be written to (no RELRO)"


def private_paths():
    """The folders of this machine that must not be in a file that others get. The root of the repository may be as short as
    /src, so folders in it are searched for."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    cargo = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo")).resolve()
    rustup = pathlib.Path(os.environ.get("RUSTUP_HOME", pathlib.Path.home() / ".rustup")).resolve()
    folders = [*(ROOT / name for name in ("src", "core/src", "audio/src", "target")), target / "platforms", target / "release",
               target / "x86_64-unknown-linux-gnu", target / "aarch64-unknown-linux-gnu", cargo, rustup]
    if len(ROOT.parts) > 2:
        folders.append(ROOT)
    return [str(folder).encode() for folder in folders]


def problems_of_paths(file):
    content = file.read_bytes()
    for path in private_paths():
        at = content.find(path)
        if at >= 0:
            yield f"contains a path of this machine: {content[at:at + 100].split(bytes(1))[0].decode(errors='replace')}"


def build_id(file):
    found = re.search(r"Build ID: (\w+)", output_of("readelf", "-n", str(file)))
    return found[1] if found else None


def problems_of_debug(library, debug):
    """Debuggers find the file by its name and checksum, and servers of debug information by the build id."""
    if build_id(library) is None:
        yield "has no build id"
    if build_id(library) != build_id(debug):
        yield f"has another build id than {debug.name}"
    link = re.search(r"debug info file: (.*)\s+CRC value: 0x(\w+)", output_of("readelf", "--debug-dump=links", str(library)))
    if link is None or link[1] != debug.name:
        yield f"has no link to {debug.name}"
    elif int(link[2], 16) != binascii.crc32(debug.read_bytes()):
        yield f"has a link to another {debug.name}: the checksum differs"
    if ".debug_line" in output_of("readelf", "-W", "-S", str(library)):
        yield "contains debug information"
    if ".debug_line" not in output_of("readelf", "-W", "-S", str(debug)):
        yield f"has an empty {debug.name}"


def problems_of_gdb(library, gdb):
    line = subprocess.run([gdb, "-nx", "-batch", "-ex", "info line convai_version", str(library)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env={**os.environ, "DEBUGINFOD_URLS": ""}).stdout
    if not re.search(r'Line \d+ of "(convai/)?core/src/ffi/version\.rs"', line):
        yield f"has no lines in the debugger: {line.strip()}"


def problems_of(folder, gdb=None):
    functions = declared(ROOT / "include" / "convai.h")
    if len(functions) < 50:
        yield f"convai.h: {len(functions)} functions were found, fewer than there are"
    library, debug = folder / "libconvai.so", folder / "libconvai.so.debug"
    found = [*problems_of_symbols(library, functions), *problems_of_needs(library), *problems_of_segments(library),
             *problems_of_paths(library), *problems_of_debug(library, debug)]
    if gdb:
        found += problems_of_gdb(library, gdb)
    for problem in found:
        yield f"libconvai.so {problem}"
    for file in [debug, folder / "libconvai.a"]:
        for problem in problems_of_paths(file):
            yield f"{file.name} {problem}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--gdb")
    arguments = parser.parse_args()
    problems = list(problems_of(arguments.folder, arguments.gdb))
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)
    library = arguments.folder / "libconvai.so"
    print(f"{library}: for {machine(library)}, {library.stat().st_size} bytes, "
          f"glibc {'.'.join(map(str, OLDEST_GLIBC))} or newer, build id {build_id(library)}")


if __name__ == "__main__":
    main()

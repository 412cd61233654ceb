"""Checks the files of a Windows build: what convai.dll exports and imports, how it is loaded, and its import libraries.

    python3 check_dll.py FOLDER [HEADER]

FOLDER is the output of packaging/platforms/windows/build.sh. Prints what is wrong, and fails if anything is. Needs llvm-readobj
and llvm-nm.
"""

import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]

# Every Windows 10 has these. The names that begin with api-ms-win are resolved by the loader.
SYSTEM = re.compile(
    r"(advapi32|bcrypt|bcryptprimitives|crypt32|kernel32|msvcrt|ntdll|ws2_32|api-ms-win-core-synch-l1-2-0)\.dll")
PROTECTIONS = {"IMAGE_DLL_CHARACTERISTICS_DYNAMIC_BASE": "its address is not random (ASLR)",
               "IMAGE_DLL_CHARACTERISTICS_HIGH_ENTROPY_VA": "its address is not random in 64 bits",
               "IMAGE_DLL_CHARACTERISTICS_NX_COMPAT": "its data is executable (NX)"}
MOST_BYTES = 3_200_000


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def declared(header):
    """The functions of the header."""
    return set(re.findall(r"^CONVAI_API[^;(]*?\b(convai_\w+)\(", header.read_text(), re.M))


def problems_of_dll(dll, functions):
    text = output_of("llvm-readobj", "--file-headers", "--coff-exports", "--coff-imports", str(dll))
    exports = set(re.findall(r"Export \{[^}]*?Name: (\S+)", text))
    imports = {name.lower() for name in re.findall(r"Import \{\s*Name: (\S+)", text)}
    if "Machine: IMAGE_FILE_MACHINE_AMD64" not in text:
        yield "is not for x86-64"
    for name in sorted(functions - exports):
        yield f"does not export {name}"
    for name in sorted(exports - functions):
        yield f"exports {name}, which the header does not declare"
    if not imports:
        yield "imports nothing: was the file read?"
    for name in sorted(imports):
        if not SYSTEM.fullmatch(name):
            yield f"imports {name}, which is no DLL of Windows"
    for flag, problem in PROTECTIONS.items():
        if flag not in text:
            yield problem
    if "TimeDateStamp: 1970-01-01 00:00:00" not in text:
        yield "has the time of the build in its header, so that two builds differ"
    if "PDBGUID: (" not in output_of("llvm-readobj", "--coff-debug-directory", str(dll)):
        yield "has no build ID, by which debuggers recognise it"
    if dll.stat().st_size > MOST_BYTES:
        yield f"has {dll.stat().st_size} bytes, more than {MOST_BYTES}"


def problems_of_import_library(library, functions):
    """In the short form each member of the archive is one symbol. Linkers of MSVC delay the load of such a DLL."""
    symbols = set(re.findall(r"\bT (convai_\w+)", output_of("llvm-nm", "--quiet", str(library))))
    for name in sorted(functions - symbols):
        yield f"lacks {name}"
    for name in sorted(symbols - functions):
        yield f"has {name}, which the header does not declare"
    if library.suffix == ".lib" and b"convai.dll" not in library.read_bytes():
        yield "does not name convai.dll"


def problems_of_paths(file):
    """A file that is built on a machine must not name its folders: else another machine builds a different file."""
    cargo = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    content = file.read_bytes()
    # The folders inside the repository, because its own path may be short, such as /src, and a part of another path.
    for folder in [ROOT / "src", ROOT / "core/src", ROOT / "audio/src", target, cargo]:
        if f"{folder}/".encode() in content:
            yield f"contains the path {folder}/"


def problems_of(folder, header):
    functions = declared(header)
    if len(functions) < 50:
        yield f"{header}: {len(functions)} functions were found, fewer than there are"
    for problem in problems_of_dll(folder / "convai.dll", functions):
        yield f"convai.dll {problem}"
    for name in ["convai.dll.lib", "libconvai.dll.a"]:
        for problem in problems_of_import_library(folder / name, functions):
            yield f"{name} {problem}"
    for name in ["convai.dll", "convai.dll.debug", "libconvai.a"]:
        for problem in problems_of_paths(folder / name):
            yield f"{name} {problem}"
    definition = set(re.findall(r"^\s+(convai_\w+)$", (folder / "convai.def").read_text(), re.M))
    if definition != functions:
        yield f"convai.def differs from the header: {sorted(definition ^ functions)}"


def main():
    folder = pathlib.Path(sys.argv[1])
    header = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "include" / "convai.h"
    problems = list(problems_of(folder, header))
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)
    print(f"{folder}: {len(declared(header))} functions, and only DLLs of Windows")


if __name__ == "__main__":
    main()

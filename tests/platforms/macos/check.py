"""Checks the files of a macOS build, each of which was built and not run here.

    python3 tests/platforms/macos/check.py FOLDER

FOLDER is the output of packaging/platforms/macos/build.sh. Prints what is wrong, and fails if anything is. Needs LLVM's tools on
PATH: llvm-nm, llvm-readobj and llvm-dwarfdump.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import macho

ROOT = pathlib.Path(__file__).resolve().parents[3]

PROCESSORS = {"arm64", "x86_64"}
MINIMUM = "11.0"
INSTALL_NAME = "@rpath/libconvai.dylib"
FRAMEWORK = "/System/Library/Frameworks/{0}.framework/Versions/A/{0}"
# Every macOS has these.
SYSTEM = {"/usr/lib/libSystem.B.dylib", "/usr/lib/libiconv.2.dylib",
          *(FRAMEWORK.format(name) for name in ("CoreFoundation", "Security", "SystemConfiguration"))}
MH_EXECUTE, MH_DYLIB, MH_DSYM = 2, 6, 10
MH_TWOLEVEL, MH_PIE = 0x80, 0x200000
WRITE, EXECUTE = 2, 4
MOST_BYTES = 7_000_000


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def declared(header=ROOT / "include/convai.h"):
    """The functions of the header."""
    return set(re.findall(r"^CONVAI_API[^;(]*?\b(convai_\w+)\(", header.read_text(), re.M))


def private_paths():
    """The folders of this machine that must not be in a file that others get. The root of the repository may be as short as
    /src, so folders in it are searched for."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    homes = [os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"), os.environ.get("RUSTUP_HOME", pathlib.Path.home() / ".rustup")]
    folders = [*(ROOT / name for name in ("src", "core/src", "audio/src", "target")),
               *(target / name for name in ("platforms", "release", "aarch64-apple-darwin", "x86_64-apple-darwin")),
               *(pathlib.Path(home).resolve() for home in homes)]
    if len(ROOT.parts) > 2:
        folders.append(ROOT)
    return [str(folder).encode() for folder in folders]


def path_problems(data):
    for path in private_paths():
        at = data.find(path)
        if at >= 0:
            yield f"contains a path of this machine: {data[at:at + 100].split(bytes(1))[0].decode(errors='replace')}"


def slices_of(data):
    """The slices, or why they cannot be read."""
    try:
        return macho.slices(data), []
    except (ValueError, IndexError, StopIteration) as error:
        return [], [f"cannot be read: {error}"]


def common_problems(part):
    """What holds for the library and for programs."""
    if part.platform != macho.MACOS or part.minimum != MINIMUM:
        yield f"needs platform {part.platform} in version {part.minimum}, not macOS {MINIMUM}"
    for name in part.loads:
        if name not in SYSTEM:
            yield f"loads {name}, which is no part of macOS"
    if "/usr/lib/libSystem.B.dylib" not in part.loads:
        yield "does not load libSystem: was the file read?"
    if part.rpaths:
        yield f"has search paths for libraries: {part.rpaths}"
    if not part.flags & MH_TWOLEVEL:
        yield "takes symbols from whatever library has them (no two-level namespace)"
    for name, _, _, _, protection in part.segments:
        if protection & WRITE and protection & EXECUTE:
            yield f"has a segment that can be written to and executed: {name}"
    if part.processor == "arm64" and part.offset % 16384:
        yield "begins in the middle of a page of 16 KB"
    if part.uuid is None:
        yield "has no UUID"
    yield from part.signature_problems()


def library_problems(data, functions):
    parts, problems = slices_of(data)
    yield from problems
    if {part.processor for part in parts} != PROCESSORS:
        yield f"is for {sorted(part.processor for part in parts)}, not for {sorted(PROCESSORS)}"
    for part in parts:
        for problem in [*slice_problems(part, functions), *common_problems(part)]:
            yield f"{part.processor}: {problem}"
    if len(data) > MOST_BYTES:
        yield f"has {len(data)} bytes, more than {MOST_BYTES}"
    yield from path_problems(data)


def slice_problems(part, functions):
    if part.kind != MH_DYLIB:
        yield "is no dynamic library"
    if part.install_name != INSTALL_NAME:
        yield f"has the install name {part.install_name}, not {INSTALL_NAME}"
    exports = {name[1:] for name in part.exports()}
    for name in sorted(functions - exports):
        yield f"does not export {name}"
    for name in sorted(exports - functions):
        yield f"exports {name}, which the header does not declare"
    for name in sorted(exports - {name[1:] for name in part.public_symbols()}):
        yield f"lacks {name} in the table of symbols, which nm and crash reports read"
    if part.local_symbols():
        yield f"has {part.local_symbols()} symbols that are of use to a debugger only"
    if any(name.startswith("__DWARF,") for name in part.sections):
        yield "contains debug information"


def program_problems(data):
    """A program, such as the emulator."""
    parts, problems = slices_of(data)
    yield from problems
    if {part.processor for part in parts} != PROCESSORS:
        yield f"is for {sorted(part.processor for part in parts)}, not for {sorted(PROCESSORS)}"
    for part in parts:
        if part.kind != MH_EXECUTE or not part.flags & MH_PIE:
            yield f"{part.processor}: is no program whose address is random"
        for problem in common_problems(part):
            yield f"{part.processor}: {problem}"


def dsym_file(folder):
    return folder / "libconvai.dylib.dSYM/Contents/Resources/DWARF/libconvai.dylib"


def dsym_problems(folder):
    """The debugger finds the bundle by the UUIDs, and in it the line of each address."""
    file = dsym_file(folder)
    if not (folder / "libconvai.dylib.dSYM/Contents/Info.plist").is_file() or not file.is_file():
        yield "has no Info.plist or no debug information"
        return
    library = {part.processor: part for part in slices_of((folder / "libconvai.dylib").read_bytes())[0]}
    debug = {part.processor: part for part in slices_of(file.read_bytes())[0]}
    if set(debug) != set(library):
        yield f"is for {sorted(debug)}, and the library is for {sorted(library)}"
    for processor in set(debug) & set(library):
        if debug[processor].kind != MH_DSYM or debug[processor].uuid != library[processor].uuid:
            yield f"{processor}: has another UUID than the library"
        address = library[processor].exports().get("_convai_version")
        found = output_of("llvm-dwarfdump", f"--arch={processor}", f"--lookup={address:#x}", str(file)) if address else ""
        if not re.search(r"Line info: file '(.*/)?version\.rs', line [1-9]", found):
            yield f"{processor}: has no line for convai_version"
    yield from path_problems(file.read_bytes())


def static_problems(file, functions):
    yield from path_problems(file.read_bytes())
    archives = archives_of(file.read_bytes())
    if set(archives) != PROCESSORS:
        yield f"is for {sorted(archives)}, not for {sorted(PROCESSORS)}"
    for processor, archive in archives.items():
        with tempfile.NamedTemporaryFile(suffix=".a") as scratch:
            scratch.write(archive)
            scratch.flush()
            symbols = output_of("llvm-nm", "--quiet", "--defined-only", "--extern-only", scratch.name)
            machines = set(re.findall(r"^Arch: (\w+)$", output_of("llvm-readobj", "--file-headers", scratch.name), re.M))
        if machines != {{"arm64": "aarch64"}.get(processor, processor)}:
            yield f"{processor}: has members for {sorted(machines)}"
        names = set(re.findall(r"\bT _(convai_\w+)", symbols))
        for name in sorted(functions - names):
            yield f"{processor}: lacks {name}"


def archives_of(data):
    """The static library of each processor."""
    return {name: part for name, part in macho.parts(data) if part[:8] == b"!<arch>\n"}


def problems_of(folder):
    functions = declared()
    if len(functions) < 50:
        yield f"convai.h: {len(functions)} functions were found, fewer than there are"
    for problem in library_problems((folder / "libconvai.dylib").read_bytes(), functions):
        yield f"libconvai.dylib: {problem}"
    for problem in dsym_problems(folder):
        yield f"libconvai.dylib.dSYM: {problem}"
    for problem in static_problems(folder / "libconvai.a", functions):
        yield f"libconvai.a: {problem}"
    for emulator in [folder / "convai-emulator", folder / "emulator/convai-emulator"]:
        if emulator.is_file():
            for problem in program_problems(emulator.read_bytes()):
                yield f"{emulator.relative_to(folder)}: {problem}"


def main():
    problems = list(problems_of(pathlib.Path(sys.argv[1])))
    for problem in problems:
        print(problem)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()

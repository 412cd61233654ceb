#!/usr/bin/env python3
"""Packs everything that users take: archives, wheels, the Unity package, the Unreal plugin, the emulator, and checksums.

    python3 packaging/dist/pack.py [--build] [--output FOLDER] [--built FOLDER] [PLATFORM...]

--build      builds the platforms first, with packaging/platforms
--built      the folder with a folder for each platform (target/platforms)
--output     where the packages are written (dist); earlier packages in it are removed
PLATFORM     windows-x86_64, linux-x86_64, linux-aarch64 or macos-universal (all four)

Every file is checked before it is packed: processor, system, oldest glibc or macOS, libraries that it needs, and exported
functions. A platform whose files are missing or wrong is left out, the last lines say why, and the exit status is 1. The same
commit and tools give the same packages, byte for byte.

    convai-VERSION-PLATFORM.tar.gz (.zip for Windows)   headers, libraries, CMake and pkg-config files, an example, README.txt
    convai-VERSION-PLATFORM.json                        the manifest: commit, tools, oldest system, sizes and checksums
    convai-VERSION-PLATFORM-symbols.tar.gz              debug information, for crash reports
    convai-emulator-VERSION-PLATFORM.tar.gz (.zip)      the emulator
    convai_native-VERSION-py3-none-TAG.whl, .tar.gz     the wheel for Python, and its sources
    convai_native_emulator-VERSION-py3-none-TAG.whl     the wheel with the emulator and a plugin for pytest
    com.convai.native-VERSION.tgz                       the Unity package with the libraries and the emulators of all platforms
    upm/                                                the same files: the content of a branch "upm", for git URLs and OpenUPM
    ConvaiNative-unreal-VERSION.zip                     the Unreal plugin with the libraries of all platforms
    SHA256SUMS                                          the checksum of each file: sha256sum -c SHA256SUMS
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import archives  # noqa: E402
import binaries  # noqa: E402
import third_party  # noqa: E402
from platforms import ELSEWHERE, PLATFORMS, ROOT, Platform  # noqa: E402

OWN = ("convai-*", "convai_native-*", "convai_native_emulator-*", "com.convai.native-*", "ConvaiNative-unreal-*", "SHA256SUMS")


class Refused(Exception):
    """Why something is not packed."""


def output_of(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def version() -> str:
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^\[package\]$.*?^version = "([^"]+)"', manifest, flags=re.M | re.S)[1]


def commit() -> str:
    """The commit of the checkout. A changed checkout is no commit, and says so."""
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no")
    return output_of("git", "rev-parse", "HEAD") + ("-modified" if changed else "")


def target_folder() -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# ---- the check before packing ----


def check(platform: Platform, folder: Path) -> None:
    """Raises Refused if the files of a platform are missing or are not what the platform needs."""
    missing = [name for name in platform.required if not (folder / name).is_file()]
    if missing:
        raise Refused(f"{', '.join(missing)} missing in {folder}")
    wrong = binaries.problems(folder / platform.shared, platform, "shared")
    wrong += binaries.problems(folder / platform.static, platform, "static")
    for name in platform.linked_with:
        if name.endswith(".def"):
            listed = set(re.findall(r"^ +(\w+)$", (folder / name).read_text(encoding="utf-8"), flags=re.M))
            wrong += [f"{name} does not list the functions of the header"] if listed != binaries.functions() else []
        else:
            wrong += binaries.problems(folder / name, platform, "import")
    if wrong:
        raise Refused("; ".join(wrong))


def check_emulator(platform: Platform, file: Path) -> None:
    if not file.is_file():
        raise Refused(f"{file} is missing")
    wrong = binaries.problems(file, platform, "program")
    if wrong:
        raise Refused("; ".join(wrong))


# ---- the packages ----


def fill(template: Path, platform: Platform) -> str:
    words = {"VERSION": version(), "PLATFORM": platform.name, "MINIMUM": platform.minimum[1]}
    return re.sub(r"@([A-Z]+)@", lambda found: words.get(found[1], found[0]), template.read_text(encoding="utf-8"))


def put(target: Path, content: str | bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)


def add_licences(tree: Path, platform: Platform, product: third_party.Product) -> None:
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        shutil.copyfile(ROOT / name, tree / name)
    put(tree / third_party.NOTICES, third_party.notices(product))
    put(tree / f"{product.package}.cdx.json", third_party.sbom(list(platform.triples), product))


def suffix(platform: Platform) -> str:
    return ".zip" if platform.system == "windows" else ".tar.gz"


def pack_library(platform: Platform, built: Path, output: Path, work: Path) -> Path:
    """The archive for C and C++."""
    tree = work / f"convai-{version()}-{platform.name}"
    known = {**os.environ, "CONVAI_PLATFORM": platform.name, "CONVAI_LIBRARY": str(built / platform.shared)}
    for name in ("DESTDIR", "LIBDIR"):
        known.pop(name, None)
    subprocess.run(["sh", str(ROOT / "packaging/install.sh"), str(tree)], check=True, stdout=subprocess.DEVNULL, env=known)
    shutil.rmtree(tree / "share")  # the licences are at the top
    add_licences(tree, platform, third_party.LIBRARY)
    put(tree / "README.txt", fill(HERE / "readme" / f"{platform.system}.txt", platform))
    put(tree / "examples/talk.c", (ROOT / "examples/c/talk.c").read_bytes())
    put(tree / "examples/question.wav", (ROOT / "examples/audio/question.wav").read_bytes())
    put(tree / "examples/CMakeLists.txt", fill(HERE / "readme/CMakeLists.txt", platform))
    archive = output / (tree.name + suffix(platform))
    archives.write(tree, archive)
    put(output / f"{tree.name}.json", manifest(platform, built, archive, tree))
    return archive


def pack_symbols(platform: Platform, built: Path, output: Path, work: Path) -> Path:
    """The debug information."""
    tree = work / f"convai-{version()}-{platform.name}-symbols"
    for name in platform.symbols:
        source = built / name
        if source.is_dir():
            shutil.copytree(source, tree / name)
        elif source.is_file():
            put(tree / name, source.read_bytes())
        else:
            raise Refused(f"{name} is missing: the tools that built the library write none")
    archive = output / f"{tree.name}.tar.gz"
    archives.write(tree, archive)
    return archive


def pack_emulator(platform: Platform, built: Path, output: Path, work: Path) -> Path:
    """The emulator as a program."""
    program = built / "emulator" / platform.emulator
    check_emulator(platform, program)
    tree = work / f"convai-emulator-{version()}-{platform.name}"
    put(tree / platform.emulator, program.read_bytes())
    (tree / platform.emulator).chmod(0o755)
    add_licences(tree, platform, third_party.EMULATOR)
    put(tree / "README.txt", fill(HERE / "readme/emulator.txt", platform))
    archive = output / (tree.name + suffix(platform))
    archives.write(tree, archive)
    return archive


def run(*command: str | Path, **variables: str) -> None:
    """Runs a packer of the repository. Raises Refused with its last line if it fails."""
    done = subprocess.run([str(each) for each in command], cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise Refused((done.stdout.strip().splitlines() or ["no output"])[-1])


def only(output: Path, pattern: str) -> Path:
    (path,) = output.glob(pattern)
    return path


def pack_wheel(platform: Platform, built: Path, output: Path) -> Path:
    """The wheel with the library of a platform, and the source distribution, which is the same for all."""
    sources = "" if list(output.glob("convai_native-*.tar.gz")) else "yes"
    run("sh", ROOT / "bindings/python/build_wheel.sh", output, CONVAI_WHEEL_LIBRARY=str(built / platform.shared),
        CONVAI_WHEEL_PLATFORM=platform.wheel, CONVAI_WHEEL_TARGETS=" ".join(platform.triples), CONVAI_WHEEL_SDIST=sources,
        SOURCE_DATE_EPOCH=str(archives.TIME))
    return only(output, f"convai_native-*{platform.wheel}.whl")


def pack_emulator_wheel(platform: Platform, built: Path, output: Path) -> Path:
    """The wheel with the emulator of a platform and the plugin for pytest."""
    program = built / "emulator" / platform.emulator
    check_emulator(platform, program)
    run("sh", ROOT / "emulator/python/build_wheel.sh", output, CONVAI_WHEEL_EMULATOR=str(program), CONVAI_WHEEL_PLATFORM=platform.wheel,
        CONVAI_WHEEL_TARGETS=" ".join(platform.triples), SOURCE_DATE_EPOCH=str(archives.TIME))
    return only(output, f"convai_native_emulator-*{platform.wheel}.whl")


def pack_unity(ready: dict[Platform, Path], output: Path) -> Path:
    """The Unity package, with the library of every platform that Unity has a player for, and the emulator of every editor."""
    given = [f"--library={each.unity}={built / each.shared}" for each, built in ready.items() if each.unity]
    given += [f"--emulator={each.unity}={built / 'emulator' / each.emulator}" for each, built in ready.items() if each.unity]
    run(sys.executable, ROOT / "bindings/unity/package.py", "--output", output, "--tree", output / "upm", *given)
    return only(output, "com.convai.native-*.tgz")


def pack_unreal(ready: dict[Platform, Path], output: Path, work: Path) -> Path:
    """The Unreal plugin, with the library of every platform."""
    libraries = work / "unreal"
    for platform, built in ready.items():
        for name in (platform.shared, *(each for each in platform.linked_with if each == "convai.dll.lib")):
            put(libraries / platform.unreal / name, (built / name).read_bytes())
    run(sys.executable, ROOT / "bindings/unreal/package.py", "--output", output, "--libraries", libraries)
    return only(output, "ConvaiNative-unreal-*.zip")


# ---- the manifest ----


def toolchain(library: bytes) -> dict[str, str]:
    """The compiler. Its commit is in the paths of the standard library's panic messages."""
    known = dict(line.split(": ", 1) for line in output_of("rustc", "-vV").splitlines() if ": " in line)
    if known["commit-hash"].encode() not in library:
        found = re.search(rb"/rustc/([0-9a-f]{40})/", library)
        raise Refused(f"the library was built by another compiler than rustc {known['release']}"
                      + (f": commit {found[1].decode()}" if found else ""))
    return {"rustc": known["release"], "rustc_commit": known["commit-hash"], "llvm": known["LLVM version"]}


def manifest(platform: Platform, built: Path, archive: Path, tree: Path) -> str:
    """What is in the archive, and how it was made."""
    library = (built / platform.shared).read_bytes()
    images = binaries.read(library)
    minimum = {platform.minimum[0]: ".".join(map(str, max(each.minimum for each in images))) or platform.minimum[1]}
    document: dict[str, Any] = {
        "name": "convai",
        "version": version(),
        "platform": platform.name,
        "commit": commit(),
        "targets": list(platform.triples),
        "toolchain": toolchain(library),
        "minimum": minimum,
        "imports": sorted({each for image in images for each in image.imports}),
        "archive": {"name": archive.name, "size": archive.stat().st_size, "sha256": sha256(archive)},
        "files": [
            {"path": path.relative_to(tree).as_posix(), "size": path.stat().st_size, "sha256": sha256(path)}
            for path in archives.entries(tree)
            if not path.is_symlink()
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def write_checksums(output: Path) -> None:
    files = sorted(path for path in output.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    put(output / "SHA256SUMS", "".join(f"{sha256(path)}  {path.name}\n" for path in files))


# ---- the command line ----


def build(platform: Platform, folder: Path, log: Path) -> None:
    """Builds the files of a platform. Raises Refused if that fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"building {platform.name}: {log}", flush=True)
    start = time.monotonic()
    with log.open("wb") as file:
        for command in (platform.script(str(folder)), ["sh", str(HERE / "emulator.sh"), platform.name, str(folder / "emulator")]):
            done = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT)
            if done.returncode != 0:
                break
    if done.returncode != 0:
        last = next((line for line in reversed(log.read_text(errors="replace").splitlines()) if line.strip()), "no output")
        raise Refused(f"its build failed: {last.strip()} (see {log})")
    print(f"built {platform.name} in {time.monotonic() - start:.0f} s", flush=True)


class Report:
    """What was packed, and what was not, with the reasons."""

    def __init__(self) -> None:
        self.packed: list[tuple[str, Path]] = []
        self.refused: list[tuple[str, str]] = []

    def add(self, what: str, pack: Any, *arguments: Any) -> Path | None:
        """Packs something, or notes why it is not packed."""
        try:
            path = pack(*arguments)
        except Refused as error:
            self.refused.append((what, str(error)))
            return None
        self.packed.append((what, path))
        return path

    def show(self) -> None:
        for what, path in self.packed:
            print(f"{what:32} {path.name} ({path.stat().st_size} bytes)")
        for what, reason in self.refused:
            print(f"{what:32} NOT PACKED: {reason}")
        for what, reason in ELSEWHERE.items():
            print(f"{what:32} not built here: {reason}")


def without(package: str, absent: list[Platform]) -> str:
    """The name of a package, and of the platforms whose libraries it lacks."""
    return package + (f" without {', '.join(each.name for each in absent)}" if absent else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("platforms", nargs="*", metavar="PLATFORM")
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--built", type=Path, default=target_folder() / "platforms")
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    given = parser.parse_args()
    unknown = [name for name in given.platforms if name not in PLATFORMS]
    if unknown:
        parser.error(f"unknown platform {unknown[0]}: use {', '.join(PLATFORMS)}")

    given.output.mkdir(parents=True, exist_ok=True)
    for pattern in OWN:
        for path in given.output.glob(pattern):
            path.unlink()
    report, ready = Report(), {}
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary, "work")
        (shared := Path(temporary, "cargo")).mkdir()
        os.environ["CONVAI_CARGO_OUTPUT"] = str(shared)
        for name in given.platforms or PLATFORMS:
            platform, built = PLATFORMS[name], given.built / name
            try:
                if given.build:
                    build(platform, built, given.built / f"{name}.log")
                check(platform, built)
            except Refused as error:
                report.refused.append((name, str(error)))
                continue
            ready[platform] = built
            report.add(name, pack_library, platform, built, given.output, work)
            report.add(f"{name}, symbols", pack_symbols, platform, built, given.output, work)
            report.add(f"{name}, emulator", pack_emulator, platform, built, given.output, work)
            report.add(f"{name}, wheel", pack_wheel, platform, built, given.output)
            report.add(f"{name}, emulator wheel", pack_emulator_wheel, platform, built, given.output)
        if ready:
            absent = [platform for platform in PLATFORMS.values() if platform not in ready]
            report.add(without("Unity package", [each for each in absent if each.unity]), pack_unity, ready, given.output)
            report.add(without("Unreal plugin", absent), pack_unreal, ready, given.output, work)
    write_checksums(given.output)
    report.show()
    return 1 if report.refused else 0


if __name__ == "__main__":
    sys.exit(main())

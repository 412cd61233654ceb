#!/usr/bin/env python3
"""Makes the plugin's zip, or lays the same files out in a folder.

    python3 package.py [--output FOLDER]    writes FOLDER/Convai-unreal-VERSION.zip (dist/ at the root)
    python3 package.py --stage FOLDER       lays out FOLDER/Convai, to be put into a project's Plugins folder

The library for this system is CONVAI_LIBRARY, or target/release/ at the root. Those of other systems are taken from

    --libraries FOLDER    laid out as lib/ in the plugin: Win64/convai.dll, Mac/libconvai.dylib, ... (see the README)

The zip is the same byte for byte wherever and whenever it is made of the same files.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Iterable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "packaging"))
import third_party  # noqa: E402

PLUGIN = HERE / "Convai"
NATIVE = Path("Source/ThirdParty/ConvaiLibrary")

# What can lie in lib/, by the name that the engine has for the platform. A name that ends with "/" is a folder.
PLATFORMS = {
    "Linux": ("libconvai.so",),
    "LinuxArm64": ("libconvai.so",),
    "Win64": ("convai.dll", "convai.dll.lib"),
    "Mac": ("libconvai.dylib",),
    "Android/arm64-v8a": ("libconvai.so",),
    "Android/x86_64": ("libconvai.so",),
    "IOS": ("convai.framework/",),
}
TRIPLES = {
    "Linux": ["x86_64-unknown-linux-gnu"],
    "LinuxArm64": ["aarch64-unknown-linux-gnu"],
    "Win64": ["x86_64-pc-windows-msvc"],
    "Mac": ["aarch64-apple-darwin", "x86_64-apple-darwin"],
    "Android": ["aarch64-linux-android"],
    "IOS": ["aarch64-apple-ios"],
}
OWN = {
    ("Linux", "x86_64"): "Linux",
    ("Linux", "aarch64"): "LinuxArm64",
    ("Darwin", "arm64"): "Mac",
    ("Darwin", "x86_64"): "Mac",
    ("Windows", "AMD64"): "Win64",
}


def version() -> str:
    """The version of the library, from Cargo.toml."""
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^\[package\]$.*?^version = "([^"]+)"', manifest, flags=re.M | re.S).group(1)


def bill_of_materials(libraries: Iterable[Path]) -> bytes:
    """What is in the libraries, for tools."""
    triples = {triple for path in libraries for name, of in TRIPLES.items() for triple in of if path.as_posix().startswith(name + "/")}
    return third_party.sbom(sorted(triples)).encode()


def own_platform() -> str:
    system = platform.system(), platform.machine()
    if system not in OWN:
        raise SystemExit(f"There is no place in the plugin for {' on '.join(system)}.")
    return OWN[system]


def libraries(extra: Path | None) -> dict[Path, Path]:
    """The libraries to take along: from where each is to where it goes, below lib/."""
    name = own_platform()
    file = PLATFORMS[name][0]
    own = Path(os.environ.get("CONVAI_LIBRARY") or ROOT / "target/release" / file)
    if not own.is_file():
        raise SystemExit(f"There is no {own}: build it with 'make library', or set CONVAI_LIBRARY.")
    beside = [own.parent / each for each in PLATFORMS[name][1:]]  # the import library, on Windows
    found = {Path(name) / each.name: each for each in beside if each.is_file()}
    found[Path(name) / file] = own
    for folder, names in PLATFORMS.items() if extra else ():
        for each in names:
            source = extra / folder / each
            if each.endswith("/"):
                found.update({source.relative_to(extra) / inner.relative_to(source): inner for inner in source.rglob("*") if inner.is_file()})
            elif source.is_file():
                found[Path(folder) / each] = source
    return found


def files(extra: Path | None) -> dict[str, bytes]:
    """Everything that the packaged plugin holds, by its path below Convai/."""
    content = {each.relative_to(PLUGIN): each for each in PLUGIN.rglob("*") if each.is_file()}
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        content[Path(name)] = ROOT / name
    content[NATIVE / "include/convai.h"] = ROOT / "include/convai.h"
    wrapper = ROOT / "bindings/cpp"
    for header in (wrapper / "convai.hpp", *wrapper.glob("convai/*.hpp")):
        content[NATIVE / "include" / header.relative_to(wrapper)] = header
    taken = libraries(extra)
    content.update({NATIVE / "lib" / path: source for path, source in taken.items()})
    packed = {path.as_posix(): source.read_bytes() for path, source in content.items()}
    packed["convai.cdx.json"] = bill_of_materials(taken)
    packed[third_party.NOTICES] = third_party.notices().encode()
    return packed


def write_zip(content: dict[str, bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(content):
            entry = zipfile.ZipInfo("Convai/" + path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is made: the next line is read as its file mode
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content[path], compresslevel=9)


def stage(content: dict[str, bytes], folder: Path) -> None:
    if folder.exists() and not (folder / NATIVE).is_dir():
        raise SystemExit(f"{folder} is something else than this plugin: move it away first.")
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    parser.add_argument("--stage", type=Path)
    parser.add_argument("--libraries", type=Path)
    options = parser.parse_args()
    if options.libraries and not options.libraries.is_dir():
        raise SystemExit(f"There is no folder {options.libraries}.")
    content = files(options.libraries)
    if options.stage:
        stage(content, options.stage / "Convai")
        print(options.stage / "Convai")
        return
    target = options.output / f"Convai-unreal-{version()}.zip"
    write_zip(content, target)
    print(f"{target} ({target.stat().st_size} bytes)")


if __name__ == "__main__":
    main()

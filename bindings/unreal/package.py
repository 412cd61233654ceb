#!/usr/bin/env python3
"""Packs the Unreal plugin into a zip, or stages it in a folder.

    python3 package.py [--output FOLDER]    writes FOLDER/ConvaiNative-unreal-VERSION.zip (default: dist/ of the repository)
    python3 package.py --stage FOLDER       writes FOLDER/ConvaiNative; FOLDER is the Plugins folder of a project

CONVAI_LIBRARY names the library for this system (default: target/library/ of the repository). To add the libraries of
other systems:

    --libraries FOLDER    a folder with the layout of lib/ in the plugin: Win64/convai.dll, Mac/libconvai.dylib, ...
                          (the README of the plugin lists all files); a library for this system in it is taken instead of
                          CONVAI_LIBRARY

    --address URL         the published address of the repository, for the links of the plugin browser; by default
                          CONVAI_REPOSITORY_URL, else the plugin has no links

The same input files always give the same zip, byte for byte.
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

NAME = "ConvaiNative"
PLUGIN = HERE / NAME
NATIVE = Path("Source/ThirdParty/ConvaiNativeLibrary")

# The files that lib/ can contain, by the engine's name of the platform. A name that ends with "/" is a folder.
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
    "Win64": ["x86_64-pc-windows-gnu"],
    "Mac": ["aarch64-apple-darwin", "x86_64-apple-darwin"],
    "Android": ["aarch64-linux-android"],
    "IOS": ["aarch64-apple-ios"],
}
HOSTS = {
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
    """A CycloneDX file that lists the crates in the libraries."""
    triples = {triple for path in libraries for name, of in TRIPLES.items() for triple in of if path.as_posix().startswith(name + "/")}
    return third_party.sbom(sorted(triples)).encode()


def host_platform() -> str:
    """The engine's name of the platform that this script runs on."""
    system = platform.system(), platform.machine()
    if system not in HOSTS:
        raise SystemExit(f"The plugin does not support {' on '.join(system)}.")
    return HOSTS[system]


def libraries(extra: Path | None) -> dict[Path, Path]:
    """The libraries to pack, by their path below lib/."""
    found: dict[Path, Path] = {}
    for folder, names in PLATFORMS.items() if extra else ():
        for each in names:
            source = extra / folder / each
            if each.endswith("/"):
                found.update({source.relative_to(extra) / inner.relative_to(source): inner for inner in source.rglob("*") if inner.is_file()})
            elif source.is_file():
                found[Path(folder) / each] = source
    name = host_platform()
    file = PLATFORMS[name][0]
    if Path(name) / file in found:
        return found
    own = Path(os.environ.get("CONVAI_LIBRARY") or ROOT / "target/library" / file)
    if not own.is_file():
        raise SystemExit(f"{own} does not exist: build it with 'make library', or set CONVAI_LIBRARY.")
    companions = [own.parent / each for each in PLATFORMS[name][1:]]  # the import library, on Windows
    found.update({Path(name) / each.name: each for each in companions if each.is_file()})
    found[Path(name) / file] = own
    return found


def linked(plugin: bytes, address: str) -> bytes:
    """The plugin file with the links of the plugin browser, which has only absolute ones."""
    root = address.rstrip("/")
    links = {b'"DocsURL": ""': f'"DocsURL": "{root}/blob/main/bindings/unreal/{NAME}/README.md"', b'"SupportURL": ""': f'"SupportURL": "{root}/issues"'}
    for empty, link in links.items():
        plugin = plugin.replace(empty, link.encode())
    return plugin


def files(extra: Path | None, address: str) -> dict[str, bytes]:
    """All files of the packaged plugin, by their path below ConvaiNative/."""
    content = {each.relative_to(PLUGIN): each for each in PLUGIN.rglob("*") if each.is_file()}
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        content[Path(name)] = ROOT / name
    content[NATIVE / "include/convai.h"] = ROOT / "include/convai.h"
    wrapper = ROOT / "bindings/cpp"
    for header in (wrapper / "convai.hpp", *wrapper.glob("convai/*.hpp")):
        content[NATIVE / "include" / header.relative_to(wrapper)] = header
    native = libraries(extra)
    content.update({NATIVE / "lib" / path: source for path, source in native.items()})
    packed = {path.as_posix(): source.read_bytes() for path, source in content.items()}
    if address:
        packed[f"{NAME}.uplugin"] = linked(packed[f"{NAME}.uplugin"], address)
    packed["convai.cdx.json"] = bill_of_materials(native)
    packed[third_party.NOTICES] = third_party.notices().encode()
    return packed


def write_zip(content: dict[str, bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(content):
            entry = zipfile.ZipInfo(f"{NAME}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, on every host, so that external_attr is read as a file mode
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content[path], compresslevel=9)


def stage(content: dict[str, bytes], folder: Path) -> None:
    if folder.exists() and not (folder / NATIVE).is_dir():
        raise SystemExit(f"{folder} is not this plugin: move it away first.")
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    parser.add_argument("--stage", type=Path)
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--address", default=os.environ.get("CONVAI_REPOSITORY_URL", ""))
    options = parser.parse_args()
    if options.libraries and not options.libraries.is_dir():
        raise SystemExit(f"The folder {options.libraries} does not exist.")
    content = files(options.libraries, options.address)
    if options.stage:
        stage(content, options.stage / NAME)
        print(options.stage / NAME)
        return
    target = options.output / f"{NAME}-unreal-{version()}.zip"
    write_zip(content, target)
    print(f"{target} ({target.stat().st_size} bytes)")


if __name__ == "__main__":
    main()

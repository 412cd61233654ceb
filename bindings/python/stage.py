#!/usr/bin/env python3
"""Lays out a folder from which the sdist and the wheel are built: the package, the licences, and the Rust crate.

    python3 stage.py FOLDER TARGET

TARGET is a cargo target directory for intermediate files. Nothing is written into the source tree.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = ("pyproject.toml", "hatch_build.py", "README.md")
CRATE = ("Cargo.toml", "Cargo.lock", "build.rs", "cbindgen.toml", "README.md", "src", "include")
LICENCES = ("LICENSE-MIT", "LICENSE-APACHE")

HEADING = """\
The native library in this package contains the following software, under the licences that are named. The Rust
standard library is part of it too (MIT OR Apache-2.0, https://www.rust-lang.org), and in the wheels for Linux LLVM's
libunwind and compiler-rt (Apache-2.0 WITH LLVM-exception, https://llvm.org).
"""


def cargo(*arguments: str) -> bytes:
    """Runs cargo in the root and gives what it prints."""
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def metadata() -> dict[str, Any]:
    """What cargo knows about the crate and everything that it uses on this system."""
    host = next(line.split()[1] for line in subprocess_lines("rustc", "-vV") if line.startswith("host:"))
    found = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", host))
    assert isinstance(found, dict)
    return found


def subprocess_lines(*command: str) -> list[str]:
    """The lines that a command prints."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def linked(known: dict[str, Any]) -> list[dict[str, Any]]:
    """The crates that end up in the library: what is needed neither to test nor only to build it."""
    packages = {each["id"]: each for each in known["packages"]}
    nodes = {each["id"]: each for each in known["resolve"]["nodes"]}
    start = next(identifier for identifier, each in packages.items() if each["name"] == "convai")
    found, open_ends = {start}, [start]
    while open_ends:
        for dependency in nodes[open_ends.pop()]["deps"]:
            is_linked = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if is_linked and dependency["pkg"] not in found and not is_macro(packages[dependency["pkg"]]):
                found.add(dependency["pkg"])
                open_ends.append(dependency["pkg"])
    return sorted((packages[each] for each in found - {start}), key=lambda each: (each["name"], each["version"]))


def is_macro(crate: dict[str, Any]) -> bool:
    """Whether a crate runs inside the compiler and is not linked."""
    return any("proc-macro" in target["kind"] for target in crate["targets"])


def notices(crates: list[dict[str, Any]]) -> str:
    """Names every crate with its licence, and gives each licence's text once."""
    names: dict[str, list[str]] = {}
    for crate in crates:
        folder = Path(crate["manifest_path"]).parent
        texts = [
            each for each in sorted(folder.iterdir()) if each.name.upper().startswith(("LICENSE", "COPYING", "NOTICE"))
        ]
        for each in texts:
            if each.is_file():
                text = each.read_text(encoding="utf-8", errors="replace").strip()
                names.setdefault(text, []).append(f"{crate['name']} {crate['version']}")
    listed = [f"  {each['name']} {each['version']}: {each['license'] or 'see below'}" for each in crates]
    blocks = [f"{'=' * 80}\n{', '.join(who)}\n{'=' * 80}\n\n{text}" for text, who in names.items()]
    return "\n".join([HEADING, *listed]) + "\n\n" + "\n\n".join(blocks) + "\n"


def stage(folder: Path, target: Path) -> None:
    """Lays out the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copy(HERE / name, folder)
    for name in LICENCES:
        if not (ROOT / name).is_file():
            raise SystemExit(f"{ROOT / name} is missing, and a distribution has to hold its licences.")
        shutil.copy(ROOT / name, folder)
    shutil.copytree(HERE / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    known = metadata()
    (folder / "THIRD-PARTY.txt").write_text(notices(linked(known)), encoding="utf-8")

    # The crate as cargo itself would publish it: its own files, and a manifest that stands alone.
    package = ("package", "--package", "convai", "--no-verify", "--allow-dirty", "--quiet")
    cargo(*package, "--target-dir", str(target))
    version = next(each["version"] for each in known["packages"] if each["name"] == "convai")
    unpacked = target / "unpacked-crate"
    shutil.rmtree(unpacked, ignore_errors=True)
    shutil.unpack_archive(str(target / "package" / f"convai-{version}.crate"), str(unpacked), "gztar")
    # Only what a build needs: cargo also packs what happens to lie in the root.
    (folder / "rust").mkdir()
    for name in CRATE:
        (unpacked / f"convai-{version}" / name).rename(folder / "rust" / name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    stage(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())

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

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = ("pyproject.toml", "hatch_build.py", "README.md")
CRATE = ("Cargo.toml", "Cargo.lock", "build.rs", "cbindgen.toml", "README.md", "src", "include")
LICENCES = ("LICENSE-MIT", "LICENSE-APACHE")


def cargo(*arguments: str) -> bytes:
    """Runs cargo in the root and gives what it prints."""
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


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
    # The licences of the crates in the library, and its bill of materials.
    script = (sys.executable, str(ROOT / "packaging" / "third_party.py"))
    subprocess.run([*script, "write", str(folder)], check=True, stdout=subprocess.DEVNULL)
    made = subprocess.run([*script, "sbom", str(target)], check=True, stdout=subprocess.PIPE, text=True)
    shutil.copy(made.stdout.strip(), folder / "convai.cdx.json")

    # The crate as cargo itself would publish it: its own files, and a manifest that stands alone.
    package = ("package", "--package", "convai", "--no-verify", "--allow-dirty", "--quiet")
    cargo(*package, "--target-dir", str(target))
    known = json.loads(cargo("metadata", "--format-version", "1", "--no-deps"))
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

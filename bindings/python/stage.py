#!/usr/bin/env python3
"""Creates the folder from which the sdist and the wheel are built: the package, the licences and the Rust crate.

    python3 stage.py FOLDER TARGET

TARGET is a cargo target directory for intermediate files. The source tree is not changed. The notices of third-party
crates are not part of this folder: build_wheel.sh adds them for the wheel, which contains compiled crates.
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
    """Runs cargo in the root of the repository and returns its output."""
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def stage(folder: Path, target: Path) -> None:
    """Creates the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copy(HERE / name, folder)
    for name in LICENCES:
        if not (ROOT / name).is_file():
            raise SystemExit(f"{ROOT / name} is missing: a distribution must contain its licences.")
        shutil.copy(ROOT / name, folder)
    shutil.copytree(HERE / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))

    # The crate as cargo would publish it: its own files, and a manifest that does not refer to the workspace.
    package = ("package", "--package", "convai", "--no-verify", "--allow-dirty", "--quiet")
    cargo(*package, "--target-dir", str(target))
    known = json.loads(cargo("metadata", "--format-version", "1", "--no-deps"))
    version = next(each["version"] for each in known["packages"] if each["name"] == "convai")
    unpacked = target / "unpacked-crate"
    shutil.rmtree(unpacked, ignore_errors=True)
    shutil.unpack_archive(str(target / "package" / f"convai-{version}.crate"), str(unpacked), "gztar")
    # Only what a build needs: cargo also packs other files in the root.
    (folder / "rust").mkdir()
    for name in CRATE:
        (unpacked / f"convai-{version}" / name).rename(folder / "rust" / name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    stage(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())

#!/usr/bin/env python3
"""Creates the folder from which the sdist and the wheel are built: the package, the licences and the Rust crate.

    python3 stage.py FOLDER

The source tree is not changed. The notices of third-party
crates are not part of this folder: build_wheel.sh adds them for the wheel, which contains compiled crates.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILES = ("pyproject.toml", "hatch_build.py", "README.md")
CRATE = ("Cargo.toml", "Cargo.lock", "build.rs", "cbindgen.toml", "README.md", "src", "core", "audio", "include")
LICENCES = ("LICENSE-MIT", "LICENSE-APACHE")


def without_tests(manifest: Path) -> None:
    """Removes from a manifest what only the tests need: the emulator, and crates that are not linked."""
    text = manifest.read_text(encoding="utf-8").replace(', "emulator"', "")
    manifest.write_text(re.sub(r"^\[dev-dependencies\]\n(?:.+\n)*", "", text, flags=re.M), encoding="utf-8")


def stage_crate(folder: Path) -> None:
    """Copies what a build of the library needs: it works without the rest of the repository."""
    folder.mkdir()
    for name in CRATE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*_tests.rs", "target"))
        else:
            shutil.copy(ROOT / name, folder)
    for manifest in folder.rglob("Cargo.toml"):
        without_tests(manifest)
    # The lock file without the crates that are not needed any more, and with the versions of the others.
    subprocess.run(["cargo", "update", "--workspace", "--offline", "--quiet"], cwd=folder, check=True)


def stage(folder: Path) -> None:
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

    stage_crate(folder / "rust")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    stage(Path(sys.argv[1]).resolve())

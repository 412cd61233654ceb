"""Puts the native library into the wheel.

It is the file that CONVAI_WHEEL_LIBRARY names, for the platform that CONVAI_WHEEL_PLATFORM names: that is how
build_wheel.sh makes the wheels that are handed out. Without them cargo builds it, from the crate in the sdist or from
the checkout that this folder is part of. CONVAI_CARGO names another command than cargo, such as cargo-zigbuild, and
CARGO_BUILD_TARGET another target than this system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARY = {"win32": "convai.dll", "darwin": "libconvai.dylib"}.get(sys.platform, "libconvai.so")


class CustomBuildHook(BuildHookInterface):
    """Hatchling calls this before it collects the wheel's files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the library and says which platform it is for."""
        if version == "editable":
            raise SystemExit(
                "convai-native cannot be installed as editable: set CONVAI_LIBRARY and PYTHONPATH instead."
            )
        given = os.environ.get("CONVAI_WHEEL_LIBRARY")
        platform = os.environ.get("CONVAI_WHEEL_PLATFORM") or sysconfig.get_platform().replace("-", "_").replace(
            ".", "_"
        )
        library = Path(given) if given else build(Path(self.root))
        build_data["force_include"][str(library)] = f"convai/lib/{LIBRARY}"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"


def build(root: Path) -> Path:
    """Builds the library with cargo and gives its path."""
    crate = root / "rust" if (root / "rust").is_dir() else root.parents[1]
    if not (crate / "Cargo.toml").is_file():
        raise SystemExit("The Rust crate of convai-native is not here: build from a checkout or from the sdist.")
    cargo = os.environ.get("CONVAI_CARGO", "cargo")
    if shutil.which(cargo) is None:
        raise SystemExit(
            "There is no wheel of convai-native for this system, and building it needs Rust and a C compiler: "
            "install Rust from https://rustup.rs, then try again."
        )
    folder = Path(os.environ.get("CARGO_TARGET_DIR", crate / "target" / "wheel")).resolve()
    # The crate type is named because link-time optimisation is off where a Rust library is built along.
    command = [cargo, "rustc", "--release", "--lib", "--crate-type", "cdylib", "--locked", "--target-dir", str(folder)]
    target = os.environ.get("CARGO_BUILD_TARGET", "")
    if target:
        command += ["--target", target]
    subprocess.run(command, cwd=crate, check=True)
    # cargo-zigbuild takes a version of glibc behind the target's name: "x86_64-unknown-linux-gnu.2.17".
    return folder / target.partition(".")[0] / "release" / LIBRARY

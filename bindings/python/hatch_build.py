"""Puts the native library into the wheel.

build_wheel.sh passes the path of the library in CONVAI_WHEEL_LIBRARY and its platform in CONVAI_WHEEL_PLATFORM. If they
are not set, cargo builds the library from the crate in the sdist, or from the checkout that contains this folder.
CONVAI_CARGO replaces the command cargo, for example by cargo-zigbuild, and CARGO_BUILD_TARGET sets the target.
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

#: The bill of materials of the library. build_wheel.sh adds it; a wheel that a user builds from the sdist has none.
BILL_OF_MATERIALS = "convai.cdx.json"


def library_name(platform: str) -> str:
    """The name of the library on a platform, which is the tag of a wheel or `sys.platform`."""
    if platform.startswith("win"):
        return "convai.dll"
    return "libconvai.dylib" if platform.startswith(("macosx", "darwin")) else "libconvai.so"


class CustomBuildHook(BuildHookInterface):
    """Hatchling calls this hook before it collects the files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the library, its bill of materials if there is one, and the platform tag."""
        if version == "editable":
            raise SystemExit(
                "convai-native does not support editable installations: set CONVAI_LIBRARY and PYTHONPATH instead."
            )
        given = os.environ.get("CONVAI_WHEEL_LIBRARY")
        platform = os.environ.get("CONVAI_WHEEL_PLATFORM") or sysconfig.get_platform().replace("-", "_").replace(
            ".", "_"
        )
        library = Path(given) if given else build(Path(self.root))
        build_data["force_include"][str(library)] = f"convai/lib/{library_name(platform)}"
        build_data["pure_python"] = False
        if Path(self.root, BILL_OF_MATERIALS).is_file():
            build_data["sbom_files"] = [BILL_OF_MATERIALS]  # from hatchling 1.28 on; older versions ignore it
        build_data["tag"] = f"py3-none-{platform}"


def build(root: Path) -> Path:
    """Builds the library with cargo and returns its path."""
    crate = root / "rust" if (root / "rust").is_dir() else root.parents[1]
    if not (crate / "Cargo.toml").is_file():
        raise SystemExit("The Rust crate of convai-native is missing: build from a checkout or from the sdist.")
    cargo = os.environ.get("CONVAI_CARGO", "cargo")
    if shutil.which(cargo) is None:
        raise SystemExit(
            "There is no wheel of convai-native for this system. Building it needs Rust and a C compiler: "
            "install Rust from https://rustup.rs and try again."
        )
    folder = Path(os.environ.get("CARGO_TARGET_DIR", crate / "target" / "wheel")).resolve()
    # With the crate type of a Rust library, cargo would turn link-time optimisation off.
    command = [cargo, "rustc", "--release", "--lib", "--crate-type", "cdylib", "--locked", "--target-dir", str(folder)]
    target = os.environ.get("CARGO_BUILD_TARGET", "")
    if target:
        command += ["--target", target]
    subprocess.run(command, cwd=crate, check=True)
    # For cargo-zigbuild, the target can end in a version of glibc: "x86_64-unknown-linux-gnu.2.17".
    return folder / target.partition(".")[0] / "release" / library_name(sys.platform)

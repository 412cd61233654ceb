"""Puts the emulator into the wheel, as a script.

build_wheel.sh passes the path of the program in CONVAI_WHEEL_EMULATOR and its platform in CONVAI_WHEEL_PLATFORM. If
they are not set, cargo builds the program from the checkout that contains this folder.
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

#: The bill of materials of the program. build_wheel.sh adds it.
BILL_OF_MATERIALS = "convai-emulator.cdx.json"


def program_name(platform: str) -> str:
    """The name of the program on a platform, which is the tag of a wheel or `sys.platform`."""
    return "convai-emulator.exe" if platform.startswith("win") else "convai-emulator"


class CustomBuildHook(BuildHookInterface):
    """Hatchling calls this hook before it collects the files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the program, its bill of materials if there is one, and the platform tag."""
        given = os.environ.get("CONVAI_WHEEL_EMULATOR")
        own = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        platform = os.environ.get("CONVAI_WHEEL_PLATFORM") or own
        program = Path(given) if given else build(Path(self.root))
        build_data["shared_scripts"][str(program)] = program_name(platform)
        build_data["pure_python"] = False
        if Path(self.root, BILL_OF_MATERIALS).is_file():
            build_data["sbom_files"] = [BILL_OF_MATERIALS]
        build_data["tag"] = f"py3-none-{platform}"


def build(root: Path) -> Path:
    """Builds the program with cargo and returns its path."""
    checkout = root.parents[1]
    if not (checkout / "emulator/Cargo.toml").is_file():
        raise SystemExit("The Rust crate of convai-emulator is missing: build from a checkout.")
    cargo = os.environ.get("CONVAI_CARGO", "cargo")
    if shutil.which(cargo) is None:
        raise SystemExit(
            "There is no wheel of convai-native-emulator for this system. Building it needs Rust and a C compiler: "
            "install Rust from https://rustup.rs and try again."
        )
    folder = Path(os.environ.get("CARGO_TARGET_DIR", checkout / "target")).resolve()
    command = [cargo, "build", "--locked", "--package", "convai-emulator"]
    command += ["--profile", "emulator", "--target-dir", str(folder)]
    subprocess.run(command, cwd=checkout, check=True)
    return folder / "emulator" / program_name(sys.platform)

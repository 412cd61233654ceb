"""Where the built platforms and the packages are, for the tests of packages."""

import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging/dist"), str(ROOT / "packaging"), str(ROOT / "tests/platforms")]

TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
# The platforms as their build scripts left them, the packages, and a folder for the tests.
BUILT = Path(os.environ.get("CONVAI_BUILT") or TARGET / "platforms").resolve()
PACKED = Path(os.environ.get("CONVAI_PACKED") or TARGET / "packages/dist").resolve()
WORK = TARGET / "packages/work"

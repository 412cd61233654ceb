"""The machine and the versions of all programs and libraries, without the machine's name or paths."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import platform
import re
import subprocess
from pathlib import Path

from .tools import BENCHES, CORES, OUT, ROOT

CRATES = ("reqwest", "hyper", "tokio", "serde_json", "base64", "base64-simd", "rubato", "hound")
PACKAGES = ("requests", "httpx", "numpy", "soundfile", "soxr")


def first_match(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else "?"


def output(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def describe() -> dict[str, str]:
    cpu = first_match(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text())
    flags = Path("/proc/cpuinfo").read_text().split()
    vectors = " with AVX-512" if "avx512f" in flags else " with AVX2" if "avx2" in flags else ""
    memory = int(first_match(r"^MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()))
    system = first_match(r'^PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    kernel = first_match(r"^([0-9.]+)", platform.release())
    packages = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "date": datetime.date.today().isoformat(),
        "processor": f"{cpu}{vectors}, {len(CORES)} cores",
        "memory": f"{memory / 2**20:.0f} GiB",
        "system": f"{system}, {platform.system()} {kernel}, {platform.machine()}",
        "this library": first_match(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text()),
        "C": listed(json.loads(output(str(OUT / "versions")))),
        "Rust": f"rustc {output('rustc', '--version').split()[1]}, {listed(crates())}",
        "Python": f"{platform.python_version()}, {listed(packages)}",
        "C#": f"Mono {first_match(r'version ([0-9.]+)', output('mono', '--version'))}",
        "programs": listed(programs()),
    }


def crates() -> dict[str, str]:
    """The crates of the peers and the server."""
    lock = (BENCHES / "rust" / "Cargo.lock").read_text()
    return {name: first_match(rf'^name = "{name}"\nversion = "(.*)"', lock) for name in CRATES}


def programs() -> dict[str, str]:
    return {
        "sox": first_match(r"v([0-9.]+)", output("sox", "--version")),
        "ffmpeg": first_match(r"version ([0-9.]+)", output("ffmpeg", "-version")),
        "valgrind": first_match(r"-([0-9.]+)", output("valgrind", "--version")),
    }


def listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())

"""The Python package beside those of other services: import, size and a turn."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .cold import whole_process_ms
from .results import Comparison, Section, Table
from .tools import BENCHES, CORES, LIBRARY_COPY, OUT, ROOT, Subject, note, run_client

OURS = "convai-native"
#: The distributions, and what a program imports. Some modules import the rest only then.
PACKAGES = {
    OURS: "from convai import Client",
    "openai": "from openai import OpenAI",
    "anthropic": "from anthropic import Anthropic",
    "elevenlabs": "from elevenlabs.client import ElevenLabs",
    "httpx": "from httpx import Client",
}
FOLDER = OUT / "sdks"


def measure(quick: bool) -> Section:
    section = Section(
        "sdks",
        "From Python, beside the packages of other services",
        "Each package is installed into a folder of its own, with what it needs. The import is the processor time of a "
        "process that imports the class of the client and ends, with compiled bytecode. A turn is one question with a short answer, from a canned server, over a connection that is kept: "
        "the text of a chat for openai and anthropic, 211 bytes of audio for elevenlabs, the form of getResponse for httpx "
        "and this library.",
    )
    for name, statement in PACKAGES.items():
        install(name)
        import_ms(name, statement)  # compiles the bytecode
    imports: dict[str, list[float]] = {name: [] for name in (*PACKAGES, "Python alone")}
    turns: dict[str, list[dict[str, float]]] = {name: [] for name in PACKAGES}
    with Canned() as url:
        for number in range(3 if quick else 7):
            note(f"sdks: round {number + 1}")
            for name, statement in PACKAGES.items():
                imports[name].append(import_ms(name, statement))
                calls = 200 if quick else 1000
                turns[name].append(run_client(client(name), url, calls, calls // 10, cores={CORES[0]}))
            imports["Python alone"].append(import_ms(OURS, "pass"))
    beyond = {
        name: [max(one - none, 0.01) for one, none in zip(imports[name], imports["Python alone"])] for name in PACKAGES
    }
    sizes = {name: [size(FOLDER / name) / 1e6] for name in PACKAGES}

    def each(figure: str) -> dict[str, list[float]]:
        return {name: [one[figure] for one in found] for name, found in turns.items()}

    section.comparisons = [
        Comparison("import, beyond Python's own start", "ms", beyond, ours=OURS),
        Comparison("size when installed, with dependencies", "MB", sizes, ours=OURS),
        Comparison("latency of a turn, one core", "µs", each("median_us"), ours=OURS),
        Comparison("processor time of a turn, client", "µs", each("cpu_us"), ours=OURS),
    ]
    rows = [[name, version(name), float(len(list((FOLDER / name).glob("*.dist-info"))) or 1)] for name in PACKAGES]
    section.tables = [Table(["package", "version", "packages that are installed"], [list(row) for row in rows])]
    return section


def install(name: str) -> None:
    """Puts a package and what it needs into a folder. Ours is the source tree with the library that is measured."""
    folder = FOLDER / name
    if name == OURS:
        shutil.rmtree(folder, ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "bindings/python/src/convai", folder / "convai", ignore=ignored)
        (folder / "convai/lib").mkdir()
        shutil.copy(LIBRARY_COPY, folder / "convai/lib/libconvai.so")
    elif not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        subprocess.run([*pip, "--target", str(folder), name], check=True)
        (folder / "complete").touch()


def version(name: str) -> str:
    if name == OURS:
        text = (FOLDER / name / "convai/_version.py").read_text(encoding="utf-8")
        return re.search(r'= "(.+)"', text)[1]
    (info,) = (FOLDER / name).glob(f"{name}-*.dist-info")
    return info.name.removesuffix(".dist-info").rpartition("-")[2]


def size(folder: Path) -> int:
    """The bytes of all files, without what Python compiles."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file() and "__pycache__" not in each.parts)


def import_ms(name: str, code: str) -> float:
    """The processor time of a process."""
    return whole_process_ms([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(FOLDER / name)!r}); {code}"])[1]


def client(name: str) -> Subject:
    command = (sys.executable, str(BENCHES / "python/sdks.py"), name.partition("-")[0])
    return Subject(name, command, environment=(("PYTHONPATH", str(FOLDER / name)),))


class Canned:
    """The canned server, on the core of its clients."""

    def __enter__(self) -> str:
        self.process = subprocess.Popen(
            [sys.executable, str(BENCHES / "python/canned.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        os.sched_setaffinity(self.process.pid, {CORES[0]})
        return self.process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()

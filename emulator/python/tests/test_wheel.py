"""The wheel, installed into an empty environment, and what README.md promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import convai_emulator
import pytest

from support import KEY, ROOT

HERE = Path(__file__).resolve().parents[1]
DIST = Path(os.environ["CONVAI_TEST_DIST"])
README = (HERE / "README.md").read_text(encoding="utf-8")
INFO = f"convai_native_emulator-{convai_emulator.__version__}.dist-info"
#: The blocks that a newcomer runs or writes, in their order.
STEPS = re.findall(r"<!-- newcomer(?:: (\S+))? -->\n```(\w+)\n(.*?)```", README, re.DOTALL)
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def wheel() -> Path:
    (found,) = DIST.glob("convai_native_emulator-*.whl")
    return found


def test_the_version_is_that_of_the_emulator() -> None:
    manifest = (ROOT / "emulator/Cargo.toml").read_text(encoding="utf-8")
    assert f'version = "{convai_emulator.__version__}"' in manifest


def test_the_wheel_contains_the_program_and_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        program = packed.getinfo(f"{INFO[:-10]}.data/scripts/convai-emulator")
        metadata = packed.read(f"{INFO}/METADATA").decode()
        points = packed.read(f"{INFO}/entry_points.txt").decode()
        licences = packed.read(f"{INFO}/licenses/THIRD-PARTY.md").decode()
        described = packed.read(f"{INFO}/WHEEL").decode()
    assert program.external_attr >> 16 & 0o111 == 0o111
    assert {f"{INFO}/licenses/LICENSE-MIT", f"{INFO}/licenses/LICENSE-APACHE"} <= names
    assert f"{INFO}/sboms/convai-emulator.cdx.json" in names
    assert "convai_emulator/py.typed" in names
    assert "| rusqlite |" in licences
    assert points.split() == ["[pytest11]", "convai_emulator", "=", "convai_emulator.pytest_plugin"]
    assert re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE) == [
        "convai-native; extra == 'client'",
        "pytest>=7; extra == 'pytest'",
    ]
    assert "Root-Is-Purelib: false" in described
    assert not [name for name in names if "__pycache__" in name]


def environment() -> dict[str, str]:
    dropped = ("PYTHONPATH", "VIRTUAL_ENV", "PYTEST_ADDOPTS")
    kept = {name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("CONVAI_")}
    # The emulators of this suite write their journals where the canary looks for them.
    kept.update({name: value for name, value in os.environ.items() if name.startswith("CONVAI_EMULATOR_")})
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1"}


def sh(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-ec", command], cwd=folder, env=environment(), capture_output=True, text=True)


def test_a_newcomer_plays_a_conversation_by_the_readme(tmp_path: Path) -> None:
    """Every block is run or written as it stands there, in one shell."""
    tmp_path.joinpath("dist").symlink_to(DIST, target_is_directory=True)
    tmp_path.joinpath("pytest.ini").write_text(f"[pytest]\nconvai_emulator_key = {KEY}\n")
    # The page has a suite of its own, in Chromium: tests/browser/test_newcomer.py of the emulator.
    commands = [text for name, kind, text in STEPS if kind == "sh" and name != "page"]
    files = {name: text for name, kind, text in STEPS if name and kind in ("toml", "python")}
    assert len(commands) == 2
    assert set(files) == {"npc.toml", "test_door.py"}
    for name, text in files.items():
        tmp_path.joinpath(name).write_text(text)
    done = sh(tmp_path, "\n".join(commands))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout

    # The change that README.md suggests, and the report that it shows.
    (report,) = (text for name, _, text in STEPS if name == "report")
    changed = files["test_door.py"].replace("Open the door.", "Open the window.", 1)
    tmp_path.joinpath("test_door.py").write_text(changed)
    done = sh(tmp_path, ". venv/bin/activate\npytest test_door.py")
    assert done.returncode == 1, done.stderr
    variable = r"127\.0\.0\.1:\d+|/\S+/npc\.toml|\d+ ms|session [0-9a-f]{32}|-{2,}"
    shown = re.sub(variable, "_", done.stdout)
    for line in re.sub(variable, "_", report).splitlines():
        assert line in shown.splitlines(), done.stdout


def test_the_wheel_works_in_an_environment_without_pytest(wheel: Path, tmp_path: Path) -> None:
    done = sh(tmp_path, f"{sys.executable} -m venv venv\nvenv/bin/pip install --no-index {wheel}")
    assert done.returncode == 0, done.stderr
    (program,) = (block for block in PROGRAMS if "import convai_emulator" in block)
    for command in ("venv/bin/python -W error program.py", "venv/bin/convai-emulator --version"):
        tmp_path.joinpath("program.py").write_text(program)
        done = sh(tmp_path, command)
        assert done.returncode == 0, done.stderr
        assert re.match(r"http://127\.0\.0\.1:\d+\n|convai-emulator \d", done.stdout)


@pytest.mark.parametrize("where", ["--target=site", "--prefix=prefix"])
def test_the_program_is_found_in_other_layouts(wheel: Path, tmp_path: Path, where: str) -> None:
    done = sh(tmp_path, f"{sys.executable} -m pip install --no-index --no-deps --ignore-installed {where} {wheel}")
    assert done.returncode == 0, done.stderr
    (package,) = tmp_path.rglob("convai_emulator")
    code = "import convai_emulator; print(convai_emulator.program())"
    path = {**environment(), "PYTHONPATH": str(package.parent)}
    found = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True)
    assert Path(found.stdout.strip()) in tmp_path.rglob("convai-emulator"), found.stderr


TESTS = [block for block in PROGRAMS if "def test_" in block and "npc.toml" not in block]


@pytest.mark.parametrize("program", TESTS, ids=range(len(TESTS)))
def test_a_test_of_the_readme_passes(tests: pytest.Pytester, program: str) -> None:
    tests.makepyfile(program)
    tests.runpytest_subprocess().assert_outcomes(passed=1)


def test_every_python_block_of_the_readme_is_run() -> None:
    assert len(TESTS) == 3
    assert len(PROGRAMS) == len(TESTS) + 2


def test_the_sources_are_clean(tmp_path: Path) -> None:
    config = shutil.copy(HERE / "pyproject.toml", tmp_path)
    files = [str(HERE / name) for name in ("src", "tests", "hatch_build.py")]
    for command in (
        ["ruff", "check", "--no-cache", "--config", config, *files],
        ["ruff", "format", "--check", "--no-cache", "--config", config, *files],
        ["mypy", "--config-file", config, f"--cache-dir={tmp_path}", "--python-version=3.10", str(HERE / "src")],
    ):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

"""Runs mypy and ruff on the package, the scripts, the tests and the examples, and mypy as a user would run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import EXAMPLES, PACKAGE

CACHE = os.environ.get("CONVAI_TEST_CACHE", "")


def tool(*arguments: str, cwd: Path = PACKAGE) -> str:
    """Runs a tool of this environment. Returns its output if it fails, otherwise an empty string."""
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=cwd, timeout=300)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return CACHE or str(tmp_path_factory.mktemp("mypy"))


def test_mypy_accepts_the_package(cache: str) -> None:
    assert tool("mypy", "--strict", "--cache-dir", cache, "src/convai") == ""


def test_mypy_accepts_tests_scripts_and_examples(cache: str) -> None:
    """They import the installed package, as the program of a user does."""
    files = [str(each) for each in (*EXAMPLES.glob("*.py"), *(PACKAGE / "tests").glob("*.py"))]
    scripts = ["generate.py", "stage.py"]
    assert tool("mypy", "--strict", "--cache-dir", f"{cache}/outside", *scripts, *files) == ""


def test_mypy_finds_the_mistakes_of_a_user(cache: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "import convai\n"
        "client = convai.Client(api_key=7)\n"
        "reply = client.conversation('id').say('Hello')\n"
        "print(reply.audio.save('x'))\n"
        "number: int = reply.text\n"
    )
    found = tool("mypy", "--strict", "--cache-dir", f"{cache}/wrong", "wrong.py", cwd=tmp_path)
    assert found.count("error:") >= 3, found
    assert 'has incompatible type "int"' in found
    assert "import-untyped" not in found, "py.typed is missing in the wheel"


def test_ruff_finds_nothing() -> None:
    assert tool("ruff", "check", "--no-cache", "--config", "pyproject.toml", ".", str(EXAMPLES)) == ""


def test_every_file_is_formatted() -> None:
    assert (
        tool("ruff", "format", "--no-cache", "--config", "pyproject.toml", "--check", "--diff", ".", str(EXAMPLES))
        == ""
    )

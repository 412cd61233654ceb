"""mypy and ruff, over the package, its scripts, its tests and the examples; and that a user's mypy sees the types."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import EXAMPLES, PACKAGE

CACHE = os.environ.get("CONVAI_TEST_CACHE", "")


def tool(*arguments: str, cwd: Path = PACKAGE) -> str:
    """Runs a tool of this environment; gives what it has to say, which is nothing where all is well."""
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=cwd, timeout=300)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return CACHE or str(tmp_path_factory.mktemp("mypy"))


def test_mypy_of_the_package(cache: str) -> None:
    assert tool("mypy", "--strict", "--cache-dir", cache, "src/convai") == ""


def test_mypy_of_tests_scripts_and_examples(cache: str) -> None:
    """They import the installed package, as a user's program does."""
    files = [str(each) for each in (*EXAMPLES.glob("*.py"), *(PACKAGE / "tests").glob("*.py"))]
    scripts = ["generate.py", "stage.py"]
    assert tool("mypy", "--strict", "--cache-dir", f"{cache}/outside", *scripts, *files) == ""


def test_a_users_mistakes_are_found(cache: str, tmp_path: Path) -> None:
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
    assert "import-untyped" not in found, "py.typed is not in the wheel"


def test_ruff() -> None:
    assert tool("ruff", "check", "--no-cache", ".", str(EXAMPLES)) == ""


def test_ruff_format() -> None:
    assert tool("ruff", "format", "--no-cache", "--check", "--diff", ".", str(EXAMPLES)) == ""

"""Runs mypy, pyright and ruff on the package, scripts, tests and examples, and on the code of the documentation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snippets import DOCUMENTS, examples_as_a_module, samples
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
    files = [str(each) for each in (*EXAMPLES.rglob("*.py"), *(PACKAGE / "tests").glob("*.py"))]
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


@pytest.fixture(scope="module")
def snippets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples of the documents and the examples of the docstrings, as files."""
    folder = tmp_path_factory.mktemp("snippets")
    found = [sample for document in DOCUMENTS for sample in samples(document)]
    assert len(found) >= 7
    for number, sample in enumerate(found):
        (folder / f"sample_{number}.py").write_text(sample, encoding="utf-8")
    (folder / "docstrings.py").write_text(examples_as_a_module(), encoding="utf-8")
    return folder


def pyright(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs basedpyright, which is pyright in a wheel, with this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "basedpyright", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, timeout=300, env={**os.environ, "PATH": path}
    )


def test_mypy_accepts_every_snippet_of_the_documentation(cache: str, snippets: Path) -> None:
    files = sorted(each.name for each in snippets.glob("*.py"))
    assert tool("mypy", "--strict", "--cache-dir", f"{cache}/snippets", *files, cwd=snippets) == ""


def test_pyright_accepts_every_snippet_of_the_documentation_and_the_examples(snippets: Path) -> None:
    folder = snippets / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    # An example of a docstring shows a value, and names what its reader goes on with.
    shown = dict.fromkeys(("reportUnusedExpression", "reportUnusedVariable", "reportUnusedFunction"), False)
    (snippets / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "strict", **shown}))
    done = pyright("--level", "error", cwd=snippets)
    assert done.returncode == 0, done.stdout


def test_the_type_checkers_find_a_mistake_in_an_example(cache: str, tmp_path: Path) -> None:
    module = examples_as_a_module()
    wrong = module.replace("client.characters.get(raymond.id)", "client.characters.get(raymond.identifier)")
    assert wrong != module
    (tmp_path / "docstrings.py").write_text(wrong, encoding="utf-8")
    found = tool("mypy", "--strict", "--cache-dir", f"{cache}/snippets", "docstrings.py", cwd=tmp_path)
    assert 'has no attribute "identifier"' in found
    assert "identifier" in pyright("--level", "error", cwd=tmp_path).stdout


def test_pyright_knows_every_type_of_the_package(tmp_path: Path) -> None:
    done = pyright("--ignoreexternal", "--outputjson", "--verifytypes", "convai", cwd=tmp_path)
    found = json.loads(done.stdout)["typeCompleteness"]
    unknown = [each["name"] for each in found["symbols"] if each["isExported"] and not each["isTypeKnown"]]
    assert (found["completenessScore"], unknown) == (1, []), done.stdout
    assert found["exportedSymbolCounts"]["withKnownType"] > 250


def test_ruff_finds_nothing() -> None:
    assert tool("ruff", "check", "--no-cache", "--config", "pyproject.toml", ".", str(EXAMPLES)) == ""


def test_every_file_is_formatted() -> None:
    assert (
        tool("ruff", "format", "--no-cache", "--config", "pyproject.toml", "--check", "--diff", ".", str(EXAMPLES))
        == ""
    )

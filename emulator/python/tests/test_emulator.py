"""The class without pytest, and the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import convai_emulator
import pytest

from support import KEY, PELL, runs


@pytest.fixture(autouse=True)
def no_program_of_the_environment() -> None:
    assert os.environ.get("CONVAI_EMULATOR") is None


def test_an_emulator_runs_until_its_block_ends() -> None:
    with convai_emulator.Emulator(args=["--echo"], api_key=KEY) as emulator:
        assert emulator.client.get_response(PELL, "Hello").text == "Hello"
        assert emulator.running
        assert emulator.url in repr(emulator)
    assert not emulator.running
    assert not runs(emulator.pid)


def test_the_program_is_that_of_the_package_and_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = Path(convai_emulator.program())
    assert program == Path(sys.prefix, "bin", "convai-emulator")
    for command in ([str(program)], [sys.executable, "-m", "convai_emulator"]):
        printed = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
        assert printed.split()[-1] == convai_emulator.__version__
    monkeypatch.setenv("CONVAI_EMULATOR", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="which CONVAI_EMULATOR names"):
        convai_emulator.program()


def test_a_program_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from convai_emulator import _program

    monkeypatch.setattr(_program, "NAME", "convai-emulator-that-nobody-installed")
    with pytest.raises(FileNotFoundError, match="Install convai-native-emulator again") as caught:
        _program.program()
    assert str(Path(sys.prefix, "bin")) in str(caught.value)


def test_a_client_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "convai", None)
    with convai_emulator.Emulator() as emulator, pytest.raises(ImportError, match="pip install convai-native"):
        emulator.client  # noqa: B018

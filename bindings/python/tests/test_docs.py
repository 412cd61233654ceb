"""Runs the code in the documentation: the samples of the README and the examples of the docstrings."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import doctest
import inspect
import io
import pydoc
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import convai
import pytest

from snippets import PUBLIC, samples
from support import KEY, PACKAGE, QUESTION, Emulator, environment

README = PACKAGE / "README.md"
SAMPLES = samples(README)


def test_every_python_block_of_the_readme_is_a_sample() -> None:
    assert len(SAMPLES) >= 7
    assert README.read_text(encoding="utf-8").count("```python") == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_a_readme_sample_runs(emulator: Emulator, raymond: convai.Character, tmp_path: Path, sample: str) -> None:
    shutil.copy(QUESTION, tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", sample],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env=environment(emulator, CONVAI_CHARACTER_ID=raymond.id, FAKE_SOUNDDEVICE_SAYS=str(QUESTION)),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if "reply.wav" in sample:
        assert convai.Audio.open(tmp_path / "reply.wav").frames


WITHOUT_EXAMPLE = {"Status", "Level", *(name for name in PUBLIC if name.endswith("Error") and name != "ConvaiError")}
GROUPS = ("Characters", "Chats", "Generation", "Narrative", "Tokens")  # their methods have examples
WITHOUT_EXAMPLE |= {f"{prefix}{group}" for group in GROUPS for prefix in ("", "Async")}


def test_every_public_name_has_a_docstring_with_an_example() -> None:
    assert len(PUBLIC) > 70
    missing = [name for name, thing in PUBLIC.items() if not inspect.getdoc(thing)]
    assert not missing
    silent = [name for name, thing in PUBLIC.items() if ">>>" not in (inspect.getdoc(thing) or "")]
    assert set(silent) <= WITHOUT_EXAMPLE, set(silent) - WITHOUT_EXAMPLE


def test_help_is_an_overview() -> None:
    shown = pydoc.plain(pydoc.render_doc(convai))
    assert len(shown.splitlines()) < 150
    assert "Client.characters" in shown
    assert "def get_response" not in shown
    assert "get_response(" in pydoc.plain(pydoc.render_doc(convai.Client))
    named: dict[str, object] = {}
    exec("from convai import *", named)
    assert set(convai.__all__) <= set(named)
    assert set(convai.__all__) <= set(dir(convai))
    assert set(named) - set(convai.__all__) == {"__builtins__"}


def test_every_timeout_is_documented_in_seconds() -> None:
    for name, thing in PUBLIC.items():
        doc = inspect.getdoc(thing) or ""
        for argument in re.findall(r"^\s+(\w*timeout\w*): (.*)$", doc, flags=re.MULTILINE):
            assert "seconds" in argument[1], f"{name}: {argument}"


class Runner:
    """Runs the examples of a docstring, which may contain `await`."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    async def run(self, doc: str) -> int:
        examples = doctest.DocTestParser().get_examples(doc)
        for example in examples:
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            code = compile(example.source, "<example>", "single", flags, dont_inherit=True)
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                outcome = eval(code, self.names)
                if inspect.iscoroutine(outcome):
                    await outcome
            assert printed.getvalue() == example.want, f"{example.source}gives {printed.getvalue()}"
        return len(examples)


EXAMPLES = {name: thing for name, thing in PUBLIC.items() if ">>>" in (inspect.getdoc(thing) or "")}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_docstring_example_prints_what_it_shows(
    emulator: Emulator, device: Any, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(QUESTION, tmp_path)
    monkeypatch.chdir(tmp_path)
    doc = inspect.getdoc(EXAMPLES[name]) or ""
    device.said.extend(QUESTION.read_bytes()[44:])

    async def main() -> None:
        client = convai.Client(KEY)
        async_client = convai.AsyncClient(KEY)
        raymond = client.characters.create(name="Raymond", voice_type="US MALE 1", backstory="He sails.")
        names: dict[str, Any] = {
            "convai": convai,
            "client": client,
            "async_client": async_client,
            "raymond": raymond,
            "chat": client.conversation(raymond),
            "microphone": [bytes(640)] * 5,
            "draw_a_frame": lambda: None,
            "show": lambda _text: None,
        }
        try:
            assert await Runner(names).run(doc) > 0
        finally:
            client.close()
            await async_client.aclose()
            leftover = names.get("client")
            if leftover is not client and isinstance(leftover, convai.Client):
                leftover.close()
            names.clear()

    asyncio.run(main())

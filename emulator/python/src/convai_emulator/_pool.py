"""The emulators of one process of the tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional, Union

import pytest

from ._emulator import Emulator


class Pool:
    """Starts an emulator for each configuration, and ends them all at the end of the `with` block."""

    def __init__(self, config: pytest.Config) -> None:
        self._pytest = config
        self._running: dict[tuple[Any, ...], Emulator] = {}
        self._texts: Optional[tempfile.TemporaryDirectory[str]] = None

    def get(
        self,
        config: Union[str, os.PathLike[str], None] = None,
        *,
        args: Sequence[str] = (),
        toml: Optional[str] = None,
        folder: Union[str, os.PathLike[str], None] = None,
    ) -> Emulator:
        """Returns the emulator with a configuration. It keeps the state that earlier tests left: see `Emulator.reset`.

        Args:
            config: The path of an npc.toml; by default that of the ini option `convai_emulator_config`.
            args: Options of the program, after those of the ini option `convai_emulator_args`.
            toml: The text of an npc.toml, in place of a path.
            folder: The folder that a relative path starts at; by default that of the ini file.
        """
        if config is not None and toml is not None:
            raise pytest.UsageError("convai_emulator: pass the path of an npc.toml or its text, and not both")
        ini = self._pytest.inipath.parent if self._pytest.inipath else self._pytest.rootpath
        path: Optional[Path] = None
        if toml is not None:
            path = self._written(toml)
        elif config is not None:
            path = Path(folder or ini, config).resolve()
        elif self._pytest.getini("convai_emulator_config"):
            path = (ini / self._pytest.getini("convai_emulator_config")).resolve()
        if path is not None and not path.is_file():
            raise pytest.UsageError(f"convai_emulator: there is no file {path}")
        every = (*self._pytest.getini("convai_emulator_args"), *args)
        if hasattr(self._pytest, "workerinput") and any(each.partition("=")[0] == "--port" for each in every):
            raise pytest.UsageError(
                "convai_emulator: remove --port, because each worker of pytest-xdist has its own emulator"
            )

        key = (path, every)
        emulator = self._running.get(key)
        if emulator is None or not emulator.running:
            if emulator is not None:
                emulator.stop()
            emulator = Emulator(path, every, api_key=self._pytest.getini("convai_emulator_key"))
            self._running[key] = emulator
        return emulator

    def _written(self, text: str) -> Path:
        """Returns the file with this text."""
        import hashlib

        if self._texts is None:
            self._texts = tempfile.TemporaryDirectory(prefix="convai-emulator-")
        path = Path(self._texts.name, hashlib.sha256(text.encode()).hexdigest()[:16], "npc.toml")
        if not path.is_file():
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
        return path

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_error: object) -> None:
        for emulator in self._running.values():
            emulator.stop()
        if self._texts is not None:
            self._texts.cleanup()


def pause(item: pytest.Item, emulator: Emulator) -> None:
    """Waits for the Enter key. A worker of pytest-xdist has no terminal, and does not wait."""
    if hasattr(item.config, "workerinput"):
        return
    capture = item.config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend(in_=True)
    try:
        input(f"\n{item.nodeid} failed. The emulator is at {emulator.url}. Press Enter to continue. ")
    except (EOFError, OSError):
        print()
    finally:
        if capture is not None:
            capture.resume()

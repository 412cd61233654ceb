from __future__ import annotations

import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import convai

from support import BACKSTORY, FAKES, KEY, Emulator, until


def pytest_collection_finish() -> None:
    """Each test searches for garbage twice, but not among what was imported and collected before the first one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def server() -> Iterator[Emulator]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    started = Emulator()
    os.environ["CONVAI_BASE_URL"] = started.url
    os.environ["CONVAI_API_KEY"] = KEY
    yield started
    started.stop()


@pytest.fixture
def emulator(server: Emulator) -> Emulator:
    """The emulator in its initial state."""
    server.reset()
    return server


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    """Every test frees all native objects that it creates."""
    gc.collect()
    before = convai.live_objects()
    yield
    gc.collect()
    assert convai.live_objects() == before


@pytest.fixture
def client(emulator: Emulator) -> Iterator[convai.Client]:
    with convai.Client() as made:
        yield made


@pytest.fixture
def raymond(client: convai.Client) -> convai.Character:
    return client.characters.create(name="Raymond", voice_type="US MALE 1", backstory=BACKSTORY)


@pytest.fixture
def chat(client: convai.Client, raymond: convai.Character) -> Iterator[convai.Conversation]:
    with client.conversation(raymond) as made:
        yield made


@pytest.fixture
def fake_sounddevice(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that stands in for sounddevice."""
    spec = importlib.util.spec_from_file_location("sounddevice", FAKES / "sounddevice.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def device(fake_sounddevice: Any) -> Iterator[Any]:
    """The stand-in for sounddevice. Every stream is closed at the end."""
    before = convai.live_objects()
    yield fake_sounddevice
    gc.collect()
    assert until(lambda: not fake_sounddevice.streams)
    assert until(lambda: convai.live_objects() == before)

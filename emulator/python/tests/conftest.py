from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from support import KEY


@pytest.fixture
def tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder for tests that use the plugin as it is installed, with the key that the canary looks for."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    for name in ("CONVAI_BASE_URL", "CONVAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    # A proxy that does not exist: requests to the emulator do not go through it.
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert os.environ.get("CONVAI_EMULATOR") is None, "the program in the wheel is tested"
    options = f"[pytest]\naddopts = -p no:cacheprovider -W error\nconvai_emulator_key = {KEY}\n"
    pytester.path.joinpath("pytest.ini").write_text(options)
    return pytester

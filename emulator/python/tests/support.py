"""What several files of this suite use."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Callable

ROOT = Path(__file__).resolve().parents[3]
# The canary of this project searches all output for this key.
KEY = os.environ.get("CONVAI_TEST_KEY") or "emulator-test-key"
PELL = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"


def until(reached: Callable[[], Any], seconds: float = 120) -> Any:
    """Waits until `reached` returns a true value, or until a time limit, and returns its last value."""
    end = time.monotonic() + seconds
    while True:
        value = reached()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether a process runs. One that has exited and that nobody waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False

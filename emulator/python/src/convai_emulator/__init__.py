"""The emulator of the Convai character API as a program, and a plugin for pytest.

With pytest, use the fixture `convai_emulator`. Elsewhere:

```python
import convai_emulator

with convai_emulator.Emulator("npc.toml") as emulator:
    print(emulator.url)
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from ._emulator import Emulator, EmulatorError
    from ._program import program

__all__ = ["Emulator", "EmulatorError", "__version__", "program"]

_MODULES = {"Emulator": "._emulator", "EmulatorError": "._emulator", "program": "._program"}


def __getattr__(name: str) -> object:
    # pytest imports this package at each start, also where no test uses the emulator.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name], __name__), name)

"""The event loop that runs here: that of asyncio, or trio."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, Optional, cast


def loop_here() -> Optional[asyncio.AbstractEventLoop]:
    """Returns the event loop that runs on this thread, or None. A run of trio has what is used of an event loop."""
    loop = asyncio._get_running_loop()
    if loop is None and "trio" in sys.modules:
        from . import _trio

        return cast("Optional[asyncio.AbstractEventLoop]", _trio.loop_here())
    return loop


def running_loop() -> asyncio.AbstractEventLoop:
    """Returns the event loop that runs on this thread. Raises a RuntimeError that says what to do if none does."""
    loop = loop_here()
    if loop is None:
        raise RuntimeError("There is no running event loop: use AsyncClient in a coroutine, as with asyncio.run.")
    return loop


def new_event() -> asyncio.Event:
    """Returns an event for tasks of the event loop that runs here."""
    if _is_trio():
        from . import _trio

        return cast(asyncio.Event, _trio.TrioNews())
    return asyncio.Event()


async def waited(finished: Any, timeout: Optional[float] = None) -> bool:
    """Waits for a future, which it does not cancel, and tells whether it is done."""
    if isinstance(finished, asyncio.Future):
        return bool((await asyncio.wait([finished], timeout=timeout))[0])
    return bool(await finished.wait(timeout))


async def sleep(seconds: float) -> None:
    """Lets other tasks run for a time."""
    if _is_trio():
        from . import _trio

        await _trio.trio.sleep(seconds)
    else:
        await asyncio.sleep(seconds)


def _is_trio() -> bool:
    return asyncio._get_running_loop() is None and loop_here() is not None

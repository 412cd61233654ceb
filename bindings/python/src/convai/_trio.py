"""What the client for asyncio needs of an event loop, on trio. It is imported only where trio runs."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Generator
from typing import Any, Callable, Optional

trio: Any = importlib.import_module("trio")


class TrioLoop:
    """The methods of an event loop of asyncio that the waker uses, for one run of trio."""

    def __init__(self, token: Any) -> None:
        self.token = token

    def create_future(self) -> TrioFuture:
        """Returns something to wait for."""
        return TrioFuture(self)

    def call_soon_threadsafe(self, function: Callable[..., object], *arguments: object) -> None:
        """Calls a function on the thread of the run. Raises a RuntimeError if the run has ended."""
        try:
            self.token.run_sync_soon(function, *arguments)
        except trio.RunFinishedError:
            raise RuntimeError("the run of trio has ended") from None

    def is_closed(self) -> bool:
        """Whether the run has ended."""
        try:
            self.token.run_sync_soon(len, ())
        except trio.RunFinishedError:
            return True
        return False

    def is_running(self) -> bool:
        """Whether the run has not ended."""
        return not self.is_closed()

    def add_reader(self, *_: object) -> None:
        """Is refused, so that the thread serves this run."""
        raise NotImplementedError

    remove_reader = add_reader


class TrioFuture:
    """The end of an operation, which tasks wait for."""

    def __init__(self, loop: TrioLoop) -> None:
        self._loop = loop
        self._event = trio.Event()

    def get_loop(self) -> TrioLoop:
        """The run whose tasks wait."""
        return self._loop

    def done(self) -> bool:
        """Whether the tasks go on."""
        return bool(self._event.is_set())

    def set_result(self, _: None) -> None:
        """Lets the tasks go on."""
        self._event.set()

    def cancel(self) -> None:
        """Lets the tasks go on, although the operation has not ended."""
        self._event.set()

    async def wait(self, timeout: Optional[float]) -> bool:
        """Waits, and tells whether this was set within the timeout in seconds."""
        with trio.move_on_after(float("inf") if timeout is None else timeout):
            await self._event.wait()
        return self.done()

    def __await__(self) -> Generator[Any, Any, None]:
        waiting: Generator[Any, Any, None] = self._event.wait().__await__()
        return waiting


class TrioNews:
    """What `asyncio.Event` is, which can be cleared."""

    def __init__(self) -> None:
        self._event = trio.Event()

    def set(self) -> None:
        """Lets the tasks that wait go on."""
        self._event.set()

    def clear(self) -> None:
        """Makes further tasks wait."""
        if self._event.is_set():
            self._event = trio.Event()

    async def wait(self) -> None:
        """Waits until this is set."""
        await self._event.wait()


_LOOP: Any = trio.lowlevel.RunVar("convai_loop")


def loop_here() -> Optional[TrioLoop]:
    """Returns the loop of the run on this thread, or None if trio does not run here."""
    with contextlib.suppress(RuntimeError):
        token = trio.lowlevel.current_trio_token()
        try:
            found: TrioLoop = _LOOP.get()
        except LookupError:
            found = TrioLoop(token)
            _LOOP.set(found)
        return found
    return None

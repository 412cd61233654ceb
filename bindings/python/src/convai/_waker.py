"""How an event loop learns that operations have finished: by a descriptor, or where there is none by one thread."""

from __future__ import annotations

import asyncio
import threading
from ctypes import byref, c_int32, c_uint64, c_void_p
from typing import Callable, Optional

from ._core import Core
from ._ffi import Status
from ._loader import library
from .errors import require_ok

#: The longest wait of the thread, in milliseconds: what closing has to wait for where nothing else wakes it.
THREAD_WAIT_MS = 100

#: Called on the loop's thread with the `user_data` of an operation that has finished.
Finished = Callable[[int], None]


class Waker:
    """Calls `finished` on the thread of the event loop that it is attached to."""

    def __init__(self, core: Core, finished: Finished) -> None:
        self._core = core
        self._finished = finished
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._descriptor: Optional[int] = None
        self._thread: Optional[threading.Thread] = None

    def attach(self, loop: asyncio.AbstractEventLoop, busy: bool) -> None:
        """Moves to an event loop. Raises RuntimeError where another one still waits for something."""
        if loop is self._loop:
            return
        if busy and self._loop is not None and not self._loop.is_closed():
            raise RuntimeError("this AsyncClient is in use by another event loop: make one for each loop")
        self.detach()
        self._loop = loop
        try:
            self._attach_descriptor(loop)
        except NotImplementedError:  # Windows: no descriptor, and a loop that could not watch it
            self._start_thread(loop)

    def _attach_descriptor(self, loop: asyncio.AbstractEventLoop) -> None:
        descriptor = c_int32()
        status = library().convai_client_wake_handle(self._core.handle(), byref(descriptor))
        if status == Status.UNSUPPORTED:
            raise NotImplementedError
        require_ok(status)
        loop.add_reader(descriptor.value, self.drain)
        self._descriptor = descriptor.value

    def drain(self) -> None:
        """Reports everything that has finished. Does not block."""
        operation, user_data = c_void_p(), c_uint64()
        while not self._core.closed:
            status = library().convai_client_next(self._core.handle(), 0, operation, byref(user_data))
            if status != Status.OK:
                return
            self._finished(user_data.value)

    def _start_thread(self, loop: asyncio.AbstractEventLoop) -> None:
        # A daemon: it owns nothing, and an interpreter that ends must not wait for it.
        arguments = (self._core.handle(), loop)
        self._thread = threading.Thread(target=self._wait, args=arguments, name="convai-waker", daemon=True)
        self._thread.start()

    def _wait(self, client: int, loop: asyncio.AbstractEventLoop) -> None:
        operation, user_data = c_void_p(), c_uint64()
        while self._loop is loop:
            status = library().convai_client_next(client, THREAD_WAIT_MS, operation, byref(user_data))
            if status == Status.PENDING:
                continue
            if status != Status.OK:
                return  # closed
            try:
                loop.call_soon_threadsafe(self._finished, user_data.value)
            except RuntimeError:
                return  # the loop was closed: nobody waits any more

    def detach(self) -> None:
        """Leaves the event loop. Call it on the loop's thread, before the client is freed."""
        loop, self._loop = self._loop, None
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None and loop is not None and not loop.is_closed():
            loop.remove_reader(descriptor)
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

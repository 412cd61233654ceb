"""Tells an event loop that operations have finished: through a file descriptor, or through a thread on Windows."""

from __future__ import annotations

import asyncio
import os
import threading
from ctypes import byref, c_ssize_t, sizeof
from typing import Callable, Optional

from . import _ffi
from ._ffi import Status
from ._loader import library
from ._native import NativeClient
from .errors import require_ok

#: The longest wait of the thread in one native call, in milliseconds. `detach` may have to wait that long.
THREAD_WAIT_MS = 100

#: Whether the wake handle is a file descriptor. On Windows it is the handle of an event, which asyncio cannot watch.
HAS_DESCRIPTORS = os.name != "nt"

#: Is called on the thread of the event loop with the `user_data` of a finished operation.
Finished = Callable[[int], None]


def _new_event() -> _ffi.convai_event:
    return _ffi.convai_event(struct_size=sizeof(_ffi.convai_event))


class Waker:
    """Calls `finished` on the thread of the event loop to which it is attached."""

    def __init__(self, client: NativeClient, finished: Finished) -> None:
        self._native = client
        self._finished = finished
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._descriptor: Optional[int] = None
        self._thread: Optional[threading.Thread] = None

    def attach(self, loop: asyncio.AbstractEventLoop, busy: bool) -> None:
        """Attaches to an event loop. Raises RuntimeError if calls still run on another event loop."""
        if loop is self._loop:
            return
        if busy and self._loop is not None and not self._loop.is_closed():
            raise RuntimeError("another event loop uses this AsyncClient: create one client for each event loop")
        self.detach()
        self._loop = loop
        try:
            self._attach_descriptor(loop)
        except NotImplementedError:  # not every event loop can watch a descriptor, and Windows has none
            self._start_thread(loop)

    def _attach_descriptor(self, loop: asyncio.AbstractEventLoop) -> None:
        if not HAS_DESCRIPTORS:
            raise NotImplementedError
        descriptor = c_ssize_t()
        require_ok(library().convai_client_wake_handle(self._native.handle(), byref(descriptor)))
        loop.add_reader(descriptor.value, self.drain)
        self._descriptor = descriptor.value

    def drain(self) -> None:
        """Reports every operation that has finished. Does not block."""
        event = _new_event()
        while not self._native.closed:
            if library().convai_client_next(self._native.handle(), 0, byref(event)) != Status.OK:
                return
            self._finished(event.user_data)

    def _start_thread(self, loop: asyncio.AbstractEventLoop) -> None:
        # A daemon thread, so that the interpreter does not wait for it at exit.
        arguments = (self._native.handle(), loop)
        self._thread = threading.Thread(target=self._wait, args=arguments, name="convai-waker", daemon=True)
        self._thread.start()

    def _wait(self, client: int, loop: asyncio.AbstractEventLoop) -> None:
        event = _new_event()
        while self._loop is loop:
            status = library().convai_client_next(client, THREAD_WAIT_MS, byref(event))
            if status == Status.PENDING:
                continue
            if status != Status.OK:
                return  # the client is closed
            try:
                loop.call_soon_threadsafe(self._finished, event.user_data)
            except RuntimeError:
                return  # the event loop is closed

    def detach(self) -> None:
        """Leaves the event loop. Must be called on its thread, and before the client is freed."""
        loop, self._loop = self._loop, None
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None and loop is not None and not loop.is_closed():
            loop.remove_reader(descriptor)
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

"""Tells event loops of the events of operations: through a file descriptor, or through a thread on Windows.

All clients for asyncio share one completion queue. So there is one descriptor, or one thread, for any number of clients
and event loops.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import threading
import weakref
from ctypes import byref, c_ssize_t, c_void_p, sizeof
from typing import NamedTuple, Optional

from . import _ffi
from ._ffi import Status
from ._loader import library
from ._loops import loop_here
from .errors import require_ok, take_error

#: Whether the wake handle is a file descriptor. On Windows it is the handle of an event, which asyncio cannot watch.
HAS_DESCRIPTORS = os.name != "nt"

#: A wait of `deliver` without limit.
FOREVER = -1


class Expected(NamedTuple):
    """What a call waits for."""

    finished: asyncio.Future[None]
    #: Is set for each event of the operation.
    news: Optional[asyncio.Event] = None


#: What the calls that run wait for, by the `user_data` of their operations.
Calls = dict[int, Expected]


class Waker:
    """Completes a future on the thread of its event loop when an operation has finished, and tells it of pieces before.

    An event loop watches the descriptor, and refers to this object, while a client that has used the loop is open or
    one of its calls runs. The thread refers neither to this object nor to a client. So when the last client is closed
    or garbage collected, this object is freed, which ends the thread.
    """

    def __init__(self) -> None:
        self._queue: Optional[int] = None
        error = c_void_p()
        queue = library().convai_queue_new(byref(error))
        if not queue:
            raise take_error(error)
        self._queue = queue
        self._process = os.getpid()
        self._tokens = itertools.count(1)
        self._calls: Calls = {}
        # How many clients and calls use each event loop.
        self._uses: dict[asyncio.AbstractEventLoop, int] = {}
        self._descriptor: Optional[int] = None
        self._starting = threading.Lock()
        self._thread: Optional[threading.Thread] = None

    @property
    def queue(self) -> Optional[int]:
        """The handle of the completion queue, for the options of a client."""
        return self._queue

    @property
    def usable(self) -> bool:
        """Whether this process created the queue. A child process needs a queue of its own."""
        return self._process == os.getpid()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins a use of an event loop, on its thread. `release` ends it."""
        if loop not in self._uses:
            try:
                loop.add_reader(self._wake_handle(), self._deliver)
            except NotImplementedError:  # not every event loop can watch a descriptor, and Windows has none
                self._start_thread()
            self._uses = {each: uses for each, uses in self._uses.items() if not each.is_closed()}
        self._uses[loop] = self._uses.get(loop, 0) + 1

    def release(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ends a use of an event loop. May be called on any thread: a client can be garbage collected on any."""
        if loop.is_closed():
            return
        if loop.is_running() and loop_here() is not loop:
            loop.call_soon_threadsafe(self.release, loop)
            return
        self._uses[loop] -= 1
        if self._uses[loop] == 0:
            del self._uses[loop]
            if self._descriptor is not None:
                with contextlib.suppress(NotImplementedError):
                    loop.remove_reader(self._descriptor)

    def expect(
        self, loop: asyncio.AbstractEventLoop, news: Optional[asyncio.Event] = None
    ) -> tuple[int, asyncio.Future[None]]:
        """Returns the `user_data` for an operation, and the future that completes when the operation has finished.

        `news` is set for each event of the operation. Must be called on the thread of the event loop, before the
        operation is started. `forget` ends the wait.
        """
        self.attach(loop)
        token = next(self._tokens)
        future = loop.create_future()
        self._calls[token] = Expected(future, news)
        return token, future

    def forget(self, token: int, loop: asyncio.AbstractEventLoop) -> None:
        """Ends the wait of `expect`."""
        self._calls.pop(token, None)
        self.release(loop)

    def _wake_handle(self) -> int:
        if not HAS_DESCRIPTORS:
            raise NotImplementedError
        if self._descriptor is None:
            descriptor = c_ssize_t()
            require_ok(library().convai_queue_wake_handle(self._queue, byref(descriptor)))
            self._descriptor = descriptor.value
        return self._descriptor

    def _deliver(self) -> None:
        deliver(self._queue, self._calls, 0)

    def _start_thread(self) -> None:
        with self._starting:
            if self._thread is None:
                arguments = (self._queue, self._calls, FOREVER)
                # A daemon thread, so that the interpreter does not wait for it at exit.
                self._thread = threading.Thread(target=deliver, args=arguments, name="convai-waker", daemon=True)
                self._thread.start()

    def __del__(self) -> None:
        pointer, self._queue = c_void_p(getattr(self, "_queue", None)), None
        if pointer.value:
            library().convai_queue_free(byref(pointer))


def deliver(queue: Optional[int], calls: Calls, timeout_ms: int) -> None:
    """Delivers all events that are there, and those that come within the timeout, to the calls that wait for them."""
    event = _ffi.convai_event(struct_size=sizeof(_ffi.convai_event))
    while library().convai_queue_next(queue, timeout_ms, byref(event)) == Status.OK:
        # No variable here refers to a call: the thread would keep a client alive while it waits for the next event.
        if event.kind == _ffi.EVENT_DONE:
            _tell(calls.pop(event.user_data, None), True)
        elif event.kind == _ffi.EVENT_PIECES:
            _tell(calls.get(event.user_data), False)


def _tell(call: Optional[Expected], has_finished: bool) -> None:
    if call is None:
        return  # nobody waits for the operation any more
    loop = call.finished.get_loop()
    if loop_here() is not loop:
        with contextlib.suppress(RuntimeError):  # the event loop is closed
            loop.call_soon_threadsafe(_tell, call, has_finished)
        return
    if call.news is not None:
        call.news.set()
    if has_finished and not call.finished.done():
        call.finished.set_result(None)


_current: Optional[weakref.ref[Waker]] = None


def shared() -> Waker:
    """Returns the waker of this process. It lives as long as a client refers to it."""
    global _current
    waker = None if _current is None else _current()
    if waker is None or not waker.usable:
        waker = Waker()
        _current = weakref.ref(waker)
    return waker

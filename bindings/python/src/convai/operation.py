"""A request on its way, for programs that cannot wait: a game loop, a user interface."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from ctypes import byref, c_void_p, sizeof
from types import TracebackType
from typing import Callable, Generic, Optional, TypeVar

from . import _check, _ffi
from ._ffi import Status
from ._loader import library
from .errors import ConvaiError, TimeoutError, closed, error_of, require_ok
from .models import STATES, Progress

T = TypeVar("T")

#: The longest wait inside the library, in milliseconds. Python handles Ctrl-C between two of them.
SLICE_MS = 50


def slices(timeout: Optional[float]) -> Iterator[int]:
    """Cuts a time in seconds (None: without end) into waits of at most `SLICE_MS`; at least one, maybe of 0."""
    if timeout is None:
        while True:
            yield SLICE_MS
    end = time.monotonic() + timeout
    rest = timeout
    yield max(0, min(SLICE_MS, int(rest * 1000)))
    while (rest := end - time.monotonic()) > 0:
        yield min(SLICE_MS, 1 + int(rest * 1000))


def checked_timeout(timeout: Optional[float]) -> Optional[float]:
    """A waiting time: None waits without end, 0 does not wait."""
    if timeout is not None and timeout != 0:
        _check.milliseconds("timeout", timeout)
    return timeout


def free_operation(operation: Optional[int]) -> None:
    """Frees an operation; one that has not finished is cancelled."""
    pointer = c_void_p(operation)
    library().convai_operation_free(byref(pointer))


class Operation(Generic[T]):
    """A request that runs in the background. The `start_...` methods return one.

    Poll it once a frame, or wait for it; then take `result()`. Closing it, or losing the last reference to it, cancels
    what has not finished. All methods may be called from any thread.

    Example:
        >>> with chat.start_say("Hello") as turn:
        ...     while not turn.done:
        ...         draw_a_frame()
        ...     turn.result().ok
        True
    """

    def __init__(self, handle: int, take: Callable[[Optional[int]], T]) -> None:
        self._handle: Optional[int] = handle
        self._take = take
        self._taking = threading.Lock()
        self._result: list[T] = []
        self._error: Optional[ConvaiError] = None

    def _native(self) -> int:
        if self._handle is None:
            raise closed("operation")
        return self._handle

    @property
    def done(self) -> bool:
        """Whether it has finished: answered, failed, timed out or cancelled. Does not block.

        Example:
            >>> turn = chat.start_say("Hello")
            >>> turn.wait(), turn.done
            (True, True)
            >>> turn.close()
        """
        return self._finished(library().convai_operation_poll(self._native(), None))

    def progress(self) -> Progress:
        """Tells how far it is. Does not block.

        Raises:
            ClosedError: The operation was closed.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.progress().bytes_received <= 10_000
            True
        """
        native = _ffi.convai_progress(struct_size=sizeof(_ffi.convai_progress))
        self._finished(library().convai_operation_poll(self._native(), byref(native)))
        return Progress(
            STATES.get(native.state, "waiting"),
            native.bytes_sent,
            native.bytes_to_send,
            native.bytes_received,
            native.bytes_to_receive,
        )

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits for the end. Ctrl-C interrupts it, and other threads run meanwhile.

        Args:
            timeout: How many seconds; None for as long as it takes, 0 not at all.

        Returns:
            Whether it has finished.

        Raises:
            ClosedError: The operation was closed.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.wait(timeout=10)
            True
        """
        for milliseconds in slices(checked_timeout(timeout)):
            if self._finished(library().convai_operation_wait(self._native(), milliseconds)):
                return True
        return False

    @staticmethod
    def _finished(status: int) -> bool:
        if status not in (Status.OK, Status.PENDING):
            raise error_of(status)
        return status == Status.OK

    def cancel(self) -> None:
        """Ends it as cancelled, in whatever phase it is; `result()` then raises CancelledError. Does not block.

        Where it has finished before, nothing changes. The service may have acted on it all the same.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.cancel()
        """
        require_ok(library().convai_operation_cancel(self._native()))

    def result(self, timeout: Optional[float] = None) -> T:
        """Waits for the end and gives the result; the same one every time.

        Args:
            timeout: How many seconds to wait; None for as long as it takes, 0 not at all.

        Raises:
            ConvaiError: The request failed; see its subclasses.
            TimeoutError: It has not finished in that time. It goes on: wait again, or cancel it.

        Example:
            >>> with chat.start_say("What is your name?") as turn:
            ...     turn.result().text != ""
            True
        """
        if not self._result and self._error is None:
            if not self.wait(timeout):
                raise TimeoutError(
                    f"The operation has not finished within {timeout} s: wait again, or cancel it.", code=Status.TIMEOUT
                )
            self._take_once()
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _take_once(self) -> None:
        with self._taking:
            if self._result or self._error is not None:
                return
            try:
                self._result.append(self._take(self._native()))
            except ConvaiError as error:
                self._error = error

    def close(self) -> None:
        """Frees it; what has not finished is cancelled. Closing again is fine, and a taken result stays.

        Example:
            >>> chat.start_say("Hello").close()
        """
        handle, self._handle = self._handle, None
        if handle:
            free_operation(handle)

    def __enter__(self) -> Operation[T]:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        if self._handle is None:
            return "<convai.Operation: closed>"
        status = library().convai_operation_poll(self._handle, None)
        return f"<convai.Operation: {'finished' if status == Status.OK else 'under way'}>"

"""Operations: requests that run in the background, for programs that must not block, such as a game loop."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator
from ctypes import byref, c_void_p, sizeof
from typing import Any, Callable, Generic, Optional, TypeVar

from . import _check, _ffi
from ._ffi import Status
from ._loader import library
from ._unique import Closable
from .errors import ConvaiError, TimeoutError, closed, error_of, require_ok
from .models import STATES, Piece, Progress, Reply, take_piece

T = TypeVar("T")

#: The longest wait in one native call, in milliseconds. Python handles Ctrl-C between two of these waits.
SLICE_MS = 50

#: The turns by their handles, which are never reused: a playback names what is heard by its handle.
TURNS: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()


def slices(timeout: Optional[float]) -> Iterator[int]:
    """Divides a timeout in seconds into waits of at most `SLICE_MS`; at least one, which may be 0. None never ends."""
    if timeout is None:
        while True:
            yield SLICE_MS
    end = time.monotonic() + timeout
    rest = timeout
    yield max(0, min(SLICE_MS, int(rest * 1000)))
    while (rest := end - time.monotonic()) > 0:
        yield min(SLICE_MS, 1 + int(rest * 1000))


def checked_timeout(timeout: Optional[float]) -> Optional[float]:
    """Checks the timeout of a wait, in seconds: None waits without limit, 0 does not wait."""
    if timeout is not None and timeout != 0:
        _check.milliseconds("timeout", timeout)
    return timeout


def free_operation(operation: Optional[int]) -> None:
    """Frees an operation, and cancels it if it has not finished."""
    pointer = c_void_p(operation)
    library().convai_operation_free(byref(pointer))


def has_finished(status: int) -> bool:
    """Tells from the status of an operation whether it has finished, and raises the error if the handle is invalid."""
    if status not in (Status.OK, Status.PENDING):
        raise error_of(status)
    return status == Status.OK


def read_progress(operation: Optional[int]) -> Progress:
    """Returns the progress of an operation."""
    native = _ffi.convai_progress(struct_size=sizeof(_ffi.convai_progress))
    has_finished(library().convai_operation_poll(operation, byref(native)))
    return Progress(
        STATES.get(native.state, "waiting"),
        native.bytes_sent,
        native.bytes_to_send,
        native.bytes_received,
        native.bytes_to_receive,
    )


class Report:
    """Tells a function of the caller how a call proceeds, if there is one."""

    def __init__(self, on_progress: Optional[Callable[[Progress], object]]) -> None:
        self.on_progress = on_progress
        self._last: Optional[Progress] = None

    def __call__(self, operation: Optional[int]) -> None:
        """Calls the function if there is news."""
        if self.on_progress is None:
            return
        progress = read_progress(operation)
        if progress != self._last:
            self._last = progress
            self.on_progress(progress)


class Operation(Closable, Generic[T]):
    """A request that runs in the background. The `start_...` methods return it.

    Poll `done` once per frame, or call `wait`; then call `result`. An operation that is closed or garbage collected
    before it has finished is cancelled. All methods may be called from any thread.

    Example:
        >>> with chat.start_say("Hello") as turn:
        ...     while not turn.done:
        ...         draw_a_frame()
        ...     turn.result().ok
        True
    """

    _instead = "pass on what result() returns"

    def __init__(
        self,
        handle: int,
        take: Callable[[Optional[int]], T],
        log: Callable[[], None] = lambda: None,
        on_progress: Optional[Callable[[Progress], object]] = None,
    ) -> None:
        self._handle: Optional[int] = handle
        self._take = take
        self._log = log
        self._report = Report(on_progress)
        self._taking = threading.Lock()
        self._result: list[T] = []
        self._error: Optional[ConvaiError] = None

    def _open_handle(self) -> int:
        if self._handle is None:
            raise closed("operation")
        return self._handle

    @property
    def done(self) -> bool:
        """Whether the operation has finished: it succeeded, failed, timed out or was cancelled. Does not block.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> turn = chat.start_say("Hello")
            >>> turn.wait(), turn.done
            (True, True)
            >>> turn.close()
        """
        return has_finished(library().convai_operation_poll(self._open_handle(), None))

    def progress(self) -> Progress:
        """Returns the state of the operation and how many bytes were transferred. Does not block.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.progress().bytes_received <= 10_000
            True
        """
        return read_progress(self._open_handle())

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Blocks until the operation has finished. Other threads run meanwhile, and Ctrl-C ends the wait.

        Args:
            timeout: How long to wait, in seconds; 0 does not wait, None waits without limit.

        Returns:
            Whether the operation has finished.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.wait(timeout=10)
            True
        """
        limit = checked_timeout(timeout)
        self._report(self._open_handle())
        for milliseconds in slices(limit):
            finished = has_finished(library().convai_operation_wait(self._open_handle(), milliseconds))
            self._report(self._open_handle())
            if finished:
                return True
        return False

    def cancel(self) -> None:
        """Cancels the operation in any state; `result` then raises CancelledError. Does not block.

        An operation that has finished keeps its result. The service may have acted on a cancelled request.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.cancel()
        """
        require_ok(library().convai_operation_cancel(self._open_handle()))

    def result(self, timeout: Optional[float] = None) -> T:
        """Blocks until the operation has finished and returns its result. Further calls return the same object.

        Args:
            timeout: How long to wait, in seconds; 0 does not wait, None waits without limit.

        Raises:
            ConvaiError: The request failed; see the subclasses.
            TimeoutError: The operation has not finished in that time. It continues: wait again, or cancel it.
            ClosedError: The operation was closed before its result was taken.

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
                self._result.append(self._take(self._open_handle()))
            except ConvaiError as error:
                self._error = error
        self._log()

    def close(self) -> None:
        """Frees the operation, and cancels it if it has not finished. A second call does nothing.

        A result that was taken stays available. Does not block.

        Example:
            >>> chat.start_say("Hello").close()
        """
        handle, self._handle = self._handle, None
        if handle:
            free_operation(handle)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        name = type(self).__name__
        if self._handle is None:
            return f"<convai.{name}: closed>"
        status = library().convai_operation_poll(self._handle, None)
        return f"<convai.{name}: {'finished' if status == Status.OK else 'running'}>"


class Turn(Operation[Reply]):
    """A turn that runs in the background. `start_say` and `start_get_response` return it.

    Iterating over it gives the pieces of the reply as they arrive, if the turn was started with `stream=True`. The loop
    blocks until the next piece comes, and ends with the reply; `result` then returns it, or raises the error of the
    turn. A turn without `stream` has one piece, which is there when the turn has ended.

    Example:
        >>> with chat.start_say("Tell me a story.", stream=True) as turn:
        ...     for piece in turn:
        ...         show(piece.text)
        ...     turn.result().ok
        True
    """

    def __init__(
        self,
        handle: int,
        take: Callable[[Optional[int]], Reply],
        log: Callable[[], None] = lambda: None,
        on_progress: Optional[Callable[[Progress], object]] = None,
    ) -> None:
        super().__init__(handle, take, log, on_progress)
        TURNS[handle] = self

    def next_piece(self, timeout: Optional[float] = 0) -> Optional[Piece]:
        """Returns the next piece of the reply. Each piece is returned once, to one thread.

        A game loop that also asks for `done` should do so before it reads the pieces: those that came before the end
        are then all read.

        Args:
            timeout: How long to wait, in seconds; 0 does not wait, None waits without limit.

        Returns:
            The piece, or None if none has come in that time, or no more will come.

        Raises:
            ClosedError: The turn is closed.

        Example:
            >>> with chat.start_say("Hello", stream=True) as turn:
            ...     turn.next_piece(timeout=10) is not None
            True
        """
        for milliseconds in slices(checked_timeout(timeout)):
            piece, ended = take_piece(self._open_handle(), milliseconds)
            if piece is not None or ended:
                return piece
        return None

    def __iter__(self) -> Iterator[Piece]:
        while (piece := self.next_piece(timeout=None)) is not None:
            yield piece

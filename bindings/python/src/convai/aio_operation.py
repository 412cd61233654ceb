"""Operations and turns that run in the background of an event loop."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Optional, TypeVar

from ._ffi import Status
from ._loader import library
from ._loops import new_event, running_loop, waited
from ._native import Call
from ._unique import Unique
from ._waker import Waker
from .errors import ConvaiError, closed, require_ok
from .models import Piece, Progress, Reply, take_piece
from .operation import TURNS, Report, free_operation, read_progress

if TYPE_CHECKING:
    from .aio import AsyncClient

T = TypeVar("T")
Self = TypeVar("Self", bound="AsyncOperation[Any]")

#: How often the progress of a call is reported while a task waits for it, in seconds.
REPORT_INTERVAL = 0.05


async def reported(finished: asyncio.Future[None], report: Report, operation: Optional[int]) -> None:
    """Waits for the end of an operation, and reports its progress if somebody wants to know it."""
    if report.on_progress is None:
        await waited(finished)
        return
    report(operation)
    while not await waited(finished, REPORT_INTERVAL):
        report(operation)
    report(operation)


class AsyncOperation(Unique, Generic[T]):
    """A request that runs in the background. The `start_...` methods of the client for asyncio return it.

    Use it in an `async with` statement, which cancels a request that has not finished at the end of its block. Its
    methods must be called on the thread of the event loop.

    Example:
        >>> async with async_client.characters.start_get(raymond) as request:
        ...     print(request.progress().state != "", (await request.result()).name)
        True Raymond
    """

    _instead = "pass on what result() returns"

    def __init__(self, client: AsyncClient, call: Call[T]) -> None:
        self._operation: Optional[int] = None
        self._loop = running_loop()
        self._waker: Optional[Waker] = client._wake(self._loop)
        self._log = client._native.log
        self._take = call.take
        self._report = Report(call.on_progress)
        self._news = new_event()
        self._token, self._finished = self._waker.expect(self._loop, self._news)
        self._result: list[T] = []
        self._error: Optional[ConvaiError] = None
        try:
            self._operation = call.begin(self._token)
        except BaseException:
            self.close()
            raise

    @property
    def done(self) -> bool:
        """Whether the request has finished: it succeeded, failed, timed out or was cancelled. Does not block.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "Hello") as turn:
            ...     reply = await turn.result()
            ...     turn.done
            True
        """
        return library().convai_operation_poll(self._open_operation(), None) == Status.OK

    def progress(self) -> Progress:
        """Returns the state of the request and how many bytes were transferred. Does not block.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "Hello") as turn:
            ...     reply = await turn.result()
            ...     turn.progress().state
            'done'
        """
        return read_progress(self._open_operation())

    def cancel(self) -> None:
        """Cancels the request; `result` then raises CancelledError, and its `reply` has what had arrived of a turn.

        Does not block.

        Raises:
            ClosedError: The operation is closed.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "Hello") as turn:
            ...     turn.cancel()
        """
        require_ok(library().convai_operation_cancel(self._open_operation()))

    async def result(self) -> T:
        """Waits for the result. Further calls return the same object. If the task is cancelled, the request continues.

        Raises:
            ConvaiError: The request failed; see the method of the blocking client.
            ClosedError: The operation was closed before its result was taken.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "What is your name?") as turn:
            ...     (await turn.result()).text != ""
            True
        """
        if not self._result and self._error is None:
            await reported(self._finished, self._report, self._open_operation())
            self._take_once()
        if not self._result:
            raise self._error or closed("operation")
        return self._result[0]

    def _take_once(self) -> None:
        if not self._result and self._error is None:
            try:
                self._result.append(self._take(self._open_operation()))
            except ConvaiError as error:
                self._error = error
            self._log()

    def _open_operation(self) -> int:
        if self._operation is None:
            raise closed("operation")
        return self._operation

    def close(self) -> None:
        """Frees the operation, and cancels it if it has not finished. A second call does nothing.

        A result that was taken stays available. Does not block and is not a coroutine.

        Example:
            >>> async_client.conversation(raymond.id).start_say("Hello").close()
        """
        waker, self._waker = self._waker, None
        operation, self._operation = self._operation, None
        if waker is not None:
            waker.forget(self._token, self._loop)
        if operation is not None:
            free_operation(operation)
            self._log()
        if not self._finished.done() and not self._loop.is_closed():
            self._finished.cancel()
            self._news.set()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_waker", None) is not None:
            self.close()

    def __repr__(self) -> str:
        name = type(self).__name__
        if self._operation is None:
            return f"<convai.{name}: closed>"
        return f"<convai.{name}: {'finished' if self.done else 'running'}>"


class AsyncTurn(AsyncOperation[Reply]):
    """A turn that runs in the background. `AsyncConversation.start_say` returns it.

    Iterating over it with `async for` gives the pieces of the reply as they arrive, if the turn was started with
    `stream=True`. The loop ends with the reply; `result` then returns it, or raises the error of the turn. A turn
    without `stream` has one piece, which is there when the turn has ended.

    Example:
        >>> chat = async_client.conversation(raymond.id)
        >>> async with chat.start_say("Tell me a story.", voice=True, stream=True) as turn:
        ...     async for piece in turn:
        ...         show(piece.text)
        ...     reply = await turn.result()
    """

    def __init__(self, client: AsyncClient, call: Call[Reply]) -> None:
        super().__init__(client, call)
        if self._operation is not None:
            TURNS[self._operation] = self

    def __aiter__(self) -> AsyncTurn:
        return self

    async def __anext__(self) -> Piece:
        while True:
            # An event that comes after this tells of a piece that comes after the next call.
            self._news.clear()
            piece, ended = take_piece(self._open_operation(), 0)
            if piece is not None:
                return piece
            if ended:
                raise StopAsyncIteration
            await self._news.wait()

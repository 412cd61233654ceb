"""Turns that run in the background of an event loop, and give their reply in pieces."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Optional

from ._ffi import Status
from ._loader import library
from ._native import Call
from ._unique import Unique
from ._waker import Waker
from .errors import ConvaiError, closed, require_ok
from .models import Piece, Reply, take_piece
from .operation import TURNS, free_operation

if TYPE_CHECKING:
    from .aio import AsyncClient


class AsyncTurn(Unique):
    """A turn that runs in the background. `AsyncConversation.start_say` returns it.

    Use it in an `async with` statement, which cancels a turn that has not finished at the end of its block.
    Iterating over it with `async for` gives the pieces of the reply as they arrive, if the turn was started with
    `stream=True`. The loop ends with the reply; `result` then returns it, or raises the error of the turn. A turn
    without `stream` has one piece, which is there when the turn has ended. Its methods must be called on the thread of
    the event loop.

    Example:
        >>> chat = async_client.conversation(raymond.id)
        >>> async with chat.start_say("Tell me a story.", voice=True, stream=True) as turn:
        ...     async for piece in turn:
        ...         show(piece.text)
        ...     reply = await turn.result()
    """

    _instead = "pass on what result() returns"

    def __init__(self, client: AsyncClient, call: Call[Reply]) -> None:
        self._operation: Optional[int] = None
        self._loop = asyncio.get_running_loop()
        self._waker: Optional[Waker] = client._wake(self._loop)
        self._log = client._native.log
        self._take = call.take
        self._news = asyncio.Event()
        self._token, self._finished = self._waker.expect(self._loop, self._news)
        self._result: Optional[Reply] = None
        self._error: Optional[ConvaiError] = None
        try:
            self._operation = call.begin(self._token)
            TURNS[self._operation] = self
        except BaseException:
            self.close()
            raise

    @property
    def done(self) -> bool:
        """Whether the turn has finished: it succeeded, failed, timed out or was cancelled. Does not block.

        Raises:
            ClosedError: The turn is closed.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "Hello") as turn:
            ...     reply = await turn.result()
            ...     turn.done
            True
        """
        return library().convai_operation_poll(self._open_operation(), None) == Status.OK

    def cancel(self) -> None:
        """Cancels the turn; `result` then raises CancelledError, and its `reply` has what had arrived. Does not block.

        Raises:
            ClosedError: The turn is closed.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "Hello") as turn:
            ...     turn.cancel()
        """
        require_ok(library().convai_operation_cancel(self._open_operation()))

    async def result(self) -> Reply:
        """Waits for the reply. Further calls return the same object. If the task is cancelled, the turn continues.

        Raises:
            ConvaiError: The turn failed; see `Conversation.say`.
            ClosedError: The turn was closed before its result was taken.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "What is your name?") as turn:
            ...     (await turn.result()).text != ""
            True
        """
        if self._result is None and self._error is None:
            self._open_operation()
            await asyncio.wait([self._finished])
            self._take_once()
        if self._result is None:
            raise self._error or closed("turn")
        return self._result

    def _take_once(self) -> None:
        if self._result is None and self._error is None:
            try:
                self._result = self._take(self._open_operation())
            except ConvaiError as error:
                self._error = error
            self._log()

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

    def _open_operation(self) -> int:
        if self._operation is None:
            raise closed("turn")
        return self._operation

    def close(self) -> None:
        """Frees the turn, and cancels it if it has not finished. A second call does nothing.

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

    async def __aenter__(self) -> AsyncTurn:
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
        if self._operation is None:
            return "<convai.AsyncTurn: closed>"
        return f"<convai.AsyncTurn: {'finished' if self.done else 'running'}>"

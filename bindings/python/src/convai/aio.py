"""The client for asyncio. It has the methods of the blocking client as coroutines."""

from __future__ import annotations

import asyncio
import os
import time
from types import TracebackType
from typing import Optional, TypeVar, Union

from ._aio_account import AsyncAccount
from ._aio_retry import repeated
from ._loops import running_loop, sleep
from ._native import Call, CharacterLike, NativeClient, warn_unclosed
from ._settings import Configurable, initial_settings
from ._shutdown import CLOSE_TIMEOUT
from ._turns import Sayable, TurnOptions, to_character, turn
from ._unique import Unique
from ._waker import Waker, shared
from .aio_characters import AsyncCharacters
from .aio_conversation import AsyncConversation
from .aio_operation import AsyncOperation, AsyncTurn, reported
from .aio_tokens import AsyncTokens
from .errors import closed
from .models import Reply
from .operation import Report, checked_timeout, free_operation
from .scene import Scene

T = TypeVar("T")

#: How often `aclose` looks whether the library's threads have ended, in seconds.
CLOSE_INTERVAL = 0.005


class AsyncClient(Unique, Configurable, AsyncAccount):
    """A client of the service for asyncio and trio. Use it in an `async with` statement.

    Cancelling a task cancels its request. Calls use no threads: the library wakes the event loop through a file
    descriptor, or on Windows and for trio with one thread for all clients of the process. Several event loops may use
    one client.

    The arguments and errors are those of `Client`.

    Example:
        >>> async with convai.AsyncClient(api_key="test-key") as client:
        ...     character = await client.characters.get(raymond.id)
        ...     print(character.name)
        Raymond
    """

    _instead = "create another client with the same arguments, and in each process its own"

    def __init__(
        self,
        api_key: Optional[str] = None,
        *,
        auth_token: Optional[str] = None,
        base_url: Optional[str] = None,
        proxy: Optional[str] = None,
        ca: Union[str, os.PathLike[str], None] = None,
        user_agent: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        timeout: Optional[float] = None,
        voice_timeout: Optional[float] = None,
        idle_timeout: Optional[float] = None,
        max_in_flight: Optional[int] = None,
        max_queued: Optional[int] = None,
        max_queued_bytes: Optional[int] = None,
        upload_sample_rate: Optional[int] = None,
        max_response_bytes: Optional[int] = None,
        max_retries: Optional[int] = None,
    ) -> None:
        self._settings = initial_settings(max_retries)
        self._waker: Optional[Waker] = shared()
        self._loops: set[asyncio.AbstractEventLoop] = set()
        self._native = NativeClient(
            queue=self._waker.queue,
            api_key=api_key,
            auth_token=auth_token,
            base_url=base_url,
            proxy=proxy,
            ca=ca,
            user_agent=user_agent,
            connect_timeout=connect_timeout,
            timeout=timeout,
            voice_timeout=voice_timeout,
            idle_timeout=idle_timeout,
            max_in_flight=max_in_flight,
            max_queued=max_queued,
            max_queued_bytes=max_queued_bytes,
            upload_sample_rate=upload_sample_rate,
            max_response_bytes=max_response_bytes,
        )

    @property
    def characters(self) -> AsyncCharacters:
        """The characters of the account: create, update, get, find, list, clone and delete.

        Example:
            >>> (await async_client.characters.find("Raymond")).name
            'Raymond'
        """
        return AsyncCharacters(self)

    @property
    def tokens(self) -> AsyncTokens:
        """Auth tokens, which stand in for the API key: create, extend and revoke.

        Example:
            >>> (await async_client.tokens.create()).expires is not None
            True
        """
        return AsyncTokens(self)

    def set_credentials(self, api_key: Optional[str] = None, *, auth_token: Optional[str] = None) -> None:
        """Replaces the API key or the auth token; see `Client.set_credentials`. Is not a coroutine.

        Example:
            >>> token = await async_client.tokens.create()
            >>> async with convai.AsyncClient() as player:
            ...     player.set_credentials(auth_token=token.token)
            ...     (await player.characters.get(raymond.id)).name
            'Raymond'
        """
        self._native.set_credentials(api_key, auth_token)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> Waker:
        """Returns the waker, which from now on serves this event loop."""
        if self._origin is not None:
            shared_waker: Waker = self._origin._wake(loop)
            return shared_waker
        waker = self._waker
        if waker is None:
            raise closed("client")
        if loop not in self._loops:
            waker.attach(loop)
            self._loops = {each for each in self._loops if not each.is_closed()} | {loop}
        return waker

    async def _run(self, call: Call[T]) -> T:
        """Starts a call and waits for its result. If the task is cancelled, so is the call."""
        call = self._settings.applied(call)
        return await (repeated(call, self._native, self._attempt) if call.max_retries else self._attempt(call))

    async def _attempt(self, call: Call[T]) -> T:
        loop = running_loop()
        waker = self._wake(loop)
        token, finished = waker.expect(loop)
        operation: Optional[int] = None
        try:
            operation = call.begin(token)
            if call.on_progress is None:
                await finished
            else:
                await reported(finished, Report(call.on_progress), operation)
            return call.take(operation)
        finally:
            waker.forget(token, loop)
            free_operation(operation)
            self._native.log()
            del waker  # the traceback of an exception refers to this frame, and would keep the queue

    def _begin(self, call: Call[T]) -> AsyncOperation[T]:
        return AsyncOperation(self, self._settings.applied(call))

    def _begin_turn(self, call: Call[Reply]) -> AsyncTurn:
        return AsyncTurn(self, self._settings.applied(call))

    def conversation(
        self, character: CharacterLike, session_id: Optional[str] = None, *, fallback: Optional[str] = None
    ) -> AsyncConversation:
        """Creates a conversation with a character. Sends nothing, does not block and is not a coroutine.

        Args:
            character: The character, or its id.
            session_id: The id of a session to continue, for example from a saved game; None starts a new session.
            fallback: The line that replaces the answer of a failed turn; None raises the error instead.

        Raises:
            ConfigurationError: The id is empty.
            ClosedError: The client is closed.

        Example:
            >>> chat = async_client.conversation(raymond.id)
            >>> (await chat.say("What is your name?")).ok
            True
        """
        return AsyncConversation(self, character, session_id, fallback)

    async def get_response(
        self,
        character: CharacterLike,
        said: Sayable,
        *,
        session_id: Optional[str] = None,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> Reply:
        """Sends a single turn to a character. The arguments and errors are those of `Client.get_response`.

        Raises:
            asyncio.CancelledError: The task was cancelled, and with it the request.
            ConvaiError: See `Client.get_response`.

        Example:
            >>> reply = await async_client.get_response(raymond.id, "What is your name?")
            >>> reply.session_id is not None
            True
        """
        turn_options = TurnOptions(
            voice,
            sample_rate,
            channels,
            sample_format,
            multipart,
            response_level,
            timeout,
            connect_timeout,
            deadline,
            upload_sample_rate,
            omit_raw,
            stream,
            idle_timeout,
            scene,
        )
        recipient = to_character(self._native, character, session_id)
        return await self._run(turn(recipient, said, turn_options, self._upload_sample_rate))

    def start_get_response(
        self,
        character: CharacterLike,
        said: Sayable,
        *,
        session_id: Optional[str] = None,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> AsyncTurn:
        """Starts `get_response` and returns the turn, which gives the pieces of the reply. Is not a coroutine.

        Must be called in a task, whose event loop the turn then uses. Does not block.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ConfigurationError: An argument is invalid.
            AudioError: The audio cannot be sent.

        Example:
            >>> async with async_client.start_get_response(raymond.id, "Hello", stream=True) as turn:
            ...     texts = [piece.text async for piece in turn]
            ...     "".join(texts) == (await turn.result()).text
            True
        """
        turn_options = TurnOptions(
            voice,
            sample_rate,
            channels,
            sample_format,
            multipart,
            response_level,
            timeout,
            connect_timeout,
            deadline,
            upload_sample_rate,
            omit_raw,
            stream,
            idle_timeout,
            scene,
        )
        recipient = to_character(self._native, character, session_id)
        return self._begin_turn(turn(recipient, said, turn_options, self._upload_sample_rate))

    def reset_connections(self) -> None:
        """Makes further calls use new connections. Does not block and is not a coroutine.

        Call it when the network has changed: idle connections may be dead then. Calls in flight continue.

        Raises:
            ClosedError: The client is closed.

        Example:
            >>> async_client.reset_connections()
        """
        self._native.reset_connections()

    async def aclose(self, timeout: Optional[float] = CLOSE_TIMEOUT) -> bool:
        """Cancels all calls, waits for the client's threads and frees the client; see `Client.close`.

        Running calls raise CancelledError. Does not block the event loop.

        Args:
            timeout: How long to wait for the threads, in seconds; 0 does not wait, None waits without limit.

        Returns:
            Whether the threads have ended. If not, call `aclose` again to wait longer.

        Example:
            >>> client = convai.AsyncClient(api_key="test-key")
            >>> await client.aclose(timeout=0.5)
            True
            >>> client.closed
            True
        """
        limit = checked_timeout(timeout)
        self._leave()
        start = time.monotonic()
        while not self._native.close(0):
            if limit is not None and time.monotonic() - start >= limit:
                return False
            await sleep(CLOSE_INTERVAL)
        return True

    @property
    def closed(self) -> bool:
        """Whether `aclose` was called.

        Example:
            >>> async_client.closed
            False
        """
        return self._native.closed

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        native: Optional[NativeClient] = None if self._origin else getattr(self, "_native", None)
        if native is not None and not native.closed:
            warn_unclosed(self)
        if native is not None:
            self._leave()
            native.free()

    def _leave(self) -> None:
        """Stops using the event loops. Calls that still run keep theirs, and the waker."""
        if self._origin is not None:
            self._origin._leave()
            return
        waker, self._waker = self._waker, None
        loops, self._loops = self._loops, set()
        if waker is not None:
            for loop in loops:
                waker.release(loop)

    def __repr__(self) -> str:
        return f"<convai.AsyncClient {self._native.base_url} ({'closed' if self.closed else 'open'})>"

"""The client for asyncio. It has the methods of the blocking client as coroutines."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Iterable
from types import TracebackType
from typing import Optional, TypeVar, Union

from . import _character_calls
from ._character_calls import Actions
from ._conversation import ConversationBase, warn_unclosed
from ._native import Call, CharacterLike, NativeClient
from ._turns import Sayable, TurnOptions, to_character, turn
from ._waker import Waker
from .client import CLOSE_TIMEOUT_MS
from .models import Character, Reply
from .operation import free_operation

T = TypeVar("T")

#: How often `aclose` looks whether the library's threads have ended, in milliseconds.
CLOSE_INTERVAL_MS = 5


class AsyncClient:
    """A client of the service for asyncio. Use it in an `async with` statement, and in one event loop at a time.

    Cancelling a task cancels its request. Calls use no threads: the library wakes the event loop through a file
    descriptor, or on Windows with one thread per client. The methods are not safe to call from several threads.

    The arguments and errors are those of `Client`.

    Example:
        >>> async with convai.AsyncClient(api_key="test-key") as client:
        ...     character = await client.characters.get(raymond.id)
        ...     print(character.name)
        Raymond
    """

    def __init__(
        self,
        api_key: Optional[str] = None,
        *,
        base_url: Optional[str] = None,
        proxy: Optional[str] = None,
        ca: Union[str, os.PathLike[str], None] = None,
        user_agent: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        timeout: Optional[float] = None,
        voice_timeout: Optional[float] = None,
        max_in_flight: Optional[int] = None,
        max_queued: Optional[int] = None,
        max_queued_bytes: Optional[int] = None,
        upload_sample_rate: Optional[int] = None,
        max_response_bytes: Optional[int] = None,
    ) -> None:
        self._native = NativeClient(
            api_key=api_key,
            base_url=base_url,
            proxy=proxy,
            ca=ca,
            user_agent=user_agent,
            connect_timeout=connect_timeout,
            timeout=timeout,
            voice_timeout=voice_timeout,
            max_in_flight=max_in_flight,
            max_queued=max_queued,
            max_queued_bytes=max_queued_bytes,
            upload_sample_rate=upload_sample_rate,
            max_response_bytes=max_response_bytes,
        )
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._tokens = itertools.count(1)
        self._waker = Waker(self._native, self._finished)

    @property
    def characters(self) -> AsyncCharacters:
        """The characters of the account: create, update, get, find, clone and delete.

        Example:
            >>> (await async_client.characters.find("Raymond")).name
            'Raymond'
        """
        return AsyncCharacters(self)

    async def _run(self, call: Call[T]) -> T:
        """Starts a call and waits for its result. If the task is cancelled, so is the call."""
        loop = asyncio.get_running_loop()
        self._native.handle()
        self._waker.attach(loop, busy=bool(self._waiting))
        token = next(self._tokens)
        operation = call.begin(token)
        try:
            self._waiting[token] = finished = loop.create_future()
            await finished
            return call.take(operation)
        finally:
            self._waiting.pop(token, None)
            free_operation(operation)
            self._native.log()

    def _finished(self, token: int) -> None:
        waiting = self._waiting.get(token)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

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
        deadline: Optional[float] = None,
        omit_raw: bool = False,
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
            voice, sample_rate, channels, sample_format, multipart, response_level, timeout, deadline, omit_raw
        )
        recipient = to_character(self._native, character, session_id)
        return await self._run(turn(recipient, said, turn_options, self._native.upload_sample_rate))

    def reset_connections(self) -> None:
        """Makes further calls use new connections. Does not block and is not a coroutine.

        Call it when the network has changed: idle connections may be dead then. Calls in flight continue.

        Raises:
            ClosedError: The client is closed.

        Example:
            >>> async_client.reset_connections()
        """
        self._native.reset_connections()

    async def aclose(self) -> None:
        """Cancels all calls and frees the client. A second call does nothing.

        Running calls raise CancelledError. Normally takes less than a millisecond, and at most two seconds. It does not
        block the event loop.

        Example:
            >>> client = convai.AsyncClient(api_key="test-key")
            >>> await client.aclose()
            >>> client.closed
            True
        """
        if self._native.closed:
            return
        # Name resolution in the system can delay the end of a thread. A longer wait here would block the event loop.
        ended = self._native.stop(0)
        for _ in range(CLOSE_TIMEOUT_MS // CLOSE_INTERVAL_MS):
            if ended:
                break
            await asyncio.sleep(CLOSE_INTERVAL_MS / 1000)
            ended = self._native.stop(0)
        self._waker.drain()
        self._waker.detach()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result(None)
        if ended:
            self._native.free()
        else:
            await asyncio.get_running_loop().run_in_executor(None, self._native.free)

    @property
    def closed(self) -> bool:
        """Whether the client is closed.

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
        native: Optional[NativeClient] = getattr(self, "_native", None)
        if native is not None and not native.closed:
            warn_unclosed(self)
            self._waker.detach()
            native.free()

    def __repr__(self) -> str:
        return f"<convai.AsyncClient {self._native.base_url} ({'closed' if self.closed else 'open'})>"


class AsyncCharacters:
    """The characters of an account: `AsyncClient.characters`.

    The methods are coroutines with the arguments and errors of those of `Characters`.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def create(
        self,
        *,
        name: str,
        voice_type: str,
        backstory: str,
        actions: Actions = None,
        timeout: Optional[float] = None,
    ) -> Character:
        """Creates a character; see `Characters.create`.

        Example:
            >>> ada = await async_client.characters.create(
            ...     name="Ada", voice_type="US FEMALE 1", backstory="Ada repairs clocks."
            ... )
            >>> ada.name
            'Ada'
        """
        call = _character_calls.create(self._client._native, name, voice_type, backstory, actions, timeout)
        return await self._client._run(call)

    async def update(
        self,
        character: CharacterLike,
        *,
        name: Optional[str] = None,
        voice_type: Optional[str] = None,
        backstory: Optional[str] = None,
        actions: Actions = None,
        language_codes: Optional[Iterable[str]] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Updates a character; see `Characters.update`. A field that is None keeps its value.

        Example:
            >>> await async_client.characters.update(raymond, backstory="Raymond sails.")
        """
        call = _character_calls.update(
            self._client._native, character, name, voice_type, backstory, actions, language_codes, timeout
        )
        await self._client._run(call)

    async def get(self, character: CharacterLike, *, timeout: Optional[float] = None) -> Character:
        """Reads a character by its id; see `Characters.get`.

        Example:
            >>> (await async_client.characters.get(raymond.id)).name
            'Raymond'
        """
        return await self._client._run(_character_calls.get(self._client._native, character, timeout))

    async def find(self, name: str, *, timeout: Optional[float] = None) -> Character:
        """Reads a character by its name; see `Characters.find`.

        Example:
            >>> (await async_client.characters.find("Raymond")).voice_type
            'US MALE 1'
        """
        return await self._client._run(_character_calls.find(self._client._native, name, timeout))

    async def clone(
        self, character: CharacterLike, *, knowledge_bank: bool = False, timeout: Optional[float] = None
    ) -> Character:
        """Clones a character; see `Characters.clone`. Only the `id` of the result is set.

        Example:
            >>> (await async_client.characters.clone(raymond)).id != raymond.id
            True
        """
        call = _character_calls.clone(self._client._native, character, knowledge_bank, timeout)
        return await self._client._run(call)

    async def delete(self, character: CharacterLike, *, timeout: Optional[float] = None) -> None:
        """Deletes a character; see `Characters.delete`. This cannot be undone.

        Example:
            >>> await async_client.characters.delete(await async_client.characters.clone(raymond))
        """
        await self._client._run(_character_calls.delete(self._client._native, character, timeout))


class AsyncConversation(ConversationBase):
    """A character and a session. `AsyncClient.conversation` creates it.

    Example:
        >>> chat = async_client.conversation(raymond.id)
        >>> _ = await chat.say("My name is Ada.")
        >>> "Ada" in (await chat.say("What is my name?")).text
        True
    """

    def __init__(
        self, client: AsyncClient, character: CharacterLike, session_id: Optional[str], fallback: Optional[str]
    ) -> None:
        super().__init__(client._native, character, session_id, fallback)
        self._client = client

    async def say(
        self,
        said: Sayable,
        *,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        omit_raw: bool = False,
    ) -> Reply:
        """Sends text or audio to the character. The arguments are those of `Conversation.say`.

        Raises:
            asyncio.CancelledError: The task was cancelled, and with it the turn.
            CancelledError: The conversation was interrupted, or the client was closed.
            ConvaiError: See `Conversation.say`.

        Example:
            >>> reply = await async_client.conversation(raymond.id).say("What is your name?", voice=True)
            >>> reply.audio.channels
            1
        """
        turn_options = TurnOptions(
            voice, sample_rate, channels, sample_format, multipart, response_level, timeout, deadline, omit_raw
        )
        return await self._client._run(self._turn(said, turn_options))

    async def __aenter__(self) -> AsyncConversation:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

"""The client for asyncio. It has the shape of the blocking one, with `await`."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Iterable
from types import TracebackType
from typing import Optional, TypeVar, Union

from . import _characters
from ._characters import Actions
from ._conversation import ConversationBase, warn_unclosed
from ._core import Call, CharacterLike, Core
from ._turns import How, Sayable, to_character, turn
from ._waker import Waker
from .client import CLOSE_DEADLINE_MS
from .models import Character, Reply
from .operation import free_operation

T = TypeVar("T")


class AsyncClient:
    """A connection to the service for asyncio. Use it in an `async with` statement, within one event loop.

    Cancelling a task cancels its request, in whatever phase it is. No thread is used for a call: the library wakes the
    event loop through a descriptor (on Windows through one thread for each client).

    Takes the same arguments as `Client`.

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
        upload_sample_rate: Optional[int] = None,
        max_response_bytes: Optional[int] = None,
    ) -> None:
        self._core = Core(
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
            upload_sample_rate=upload_sample_rate,
            max_response_bytes=max_response_bytes,
        )
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._tokens = itertools.count(1)
        self._waker = Waker(self._core, self._finished)

    @property
    def characters(self) -> AsyncCharacters:
        """Makes, changes, reads, copies and deletes characters.

        Example:
            >>> (await async_client.characters.find("Raymond")).name
            'Raymond'
        """
        return AsyncCharacters(self)

    async def _run(self, call: Call[T]) -> T:
        """Starts a call and waits for its end; a cancelled task cancels it."""
        loop = asyncio.get_running_loop()
        self._core.handle()
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

    def _finished(self, token: int) -> None:
        waiting = self._waiting.get(token)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def conversation(
        self, character: CharacterLike, session_id: Optional[str] = None, *, fallback: Optional[str] = None
    ) -> AsyncConversation:
        """Begins a conversation with a character. Nothing is sent yet, and nothing has to be awaited.

        Args:
            character: The character, or its id.
            session_id: A session from a saved game, to go on with; by default a new one.
            fallback: A line that the character says where a turn fails, instead of an exception.

        Raises:
            ConfigurationError: The id is empty.
            ClosedError: The client was closed.

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
    ) -> Reply:
        """Says a single thing to a character, as `Client.get_response` does.

        Example:
            >>> reply = await async_client.get_response(raymond.id, "What is your name?")
            >>> reply.session_id is not None
            True
        """
        how = How(voice, sample_rate, channels, sample_format, multipart, response_level, timeout)
        whom = to_character(self._core, character, session_id)
        return await self._run(turn(whom, said, how, self._core.upload_sample_rate))

    async def aclose(self) -> None:
        """Ends everything that the client does: calls under way end with CancelledError. Closing again is fine.

        Example:
            >>> client = convai.AsyncClient(api_key="test-key")
            >>> await client.aclose()
            >>> client.closed
            True
        """
        if self._core.closed:
            return
        # Not in one go, which would stop the event loop for as long as a name look-up is stuck in the system.
        ended = self._core.stop(0)
        for _ in range(CLOSE_DEADLINE_MS // 5):
            if ended:
                break
            await asyncio.sleep(0.005)
            ended = self._core.stop(0)
        self._waker.drain()
        self._waker.detach()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result(None)
        if ended:
            self._core.free()
        else:
            await asyncio.get_running_loop().run_in_executor(None, self._core.free)

    @property
    def closed(self) -> bool:
        """Whether the client was closed.

        Example:
            >>> async_client.closed
            False
        """
        return self._core.closed

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
        core: Optional[Core] = getattr(self, "_core", None)
        if core is not None and not core.closed:
            warn_unclosed(self)
            self._waker.detach()
            core.free()

    def __repr__(self) -> str:
        return f"<convai.AsyncClient {self._core.base_url} ({'closed' if self.closed else 'open'})>"


class AsyncCharacters:
    """Makes, changes, reads, copies and deletes characters: `AsyncClient.characters`.

    The methods, their arguments and errors are those of `Characters`; here they are awaited.
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
        """Makes a character, as `Characters.create` does.

        Example:
            >>> ada = await async_client.characters.create(
            ...     name="Ada", voice_type="US FEMALE 1", backstory="Ada repairs clocks."
            ... )
            >>> ada.name
            'Ada'
        """
        call = _characters.create(self._client._core, name, voice_type, backstory, actions, timeout)
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
        """Changes a character, as `Characters.update` does. What is None stays as it is.

        Example:
            >>> await async_client.characters.update(raymond, backstory="Raymond sails.")
        """
        call = _characters.update(
            self._client._core, character, name, voice_type, backstory, actions, language_codes, timeout
        )
        await self._client._run(call)

    async def get(self, character: CharacterLike, *, timeout: Optional[float] = None) -> Character:
        """Reads a character by its id, as `Characters.get` does.

        Example:
            >>> (await async_client.characters.get(raymond.id)).name
            'Raymond'
        """
        return await self._client._run(_characters.get(self._client._core, character, timeout))

    async def find(self, name: str, *, timeout: Optional[float] = None) -> Character:
        """Reads a character by its name, as `Characters.find` does.

        Example:
            >>> (await async_client.characters.find("Raymond")).voice_type
            'US MALE 1'
        """
        return await self._client._run(_characters.find(self._client._core, name, timeout))

    async def clone(
        self, character: CharacterLike, *, knowledge_bank: bool = False, timeout: Optional[float] = None
    ) -> Character:
        """Copies a character, as `Characters.clone` does: the result has the copy's id, and nothing else.

        Example:
            >>> (await async_client.characters.clone(raymond)).id != raymond.id
            True
        """
        return await self._client._run(_characters.clone(self._client._core, character, knowledge_bank, timeout))

    async def delete(self, character: CharacterLike, *, timeout: Optional[float] = None) -> None:
        """Deletes a character, as `Characters.delete` does. This cannot be undone.

        Example:
            >>> await async_client.characters.delete(await async_client.characters.clone(raymond))
        """
        await self._client._run(_characters.delete(self._client._core, character, timeout))


class AsyncConversation(ConversationBase):
    """A character and a session. `AsyncClient.conversation` makes one.

    Example:
        >>> chat = async_client.conversation(raymond.id)
        >>> _ = await chat.say("My name is Ada.")
        >>> "Ada" in (await chat.say("What is my name?")).text
        True
    """

    def __init__(
        self, client: AsyncClient, character: CharacterLike, session_id: Optional[str], fallback: Optional[str]
    ) -> None:
        super().__init__(client._core, character, session_id, fallback)
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
    ) -> Reply:
        """Says something to the character, as `Conversation.say` does, and takes the same arguments.

        Raises:
            asyncio.CancelledError: The task was cancelled, and the turn with it.
            CancelledError: The conversation was interrupted, or the client closed.
            ConvaiError: See `Conversation.say`.

        Example:
            >>> reply = await async_client.conversation(raymond.id).say("What is your name?", voice=True)
            >>> reply.audio.channels
            1
        """
        how = How(voice, sample_rate, channels, sample_format, multipart, response_level, timeout)
        return await self._client._run(self._turn(said, how))

    async def __aenter__(self) -> AsyncConversation:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

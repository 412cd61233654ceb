"""Conversations for the client for asyncio."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Optional

from ._native import CharacterLike
from ._turns import Sayable, TurnOptions
from .aio_operation import AsyncTurn
from .conversation import ConversationBase
from .models import Reply
from .scene import Scene

if TYPE_CHECKING:
    from .aio import AsyncClient


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
        self._client: AsyncClient = client

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
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> Reply:
        """Sends text or audio to the character. The arguments are those of `Conversation.say`.

        Raises:
            asyncio.CancelledError: The task was cancelled, and with it the turn.
            CancelledError: The conversation was interrupted, or the client was closed.
            ConvaiError: See `Conversation.say`.

        Example:
            >>> reply = await async_client.conversation(raymond.id).say("What is your name?", voice=True)
            >>> reply.voice.channels
            1
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
        return await self._client._run(self._turn(said, turn_options))

    def start_say(
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
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> AsyncTurn:
        """Starts `say` and returns the turn, which gives the pieces of the reply. Is not a coroutine.

        Must be called in a task, whose event loop the turn then uses. Does not block.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ConfigurationError: The text is empty.
            AudioError: The audio cannot be sent.

        Example:
            >>> chat = async_client.conversation(raymond.id)
            >>> async with chat.start_say("Tell me a story.", stream=True) as turn:
            ...     async for piece in turn:
            ...         show(piece.text)
            ...     (await turn.result()).ok
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
        return self._client._begin_turn(self._turn(said, turn_options))

    async def __aenter__(self) -> AsyncConversation:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

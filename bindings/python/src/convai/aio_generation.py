"""Texts and speech that the service generates, for the client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from . import _account_calls
from ._native import CharacterLike, call_options
from .aio_operation import AsyncOperation
from .audio import Audio
from .listings import Listing

if TYPE_CHECKING:
    from ._aio_account import AsyncAccount


class AsyncGeneration:
    """Texts and speech that the service generates: `AsyncClient.generation`.

    The methods are coroutines; those called `start_...` return an `AsyncOperation`. The arguments and errors are those
    of `Generation`.
    """

    def __init__(self, client: AsyncAccount) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.AsyncGeneration of {self._client!r}>"

    async def starters(
        self,
        character: CharacterLike,
        session_id: Optional[str] = None,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[str]:
        """Asks for lines that the player could say next; see `Generation.starters`.

        Example:
            >>> len(await async_client.generation.starters(raymond)) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.starters(self._client._native, character, session_id, options))

    def start_starters(
        self,
        character: CharacterLike,
        session_id: Optional[str] = None,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Listing[str]]:
        """Starts `starters` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.generation.start_starters(raymond) as request:
            ...     len(await request.result()) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.starters(self._client._native, character, session_id, options))

    async def backstory(
        self,
        name: str,
        input_text: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> str:
        """Writes a backstory from a few words about a character; see `Generation.backstory`.

        Example:
            >>> "Ada" in await async_client.generation.backstory("Ada", "repairs clocks")
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.backstory(self._client._native, name, input_text, options))

    def start_backstory(
        self,
        name: str,
        input_text: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[str]:
        """Starts `backstory` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.generation.start_backstory("Ada", "repairs clocks") as request:
            ...     "Ada" in await request.result()
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.backstory(self._client._native, name, input_text, options))

    async def speech(
        self,
        transcript: str,
        voice: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Audio:
        """Speaks a text; see `Generation.speech`.

        Example:
            >>> (await async_client.generation.speech("Land in sight!", "US MALE 1")).channels
            1
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.speech(self._client._native, transcript, voice, options))

    def start_speech(
        self,
        transcript: str,
        voice: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Audio]:
        """Starts `speech` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.generation.start_speech("Land in sight!", "US MALE 1") as request:
            ...     (await request.result()).duration > 0.1
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.speech(self._client._native, transcript, voice, options))

"""The stories of characters, for the client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from . import _account_calls
from ._native import CharacterLike, call_options
from .account import Section, Trigger
from .aio_operation import AsyncOperation
from .listings import Listing

if TYPE_CHECKING:
    from ._aio_account import AsyncAccount


class AsyncNarrative:
    """The stories of characters: `AsyncClient.narrative`.

    The methods are coroutines; those called `start_...` return an `AsyncOperation`. The arguments and errors are those
    of `Narrative`.
    """

    def __init__(self, client: AsyncAccount) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.AsyncNarrative of {self._client!r}>"

    async def sections(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[Section]:
        """Lists the sections of a character's story; see `Narrative.sections`.

        Example:
            >>> len(await async_client.narrative.sections(raymond))
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.sections(self._client._native, character, options))

    def start_sections(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Listing[Section]]:
        """Starts `sections` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.narrative.start_sections(raymond) as request:
            ...     len(await request.result())
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.sections(self._client._native, character, options))

    async def current_section(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Optional[Section]:
        """Reads which section of the story a session is in; see `Narrative.current_section`.

        Example:
            >>> reply = await async_client.get_response(raymond, "Hello")
            >>> await async_client.narrative.current_section(raymond, reply.session_id or "") is None
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(
            _account_calls.current_section(self._client._native, character, session_id, options)
        )

    def start_current_section(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Optional[Section]]:
        """Starts `current_section` and returns its operation. Is not a coroutine.

        Example:
            >>> reply = chat.say("Hello")
            >>> async with async_client.narrative.start_current_section(raymond, reply.session_id or "") as request:
            ...     await request.result() is None
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.current_section(self._client._native, character, session_id, options))

    async def triggers(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[Trigger]:
        """Lists the triggers of a character's story; see `Narrative.triggers`.

        Example:
            >>> len(await async_client.narrative.triggers(raymond))
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.triggers(self._client._native, character, options))

    def start_triggers(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Listing[Trigger]]:
        """Starts `triggers` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.narrative.start_triggers(raymond) as request:
            ...     len(await request.result())
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.triggers(self._client._native, character, options))

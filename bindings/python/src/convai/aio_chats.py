"""The sessions of the past, for the client for asyncio."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Optional, Union

from . import _account_calls
from ._native import CharacterLike, call_options
from .account import ChatMessage, ChatSummary
from .aio_operation import AsyncOperation
from .listings import Listing

if TYPE_CHECKING:
    from ._aio_account import AsyncAccount


class AsyncChats:
    """The sessions of the past: `AsyncClient.chats`.

    The methods are coroutines; those called `start_...` return an `AsyncOperation`. The arguments and errors are those
    of `Chats`.
    """

    def __init__(self, client: AsyncAccount) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.AsyncChats of {self._client!r}>"

    async def list(
        self,
        character: CharacterLike,
        *,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[ChatSummary]:
        """Lists the sessions of a character; see `Chats.list`.

        Example:
            >>> len(await async_client.chats.list(raymond))
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.chats(self._client._native, character, limit, options))

    def start_list(
        self,
        character: CharacterLike,
        *,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Listing[ChatSummary]]:
        """Starts `list` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.chats.start_list(raymond) as request:
            ...     len(await request.result())
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.chats(self._client._native, character, limit, options))

    async def get(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[ChatMessage]:
        """Reads what was said in a session, in its order; see `Chats.get`.

        Example:
            >>> reply = await async_client.get_response(raymond, "Hello")
            >>> (await async_client.chats.get(raymond, reply.session_id or ""))[0].text
            'Hello'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.chat(self._client._native, character, session_id, options))

    def start_get(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Listing[ChatMessage]]:
        """Starts `get` and returns its operation. Is not a coroutine.

        Example:
            >>> reply = chat.say("Hello")
            >>> async with async_client.chats.start_get(raymond, reply.session_id or "") as request:
            ...     (await request.result())[0].text
            'Hello'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.chat(self._client._native, character, session_id, options))

    async def delete(
        self,
        character: CharacterLike,
        session_ids: Union[str, Iterable[str]],
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Deletes sessions of a character. The service documents no way back; see `Chats.delete`.

        Example:
            >>> reply = await async_client.get_response(raymond, "Hello")
            >>> await async_client.chats.delete(raymond, reply.session_id or "")
        """
        options = call_options(timeout, connect_timeout, deadline)
        await self._client._run(_account_calls.delete_chats(self._client._native, character, session_ids, options))

    def start_delete(
        self,
        character: CharacterLike,
        session_ids: Union[str, Iterable[str]],
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[None]:
        """Starts `delete` and returns its operation. Is not a coroutine.

        Example:
            >>> reply = chat.say("Hello")
            >>> async with async_client.chats.start_delete(raymond, [reply.session_id or ""]) as deletion:
            ...     await deletion.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.delete_chats(self._client._native, character, session_ids, options))

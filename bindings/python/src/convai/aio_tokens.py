"""Auth tokens, which stand in for the API key, for the client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from . import _token_calls
from ._native import call_options
from ._token_calls import TokenLike
from .aio_operation import AsyncOperation
from .models import Token

if TYPE_CHECKING:
    from .aio import AsyncClient


class AsyncTokens:
    """Auth tokens: `AsyncClient.tokens`.

    The methods are coroutines; those called `start_...` return an `AsyncOperation`. The arguments and errors are those
    of `Tokens`.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.AsyncTokens of {self._client!r}>"

    async def create(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Token:
        """Creates a token; see `Tokens.create`.

        Example:
            >>> token = await async_client.tokens.create()
            >>> async with convai.AsyncClient(auth_token=token.token) as player:
            ...     (await player.characters.get(raymond.id)).name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_token_calls.create(self._client._native, options))

    def start_create(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Token]:
        """Starts `create` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.tokens.start_create() as creation:
            ...     (await creation.result()).token != ""
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_token_calls.create(self._client._native, options))

    async def extend(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Token:
        """Moves the expiry of a token; see `Tokens.extend`.

        Example:
            >>> token = await async_client.tokens.create()
            >>> (await async_client.tokens.extend(token)).token == token.token
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_token_calls.extend(self._client._native, token, options))

    def start_extend(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Token]:
        """Starts `extend` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.tokens.start_extend(await async_client.tokens.create()) as extension:
            ...     (await extension.result()).expires_at is not None
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_token_calls.extend(self._client._native, token, options))

    async def revoke(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Revokes a token before it expires; see `Tokens.revoke`.

        Example:
            >>> await async_client.tokens.revoke(await async_client.tokens.create())
        """
        options = call_options(timeout, connect_timeout, deadline)
        await self._client._run(_token_calls.revoke(self._client._native, token, options))

    def start_revoke(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[None]:
        """Starts `revoke` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.tokens.start_revoke(await async_client.tokens.create()) as revocation:
            ...     await revocation.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_token_calls.revoke(self._client._native, token, options))

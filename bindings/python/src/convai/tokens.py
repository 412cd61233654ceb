"""Auth tokens, which stand in for the API key, for the blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from . import _token_calls
from ._native import call_options
from ._token_calls import TokenLike
from .models import Token
from .operation import Operation

if TYPE_CHECKING:
    from .client import Client


class Tokens:
    """Auth tokens: `Client.tokens`. Its methods may be called from any thread.

    A server of yours that has the API key creates tokens and hands them to its players, whose clients are made with
    `Client(auth_token=...)`: the key is then not part of the game.

    Each method blocks until the response arrives and raises a `ConvaiError` if the call fails. The `start_...` methods
    take the same arguments, do not block and return an `Operation`.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.Tokens of {self._client!r}>"

    def create(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Token:
        """Creates a token. The client must have an API key. Tokens that were created before remain valid.

        Args:
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> token = client.tokens.create()
            >>> with convai.Client(auth_token=token.token) as player:
            ...     player.characters.get(raymond.id).name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_token_calls.create(self._client._native, options))

    def start_create(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Token]:
        """Starts `create` and returns its operation. Does not block.

        Example:
            >>> with client.tokens.start_create() as creation:
            ...     creation.result().token != ""
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_token_calls.create(self._client._native, options))

    def extend(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Token:
        """Moves the expiry of a token, usually to 24 hours from now. The token stays the same.

        Args:
            token: The token, or its text.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Returns:
            The token with its new expiry.

        Raises:
            AuthenticationError: The token has expired or was revoked.

        Example:
            >>> token = client.tokens.create()
            >>> client.tokens.extend(token).token == token.token
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_token_calls.extend(self._client._native, token, options))

    def start_extend(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Token]:
        """Starts `extend` and returns its operation. Does not block.

        Example:
            >>> with client.tokens.start_extend(client.tokens.create()) as extension:
            ...     extension.result().expires_at is not None
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_token_calls.extend(self._client._native, token, options))

    def revoke(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Revokes a token before it expires: calls that are sent with it fail from then on.

        Args:
            token: The token, or its text.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            AuthenticationError: The token has expired or was revoked.

        Example:
            >>> client.tokens.revoke(client.tokens.create())
        """
        options = call_options(timeout, connect_timeout, deadline)
        self._client._run(_token_calls.revoke(self._client._native, token, options))

    def start_revoke(
        self,
        token: TokenLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[None]:
        """Starts `revoke` and returns its operation. Does not block.

        Example:
            >>> with client.tokens.start_revoke(client.tokens.create()) as revocation:
            ...     revocation.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_token_calls.revoke(self._client._native, token, options))

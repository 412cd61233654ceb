"""The sessions of the past, for the blocking client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Optional, Union

from . import _account_calls
from ._native import CharacterLike, call_options
from .account import ChatMessage, ChatSummary
from .listings import Listing
from .operation import Operation

if TYPE_CHECKING:
    from ._account import Account


class Chats:
    """The sessions of the past: `Client.chats`. Its methods may be called from any thread.

    Each method blocks until the response arrives and raises a `ConvaiError` if the call fails. The `start_...` methods
    take the same arguments, do not block and return an `Operation`.
    """

    def __init__(self, client: Account) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.Chats of {self._client!r}>"

    def list(
        self,
        character: CharacterLike,
        *,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[ChatSummary]:
        """Lists the sessions of a character.

        Args:
            character: The character, or its id.
            limit: How many sessions to list at most; None lists all.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ProtocolError: The response is not such a list, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> _ = chat.say("Hello")
            >>> [each.session_id == chat.session_id for each in client.chats.list(raymond, limit=1)]
            [True]
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.chats(self._client._native, character, limit, options))

    def start_list(
        self,
        character: CharacterLike,
        *,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Listing[ChatSummary]]:
        """Starts `list` and returns its operation. Does not block.

        Example:
            >>> with client.chats.start_list(raymond) as request:
            ...     len(request.result())
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.chats(self._client._native, character, limit, options))

    def get(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[ChatMessage]:
        """Reads what was said in a session, in its order.

        Args:
            character: The character, or its id.
            session_id: The id of the session.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ConfigurationError: The id of the session is empty.
            ProtocolError: The response is not such a list, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> reply = chat.say("Hello")
            >>> [each.speaker for each in client.chats.get(raymond, chat.session_id or "")]
            ['User', 'Character']
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.chat(self._client._native, character, session_id, options))

    def start_get(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Listing[ChatMessage]]:
        """Starts `get` and returns its operation. Does not block.

        Example:
            >>> reply = chat.say("Hello")
            >>> with client.chats.start_get(raymond, reply.session_id or "") as request:
            ...     request.result()[0].text
            'Hello'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.chat(self._client._native, character, session_id, options))

    def delete(
        self,
        character: CharacterLike,
        session_ids: Union[str, Iterable[str]],
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Deletes sessions of a character. The service documents no way back.

        Args:
            character: The character, or its id.
            session_ids: The id of a session, or several ids.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ConfigurationError: There is no id, or one is empty.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> reply = chat.say("Hello")
            >>> client.chats.delete(raymond, reply.session_id or "")
            >>> len(client.chats.list(raymond))
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        self._client._run(_account_calls.delete_chats(self._client._native, character, session_ids, options))

    def start_delete(
        self,
        character: CharacterLike,
        session_ids: Union[str, Iterable[str]],
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[None]:
        """Starts `delete` and returns its operation. Does not block.

        Example:
            >>> reply = chat.say("Hello")
            >>> with client.chats.start_delete(raymond, [reply.session_id or ""]) as deletion:
            ...     deletion.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.delete_chats(self._client._native, character, session_ids, options))

"""The stories of characters, for the blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from . import _account_calls
from ._native import CharacterLike, call_options
from .account import Section, Trigger
from .listings import Listing
from .operation import Operation

if TYPE_CHECKING:
    from ._account import Account


class Narrative:
    """The stories of characters: `Client.narrative`. Its methods may be called from any thread.

    The service calls them narrative design. Each method blocks until the response arrives and raises a `ConvaiError` if
    the call fails. The `start_...` methods take the same arguments, do not block and return an `Operation`.
    """

    def __init__(self, client: Account) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.Narrative of {self._client!r}>"

    def sections(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[Section]:
        """Lists the sections of a character's story.

        Args:
            character: The character, or its id.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ProtocolError: The response is not such a list, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> len(client.narrative.sections(raymond))
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.sections(self._client._native, character, options))

    def start_sections(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Listing[Section]]:
        """Starts `sections` and returns its operation. Does not block.

        Example:
            >>> with client.narrative.start_sections(raymond) as request:
            ...     len(request.result())
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.sections(self._client._native, character, options))

    def current_section(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Optional[Section]:
        """Reads which section of the story a session is in. Undocumented: seen in the service's Unity package.

        Args:
            character: The character, or its id.
            session_id: The id of the session.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Returns:
            The section, or None if the session is in none.

        Raises:
            ConfigurationError: The id of the session is empty.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> reply = chat.say("Hello")
            >>> client.narrative.current_section(raymond, reply.session_id or "") is None
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.current_section(self._client._native, character, session_id, options))

    def start_current_section(
        self,
        character: CharacterLike,
        session_id: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Optional[Section]]:
        """Starts `current_section` and returns its operation. Does not block.

        Example:
            >>> reply = chat.say("Hello")
            >>> with client.narrative.start_current_section(raymond, reply.session_id or "") as request:
            ...     request.result() is None
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.current_section(self._client._native, character, session_id, options))

    def triggers(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[Trigger]:
        """Lists the triggers of a character's story.

        Args:
            character: The character, or its id.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ProtocolError: The response is not such a list, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> len(client.narrative.triggers(raymond))
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.triggers(self._client._native, character, options))

    def start_triggers(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Listing[Trigger]]:
        """Starts `triggers` and returns its operation. Does not block.

        Example:
            >>> with client.narrative.start_triggers(raymond) as request:
            ...     len(request.result())
            0
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.triggers(self._client._native, character, options))

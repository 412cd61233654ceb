"""Texts and speech that the service generates, for the blocking client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from . import _account_calls
from ._native import CharacterLike, call_options
from .audio import Audio
from .listings import Listing
from .operation import Operation

if TYPE_CHECKING:
    from ._account import Account


class Generation:
    """Texts and speech that the service generates: `Client.generation`. Its methods may be called from any thread.

    Each method blocks until the response arrives and raises a `ConvaiError` if the call fails. The `start_...` methods
    take the same arguments, do not block and return an `Operation`.
    """

    def __init__(self, client: Account) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.Generation of {self._client!r}>"

    def starters(
        self,
        character: CharacterLike,
        session_id: Optional[str] = None,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[str]:
        """Asks for lines that the player could say next.

        Args:
            character: The character, or its id.
            session_id: The session to continue; None asks for opening lines.
            timeout: The timeout in seconds; None takes the client's `voice_timeout`.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Returns:
            The lines. Each one is a suggestion.

        Raises:
            ProtocolError: The response has no text.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> len(client.generation.starters(raymond)) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.starters(self._client._native, character, session_id, options))

    def start_starters(
        self,
        character: CharacterLike,
        session_id: Optional[str] = None,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Listing[str]]:
        """Starts `starters` and returns its operation. Does not block.

        Example:
            >>> with client.generation.start_starters(raymond) as request:
            ...     len(request.result()) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.starters(self._client._native, character, session_id, options))

    def backstory(
        self,
        name: str,
        input_text: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> str:
        """Writes a backstory from a few words about a character. It changes no character.

        Args:
            name: The name of the character.
            input_text: What the backstory is to be about.
            timeout: The timeout in seconds; None takes the client's `voice_timeout`.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ConfigurationError: A text is empty.
            ProtocolError: The response has no text.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> backstory = client.generation.backstory("Ada", "repairs clocks above the bakery")
            >>> ada = client.characters.create(name="Ada", voice_type="US FEMALE 1", backstory=backstory)
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.backstory(self._client._native, name, input_text, options))

    def start_backstory(
        self,
        name: str,
        input_text: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[str]:
        """Starts `backstory` and returns its operation. Does not block.

        Example:
            >>> with client.generation.start_backstory("Ada", "repairs clocks") as request:
            ...     "Ada" in request.result()
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.backstory(self._client._native, name, input_text, options))

    def speech(
        self,
        transcript: str,
        voice: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Audio:
        """Speaks a text.

        The response is a WAV file; `Client.call` gives other formats, such as MP3 ("encoding": "mp3"), as they are. The
        service documents that the voices of its realtime products are not supported.

        Args:
            transcript: The text to speak.
            voice: The name of a voice in the service's list of voices, such as "US MALE 1": `Voice.value`.
            timeout: The timeout in seconds; None takes the client's `voice_timeout`.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ConfigurationError: A text is empty.
            AudioError: The response is no WAV file.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> client.generation.speech("Land in sight!", "US MALE 1").save("land.wav")
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.speech(self._client._native, transcript, voice, options))

    def start_speech(
        self,
        transcript: str,
        voice: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Audio]:
        """Starts `speech` and returns its operation. Does not block.

        Example:
            >>> with client.generation.start_speech("Land in sight!", "US MALE 1") as request:
            ...     request.result().duration > 0.1
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.speech(self._client._native, transcript, voice, options))

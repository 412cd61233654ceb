"""The characters of an account, for the blocking client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Optional

from . import _account_calls, _character_calls
from ._character_calls import Actions
from ._native import CharacterLike, call_options
from .listings import Languages, Listing, Voices
from .models import Character
from .operation import Operation

if TYPE_CHECKING:
    from .client import Client


class Characters:
    """The characters of an account: `Client.characters`. Its methods may be called from any thread.

    Each method blocks until the response arrives and raises a `ConvaiError` if the call fails. The `start_...` methods
    take the same arguments, do not block and return an `Operation`.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.Characters of {self._client!r}>"

    def create(
        self,
        *,
        name: str,
        voice_type: str,
        backstory: str,
        actions: Actions = None,
        known_voices: Optional[Voices] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Creates a character. The call is never repeated automatically, as each one creates another character.

        Args:
            name: The character's name.
            voice_type: The name of a voice in the service's list of voices, such as "US MALE 1".
            backstory: The text that describes the character.
            actions: The actions that it can perform: a comma-separated string, or several strings; None sends none.
            known_voices: The voices of the service, from `Client.voices`: another `voice_type` is refused before
                anything is sent, and the message names the one that was probably meant. None does not check, because
                the service changes its voices.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Returns:
            The character with its new id.

        Raises:
            ConfigurationError: A text is empty, or the voice is none of `known_voices`.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> raymond = client.characters.create(
            ...     name="Raymond", voice_type="US MALE 1", backstory="Raymond keeps the lighthouse."
            ... )
            >>> raymond.name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.create(
            self._client._native, name, voice_type, backstory, actions, known_voices, options
        )
        return self._client._run(call)

    def start_create(
        self,
        *,
        name: str,
        voice_type: str,
        backstory: str,
        actions: Actions = None,
        known_voices: Optional[Voices] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Character]:
        """Starts `create` and returns its operation. Does not block.

        Example:
            >>> with client.characters.start_create(
            ...     name="Ada", voice_type="US FEMALE 1", backstory="Ada repairs clocks."
            ... ) as creation:
            ...     creation.result().name
            'Ada'
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.create(
            self._client._native, name, voice_type, backstory, actions, known_voices, options
        )
        return self._client._begin(call)

    def update(
        self,
        character: CharacterLike,
        *,
        name: Optional[str] = None,
        voice_type: Optional[str] = None,
        backstory: Optional[str] = None,
        actions: Actions = None,
        language_codes: Optional[Iterable[str]] = None,
        known_voices: Optional[Voices] = None,
        known_languages: Optional[Languages] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Updates a character. A field that is None keeps its value.

        Args:
            character: The character, or its id.
            name: The new name.
            voice_type: The new voice.
            backstory: The new backstory.
            actions: The new actions; "" removes them.
            language_codes: The new languages, such as ["en-US", "de-DE"].
            known_voices: The voices of the service, from `Client.voices`: another `voice_type` is refused before
                anything is sent. None does not check.
            known_languages: The languages of the service, from `Client.languages`, with which `language_codes` are
                checked in the same way.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ConfigurationError: There is nothing to update, a text is empty, or a voice or a language is not known.
            RefusedError: The character does not exist, for which the service responds with 400.

        Example:
            >>> client.characters.update(raymond, backstory="Raymond sails.", language_codes=["en-US"])
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.update(
            self._client._native,
            character,
            name,
            voice_type,
            backstory,
            actions,
            language_codes,
            known_voices,
            known_languages,
            options,
        )
        self._client._run(call)

    def start_update(
        self,
        character: CharacterLike,
        *,
        name: Optional[str] = None,
        voice_type: Optional[str] = None,
        backstory: Optional[str] = None,
        actions: Actions = None,
        language_codes: Optional[Iterable[str]] = None,
        known_voices: Optional[Voices] = None,
        known_languages: Optional[Languages] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[None]:
        """Starts `update` and returns its operation. Does not block.

        Example:
            >>> with client.characters.start_update(raymond, name="Ray") as change:
            ...     change.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.update(
            self._client._native,
            character,
            name,
            voice_type,
            backstory,
            actions,
            language_codes,
            known_voices,
            known_languages,
            options,
        )
        return self._client._begin(call)

    def get(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Reads a character by its id. It may belong to the account or be public.

        Args:
            character: The character, or its id.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            NotFoundError: The character does not exist.

        Example:
            >>> client.characters.get(raymond.id).name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_character_calls.get(self._client._native, character, options))

    def start_get(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Character]:
        """Starts `get` and returns its operation. Does not block.

        Example:
            >>> with client.characters.start_get(raymond) as request:
            ...     request.result().name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.get(self._client._native, character, options))

    def find(
        self,
        name: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Reads a character by its name.

        Args:
            name: The character's name.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            NotFoundError: The character does not exist.

        Example:
            >>> client.characters.find("Raymond").voice_type
            'US MALE 1'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_character_calls.find(self._client._native, name, options))

    def start_find(
        self,
        name: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Character]:
        """Starts `find` and returns its operation. Does not block.

        Example:
            >>> with client.characters.start_find("Raymond") as search:
            ...     search.result().name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.find(self._client._native, name, options))

    def clone(
        self,
        character: CharacterLike,
        *,
        knowledge_bank: bool = False,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Clones a character. The call is never repeated automatically, as each one creates another character.

        Args:
            character: The character to clone, or its id.
            knowledge_bank: Whether to clone its knowledge bank too.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Returns:
            The new character. Only its `id` is set; `get` reads the other fields.

        Raises:
            RefusedError: The service refused the request, for example because the character does not exist.

        Example:
            >>> client.characters.clone(raymond).id != raymond.id
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_character_calls.clone(self._client._native, character, knowledge_bank, options))

    def start_clone(
        self,
        character: CharacterLike,
        *,
        knowledge_bank: bool = False,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Character]:
        """Starts `clone` and returns its operation. Does not block.

        Example:
            >>> with client.characters.start_clone(raymond, knowledge_bank=True) as cloning:
            ...     cloning.result().id != raymond.id
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.clone(self._client._native, character, knowledge_bank, options))

    def delete(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Deletes a character. This cannot be undone. The call is never repeated automatically.

        Args:
            character: The character, or its id.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            RefusedError: The service refused the request, for example because the character does not exist.

        Example:
            >>> client.characters.delete(client.characters.clone(raymond))
        """
        options = call_options(timeout, connect_timeout, deadline)
        self._client._run(_character_calls.delete(self._client._native, character, options))

    def start_delete(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[None]:
        """Starts `delete` and returns its operation. Does not block.

        Example:
            >>> copy = client.characters.clone(raymond)
            >>> with client.characters.start_delete(copy) as deletion:
            ...     deletion.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.delete(self._client._native, character, options))

    def list(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[Character]:
        """Lists the characters of the account, in the order of the service.

        The list has no backstories: `get` reads one.

        Args:
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ProtocolError: The response is not a list of characters, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> "Raymond" in [character.name for character in client.characters.list()]
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._run(_account_calls.characters(self._client._native, options))

    def start_list(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Listing[Character]]:
        """Starts `list` and returns its operation. Does not block.

        Example:
            >>> with client.characters.start_list() as request:
            ...     raymond.id in [character.id for character in request.result()]
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.characters(self._client._native, options))

"""The characters of an account, for the blocking client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Optional

from . import _characters
from ._characters import Actions
from ._core import CharacterLike
from .models import Character
from .operation import Operation

if TYPE_CHECKING:
    from .client import Client


class Characters:
    """Makes, changes, reads, copies and deletes characters. Every client has one: `client.characters`.

    Each method waits for the reply and raises a `ConvaiError` where there is none; `timeout` is in seconds, None takes
    the client's. Each has a `start_...` twin that returns an `Operation` at once.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        name: str,
        voice_type: str,
        backstory: str,
        actions: Actions = None,
        timeout: Optional[float] = None,
    ) -> Character:
        """Makes a character. Never repeated for you: a second "create" makes a second character.

        Args:
            name: The character's name.
            voice_type: A voice of the service's voice list, such as "US MALE 1".
            backstory: Who the character is, in prose.
            actions: What it can do: a string with commas, or several strings.
            timeout: How many seconds it may take.

        Returns:
            The character with its new id.

        Raises:
            ConfigurationError: A text is empty.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> raymond = client.characters.create(
            ...     name="Raymond", voice_type="US MALE 1", backstory="Raymond keeps the lighthouse."
            ... )
            >>> raymond.name
            'Raymond'
        """
        return self._client._run(_characters.create(self._client._core, name, voice_type, backstory, actions, timeout))

    def start_create(
        self,
        *,
        name: str,
        voice_type: str,
        backstory: str,
        actions: Actions = None,
        timeout: Optional[float] = None,
    ) -> Operation[Character]:
        """Starts `create` and returns at once.

        Example:
            >>> with client.characters.start_create(
            ...     name="Ada", voice_type="US FEMALE 1", backstory="Ada repairs clocks."
            ... ) as making:
            ...     making.result().name
            'Ada'
        """
        return self._client._begin(
            _characters.create(self._client._core, name, voice_type, backstory, actions, timeout)
        )

    def update(
        self,
        character: CharacterLike,
        *,
        name: Optional[str] = None,
        voice_type: Optional[str] = None,
        backstory: Optional[str] = None,
        actions: Actions = None,
        language_codes: Optional[Iterable[str]] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Changes a character. What is None stays as it is.

        Args:
            character: The character, or its id.
            name: Its new name.
            voice_type: Its new voice.
            backstory: Its new backstory.
            actions: Its new actions; "" takes them away.
            language_codes: Its new languages, such as ["en-US", "de-DE"].
            timeout: How many seconds it may take.

        Raises:
            ConfigurationError: There is nothing to change, or a text is empty.
            RefusedError: The service has no such character: it answers that with 400.

        Example:
            >>> client.characters.update(raymond, backstory="Raymond sails.", language_codes=["en-US"])
        """
        self._client._run(
            _characters.update(
                self._client._core, character, name, voice_type, backstory, actions, language_codes, timeout
            )
        )

    def start_update(
        self,
        character: CharacterLike,
        *,
        name: Optional[str] = None,
        voice_type: Optional[str] = None,
        backstory: Optional[str] = None,
        actions: Actions = None,
        language_codes: Optional[Iterable[str]] = None,
        timeout: Optional[float] = None,
    ) -> Operation[None]:
        """Starts `update` and returns at once.

        Example:
            >>> with client.characters.start_update(raymond, name="Ray") as change:
            ...     change.result()
        """
        return self._client._begin(
            _characters.update(
                self._client._core, character, name, voice_type, backstory, actions, language_codes, timeout
            )
        )

    def get(self, character: CharacterLike, *, timeout: Optional[float] = None) -> Character:
        """Reads a character by its id: one of your own, or a public one.

        Args:
            character: The character, or its id.
            timeout: How many seconds it may take.

        Raises:
            NotFoundError: The service has no such character.

        Example:
            >>> client.characters.get(raymond.id).name
            'Raymond'
        """
        return self._client._run(_characters.get(self._client._core, character, timeout))

    def start_get(self, character: CharacterLike, *, timeout: Optional[float] = None) -> Operation[Character]:
        """Starts `get` and returns at once.

        Example:
            >>> with client.characters.start_get(raymond) as reading:
            ...     reading.result().name
            'Raymond'
        """
        return self._client._begin(_characters.get(self._client._core, character, timeout))

    def find(self, name: str, *, timeout: Optional[float] = None) -> Character:
        """Reads a character by its name.

        Args:
            name: The name.
            timeout: How many seconds it may take.

        Raises:
            NotFoundError: The service has no such character.

        Example:
            >>> client.characters.find("Raymond").voice_type
            'US MALE 1'
        """
        return self._client._run(_characters.find(self._client._core, name, timeout))

    def start_find(self, name: str, *, timeout: Optional[float] = None) -> Operation[Character]:
        """Starts `find` and returns at once.

        Example:
            >>> with client.characters.start_find("Raymond") as search:
            ...     search.result().name
            'Raymond'
        """
        return self._client._begin(_characters.find(self._client._core, name, timeout))

    def clone(
        self, character: CharacterLike, *, knowledge_bank: bool = False, timeout: Optional[float] = None
    ) -> Character:
        """Copies a character. Never repeated for you: a second "clone" makes a second copy.

        Args:
            character: The character to copy, or its id.
            knowledge_bank: Whether its knowledge bank is copied as well.
            timeout: How many seconds it may take.

        Returns:
            A character with the copy's id, and nothing else: `get` reads the rest.

        Raises:
            RefusedError: The service refuses; an unknown character is one reason.

        Example:
            >>> client.characters.clone(raymond).id != raymond.id
            True
        """
        return self._client._run(_characters.clone(self._client._core, character, knowledge_bank, timeout))

    def start_clone(
        self, character: CharacterLike, *, knowledge_bank: bool = False, timeout: Optional[float] = None
    ) -> Operation[Character]:
        """Starts `clone` and returns at once.

        Example:
            >>> with client.characters.start_clone(raymond, knowledge_bank=True) as copying:
            ...     copying.result().id != raymond.id
            True
        """
        return self._client._begin(_characters.clone(self._client._core, character, knowledge_bank, timeout))

    def delete(self, character: CharacterLike, *, timeout: Optional[float] = None) -> None:
        """Deletes a character. This cannot be undone, and is never repeated for you.

        Args:
            character: The character, or its id.
            timeout: How many seconds it may take.

        Raises:
            RefusedError: The service refuses; an unknown character is one reason.

        Example:
            >>> client.characters.delete(client.characters.clone(raymond))
        """
        self._client._run(_characters.delete(self._client._core, character, timeout))

    def start_delete(self, character: CharacterLike, *, timeout: Optional[float] = None) -> Operation[None]:
        """Starts `delete` and returns at once.

        Example:
            >>> copy = client.characters.clone(raymond)
            >>> with client.characters.start_delete(copy) as deletion:
            ...     deletion.result()
        """
        return self._client._begin(_characters.delete(self._client._core, character, timeout))

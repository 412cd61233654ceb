"""The characters of an account, for the client for asyncio."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Optional

from . import _account_calls, _character_calls
from ._character_calls import Actions
from ._native import CharacterLike, call_options
from .aio_operation import AsyncOperation
from .listings import Languages, Listing, Voices
from .models import Character

if TYPE_CHECKING:
    from .aio import AsyncClient


class AsyncCharacters:
    """The characters of an account: `AsyncClient.characters`.

    The methods are coroutines; those called `start_...` return an `AsyncOperation`. The arguments and errors are those
    of `Characters`.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<convai.AsyncCharacters of {self._client!r}>"

    async def create(
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
        """Creates a character; see `Characters.create`.

        Example:
            >>> ada = await async_client.characters.create(
            ...     name="Ada", voice_type="US FEMALE 1", backstory="Ada repairs clocks."
            ... )
            >>> ada.name
            'Ada'
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.create(
            self._client._native, name, voice_type, backstory, actions, known_voices, options
        )
        return await self._client._run(call)

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
    ) -> AsyncOperation[Character]:
        """Starts `create` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.characters.start_create(
            ...     name="Ada", voice_type="US FEMALE 1", backstory="Ada repairs clocks."
            ... ) as creation:
            ...     (await creation.result()).name
            'Ada'
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.create(
            self._client._native, name, voice_type, backstory, actions, known_voices, options
        )
        return self._client._begin(call)

    async def update(
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
        """Updates a character; see `Characters.update`. A field that is None keeps its value.

        Example:
            >>> await async_client.characters.update(raymond, backstory="Raymond sails.")
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
        await self._client._run(call)

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
    ) -> AsyncOperation[None]:
        """Starts `update` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.characters.start_update(raymond, name="Ray") as change:
            ...     await change.result()
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

    async def get(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Reads a character by its id; see `Characters.get`.

        Example:
            >>> (await async_client.characters.get(raymond.id)).name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_character_calls.get(self._client._native, character, options))

    def start_get(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Character]:
        """Starts `get` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.characters.start_get(raymond) as request:
            ...     (await request.result()).name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.get(self._client._native, character, options))

    async def find(
        self,
        name: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Reads a character by its name; see `Characters.find`.

        Example:
            >>> (await async_client.characters.find("Raymond")).voice_type
            'US MALE 1'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_character_calls.find(self._client._native, name, options))

    def start_find(
        self,
        name: str,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Character]:
        """Starts `find` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.characters.start_find("Raymond") as search:
            ...     (await search.result()).name
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.find(self._client._native, name, options))

    async def clone(
        self,
        character: CharacterLike,
        *,
        knowledge_bank: bool = False,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Character:
        """Clones a character; see `Characters.clone`. Only the `id` of the result is set.

        Example:
            >>> (await async_client.characters.clone(raymond)).id != raymond.id
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        call = _character_calls.clone(self._client._native, character, knowledge_bank, options)
        return await self._client._run(call)

    def start_clone(
        self,
        character: CharacterLike,
        *,
        knowledge_bank: bool = False,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Character]:
        """Starts `clone` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.characters.start_clone(raymond, knowledge_bank=True) as cloning:
            ...     (await cloning.result()).id != raymond.id
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.clone(self._client._native, character, knowledge_bank, options))

    async def delete(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> None:
        """Deletes a character; see `Characters.delete`. This cannot be undone.

        Example:
            >>> await async_client.characters.delete(await async_client.characters.clone(raymond))
        """
        options = call_options(timeout, connect_timeout, deadline)
        await self._client._run(_character_calls.delete(self._client._native, character, options))

    def start_delete(
        self,
        character: CharacterLike,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[None]:
        """Starts `delete` and returns its operation. Is not a coroutine.

        Example:
            >>> copy = client.characters.clone(raymond)
            >>> async with async_client.characters.start_delete(copy) as deletion:
            ...     await deletion.result()
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_character_calls.delete(self._client._native, character, options))

    async def list(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Listing[Character]:
        """Lists the characters of the account, in the order of the service; see `Characters.list`.

        Example:
            >>> raymond.id in [character.id for character in await async_client.characters.list()]
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._client._run(_account_calls.characters(self._client._native, options))

    def start_list(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Listing[Character]]:
        """Starts `list` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.characters.start_list() as request:
            ...     raymond.id in [character.id for character in await request.result()]
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._client._begin(_account_calls.characters(self._client._native, options))

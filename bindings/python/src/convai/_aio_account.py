"""What the client for asyncio offers about an account as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, TypeVar

from . import _account_calls
from ._native import Call, NativeClient, call_options
from ._request import File, NativeRequest
from .account import Response, Usage
from .aio_chats import AsyncChats
from .aio_generation import AsyncGeneration
from .aio_narrative import AsyncNarrative
from .aio_operation import AsyncOperation
from .listings import Languages, Voices

T = TypeVar("T")


class AsyncAccount:
    """The base of `AsyncClient`."""

    _native: NativeClient

    async def _run(self, call: Call[T]) -> T:
        raise NotImplementedError

    def _begin(self, call: Call[T]) -> AsyncOperation[T]:
        raise NotImplementedError

    @property
    def chats(self) -> AsyncChats:
        """The sessions of the past: list, get and delete.

        Example:
            >>> len(await async_client.chats.list(raymond))
            0
        """
        return AsyncChats(self)

    @property
    def generation(self) -> AsyncGeneration:
        """What the service generates: starters, backstory and speech.

        Example:
            >>> "Ada" in await async_client.generation.backstory("Ada", "repairs clocks")
            True
        """
        return AsyncGeneration(self)

    @property
    def narrative(self) -> AsyncNarrative:
        """The stories of characters: sections, current_section and triggers.

        Example:
            >>> len(await async_client.narrative.sections(raymond))
            0
        """
        return AsyncNarrative(self)

    async def voices(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Voices:
        """Lists the voices that characters can have, in the order of the service; see `Client.voices`.

        Example:
            >>> len((await async_client.voices()).find(language="en")) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._run(_account_calls.voices(self._native, options))

    def start_voices(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Voices]:
        """Starts `voices` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.start_voices() as request:
            ...     len(await request.result()) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._begin(_account_calls.voices(self._native, options))

    async def languages(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Languages:
        """Lists the languages that characters can speak, in the order of the service; see `Client.languages`.

        Example:
            >>> len((await async_client.languages()).find("en")) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._run(_account_calls.languages(self._native, options))

    def start_languages(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Languages]:
        """Starts `languages` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.start_languages() as request:
            ...     len((await request.result()).find("en")) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._begin(_account_calls.languages(self._native, options))

    async def usage(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Usage:
        """Reads the plan of the account and how much of it is used; see `Client.usage`.

        Example:
            >>> len((await async_client.usage()).metrics) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return await self._run(_account_calls.usage(self._native, options))

    def start_usage(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Usage]:
        """Starts `usage` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.start_usage() as request:
            ...     len((await request.result()).metrics) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._begin(_account_calls.usage(self._native, options))

    async def call(
        self,
        path: str,
        *,
        json: Any = None,
        data: Optional[Mapping[str, str]] = None,
        files: Optional[Mapping[str, File]] = None,
        method: Optional[str] = None,
        multipart: bool = False,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Response:
        """Sends a request to a path of the service, also to one that this package does not know; see `Client.call`.

        Example:
            >>> (await async_client.call("character/get", json={"charID": raymond.id})).json()["character_name"]
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        request = NativeRequest(path, json, data, files, method, multipart)
        return await self._run(_account_calls.call(self._native, request, options))

    def start_call(
        self,
        path: str,
        *,
        json: Any = None,
        data: Optional[Mapping[str, str]] = None,
        files: Optional[Mapping[str, File]] = None,
        method: Optional[str] = None,
        multipart: bool = False,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> AsyncOperation[Response]:
        """Starts `call` and returns its operation. Is not a coroutine.

        Example:
            >>> async with async_client.start_call("tts/get_available_languages", method="GET") as request:
            ...     (await request.result()).content_type
            'application/json'
        """
        options = call_options(timeout, connect_timeout, deadline)
        request = NativeRequest(path, json, data, files, method, multipart)
        return self._begin(_account_calls.call(self._native, request, options))

"""What the blocking client offers about an account as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, TypeVar

from . import _account_calls
from ._native import Call, NativeClient, call_options
from ._request import File, NativeRequest
from .account import Response, Usage
from .chats import Chats
from .generation import Generation
from .listings import Languages, Voices
from .narrative import Narrative
from .operation import Operation

T = TypeVar("T")


class Account:
    """The base of `Client`."""

    _native: NativeClient

    def _run(self, call: Call[T]) -> T:
        raise NotImplementedError

    def _begin(self, call: Call[T]) -> Operation[T]:
        raise NotImplementedError

    @property
    def chats(self) -> Chats:
        """The sessions of the past: list, get and delete.

        Example:
            >>> len(client.chats.list(raymond))
            0
        """
        return Chats(self)

    @property
    def generation(self) -> Generation:
        """What the service generates: starters, backstory and speech.

        Example:
            >>> "Ada" in client.generation.backstory("Ada", "repairs clocks")
            True
        """
        return Generation(self)

    @property
    def narrative(self) -> Narrative:
        """The stories of characters: sections, current_section and triggers.

        Example:
            >>> len(client.narrative.sections(raymond))
            0
        """
        return Narrative(self)

    def voices(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Voices:
        """Lists the voices that characters can have, in the order of the service.

        The service changes them from time to time.

        Args:
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ProtocolError: The response is not such a list, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> voices = client.voices()
            >>> len(voices.find(language="en", gender="female")) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._run(_account_calls.voices(self._native, options))

    def start_voices(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Voices]:
        """Starts `voices` and returns its operation. Does not block.

        Example:
            >>> with client.start_voices() as request:
            ...     len(request.result()) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._begin(_account_calls.voices(self._native, options))

    def languages(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Languages:
        """Lists the languages that characters can speak, in the order of the service.

        Args:
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            ProtocolError: The response is not such a list, or was cut off.
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> languages = client.languages()
            >>> client.characters.update(raymond, language_codes=["en-US"], known_languages=languages)
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._run(_account_calls.languages(self._native, options))

    def start_languages(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Languages]:
        """Starts `languages` and returns its operation. Does not block.

        Example:
            >>> with client.start_languages() as request:
            ...     len(request.result().find("en")) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._begin(_account_calls.languages(self._native, options))

    def usage(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Usage:
        """Reads the plan of the account and how much of it is used.

        It also tells whether the API key is valid. Undocumented: seen in the service's Unreal plugin.

        Args:
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Raises:
            AuthenticationError, NetworkError, RefusedError: See `ConvaiError`.

        Example:
            >>> for metric in client.usage().metrics:
            ...     show(f"{metric.id}: {metric.used} of {metric.limit}")
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._run(_account_calls.usage(self._native, options))

    def start_usage(
        self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
    ) -> Operation[Usage]:
        """Starts `usage` and returns its operation. Does not block.

        Example:
            >>> with client.start_usage() as request:
            ...     len(request.result().metrics) > 0
            True
        """
        options = call_options(timeout, connect_timeout, deadline)
        return self._begin(_account_calls.usage(self._native, options))

    def call(
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
        """Sends a request to a path of the service, also to one that this package does not know.

        Connections, timeouts, cancellation, limits, errors and the log are those of every other call, and so is the
        header with the API key.

        Args:
            path: The path, relative to `base_url`, such as "character/list"; it may have a query. So that the API key
                stays with the service, a path is refused that has a scheme, an empty part ("//"), a part "." or "..", a
                backslash, a fragment or a control character, percent-encoded or not.
            json: The body as a value for `json.dumps`; None sends none. It excludes `data` and `files`.
            data: The fields of a form: a text for each name.
            files: The files of a form, for each name: a path, bytes, or a tuple of the file's name, its bytes and,
                optionally, its content type. They are read before the call starts, and sent after the texts as
                multipart/form-data.
            method: "GET", "POST", "PUT", "PATCH" or "DELETE"; None is POST. GET and DELETE have no body.
            multipart: Sends the fields as multipart/form-data, also if none of them is a file.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to its end, in seconds, time in the queue included; None for none.

        Returns:
            The reply: its body byte for byte, whatever its content type is.

        Raises:
            ConfigurationError: The path, the method or the body is invalid; the error's `argument` names it. A field is
                counted from 0, those of `data` first, as in "data[1].name".
            RefusedError: The status is not 2xx, or the reply is JSON with an error field.
            TypeError, ValueError: `json` cannot be written as JSON.
            OSError: A file cannot be read.
            AuthenticationError, NetworkError: See `ConvaiError`.

        Example:
            >>> client.call("character/get", json={"charID": raymond.id}).json()["character_name"]
            'Raymond'
        """
        options = call_options(timeout, connect_timeout, deadline)
        request = NativeRequest(path, json, data, files, method, multipart)
        return self._run(_account_calls.call(self._native, request, options))

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
    ) -> Operation[Response]:
        """Starts `call` and returns its operation. Does not block.

        Example:
            >>> with client.start_call("tts/get_available_languages", method="GET") as request:
            ...     request.result().content_type
            'application/json'
        """
        options = call_options(timeout, connect_timeout, deadline)
        request = NativeRequest(path, json, data, files, method, multipart)
        return self._begin(_account_calls.call(self._native, request, options))

"""The blocking client."""

from __future__ import annotations

import os
import threading
import weakref
from ctypes import byref, sizeof
from typing import Any, Callable, Optional, TypeVar, Union

from . import _ffi
from ._account import Account
from ._ffi import Status
from ._loader import library
from ._native import Call, CharacterLike, NativeClient, warn_unclosed
from ._retry import repeated
from ._settings import Configurable, initial_settings
from ._shutdown import CLOSE_TIMEOUT
from ._turns import Sayable, TurnOptions, to_character, turn
from ._unique import Closable
from .characters import Characters
from .conversation import Conversation
from .errors import error_of
from .models import Reply
from .operation import Operation, Turn, checked_timeout, slices
from .scene import Scene
from .tokens import Tokens

T = TypeVar("T")
Started = TypeVar("Started", bound=Operation[Any])


class Client(Closable, Configurable, Account):
    """A blocking client of the service. It may be used from any number of threads; use it in a `with` statement.

    Its methods block until the response arrives. Other threads run meanwhile, and Ctrl-C ends the wait and cancels the
    request. The `start_...` methods do not block: they return an `Operation`. Creating a client sends nothing.

    Args:
        api_key: The API key; by default the environment variable CONVAI_API_KEY. It is sent in a request header and
            never appears in a message or a `repr`.
        auth_token: An auth token in place of the key: your server created it with `Tokens.create`.
        base_url: The URL of the service; by default CONVAI_BASE_URL, otherwise "https://api.convai.com".
        proxy: The URL of a proxy, or "direct" for no proxy; by default the settings of the system.
        ca: Additional certificate authorities: the path of a PEM file, or PEM text.
        user_agent: The value of the User-Agent header.
        connect_timeout: The timeout for connecting, in seconds; 10 by default.
        timeout: The timeout of a call without voice, in seconds; 30 by default.
        voice_timeout: The timeout of a call that requests voice or sends audio, in seconds; 60 by default.
        idle_timeout: How long a streamed answer may pause, in seconds; 30 by default.
        max_in_flight: How many requests run at the same time; 64 by default. More requests wait in a queue.
        max_queued: How many requests the queue holds; 1024 by default.
        max_queued_bytes: How many bytes of text and audio all unfinished requests hold together; 256 MiB by default.
        upload_sample_rate: The sample rate in Hz, 8,000 to 192,000, to which audio is resampled before it is sent; by
            default it is not resampled.
        max_response_bytes: The size in bytes of the largest response that is accepted; 64 MiB by default.
        max_retries: How often a failed call is repeated; 0, never, by default. Only a call whose error is `retryable`
            is repeated, and only if nothing was sent or the call only reads, as `Characters.get` and `Client.voices`
            do. Before that it waits 0.25 to 0.5 seconds, twice as long each time up to 8, or the `retry_after` of the
            service; the call fails if that is more than a minute, or more than is left of the `deadline`. `Operation`
            and `Turn` are never repeated.

    Raises:
        ConfigurationError: There is no API key, or an option is invalid; the error's `argument` names it.
        TypeError: An argument has the wrong type.
        ValueError: A number is out of range, or a text contains a NUL character.
        OSError: The file that `ca` names cannot be read.

    Example:
        >>> with convai.Client(api_key="test-key", timeout=10) as client:
        ...     client.characters.get(raymond.id).name
        'Raymond'
    """

    _instead = "create another client with the same arguments, and in each process its own"

    def __init__(
        self,
        api_key: Optional[str] = None,
        *,
        auth_token: Optional[str] = None,
        base_url: Optional[str] = None,
        proxy: Optional[str] = None,
        ca: Union[str, os.PathLike[str], None] = None,
        user_agent: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        timeout: Optional[float] = None,
        voice_timeout: Optional[float] = None,
        idle_timeout: Optional[float] = None,
        max_in_flight: Optional[int] = None,
        max_queued: Optional[int] = None,
        max_queued_bytes: Optional[int] = None,
        upload_sample_rate: Optional[int] = None,
        max_response_bytes: Optional[int] = None,
        max_retries: Optional[int] = None,
    ) -> None:
        self._settings = initial_settings(max_retries)
        self._native = NativeClient(
            api_key=api_key,
            auth_token=auth_token,
            base_url=base_url,
            proxy=proxy,
            ca=ca,
            user_agent=user_agent,
            connect_timeout=connect_timeout,
            timeout=timeout,
            voice_timeout=voice_timeout,
            idle_timeout=idle_timeout,
            max_in_flight=max_in_flight,
            max_queued=max_queued,
            max_queued_bytes=max_queued_bytes,
            upload_sample_rate=upload_sample_rate,
            max_response_bytes=max_response_bytes,
        )
        self._starting = threading.Lock()
        self._started: weakref.WeakValueDictionary[int, Operation[Any]] = weakref.WeakValueDictionary()

    @property
    def characters(self) -> Characters:
        """The characters of the account: create, update, get, find, list, clone and delete.

        Example:
            >>> client.characters.find("Raymond").name
            'Raymond'
        """
        return Characters(self)

    @property
    def tokens(self) -> Tokens:
        """Auth tokens, which stand in for the API key: create, extend and revoke.

        Example:
            >>> client.tokens.create().expires is not None
            True
        """
        return Tokens(self)

    def _run(self, call: Call[T]) -> T:
        """Starts a call and waits for its result. An exception meanwhile, such as KeyboardInterrupt, cancels it."""
        call = self._settings.applied(call)
        return repeated(call, self._native, self._attempt) if call.max_retries else self._attempt(call)

    def _attempt(self, call: Call[T]) -> T:
        with Operation(call.begin(), call.take, self._native.log, call.on_progress) as operation:
            return operation.result()

    def _begin(self, call: Call[T]) -> Operation[T]:
        """Starts a call and registers its operation, so that `next_finished` can return it."""
        return self._register(call, Operation)

    def _begin_turn(self, call: Call[Reply]) -> Turn:
        return self._register(call, Turn)

    def _register(self, call: Call[T], made: Callable[..., Started]) -> Started:
        call = self._settings.applied(call)
        # With the lock, next_finished on another thread cannot see the end of the operation before it is registered.
        with self._starting:
            handle = call.begin()
            operation = self._started[handle] = made(handle, call.take, self._native.log, call.on_progress)
        return operation

    def conversation(
        self, character: CharacterLike, session_id: Optional[str] = None, *, fallback: Optional[str] = None
    ) -> Conversation:
        """Creates a conversation with a character. Sends nothing and does not block.

        Args:
            character: The character, or its id.
            session_id: The id of a session to continue, for example from a saved game; None starts a new session.
            fallback: The line that replaces the answer of a failed turn; None raises the error instead.

        Raises:
            ConfigurationError: The id is empty.
            ClosedError: The client is closed.

        Example:
            >>> chat = client.conversation(raymond.id)
            >>> chat.say("What is your name?").ok
            True
        """
        return Conversation(self, character, session_id, fallback)

    def get_response(
        self,
        character: CharacterLike,
        said: Sayable,
        *,
        session_id: Optional[str] = None,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> Reply:
        """Sends a single turn to a character and blocks until the answer arrives.

        It does not keep the session; `conversation` does.

        Args:
            character: The character, or its id.
            said: Text as a str, or audio; see `Conversation.say`.
            session_id: The id of a session to continue; None starts a new session.
            voice: Whether the answer should also come as speech.
            sample_rate: For bare samples, their frames per second, 8,000 to 192,000.
            channels: For bare samples, the number of interleaved channels.
            sample_format: For bare samples, "u8", "s16", "s24", "s32" or "f32".
            multipart: Sends text as multipart/form-data, for gateways that reject the usual form encoding.
            response_level: The value of the service's field "responseLevel"; None omits it.
            timeout: The timeout in seconds; None takes the client's.
            connect_timeout: The timeout for connecting, in seconds; None takes the client's.
            deadline: The longest time from this call to the end of the turn, in seconds. It includes the time in the
                queue and behind earlier turns of the conversation. None for none.
            upload_sample_rate: The sample rate in Hz to which audio is resampled before it is sent; None takes the
                client's.
            omit_raw: Leaves `Reply.raw` empty, which saves memory: it holds the voice as base64.
            stream: Asks the service for the answer in pieces, as it is made. The reply is the same as without; a `Turn`
                gives the pieces. The service hardly documents its streams: see the README.
            idle_timeout: How long a streamed answer may pause, in seconds, while `timeout` ends with its first byte;
                None takes the client's.
            scene: What the character can do, and what and who is there.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ServerError: The character does not exist, or the service could not produce an answer.
            AudioError: The audio cannot be sent, or the audio of the reply cannot be decoded.
            ConvaiError: The call failed in another way; see the subclasses.

        Example:
            >>> reply = client.get_response(raymond.id, "What is your name?")
            >>> reply.session_id is not None
            True
        """
        turn_options = TurnOptions(
            voice,
            sample_rate,
            channels,
            sample_format,
            multipart,
            response_level,
            timeout,
            connect_timeout,
            deadline,
            upload_sample_rate,
            omit_raw,
            stream,
            idle_timeout,
            scene,
        )
        return self._run(self._turn(character, said, session_id, turn_options))

    def start_get_response(
        self,
        character: CharacterLike,
        said: Sayable,
        *,
        session_id: Optional[str] = None,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> Turn:
        """Starts `get_response` and returns its operation, which also gives the pieces of the reply. Does not block.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ConfigurationError: An argument is invalid.
            AudioError: The audio cannot be sent.

        Example:
            >>> with client.start_get_response(raymond.id, "Hello") as turn:
            ...     turn.result().ok
            True
        """
        turn_options = TurnOptions(
            voice,
            sample_rate,
            channels,
            sample_format,
            multipart,
            response_level,
            timeout,
            connect_timeout,
            deadline,
            upload_sample_rate,
            omit_raw,
            stream,
            idle_timeout,
            scene,
        )
        return self._begin_turn(self._turn(character, said, session_id, turn_options))

    def _turn(
        self, character: CharacterLike, said: Sayable, session_id: Optional[str], turn_options: TurnOptions
    ) -> Call[Reply]:
        recipient = to_character(self._native, character, session_id)
        return turn(recipient, said, turn_options, self._upload_sample_rate)

    def next_finished(self, timeout: Optional[float] = 0) -> Optional[Operation[Any]]:
        """Returns the next operation that has finished. Operations are returned in the order in which they end.

        Each operation of a `start_...` method is returned once, to one thread. May be called from any thread.

        Args:
            timeout: How long to wait, in seconds; 0 does not wait, None waits without limit.

        Returns:
            The operation, or None if none has finished in that time.

        Raises:
            ClosedError: The client is closed.

        Example:
            >>> turn = chat.start_say("Hello")
            >>> client.next_finished(timeout=10) is turn
            True
            >>> turn.close()
        """
        event = _ffi.convai_event(struct_size=sizeof(_ffi.convai_event))
        for milliseconds in slices(checked_timeout(timeout)):
            while True:
                status = library().convai_client_next(self._native.handle(), milliseconds, byref(event))
                if status == Status.PENDING:
                    break
                if status != Status.OK:
                    raise error_of(status)
                if event.kind != _ffi.EVENT_DONE:
                    continue
                # Operations of blocking calls are not registered. They belong to the thread that waits for them.
                with self._starting:
                    operation = self._started.pop(event.operation or 0, None)
                if operation is not None:
                    self._native.log()
                    return operation
        return None

    def set_credentials(self, api_key: Optional[str] = None, *, auth_token: Optional[str] = None) -> None:
        """Replaces the API key or the auth token, for example a token that is about to expire. Does not block.

        The new credential is for the calls that start from now on. Calls that have started keep theirs, also in the
        queue and behind earlier turns of a conversation. The connections are kept.

        Args:
            api_key: The new key; None to set a token.
            auth_token: The new token; None to set a key.

        Raises:
            ConfigurationError: Neither or both are given, or the one that is given is invalid.
            ClosedError: The client is closed.

        Example:
            >>> with convai.Client() as player:
            ...     player.set_credentials(auth_token=client.tokens.create().token)
            ...     player.characters.get(raymond.id).name
            'Raymond'
        """
        self._native.set_credentials(api_key, auth_token)

    def reset_connections(self) -> None:
        """Makes further calls use new connections. Does not block.

        Call it when the network has changed: idle connections may be dead then. Calls in flight continue.

        Raises:
            ClosedError: The client is closed.

        Example:
            >>> client.reset_connections()
        """
        self._native.reset_connections()

    def close(self, timeout: Optional[float] = CLOSE_TIMEOUT) -> bool:
        """Cancels all operations, waits for the client's threads and frees the client.

        Blocks for normally less than a millisecond. A thread ends late if the operating system holds it, for example
        in the lookup of a host name. May be called from any thread; a second call does nothing.

        Args:
            timeout: How long to wait for the threads, in seconds; 0 does not wait, None waits without limit.

        Returns:
            Whether the threads have ended. If not, no call runs any more and a new one raises ClosedError; call `close`
            again to wait longer.

        Example:
            >>> client = convai.Client(api_key="test-key")
            >>> client.close(timeout=0.5)
            True
            >>> client.closed
            True
        """
        return any(self._native.close(each) for each in slices(checked_timeout(timeout)))

    @property
    def closed(self) -> bool:
        """Whether `close` was called.

        Example:
            >>> client.closed
            False
        """
        return self._native.closed

    def __del__(self) -> None:
        native: Optional[NativeClient] = None if self._origin else getattr(self, "_native", None)
        if native is not None and not native.closed:
            warn_unclosed(self)
        if native is not None:
            native.free()

    def __repr__(self) -> str:
        return f"<convai.Client {self._native.base_url} ({'closed' if self.closed else 'open'})>"

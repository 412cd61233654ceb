"""The blocking client."""

from __future__ import annotations

import os
import threading
import weakref
from ctypes import c_void_p
from types import TracebackType
from typing import Any, Optional, TypeVar, Union

from ._conversation import ConversationBase, warn_unclosed
from ._core import Call, CharacterLike, Core
from ._ffi import Status
from ._loader import library
from ._turns import How, Sayable, to_character, turn
from .characters import Characters
from .errors import error_of
from .models import Reply
from .operation import Operation, checked_timeout, slices

T = TypeVar("T")

#: How long closing waits for the library's threads, in milliseconds. Normally they end within one.
CLOSE_DEADLINE_MS = 2000


class Client:
    """A connection to the service. Use it in a `with` statement, from any number of threads.

    Its methods wait for the reply. While they do, other threads run, and Ctrl-C ends the wait and cancels the request;
    the `start_...` methods return an `Operation` at once instead. Nothing is sent before the first call.

    Args:
        api_key: The API key; by default the environment's CONVAI_API_KEY. It is sent in a request header, and shows
            nowhere else.
        base_url: Where the service is; by default CONVAI_BASE_URL, else "https://api.convai.com".
        proxy: A proxy's URL, or "direct" for none; by default the system's settings.
        ca: Further certificate authorities to trust: the path of a PEM file, or PEM text.
        user_agent: What is sent as User-Agent.
        connect_timeout: Longest time for connecting, in seconds; 10 by default.
        timeout: Longest time for a call without voice, in seconds; 30 by default.
        voice_timeout: Longest time for a call with voice or audio, in seconds; 60 by default.
        max_in_flight: How many requests run at once; 64 by default. More wait in a queue.
        max_queued: How many may wait; 1024 by default.
        upload_sample_rate: The rate in Hz to which audio is resampled before it is sent; by default it is not.
        max_response_bytes: The largest reply that is accepted; 64 MiB by default.

    Raises:
        ConfigurationError: There is no API key, or a setting is unusable; the message says which and why.

    Example:
        >>> with convai.Client(api_key="test-key", timeout=10) as client:
        ...     client.characters.get(raymond.id).name
        'Raymond'
    """

    def __init__(
        self,
        api_key: Optional[str] = None,
        *,
        base_url: Optional[str] = None,
        proxy: Optional[str] = None,
        ca: Union[str, os.PathLike[str], None] = None,
        user_agent: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        timeout: Optional[float] = None,
        voice_timeout: Optional[float] = None,
        max_in_flight: Optional[int] = None,
        max_queued: Optional[int] = None,
        upload_sample_rate: Optional[int] = None,
        max_response_bytes: Optional[int] = None,
    ) -> None:
        self._core = Core(
            api_key=api_key,
            base_url=base_url,
            proxy=proxy,
            ca=ca,
            user_agent=user_agent,
            connect_timeout=connect_timeout,
            timeout=timeout,
            voice_timeout=voice_timeout,
            max_in_flight=max_in_flight,
            max_queued=max_queued,
            upload_sample_rate=upload_sample_rate,
            max_response_bytes=max_response_bytes,
        )
        self._starting = threading.Lock()
        self._started: weakref.WeakValueDictionary[int, Operation[Any]] = weakref.WeakValueDictionary()

    @property
    def characters(self) -> Characters:
        """Makes, changes, reads, copies and deletes characters.

        Example:
            >>> client.characters.find("Raymond").name
            'Raymond'
        """
        return Characters(self)

    def _run(self, call: Call[T]) -> T:
        """Starts a call and waits for it; an exception meanwhile, such as KeyboardInterrupt, cancels it."""
        with Operation(call.begin(), call.take) as operation:
            return operation.result()

    def _begin(self, call: Call[T]) -> Operation[T]:
        """Starts a call for the caller, who may then learn of its end from `next_finished`."""
        with self._starting:  # it may end, and be handed out on another thread, before it is noted down
            handle = call.begin()
            operation = self._started[handle] = Operation(handle, call.take)
        return operation

    def conversation(
        self, character: CharacterLike, session_id: Optional[str] = None, *, fallback: Optional[str] = None
    ) -> Conversation:
        """Begins a conversation with a character. Nothing is sent yet.

        Args:
            character: The character, or its id.
            session_id: A session from a saved game, to go on with; by default a new one.
            fallback: A line that the character says where a turn fails, instead of an exception.

        Raises:
            ConfigurationError: The id is empty.
            ClosedError: The client was closed.

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
    ) -> Reply:
        """Says a single thing to a character. `conversation` keeps the session for you; this does not.

        Args:
            character: The character, or its id.
            said: Text as a str, or audio; see `Conversation.say`.
            session_id: The session to go on with; by default a new one.
            voice: Whether the answer is wanted in the character's voice too.
            sample_rate: Of bare samples: frames per second.
            channels: Of bare samples: how many channels are interleaved.
            sample_format: Of bare samples: "u8", "s16", "s24", "s32" or "f32".
            multipart: Send text as multipart/form-data, for gateways that do not take the usual form.
            response_level: The service's "responseLevel"; by default none is sent.
            timeout: How many seconds the call may take; by default the client's.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ServerError: There is no such character, or the service could not make an answer.
            AudioError: The audio cannot be sent, or the reply's cannot be read.

        Example:
            >>> reply = client.get_response(raymond.id, "What is your name?")
            >>> reply.session_id is not None
            True
        """
        how = How(voice, sample_rate, channels, sample_format, multipart, response_level, timeout)
        return self._run(self._turn(character, said, session_id, how))

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
    ) -> Operation[Reply]:
        """Starts `get_response` and returns at once.

        Example:
            >>> with client.start_get_response(raymond.id, "Hello") as turn:
            ...     turn.result().ok
            True
        """
        how = How(voice, sample_rate, channels, sample_format, multipart, response_level, timeout)
        return self._begin(self._turn(character, said, session_id, how))

    def _turn(self, character: CharacterLike, said: Sayable, session_id: Optional[str], how: How) -> Call[Reply]:
        return turn(to_character(self._core, character, session_id), said, how, self._core.upload_sample_rate)

    def next_finished(self, timeout: Optional[float] = 0) -> Optional[Operation[Any]]:
        """Gives an operation that has finished, in the order in which they ended: each `start_...` one once.

        Args:
            timeout: How many seconds to wait for one; 0 does not wait, None waits as long as it takes.

        Returns:
            The operation, or None where none has finished in that time.

        Raises:
            ClosedError: The client was closed.

        Example:
            >>> turn = chat.start_say("Hello")
            >>> client.next_finished(timeout=10) is turn
            True
            >>> turn.close()
        """
        handle = c_void_p()
        for milliseconds in slices(checked_timeout(timeout)):
            while True:
                status = library().convai_client_next(self._core.handle(), milliseconds, handle, None)
                if status == Status.PENDING:
                    break
                if status != Status.OK:
                    raise error_of(status)
                # What a waiting call of another thread has started is that thread's.
                with self._starting:
                    operation = self._started.pop(handle.value or 0, None)
                if operation is not None:
                    return operation
        return None

    def close(self) -> None:
        """Ends everything that the client does: calls under way are cancelled. Closing again is fine.

        Example:
            >>> client = convai.Client(api_key="test-key")
            >>> client.close()
            >>> client.closed
            True
        """
        self._core.stop(CLOSE_DEADLINE_MS)
        self._core.free()

    @property
    def closed(self) -> bool:
        """Whether the client was closed.

        Example:
            >>> client.closed
            False
        """
        return self._core.closed

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        core: Optional[Core] = getattr(self, "_core", None)
        if core is not None and not core.closed:
            warn_unclosed(self)
            core.free()

    def __repr__(self) -> str:
        return f"<convai.Client {self._core.base_url} ({'closed' if self.closed else 'open'})>"


class Conversation(ConversationBase):
    """A character and a session. `Client.conversation` makes one.

    The first turn starts a session, the others go on in it; a failed turn keeps it. Turns go out one after the other.

    Example:
        >>> chat = client.conversation(raymond.id)
        >>> _ = chat.say("My name is Ada.")
        >>> "Ada" in chat.say("What is my name?").text
        True
    """

    def __init__(
        self, client: Client, character: CharacterLike, session_id: Optional[str], fallback: Optional[str]
    ) -> None:
        super().__init__(client._core, character, session_id, fallback)
        self._client = client

    def say(
        self,
        said: Sayable,
        *,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Reply:
        """Says something to the character and waits for the answer.

        Args:
            said: Text as a str. Or audio: an `Audio`; the bytes or the `pathlib.Path` of a WAV file; an open `wave`
                file; bare samples as bytes, bytearray, memoryview, `array.array` or a NumPy array of shape (frames,) or
                (frames, channels), with their `sample_rate`; or an `Utterance`, which is emptied by that.
            voice: Whether the answer is wanted in the character's voice too.
            sample_rate: Of bare samples: frames per second, 8,000 to 192,000.
            channels: Of bare samples: how many channels are interleaved, where the shape does not say; 1 by default.
            sample_format: Of bare samples: "u8", "s16", "s24", "s32" or "f32", where the type does not say; "s16" by
                default.
            multipart: Send text as multipart/form-data, for gateways that do not take the usual form.
            response_level: The service's "responseLevel"; by default none is sent.
            timeout: How many seconds the call may take; by default the client's.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ConfigurationError: The text is empty.
            AudioError: The audio cannot be sent, or the reply's cannot be read (its text is in the error's `reply`).
            CancelledError: The conversation was interrupted, or the client closed.
            TimeoutError, NetworkError, AuthenticationError, ServerError: See `ConvaiError`. With a `fallback` these
                are not raised but in the reply's `error`.

        Example:
            >>> reply = chat.say("What is your name?", voice=True)
            >>> reply.audio.duration > 0.1
            True
        """
        how = How(voice, sample_rate, channels, sample_format, multipart, response_level, timeout)
        return self._client._run(self._turn(said, how))

    def start_say(
        self,
        said: Sayable,
        *,
        voice: bool = False,
        sample_rate: Optional[int] = None,
        channels: Optional[int] = None,
        sample_format: Optional[str] = None,
        multipart: bool = False,
        response_level: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Operation[Reply]:
        """Starts `say` and returns at once.

        Example:
            >>> with chat.start_say("Hello") as turn:
            ...     turn.result().ok
            True
        """
        how = How(voice, sample_rate, channels, sample_format, multipart, response_level, timeout)
        return self._client._begin(self._turn(said, how))

    def __enter__(self) -> Conversation:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

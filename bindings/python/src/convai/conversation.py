"""Conversations: a character and a session."""

from __future__ import annotations

from ctypes import byref, c_size_t, c_void_p, create_string_buffer
from typing import TYPE_CHECKING, Optional

from . import _check
from ._ffi import Status
from ._loader import library
from ._native import Call, CharacterLike, NativeClient, character_id
from ._settings import Configurable
from ._turns import Sayable, TurnOptions, to_conversation, turn
from ._unique import Closable, Unique
from .errors import CancelledError, closed, require_ok, take_error
from .models import Reply, take_reply
from .operation import Turn
from .playback import Playback, playback_handle
from .scene import Scene, native_scene

if TYPE_CHECKING:
    from .client import Client

#: The lowest status that the fallback line covers. Lower ones are programming errors, such as an empty text.
FIRST_COVERED_STATUS = 200


class ConversationBase(Unique):
    """A character and a session. Turns are sent one after the other, in the order of their calls."""

    _instead = "create another one with client.conversation(chat.character_id, chat.session_id)"
    _client: Configurable

    def __init__(
        self, client: NativeClient, character: CharacterLike, session_id: Optional[str], fallback: Optional[str]
    ) -> None:
        self._handle: Optional[int] = None
        identifier = character_id(character)
        error = c_void_p()
        session = _check.optional_text("session_id", session_id)
        handle = library().convai_conversation_new(client.handle(), identifier, session, error)
        if not handle:
            raise take_error(error)
        self._handle = handle
        self._native = client
        self._character_id = identifier.decode()
        self._fallback: Optional[str] = None
        self._playback: Optional[Playback] = None
        self._scene: Optional[Scene] = None
        self._interruptions = 0
        if fallback is not None:
            self.fallback = fallback

    def _open_handle(self) -> int:
        if self._handle is None:
            raise closed("conversation")
        return self._handle

    def _turn(self, said: Sayable, turn_options: TurnOptions) -> Call[Reply]:
        self._native.handle()  # if both are closed, the error names the client
        recipient = to_conversation(self._open_handle(), self._take)
        before = self._interruptions
        return turn(
            recipient,
            said,
            turn_options,
            self._client._upload_sample_rate,
            lambda: self._interruptions == before and self._handle is not None,
        )

    def _take(self, operation: Optional[int]) -> Reply:
        """Takes a reply. Raises its error unless the fallback line covers it."""
        reply = take_reply(operation)
        if reply.error is None or (self._fallback is not None and _is_covered(reply)):
            return reply
        raise reply.error

    @property
    def character_id(self) -> str:
        """The id of the character. Does not block.

        Example:
            >>> chat.character_id == raymond.id
            True
        """
        return self._character_id

    @property
    def session_id(self) -> Optional[str]:
        """The id of the session, or None before the first reply. Does not block.

        A game stores it and passes it to `conversation` to continue the session later. Any thread may read it.

        Raises:
            ClosedError: The conversation is closed.

        Example:
            >>> client.conversation(raymond, session_id="an-id-from-a-saved-game").session_id
            'an-id-from-a-saved-game'
        """
        capacity, length = 64, c_size_t()
        while True:
            buffer = create_string_buffer(capacity)
            status = library().convai_conversation_session_id(self._open_handle(), buffer, capacity, byref(length))
            if status != Status.BUFFER_TOO_SMALL:
                require_ok(status)
                return buffer.value.decode("utf-8", "replace") or None
            capacity = length.value + 1

    @property
    def fallback(self) -> Optional[str]:
        """The line that replaces the answer of a failed turn, or None, the default.

        With None, a failed turn raises its error. With a line, it returns a `Reply` with that text, whose `error` is
        set. A cancelled turn and an invalid argument raise an error in both cases.

        Raises:
            ClosedError: The property was set, and the conversation is closed.

        Example:
            >>> chat.fallback = "Sorry, I can't chat right now."
        """
        return self._fallback

    @fallback.setter
    def fallback(self, text: Optional[str]) -> None:
        line = _check.optional_text("fallback", text)
        require_ok(library().convai_conversation_set_fallback(self._open_handle(), line))
        self._fallback = text

    @property
    def scene(self) -> Optional[Scene]:
        """What the character can do, and what and who is there: a `Scene`, or None, the default.

        It is sent with each turn that is said from now on, until it is set again. Turns that were said before keep the
        scene that they were said in, also while they wait. None removes it. The library copies the scene when it is
        set. Does not block; may be set from any thread.

        Raises:
            TypeError: The scene has the wrong type.
            ConfigurationError: A name in the scene is invalid; the error's `argument` names it. The conversation keeps
                the scene that it had before.
            ClosedError: The property was set, and the conversation is closed.

        Example:
            >>> chat.scene = convai.Scene(actions=["Jump", "Wave"], objects={"Lamp#1": "The lamp at the harbour."})
            >>> chat.say("Please jump!").actions
            ('Jump',)
        """
        return self._scene

    @scene.setter
    def scene(self, scene: Optional[Scene]) -> None:
        native, error = native_scene(scene), c_void_p()
        struct = None if native is None else native.struct
        if library().convai_conversation_set_scene(self._open_handle(), struct, error) != Status.OK:
            raise take_error(error)
        self._scene = scene

    def interrupt(self) -> None:
        """Cancels the running turn and all turns that wait behind it. The session continues.

        The cancelled turns raise CancelledError. The playback of the conversation fades out what is heard of its turns,
        and drops what waits there. A turn that has ended, and whose reply was not taken, keeps its reply, with
        `interrupted` set. Does not block; may be called from any thread.

        Raises:
            ClosedError: The conversation is closed.

        Example:
            >>> chat.interrupt()
        """
        self._interruptions += 1  # of turns that wait to be repeated, the library knows nothing
        require_ok(library().convai_conversation_interrupt(self._open_handle()))

    def set_playback(self, playback: Optional[Playback]) -> None:
        """Sets where the turns of the conversation are heard.

        The reply of each turn with `voice=True` that is said from now on is added to the playback: with `stream=True`
        while it arrives, otherwise when it is there. The turns are heard in their order. Does not block; may be called
        from any thread.

        Args:
            playback: The playback, or a `Speaker`. Several conversations may have the same one. None: the voices of
                further turns are not heard by themselves.

        Raises:
            TypeError: The playback has the wrong type.
            ClosedError: The conversation or the playback is closed.

        Example:
            >>> with convai.Playback(sample_rate=48000, without_device=True) as playback:
            ...     chat.set_playback(playback)
            ...     reply = chat.say("Hello", voice=True, stream=True)
            ...     playback.wait()
            True
        """
        require_ok(library().convai_conversation_set_playback(self._open_handle(), playback_handle(playback)))
        self._playback = playback

    def reset(self) -> None:
        """Ends the session. The next turn starts a new one.

        Does not block; may be called from any thread.

        Raises:
            ClosedError: The conversation is closed.

        Example:
            >>> _ = chat.say("Hello")
            >>> chat.reset()
            >>> chat.session_id is None
            True
        """
        require_ok(library().convai_conversation_reset(self._open_handle()))

    def close(self) -> None:
        """Cancels the unfinished turns and frees the conversation. A second call does nothing.

        A conversation without references is closed too, but an `Operation` of one of its turns is such a reference.
        Does not block; may be called from any thread.

        Example:
            >>> client.conversation(raymond).close()
        """
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_conversation_free(byref(pointer))

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self._handle is None else "open"
        return f"<convai.{type(self).__name__} with {self._character_id} ({state})>"


def _is_covered(reply: Reply) -> bool:
    error = reply.error
    return error is not None and error.code >= FIRST_COVERED_STATUS and not isinstance(error, CancelledError)


class Conversation(ConversationBase, Closable):
    """A character and a session. `Client.conversation` creates it.

    The first turn starts a session and the following turns continue it, also after a failed turn. Turns are sent one
    after the other. A conversation may be used from any thread.

    Example:
        >>> chat = client.conversation(raymond.id)
        >>> _ = chat.say("My name is Ada.")
        >>> "Ada" in chat.say("What is my name?").text
        True
    """

    def __init__(
        self, client: Client, character: CharacterLike, session_id: Optional[str], fallback: Optional[str]
    ) -> None:
        super().__init__(client._native, character, session_id, fallback)
        self._client: Client = client

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
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> Reply:
        """Sends text or audio to the character and blocks until the answer arrives.

        Args:
            said: Text as a str, or audio. Audio is an `Audio`; the bytes or the `pathlib.Path` of a WAV file; an open
                `wave` file; or an `Utterance`, which the call empties. Bare samples are bytes, bytearray, memoryview,
                `array.array` or a NumPy array of shape (frames,) or (frames, channels), and need `sample_rate`.
            voice: Whether the answer should also come as speech.
            sample_rate: For bare samples, their frames per second, 8,000 to 192,000.
            channels: For bare samples, the number of interleaved channels, unless the shape determines it; 1 by
                default.
            sample_format: For bare samples, "u8", "s16", "s24", "s32" or "f32", unless their type determines it; "s16"
                by default.
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
            scene: What the character can do, and what and who is there, for this turn: it takes the place of the whole
                scene of the conversation. None takes that one.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ConfigurationError: The text is empty.
            AudioError: The audio cannot be sent, or the audio of the reply cannot be decoded. In the second case the
                error's `reply` has the text.
            CancelledError: The conversation was interrupted, or the client was closed.
            TimeoutError, NetworkError, AuthenticationError, ServerError: The call failed. With a `fallback`, these
                errors are not raised; the reply's `error` has them.

        Example:
            >>> reply = chat.say("What is your name?", voice=True)
            >>> reply.voice.duration > 0.1
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
        return self._client._run(self._turn(said, turn_options))

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
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        omit_raw: bool = False,
        stream: bool = False,
        idle_timeout: Optional[float] = None,
        scene: Optional[Scene] = None,
    ) -> Turn:
        """Starts `say` and returns its operation, which also gives the pieces of the reply. Does not block.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ConfigurationError: The text is empty.
            AudioError: The audio cannot be sent.

        Example:
            >>> with chat.start_say("Hello") as turn:
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
        return self._client._begin_turn(self._turn(said, turn_options))

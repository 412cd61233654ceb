"""The results of calls, as immutable values."""

from __future__ import annotations

import ctypes
import dataclasses
import datetime
import json
from ctypes import byref, c_void_p, string_at
from typing import Any, Optional

from . import _ffi
from ._ffi import Status
from ._loader import library
from .audio import Audio, audio_of_samples, copy_audio
from .errors import AudioError, ConvaiError, error_of, read_error, text_at


@dataclasses.dataclass(frozen=True)
class Character:
    """A character. A field that the service did not send is None.

    Attributes:
        id: The character's id, which every other call takes.
        name: The character's name.
        voice_type: The name of its voice, such as "US MALE 1".
        backstory: The text that describes the character.
        user_id: The id of the user who created it.
        timestamp: The time of its creation, in the service's own format.
        language_codes: The codes of its languages, such as "en-US".
        raw: The body of the response. `json()` parses it and so gives access to fields that this class does not have.

    Example:
        >>> client.characters.get(raymond.id).voice_type
        'US MALE 1'
    """

    id: str
    name: Optional[str] = None
    voice_type: Optional[str] = None
    backstory: Optional[str] = None
    user_id: Optional[str] = None
    timestamp: Optional[str] = None
    language_codes: tuple[str, ...] = ()
    raw: bytes = dataclasses.field(default=b"", repr=False, compare=False)

    def json(self) -> Any:
        """Parses `raw`. Does not block.

        Raises:
            ValueError: The response is not JSON.

        Example:
            >>> "character_name" in client.characters.get(raymond.id).json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Token:
    """An auth token, which stands in for the API key. Its `repr` does not show it.

    Attributes:
        token: The text of the token, for the argument `auth_token` of a client.
        expires: When it expires, as the service wrote it, or None if it did not say that.
        expires_at: When it expires, or None if the service did not say it in a form that can be read. A relative time
            counts by the clock of this machine.
        raw: The body of the response.

    Example:
        >>> expiry = client.tokens.create().expires_at
        >>> expiry is not None and expiry.tzname()
        'UTC'
    """

    token: str = dataclasses.field(repr=False)
    expires: Optional[str] = None
    expires_at: Optional[datetime.datetime] = None
    raw: bytes = dataclasses.field(default=b"", repr=False, compare=False)

    def json(self) -> Any:
        """Parses `raw`. Does not block.

        Raises:
            ValueError: The response is not JSON.

        Example:
            >>> "apiAuthToken" in client.tokens.create().json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Reply:
    """A character's answer.

    Attributes:
        text: The text of the answer; "" if the response contains audio only.
        session_id: The id of the session. A conversation keeps it and sends it with the next turn.
        character_id: The id of the character that answered, or None if the response does not contain it.
        user_query: What the service understood; for audio, the transcript. None if the response does not contain it.
        audio: The answer as speech, or None if it was not requested; `voice` is the same and never None.
        error: The reason why the turn failed if `text` is the fallback line of the conversation, otherwise None.
        raw: The body of the response; b"" after `omit_raw`.
        interrupted: Whether `Conversation.interrupt` was called before the reply was taken, also if the turn had ended
            by then. The player does not want to hear it, and no playback accepts it.
        actions: The actions that the character takes, in their order, such as ("Jump", "Wave"): see `Scene`. They are
            the lines of `action_sequence`, without empty ones and without the white space around each.
        action_sequence: The actions as the service sent them, in lines, or None if the reply names none. Of a streamed
            reply: those of its pieces, one piece after the other.
        tag: The result of the classification that the scene asked for, or None. Undocumented: seen in the Unreal plugin
            of the service.

    Example:
        >>> reply = chat.say("What is your name?")
        >>> reply.ok, reply.audio
        (True, None)
    """

    text: str
    session_id: Optional[str] = None
    character_id: Optional[str] = None
    user_query: Optional[str] = None
    audio: Optional[Audio] = None
    error: Optional[ConvaiError] = dataclasses.field(default=None, compare=False)
    raw: bytes = dataclasses.field(default=b"", repr=False, compare=False)
    interrupted: bool = False
    actions: tuple[str, ...] = ()
    action_sequence: Optional[str] = None
    tag: Optional[str] = None

    @property
    def ok(self) -> bool:
        """Whether the text is an answer of the character, and not the fallback line.

        Example:
            >>> chat.say("Hello").ok
            True
        """
        return self.error is None

    @property
    def voice(self) -> Audio:
        """The answer as speech: `audio`, for a reply that must have it.

        Raises:
            AudioError: The reply has no speech, because `voice=True` was not passed, or because the turn failed.

        Example:
            >>> chat.say("Hello", voice=True).voice.save("reply.wav")
        """
        if self.audio is not None:
            return self.audio
        if self.error is not None:
            failed = f"The reply has no voice, because the turn failed: {self.error}"
            raise AudioError(failed, code=self.error.code) from self.error
        raise AudioError(
            "The reply has no voice: pass voice=True to the call. If you did, the service has sent none.",
            code=Status.INVALID_ARGUMENT,
            argument="voice",
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the text, and the player of the audio."""
        from . import _html

        return _html.of_reply(self)

    def json(self) -> Any:
        """Parses `raw`, which contains the audio as base64. Does not block.

        Raises:
            ValueError: The response is not JSON.

        Example:
            >>> "text" in chat.say("Hello").json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Piece:
    """A part of the answer to a turn, while the rest is still on its way.

    Joined in their order, the texts of the pieces are the text of the reply, and their audio is its audio.

    Attributes:
        text: The text that follows that of the piece before, mostly with the space in between; "" without text.
        session_id: The id of the session, or None until it is known.
        audio: The speech that follows that of the piece before, or None if the piece has none.
        first_frame: Where `audio` begins in the speech of the whole reply, in frames; without audio, where the next
            audio will begin.
        action_sequence: What the character does, one action in each line, or None.
        tag: The result of a classification, or None.
        actions: The actions of `action_sequence`, in their order.

    Example:
        >>> with chat.start_say("Tell me a story.", stream=True) as turn:
        ...     text = "".join(piece.text for piece in turn)
        ...     text == turn.result().text
        True
    """

    text: str
    session_id: Optional[str] = None
    audio: Optional[Audio] = None
    first_frame: int = 0
    action_sequence: Optional[str] = None
    tag: Optional[str] = None
    actions: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Progress:
    """The progress of an operation.

    Attributes:
        state: "queued", "sending", "waiting" (for the service's response), "receiving" or "done".
        bytes_sent: The number of bytes of the request body that were passed to the connection.
        bytes_to_send: The size of the request body in bytes; 0 until it is known.
        bytes_received: The number of bytes of the response body that were received.
        bytes_to_receive: The size of the response body in bytes; 0 if the response does not state it.

    Example:
        >>> turn = chat.start_say("Hello")
        >>> turn.wait(), turn.progress().state
        (True, 'done')
        >>> turn.close()
    """

    state: str
    bytes_sent: int
    bytes_to_send: int
    bytes_received: int
    bytes_to_receive: int


STATES = {
    _ffi.STATE_QUEUED: "queued",
    _ffi.STATE_SENDING: "sending",
    _ffi.STATE_WAITING: "waiting",
    _ffi.STATE_RECEIVING: "receiving",
    _ffi.STATE_DONE: "done",
}


def bytes_at(address: Optional[int], length: int) -> bytes:
    """Copies bytes of the library; b"" for a NULL pointer."""
    return string_at(address, length) if address else b""


def take_result(operation: Optional[int]) -> None:
    """Takes the result of an update or a deletion, and raises its error if it has one."""
    pointer = c_void_p(library().convai_operation_take_result(operation))
    try:
        native = _ffi.convai_result.from_address(pointer.value or 0)
        if native.error:
            raise read_error(native.error, raw=bytes_at(native.raw_json, native.raw_json_len))
    finally:
        library().convai_result_free(byref(pointer))


def take_character(operation: Optional[int]) -> Character:
    """Takes a character, or raises its error."""
    pointer = c_void_p(library().convai_operation_take_character(operation))
    try:
        native = _ffi.convai_character.from_address(pointer.value or 0)
        raw = bytes_at(native.raw_json, native.raw_json_len)
        if native.error:
            raise read_error(native.error, raw=raw)
        return read_character(native, raw)
    finally:
        library().convai_character_free(byref(pointer))


def read_character(native: _ffi.convai_character, raw: bytes) -> Character:
    """Copies a character of the library, without freeing it."""
    return Character(
        id=text_at(native.id, native.id_len) or "",
        name=text_at(native.name, native.name_len),
        voice_type=text_at(native.voice_type, native.voice_type_len),
        backstory=text_at(native.backstory, native.backstory_len),
        user_id=text_at(native.user_id, native.user_id_len),
        timestamp=text_at(native.timestamp, native.timestamp_len),
        language_codes=strings_at(native.language_codes, native.language_code_count),
        raw=raw,
    )


def take_token(operation: Optional[int]) -> Token:
    """Takes a token, or raises its error."""
    pointer = c_void_p(library().convai_operation_take_token(operation))
    try:
        native = _ffi.convai_token.from_address(pointer.value or 0)
        raw = bytes_at(native.raw_json, native.raw_json_len)
        if native.error:
            raise read_error(native.error, raw=raw)
        return Token(
            token=text_at(native.token, native.token_len) or "",
            expires=text_at(native.expires, native.expires_len),
            expires_at=_time_at(native.expires_at_ms),
            raw=raw,
        )
    finally:
        library().convai_token_free(byref(pointer))


def _time_at(milliseconds: int) -> Optional[datetime.datetime]:
    """Returns the time that is so many milliseconds after the beginning of 1970, or None for -1."""
    if milliseconds < 0:
        return None
    # `fromtimestamp` rounds, and fails on Windows for some times.
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return epoch + datetime.timedelta(milliseconds=milliseconds)


def strings_at(address: Optional[int], count: int) -> tuple[str, ...]:
    """Copies an array of strings of the library; () for a NULL pointer."""
    if not address:
        return ()
    return tuple(each.decode("utf-8", "replace") for each in (ctypes.c_char_p * count).from_address(address) if each)


def take_reply(operation: Optional[int]) -> Reply:
    """Takes a reply. If the turn failed, its `error` is set, and that error's `reply` to what arrived, if anything."""
    pointer = c_void_p(library().convai_operation_take_response(operation))
    try:
        native = _ffi.convai_response.from_address(pointer.value or 0)
        raw = bytes_at(native.raw_json, native.raw_json_len)
        error = read_error(native.error, raw=raw) if native.error else None
        reply = Reply(
            text=text_at(native.text, native.text_len) or "",
            session_id=text_at(native.session_id, native.session_id_len),
            character_id=text_at(native.character_id, native.character_id_len),
            user_query=text_at(native.user_query, native.user_query_len),
            audio=copy_audio(native),
            error=error,
            raw=raw,
            interrupted=bool(native.interrupted),
            actions=strings_at(native.actions, native.action_count),
            action_sequence=text_at(native.action_sequence, native.action_sequence_len),
            tag=text_at(native.tag, native.tag_len),
        )
    finally:
        library().convai_response_free(byref(pointer))
    if error is not None and (reply.text or reply.session_id or reply.user_query or reply.audio):
        # This copy of the reply has no error, because the two would otherwise form a reference cycle.
        error.reply = dataclasses.replace(reply, error=None)
    return reply


def take_reply_or_raise(operation: Optional[int]) -> Reply:
    """Takes a reply, or raises its error."""
    reply = take_reply(operation)
    if reply.error is not None:
        raise reply.error
    return reply


def take_piece(operation: Optional[int], timeout_ms: int) -> tuple[Optional[Piece], bool]:
    """Takes the next piece of the reply to a turn, if there is one, and tells whether no more will come."""
    pointer = c_void_p()
    status = library().convai_operation_next_piece(operation, timeout_ms, byref(pointer))
    if status not in (Status.OK, Status.PENDING):
        raise error_of(status)
    if not pointer.value:
        return None, status == Status.OK
    try:
        native = _ffi.convai_piece.from_address(pointer.value)
        return (
            Piece(
                text=text_at(native.text, native.text_len) or "",
                session_id=text_at(native.session_id, native.session_id_len),
                audio=_audio_of(native),
                first_frame=native.first_frame,
                action_sequence=text_at(native.action_sequence, native.action_sequence_len),
                tag=text_at(native.tag, native.tag_len),
                actions=strings_at(native.actions, native.action_count),
            ),
            False,
        )
    finally:
        library().convai_piece_free(byref(pointer))


def _audio_of(native: _ffi.convai_piece) -> Optional[Audio]:
    if not native.samples:
        return None
    samples = string_at(native.samples, 2 * native.frames * native.channels)
    return audio_of_samples(samples, native.sample_rate, native.channels)

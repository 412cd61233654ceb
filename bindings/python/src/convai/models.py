"""What the service answers with, as immutable values."""

from __future__ import annotations

import ctypes
import dataclasses
import json
from ctypes import byref, c_void_p, string_at
from typing import Any, Optional

from . import _ffi
from ._loader import library
from .audio import Audio, copy_audio
from .errors import ConvaiError, read_error, text_at


@dataclasses.dataclass(frozen=True)
class Character:
    """A character. What the service did not say is None.

    Attributes:
        id: The character's id: what every other call asks for.
        name: The character's name.
        voice_type: Its voice, such as "US MALE 1".
        backstory: Who the character is, in prose.
        user_id: The id of the user who made it.
        timestamp: When it was made, in the service's own form.
        language_codes: The languages that it speaks, such as "en-US".
        raw: The reply as it came: fields that have no place here can be read from it with `json()`.

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
        """Parses `raw`.

        Raises:
            ValueError: The reply is not JSON.

        Example:
            >>> "character_name" in client.characters.get(raymond.id).json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Reply:
    """What a character answered.

    Attributes:
        text: What the character says; "" where the reply holds audio alone.
        session_id: The session, to go on with. A conversation does that for you.
        character_id: The character that answered, or None where the reply does not say.
        user_query: What the service understood: of audio, its transcript. None where the reply does not say.
        audio: The voice, where it was asked for.
        error: Why the turn failed, where `text` is the conversation's fallback line; else None.
        raw: The reply as it came.

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

    @property
    def ok(self) -> bool:
        """Whether the character itself answered, and not the fallback line.

        Example:
            >>> chat.say("Hello").ok
            True
        """
        return self.error is None

    def json(self) -> Any:
        """Parses `raw`. The audio is in it too, as base64.

        Raises:
            ValueError: The reply is not JSON.

        Example:
            >>> "text" in chat.say("Hello").json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far an operation is.

    Attributes:
        state: "queued", "sending", "waiting" (the service thinks), "receiving" or "done".
        bytes_sent: Bytes of the request's body that were handed to the connection.
        bytes_to_send: How many bytes the body has; 0 before that is known.
        bytes_received: Bytes of the reply's body that came in.
        bytes_to_receive: How many the reply says it has; 0 where it does not say.

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
    """Copies bytes of the library's; empty where there are none."""
    return string_at(address, length) if address else b""


def take_result(operation: Optional[int]) -> None:
    """Takes the outcome of an update or a delete: nothing, or its error."""
    pointer = c_void_p(library().convai_operation_take_result(operation))
    try:
        native = _ffi.convai_result.from_address(pointer.value or 0)
        if native.error:
            raise read_error(native.error)
    finally:
        library().convai_result_free(byref(pointer))


def take_character(operation: Optional[int]) -> Character:
    """Takes a character, or raises."""
    pointer = c_void_p(library().convai_operation_take_character(operation))
    try:
        native = _ffi.convai_character.from_address(pointer.value or 0)
        if native.error:
            raise read_error(native.error)
        return Character(
            id=text_at(native.id, native.id_len) or "",
            name=text_at(native.name, native.name_len),
            voice_type=text_at(native.voice_type, native.voice_type_len),
            backstory=text_at(native.backstory, native.backstory_len),
            user_id=text_at(native.user_id, native.user_id_len),
            timestamp=text_at(native.timestamp, native.timestamp_len),
            language_codes=_strings(native.language_codes, native.language_code_count),
            raw=bytes_at(native.raw_json, native.raw_json_len),
        )
    finally:
        library().convai_character_free(byref(pointer))


def _strings(address: Optional[int], count: int) -> tuple[str, ...]:
    if not address:
        return ()
    return tuple(each.decode("utf-8", "replace") for each in (ctypes.c_char_p * count).from_address(address) if each)


def take_reply(operation: Optional[int]) -> Reply:
    """Takes a reply, complete or not. The `error` of one that failed is set, and carries the reply in turn."""
    pointer = c_void_p(library().convai_operation_take_response(operation))
    try:
        native = _ffi.convai_response.from_address(pointer.value or 0)
        error = read_error(native.error) if native.error else None
        reply = Reply(
            text=text_at(native.text, native.text_len) or "",
            session_id=text_at(native.session_id, native.session_id_len),
            character_id=text_at(native.character_id, native.character_id_len),
            user_query=text_at(native.user_query, native.user_query_len),
            audio=copy_audio(native),
            error=error,
            raw=bytes_at(native.raw_json, native.raw_json_len),
        )
    finally:
        library().convai_response_free(byref(pointer))
    if error is not None:
        # Without the error in it: exception and reply would otherwise keep each other alive.
        error.reply = dataclasses.replace(reply, error=None)
    return reply


def take_reply_or_raise(operation: Optional[int]) -> Reply:
    """Takes a reply, or raises."""
    reply = take_reply(operation)
    if reply.error is not None:
        raise reply.error
    return reply

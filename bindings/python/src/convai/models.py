"""The results of calls, as immutable values."""

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
class Reply:
    """A character's answer.

    Attributes:
        text: The text of the answer; "" if the response contains audio only.
        session_id: The id of the session. A conversation keeps it and sends it with the next turn.
        character_id: The id of the character that answered, or None if the response does not contain it.
        user_query: What the service understood; for audio, the transcript. None if the response does not contain it.
        audio: The answer as speech, or None if `voice` was not requested.
        error: The reason why the turn failed if `text` is the fallback line of the conversation, otherwise None.
        raw: The body of the response.

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
        """Whether the text is an answer of the character, and not the fallback line.

        Example:
            >>> chat.say("Hello").ok
            True
        """
        return self.error is None

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
        return Character(
            id=text_at(native.id, native.id_len) or "",
            name=text_at(native.name, native.name_len),
            voice_type=text_at(native.voice_type, native.voice_type_len),
            backstory=text_at(native.backstory, native.backstory_len),
            user_id=text_at(native.user_id, native.user_id_len),
            timestamp=text_at(native.timestamp, native.timestamp_len),
            language_codes=_strings(native.language_codes, native.language_code_count),
            raw=raw,
        )
    finally:
        library().convai_character_free(byref(pointer))


def _strings(address: Optional[int], count: int) -> tuple[str, ...]:
    if not address:
        return ()
    return tuple(each.decode("utf-8", "replace") for each in (ctypes.c_char_p * count).from_address(address) if each)


def take_reply(operation: Optional[int]) -> Reply:
    """Takes a reply. If the turn failed, the reply's `error` is set, and that error's `reply` has what arrived."""
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
        )
    finally:
        library().convai_response_free(byref(pointer))
    if error is not None:
        # This copy of the reply has no error, because the two would otherwise form a reference cycle.
        error.reply = dataclasses.replace(reply, error=None)
    return reply


def take_reply_or_raise(operation: Optional[int]) -> Reply:
    """Takes a reply, or raises its error."""
    reply = take_reply(operation)
    if reply.error is not None:
        raise reply.error
    return reply

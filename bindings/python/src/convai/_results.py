"""Takes the results of the calls about an account, and copies them."""

from __future__ import annotations

from ctypes import POINTER, Structure, byref, c_void_p, cast
from typing import Any, Callable, Optional, TypeVar

from . import _ffi
from ._loader import library
from .account import ChatMessage, ChatSummary, Decision, Response, Section, Trigger, Usage, UsageMetric
from .audio import Audio, copy_audio
from .errors import InternalError, read_error, text_at
from .listings import Language, Languages, Listing, Voice, Voices
from .models import Character, bytes_at, read_character, strings_at

T = TypeVar("T")
S = TypeVar("S", bound=Structure)


def _read(address: Optional[int], kind: type[S]) -> tuple[S, bytes]:
    """Returns a result of the library and the response, or raises the error of the result."""
    native: Any = kind.from_address(address or 0)
    raw = bytes_at(native.raw_json, native.raw_json_len)
    if native.error:
        raise read_error(native.error, raw=raw)
    return native, raw


def _taken(address: Optional[int], kind: type[S], free: Callable[[Any], int], copy: Callable[[S, bytes], T]) -> T:
    """Copies a result of the library, or raises its error, and frees it."""
    pointer = c_void_p(address)
    try:
        return copy(*_read(pointer.value, kind))
    finally:
        free(byref(pointer))


def _each(address: Optional[int], count: int, kind: type[S]) -> list[S]:
    """Returns the structs of an array of pointers."""
    return [each.contents for each in cast(address, POINTER(POINTER(kind)))[:count]] if address and count else []


def _flag(value: int) -> Optional[bool]:
    return None if value < 0 else value != 0


def _amount(value: float) -> Optional[float]:
    return None if value < 0 else value


def take_characters(operation: Optional[int]) -> Listing[Character]:
    """Takes the characters of the account."""

    def copy(native: _ffi.convai_characters, raw: bytes) -> Listing[Character]:
        found = _each(native.characters, native.character_count, _ffi.convai_character)
        return Listing((read_character(each, b"") for each in found), raw)

    free = library().convai_characters_free
    return _taken(library().convai_operation_take_characters(operation), _ffi.convai_characters, free, copy)


def _voice(native: _ffi.convai_voice) -> Voice:
    return Voice(
        name=text_at(native.name, native.name_len),
        value=text_at(native.value, native.value_len),
        section=text_at(native.section, native.section_len),
        gender=text_at(native.gender, native.gender_len),
        sample_url=text_at(native.sample_url, native.sample_url_len),
        language_codes=strings_at(native.language_codes, native.language_code_count),
        environments=strings_at(native.environments, native.environment_count),
    )


def take_voices(operation: Optional[int]) -> Voices:
    """Takes the voices. They keep the list of the library, for `known_voices`."""
    address = library().convai_operation_take_voices(operation)
    try:
        native, raw = _read(address, _ffi.convai_voices)
        made = Voices((_voice(each) for each in _each(native.voices, native.voice_count, _ffi.convai_voice)), raw)
    except BaseException:
        library().convai_voices_free(byref(c_void_p(address)))
        raise
    made._handle = address
    return made


def take_languages(operation: Optional[int]) -> Languages:
    """Takes the languages. They keep the list of the library, for `known_languages`."""
    address = library().convai_operation_take_languages(operation)
    try:
        native, raw = _read(address, _ffi.convai_languages)
        found = _each(native.languages, native.language_count, _ffi.convai_language)
        languages = (Language(text_at(each.code, each.code_len), text_at(each.name, each.name_len)) for each in found)
        made = Languages(languages, raw)
    except BaseException:
        library().convai_languages_free(byref(c_void_p(address)))
        raise
    made._handle = address
    return made


def take_chats(operation: Optional[int]) -> Listing[ChatSummary]:
    """Takes the sessions of a character."""

    def copy(native: _ffi.convai_chats, raw: bytes) -> Listing[ChatSummary]:
        return Listing(
            (
                ChatSummary(
                    session_id=text_at(each.session_id, each.session_id_len),
                    date=text_at(each.date, each.date_len),
                    time=text_at(each.time, each.time_len),
                    is_in_memory=_flag(each.is_in_memory),
                )
                for each in _each(native.chats, native.chat_count, _ffi.convai_chat_summary)
            ),
            raw,
        )

    free = library().convai_chats_free
    return _taken(library().convai_operation_take_chats(operation), _ffi.convai_chats, free, copy)


def take_chat(operation: Optional[int]) -> Listing[ChatMessage]:
    """Takes what was said in a session."""

    def copy(native: _ffi.convai_chat, raw: bytes) -> Listing[ChatMessage]:
        return Listing(
            (
                ChatMessage(
                    timestamp=text_at(each.timestamp, each.timestamp_len),
                    speaker=text_at(each.speaker, each.speaker_len),
                    text=text_at(each.text, each.text_len),
                    is_trigger=_flag(each.is_trigger),
                )
                for each in _each(native.messages, native.message_count, _ffi.convai_chat_message)
            ),
            raw,
        )

    free = library().convai_chat_free
    return _taken(library().convai_operation_take_chat(operation), _ffi.convai_chat, free, copy)


def take_usage(operation: Optional[int]) -> Usage:
    """Takes the plan of the account."""

    def copy(native: _ffi.convai_usage, raw: bytes) -> Usage:
        found = _each(native.metrics, native.metric_count, _ffi.convai_usage_metric)
        metrics = (
            UsageMetric(text_at(each.id, each.id_len), _amount(each.limit), _amount(each.used)) for each in found
        )
        return Usage(
            user_name=text_at(native.user_name, native.user_name_len),
            email=text_at(native.email, native.email_len),
            plan_name=text_at(native.plan_name, native.plan_name_len),
            expires=text_at(native.expires, native.expires_len),
            metrics=tuple(metrics),
            raw=raw,
        )

    free = library().convai_usage_free
    return _taken(library().convai_operation_take_usage(operation), _ffi.convai_usage, free, copy)


def _generated(operation: Optional[int], copy: Callable[[_ffi.convai_generated_text, bytes], T]) -> T:
    free = library().convai_generated_text_free
    taken = library().convai_operation_take_generated_text(operation)
    return _taken(taken, _ffi.convai_generated_text, free, copy)


def take_lines(operation: Optional[int]) -> Listing[str]:
    """Takes the lines of a generated text."""
    return _generated(operation, lambda native, raw: Listing(strings_at(native.lines, native.line_count), raw))


def take_text(operation: Optional[int]) -> str:
    """Takes a generated text."""
    return _generated(operation, lambda native, _: text_at(native.text, native.text_len) or "")


def take_speech(operation: Optional[int]) -> Audio:
    """Takes speech."""

    def copy(native: _ffi.convai_audio, _raw: bytes) -> Audio:
        audio = copy_audio(native)
        if audio is None:
            raise InternalError("The library returned speech without audio. Please report this.")
        return audio

    free = library().convai_audio_free
    return _taken(library().convai_operation_take_audio(operation), _ffi.convai_audio, free, copy)


def _section(native: _ffi.convai_section) -> Section:
    return Section(
        id=text_at(native.id, native.id_len),
        name=text_at(native.name, native.name_len),
        objective=text_at(native.objective, native.objective_len),
        decisions=tuple(
            Decision(text_at(each.criteria, each.criteria_len), text_at(each.next_section_id, each.next_section_id_len))
            for each in _each(native.decisions, native.decision_count, _ffi.convai_decision)
        ),
    )


def take_sections(operation: Optional[int]) -> Listing[Section]:
    """Takes the sections of a story."""

    def copy(native: _ffi.convai_sections, raw: bytes) -> Listing[Section]:
        found = _each(native.sections, native.section_count, _ffi.convai_section)
        return Listing((_section(each) for each in found), raw)

    free = library().convai_sections_free
    return _taken(library().convai_operation_take_sections(operation), _ffi.convai_sections, free, copy)


def take_section(operation: Optional[int]) -> Optional[Section]:
    """Takes the section that a session is in, or None."""
    return next(iter(take_sections(operation)), None)


def take_triggers(operation: Optional[int]) -> Listing[Trigger]:
    """Takes the triggers of a story."""

    def copy(native: _ffi.convai_triggers, raw: bytes) -> Listing[Trigger]:
        return Listing(
            (
                Trigger(
                    id=text_at(each.id, each.id_len),
                    name=text_at(each.name, each.name_len),
                    message=text_at(each.message, each.message_len),
                    destination_section_id=text_at(each.destination_section_id, each.destination_section_id_len),
                )
                for each in _each(native.triggers, native.trigger_count, _ffi.convai_trigger)
            ),
            raw,
        )

    free = library().convai_triggers_free
    return _taken(library().convai_operation_take_triggers(operation), _ffi.convai_triggers, free, copy)


def take_response(operation: Optional[int]) -> Response:
    """Takes the reply to a request to any path."""
    free = library().convai_result_free

    def copy(native: _ffi.convai_result, raw: bytes) -> Response:
        return Response(raw, native.http_status, text_at(native.content_type, native.content_type_len))

    return _taken(library().convai_operation_take_result(operation), _ffi.convai_result, free, copy)

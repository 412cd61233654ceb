"""The calls about an account and its characters: lists, history, usage, generated texts, stories and any path."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import POINTER, c_char_p, c_void_p, cast
from typing import Callable, Optional, TypeVar, Union

from . import _check, _ffi, _results
from ._loader import library
from ._native import Call, CallOptions, CharacterLike, NativeClient, character_id
from ._request import NativeRequest
from .account import ChatMessage, ChatSummary, Response, Section, Trigger, Usage
from .audio import Audio
from .listings import Languages, Listing, Voices
from .models import Character, take_result

T = TypeVar("T")


def _call(
    function: Callable[..., Optional[int]],
    arguments: tuple[object, ...],
    take: Callable[[Optional[int]], T],
    options: CallOptions,
    reads: bool = False,
) -> Call[T]:
    """A call whose function takes the arguments, the options and the error, in this order."""

    def start(native: _ffi.convai_call_options, error: c_void_p) -> Optional[int]:
        return function(*arguments, native, error)

    return Call(start, take, options, reads)


def characters(client: NativeClient, options: CallOptions) -> Call[Listing[Character]]:
    """POST /character/list."""
    return _call(library().convai_character_list_async, (client.handle(),), _results.take_characters, options, True)


def voices(client: NativeClient, options: CallOptions) -> Call[Voices]:
    """GET /tts/get_available_voices."""
    return _call(library().convai_voice_list_async, (client.handle(),), _results.take_voices, options, True)


def languages(client: NativeClient, options: CallOptions) -> Call[Languages]:
    """GET /tts/get_available_languages."""
    return _call(library().convai_language_list_async, (client.handle(),), _results.take_languages, options, True)


def usage(client: NativeClient, options: CallOptions) -> Call[Usage]:
    """POST /user/user-api-usage."""
    return _call(library().convai_usage_get_async, (client.handle(),), _results.take_usage, options, True)


def chats(
    client: NativeClient, character: CharacterLike, limit: Optional[int], options: CallOptions
) -> Call[Listing[ChatSummary]]:
    """POST /character/chatHistory/list."""
    most = _check.integer("limit", limit, low=1, high=2**31 - 1)
    arguments = (client.handle(), character_id(character), most)
    return _call(library().convai_chat_list_async, arguments, _results.take_chats, options, True)


def chat(
    client: NativeClient, character: CharacterLike, session_id: str, options: CallOptions
) -> Call[Listing[ChatMessage]]:
    """POST /character/chatHistory/details."""
    arguments = (client.handle(), character_id(character), _check.text("session_id", session_id))
    return _call(library().convai_chat_get_async, arguments, _results.take_chat, options, True)


def delete_chats(
    client: NativeClient, character: CharacterLike, session_ids: Union[str, Iterable[str]], options: CallOptions
) -> Call[None]:
    """POST /character/chatHistory/delete."""
    ids = _check.texts("session_ids", [session_ids] if isinstance(session_ids, str) else session_ids)
    array = (c_char_p * max(1, len(ids)))(*ids)
    arguments = (client.handle(), character_id(character), cast(array, POINTER(c_void_p)), len(ids))
    return _call(library().convai_chat_delete_async, arguments, take_result, options)


def starters(
    client: NativeClient, character: CharacterLike, session_id: Optional[str], options: CallOptions
) -> Call[Listing[str]]:
    """POST /character/generate-starter-conversation."""
    arguments = (client.handle(), character_id(character), _check.optional_text("session_id", session_id))
    return _call(library().convai_generate_starters_async, arguments, _results.take_lines, options)


def backstory(client: NativeClient, name: str, input_text: str, options: CallOptions) -> Call[str]:
    """POST /character/generate-backstory."""
    arguments = (client.handle(), _check.text("name", name), _check.text("input_text", input_text))
    return _call(library().convai_generate_backstory_async, arguments, _results.take_text, options)


def speech(client: NativeClient, transcript: str, voice: str, options: CallOptions) -> Call[Audio]:
    """POST /tts/."""
    arguments = (client.handle(), _check.text("transcript", transcript), _check.text("voice", voice))
    return _call(library().convai_generate_speech_async, arguments, _results.take_speech, options)


def sections(client: NativeClient, character: CharacterLike, options: CallOptions) -> Call[Listing[Section]]:
    """POST /character/narrative/list-sections."""
    arguments = (client.handle(), character_id(character))
    return _call(library().convai_section_list_async, arguments, _results.take_sections, options, True)


def current_section(
    client: NativeClient, character: CharacterLike, session_id: str, options: CallOptions
) -> Call[Optional[Section]]:
    """POST /character/narrative/get-current-section."""
    arguments = (client.handle(), character_id(character), _check.text("session_id", session_id))
    return _call(library().convai_section_current_async, arguments, _results.take_section, options, True)


def triggers(client: NativeClient, character: CharacterLike, options: CallOptions) -> Call[Listing[Trigger]]:
    """POST /character/narrative/list-triggers."""
    arguments = (client.handle(), character_id(character))
    return _call(library().convai_trigger_list_async, arguments, _results.take_triggers, options, True)


def call(client: NativeClient, request: NativeRequest, options: CallOptions) -> Call[Response]:
    """A request to any path, which only reads if it is a GET. The call keeps the memory of the request."""
    handle = client.handle()

    def start(native: _ffi.convai_call_options, error: c_void_p) -> Optional[int]:
        return library().convai_call_async(handle, request.struct, native, error)

    return Call(start, _results.take_response, options, request.reads)

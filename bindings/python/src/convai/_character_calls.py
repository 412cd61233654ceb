"""The calls of the character endpoints. `Characters` and `AsyncCharacters` run them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from ctypes import c_char_p, c_void_p, sizeof
from typing import Optional, Union

from . import _check, _ffi
from ._ffi import Status
from ._loader import library
from ._native import Call, CallOptions, CharacterLike, NativeClient, character_id
from .errors import ConfigurationError
from .listings import Languages, Voices
from .models import Character, take_character, take_result

#: Actions as a comma-separated string, or as several strings.
Actions = Union[str, Iterable[str], None]


def create(
    client: NativeClient,
    name: str,
    voice_type: str,
    backstory: str,
    actions: Actions,
    known_voices: Optional[Voices],
    options: CallOptions,
) -> Call[Character]:
    """POST /character/create."""
    handle = client.handle()
    spec = _spec(
        name=_check.text("name", name),
        voice_type=_check.text("voice_type", voice_type),
        backstory=_check.text("backstory", backstory),
        actions=_actions(actions),
    )
    spec.known_voices = _known("known_voices", known_voices, Voices)

    def take(operation: Optional[int]) -> Character:
        # The service returns the id alone. The other fields are those of the request.
        created = take_character(operation)
        return dataclasses.replace(created, name=name, voice_type=voice_type, backstory=backstory)

    return Call(
        lambda native, error: library().convai_character_create_async(handle, spec, native, error),
        take,
        options,
    )


def update(
    client: NativeClient,
    character: CharacterLike,
    name: Optional[str],
    voice_type: Optional[str],
    backstory: Optional[str],
    actions: Actions,
    language_codes: Optional[Iterable[str]],
    known_voices: Optional[Voices],
    known_languages: Optional[Languages],
    options: CallOptions,
) -> Call[None]:
    """POST /character/update."""
    handle, identifier = client.handle(), character_id(character)
    spec = _spec(
        name=_check.optional_text("name", name),
        voice_type=_check.optional_text("voice_type", voice_type),
        backstory=_check.optional_text("backstory", backstory),
        actions=_actions(actions),
    )
    spec.known_voices = _known("known_voices", known_voices, Voices)
    spec.known_languages = _known("known_languages", known_languages, Languages)
    if language_codes is not None:
        codes = _check.texts("language_codes", language_codes)
        spec.language_code_count = len(codes)
        spec.language_codes = (c_char_p * len(codes))(*codes)
    # The library checks this too, but its message names the struct.
    if (spec.name, spec.voice_type, spec.backstory, spec.actions, spec.language_code_count) == (None,) * 4 + (0,):
        raise ConfigurationError(
            "There is nothing to update: pass name, voice_type, backstory, actions or language_codes.",
            code=Status.INVALID_ARGUMENT,
        )
    return Call(
        lambda native, error: library().convai_character_update_async(handle, identifier, spec, native, error),
        take_result,
        options,
    )


def _spec(**fields: Optional[bytes]) -> _ffi.convai_character_spec:
    return _ffi.convai_character_spec(struct_size=sizeof(_ffi.convai_character_spec), **fields)


def _known(name: str, known: Union[Voices, Languages, None], kind: type[Union[Voices, Languages]]) -> Optional[int]:
    if known is not None and not isinstance(known, kind):
        raise _check.wrong_type(name, f"the list that the client returns, convai.{kind.__name__}", known)
    return None if known is None else known._handle


def _actions(actions: Actions) -> Optional[bytes]:
    if actions is None or isinstance(actions, str):
        return _check.optional_text("actions", actions)
    return b", ".join(_check.texts("actions", actions))


def get(client: NativeClient, character: CharacterLike, options: CallOptions) -> Call[Character]:
    """POST /character/get, by id."""
    handle, identifier = client.handle(), character_id(character)
    return Call(
        lambda native, error: library().convai_character_get_async(handle, identifier, native, error),
        take_character,
        options,
        reads=True,
    )


def find(client: NativeClient, name: str, options: CallOptions) -> Call[Character]:
    """POST /character/get, by name."""
    handle, wanted = client.handle(), _check.text("name", name)
    return Call(
        lambda native, error: library().convai_character_find_async(handle, wanted, native, error),
        take_character,
        options,
        reads=True,
    )


def clone(
    client: NativeClient, character: CharacterLike, knowledge_bank: bool, options: CallOptions
) -> Call[Character]:
    """POST /user/clone_character."""
    handle, identifier = client.handle(), character_id(character)
    with_bank = int(_check.flag("knowledge_bank", knowledge_bank))

    def start(native: _ffi.convai_call_options, error: c_void_p) -> Optional[int]:
        return library().convai_character_clone_async(handle, identifier, with_bank, native, error)

    return Call(start, take_character, options)


def delete(client: NativeClient, character: CharacterLike, options: CallOptions) -> Call[None]:
    """POST /character/delete."""
    handle, identifier = client.handle(), character_id(character)
    return Call(
        lambda native, error: library().convai_character_delete_async(handle, identifier, native, error),
        take_result,
        options,
    )

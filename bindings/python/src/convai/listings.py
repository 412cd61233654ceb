"""Lists of the service: immutable sequences that keep the response."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from ctypes import byref, c_void_p
from typing import Any, Generic, Optional, TypeVar

from ._loader import library
from ._unique import Unique

T = TypeVar("T")
Self = TypeVar("Self", bound="Listing[Any]")


class Listing(tuple[T, ...], Generic[T]):
    """A list of the service, in its order: a tuple that also has the response.

    Attributes:
        raw: The body of the response.

    Example:
        >>> listed = client.characters.list()
        >>> any(each.name == "Raymond" for each in listed)
        True
    """

    raw: bytes

    def __new__(cls: type[Self], items: Iterable[Any] = (), raw: bytes = b"") -> Self:
        """Makes a list of values, with the response that they are from."""
        made = super().__new__(cls, tuple(items))
        made.raw = raw
        return made

    def json(self) -> Any:
        """Parses `raw`. Does not block.

        Raises:
            ValueError: The response is not JSON.

        Example:
            >>> "characters" in client.characters.list().json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Voice:
    """A voice that a character can have. A field that the service did not send is None.

    Attributes:
        name: The name to show to a person.
        value: The service's name of the voice, as the argument `voice_type` takes it.
        section: The section of the service's list, such as "Azure Voices". Sources spell some sections in several ways.
        gender: "MALE" or "FEMALE", as the service sends it.
        sample_url: The address of a sample to listen to.
        language_codes: The languages that it speaks, such as "en-US".
        environments: Where the service offers it, such as "PRODUCTION".

    Example:
        >>> [voice.gender for voice in client.voices() if voice.value == "US MALE 1"]
        ['MALE']
    """

    name: Optional[str] = None
    value: Optional[str] = None
    section: Optional[str] = None
    gender: Optional[str] = None
    sample_url: Optional[str] = None
    language_codes: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Language:
    """A language that a character can speak. A field that the service did not send is None.

    Attributes:
        code: The code of the language, such as "en-US", as the argument `language_codes` takes it.
        name: The name of the language, such as "English (US)".

    Example:
        >>> [language.code for language in client.languages() if language.code == "en-US"]
        ['en-US']
    """

    code: Optional[str] = None
    name: Optional[str] = None


class Voices(Unique, Listing[Voice]):
    """The voices of the service: `Client.voices`. `Characters.create` and `update` take them as `known_voices`.

    Example:
        >>> voices = client.voices()
        >>> "US MALE 1" in [voice.value for voice in voices.find(language="en", gender="male")]
        True
    """

    _instead = "copy its voices, as in tuple(voices)"
    _handle: Optional[int] = None

    def find(self, *, language: Optional[str] = None, gender: Optional[str] = None) -> tuple[Voice, ...]:
        """Returns the voices with a language and a gender, in their order. Does not block.

        Args:
            language: The code of a language, in any case: "en" finds "en-US" and "en-GB", too. None finds all.
            gender: "male" or "female", in any case. None finds all.

        Example:
            >>> {voice.gender for voice in client.voices().find(gender="female")}
            {'FEMALE'}
        """
        return tuple(
            voice
            for voice in self
            if (language is None or any(_speaks(code, language) for code in voice.language_codes))
            and (gender is None or (voice.gender or "").casefold() == gender.casefold())
        )

    def __del__(self) -> None:
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_voices_free(byref(pointer))


class Languages(Unique, Listing[Language]):
    """The languages of the service: `Client.languages`. `Characters.update` takes them as `known_languages`.

    Example:
        >>> languages = client.languages()
        >>> "en-US" in [language.code for language in languages.find("en")]
        True
    """

    _instead = "copy its languages, as in tuple(languages)"
    _handle: Optional[int] = None

    def find(self, language: str) -> tuple[Language, ...]:
        """Returns the languages with a code, in any case: "en" finds "en-US" and "en-GB", too. Does not block.

        Example:
            >>> [language.code for language in client.languages().find("EN-us")]
            ['en-US']
        """
        return tuple(each for each in self if _speaks(each.code or "", language))

    def __del__(self) -> None:
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_languages_free(byref(pointer))


def _speaks(code: str, language: str) -> bool:
    """Whether a code is that of a language, or of one of its variants."""
    found, wanted = code.casefold(), language.casefold()
    return found == wanted or found.startswith(f"{wanted}-")

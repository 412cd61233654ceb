"""Checks of arguments: a wrong type gets a TypeError that names the argument, before anything native is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

#: The longest time that the library can be given, in milliseconds.
MAX_MS = 2**32 - 1


def wrong_type(name: str, wanted: str, value: Any) -> TypeError:
    """The TypeError for an argument."""
    return TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def text(name: str, value: Any) -> bytes:
    """A string, as the library takes it."""
    if not isinstance(value, str):
        raise wrong_type(name, "a str", value)
    try:
        encoded = value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} holds half a surrogate pair at index {error.start}: it is not valid text") from None
    if b"\0" in encoded:
        raise ValueError(f"{name} must not hold a NUL character")
    return encoded


def optional_text(name: str, value: Any) -> Optional[bytes]:
    """A string or None."""
    return None if value is None else text(name, value)


def texts(name: str, value: Any) -> list[bytes]:
    """Several strings. One string is refused: its characters would be taken for them."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise wrong_type(name, "a list of str", value)
    return [text(f"{name}[{index}]", each) for index, each in enumerate(value)]


def flag(name: str, value: Any) -> bool:
    """A bool, and nothing that merely looks like one."""
    if not isinstance(value, bool):
        raise wrong_type(name, "a bool", value)
    return value


def integer(name: str, value: Any, *, default: int = 0, low: int = 0, high: int = 2**32 - 1) -> int:
    """A whole number, or the default for None."""
    if value is None:
        return default
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise wrong_type(name, "an int", value)
    number = int(value.__index__())
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {number}")
    return number


def milliseconds(name: str, value: Any) -> int:
    """A time in seconds as whole milliseconds, or 0 (the library's default) for None."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(name, "a number of seconds", value)
    if not 0 < value * 1000 <= MAX_MS:
        raise ValueError(f"{name} must be more than 0 seconds and less than {MAX_MS // 1000}, not {value}")
    rounded: int = round(value * 1000)
    return max(1, rounded)

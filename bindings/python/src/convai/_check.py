"""Argument checks. An argument of a wrong type raises a TypeError with its name before any native call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

#: The longest time that the library accepts, in milliseconds.
MAX_MS = 2**31 - 1


def wrong_type(name: str, wanted: str, value: Any) -> TypeError:
    """Creates the TypeError for an argument."""
    return TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def text(name: str, value: Any) -> bytes:
    """Checks a string and encodes it for the library."""
    if not isinstance(value, str):
        raise wrong_type(name, "a str", value)
    try:
        encoded = value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{name} has half a surrogate pair at index {error.start}: it cannot be encoded as UTF-8"
        ) from None
    if b"\0" in encoded:
        raise ValueError(f"{name} must not contain a NUL character")
    return encoded


def optional_text(name: str, value: Any) -> Optional[bytes]:
    """Checks a string or None."""
    return None if value is None else text(name, value)


def texts(name: str, value: Any) -> list[bytes]:
    """Checks several strings. A single string is refused, because it would be read as a list of its characters."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise wrong_type(name, "a list of str", value)
    return [text(f"{name}[{index}]", each) for index, each in enumerate(value)]


def flag(name: str, value: Any) -> bool:
    """Checks a bool. Other values are refused, even if they are truthy."""
    if not isinstance(value, bool):
        raise wrong_type(name, "a bool", value)
    return value


def integer(name: str, value: Any, *, default: int = 0, low: int = 0, high: int = 2**32 - 1) -> int:
    """Checks an integer. None gives the default."""
    if value is None:
        return default
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise wrong_type(name, "an int", value)
    number = int(value.__index__())
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {number}")
    return number


def milliseconds(name: str, value: Any) -> int:
    """Checks a time in seconds and converts it to milliseconds. None gives 0, which is the library's default."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(name, "a number of seconds", value)
    if not 0 < value * 1000 <= MAX_MS:
        raise ValueError(f"{name} must be more than 0 seconds and at most {MAX_MS // 1000}, not {value}")
    rounded: int = round(value * 1000)
    return max(1, rounded)


def milliseconds_or_zero(name: str, value: Any, *, most: float = MAX_MS // 1000) -> int:
    """Checks a time in seconds that may be 0, and converts it to milliseconds."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(name, "a number of seconds", value)
    if not 0 <= value <= most:
        raise ValueError(f"{name} must be from 0 to {most:g} seconds, not {value}")
    return max(1, round(value * 1000)) if value else 0

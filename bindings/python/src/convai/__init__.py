"""Characters that talk: the Convai character API for Python.

    import convai

    with convai.Client() as client:                     # the key comes from CONVAI_API_KEY
        chat = client.conversation("your-character-id")
        reply = chat.say("What is your name?", voice=True)
        print(reply.text)
        reply.audio.save("reply.wav")

`Client` waits for replies, `AsyncClient` is for asyncio. Everything that can go wrong is a `ConvaiError`.
"""

from __future__ import annotations

import sys as _sys
from typing import TYPE_CHECKING as _TYPE_CHECKING

from ._ffi import Status
from ._loader import load as _load
from ._version import __version__
from .audio import Audio, Level, Samples
from .characters import Characters
from .client import Client, Conversation
from .errors import (
    AudioError,
    AuthenticationError,
    CancelledError,
    ClosedError,
    ConfigurationError,
    ConvaiError,
    ForkedError,
    InternalError,
    NetworkError,
    NotFoundError,
    ProtocolError,
    QueueFullError,
    RateLimitedError,
    RefusedError,
    ServerError,
    TimeoutError,
)
from .models import Character, Progress, Reply
from .operation import Operation
from .utterance import Utterance

if _TYPE_CHECKING:
    from .aio import AsyncCharacters, AsyncClient, AsyncConversation

__all__ = [
    "AsyncCharacters",
    "AsyncClient",
    "AsyncConversation",
    "Audio",
    "AudioError",
    "AuthenticationError",
    "CancelledError",
    "Character",
    "Characters",
    "Client",
    "ClosedError",
    "ConfigurationError",
    "ConvaiError",
    "Conversation",
    "ForkedError",
    "InternalError",
    "Level",
    "NetworkError",
    "NotFoundError",
    "Operation",
    "Progress",
    "ProtocolError",
    "QueueFullError",
    "RateLimitedError",
    "RefusedError",
    "Reply",
    "Samples",
    "ServerError",
    "Status",
    "TimeoutError",
    "Utterance",
    "__version__",
    "library_path",
    "library_version",
    "live_objects",
]


def __getattr__(name: str) -> object:
    # asyncio takes longer to import than all of this package: whoever does not use it does not wait for it.
    if name not in ("AsyncCharacters", "AsyncClient", "AsyncConversation"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import aio

    return getattr(aio, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def library_version() -> str:
    """The version of the native library that was loaded.

    Example:
        >>> convai.library_version() == convai.__version__
        True
    """
    from ctypes import string_at

    address = _load().functions.convai_version()
    return string_at(address).decode() if address else "unknown"


def library_path() -> str:
    """Where the native library was loaded from: a path, or the name under which the system found it.

    Example:
        >>> "convai" in convai.library_path()
        True
    """
    return _load().path


def live_objects() -> int:
    """How many clients, operations, conversations, utterances and results the library has handed out and not got back.

    After everything was closed it is 0: assert that at the end of your own tests.

    Example:
        >>> before = convai.live_objects()
        >>> with convai.Utterance(sample_rate=16000):
        ...     convai.live_objects() - before
        1
    """
    return _load().functions.convai_live_objects()


# A library that does not fit is better found out about now than in the middle of a game. `python -m convai doctor` goes
# on without one, to say in its own words what is wrong: while Python looks for the module to run, argv[0] is "-m".
if _sys.argv[:1] != ["-m"]:
    _load()

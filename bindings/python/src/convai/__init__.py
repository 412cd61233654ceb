"""A client for the Convai character API: conversations with game characters, by text and by voice.

```python
import convai

with convai.Client() as client:  # the API key is read from CONVAI_API_KEY
    chat = client.conversation("your-character-id")
    reply = chat.say("What is your name?", voice=True)
    print(reply.text)
    reply.voice.save("reply.wav")
```

| for | see |
|---|---|
| calls that block | `Client`, `Conversation`, `Reply` |
| calls that are polled, as in a game loop | `Operation`, `Turn` and the `start_...` methods |
| asyncio and trio | `AsyncClient`, `AsyncConversation`, `AsyncTurn` |
| the account | `Client.characters`, `chats`, `generation`, `narrative`, `tokens`, `voices`, `languages`, `usage` |
| any other path of the service | `Client.call` |
| audio that is sent and received | `Audio`, `Utterance`, `Microphone`, `Playback`, `Speaker` |
| what a character can do | `Scene` |
| failures | `ConvaiError` and its subclasses, `Status` |
| settings of some calls, retries, progress | `Client.with_options`, `Progress`, `ProgressBar` |
| diagnosis | `LogEntry`; in a terminal `python -m convai doctor` |

`help(convai.Client)` describes one of them. A call that fails raises a `ConvaiError`; wrong types of arguments raise a
TypeError, and invalid values that can be checked without the library raise a ValueError.
"""

from __future__ import annotations

import sys as _sys
from importlib import import_module as _import_module
from os.path import basename as _basename
from typing import TYPE_CHECKING as _TYPE_CHECKING

from . import _samples
from ._ffi import Status
from ._loader import load as _load
from ._shutdown import shutdown
from ._version import __version__
from .account import ChatMessage, ChatSummary, Decision, Response, Section, Trigger, Usage, UsageMetric
from .audio import Audio, Level
from .characters import Characters
from .chats import Chats
from .client import Client
from .conversation import Conversation
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
from .generation import Generation
from .listings import Language, Languages, Listing, Voice, Voices
from .log_entry import LogEntry
from .microphone import Microphone
from .models import Character, Piece, Progress, Reply, Token
from .narrative import Narrative
from .operation import Operation, Turn
from .playback import Playback
from .playback_state import PlaybackState
from .progress_bar import ProgressBar
from .scene import Scene
from .speaker import Speaker
from .tokens import Tokens
from .utterance import Heard, Utterance

if _TYPE_CHECKING:
    from .aio import AsyncClient
    from .aio_characters import AsyncCharacters
    from .aio_chats import AsyncChats
    from .aio_conversation import AsyncConversation
    from .aio_generation import AsyncGeneration
    from .aio_narrative import AsyncNarrative
    from .aio_operation import AsyncOperation, AsyncTurn
    from .aio_tokens import AsyncTokens

Samples = _samples.Source
"""Audio samples, as `Audio.from_samples`, `Conversation.say` and `Utterance.push` accept them.

They are bytes, bytearray, memoryview, `array.array`, a NumPy array or an open `wave` file; `say` accepts the
`pathlib.Path` of a WAV file too. This is an alias of `typing.Any`, because Python has a type for objects with a buffer
only since version 3.12.
"""

__all__ = [
    "AsyncCharacters",
    "AsyncChats",
    "AsyncClient",
    "AsyncConversation",
    "AsyncGeneration",
    "AsyncNarrative",
    "AsyncOperation",
    "AsyncTokens",
    "AsyncTurn",
    "Audio",
    "AudioError",
    "AuthenticationError",
    "CancelledError",
    "Character",
    "Characters",
    "ChatMessage",
    "ChatSummary",
    "Chats",
    "Client",
    "ClosedError",
    "ConfigurationError",
    "ConvaiError",
    "Conversation",
    "Decision",
    "ForkedError",
    "Generation",
    "Heard",
    "InternalError",
    "Language",
    "Languages",
    "Level",
    "Listing",
    "LogEntry",
    "Microphone",
    "Narrative",
    "NetworkError",
    "NotFoundError",
    "Operation",
    "Piece",
    "Playback",
    "PlaybackState",
    "Progress",
    "ProgressBar",
    "ProtocolError",
    "QueueFullError",
    "RateLimitedError",
    "RefusedError",
    "Reply",
    "Response",
    "Samples",
    "Scene",
    "Section",
    "ServerError",
    "Speaker",
    "Status",
    "TimeoutError",
    "Token",
    "Tokens",
    "Trigger",
    "Turn",
    "Usage",
    "UsageMetric",
    "Utterance",
    "Voice",
    "Voices",
    "__version__",
    "library_path",
    "library_version",
    "live_objects",
    "shutdown",
]


#: The classes for asyncio, with their modules.
_ASYNCHRONOUS = {
    "AsyncCharacters": ".aio_characters",
    "AsyncClient": ".aio",
    "AsyncConversation": ".aio_conversation",
    "AsyncChats": ".aio_chats",
    "AsyncGeneration": ".aio_generation",
    "AsyncNarrative": ".aio_narrative",
    "AsyncOperation": ".aio_operation",
    "AsyncTokens": ".aio_tokens",
    "AsyncTurn": ".aio_operation",
}


#: `__all__`, which `__getattr__` returns. Type checkers read the assignment above.
_all = globals().pop("__all__")


def __getattr__(name: str) -> object:
    if name == "__all__" and _sys._getframe(1).f_globals.get("__name__") != "pydoc":
        # For help(convai), pydoc would print the documentation of every class that is named, which is 7,000 lines.
        return _all
    # asyncio takes longer to import than the rest of this package, so it is imported only when it is needed.
    module = _ASYNCHRONOUS.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(module, __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_all})


def library_version() -> str:
    """Returns the version of the native library.

    Example:
        >>> convai.library_version() == convai.__version__
        True
    """
    from ctypes import string_at

    address = _load().functions.convai_version()
    return string_at(address).decode() if address else "unknown"


def library_path() -> str:
    """Returns the path of the native library, or the name by which the system's loader found it.

    Example:
        >>> "convai" in convai.library_path()
        True
    """
    return _load().path


def live_objects() -> int:
    """Returns the number of native objects that are not freed, such as clients, operations, playbacks and results.

    It is 0 after everything was closed. A test can assert that to find leaks.

    Example:
        >>> before = convai.live_objects()
        >>> with convai.Utterance(sample_rate=16000):
        ...     convai.live_objects() - before
        1
    """
    return _load().functions.convai_live_objects()


# A missing library fails here and not at the first call. The commands go on without one, because `doctor` reports it:
# argv[0] is "-m" while Python looks for the module to run, or the name of the console script.
if _sys.argv[:1] != ["-m"] and not _basename((_sys.argv or [""])[0]).startswith("convai-native"):
    _load()

"""Fakes for the tests of a program that uses this package: replies, errors, conversations and clients without a server.

```python
import convai
from convai import testing


def greet(chat: convai.Conversation) -> str:
    try:
        return chat.say("Good evening!").text
    except convai.RateLimitedError:
        return "(nobody answers)"


chat = testing.FakeConversation(["Who knocks?", convai.RateLimitedError])
assert greet(chat) == "Who knocks?"
assert greet(chat) == "(nobody answers)"
assert chat.said == ["Good evening!", "Good evening!"]
```

A fake takes the place of the class that it derives from. It sends nothing, and what it does not imitate raises a
NotImplementedError. A test that needs more, such as delays, recordings or lost connections, uses the emulator: the
package convai-native-emulator has a plugin for pytest.
"""

from __future__ import annotations

from .answers import FakeTurn
from .clients import FakeAsyncClient, FakeClient
from .conversations import FakeAsyncConversation, FakeConversation
from .values import fake_audio, fake_error, fake_reply

__all__ = [
    "FakeAsyncClient",
    "FakeAsyncConversation",
    "FakeClient",
    "FakeConversation",
    "FakeTurn",
    "fake_audio",
    "fake_error",
    "fake_reply",
]

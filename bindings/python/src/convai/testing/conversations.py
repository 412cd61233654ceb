"""Conversations with known answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, Callable, Optional, Union

from .. import AsyncConversation
from .._turns import Sayable
from ..conversation import FIRST_COVERED_STATUS, Conversation
from ..errors import CancelledError, ConvaiError, closed
from ..models import Reply
from ..scene import Scene
from .answers import Answer, Answers, FakeTurn, checked, reply_or_raise, without_the_rest
from .values import fake_reply


class _FakeConversation:
    """What both kinds of conversations do."""

    def __init__(
        self,
        answers: Union[Iterable[Answer], Answers] = (),
        *,
        character_id: str = "fake-character",
        session_id: Optional[str] = None,
        fallback: Optional[str] = None,
    ) -> None:
        self._answers = answers if isinstance(answers, Answers) else Answers(answers)
        self._character_id = character_id
        self._session_id = session_id
        self._handle: Optional[int] = None
        self._closed = False
        self._fallback = fallback
        self._scene: Optional[Scene] = None
        #: The options of each turn.
        self.options: list[dict[str, Any]] = []

    @property
    def said(self) -> list[Any]:
        """What was said, in its order: texts and audio."""
        return self._answers.said

    @property
    def character_id(self) -> str:
        """The id of the character."""
        return self._character_id

    @property
    def session_id(self) -> Optional[str]:
        """The id of the session, or None before the first reply."""
        return self._session_id

    @property
    def fallback(self) -> Optional[str]:
        """The line that replaces the answer of a failed turn, or None."""
        return self._fallback

    @fallback.setter
    def fallback(self, text: Optional[str]) -> None:
        self._fallback = text

    @property
    def scene(self) -> Optional[Scene]:
        """The scene, which is only kept."""
        return self._scene

    @scene.setter
    def scene(self, scene: Optional[Scene]) -> None:
        self._scene = scene

    def _answer(self, method: Callable[..., Any], said: Sayable, options: dict[str, Any]) -> Union[Reply, ConvaiError]:
        if self._closed:
            raise closed("conversation")
        checked(method, said, **options)
        self.options.append(options)
        answer = self._answers.next(said, self._character_id, bool(options.get("voice")))
        if isinstance(answer, Reply):
            self._session_id = answer.session_id
            return answer
        covered = answer.code >= FIRST_COVERED_STATUS and not isinstance(answer, CancelledError)
        if self._fallback is not None and covered:
            return dataclasses.replace(fake_reply(self._fallback, session_id=self._session_id), error=answer)
        return answer

    def interrupt(self) -> None:
        """Does nothing: the turns of a fake have ended."""

    def set_playback(self, playback: Any) -> None:
        """Does nothing."""

    def reset(self) -> None:
        """Ends the session."""
        self._session_id = None

    def close(self) -> None:
        """Closes the conversation: further turns raise a ClosedError."""
        self._closed = True

    def __del__(self) -> None:
        """Does nothing: there is nothing to free."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {self._character_id}, {len(self._answers.left)} answers left>"


@without_the_rest
class FakeConversation(_FakeConversation, Conversation):
    """A conversation whose answers are known.

    Args:
        answers: What the character answers, one turn after the other: a text, a `Reply`, an error or its class, or a
            function of what was said that returns a text or a `Reply`.
        character_id: The id of the character.
        session_id: The id of a session that is continued.
        fallback: The line that replaces the answer of a failed turn.

    Example:
        >>> chat = testing.FakeConversation(["Who knocks?", convai.TimeoutError], fallback="(silence)")
        >>> chat.say("Good evening!").text, chat.session_id
        ('Who knocks?', 'fake-session')
        >>> reply = chat.say("Open the door.")
        >>> reply.text, reply.error.code_name
        ('(silence)', 'TIMEOUT')
        >>> chat.said
        ['Good evening!', 'Open the door.']
    """

    #: How often `done` of a turn that `start_say` returns is false before it is true.
    polls = 0

    def say(self, said: Sayable, **options: Any) -> Reply:
        """Returns the next answer, or raises it. An option that the real method does not take is a TypeError."""
        return reply_or_raise(self._answer(Conversation.say, said, options))

    def start_say(self, said: Sayable, **options: Any) -> FakeTurn:
        """Returns a turn with the next answer."""
        return FakeTurn(self._answer(Conversation.start_say, said, options), polls=self.polls)


@without_the_rest
class FakeAsyncConversation(_FakeConversation, AsyncConversation):
    """A conversation for asyncio whose answers are known: see `FakeConversation`."""

    async def say(self, said: Sayable, **options: Any) -> Reply:
        """Returns the next answer, or raises it."""
        return reply_or_raise(self._answer(AsyncConversation.say, said, options))

    async def __aenter__(self) -> FakeAsyncConversation:
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.close()

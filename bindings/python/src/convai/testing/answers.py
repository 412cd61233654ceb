"""What a fake answers, and turns with such answers."""

from __future__ import annotations

import inspect
import re
from collections import deque
from collections.abc import Iterable
from typing import Any, Callable, Optional, Union

from .._turns import Sayable
from ..errors import CancelledError, ConvaiError
from ..models import Piece, Progress, Reply
from ..operation import Turn
from .values import SESSION, fake_error, fake_reply

#: What a character answers: a text, a reply, an error, or a function of what was said that returns one of these.
Answer = Union[str, Reply, ConvaiError, type[ConvaiError], Callable[[Sayable], Union[str, Reply]]]


class Answers:
    """What is left to answer, and what was said."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self.left: deque[Answer] = deque(answers)
        self.said: list[Any] = []

    def next(self, said: Sayable, character_id: str, voice: bool) -> Union[Reply, ConvaiError]:
        """Takes the next answer."""
        self.said.append(said)
        if not self.left:
            raise AssertionError(f"the fake has no answer to {said!r}: it was given {len(self.said) - 1}")
        answer = self.left.popleft()
        if callable(answer) and not isinstance(answer, type):
            answer = answer(said)
        if isinstance(answer, type):
            answer = fake_error(answer)
        if isinstance(answer, str):
            query = said if isinstance(said, str) else None
            answer = fake_reply(answer, voice=voice, character_id=character_id, user_query=query)
        return answer


def checked(method: Callable[..., Any], *said: Any, **options: Any) -> None:
    """Raises a TypeError for options that the real method does not take."""
    inspect.signature(method).bind(None, *said, **options)


def without_the_rest(fake: type[Any]) -> type[Any]:
    """Makes everything public that a fake does not imitate raise a NotImplementedError."""
    own = {name for each in fake.__mro__ if each.__module__.startswith(__package__) for name in vars(each)}

    def missing(name: str) -> property:
        def fail(_self: object) -> Any:
            raise NotImplementedError(f"{fake.__name__} does not imitate {name}: use the emulator in this test")

        return property(fail)

    for name in dir(fake):
        if not name.startswith("_") and name not in own:
            setattr(fake, name, missing(name))
    return fake


def reply_or_raise(answer: Union[Reply, ConvaiError]) -> Reply:
    """Returns a reply, and raises an error."""
    if isinstance(answer, ConvaiError):
        raise answer
    return answer


@without_the_rest
class FakeTurn(Turn):
    """A turn that has ended. Its pieces are the sentences of the reply."""

    def __init__(self, answer: Union[Reply, ConvaiError], *, polls: int = 0) -> None:
        self._handle = None
        self._answer: Union[Reply, ConvaiError] = answer
        self._polls = polls
        pieces = re.findall(r".+?(?:[.!?]+\s*|$)", answer.text, re.DOTALL) if isinstance(answer, Reply) else []
        self._pieces = deque(Piece(each, session_id=SESSION) for each in pieces)

    @property
    def done(self) -> bool:
        """Whether the turn has ended, which it has after as many questions as `polls`."""
        self._polls -= 1
        return self._polls < 0

    def wait(self, timeout: Optional[float] = None) -> bool:  # noqa: ARG002
        """Returns True at once."""
        self._polls = 0
        return True

    def result(self, timeout: Optional[float] = None) -> Reply:  # noqa: ARG002
        """Returns the reply, or raises the error."""
        return reply_or_raise(self._answer)

    def next_piece(self, timeout: Optional[float] = 0) -> Optional[Piece]:  # noqa: ARG002
        """Returns the next sentence, or None."""
        return self._pieces.popleft() if self._pieces else None

    def progress(self) -> Progress:
        """Returns the progress of a turn that has ended."""
        return Progress("done", 0, 0, 0, 0)

    def cancel(self) -> None:
        """Cancels the turn, unless `done` was true: `result` raises a CancelledError then."""
        if self._polls > 0:
            self._polls = 0
            self._answer = fake_error(CancelledError)

    def close(self) -> None:
        """Does nothing."""

    def __del__(self) -> None:
        """Does nothing: there is nothing to free."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._answer!r}>"

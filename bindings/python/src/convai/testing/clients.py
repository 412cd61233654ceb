"""Clients whose characters have known answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional, Union

from .. import AsyncClient
from .._ffi import Status
from .._turns import Sayable
from ..client import Client
from ..errors import closed
from ..models import Reply
from .answers import Answer, Answers, checked, reply_or_raise, without_the_rest
from .conversations import FakeAsyncConversation, FakeConversation
from .values import fake_error


class _FakeClient:
    """What both kinds of clients do."""

    def __init__(self, answers: Union[Iterable[Answer], Mapping[str, Iterable[Answer]]] = ()) -> None:
        self._native: Any = None
        self._closed = False
        self._shared = None if isinstance(answers, Mapping) else Answers(answers)
        each = answers if isinstance(answers, Mapping) else {}
        self._of = {character: Answers(given) for character, given in each.items()}

    def _to(self, character: Any) -> tuple[str, Answers]:
        if self._closed:
            raise closed("client")
        id = character if isinstance(character, str) else character.id
        if self._shared is not None:
            return id, self._shared
        if id not in self._of:
            raise fake_error(Status.PROCESS_FAILURE)
        return id, self._of[id]

    def with_options(self, **options: Any) -> Any:
        """Returns this client. An option that the real method does not take is a TypeError."""
        checked(Client.with_options, **options)
        return self

    @property
    def said(self) -> list[Any]:
        """What was said: to one character after the other."""
        return [each for answers in (self._shared, *self._of.values()) if answers for each in answers.said]

    @property
    def closed(self) -> bool:
        """Whether the client is closed."""
        return self._closed

    def __del__(self) -> None:
        """Does nothing: there is nothing to free."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@without_the_rest
class FakeClient(_FakeClient, Client):
    """A client whose characters have known answers.

    Args:
        answers: The answers of all characters, or those of each character by its id: see `FakeConversation`.

    Example:
        >>> with testing.FakeClient({"raymond": ["Who knocks?"]}) as client:
        ...     client.conversation("raymond").say("Good evening!").text
        'Who knocks?'
    """

    def conversation(
        self, character: Any, session_id: Optional[str] = None, *, fallback: Optional[str] = None
    ) -> FakeConversation:
        """Returns a conversation with a character."""
        id, answers = self._to(character)
        return FakeConversation(answers, character_id=id, session_id=session_id, fallback=fallback)

    def get_response(self, character: Any, said: Sayable, **options: Any) -> Reply:
        """Returns the next answer of a character, or raises it."""
        checked(Client.get_response, character, said, **options)
        id, answers = self._to(character)
        return reply_or_raise(answers.next(said, id, bool(options.get("voice"))))

    def close(self, timeout: Optional[float] = 0) -> bool:  # noqa: ARG002
        """Closes the client."""
        self._closed = True
        return True


@without_the_rest
class FakeAsyncClient(_FakeClient, AsyncClient):
    """A client for asyncio whose characters have known answers: see `FakeClient`."""

    def conversation(
        self, character: Any, session_id: Optional[str] = None, *, fallback: Optional[str] = None
    ) -> FakeAsyncConversation:
        """Returns a conversation with a character."""
        id, answers = self._to(character)
        return FakeAsyncConversation(answers, character_id=id, session_id=session_id, fallback=fallback)

    async def get_response(self, character: Any, said: Sayable, **options: Any) -> Reply:
        """Returns the next answer of a character, or raises it."""
        checked(AsyncClient.get_response, character, said, **options)
        id, answers = self._to(character)
        return reply_or_raise(answers.next(said, id, bool(options.get("voice"))))

    async def aclose(self, timeout: Optional[float] = 0) -> bool:  # noqa: ARG002
        """Closes the client."""
        self._closed = True
        return True

    async def __aenter__(self) -> FakeAsyncClient:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.aclose()

"""What a conversation is in both clients: a character, a session, and a line for when a turn fails."""

from __future__ import annotations

import warnings
from ctypes import byref, c_size_t, c_void_p, create_string_buffer
from typing import Optional

from . import _check
from ._core import Call, CharacterLike, Core, character_id
from ._ffi import Status
from ._loader import library
from ._turns import How, Sayable, to_conversation, turn
from .errors import CancelledError, closed, require_ok, take_error
from .models import Reply, take_reply

#: The first status that is not the caller's own mistake.
FIRST_FAILURE = 200


class ConversationBase:
    """A character and a session. Its turns go out one after the other, in the order in which they were said."""

    def __init__(
        self, core: Core, character: CharacterLike, session_id: Optional[str], fallback: Optional[str]
    ) -> None:
        self._handle: Optional[int] = None
        identifier = character_id(character)
        error = c_void_p()
        session = _check.optional_text("session_id", session_id)
        handle = library().convai_conversation_new(core.handle(), identifier, session, error)
        if not handle:
            raise take_error(error)
        self._handle = handle
        self._core = core
        self._character_id = identifier.decode()
        self._fallback: Optional[str] = None
        if fallback is not None:
            self.fallback = fallback

    def _native(self) -> int:
        if self._handle is None:
            raise closed("conversation")
        return self._handle

    def _turn(self, said: Sayable, how: How) -> Call[Reply]:
        self._core.handle()  # a closed client says so, rather than the conversation
        return turn(to_conversation(self._native(), self._take), said, how, self._core.upload_sample_rate)

    def _take(self, operation: Optional[int]) -> Reply:
        """Takes a reply. One that failed is given back where the fallback line stands in for it, else raised."""
        reply = take_reply(operation)
        if reply.error is None or (self._fallback is not None and _is_covered(reply)):
            return reply
        raise reply.error

    @property
    def character_id(self) -> str:
        """The character that is spoken to.

        Example:
            >>> chat.character_id == raymond.id
            True
        """
        return self._character_id

    @property
    def session_id(self) -> Optional[str]:
        """The session's id, for a saved game: pass it to `conversation` to go on later. None before the first reply.

        Raises:
            ClosedError: The conversation was closed.

        Example:
            >>> client.conversation(raymond, session_id="an-id-from-a-saved-game").session_id
            'an-id-from-a-saved-game'
        """
        capacity, length = 64, c_size_t()
        while True:
            buffer = create_string_buffer(capacity)
            status = library().convai_conversation_session_id(self._native(), buffer, capacity, byref(length))
            if status != Status.BUFFER_TOO_SMALL:
                require_ok(status)
                return buffer.value.decode("utf-8", "replace") or None
            capacity = length.value + 1

    @property
    def fallback(self) -> Optional[str]:
        """The line that the character says where a turn fails, or None (the default): then a failed turn raises.

        With a line, a failed turn returns a `Reply` with that text and with `error` set. Cancelled turns and the
        caller's own mistakes raise all the same.

        Example:
            >>> chat.fallback = "Sorry, I can't chat right now."
        """
        return self._fallback

    @fallback.setter
    def fallback(self, text: Optional[str]) -> None:
        line = _check.optional_text("fallback", text)
        require_ok(library().convai_conversation_set_fallback(self._native(), line))
        self._fallback = text

    def interrupt(self) -> None:
        """Cancels the turn that is under way and those that wait; they end with CancelledError. Keeps the session.

        Does not block, and may be called from any thread.

        Example:
            >>> chat.interrupt()
        """
        require_ok(library().convai_conversation_interrupt(self._native()))

    def reset(self) -> None:
        """Forgets the session: the next turn starts a new one.

        Example:
            >>> _ = chat.say("Hello")
            >>> chat.reset()
            >>> chat.session_id is None
            True
        """
        require_ok(library().convai_conversation_reset(self._native()))

    def close(self) -> None:
        """Cancels its turns and frees it. Closing again is fine. It also happens when the last reference is gone.

        Example:
            >>> client.conversation(raymond).close()
        """
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_conversation_free(byref(pointer))

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self._handle is None else "open"
        return f"<convai.{type(self).__name__} with {self._character_id} ({state})>"


def _is_covered(reply: Reply) -> bool:
    error = reply.error
    return error is not None and error.code >= FIRST_FAILURE and not isinstance(error, CancelledError)


def warn_unclosed(client: object) -> None:
    """Tells, where Python is asked to (-X dev), that a client was left to the garbage collector."""
    warnings.warn(f"unclosed {client!r}", ResourceWarning, source=client, stacklevel=3)

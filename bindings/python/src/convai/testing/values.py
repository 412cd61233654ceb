"""Fake audio, replies and errors."""

from __future__ import annotations

import array
import json
from collections.abc import Iterable
from typing import Any, Optional, Union

from .._ffi import Status
from ..audio import Audio
from ..errors import ConvaiError, class_for, error_of
from ..models import Reply

#: The session of a fake reply.
SESSION = "fake-session"

#: What the library sets in the errors of a status, as far as it differs: the HTTP status, and whether to try again.
_KNOWN: dict[int, tuple[Optional[int], bool]] = {
    Status.QUEUE_FULL: (None, True),
    Status.NETWORK: (None, True),
    Status.NAME_NOT_RESOLVED: (None, True),
    Status.CONNECT: (None, True),
    Status.TIMEOUT: (None, True),
    Status.CONNECTION_LOST: (None, True),
    Status.CANCELLED: (None, True),
    Status.REFUSED: (200, False),
    Status.AUTHENTICATION: (401, False),
    Status.NOT_FOUND: (404, False),
    Status.RATE_LIMITED: (429, True),
    Status.PROCESS_FAILURE: (404, False),
    Status.SERVER: (500, True),
    Status.BAD_REQUEST: (400, False),
    Status.REDIRECT: (302, False),
    Status.BAD_REPLY: (200, False),
    Status.EMPTY_REPLY: (200, False),
    Status.REPLY_AUDIO: (200, False),
    Status.REPLY_TOO_LARGE: (200, False),
}

#: The status of an exception class that several statuses share.
_USUAL = {
    "ConvaiError": Status.INTERNAL,
    "ConfigurationError": Status.INVALID_ARGUMENT,
    "ClosedError": Status.CLOSED,
    "NetworkError": Status.CONNECT,
    "RefusedError": Status.BAD_REQUEST,
    "ServerError": Status.SERVER,
    "ProtocolError": Status.BAD_REPLY,
    "AudioError": Status.REPLY_AUDIO,
}


def fake_audio(seconds: float = 0.1, sample_rate: int = 24000) -> Audio:
    """Builds audio: a square wave of 100 Hz at a tenth of full scale.

    Example:
        >>> testing.fake_audio(seconds=0.5).duration
        0.5
    """
    period = sample_rate // 100
    wave = array.array("h", [3277] * (period // 2) + [-3277] * (period - period // 2))
    frames = max(round(seconds * sample_rate), 1)
    return Audio.from_samples((wave * (frames // period + 1))[:frames], sample_rate=sample_rate)


def fake_reply(
    text: str = "",
    *,
    voice: Union[bool, Audio] = False,
    actions: Iterable[str] = (),
    session_id: Optional[str] = SESSION,
    character_id: Optional[str] = "fake-character",
    user_query: Optional[str] = None,
    tag: Optional[str] = None,
) -> Reply:
    """Builds a reply. Its `raw` is what the service would have sent, without the audio.

    Args:
        text: What the character says.
        voice: The audio of the reply; True for that of `fake_audio`.
        actions: The actions that the character takes.
        session_id: The session.
        character_id: The character.
        user_query: What the service understood.
        tag: The result of a classification.

    Example:
        >>> reply = testing.fake_reply("There you go.", actions=["Open door"])
        >>> reply.ok, reply.actions, reply.json()["text"]
        (True, ('Open door',), 'There you go.')
    """
    actions = tuple(actions)
    sequence = "\n".join(actions) if actions else None
    audio = fake_audio() if voice is True else voice or None
    sent: dict[str, Any] = {"charID": character_id, "text": text, "sessionID": session_id, "userQuery": user_query}
    sent["sample_rate"] = None if audio is None else audio.sample_rate
    if sequence is not None:
        sent["actionSequence"] = sequence
    return Reply(
        text=text,
        session_id=session_id,
        character_id=character_id,
        user_query=user_query,
        audio=audio,
        raw=json.dumps(sent).encode(),
        actions=actions,
        action_sequence=sequence,
        tag=tag,
    )


def fake_error(kind: Union[type[ConvaiError], Status], message: Optional[str] = None, **fields: Any) -> ConvaiError:
    """Builds an error with the attributes that the library would set.

    Args:
        kind: The class of the error, or its status, such as `convai.Status.NAME_NOT_RESOLVED`.
        message: The message; by default that of the status.
        **fields: Attributes that differ, such as `retry_after=2`.

    Raises:
        TypeError: There is no such attribute.

    Example:
        >>> error = testing.fake_error(convai.RateLimitedError, retry_after=2)
        >>> error.code_name, error.http_status, error.retryable, error.retry_after
        ('RATE_LIMITED', 429, True, 2)
    """
    code = kind if isinstance(kind, Status) else _usual_status(kind)
    http_status, retryable = _KNOWN.get(code, (None, False))
    sent = http_status is not None or code in (Status.TIMEOUT, Status.CONNECTION_LOST)
    known = {"code": code, "http_status": http_status, "retryable": retryable, "request_sent": sent, **fields}
    reply = known.pop("reply", None)
    error = class_for(code)(str(error_of(code)) if message is None else message, **known)
    error.reply = reply
    return error


def _usual_status(kind: type[ConvaiError]) -> Status:
    found = _USUAL.get(kind.__name__)
    if found is not None:
        return found
    return next(status for status in Status if status != Status.OK and class_for(status) is kind)

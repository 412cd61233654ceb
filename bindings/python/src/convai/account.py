"""What the service tells about an account and its characters: usage, past sessions, stories, replies of any path."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Optional


@dataclasses.dataclass(frozen=True)
class ChatSummary:
    """A session of the past. A field that the service did not send is None.

    Attributes:
        session_id: The id of the session. `Chats.get` and `Chats.delete` take it; `Client.conversation` continues it.
        date: The day of the session in the format of the service, such as "25-09-2024" (day, month, year).
        time: The time of the session in the format of the service, such as "20:52:57".
        is_in_memory: Whether the session was added to the memory of the character.

    Example:
        >>> _ = chat.say("Hello")
        >>> client.chats.list(raymond)[0].session_id == chat.session_id
        True
    """

    session_id: Optional[str] = None
    date: Optional[str] = None
    time: Optional[str] = None
    is_in_memory: Optional[bool] = None


@dataclasses.dataclass(frozen=True)
class ChatMessage:
    """One sentence of a session. A field that the service did not send is None.

    Attributes:
        timestamp: When it was said, in the format of the service, such as "2024-09-25 20:52:57.123456". What the player
            says and the answer have the same.
        speaker: Who said it: "User" or "Character".
        text: What was said.
        is_trigger: Whether a trigger of the narrative design began this exchange, and not the player.

    Example:
        >>> reply = chat.say("Hello")
        >>> [message.text for message in client.chats.get(raymond, reply.session_id or "")] == ["Hello", reply.text]
        True
    """

    timestamp: Optional[str] = None
    speaker: Optional[str] = None
    text: Optional[str] = None
    is_trigger: Optional[bool] = None


@dataclasses.dataclass(frozen=True)
class UsageMetric:
    """Something that the plan of an account limits.

    Attributes:
        id: What is counted, such as "interactions" or "core-api". A metric with several limits is listed several times.
        limit: How much the plan allows, or None if the service does not say.
        used: How much of it is used, or None if the service does not say.

    Example:
        >>> any(metric.id == "interactions" for metric in client.usage().metrics)
        True
    """

    id: Optional[str] = None
    limit: Optional[float] = None
    used: Optional[float] = None


@dataclasses.dataclass(frozen=True)
class Usage:
    """The account and its plan. A field that the service did not send is None.

    Attributes:
        user_name: The name of the account.
        email: The e-mail address of the account.
        plan_name: The name of the plan.
        expires: When the plan ends, in the format of the service.
        metrics: What the plan limits, and how much of it is used.
        raw: The body of the response.

    Example:
        >>> client.usage().plan_name is not None
        True
    """

    user_name: Optional[str] = None
    email: Optional[str] = None
    plan_name: Optional[str] = None
    expires: Optional[str] = None
    metrics: tuple[UsageMetric, ...] = ()
    raw: bytes = dataclasses.field(default=b"", repr=False, compare=False)

    def json(self) -> Any:
        """Parses `raw`. Does not block.

        Raises:
            ValueError: The response is not JSON.

        Example:
            >>> "usage_v2" in client.usage().json()
            True
        """
        return json.loads(self.raw)


@dataclasses.dataclass(frozen=True)
class Decision:
    """What leads from a section of a story to another. A field that the service did not send is None.

    Attributes:
        criteria: When the story goes on with the other section, in prose.
        next_section_id: The id of the other section.

    Example:
        >>> convai.Decision("The player agrees.", "an-id").next_section_id
        'an-id'
    """

    criteria: Optional[str] = None
    next_section_id: Optional[str] = None


@dataclasses.dataclass(frozen=True)
class Section:
    """A section of a character's story. A field that the service did not send is None.

    Attributes:
        id: The id of the section.
        name: The name of the section.
        objective: What the character does in this section, in prose.
        decisions: What leads to other sections.

    Example:
        >>> [section.name for section in client.narrative.sections(raymond)]
        []
    """

    id: Optional[str] = None
    name: Optional[str] = None
    objective: Optional[str] = None
    decisions: tuple[Decision, ...] = ()


@dataclasses.dataclass(frozen=True)
class Trigger:
    """An event of the game that a character's story reacts to. A field that the service did not send is None.

    Attributes:
        id: The id of the trigger.
        name: The name of the trigger.
        message: What the character is told when the trigger fires.
        destination_section_id: The id of the section that follows, or None if none does.

    Example:
        >>> [trigger.name for trigger in client.narrative.triggers(raymond)]
        []
    """

    id: Optional[str] = None
    name: Optional[str] = None
    message: Optional[str] = None
    destination_section_id: Optional[str] = None


@dataclasses.dataclass(frozen=True)
class Response:
    """The reply to `Client.call`.

    Attributes:
        raw: The body of the reply, byte for byte.
        http_status: The HTTP status of the reply.
        content_type: The content type as the header of the reply states it, such as "application/json", or None.

    Example:
        >>> client.call("character/list").http_status
        200
    """

    raw: bytes = dataclasses.field(repr=False)
    http_status: int
    content_type: Optional[str] = None

    def json(self) -> Any:
        """Parses `raw`. Does not block.

        Raises:
            ValueError: The reply is not JSON.

        Example:
            >>> "characters" in client.call("character/list").json()
            True
        """
        return json.loads(self.raw)

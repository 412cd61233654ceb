"""The options of one call: every call takes the time limits, and turns take an upload sample rate as well."""

from __future__ import annotations

import array
import asyncio
import contextlib
import inspect
import socket
from collections.abc import Iterator
from typing import Any

import convai
import pytest

from support import QUESTION, Emulator

ADA = {"name": "Ada", "voice_type": "MALE", "backstory": "Ada repairs clocks."}

ID = ("id",)
SESSION = ("id", "a-session")

# The arguments of every call, by its path from a blocking client or one for asyncio.
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "call": (("character/list",), {}),
    "get_response": (("id", "Hello"), {}),
    "languages": ((), {}),
    "usage": ((), {}),
    "voices": ((), {}),
    "characters.clone": (ID, {}),
    "characters.create": ((), ADA),
    "characters.delete": (ID, {}),
    "characters.find": (("Ada",), {}),
    "characters.get": (ID, {}),
    "characters.list": ((), {}),
    "characters.update": (ID, {"name": "Ada"}),
    "chats.delete": (SESSION, {}),
    "chats.get": (SESSION, {}),
    "chats.list": (ID, {}),
    "conversation.say": (("Hello",), {}),
    "generation.backstory": (("Ada", "repairs clocks"), {}),
    "generation.speech": (("Hello", "MALE"), {}),
    "generation.starters": (ID, {}),
    "narrative.current_section": (SESSION, {}),
    "narrative.sections": (ID, {}),
    "narrative.triggers": (ID, {}),
    "tokens.create": ((), {}),
    "tokens.extend": (("a-token",), {}),
    "tokens.revoke": (("a-token",), {}),
}

OWNERS = {
    "": convai.Client,
    "characters": convai.Characters,
    "chats": convai.Chats,
    "conversation": convai.Conversation,
    "generation": convai.Generation,
    "narrative": convai.Narrative,
    "tokens": convai.Tokens,
}


def run(client: Any, call: str, options: dict[str, Any], prefix: str = "") -> Any:
    """Calls a method of a client, of its groups or of a conversation."""
    group, _, name = call.rpartition(".")
    owner = client.conversation("id") if group == "conversation" else getattr(client, group) if group else client
    arguments, named = CALLS[call]
    return getattr(owner, prefix + name)(*arguments, **named, **options)


# The message of each limit names it, so that a test sees which one ended the call.
LIMITS = {
    "timeout": r"the timeout \(no connection within 0.05 s\)",
    "connect_timeout": r"the connect timeout \(no connection within 0.05 s\)",
    "deadline": r"`deadline` \(the deadline of 0.05 s expired",
}


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """The address of a server to which no connection is made: the queue of its listening socket is full."""
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("call", CALLS)
def test_every_call_takes_every_time_limit(emulator: Emulator, silent: str, call: str, limit: str) -> None:
    options = {limit: 0.05}
    with convai.Client(base_url=silent) as client:
        with pytest.raises(convai.TimeoutError, match=LIMITS[limit]):
            run(client, call, options)
        with run(client, call, options, "start_") as operation, pytest.raises(convai.TimeoutError, match=LIMITS[limit]):
            operation.result()

    async def main() -> None:
        async with convai.AsyncClient(base_url=silent) as client:
            with pytest.raises(convai.TimeoutError, match=LIMITS[limit]):
                await run(client, call, options)
            async with run(client, call, options, "start_") as operation:
                with pytest.raises(convai.TimeoutError, match=LIMITS[limit]):
                    await operation.result()

    asyncio.run(main())


@pytest.mark.parametrize("limit", LIMITS)
def test_an_invalid_time_limit_is_refused(client: convai.Client, limit: str) -> None:
    for call in CALLS:
        with pytest.raises(TypeError, match=f"{limit} must be a number of seconds, not str"):
            run(client, call, {limit: "soon"})
        with pytest.raises(ValueError, match=f"{limit} must be more than 0 seconds"):
            run(client, call, {limit: 0})


def test_the_calls_above_are_all_calls() -> None:
    found = {
        f"{group}.{name[len('start_') :]}".lstrip(".")
        for group, owner in OWNERS.items()
        for name in dir(owner)
        if name.startswith("start_")
    }
    assert found == set(CALLS)


def sent_rate(emulator: Emulator) -> Any:
    return emulator.last()["files"][0]["wav"]["sample_rate"]


def test_an_upload_sample_rate_of_a_call_replaces_that_of_the_client(
    raymond: convai.Character, emulator: Emulator
) -> None:
    samples = array.array("h", [0] * 4410)
    with convai.Client(upload_sample_rate=16000) as client:
        chat = client.conversation(raymond)
        chat.say(samples, sample_rate=44100)
        assert sent_rate(emulator) == 16000
        chat.say(samples, sample_rate=44100, upload_sample_rate=8000)
        assert sent_rate(emulator) == 8000
        client.get_response(raymond, samples, sample_rate=44100, upload_sample_rate=22050)
        assert sent_rate(emulator) == 22050
        with chat.start_say(samples, sample_rate=44100, upload_sample_rate=11025) as turn:
            assert turn.result().ok
        assert sent_rate(emulator) == 11025
        with client.start_get_response(raymond, samples, sample_rate=44100, upload_sample_rate=12000) as turn:
            assert turn.result().ok
        assert sent_rate(emulator) == 12000


def test_an_upload_sample_rate_applies_to_wav_files_and_recordings(
    chat: convai.Conversation, emulator: Emulator
) -> None:
    for source in (QUESTION, QUESTION.read_bytes(), convai.Audio.open(QUESTION)):
        chat.say(source, upload_sample_rate=8000)
        assert sent_rate(emulator) == 8000
    with convai.Utterance(sample_rate=16000) as utterance:
        utterance.push(bytes(3200))
        chat.say(utterance, upload_sample_rate=8000)
    assert sent_rate(emulator) == 8000


def test_an_upload_sample_rate_can_be_awaited(raymond: convai.Character, emulator: Emulator) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            await client.get_response(raymond, QUESTION, upload_sample_rate=8000)
            assert sent_rate(emulator) == 8000
            await client.conversation(raymond).say(QUESTION, upload_sample_rate=11025)
            assert sent_rate(emulator) == 11025

    asyncio.run(main())


def test_an_invalid_upload_sample_rate_is_refused(chat: convai.Conversation) -> None:
    with pytest.raises(TypeError, match="upload_sample_rate must be an int"):
        chat.say("Hello", upload_sample_rate="8000")  # type: ignore[arg-type]
    with pytest.raises(convai.ConfigurationError) as caught:
        chat.say(QUESTION, upload_sample_rate=7)
    assert caught.value.argument == "upload_sample_rate"


def test_the_forms_of_a_call_take_the_same_options() -> None:
    def options(function: Any) -> list[str]:
        return list(inspect.signature(function).parameters)

    for call in CALLS:
        group, _, name = call.rpartition(".")
        owner = OWNERS[group]
        awaited = getattr(convai, f"Async{owner.__name__}")
        assert options(getattr(owner, name)) == options(getattr(owner, f"start_{name}"))
        assert options(getattr(owner, name)) == options(getattr(awaited, name))
        assert options(getattr(owner, name)) == options(getattr(awaited, f"start_{name}"))

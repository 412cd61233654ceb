"""Copying: the owners of native objects refuse it and stay usable, and values can be copied and pickled."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import functools
import inspect
import pickle
from typing import Any, Callable

import convai
import pytest

from support import QUESTION, Emulator

COPIES: dict[str, Callable[[Any], object]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {number}": functools.partial(pickle.dumps, protocol=number) for number in range(6)},
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_is_refused_and_the_original_stays_usable(
    client: convai.Client, raymond: convai.Character, copied: Callable[[Any], object]
) -> None:
    chat = client.conversation(raymond)
    playback = convai.Playback(sample_rate=16000)
    with chat.start_say("Hello") as turn, convai.Utterance(sample_rate=16000) as utterance, playback:
        for owner, advice in (
            (client, "Client cannot be copied or pickled: create another client"),
            (chat, r"Conversation cannot be copied .* client.conversation\(chat.character_id, chat.session_id\)"),
            (turn, r"Turn cannot be copied .* result\(\)"),
            (utterance, "Utterance cannot be copied .* another utterance"),
            (playback, "Playback cannot be copied .* another one"),
        ):
            with pytest.raises(TypeError, match=advice):
                copied(owner)
        assert turn.result().ok
        assert utterance.push(bytes(640))
        assert chat.say(utterance).ok


def owners() -> set[type]:
    """The public classes whose objects own an object of the library."""
    public = (getattr(convai, name) for name in convai.__all__)
    return {each for each in public if inspect.isclass(each) and hasattr(each, "__del__")}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_every_owner_of_a_native_object_refuses_to_be_copied(
    client: convai.Client, raymond: convai.Character, device: Any, copied: Callable[[Any], object]
) -> None:
    async def main() -> set[type]:
        found: set[type] = set()
        async with contextlib.AsyncExitStack() as opened:
            async_client = await opened.enter_async_context(convai.AsyncClient())
            chat, async_chat = client.conversation(raymond), async_client.conversation(raymond)
            closed = [
                chat,
                client.characters.start_get(raymond),
                chat.start_say("Hello"),
                convai.Utterance(sample_rate=16000),
                convai.Playback(sample_rate=16000),
                convai.Speaker(),
                convai.Microphone(),
            ]
            for each in closed:
                opened.callback(each.close)
            awaited = [async_chat, async_chat.start_say("Hello"), async_client.start_voices()]
            for owner in (client, async_client, client.voices(), client.languages(), *closed, *awaited):
                with pytest.raises(TypeError, match=f"{type(owner).__name__} cannot be copied or pickled: ."):
                    copied(owner)
                found.add(type(owner))
        return found

    assert asyncio.run(main()) == owners()


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_of_an_asyncio_client_is_refused(raymond: convai.Character, copied: Callable[[Any], object]) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            chat = client.conversation(raymond)
            with pytest.raises(TypeError, match="AsyncClient cannot be copied"):
                copied(client)
            with pytest.raises(TypeError, match="AsyncConversation cannot be copied"):
                copied(chat)
            assert (await chat.say("Hello")).ok

    asyncio.run(main())


def test_values_can_be_copied_and_pickled(chat: convai.Conversation, raymond: convai.Character) -> None:
    reply = chat.say("Hello", voice=True)
    values = (reply, raymond, reply.voice, reply.voice.level(), convai.Audio.open(QUESTION), convai.Status.TLS)
    for value in values:
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_the_voice_of_a_reply_is_its_audio_or_an_error(chat: convai.Conversation, emulator: Emulator) -> None:
    reply = chat.say("Hello", voice=True)
    assert reply.voice is reply.audio
    with pytest.raises(convai.AudioError, match="pass voice=True") as caught:
        _ = chat.say("Hello").voice
    assert (caught.value.code, caught.value.argument) == (convai.Status.INVALID_ARGUMENT, "voice")
    chat.fallback = "Not now."
    emulator.fault(status=503)
    failed = chat.say("Hello", voice=True)
    with pytest.raises(convai.AudioError, match="because the turn failed") as caught:
        _ = failed.voice
    assert caught.value.__cause__ is failed.error

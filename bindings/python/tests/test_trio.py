"""The client for asyncio under trio, and under anyio on both."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from typing import Any, Callable

import anyio
import convai
import pytest
import trio
from convai import _retry

from support import QUESTION, Emulator, until


@pytest.fixture(autouse=True)
def no_threads() -> Iterator[None]:
    """The thread that wakes trio ends with the last client."""
    yield
    gc.collect()
    assert until(lambda: not [each for each in threading.enumerate() if each.name == "convai-waker"])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_anyio_runs_turns_at_the_same_time(raymond: convai.Character, backend: str) -> None:
    answered: list[str] = []

    async def main() -> None:
        async def ask(client: convai.AsyncClient) -> None:
            answered.append((await client.get_response(raymond, "What is your name?")).text)

        async with convai.AsyncClient() as client:
            with anyio.fail_after(60):
                async with anyio.create_task_group() as group:
                    for _ in range(10):
                        group.start_soon(ask, client)

    anyio.run(main, backend=backend)
    assert len(answered) == 10
    assert all("Raymond" in text for text in answered)


def test_a_turn_is_streamed_in_pieces_and_its_progress_is_reported(raymond: convai.Character) -> None:
    async def main() -> None:
        reports: list[convai.Progress] = []
        async with convai.AsyncClient() as client:
            chat = client.with_options(on_progress=reports.append).conversation(raymond)
            async with chat.start_say(QUESTION, voice=True, stream=True) as turn:
                texts = [piece.text async for piece in turn]
                reply = await turn.result()
                assert "".join(texts) == reply.text
                assert turn.progress().state == "done"
            assert reply.voice.frames
            await chat.say("Hello")
            assert reports[-1].state == "done"
            with pytest.raises(convai.NotFoundError):
                await client.characters.get("no such character")

    trio.run(main)


@pytest.mark.parametrize("way", ["a scope", "close", "aclose"])
def test_cancelling_ends_the_request(raymond: convai.Character, emulator: Emulator, way: str) -> None:
    emulator.fault(hang=True)

    async def main() -> None:
        client = convai.AsyncClient()
        if way == "a scope":
            with trio.move_on_after(60) as scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(client.get_response, raymond, "Hello")
                    assert await trio.to_thread.run_sync(until, emulator.turns)
                    nursery.cancel_scope.cancel()
            assert not scope.cancelled_caught
            assert (await client.get_response(raymond, "Hello")).ok
            assert await client.aclose()
            return
        turn = client.start_get_response(raymond, "Hello")
        assert await trio.to_thread.run_sync(until, emulator.turns)
        expected: type[convai.ConvaiError] = convai.ClosedError
        if way == "close":
            turn.close()
        else:
            expected = convai.CancelledError
            assert await client.aclose()
        with pytest.raises(expected):
            await turn.result()
        assert await client.aclose()

    trio.run(main)
    assert until(lambda: emulator.turns()[0]["aborted"])


def test_a_wait_before_a_repetition_can_be_cancelled(
    emulator: Emulator, raymond: convai.Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with convai.AsyncClient(max_retries=3) as client:
            emulator.fault(path="/character/get", status=503, count=2)
            monkeypatch.setattr(_retry, "FIRST_WAIT", 0.01)
            assert (await client.characters.get(raymond)).name == "Raymond"
            emulator.fault(path="/character/get", status=503, count=0)
            monkeypatch.setattr(_retry, "FIRST_WAIT", 100.0)
            monkeypatch.setattr(_retry, "LONGEST_WAIT", 100.0)
            with trio.move_on_after(0.5) as scope:
                await client.characters.get(raymond)
            assert scope.cancelled_caught

    trio.run(main)


def test_one_client_serves_trio_and_asyncio_one_after_the_other(raymond: convai.Character) -> None:
    client = convai.AsyncClient()

    async def ask() -> bool:
        return (await client.get_response(raymond, "Hello")).ok

    runs: list[Callable[[], Any]] = [lambda: trio.run(ask), lambda: asyncio.run(ask())]
    assert all(run() for run in runs * 3)
    assert asyncio.run(client.aclose())


def test_playbacks_and_microphones_wait_for_trio(device: Any, chat: convai.Conversation) -> None:
    async def main() -> None:
        with convai.Playback(sample_rate=16000, without_device=True) as playback:
            playback.add(bytes(3200), sample_rate=16000)
            assert await playback.wait_async()
        with convai.Microphone(silence_time=0.5) as microphone:
            device.said.extend(QUESTION.read_bytes()[44:])
            async for heard in microphone:
                if heard.utterance is not None:
                    heard.utterance.close()
                    break

    trio.run(main)

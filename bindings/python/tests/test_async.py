"""The asyncio client: every endpoint, cancellation, many conversations, and waking the event loop."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import threading
import time
from collections.abc import Coroutine
from typing import Any

import convai
import pytest
from convai import _waker

from support import QUESTION, Emulator, until


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine in the debug mode of asyncio."""
    return asyncio.run(coroutine, debug=True)


def is_idle(client: convai.AsyncClient) -> bool:
    """Whether this client alone uses the waker, and no call does."""
    waker = client._waker
    assert waker is not None
    return not waker._calls and sum(waker._uses.values()) == 1


def test_every_endpoint_can_be_awaited(emulator: Emulator) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            ada = await client.characters.create(name="Ada", voice_type="MALE", backstory="Ada repairs clocks.")
            await client.characters.update(ada, name="Ada L.", language_codes=["en-GB"])
            assert (await client.characters.get(ada)).language_codes == ("en-GB",)
            assert (await client.characters.find("Ada L.")).id == ada.id
            copy = await client.characters.clone(ada)
            await client.characters.delete(copy)
            with pytest.raises(convai.NotFoundError):
                await client.characters.get(copy)
            reply = await client.get_response(ada, QUESTION, voice=True)
            assert reply.audio is not None
            async with client.conversation(ada, fallback="Later.") as chat:
                await chat.say("My name is Bob.")
                assert "Bob" in (await chat.say("What is my name?")).text
                emulator.fault(status=500)
                assert (await chat.say("Hello")).text == "Later."
                chat.reset()
                with convai.Utterance(sample_rate=16000) as utterance:
                    utterance.push(bytes(3200))
                    assert (await chat.say(utterance)).ok
                assert chat.session_id is not None

    run(main())


def test_invalid_arguments_and_closed_clients_raise(emulator: Emulator) -> None:
    async def main() -> None:
        client = convai.AsyncClient()
        with pytest.raises(TypeError, match="character must be a str"):
            await client.characters.get(7)  # type: ignore[arg-type]
        with pytest.raises(convai.ConfigurationError):
            await client.conversation("id").say("")
        assert repr(client) == f"<convai.AsyncClient {emulator.url} (open)>"
        await client.aclose()
        await client.aclose()
        assert client.closed
        with pytest.raises(convai.ClosedError, match="The client is closed"):
            await client.characters.get("id")

    run(main())


@pytest.mark.parametrize("state", ["before it is sent", "while it waits", "near its end"])
def test_a_cancelled_task_cancels_the_request(raymond: convai.Character, emulator: Emulator, state: str) -> None:
    if state != "before it is sent":
        emulator.fault(**({"delay_ms": 50} if state == "near its end" else {"hang": True}))

    async def main() -> None:
        async with convai.AsyncClient() as client:
            task = asyncio.ensure_future(client.get_response(raymond, "Hello"))
            if state == "while it waits":
                assert await asyncio.to_thread(until, emulator.turns)
            else:
                await asyncio.sleep({"before it is sent": 0, "near its end": 0.05}[state])
            task.cancel()
            if state == "near its end":  # the result may arrive before the cancellation
                await asyncio.wait([task])
            else:
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert (await client.get_response(raymond, "Still there?")).ok

    run(main())
    if state == "while it waits":
        assert until(lambda: emulator.turns()[0]["aborted"]), "the connection was not closed"


def test_wait_for_and_the_timeout_argument_both_end_a_call(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=2)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.get_response(raymond, "Hello"), timeout=0.1)
            with pytest.raises(convai.TimeoutError):
                await client.get_response(raymond, "Hello", timeout=0.1)

    run(main())


def test_interrupt_cancels_all_turns(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=0)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            chat = client.conversation(raymond)
            turns = [asyncio.ensure_future(chat.say(f"Turn {number}")) for number in range(3)]
            await asyncio.sleep(0.05)
            chat.interrupt()
            ends = await asyncio.gather(*turns, return_exceptions=True)
            assert [type(end) for end in ends] == [convai.CancelledError] * 3

    run(main())


def test_aclose_cancels_running_calls(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=0)

    async def main() -> None:
        client = convai.AsyncClient()
        turns = [asyncio.ensure_future(client.get_response(raymond, "Hello")) for _ in range(5)]
        await asyncio.sleep(0.05)
        await client.aclose()
        ends = await asyncio.gather(*turns, return_exceptions=True)
        assert [type(end) for end in ends] == [convai.CancelledError] * 5

    run(main())


def test_200_conversations_with_random_cancellations(raymond: convai.Character, emulator: Emulator) -> None:
    chance = random.Random(7)
    emulator.settings(latency_ms=5, voice="builtin")
    before = threading.active_count()
    counted = {"answered": 0, "cancelled": 0}

    async def visitor(client: convai.AsyncClient, number: int) -> None:
        chat = client.conversation(raymond)
        await chat.say(f"My name is Visitor{number}.")
        assert f"Visitor{number}" in (await chat.say("What is my name?")).text
        counted["answered"] += 1

    async def main() -> None:
        async with convai.AsyncClient() as client:
            tasks = [asyncio.ensure_future(visitor(client, number)) for number in range(200)]
            for task in chance.sample(tasks, 60):
                await asyncio.sleep(chance.random() / 200)
                task.cancel()
            for end in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(end, asyncio.CancelledError):
                    counted["cancelled"] += 1
                else:
                    assert end is None, end
            waker = 0 if _waker.HAS_DESCRIPTORS else 1
            assert threading.active_count() == before + waker, "a call started a Python thread"
            assert is_idle(client)

    start = time.monotonic()
    asyncio.run(main())
    gc.collect()
    print(f"\n200 conversations: {counted}, {time.monotonic() - start:.2f} s")
    assert counted["answered"] + counted["cancelled"] == 200
    assert counted["answered"] >= 140


def test_a_call_does_not_block_the_event_loop(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            call = asyncio.ensure_future(client.get_response(raymond, "Hello"))
            for _ in range(60):
                await asyncio.sleep(0.005)
            assert not call.done(), "the call blocked the loop until its timeout"
            call.cancel()

    run(main())


def test_a_client_can_be_used_in_one_loop_after_another(raymond: convai.Character) -> None:
    client = convai.AsyncClient()
    for _ in range(3):
        assert asyncio.run(client.get_response(raymond, "Hello")).ok
    asyncio.run(client.aclose())


def test_a_call_without_an_event_loop_raises(emulator: Emulator) -> None:
    client = convai.AsyncClient()
    call = client.characters.get("id")
    with pytest.raises(RuntimeError, match="no running event loop"):
        call.send(None)
    asyncio.run(client.aclose())


def test_failed_calls_leave_nothing_behind(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(status=500, count=0)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            for _ in range(20):
                with pytest.raises(convai.ServerError):
                    await client.get_response(raymond, "Hello")
            assert is_idle(client)

    asyncio.run(main())
    assert sys.exc_info() == (None, None, None)

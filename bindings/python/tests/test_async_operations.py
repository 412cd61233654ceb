"""Operations of the client for asyncio, and that it lacks nothing that the blocking client has."""

from __future__ import annotations

import asyncio
import gc
import inspect
from collections.abc import Coroutine
from typing import Any

import convai
import pytest

from support import QUESTION, Emulator, until


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine in the debug mode of asyncio."""
    return asyncio.run(coroutine, debug=True)


#: What asyncio does in another way: a task waits, and `gather` and `as_completed` tell which one has finished.
OTHERWISE = {
    ("Client", "close"): "aclose",
    ("Client", "next_finished"): None,
    ("Operation", "wait"): None,
    ("Turn", "wait"): None,
    ("Turn", "next_piece"): "__anext__",
}


@pytest.mark.parametrize("name", [name[5:] for name in convai.__all__ if name.startswith("Async")])
def test_a_class_for_asyncio_has_every_member_of_the_blocking_one(name: str) -> None:
    blocking, awaited = getattr(convai, name), getattr(convai, f"Async{name}")
    for member in dir(blocking):
        other = OTHERWISE.get((name, member), member)
        if member.startswith("_") or other is None:
            continue
        assert hasattr(awaited, other), f"Async{name} has no {other}"
        if hasattr(blocking, f"start_{member}"):
            assert inspect.iscoroutinefunction(getattr(awaited, other)), f"Async{name}.{other} is no coroutine"


def test_an_operation_tells_its_progress_and_gives_its_result_again(
    raymond: convai.Character, emulator: Emulator
) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            emulator.fault(path="/character/get", delay_ms=200)
            async with client.characters.start_get(raymond) as request:
                assert not request.done
                assert repr(request) == "<convai.AsyncOperation: running>"
                assert request.progress().state in ("queued", "sending", "waiting")
                first = await request.result()
                assert (request.done, request.progress().state) == (True, "done")
                assert request.progress().bytes_received == len(first.raw)
                assert await request.result() is first
                assert repr(request) == "<convai.AsyncOperation: finished>"
            assert repr(request) == "<convai.AsyncOperation: closed>"
            assert await request.result() is first
            with pytest.raises(convai.ClosedError, match="The operation is closed"):
                request.progress()
            async with client.conversation(raymond).start_say(QUESTION, voice=True) as turn:
                assert repr(turn) == "<convai.AsyncTurn: running>"
                reply = await turn.result()
                assert turn.progress().bytes_sent == turn.progress().bytes_to_send > len(QUESTION.read_bytes())
            assert reply.voice.frames

    run(main())


def test_operations_run_at_the_same_time(raymond: convai.Character, emulator: Emulator) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            requests: list[Any] = [
                client.start_voices(),
                client.characters.start_list(),
                client.chats.start_list(raymond),
            ]
            voices, characters, listed = await asyncio.gather(*(each.result() for each in requests))
            assert "US MALE 1" in [voice.value for voice in voices]
            assert "Raymond" in [character.name for character in characters]
            assert len(listed) == 0
            for each in requests:
                each.close()

    run(main())


@pytest.mark.parametrize("way", ["cancel", "close", "leave", "forget", "aclose"])
def test_an_operation_that_is_not_awaited_is_cancelled(raymond: convai.Character, emulator: Emulator, way: str) -> None:
    emulator.fault(path="/character/get", hang=True)

    def arrived() -> bool:
        return any(each["path"] == "/character/get" for each in emulator.entries())

    async def main() -> None:
        async with convai.AsyncClient() as client:
            request = client.characters.start_get(raymond)
            assert await asyncio.to_thread(until, arrived)
            if way == "cancel":
                request.cancel()
                with pytest.raises(convai.CancelledError):
                    await request.result()
            elif way == "close":
                request.close()
                with pytest.raises(convai.ClosedError):
                    await request.result()
            elif way == "leave":
                async with request:
                    pass
            elif way == "forget":
                del request
                gc.collect()
            else:
                await client.aclose()
                with pytest.raises(convai.CancelledError):
                    await request.result()

    run(main())
    assert until(lambda: [each["aborted"] for each in emulator.entries() if each["path"] == "/character/get"] == [True])


def test_an_error_is_raised_each_time(client: convai.Client) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            async with client.characters.start_get("no such character") as request:
                for _ in range(2):
                    with pytest.raises(convai.NotFoundError):
                        await request.result()
            with pytest.raises(TypeError, match="character must be a str"):
                client.characters.start_get(7)  # type: ignore[arg-type]

    run(main())

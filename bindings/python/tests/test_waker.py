"""Waking event loops: one descriptor, or one thread, serves all clients for asyncio and all event loops."""

from __future__ import annotations

import asyncio
import gc
import select
import sys
import threading
import warnings
from collections.abc import Iterator
from ctypes import byref, c_ssize_t, c_void_p, sizeof
from typing import Any

import convai
import pytest
from convai import _ffi, _loader, _waker
from convai._native import NativeClient

from support import Emulator, until


def waker_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "convai-waker"]


@pytest.fixture
def no_descriptors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on Windows, event loops cannot watch the wake handle. All threads must have ended after the test."""
    monkeypatch.setattr(_waker, "HAS_DESCRIPTORS", False)
    yield
    gc.collect()
    assert until(lambda: not waker_threads()), "the thread outlives the clients"


class Counted:
    """Counts the calls of the library's functions that create a queue, return its descriptor, or read it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: dict[str, int] = {}
        for name in ("convai_queue_new", "convai_queue_wake_handle", "convai_queue_next"):
            monkeypatch.setattr(_loader.library(), name, self._counting(name))

    def _counting(self, name: str) -> Any:
        real = getattr(_loader.library(), name)
        self.calls[name] = 0

        def counting(*arguments: Any) -> Any:
            self.calls[name] += 1
            return real(*arguments)

        return counting


async def ask(client: convai.AsyncClient, raymond: convai.Character, times: int = 1) -> bool:
    replies = await asyncio.gather(*(client.get_response(raymond, f"Turn {n}") for n in range(times)))
    return all(reply.ok for reply in replies)


def test_all_clients_share_one_queue_and_one_descriptor(
    raymond: convai.Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)

    async def main() -> None:
        clients = [convai.AsyncClient() for _ in range(20)]
        answered = await asyncio.gather(*(ask(client, raymond, 3) for client in clients))
        assert all(answered)
        for client in clients:
            await client.aclose()

    asyncio.run(main(), debug=True)
    handles = int(_waker.HAS_DESCRIPTORS)
    assert (counted.calls["convai_queue_new"], counted.calls["convai_queue_wake_handle"]) == (1, handles)


def is_ready(handle: int, seconds: float) -> bool:
    if sys.platform == "win32":
        import _winapi

        return _winapi.WaitForSingleObject(handle, int(1000 * seconds)) == _winapi.WAIT_OBJECT_0
    return bool(select.select([handle], [], [], seconds)[0])


def test_the_wake_handle_is_a_descriptor_or_an_event_that_tells_of_finished_calls(raymond: convai.Character) -> None:
    """An event loop of one's own can wait for it, also on Windows."""
    functions, handle = _loader.library(), c_ssize_t()
    queue = functions.convai_queue_new(None)
    client = NativeClient(queue=queue)
    try:
        assert functions.convai_queue_wake_handle(queue, byref(handle)) == convai.Status.OK
        assert not is_ready(handle.value, 0)
        options = _ffi.convai_call_options(struct_size=sizeof(_ffi.convai_call_options), user_data=7)
        operation = c_void_p(
            functions.convai_character_get_async(client.handle(), raymond.id.encode(), byref(options), None)
        )
        assert is_ready(handle.value, 60)
        event = _ffi.convai_event(struct_size=sizeof(_ffi.convai_event))
        assert functions.convai_queue_next(queue, 0, byref(event)) == convai.Status.OK
        assert event.user_data == 7
        assert not is_ready(handle.value, 0)
        functions.convai_operation_free(byref(operation))
    finally:
        client.free()
        functions.convai_queue_free(byref(c_void_p(queue)))


def test_only_the_end_of_an_operation_completes_its_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events of other kinds tell of the same operation before it ends."""
    kinds = [77, 2, _ffi.EVENT_DONE]

    def take(_queue: Any, _timeout_ms: int, event: Any) -> int:
        if not kinds:
            return int(convai.Status.PENDING)
        event._obj.kind, event._obj.user_data = kinds.pop(0), 7
        asked.append(future.done())
        return int(convai.Status.OK)

    async def main() -> None:
        _waker.deliver(None, {7: _waker.Expected(future)}, 0)
        assert future.done()

    asked: list[bool] = []
    loop = asyncio.new_event_loop()
    future: asyncio.Future[None] = loop.create_future()
    monkeypatch.setattr(_loader.library(), "convai_queue_next", take)
    loop.run_until_complete(main())
    loop.close()
    assert asked == [False, False, False]


@pytest.mark.usefixtures("no_descriptors")
def test_without_descriptors_one_thread_serves_all_clients(raymond: convai.Character, emulator: Emulator) -> None:
    async def main() -> None:
        clients = [convai.AsyncClient() for _ in range(5)]
        answered = await asyncio.gather(*(ask(client, raymond, 10) for client in clients))
        assert all(answered)
        assert len(waker_threads()) == 1
        emulator.fault(hang=True)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(clients[0].get_response(raymond, "Hello"), timeout=0.05)
        for client in clients:
            await client.aclose()

    asyncio.run(main())
    client = convai.AsyncClient()
    for _ in range(2):
        assert asyncio.run(ask(client, raymond))
    assert len(waker_threads()) == 1
    asyncio.run(client.aclose())


def test_an_event_loop_that_cannot_watch_descriptors_is_served_by_the_thread(
    raymond: convai.Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise NotImplementedError

    async def main() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "add_reader", refuse)
        monkeypatch.setattr(asyncio.get_running_loop(), "remove_reader", refuse)
        assert await ask(client, raymond)
        assert len(waker_threads()) == 1

    client = convai.AsyncClient()
    assert asyncio.run(ask(client, raymond))
    asyncio.run(main())
    asyncio.run(client.aclose())
    assert until(lambda: not waker_threads())


@pytest.mark.usefixtures("no_descriptors")
def test_the_thread_does_not_poll(
    raymond: convai.Character, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)
    emulator.fault(delay_ms=500)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            assert await ask(client, raymond)

    asyncio.run(main())
    assert until(lambda: not waker_threads())
    assert counted.calls["convai_queue_next"] == 2, "one call returns the event, and one the end of the queue"


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("has_descriptors", [True, False])
def test_an_unclosed_client_is_freed(
    raymond: convai.Character, monkeypatch: pytest.MonkeyPatch, has_descriptors: bool
) -> None:
    monkeypatch.setattr(_waker, "HAS_DESCRIPTORS", has_descriptors)
    before = convai.live_objects()

    async def main() -> None:
        client = convai.AsyncClient()
        assert await ask(client, raymond)
        assert convai.live_objects() > before

    asyncio.run(main())
    gc.collect()
    assert convai.live_objects() == before
    assert until(lambda: not waker_threads())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("has_descriptors", [True, False])
def test_a_client_whose_event_loop_was_closed_during_a_call_is_freed(
    raymond: convai.Character, emulator: Emulator, monkeypatch: pytest.MonkeyPatch, has_descriptors: bool
) -> None:
    monkeypatch.setattr(_waker, "HAS_DESCRIPTORS", has_descriptors)
    emulator.fault(hang=True)
    before = convai.live_objects()
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # it would report that the task was destroyed
    task = loop.create_task(convai.AsyncClient().get_response(raymond, "Hello", timeout=2))
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.close()
    del task
    # The thread knows the call until that has ended.
    assert until(lambda: gc.collect() >= 0 and convai.live_objects() == before)
    assert until(lambda: not waker_threads())


@pytest.mark.parametrize("has_descriptors", [True, False])
def test_a_client_serves_several_event_loops_at_once(
    raymond: convai.Character, emulator: Emulator, monkeypatch: pytest.MonkeyPatch, has_descriptors: bool
) -> None:
    monkeypatch.setattr(_waker, "HAS_DESCRIPTORS", has_descriptors)
    emulator.settings(latency_ms=2)
    client = convai.AsyncClient()
    answered: list[bool] = []

    def run_loop() -> None:
        answered.append(asyncio.run(ask(client, raymond, 25)))

    threads = [threading.Thread(target=run_loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answered == [True] * 4
    asyncio.run(client.aclose())
    assert until(lambda: not waker_threads())


def test_an_event_loop_watches_the_descriptor_until_its_clients_are_closed(raymond: convai.Character) -> None:
    watched: list[int] = []

    async def main() -> None:
        loop: Any = asyncio.get_running_loop()

        def note() -> None:
            watched.append(len(loop._selector.get_map()))

        note()
        first, second = convai.AsyncClient(), convai.AsyncClient()
        note()
        assert await ask(first, raymond, 5)
        assert await ask(second, raymond)
        note()
        await first.aclose()
        note()
        await second.aclose()
        note()

    asyncio.run(main())
    idle = watched[0]
    assert watched == [idle, idle, idle + 1, idle + 1, idle]


def test_a_client_that_is_collected_on_another_thread_leaves_the_running_event_loop(raymond: convai.Character) -> None:
    async def main() -> None:
        loop: Any = asyncio.get_running_loop()
        idle = len(loop._selector.get_map())
        clients = [convai.AsyncClient()]
        assert await ask(clients[0], raymond)
        assert len(loop._selector.get_map()) == idle + 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            await asyncio.to_thread(clients.clear)
        await asyncio.sleep(0)
        assert len(loop._selector.get_map()) == idle

    asyncio.run(main())


def test_a_queue_that_cannot_be_created_raises(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_loader.library(), "convai_queue_new", lambda *_: None)
    with pytest.raises(convai.InternalError):
        convai.AsyncClient()


def test_a_wake_handle_that_cannot_be_created_raises_and_the_next_call_works(
    raymond: convai.Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            with monkeypatch.context() as context:
                context.setattr(_loader.library(), "convai_queue_wake_handle", lambda *_: convai.Status.INTERNAL)
                with pytest.raises(convai.InternalError):
                    await client.get_response(raymond, "Hello")
            assert await ask(client, raymond)

    asyncio.run(main())

"""Operations: polling, waiting, progress, cancellation, and the queue of finished operations."""

from __future__ import annotations

import threading
import time
from typing import Any

import convai
import pytest
from convai import _loader

from support import Emulator, until


def test_polling_shows_the_progress_and_the_end(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=0)
    with chat.start_say("Wait") as first, chat.start_say("Hello") as turn:
        for each in (first, turn):
            assert not each.done
            assert each.progress().state in ("queued", "sending", "waiting")
            assert "running" in repr(each)
        emulator.ask("DELETE", "/faults")
        first.cancel()  # the second turn can start now
        while not turn.done:
            time.sleep(0.005)
        progress = turn.progress()
        assert progress.state == "done"
        assert progress.bytes_sent == progress.bytes_to_send > 0
        assert progress.bytes_received == progress.bytes_to_receive > 0
        assert turn.result() is turn.result(), "the second call returned another object"
        assert "finished" in repr(turn)
    assert "closed" in repr(turn)
    assert turn.result().ok, "the result is lost after closing"


def test_a_wait_that_times_out_leaves_the_operation_running(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    with chat.start_say("Hello") as turn:
        assert not turn.wait(0)
        assert not turn.wait(0.05)
        with pytest.raises(convai.TimeoutError, match="wait again"):
            turn.result(timeout=0.05)
        turn.cancel()
        turn.cancel()
        with pytest.raises(convai.CancelledError):
            turn.result()
        with pytest.raises(convai.CancelledError):
            turn.result()


def test_cancelling_closes_the_connection(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    with chat.start_say("Hello") as turn:
        assert until(lambda: turn.progress().state == "waiting"), "the progress does not show that the request was sent"
        assert until(emulator.turns), "the progress shows a request as sent that did not arrive"
        turn.cancel()
    assert until(lambda: emulator.last()["aborted"]), "the connection was not closed"


def test_cancelling_a_finished_operation_changes_nothing(chat: convai.Conversation) -> None:
    with chat.start_say("Hello") as turn:
        turn.wait()
        turn.cancel()
        assert turn.result().ok


def test_dropping_the_last_reference_frees_the_operation(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    before = convai.live_objects()
    turn = chat.start_say("Hello")
    assert convai.live_objects() == before + 1
    del turn
    assert convai.live_objects() == before


def test_every_use_of_a_closed_operation_raises_closed_error(chat: convai.Conversation) -> None:
    turn = chat.start_say("Hello")
    turn.close()
    turn.close()
    for use in (turn.progress, turn.wait, turn.cancel, turn.result):
        with pytest.raises(convai.ClosedError, match="operation is closed"):
            use()


def test_several_threads_get_the_same_result(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(delay_ms=100)
    with chat.start_say("Hello") as turn:
        taken: list[convai.Reply] = []
        threads = [threading.Thread(target=lambda: taken.append(turn.result())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == 4
        assert all(reply is taken[0] for reply in taken)


def test_next_finished_returns_each_operation_once(client: convai.Client, raymond: convai.Character) -> None:
    assert client.next_finished() is None
    started = [client.start_get_response(raymond, f"Turn {number}") for number in range(10)]
    finished = [client.next_finished(timeout=30) for _ in started]
    assert set(map(id, finished)) == set(map(id, started))
    assert client.next_finished(timeout=0.01) is None
    for turn in started:
        with turn:
            assert turn.result().ok


def test_next_finished_does_not_return_blocking_calls(client: convai.Client, raymond: convai.Character) -> None:
    stop = threading.Event()
    seen: list[object] = []

    def drain() -> None:
        while not stop.is_set():
            seen.append(client.next_finished(timeout=0.05))

    thread = threading.Thread(target=drain)
    thread.start()
    for number in range(20):
        assert client.get_response(raymond, f"Turn {number}").ok
    stop.set()
    thread.join()
    assert not any(seen)


def test_next_finished_of_a_closed_client_raises_closed_error(emulator: Emulator) -> None:
    client = convai.Client()
    client.close()
    with pytest.raises(convai.ClosedError, match="client is closed"):
        client.next_finished()


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf")])
def test_an_invalid_wait_timeout_raises_value_error(chat: convai.Conversation, timeout: float) -> None:
    with chat.start_say("Hello") as turn, pytest.raises(ValueError, match="timeout"):
        turn.wait(timeout)


def test_a_reset_makes_the_next_call_use_a_new_connection(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    def connection() -> int:
        client.characters.get(raymond)
        return int(emulator.last("/character/get")["connection"])

    first = connection()
    assert connection() == first
    client.reset_connections()
    assert connection() != first


def test_only_the_end_of_an_operation_finishes_it(
    client: convai.Client, raymond: convai.Character, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    emulator.fault(hang=True)
    with client.start_get_response(raymond, "Hello") as turn:
        real, other_kinds = _loader.library().convai_client_next, [77, 2]

        def take(handle: Any, timeout_ms: int, event: Any) -> int:
            if not other_kinds:
                return int(real(handle, timeout_ms, event))
            event._obj.kind, event._obj.operation = other_kinds.pop(), turn._handle
            return int(convai.Status.OK)

        monkeypatch.setattr(_loader.library(), "convai_client_next", take)
        assert client.next_finished() is None
        assert not other_kinds
        turn.cancel()
        assert client.next_finished(timeout=60) is turn

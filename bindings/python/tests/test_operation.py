"""Operations: polling, waiting, progress, cancelling, and the queue of what has finished."""

from __future__ import annotations

import threading
import time

import convai
import pytest

from support import Emulator, until


def test_polling_to_the_end(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=0)
    with chat.start_say("Wait") as first, chat.start_say("Hello") as turn:
        for each in (first, turn):
            assert not each.done
            assert each.progress().state in ("queued", "sending", "waiting")
            assert "under way" in repr(each)
        emulator.ask("DELETE", "/faults")
        first.cancel()  # it is the next one's turn
        while not turn.done:
            time.sleep(0.005)
        progress = turn.progress()
        assert progress.state == "done"
        assert progress.bytes_sent == progress.bytes_to_send > 0
        assert progress.bytes_received == progress.bytes_to_receive > 0
        assert turn.result() is turn.result(), "the result stays"
        assert "finished" in repr(turn)
    assert "closed" in repr(turn)
    assert turn.result().ok, "also after closing"


def test_a_wait_that_is_too_short(chat: convai.Conversation, emulator: Emulator) -> None:
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


def test_cancelling_reaches_the_service(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    with chat.start_say("Hello") as turn:
        assert until(lambda: turn.progress().state == "waiting"), "sent, but not said to be"
        assert until(emulator.turns), "said to be sent, but did not arrive"
        turn.cancel()
    assert until(lambda: emulator.last()["aborted"]), "the connection was not closed"


def test_cancelling_after_the_end_changes_nothing(chat: convai.Conversation) -> None:
    with chat.start_say("Hello") as turn:
        turn.wait()
        turn.cancel()
        assert turn.result().ok


def test_dropping_the_last_reference_cancels(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    before = convai.live_objects()
    turn = chat.start_say("Hello")
    assert convai.live_objects() == before + 1
    del turn
    assert convai.live_objects() == before


def test_a_closed_operation_says_so(chat: convai.Conversation) -> None:
    turn = chat.start_say("Hello")
    turn.close()
    turn.close()
    for use in (turn.progress, turn.wait, turn.cancel, turn.result):
        with pytest.raises(convai.ClosedError, match="operation is closed"):
            use()


def test_two_threads_take_one_result(chat: convai.Conversation, emulator: Emulator) -> None:
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


def test_the_queue_hands_out_each_operation_once(client: convai.Client, raymond: convai.Character) -> None:
    assert client.next_finished() is None
    started = [client.start_get_response(raymond, f"Turn {number}") for number in range(10)]
    finished = [client.next_finished(timeout=30) for _ in started]
    assert set(map(id, finished)) == set(map(id, started))
    assert client.next_finished(timeout=0.01) is None
    for turn in started:
        with turn:
            assert turn.result().ok


def test_the_queue_leaves_waiting_calls_alone(client: convai.Client, raymond: convai.Character) -> None:
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


def test_the_queue_of_a_closed_client(emulator: Emulator) -> None:
    client = convai.Client()
    client.close()
    with pytest.raises(convai.ClosedError, match="client is closed"):
        client.next_finished()


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf")])
def test_waiting_times_are_checked(chat: convai.Conversation, timeout: float) -> None:
    with chat.start_say("Hello") as turn, pytest.raises(ValueError, match="timeout"):
        turn.wait(timeout)

"""The logger "convai": a record for each call, if the logger is enabled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import convai
import pytest

from support import KEY, Emulator, environment, run, until

SECRET_TEXT = "a whisper that nobody else may hear"


class Records(logging.Handler):
    """Keeps the records of the logger."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def take(self) -> list[convai.LogEntry]:
        """Returns the entries of the records and forgets them."""
        entries: list[convai.LogEntry] = [record.__dict__["convai"] for record in self.records]
        self.records.clear()
        return entries


@pytest.fixture
def log() -> Iterator[Records]:
    """Enables the logger."""
    logger, handler = logging.getLogger("convai"), Records()
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.setLevel(logging.NOTSET)
    logger.removeHandler(handler)


def test_every_call_is_logged_when_it_has_ended(emulator: Emulator, log: Records, raymond: convai.Character) -> None:
    log.take()
    with convai.Client() as client:
        client.characters.get(raymond)
        (first,) = log.take()
        assert (first.method, first.path, first.code) == ("POST", "/character/get", convai.Status.OK)
        assert (first.code_name, first.http_status, first.connection) == ("OK", 200, "new")
        assert first.bytes_sent > 0
        assert first.bytes_received > 0
        assert emulator.last("/character/get")["headers"]["x-request-id"] == first.request_id
        with pytest.raises(convai.ConvaiError):
            client.characters.get("00000000-0000-0000-0000-000000000000")
        (refused,) = log.take()
        assert refused.code >= 300
        assert refused.connection == "reused"
        assert (refused.name, refused.connect, refused.tls) == (None, None, None)
        with client.start_get_response(raymond, "Hello") as turn:
            assert turn.result().ok
        (turned,) = log.take()
        assert turned.path == "/character/getResponse"
        with client.start_get_response(raymond, "Hello") as turn:
            assert client.next_finished(timeout=20) is turn
            assert len(log.take()) == 1


def test_times_grow(log: Records, raymond: convai.Character) -> None:
    log.take()
    with convai.Client() as client:
        client.characters.get(raymond)
    (entry,) = log.take()
    times = [entry.queued, entry.connect, entry.sent, entry.first_byte, entry.total]
    known = [time for time in times if time is not None]
    assert len(known) == 5
    assert known == sorted(known)
    assert entry.tls is None
    assert entry.dropped == 0


def test_asyncio_calls_are_logged(emulator: Emulator, log: Records, raymond: convai.Character) -> None:
    log.take()

    async def main() -> None:
        async with convai.AsyncClient() as client:
            await asyncio.gather(*(client.characters.get(raymond) for _ in range(5)))
            assert len(log.take()) == 5
            emulator.fault(path="/character/get", delay_ms=60_000)
            call = asyncio.ensure_future(client.characters.get(raymond))
            await asyncio.sleep(0.05)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(main())
    assert [entry.code_name for entry in log.take()] == ["CANCELLED"]


def test_calls_that_a_close_cancels_are_logged(emulator: Emulator, log: Records, raymond: convai.Character) -> None:
    log.take()
    emulator.fault(path="/character/getResponse", delay_ms=60_000, count=0)
    client = convai.Client()
    turns = [client.start_get_response(raymond, "Hello") for _ in range(3)]
    assert until(lambda: len(emulator.turns()) == 3)
    client.close()
    assert [entry.code_name for entry in log.take()] == ["CANCELLED"] * 3
    for turn in turns:
        turn.close()


def test_a_log_that_nobody_reads_says_what_is_missing(
    log: Records, raymond: convai.Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convai._log.CAPACITY", 2)
    log.take()
    with convai.Client() as client:
        turns = [client.start_get_response(raymond, "Hello") for _ in range(5)]
        for turn in turns:
            assert turn.wait(20)
        turns[0].result()
        for turn in turns:
            turn.close()
    assert [record.levelname for record in log.records] == ["WARNING", "DEBUG", "DEBUG"]
    assert "3 calls" in log.records[0].getMessage()
    assert [record.__dict__["convai"].dropped for record in log.records[1:]] == [3, 0]


def test_no_record_contains_the_key_or_a_text(log: Records, raymond: convai.Character) -> None:
    with convai.Client() as client:
        client.get_response(raymond, SECRET_TEXT, voice=True)
    assert log.records
    for record in log.records:
        text = record.getMessage() + repr(record.__dict__)
        assert KEY not in text
        assert SECRET_TEXT not in text


def test_the_log_is_off_by_default(emulator: Emulator, client: convai.Client, raymond: convai.Character) -> None:
    handler = Records()
    logger = logging.getLogger("convai")
    logger.addHandler(handler)
    client.characters.get(raymond)
    logger.removeHandler(handler)
    assert handler.records == []
    assert "x-request-id" not in emulator.last("/character/get")["headers"]


def test_the_package_does_not_import_logging(emulator: Emulator) -> None:
    code = f"import sys; sys.modules.pop('logging', None); import convai; convai.Client({KEY!r}).close()"
    done = run(f"{code}; sys.exit('logging' in sys.modules)", env=environment(emulator))
    assert done.returncode == 0, done.stderr

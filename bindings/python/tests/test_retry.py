"""Clients with `max_retries`: which calls are repeated, after how long, and how that is cancelled."""

from __future__ import annotations

import asyncio
import http.server
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any, Callable, Optional

import convai
import pytest
from convai import _retry
from convai._native import Call, CallOptions

from support import KEY, PRESS, Emulator, environment, run, until

GET = "/character/get"
CREATE = "/character/create"
ADA = {"name": "Ada", "voice_type": "MALE", "backstory": "Ada repairs clocks."}

#: Runs a call of a blocking client, or of a client for asyncio, and returns its result.
Runner = Callable[..., Any]


def blocking(call: Callable[[Any], Any], **options: Any) -> Any:
    with convai.Client(**options) as client:
        return call(client)


def awaited(call: Callable[[Any], Any], **options: Any) -> Any:
    async def main() -> Any:
        async with convai.AsyncClient(**options) as client:
            return await call(client)

    return asyncio.run(main(), debug=True)


both = pytest.mark.parametrize("ask", [blocking, awaited])


class Records(logging.Handler):
    """Keeps the messages about repetitions, and calls a function at each."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: list[str] = []
        self.told = threading.Event()
        self.then: Callable[[], object] = lambda: None

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.INFO:
            self.messages.append(record.getMessage())
            self.told.set()
            self.then()


@pytest.fixture
def log() -> Iterator[Records]:
    logger, handler = logging.getLogger("convai"), Records()
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.setLevel(logging.NOTSET)
    logger.removeHandler(handler)


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "FIRST_WAIT", 0.01)


@pytest.fixture
def long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "FIRST_WAIT", 100.0)
    monkeypatch.setattr(_retry, "LONGEST_WAIT", 100.0)


def requests(emulator: Emulator, path: str) -> int:
    return len([each for each in emulator.entries() if each["path"] == path])


class Late:
    """A service at which nothing listens, until `start` is called."""

    def __init__(self) -> None:
        paths = self.paths = []  # type: list[str]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                paths.append(self.path)
                body = json.dumps({"charID": "an-id", "text": "Hello!", "sessionID": "a-session"}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.server.server_bind()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread: Optional[threading.Thread] = None

    def start(self) -> None:
        self.server.server_activate()
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        if self.thread is not None:
            self.server.shutdown()
            self.thread.join()
        self.server.server_close()


@pytest.fixture
def late() -> Iterator[Late]:
    made = Late()
    yield made
    made.stop()


@both
@pytest.mark.usefixtures("short_waits")
def test_a_call_that_only_reads_is_repeated_as_often_as_was_asked_for(
    emulator: Emulator, raymond: convai.Character, ask: Runner
) -> None:
    emulator.fault(path=GET, status=503, count=2)
    assert ask(lambda client: client.characters.get(raymond), max_retries=2).name == "Raymond"
    assert requests(emulator, GET) == 3
    emulator.reset()
    emulator.fault(path=GET, status=503, count=0)
    with pytest.raises(convai.ServerError):
        ask(lambda client: client.characters.get(raymond), max_retries=3)
    assert requests(emulator, GET) == 4


@both
@pytest.mark.usefixtures("short_waits")
def test_nothing_is_repeated_that_was_not_asked_for_or_may_have_had_an_effect(
    emulator: Emulator, raymond: convai.Character, ask: Runner
) -> None:
    emulator.fault(path=GET, status=503)
    with pytest.raises(convai.ServerError):
        ask(lambda client: client.characters.get(raymond))
    assert requests(emulator, GET) == 1
    created = requests(emulator, CREATE)
    emulator.fault(path=CREATE, status=503)
    with pytest.raises(convai.ServerError):
        ask(lambda client: client.characters.create(**ADA), max_retries=5)
    assert requests(emulator, CREATE) == created + 1
    emulator.fault(cut="before_answer")
    with pytest.raises(convai.NetworkError) as caught:
        ask(lambda client: client.get_response(raymond, "Hello"), max_retries=5)
    assert (caught.value.retryable, caught.value.request_sent) == (True, True)
    assert len(emulator.turns()) == 1
    with pytest.raises(convai.NotFoundError):
        ask(lambda client: client.characters.get("no such character"), max_retries=5)
    assert requests(emulator, GET) == 2


@both
@pytest.mark.usefixtures("short_waits")
def test_a_call_that_was_not_sent_is_repeated_whatever_it_does(late: Late, log: Records, ask: Runner) -> None:
    log.then = lambda: late.start() if len(log.messages) == 2 else None
    assert ask(lambda client: client.characters.create(**ADA), base_url=late.url, max_retries=50).id == "an-id"
    assert late.paths == [CREATE]
    assert len(log.messages) >= 2


@both
@pytest.mark.usefixtures("short_waits")
def test_a_turn_is_repeated_before_its_fallback_line_is_said(late: Late, log: Records, ask: Runner) -> None:
    def say(client: Any) -> Any:
        return client.conversation("an-id", fallback="Later.").say("Hello")

    failed = ask(say, base_url=late.url, max_retries=1)
    assert (failed.text, len(log.messages)) == ("Later.", 1)
    log.then = late.start
    log.messages.clear()
    late_again = ask(say, base_url=late.url, max_retries=50)
    assert late_again.text == "Hello!"
    assert len(late.paths) == 1


@both
def test_a_full_queue_is_waited_for(
    emulator: Emulator, raymond: convai.Character, log: Records, ask: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_retry, "FIRST_WAIT", 0.01)
    samples = bytes(2 * 16000)

    def create(client: Any) -> Any:
        running = client.start_get_response(raymond, samples, sample_rate=16000)
        assert until(emulator.turns)
        log.then = running.close
        return client.get_response(raymond, samples, sample_rate=16000)

    emulator.fault(hang=True)
    assert ask(create, max_queued_bytes=len(samples) + 1000, max_retries=50).ok
    assert "QUEUE_FULL" in log.messages[0]


@both
def test_the_wait_is_at_least_what_the_service_asks_for(
    emulator: Emulator, raymond: convai.Character, ask: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_retry, "FIRST_WAIT", 0.01)
    emulator.fault(path=GET, status=429, headers={"Retry-After": "1"})
    start = time.monotonic()
    assert ask(lambda client: client.characters.get(raymond), max_retries=1).name == "Raymond"
    assert time.monotonic() - start >= 1
    emulator.fault(path=GET, status=429, headers={"Retry-After": "3600"})
    with pytest.raises(convai.RateLimitedError) as caught:
        ask(lambda client: client.characters.get(raymond), max_retries=5)
    assert caught.value.retry_after == 3600
    assert requests(emulator, GET) == 3


@both
@pytest.mark.usefixtures("long_waits")
def test_a_wait_that_outlasts_the_deadline_is_not_begun(
    emulator: Emulator, raymond: convai.Character, ask: Runner
) -> None:
    emulator.fault(path=GET, status=503, count=0)
    with pytest.raises(convai.ServerError):
        ask(lambda client: client.characters.get(raymond, deadline=40), max_retries=5)
    assert requests(emulator, GET) == 1


def test_the_deadline_bounds_all_attempts_together(client: convai.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("convai._retry.time.monotonic", lambda: now)
    options = CallOptions(timeout_ms=500, connect_timeout_ms=0, deadline_ms=30_000)
    call: Call[None] = Call(lambda *_: None, lambda _: None, options, max_retries=9)
    repetitions = _retry.Repetitions(call, client._native)
    assert repetitions.rest_of(call).options == options
    failure = convai.NetworkError("lost", retryable=True)
    now = 120.0
    assert repetitions.wait_after(failure) is not None
    assert repetitions.rest_of(call).options == options._replace(deadline_ms=10_000)
    now = 130.0
    assert repetitions.wait_after(failure) is None


def test_the_waits_grow_and_differ() -> None:
    for made, longest in ((0, 0.5), (1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (1000, 8.0)):
        waits = {_retry._backoff(made) for _ in range(50)}
        assert len(waits) > 10
        assert longest / 2 <= min(waits) <= max(waits) <= longest


@pytest.mark.usefixtures("long_waits")
def test_a_wait_ends_when_the_client_is_closed_or_the_conversation_interrupted(
    emulator: Emulator, late: Late, log: Records
) -> None:
    client = convai.Client(base_url=late.url, max_retries=5)
    chat = client.conversation("an-id", fallback="Later.")
    for cancel in (chat.interrupt, client.close):
        threading.Thread(target=lambda cancel=cancel: log.told.wait(60) and cancel()).start()
        with pytest.raises(convai.CancelledError, match="while it waited to be repeated"):
            chat.say("Hello")
        log.told.clear()
    assert late.paths == []


@pytest.mark.usefixtures("long_waits")
def test_a_wait_ends_when_its_task_or_its_client_is(emulator: Emulator, late: Late, log: Records) -> None:
    async def main() -> None:
        client = convai.AsyncClient(base_url=late.url, max_retries=5)
        chat = client.conversation("an-id")
        for cancel, expected in (
            (lambda _: chat.interrupt(), convai.CancelledError),
            (lambda task: task.cancel(), asyncio.CancelledError),
            (lambda _: asyncio.ensure_future(client.aclose()), convai.CancelledError),
        ):
            task = asyncio.ensure_future(chat.say("Hello"))
            assert await asyncio.to_thread(log.told.wait, 60)
            log.told.clear()
            ended = cancel(task)
            with pytest.raises(expected):
                await task
            if isinstance(ended, asyncio.Future):
                await ended
        assert client.closed

    asyncio.run(main())


def test_ctrl_c_ends_a_wait(emulator: Emulator, late: Late) -> None:
    code = f"""
import logging, os, signal, threading, convai
from convai import _retry
from convai._native import Call, CallOptions
_retry.FIRST_WAIT = _retry.LONGEST_WAIT = 100.0
class Press(logging.Handler):
    def emit(self, record):
        if record.levelno == logging.INFO:
            threading.Timer(0.2, lambda: {PRESS}).start()
logging.getLogger("convai").addHandler(Press())
logging.getLogger("convai").setLevel(logging.DEBUG)
with convai.Client(max_retries=5) as client:
    try:
        client.characters.create(name="Ada", voice_type="MALE", backstory="Sails.")
    except KeyboardInterrupt:
        print("interrupted")
"""
    done = run(code, env=environment(emulator, CONVAI_BASE_URL=late.url))
    assert done.stdout == "interrupted\n", done.stderr


@pytest.mark.usefixtures("short_waits")
def test_a_repetition_is_logged_without_key_and_text(emulator: Emulator, late: Late, log: Records) -> None:
    with convai.Client(base_url=late.url, max_retries=2) as client, pytest.raises(convai.NetworkError):
        client.get_response("an-id", "a whisper")
    assert [message.split(" in ")[0] for message in log.messages] == [
        "CONNECT: repetition 1 of at most 2",
        "CONNECT: repetition 2 of at most 2",
    ]
    assert not [each for each in log.messages if KEY in each or "whisper" in each]


@pytest.mark.usefixtures("short_waits")
def test_operations_and_utterances_are_not_repeated(emulator: Emulator, late: Late, log: Records) -> None:
    with convai.Client(base_url=late.url, max_retries=5) as client:
        with client.characters.start_get("an-id") as operation, pytest.raises(convai.NetworkError):
            operation.result()
        with convai.Utterance(sample_rate=16000) as utterance:
            utterance.push(bytes(3200))
            with pytest.raises(convai.NetworkError):
                client.conversation("an-id").say(utterance)
    assert log.messages == []


@pytest.mark.parametrize("most", [True, 1.5, "2"])
def test_an_invalid_number_is_refused(emulator: Emulator, most: Any) -> None:
    for kind in (convai.Client, convai.AsyncClient):
        with pytest.raises(TypeError, match="max_retries must be an int"):
            kind(max_retries=most)
        with pytest.raises(ValueError, match="max_retries must be from 0"):
            kind(max_retries=-1)


def test_the_calls_that_only_read_are_known(client: convai.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new call is a reading one, or it stands here."""
    from test_call_options import CALLS

    found: dict[str, bool] = {}

    def note(call: Any) -> Any:
        found[name] = call.reads
        raise LookupError

    monkeypatch.setattr(client, "_run", note)
    for name, (arguments, named) in CALLS.items():
        group, _, method = name.rpartition(".")
        owner: Any = client.conversation("id") if group == "conversation" else getattr(client, group, client)
        with pytest.raises(LookupError):
            getattr(owner, method)(*arguments, **named)
    assert {name for name, reads in found.items() if not reads} == {
        "call",
        "get_response",
        "conversation.say",
        *(f"characters.{name}" for name in ("clone", "create", "delete", "update")),
        "chats.delete",
        *(f"generation.{name}" for name in ("backstory", "speech", "starters")),
        *(f"tokens.{name}" for name in ("create", "extend", "revoke")),
    }
    name = "call with GET"
    with pytest.raises(LookupError):
        client.call("tts/get_available_voices", method="GET")
    assert found[name]

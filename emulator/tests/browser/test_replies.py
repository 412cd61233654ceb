"""The page shows the words of every kind of turn: heard, streamed by a model, recorded and replayed."""

from __future__ import annotations

import http.server
import json
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from conftest import opened
from emulators import Emulator, tone
from playwright.sync_api import Browser, expect

LAST = ".turn:last-child"
REPLY = "The lamps are lit. <b>Mind</b> the fog."


@contextmanager
def running(*options: str) -> Iterator[Emulator]:
    emulator = Emulator(*options)
    try:
        yield emulator
    finally:
        emulator.close()


@contextmanager
def model() -> Iterator[str]:
    """The URL of a server that writes one reply, word by word. It waits before the last word until `finish` is asked for."""
    finish = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            *words, last = REPLY.split(" ")
            for word in words:
                self.write({"content": word + " "})
            finish.wait(timeout=120)
            self.write({"content": last})
            self.write({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def do_GET(self) -> None:
            finish.set()
            self.send_response(204)
            self.end_headers()

        def write(self, delta: dict[str, str], reason: str | None = None) -> None:
            chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finish.set()
        server.shutdown()


def test_guessed_words_are_marked_as_a_guess(browser: Browser) -> None:
    with running("--ears-command", 'echo "open  <i>the</i> door"') as emulator, opened(browser, emulator) as page:
        emulator.speak(tone([(440, 1.0)]))
        heard = page.locator(f"{LAST} .user .heard")
        expect(heard.locator(".tag")).to_have_text("guess")
        expect(heard).to_contain_text("open <i>the</i> door by the ears command echo")
        expect(page.locator(f"{LAST} .user dt", has_text="Peak")).to_have_count(1)
        expect(page.locator(f"{LAST} .character .words")).to_contain_text("door")


def test_a_voice_that_fails_is_shown_with_its_cause(browser: Browser) -> None:
    with running("--voice-command", "no-such-program-anywhere") as emulator, opened(browser, emulator) as page:
        emulator.say("Who are you?", voice="True")
        expect(page.locator(f"{LAST} .character .tag")).to_contain_text("status 404")
        expect(page.locator(f"{LAST} .character .notice")).to_contain_text("it was not found; install it")


def test_the_text_of_a_streamed_turn_grows_while_it_is_written(browser: Browser) -> None:
    with model() as url, running("--brain-url", url) as emulator, opened(browser, emulator) as page:
        emulator.control("POST", "/settings", {"stream_pace": 0})
        turn = threading.Thread(target=emulator.say, args=("Are the lamps lit?",), kwargs={"stream": "True"})
        turn.start()
        words = page.locator(f"{LAST} .character .words")
        expect(words).to_have_text(REPLY.rsplit(" ", 1)[0])
        page.context.request.get(url)
        turn.join(timeout=120)
        expect(words).to_have_text(REPLY)


def test_the_texts_of_recorded_and_of_replayed_turns_are_shown(browser: Browser, tmp_path: Path) -> None:
    cassette = str(tmp_path / "tavern.jsonl")

    def play(emulator: Emulator) -> None:
        emulator.say("What are you afraid of?", session="a")
        emulator.say("What are you afraid of?", session="b", stream="True")

    with running() as service:
        service.control("POST", "/settings", {"stream_pace": 0})
        for options in (["--record", cassette, "--upstream", service.url], ["--replay", cassette]):
            with running(*options) as emulator, opened(browser, emulator) as page:
                play(emulator)
                entries = emulator.control("GET", "/journal")
                assert ["moths" in entry["reply"] for entry in entries] == [True, True], entries
                expect(page.locator(f"{LAST} .character .words")).to_contain_text("moths")

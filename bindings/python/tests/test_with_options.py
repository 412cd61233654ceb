"""Clients with other settings for some of their calls, and the progress of calls."""

from __future__ import annotations

import asyncio
import gc
import re
import subprocess
import sys
from typing import Any, Callable

import convai
import pytest

from support import QUESTION, Emulator, environment, until

#: A recording that takes several pieces to send.
LARGE = convai.Audio.from_samples(bytes(8_000_000), sample_rate=48000)


def sent_rate(emulator: Emulator) -> Any:
    return emulator.last()["files"][0]["wav"]["sample_rate"]


def test_the_settings_hold_for_every_call_of_the_new_client_and_for_no_other(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    hasty = client.with_options(timeout=0.1)
    emulator.fault(path="*", hang=True, count=4)
    for call in (
        lambda: hasty.characters.get(raymond),
        lambda: hasty.voices(),
        lambda: hasty.get_response(raymond, "Hello"),
        lambda: hasty.conversation(raymond).start_say("Hello").result(),
    ):
        with pytest.raises(convai.TimeoutError, match=r"0\.1 s"):
            call()
    assert client.characters.get(raymond).name == "Raymond"
    assert hasty.characters.get(raymond, timeout=60).name == "Raymond", "the argument of a call wins"


def test_the_settings_hold_for_every_call_of_the_new_client_for_asyncio(
    raymond: convai.Character, emulator: Emulator
) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            hasty = client.with_options(timeout=0.1)
            emulator.fault(path="*", hang=True, count=3)
            with pytest.raises(convai.TimeoutError, match=r"0\.1 s"):
                await hasty.characters.get(raymond)
            with pytest.raises(convai.TimeoutError, match=r"0\.1 s"):
                await hasty.conversation(raymond).say("Hello")
            async with hasty.start_voices() as request:
                with pytest.raises(convai.TimeoutError, match=r"0\.1 s"):
                    await request.result()
            assert (await client.characters.get(raymond)).name == "Raymond"

    asyncio.run(main())


def test_settings_add_up_and_the_call_wins(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    made = client.with_options(upload_sample_rate=8000, response_level=3).with_options(deadline=60)
    assert made._settings.options.deadline_ms == 60_000
    chat = made.conversation(raymond)
    chat.say(QUESTION)
    assert sent_rate(emulator) == 8000
    assert [each["text"] for each in emulator.last()["fields"] if each["name"] == "responseLevel"] == ["3"]
    chat.say(QUESTION, upload_sample_rate=11025)
    assert sent_rate(emulator) == 11025
    client.conversation(raymond).say(QUESTION)
    assert sent_rate(emulator) == 16000
    assert made.with_options(max_retries=4)._settings.max_retries == 4
    assert made.with_options(max_retries=4).with_options(timeout=5)._settings.max_retries == 4


def test_both_clients_are_one(emulator: Emulator, raymond: convai.Character) -> None:
    client = convai.Client()
    made = client.with_options(timeout=60)
    del client
    gc.collect()
    assert made.characters.get(raymond).name == "Raymond", "the first client was closed"
    first = convai.Client()
    first.with_options(timeout=60)
    gc.collect()
    assert first.characters.get(raymond).name == "Raymond", "the second client closed the first"
    second = first.with_options(timeout=60)
    turn = second.start_get_response(raymond, "Hello")
    assert until(lambda: first.next_finished(timeout=1)) is turn
    turn.close()
    assert second.close()
    assert first.closed
    assert made.close()
    assert repr(made) == repr(second)


def test_both_clients_for_asyncio_are_one(emulator: Emulator, raymond: convai.Character) -> None:
    async def main() -> None:
        made = convai.AsyncClient().with_options(timeout=60).with_options(max_retries=1)
        gc.collect()
        assert (await made.characters.get(raymond)).name == "Raymond"
        assert await made.aclose()
        async with convai.AsyncClient() as client:
            client.with_options(timeout=60)
            gc.collect()
            assert (await client.characters.get(raymond)).name == "Raymond"

    asyncio.run(main())


def test_invalid_settings_are_refused(client: convai.Client) -> None:
    with pytest.raises(TypeError, match="timeout must be a number of seconds, not str"):
        client.with_options(timeout="5")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="deadline must be more than 0 seconds"):
        client.with_options(deadline=0)
    with pytest.raises(TypeError, match="max_retries must be an int, not bool"):
        client.with_options(max_retries=True)
    with pytest.raises(TypeError, match="on_progress must be a function, not int"):
        client.with_options(on_progress=7)  # type: ignore[arg-type]


class Reports:
    """Keeps what is reported of a large upload that waits in the queue, behind a request that its first report ends."""

    def __init__(self, client: Any, raymond: convai.Character, emulator: Emulator) -> None:
        self.kept: list[convai.Progress] = []
        before = len(emulator.turns())
        emulator.fault(hang=True)
        self.blocking = client.start_get_response(raymond, "Hello")
        assert until(lambda: len(emulator.turns()) > before)

    def __call__(self, progress: convai.Progress) -> None:
        self.blocking.close()
        self.kept.append(progress)

    def check(self) -> None:
        first, last = self.kept[0], self.kept[-1]
        assert (first.state, first.bytes_sent) == ("queued", 0)
        assert all(old != new for old, new in zip(self.kept, self.kept[1:]))
        sent = [each.bytes_sent for each in self.kept]
        assert sent == sorted(sent)
        assert last.state == "done"
        assert last.bytes_sent == last.bytes_to_send > len(LARGE.wav)


def form(raymond: convai.Character) -> dict[str, Any]:
    data = {"charID": raymond.id, "sessionID": "-1", "voiceResponse": "False"}
    return {"data": data, "files": {"file": ("large.wav", LARGE.wav, "audio/wav")}}


def test_the_progress_of_a_call_is_reported_from_its_start_to_its_end(
    raymond: convai.Character, emulator: Emulator
) -> None:
    def turn(watched: convai.Client) -> None:
        with watched.start_get_response(raymond, LARGE) as running:
            assert running.result().ok

    calls: list[Callable[[convai.Client], object]] = [
        lambda watched: watched.get_response(raymond, LARGE),
        turn,
        lambda watched: watched.call("character/getResponse", **form(raymond)),
    ]
    with convai.Client(max_in_flight=1) as client:
        for call in calls:
            reports = Reports(client, raymond, emulator)
            call(client.with_options(on_progress=reports))
            reports.check()


def test_the_progress_of_an_awaited_call_is_reported(raymond: convai.Character, emulator: Emulator) -> None:
    async def main() -> None:
        async with convai.AsyncClient(max_in_flight=1) as client:
            reports = Reports(client, raymond, emulator)
            assert (await client.with_options(on_progress=reports).get_response(raymond, LARGE)).ok
            reports.check()
            reports = Reports(client, raymond, emulator)
            async with client.with_options(on_progress=reports).conversation(raymond).start_say(LARGE) as turn:
                assert (await turn.result()).ok
            reports.check()
            reports = Reports(client, raymond, emulator)
            assert (await client.with_options(on_progress=reports).call("character/getResponse", **form(raymond))).raw
            reports.check()

    asyncio.run(main())


def test_an_exception_of_on_progress_cancels_the_call(raymond: convai.Character, emulator: Emulator) -> None:
    def refuse(progress: convai.Progress) -> None:
        if progress.state == "waiting":
            raise LookupError("enough")

    emulator.fault(hang=True, count=2)
    with convai.Client() as client, pytest.raises(LookupError):
        client.with_options(on_progress=refuse).get_response(raymond, "Hello")

    async def main() -> None:
        async with convai.AsyncClient() as client:
            with pytest.raises(LookupError):
                await client.with_options(on_progress=refuse).get_response(raymond, "Hello")

    asyncio.run(main())
    assert until(lambda: [each["aborted"] for each in emulator.turns()] == [True, True])


BAR = """
import convai, sys
large = convai.Audio.from_samples(bytes(8_000_000), sample_rate=48000)
with convai.Client() as client, convai.ProgressBar("large.wav", style=sys.argv[1] or None) as bar:
    sending = client.with_options(on_progress=bar)
    for _ in range(2):
        print(sending.get_response(sys.argv[2], large).ok)
"""


def draw(emulator: Emulator, raymond: convai.Character, style: str, before: str = "") -> str:
    command = [sys.executable, "-W", "error", "-c", before + BAR, style, raymond.id]
    done = subprocess.run(command, capture_output=True, timeout=60, env=environment(emulator, PYTHONUTF8="1"))
    assert (done.returncode, done.stdout.split()) == (0, [b"True"] * 2), done.stderr
    return done.stderr.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("style", ["", "tqdm", "rich"])
def test_tqdm_and_rich_draw_a_bar_for_each_request(emulator: Emulator, raymond: convai.Character, style: str) -> None:
    drawn = draw(emulator, raymond, style)
    assert drawn.count("large.wav") >= 2
    if style == "rich":
        assert drawn.count("8.0/8.0 MB") == 2
    else:
        lines = [line.rpartition("\r")[2] for line in drawn.split("\n")]
        assert [line.partition("[")[0].split("|")[0::2] for line in lines[:2]] == [
            ["large.wav: 100%", " 8.00M/8.00M "]
        ] * 2


IN_A_TERMINAL = "import sys; sys.stderr.isatty = lambda: True\n"
WITHOUT = "import sys; sys.modules['tqdm'] = sys.modules['rich'] = None\n"


def test_without_both_a_terminal_shows_a_percentage(emulator: Emulator, raymond: convai.Character) -> None:
    assert draw(emulator, raymond, "", WITHOUT) == ""
    drawn = draw(emulator, raymond, "", WITHOUT + IN_A_TERMINAL)
    lines = [line.rpartition("\r")[2] for line in drawn.split("\n")]
    assert [re.sub(r"8,000,\d\d\d", "N", line) for line in lines] == ["large.wav: 100 % of N bytes"] * 2 + [""]


def test_a_style_that_is_missing_or_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    with pytest.raises(ImportError):
        convai.ProgressBar(style="rich")
    with pytest.raises(ValueError, match="style must be one of tqdm, rich, plain, not 'bar'"):
        convai.ProgressBar(style="bar")
    assert repr(convai.ProgressBar("a.wav", style="plain")) == "<convai.ProgressBar 'a.wav'>"

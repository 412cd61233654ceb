"""Errors are in the words of this package: no message and no argument has a C name."""

from __future__ import annotations

import inspect
import re
from typing import Any, Callable, Optional

import convai
import pytest
from convai import Status, errors
from convai._wording import PYTHON_NAMES, python_message, python_name

from support import ROOT, Emulator

C_SPELLING = re.compile(r"options\.|spec\.|pcm\.|_ms\b|convai_|CONVAI_|\bNULL\b|\d ms\b")

PEM = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----"


def samples(**layout: Any) -> Callable[[convai.Client], object]:
    """A turn with bare samples."""
    return lambda client: client.conversation("id").say(bytes(100), **{"sample_rate": 16000, **layout})


def failing_utterance(client: convai.Client) -> None:
    with convai.Utterance(sample_rate=16000) as utterance:
        client.conversation("id").say(utterance)


# Every call that the library rejects because of an argument, with the name of that argument in Python.
REJECTED: list[tuple[Callable[[convai.Client], object], Optional[str]]] = [
    (lambda _: convai.Client(""), "api_key"),
    (lambda _: convai.Client("two\nlines"), "api_key"),
    (lambda _: convai.Client(base_url="not a url"), "base_url"),
    (lambda _: convai.Client(base_url="ftp://example.com"), "base_url"),
    (lambda _: convai.Client(base_url="http://user:password@example.com"), "base_url"),
    (lambda _: convai.Client(base_url="http://example.com?query"), "base_url"),
    (lambda _: convai.Client(proxy="nonsense://"), "proxy"),
    (lambda _: convai.Client(ca=PEM), "ca"),
    (lambda _: convai.Client(user_agent="two\nlines"), "user_agent"),
    (lambda _: convai.Client(upload_sample_rate=7), "upload_sample_rate"),
    (lambda client: client.characters.create(name="", voice_type="B", backstory="C"), "name"),
    (lambda client: client.characters.create(name="A", voice_type="", backstory="C"), "voice_type"),
    (lambda client: client.characters.create(name="A", voice_type="B", backstory=" "), "backstory"),
    (lambda client: client.characters.update("id"), None),
    (lambda client: client.characters.update("id", language_codes=[]), None),
    (lambda client: client.characters.update("id", name=""), "name"),
    (lambda client: client.characters.update("id", language_codes=["en-US", ""]), "language_codes[1]"),
    (lambda client: client.characters.update("", name="A"), "character"),
    (lambda client: client.characters.get(""), "character"),
    (lambda client: client.characters.get("a\tb"), "character"),
    (lambda client: client.characters.find(""), "name"),
    (lambda client: client.characters.clone(""), "character"),
    (lambda client: client.characters.delete(""), "character"),
    (lambda client: client.conversation(""), "character"),
    (lambda client: client.get_response("", "Hello"), "character"),
    (lambda client: client.get_response("id", ""), "said"),
    (lambda client: client.conversation("id").say(""), "said"),
    (lambda client: client.conversation("id").say(b"RIFF but no more"), "said"),
    (lambda client: client.conversation("id").say(b"", sample_rate=16000), "said"),
    (samples(sample_rate=1), "said"),
    (samples(channels=33), "said"),
    (samples(sample_format="s24"), "said"),
    (failing_utterance, None),
    (lambda _: convai.Audio.from_samples(b"", sample_rate=16000), "samples"),
    (lambda _: convai.Audio.from_samples(bytes(100), sample_rate=1), "samples"),
    (lambda _: convai.Audio.from_samples(bytes(100), sample_rate=16000, target_rate=1), None),
    (lambda _: convai.Audio.from_wav(b"RIFF but no more"), None),
    (lambda _: convai.Utterance(sample_rate=1), None),
    (lambda _: convai.Utterance(sample_rate=16000, channels=33), None),
    (lambda _: convai.Utterance(sample_rate=16000, max_seconds=601), "max_seconds"),
    (lambda _: convai.Utterance(sample_rate=192000, channels=32, max_seconds=600), "max_seconds"),
    (lambda _: convai.Playback(sample_rate=1), "sample_rate"),
    (lambda _: convai.Playback(sample_rate=48000, latency=1.5), "latency"),
    (lambda _: convai.Playback(sample_rate=48000, start_buffer=0.6), "start_buffer"),
    (lambda _: convai.Playback(sample_rate=48000, max_buffered=3601), "max_buffered"),
]


@pytest.mark.parametrize(("call", "argument"), REJECTED, ids=range(len(REJECTED)))
def test_an_argument_error_has_the_python_name(
    client: convai.Client, emulator: Emulator, call: Callable[[convai.Client], object], argument: Optional[str]
) -> None:
    with pytest.raises(convai.ConvaiError) as caught:
        call(client)
    assert Status.INVALID_ARGUMENT <= caught.value.code < Status.NETWORK
    # The library may learn to name an argument where it names none today.
    assert caught.value.argument == argument or argument is None
    assert not C_SPELLING.search(f"{caught.value.argument} {caught.value}"), str(caught.value)
    assert not emulator.entries(), "a request was sent"


def test_the_message_of_a_response_that_cannot_be_read_names_the_raw_attribute(
    client: convai.Client, emulator: Emulator
) -> None:
    emulator.fault(path="/character/get", not_json=True)
    with pytest.raises(convai.ProtocolError, match="`raw`") as caught:
        client.characters.get("id")
    assert caught.value.raw
    assert caught.value.argument is None


def test_the_message_of_a_full_queue_and_of_a_large_response_name_options(
    raymond: convai.Character, emulator: Emulator
) -> None:
    with convai.Client(max_response_bytes=2000) as client:
        with pytest.raises(convai.ProtocolError, match="`max_response_bytes`"):
            client.get_response(raymond, "Hello", voice=True)
    with convai.Client(max_queued_bytes=2000) as client:
        assert client.get_response(raymond, "Hello").ok
        with pytest.raises(convai.QueueFullError, match="`max_queued_bytes`"):
            client.get_response(raymond, "Hello" * 1000)
    emulator.fault(hang=True, count=0)
    with convai.Client(max_in_flight=1, max_queued=1) as client:
        with client.start_get_response(raymond, "Hello"), client.start_get_response(raymond, "Hello"):
            with pytest.raises(convai.QueueFullError, match="`max_in_flight` or `max_queued`"):
                client.get_response(raymond, "Hello")


# A wrapper cannot produce these: the struct size, the handle and the pointers are its own.
INTERNAL = {Status.NULL_POINTER, Status.BAD_HANDLE, Status.STRUCT_SIZE}


@pytest.mark.parametrize("status", sorted(set(Status) - INTERNAL), ids=lambda status: status.name)
def test_the_text_of_a_status_has_no_c_name(status: Status) -> None:
    assert not C_SPELLING.search(str(errors.error_of(status)))


@pytest.mark.parametrize(
    ("c_name", "name"),
    [
        ("options.ca_pem", "ca"),
        ("options.voice_timeout_ms", "voice_timeout"),
        ("spec.language_codes[2]", "language_codes[2]"),
        ("pcm.channels", "channels"),
        ("pcm.format", "sample_format"),
        ("convai_utterance_options.reserved", "reserved"),
        ("session_id", "session_id"),
        ("request.fields[2].name", "data[2].name"),
        ("scene.objects[2].name", "scene.objects[2].name"),
        ("spec.known_voices", "known_voices"),
    ],
)
def test_a_c_name_is_translated(c_name: str, name: str) -> None:
    assert python_name(c_name) == name


def test_the_audio_parameter_has_the_name_of_the_function_that_was_called() -> None:
    assert python_name("pcm") == "said"
    assert python_name("pcm", said="samples") == "samples"
    assert python_message("`pcm.samples` is empty", said="samples") == "`samples` is empty"


def test_only_names_in_backticks_and_times_are_replaced() -> None:
    text = "set `options.timeout_ms` (now 1500 ms) or text, see `unknown_name`"
    assert python_message(text) == "set `timeout` (now 1.5 s) or text, see `unknown_name`"


def is_python_name(name: str) -> bool:
    """Whether a name is a method such as "Client.close", a parameter, or the attribute `raw` or `volume`."""
    kind, _, method = name.partition(".")
    if method:
        return hasattr(getattr(convai, kind, None), method)
    characters = (convai.Characters.create, convai.Characters.update, convai.Characters.clone)
    playbacks = (convai.Playback, convai.Playback.stop)
    account = (convai.Client.call, convai.Chats.list, convai.Chats.get)
    owners = (convai.Client, convai.Client.get_response, convai.Utterance, *playbacks, *characters, *account)
    return name in ("raw", "volume") or any(name in inspect.signature(owner).parameters for owner in owners)


def test_every_python_name_in_the_table_exists() -> None:
    assert [name for name in PYTHON_NAMES.values() if not is_python_name(name)] == []


# Names in messages that a Python program cannot cause. The package fills structs, flags and buffers itself, and
# checks the arguments of an update.
UNREACHABLE = {"CONVAI_OK", "CONVAI_TEXT", "capacity", "flags", "input", "output", "piece", "reserved", "spec"}
UNREACHABLE |= {"error", "file", "value"}
UNREACHABLE |= {"queue", "convai_queue_next", "convai_queue_wake_handle"}
UNREACHABLE |= {"CONVAI_PLAYBACK_QUEUE", "CONVAI_PLAYBACK_REPLACE", "mode", "closed"}
UNREACHABLE |= {"CONVAI_TRIGGER_BEGIN", "CONVAI_TRIGGER_PUSH", "CONVAI_TRIGGER_SPEECH", "_BEGIN", "_SPEECH"}
UNREACHABLE |= {"CONVAI_PCM_U8", "_S16", "_S24", "_S32", "_F32"}


def test_every_c_name_in_a_message_has_a_python_name() -> None:
    names = set()
    for file in [*(ROOT / "core/src").rglob("*.rs"), *(ROOT / "audio/src").rglob("*.rs")]:
        for line in file.read_text(encoding="utf-8").splitlines():
            # Outside of comments, backticks occur in messages only.
            names |= set(re.findall(r"`([\w.]+)`", re.sub(r"(^|\s)//.*", "", line)))
    assert "options.user_agent" in names, "no message was found"
    rendered = {python_name(name) for name in names if not name.endswith("_INIT")}
    assert {name for name in rendered if not is_python_name(name)} <= UNREACHABLE

"""Microphones, on a stand-in for sounddevice: see fakes/sounddevice.py."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from typing import Any

import convai
import pytest

from support import QUESTION, until


def heard_by(microphone: convai.Microphone) -> convai.Utterance:
    """The next recording that the player's voice begins and ends."""
    recordings: list[convai.Utterance] = []

    def listen() -> bool:
        heard = microphone.next()
        if heard is not None and heard.utterance is not None:
            recordings.append(heard.utterance)
        return bool(recordings)

    assert until(listen)
    return recordings[0]


def test_what_is_said_is_heard(chat: convai.Conversation, device: Any) -> None:
    with convai.Microphone(pre_roll=0.2, silence_time=0.5) as microphone:
        assert "convai.Microphone 16000 Hz, 1 channel(s), s16" in repr(microphone)
        device.said.extend(QUESTION.read_bytes()[44:])
        with heard_by(microphone) as recording:
            assert recording.frames > 0.9 * convai.Audio.open(QUESTION).frames
            assert chat.say(recording).user_query
        assert microphone.next() is None


def test_a_loop_gives_what_is_heard_until_the_microphone_is_closed(device: Any) -> None:
    with convai.Microphone(silence_time=0.5) as microphone:
        device.said.extend(QUESTION.read_bytes()[44:])
        events = []
        for heard in microphone:
            events.append(heard.event)
            if heard.utterance is not None:
                heard.utterance.close()
                threading.Timer(0.1, microphone.close).start()
    assert events == ["speech_started", "speech_ended"]


def test_an_event_loop_hears_while_it_does_other_things(device: Any, raymond: convai.Character) -> None:
    async def main() -> list[str]:
        events: list[str] = []
        turns = 0
        hears = True
        async with convai.AsyncClient() as client:
            chat = client.conversation(raymond)

            async def talk() -> None:
                nonlocal turns
                while hears:
                    turns += (await chat.say("Hello")).ok

            with convai.Microphone(silence_time=0.5) as microphone:
                device.said.extend(QUESTION.read_bytes()[44:])
                talking = asyncio.ensure_future(talk())
                async for heard in microphone:
                    events.append(heard.event)
                    if heard.utterance is not None:
                        assert (await chat.say(heard.utterance)).user_query
                        heard.utterance.close()
                        microphone.close()
                hears = False
            await talking
        assert turns > 0
        return events

    assert asyncio.run(main()) == ["speech_started", "speech_ended"]


def test_a_loop_over_a_microphone_that_was_unplugged_ends_with_an_error(device: Any) -> None:
    with convai.Microphone() as microphone:
        for stream in list(device.streams):
            stream.active = False
        with pytest.raises(convai.AudioError, match="The audio input has stopped"):
            next(iter(microphone))


def test_a_loop_over_an_utterance_that_does_not_listen_is_refused() -> None:
    with convai.Utterance(sample_rate=16000) as utterance, pytest.raises(convai.ConvaiError, match="trigger"):
        next(iter(utterance))


def test_a_button_records_as_well(device: Any) -> None:
    with convai.Microphone("micro", trigger="push") as microphone:
        assert until(lambda: microphone.frames > 1000)
        device.said.extend(b"\0\x40" * 4000)
        assert until(lambda: microphone.level.peak == 0.5)


def test_the_microphone_does_not_hear_the_speaker(device: Any) -> None:
    with convai.Speaker() as speaker, convai.Microphone() as microphone:
        microphone.set_playback(speaker)
        speaker.add(bytes(2 * 16000 * 200), sample_rate=16000)
        assert until(lambda: speaker.poll().played > 0)
        device.said.extend(QUESTION.read_bytes()[44:])
        assert until(lambda: not device.said)
        assert microphone.next() is None


def test_an_unclosed_microphone_is_closed_with_its_last_reference(device: Any) -> None:
    microphones = [convai.Microphone()]
    assert until(lambda: device.streams)
    microphones.clear()
    # The callback may hold the microphone at this moment, and then closes it on another thread.
    assert until(lambda: not device.streams)
    for _ in range(20):
        microphones.append(convai.Microphone())
        time.sleep(0.005)
        microphones.clear()
    gc.collect()
    assert until(lambda: not device.streams)


def test_a_microphone_that_is_missing_or_wrong_is_named(device: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(convai.AudioError, match=r"audio input 'nowhere' cannot be opened \(No input device"):
        convai.Microphone("nowhere")
    with pytest.raises(ValueError, match="trigger must be one of"):
        convai.Microphone(trigger="wish")
    monkeypatch.setattr(device, "DEVICES", [])
    with pytest.raises(convai.AudioError, match="The audio input cannot be opened"):
        convai.Microphone()

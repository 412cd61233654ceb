"""Playbacks: the voices that are heard, in which order, and what a game asks and does meanwhile."""

from __future__ import annotations

import array
import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from typing import Any, Callable

import convai
import pytest

from support import QUESTION, Emulator, environment, let_the_first_voice_arrive, run, until

SAID = "What is your name, and where do you live?"


@pytest.fixture
def rate(client: convai.Client, raymond: convai.Character, emulator: Emulator) -> int:
    """The sample rate of the emulator's voice: at this rate, a read returns the samples of a reply as they are."""
    emulator.settings(stream_pace=0)
    return client.get_response(raymond, SAID, voice=True).voice.sample_rate


@pytest.fixture
def playback(rate: int) -> Iterator[convai.Playback]:
    with convai.Playback(sample_rate=rate) as made:
        yield made


class Ear:
    """Reads a playback as an audio device does, and keeps what is voice."""

    def __init__(self, playback: convai.Playback) -> None:
        self.playback = playback
        self.heard = array.array("h")
        self.block = array.array("h", bytes(2 * (playback.sample_rate // 100)))

    def read(self) -> int:
        """Reads 10 ms. Returns how many frames were voice."""
        voice = self.playback.read(self.block)
        # A voice begins within a block, and then fills it to its end.
        self.heard.extend(self.block[len(self.block) - voice :] if not self.heard else self.block[:voice])
        if not voice or len(self.heard) % (self.playback.sample_rate // 4) < len(self.block):
            time.sleep(0.005)  # the time of a device, in which the library converts ahead
        return voice

    def read_until(self, reached: Callable[[convai.PlaybackState], object]) -> convai.PlaybackState:
        end = time.monotonic() + 60
        while not reached(state := self.playback.poll()) and time.monotonic() < end:
            self.read()
        assert reached(state), state
        return state

    def check(self, *voices: convai.Audio) -> None:
        """What was heard are the voices. A gap has ramps, so the samples are compared only where there was none."""
        self.read_until(lambda state: state.done)
        assert len(self.heard) == sum(voice.frames for voice in voices)
        if self.playback.poll().underruns == 0:
            assert self.heard.tobytes() == b"".join(bytes(voice.pcm) for voice in voices)


@pytest.mark.parametrize("stream", [False, True])
def test_the_turns_of_a_conversation_are_heard_in_their_order(
    chat: convai.Conversation, playback: convai.Playback, stream: bool
) -> None:
    chat.set_playback(playback)
    ear = Ear(playback)
    first = chat.say(SAID, voice=True, stream=stream)
    chat.say(SAID)
    second = chat.say("Good night.", voice=True, stream=stream)
    ear.check(first.voice, second.voice)
    assert playback.poll().state == "ended"
    chat.set_playback(None)
    assert chat.say(SAID, voice=True).audio is not None
    assert playback.poll().state == "ended"


@pytest.mark.parametrize("closed", [False, True])
def test_a_turn_a_reply_an_audio_and_samples_are_heard(
    client: convai.Client, raymond: convai.Character, playback: convai.Playback, closed: bool
) -> None:
    turn = client.start_get_response(raymond, SAID, voice=True, stream=True)
    playback.add(turn)
    reply = turn.result()
    if closed:
        turn.close()
    playback.add(reply)
    playback.add(reply.voice)
    playback.add(reply.voice.to_numpy(), sample_rate=reply.voice.sample_rate)
    Ear(playback).check(*[reply.voice] * 4)
    turn.close()


def test_a_stream_is_heard_before_its_turn_ends(
    chat: convai.Conversation, playback: convai.Playback, emulator: Emulator
) -> None:
    emulator.settings(stream_pace=60)  # a word each second, of a clock that stands still
    emulator.ask("POST", "/clock", {"freeze": True})
    chat.set_playback(playback)
    ear = Ear(playback)
    with chat.start_say("One. Two. Three. Four.", voice=True, stream=True) as turn:
        let_the_first_voice_arrive(turn, emulator)
        ear.read_until(lambda state: state.state == "speaking")
        assert not turn.done
        state = playback.poll()
        assert (state.state, state.tag) == ("speaking", None)
        assert state.turn is turn
        ear.read_until(lambda state: state.state == "buffering")  # all that has arrived was heard: this is no end
        assert not turn.done
        emulator.ask("POST", "/clock", {"freeze": False})
        reply = turn.result()
        state = ear.read_until(lambda state: state.done)
        assert state.underruns > 0
        assert (state.frames, state.sample_rate) == (reply.voice.frames, reply.voice.sample_rate)
        assert state.position == pytest.approx(reply.voice.duration)
        assert state.played == pytest.approx(reply.voice.duration, abs=0.002)
    ear.check(reply.voice)


def test_the_state_names_what_is_heard(
    client: convai.Client, raymond: convai.Character, playback: convai.Playback
) -> None:
    assert playback.poll() == convai.PlaybackState(
        "empty", False, 0, 0.0, 0.0, None, 0, 0, 0, convai.Level(0.0, 0.0), 0.0
    )
    turns = [client.start_get_response(raymond, SAID, voice=True)]
    playback.add(convai.Audio.open(QUESTION), tag=2**64 - 1)
    playback.add(turns[0])
    ear = Ear(playback)
    ear.read_until(lambda state: state.state == "speaking")
    ear.read_until(lambda state: state.level.rms > 0.01 and state.mouth > 0.1)
    assert playback.poll().tag == 2**64 - 1
    assert playback.poll().sample_rate == 16000
    assert playback.poll().turn is None
    assert playback.poll().buffered > 0.5
    turns[0].wait()
    turns[0].close()
    assert ear.read_until(lambda state: state.turn is turns[0]).tag is None
    turns.clear()
    gc.collect()
    assert playback.poll().turn is None
    assert playback.poll().tag is None


def test_an_interruption_silences_the_voice_and_marks_the_reply(
    chat: convai.Conversation, playback: convai.Playback, emulator: Emulator
) -> None:
    chat.set_playback(playback)
    ear = Ear(playback)
    heard = chat.say(SAID, voice=True)
    assert not heard.interrupted
    finished = chat.start_say(SAID, voice=True)
    assert finished.wait()
    emulator.fault(hang=True)
    running = chat.start_say(SAID, voice=True)
    assert until(emulator.hits), "the fault would meet a later turn"
    ear.read_until(lambda state: state.state == "speaking")
    chat.interrupt()
    assert playback.poll().done
    while ear.read():  # it fades out
        pass
    assert len(ear.heard) < heard.voice.frames
    late = finished.result()
    assert late.interrupted
    assert late.voice.frames > 0
    with pytest.raises(convai.CancelledError):
        running.result()
    for voice in (finished, late):
        with pytest.raises(convai.CancelledError):
            playback.add(voice)
    assert playback.poll().done
    playback.add(late.audio, replace=True)
    Ear(playback).check(late.voice)
    again = chat.say("Good night.", voice=True)
    assert not again.interrupted
    assert not playback.poll().done
    finished.close()
    running.close()


def test_a_voice_replaces_the_others(playback: convai.Playback) -> None:
    question = convai.Audio.open(QUESTION)
    for tag in (1, 2):
        playback.add(question, tag=tag)
    ear = Ear(playback)
    ear.read_until(lambda state: state.frames > 800)
    playback.add(question, replace=True, tag=3)
    ear.read_until(lambda state: state.tag == 3)
    assert ear.read_until(lambda state: state.done).frames == question.frames
    assert len(ear.heard) / playback.sample_rate < 1.5 * question.duration


def test_a_stopped_playback_fades_out_and_is_empty_at_once(playback: convai.Playback) -> None:
    playback.add(array.array("h", [16000] * 16000), sample_rate=16000)
    ear = Ear(playback)
    ear.read_until(lambda state: state.played > 0.05)
    playback.stop(fade=0.1)
    assert playback.poll().state == "empty"
    faded = array.array("h")
    while ear.read():
        faded.extend(ear.block)
    assert len(faded) >= playback.sample_rate * 0.09
    assert faded[len(faded) // 2] < 0.8 * 16000
    steps = [abs(one - other) for one, other in zip(faded, faded[1:])]
    assert max(steps) < 100, "a click"


def test_time_passes_without_a_device_but_not_in_a_pause() -> None:
    with convai.Playback(sample_rate=48000, without_device=True) as playback:
        playback.add(bytes(2 * 4800), sample_rate=16000)
        playback.pause()
        assert playback.poll().paused
        assert not playback.wait(timeout=0.5)
        assert not playback.wait(timeout=0)
        assert playback.poll().played < 0.3
        playback.resume()
        assert playback.wait(timeout=60)
        assert playback.poll().state == "ended"
        assert playback.poll().played == pytest.approx(0.3)


def test_the_volume_and_the_device_can_change_while_a_voice_is_heard(playback: convai.Playback) -> None:
    assert playback.volume == 1
    playback.add(array.array("h", [16000] * 16000), sample_rate=16000)
    ear = Ear(playback)
    ear.read_until(lambda state: state.played > 0.1)
    playback.volume = 0.25
    ear.read_until(lambda state: state.played > 0.2)
    assert ear.block[-1] == pytest.approx(4000, abs=2)
    playback.set_device(48000, latency=0.02)
    assert playback.sample_rate == 48000
    ear.read_until(lambda state: state.done)
    state = ear.read_until(lambda state: state.frames >= 16000)  # the last ones are heard after the latency
    assert state.frames == 16000
    assert state.played == pytest.approx(1, abs=0.02)  # a part is heard twice, in the fade


def test_what_is_refused_is_named(client: convai.Client, raymond: convai.Character) -> None:
    second = array.array("h", bytes(2 * 16000))
    with convai.Playback(sample_rate=48000, max_buffered=1.5) as playback:
        playback.add(second, sample_rate=16000)
        with pytest.raises(convai.QueueFullError, match="limit of the playback"):
            playback.add(second, sample_rate=16000)
        playback.add(second, sample_rate=16000, replace=True)
        playback.stop()
        text = client.get_response(raymond, "Hello")
        with pytest.raises(convai.AudioError, match="voice=True"):
            playback.add(text)
        with client.characters.start_get(raymond.id) as no_turn, pytest.raises(convai.ConfigurationError):
            playback.add(no_turn)
        with pytest.raises(convai.AudioError):
            playback.add(second, sample_rate=1)
        wrong: list[tuple[type[Exception], str, Callable[[], Any]]] = [
            (TypeError, "sample_rate is missing", lambda: playback.add(second)),
            (TypeError, "the audio must be", lambda: playback.add("Hello")),
            (TypeError, "with an Audio", lambda: playback.add(convai.Audio.open(QUESTION), sample_rate=1)),
            (TypeError, "replace must be a bool", lambda: playback.add(second, sample_rate=8000, replace=1)),  # type: ignore[arg-type]
            (ValueError, "tag must be", lambda: playback.add(second, sample_rate=8000, tag=-1)),
            (ValueError, "fade must be from 0 to 10 seconds", lambda: playback.stop(11)),
            (ValueError, "sample_rate must be from 8000", lambda: playback.set_device(1)),
            (ValueError, "latency must be from 0 to 1", lambda: playback.set_device(48000, 2)),
            (ValueError, "volume must be from 0 to 8", lambda: setattr(playback, "volume", float("nan"))),
            (TypeError, "volume must be a number", lambda: setattr(playback, "volume", "loud")),
            (ValueError, "timeout must be", lambda: playback.wait(-1)),
            (convai.ConfigurationError, "sample rate of the device", lambda: convai.Playback(sample_rate=1)),
            (convai.ConfigurationError, "`latency`", lambda: convai.Playback(sample_rate=48000, latency=2)),
            (convai.ConfigurationError, "`start_buffer`", lambda: convai.Playback(sample_rate=48000, start_buffer=1)),
            (convai.ConfigurationError, "`max_buffered`", lambda: convai.Playback(sample_rate=8000, max_buffered=4000)),
            (TypeError, "playback must be a Playback", lambda: client.conversation("id").set_playback("it")),  # type: ignore[arg-type]
        ]
        for kind, message, call in wrong:
            with pytest.raises(kind, match=message):
                call()


def test_every_use_of_a_closed_playback_raises_closed_error(chat: convai.Conversation) -> None:
    playback = convai.Playback(sample_rate=48000)
    chat.set_playback(playback)
    playback.close()
    playback.close()
    assert "closed" in repr(playback)
    uses: list[Callable[[], object]] = [
        playback.poll,
        playback.stop,
        playback.pause,
        playback.resume,
        playback.wait,
        lambda: playback.add(bytes(320), sample_rate=16000),
        lambda: playback.set_device(16000),
        lambda: setattr(playback, "volume", 1),
        lambda: chat.set_playback(playback),
    ]
    for use in uses:
        with pytest.raises(convai.ClosedError, match="playback is closed"):
            use()
    assert chat.say(SAID, voice=True).ok, "the conversation goes on, and plays nothing"


def test_closing_a_playback_ends_the_wait_of_another_thread() -> None:
    playback = convai.Playback(sample_rate=48000)
    playback.add(bytes(320), sample_rate=16000)
    ended: list[BaseException] = []

    def wait() -> None:
        try:
            playback.wait()
        except convai.ClosedError as error:
            ended.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    playback.close()
    thread.join(60)
    assert len(ended) == 1


def test_a_conversation_keeps_its_playback_and_an_unclosed_one_is_freed(client: convai.Client) -> None:
    before = convai.live_objects()
    chat = client.conversation("id")
    chat.set_playback(convai.Playback(sample_rate=48000))
    gc.collect()
    assert convai.live_objects() == before + 2
    chat.set_playback(None)
    assert convai.live_objects() == before + 1
    chat.set_playback(convai.Playback(sample_rate=48000))
    chat.close()
    del chat
    assert convai.live_objects() == before


def test_asyncio_hears_turns_and_waits_for_the_end(raymond: convai.Character, playback: convai.Playback) -> None:
    async def main() -> list[convai.Audio]:
        async with convai.AsyncClient() as client:
            chat = client.conversation(raymond)
            chat.set_playback(playback)
            blocking = await chat.say(SAID, voice=True)
            async with chat.start_say("Good night.", voice=True, stream=True) as turn:
                first = await turn.result()
            async with client.start_get_response(raymond, SAID, voice=True, stream=True) as single:
                playback.add(single)
                second = await single.result()
            assert not await playback.wait_async(timeout=0)
            while playback.poll().turn is not turn:
                ear.read()
            while playback.poll().turn is not single:
                ear.read()
            reading = threading.Thread(target=lambda: ear.read_until(lambda state: state.done))
            reading.start()
            assert await playback.wait_async(timeout=60)
            reading.join()
            playback.close()
            with pytest.raises(convai.ClosedError):
                await playback.wait_async()
            return [blocking.voice, first.voice, second.voice]

    ear = Ear(playback)
    voices = asyncio.run(main())
    assert len(ear.heard) == sum(voice.frames for voice in voices)


def test_an_utterance_does_not_hear_what_is_played() -> None:
    question = convai.Audio.open(QUESTION)
    with (
        convai.Utterance(sample_rate=16000, trigger="speech") as microphone,
        convai.Playback(sample_rate=16000) as played,
    ):
        microphone.set_playback(played)
        played.add(array.array("h", [1000] * 16000 * 30), sample_rate=16000)
        ear = Ear(played)
        ear.read_until(lambda state: state.state == "speaking")
        microphone.push(question.pcm)
        assert microphone.next() is None
        microphone.set_playback(None)
        microphone.push(question.pcm)
        assert microphone.next() == convai.Heard("speech_started", None)
        with pytest.raises(TypeError, match="playback must be a Playback"):
            microphone.set_playback(7)  # type: ignore[arg-type]
    with convai.Utterance(sample_rate=16000) as push, convai.Playback(sample_rate=16000) as played:
        with pytest.raises(convai.ConvaiError, match="another trigger"):
            push.set_playback(played)


def test_a_child_process_hears_nothing_of_its_parents_playback(emulator: Emulator) -> None:
    done = run(
        """
import convai, os
playback = convai.Playback(sample_rate=16000)
playback.add(bytes(32000), sample_rate=16000)
child = os.fork()
if child == 0:
    block = bytearray(b"x" * 320)
    assert playback.read(block) == 0 and block == bytes(320)
    for use in (playback.poll, playback.stop, playback.wait, lambda: playback.add(bytes(320), sample_rate=16000)):
        try:
            use()
        except convai.ForkedError:
            continue
        os._exit(1)
    playback.close()
    with convai.Playback(sample_rate=16000, without_device=True) as own:
        own.add(bytes(320), sample_rate=16000)
        own.wait()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert playback.poll().buffered == 1.0
playback.close()
assert convai.live_objects() == 0
""",
        env=environment(emulator),
    )
    assert done.returncode == 0, done.stderr

"""Utterances: speech that is collected chunk by chunk."""

from __future__ import annotations

import array
import pathlib
import struct
import threading

import convai
import numpy
import pytest

from support import Emulator


def test_an_utterance_is_emptied_by_a_turn_and_can_be_reused(chat: convai.Conversation, emulator: Emulator) -> None:
    with convai.Utterance(sample_rate=16000) as utterance:
        for number in range(10):
            assert utterance.push(array.array("h", [number] * 160))
        assert (utterance.frames, utterance.duration) == (1600, 0.1)
        assert "0.10 s" in repr(utterance)
        assert chat.say(utterance, voice=True).audio is not None
        assert utterance.frames == 0, "the turn did not empty it"
        utterance.push(bytes(320))
        with chat.start_say(utterance) as turn:
            assert turn.result().ok
    sent = [struct.unpack_from("<h", emulator.last_audio(), 44)]
    assert sent == [(0,)]


def test_the_pushed_samples_arrive(chat: convai.Conversation, emulator: Emulator) -> None:
    with convai.Utterance(sample_rate=8000, channels=2, sample_format="f32") as utterance:
        utterance.push(numpy.array([[0.5, 0.25], [-0.5, -0.25]], numpy.float32))
        utterance.push(struct.pack("<2f", 1.0, 1.0))
        utterance.push(memoryview(struct.pack("<2f", 0.0, 0.0)))
        chat.say(utterance)
    assert struct.unpack("<4h", emulator.last_audio()[-8:]) == (12288, -12288, 32767, 0)


def test_the_level_is_that_of_the_last_chunk() -> None:
    with convai.Utterance(sample_rate=16000) as utterance:
        assert utterance.level == (0, 0)
        utterance.push(array.array("h", [16384, -16384] * 80))
        assert utterance.level.peak == pytest.approx(0.5)
        assert utterance.level.rms == pytest.approx(0.5)
        utterance.clear()
        assert utterance.frames == 0


def test_a_full_utterance_keeps_the_frames_that_fit() -> None:
    with convai.Utterance(sample_rate=8000, max_seconds=0.01) as utterance:
        assert utterance.push(bytes(2 * 60))
        assert not utterance.push(bytes(2 * 60))
        assert utterance.frames == 80
        assert utterance.push(b"")


def test_several_threads_can_push() -> None:
    with convai.Utterance(sample_rate=16000, max_seconds=5) as utterance:
        threads = [threading.Thread(target=lambda: [utterance.push(bytes(64)) for _ in range(200)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert utterance.frames == 4 * 200 * 32


def test_invalid_arguments_and_chunks_are_rejected(chat: convai.Conversation, client: convai.Client) -> None:
    with pytest.raises(ValueError, match="sample_format must be one of"):
        convai.Utterance(sample_rate=16000, sample_format="mp3")
    with pytest.raises(TypeError, match="sample_rate must be an int"):
        convai.Utterance(sample_rate="16000")  # type: ignore[arg-type]
    with pytest.raises(convai.ConvaiError, match="rate"):
        convai.Utterance(sample_rate=5)
    with convai.Utterance(sample_rate=16000) as utterance:
        with pytest.raises(ValueError, match=r"3 bytes, .* frame size of 2 bytes"):
            utterance.push(bytes(3))
        with pytest.raises(ValueError, match="f32 samples, but the utterance has s16"):
            utterance.push(numpy.zeros(3, numpy.float32))
        with pytest.raises(TypeError, match="the audio must be"):
            utterance.push("Hello")
        with pytest.raises(convai.AudioError):
            chat.say(utterance)
        with pytest.raises(TypeError, match="conversation"):
            client.get_response("id", utterance)


def test_every_use_of_a_closed_utterance_raises_closed_error(chat: convai.Conversation) -> None:
    utterance = convai.Utterance(sample_rate=16000)
    utterance.close()
    utterance.close()
    assert "closed" in repr(utterance)
    for use in (lambda: utterance.push(bytes(2)), utterance.clear, lambda: chat.say(utterance)):
        with pytest.raises(convai.ClosedError, match="utterance is closed"):
            use()


def question() -> convai.Audio:
    path = pathlib.Path(__file__).parents[3] / "examples" / "audio" / "question.wav"
    return convai.Audio.from_wav(path.read_bytes())


def test_a_recording_that_is_begun_contains_the_time_before() -> None:
    with convai.Utterance(sample_rate=16000, trigger="begin", pre_roll=0.05) as utterance:
        utterance.push(bytes(16000))
        assert utterance.frames == 0
        utterance.begin()
        utterance.push(bytes(320))
        assert utterance.frames == 800 + 160
        with pytest.raises(convai.ConvaiError, match="another trigger"):
            utterance.next()


def test_a_voice_begins_a_recording_and_silence_ends_it(chat: convai.Conversation) -> None:
    said = question()
    with convai.Utterance(
        sample_rate=16000,
        trigger="speech",
        speech_time=0.1,
        silence_time=0.5,
        speech_threshold=0.7,
        silence_threshold=0.4,
    ) as microphone:
        microphone.push(said.pcm)
        microphone.push(bytes(32000))
        assert microphone.next() == convai.Heard("speech_started", None)
        ended = microphone.next()
        assert ended is not None
        assert ended.event == "speech_ended"
        assert ended.utterance is not None
        assert ended.utterance.frames > len(said.pcm)
        assert chat.say(ended.utterance).text
        ended.utterance.close()
        assert microphone.next() is None
        microphone.set_gate(True)
        microphone.push(said.pcm)
        assert microphone.next() is None
    with pytest.raises(convai.ConvaiError, match="`pre_roll`"):
        convai.Utterance(sample_rate=16000, pre_roll=0.3)
    with pytest.raises(ValueError, match="trigger must be one of"):
        convai.Utterance(sample_rate=16000, trigger="button")


def test_a_changed_microphone_is_refused_and_clipped_samples_are_counted() -> None:
    with convai.Utterance(sample_rate=16000) as utterance:
        utterance.push(array.array("h", [32767] * 160), sample_rate=16000)
        with pytest.raises(convai.AudioError):
            utterance.push(bytes(320), sample_rate=48000)
        assert (utterance.frames, utterance.clipped) == (160, 160)

"""Audio output: WAV files, samples, NumPy arrays, levels and resampling."""

from __future__ import annotations

import array
import base64
import dataclasses
import io
import math
import struct
import subprocess
import sys
import wave
from pathlib import Path

import convai
import numpy
import pytest

from support import QUESTION, Emulator, environment


def test_the_reply_contains_the_services_wav_file_unchanged(chat: convai.Conversation, tmp_path: Path) -> None:
    reply = chat.say("What is your name?", voice=True)
    audio = reply.audio
    assert audio is not None
    assert audio.wav == base64.b64decode(reply.json()["audio"])
    audio.save(tmp_path / "reply.wav")
    audio.save(str(tmp_path / "again.wav"))
    assert (tmp_path / "reply.wav").read_bytes() == (tmp_path / "again.wav").read_bytes() == audio.wav
    with wave.open(str(tmp_path / "reply.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (
            audio.channels,
            audio.sample_rate,
            audio.frames,
        )
        assert file.readframes(audio.frames) == audio.pcm.tobytes()
    assert audio.form == "wav"
    assert audio.duration == pytest.approx(audio.frames / audio.sample_rate)


def test_bare_samples_of_the_service_are_read(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(audio="raw_pcm")
    reply = chat.say("What is your name?", voice=True)
    assert reply.audio is not None
    assert reply.audio.form == "pcm"
    assert reply.audio.pcm.tobytes() == base64.b64decode(reply.json()["audio"])
    assert reply.audio.sample_rate == int(reply.json()["sample_rate"])


@pytest.mark.parametrize(
    "form", ["list_chunk", "odd_chunk", "extensible", "unknown_sizes", "bits_8", "float", "stereo"]
)
def test_wav_files_of_every_kind_are_read(chat: convai.Conversation, emulator: Emulator, form: str) -> None:
    emulator.fault(audio=form)
    audio = chat.say("What is your name?", voice=True).audio
    assert audio is not None
    assert len(audio.pcm) == audio.frames * audio.channels > 1000
    assert audio.channels == (2 if form == "stereo" else 1)
    assert audio.level().peak > 0.01


def test_a_turn_without_voice_has_no_audio(chat: convai.Conversation) -> None:
    assert chat.say("Hello").audio is None


def test_the_samples_are_a_read_only_memoryview(chat: convai.Conversation) -> None:
    audio = convai.Audio.open(QUESTION)
    assert (audio.pcm.format, audio.pcm.itemsize, audio.pcm.readonly) == ("h", 2, True)
    assert array.array("h", audio.pcm).tolist() == audio.pcm.tolist()


def test_to_numpy_gives_integers_or_floats() -> None:
    audio = convai.Audio.open(QUESTION)
    whole = audio.to_numpy()
    assert whole.dtype == numpy.int16
    assert whole.shape == (audio.frames,)
    assert whole.tolist() == audio.pcm.tolist()
    floats = audio.to_numpy("float32")
    assert floats.dtype == numpy.float32
    assert (numpy.round(floats * 32768).astype(numpy.int16) == whole).all()
    with pytest.raises(ValueError, match="float32"):
        audio.to_numpy("float64")


def test_to_numpy_has_one_column_per_channel() -> None:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<6h", 1, 2, 3, 4, 5, 6))
    audio = convai.Audio.from_wav(target.getvalue())
    assert audio.to_numpy().tolist() == [[1, 2], [3, 4], [5, 6]]
    assert (audio.channels, audio.frames, audio.duration) == (2, 3, 3 / 8000)


def test_numpy_is_neither_required_nor_imported(emulator: Emulator) -> None:
    code = f"""
import sys, array, convai
with convai.Client() as client:
    raymond = client.characters.create(name="A", voice_type="B", backstory="C")
    reply = client.get_response(raymond, array.array("f", [0.0] * 999), sample_rate=8000, voice=True)
    assert reply.audio.level().peak > 0
assert "numpy" not in sys.modules
sys.modules["numpy"] = None
try:
    convai.Audio.open({str(QUESTION)!r}).to_numpy()
except ImportError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=environment(emulator)
    )
    assert done.returncode == 0, done.stderr
    assert "pip install numpy" in done.stdout


def test_from_samples_averages_rounds_and_clips() -> None:
    stereo = numpy.array([[0.5, -0.5], [1.0, 1.0], [9.0, 9.0], [math.nan, 0.0]], numpy.float32)
    audio = convai.Audio.from_samples(stereo, sample_rate=48000)
    assert (audio.channels, audio.sample_rate, audio.pcm.tolist()) == (1, 48000, [0, 32767, 32767, 0])
    assert convai.Audio.from_wav(audio.wav).pcm == audio.pcm
    assert convai.Audio.from_samples(stereo[:1], sample_rate=48000, target_rate=16000).sample_rate == 16000
    with wave.open(str(QUESTION)) as file:
        assert convai.Audio.from_samples(file) == convai.Audio.open(QUESTION)


def test_resampling_keeps_the_level_and_the_duration() -> None:
    tone = numpy.sin(numpy.arange(48000) * 2 * numpy.pi * 440 / 48000)
    audio = convai.Audio.from_samples(tone / 2, sample_rate=48000)
    level = audio.level()
    assert level.peak == pytest.approx(0.5, abs=0.01)
    assert level.rms == pytest.approx(0.5 / math.sqrt(2), abs=0.01)
    lower = audio.resampled(16000)
    assert lower.sample_rate == 16000
    assert lower.duration == pytest.approx(1.0, abs=0.01)
    assert lower.level().rms == pytest.approx(level.rms, abs=0.02)


def test_unreadable_audio_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        convai.Audio.open(tmp_path / "missing.wav")
    with pytest.raises(convai.AudioError):
        convai.Audio.from_wav(b"not a file")
    with pytest.raises(TypeError, match="data must be bytes, not str"):
        convai.Audio.from_wav("reply.wav")  # type: ignore[arg-type]
    with pytest.raises(convai.ConvaiError, match="rate"):
        convai.Audio.open(QUESTION).resampled(1)


def test_audio_is_an_immutable_value() -> None:
    audio = convai.Audio.open(QUESTION)
    assert audio == convai.Audio.from_wav(QUESTION.read_bytes())
    assert len(repr(audio)) < 200, "the repr contains the samples"
    with pytest.raises(dataclasses.FrozenInstanceError):
        audio.frames = 1  # type: ignore[misc]

"""Audio input: every supported form arrives as the same samples."""

from __future__ import annotations

import array
import ctypes
import io
import mmap
import struct
import sys
import wave
from pathlib import Path
from typing import Any

import convai
import numpy
import pytest
from convai import _samples

from support import QUESTION, Emulator

RATE = 16000
VALUES = [0, 1, -1, 1000, -1000, 32767, -32768, 12345] * 40
S16 = array.array("h", VALUES)


def wav_file(samples: bytes, *, channels: int = 1, width: int = 2, rate: int = RATE) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return target.getvalue()


def arrived(emulator: Emulator) -> tuple[int, int, list[int]]:
    """Returns channels, rate and samples of the WAV file that the service received."""
    with wave.open(io.BytesIO(emulator.last_audio())) as file:
        assert file.getsampwidth() == 2
        data = array.array("h")
        data.frombytes(file.readframes(file.getnframes()))
        return file.getnchannels(), file.getframerate(), data.tolist()


def scaled(dtype: str) -> Any:
    """Returns VALUES in another NumPy type, with the same upper 16 bits."""
    base = numpy.array(VALUES, dtype=numpy.int64)
    if dtype == "uint8":
        return ((base >> 8) + 128).astype(numpy.uint8)
    if dtype.startswith("float"):
        return (base / 32768).astype(dtype)
    return (base << 16).astype(numpy.int32) if dtype == "int32" else base.astype(dtype)


def expected(dtype: str) -> list[int]:
    if dtype == "uint8":
        return [(value >> 8) * 256 for value in VALUES]
    if dtype == "float16":
        halves = (numpy.array(VALUES) / 32768).astype(numpy.float16).astype(numpy.float64) * 32768
        return [int(value) for value in numpy.clip(numpy.round(halves), -32768, 32767)]
    return VALUES


BYTES = S16.tobytes()
SOURCES: dict[str, Any] = {
    "bytes": BYTES,
    "bytearray": bytearray(BYTES),
    "memoryview of bytes": memoryview(BYTES),
    "memoryview of 16-bit": memoryview(S16),
    "memoryview with a step": memoryview(array.array("h", [each for value in VALUES for each in (value, 7)]))[::2],
    "array": S16,
    "ctypes array": (ctypes.c_int16 * len(VALUES))(*VALUES),
    "array of float": array.array("f", [value / 32768 for value in VALUES]),
    "array of double": array.array("d", [value / 32768 for value in VALUES]),
    "array of 32-bit": array.array("i", [value << 16 for value in VALUES]),
    "numpy int16": scaled("int16"),
    "numpy column": scaled("int16").reshape(-1, 1),
    "numpy int32": scaled("int32"),
    "numpy float32": scaled("float32"),
    "numpy float64": scaled("float64"),
    "numpy big-endian": scaled("int16").astype(">i2"),
    "numpy big-endian float": scaled("float32").astype(">f4"),
    "numpy with a step": numpy.repeat(scaled("int16"), 3)[::3],
    "numpy backwards": scaled("int16")[::-1].copy()[::-1],
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_samples_of_every_source_arrive(chat: convai.Conversation, emulator: Emulator, source: Any) -> None:
    assert chat.say(source, sample_rate=RATE).ok
    assert arrived(emulator) == (1, RATE, VALUES)


@pytest.mark.parametrize("dtype", ["uint8", "float16"])
def test_samples_of_types_with_fewer_bits_arrive(chat: convai.Conversation, emulator: Emulator, dtype: str) -> None:
    chat.say(scaled(dtype), sample_rate=RATE)
    assert arrived(emulator) == (1, RATE, expected(dtype))


def test_a_read_only_array_is_accepted(chat: convai.Conversation, emulator: Emulator) -> None:
    samples = scaled("int16")
    samples.setflags(write=False)
    chat.say(samples, sample_rate=RATE)
    assert arrived(emulator)[2] == VALUES


def test_mapped_memory_is_accepted(chat: convai.Conversation, emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "samples").write_bytes(BYTES)
    with open(tmp_path / "samples", "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        chat.say(memory, sample_rate=RATE)
    assert arrived(emulator)[2] == VALUES


@pytest.mark.parametrize("transposed", [False, True])
def test_channels_are_averaged(chat: convai.Conversation, emulator: Emulator, transposed: bool) -> None:
    left, right = numpy.array([100, 200, -300], numpy.int16), numpy.array([300, 0, -100], numpy.int16)
    stereo = numpy.stack([left, right]).T if transposed else numpy.stack([left, right], axis=1).copy()
    assert stereo.shape == (3, 2)
    chat.say(stereo, sample_rate=44100)
    assert arrived(emulator) == (1, 44100, [200, 100, -200])


def test_interleaved_channels_are_averaged(chat: convai.Conversation, emulator: Emulator) -> None:
    chat.say(struct.pack("<6h", 100, 300, 200, 0, -300, -100), sample_rate=8000, channels=2)
    assert arrived(emulator) == (1, 8000, [200, 100, -200])


@pytest.mark.parametrize(
    ("sample_format", "data"),
    [
        ("u8", bytes([128, 192, 64])),
        ("s16", struct.pack("<3h", 0, 16384, -16384)),
        ("s24", b"\0\0\0\0\0\x40\0\0\xc0"),
        ("s32", struct.pack("<3i", 0, 2**30, -(2**30))),
        ("f32", struct.pack("<3f", 0, 0.5, -0.5)),
    ],
)
def test_bytes_of_every_format_arrive(
    chat: convai.Conversation, emulator: Emulator, sample_format: str, data: bytes
) -> None:
    chat.say(data, sample_rate=RATE, sample_format=sample_format)
    assert arrived(emulator) == (1, RATE, [0, 16384, -16384])


def test_a_wav_file_is_sent_unchanged(chat: convai.Conversation, emulator: Emulator) -> None:
    data = QUESTION.read_bytes()
    for source in (data, bytearray(data), memoryview(data), QUESTION, convai.Audio.from_wav(data)):
        chat.say(source)
        assert emulator.last_audio() == data


def test_wav_files_that_the_service_rejects_are_converted(chat: convai.Conversation, emulator: Emulator) -> None:
    chat.say(wav_file(struct.pack("<4h", 100, 300, -50, 50), channels=2))
    assert arrived(emulator) == (1, RATE, [200, 0])
    chat.say(wav_file(bytes([128, 192, 64]), width=1))
    assert arrived(emulator) == (1, RATE, [0, 16384, -16384])


def test_an_open_wave_file_is_sent_completely_and_keeps_its_position(
    chat: convai.Conversation, emulator: Emulator
) -> None:
    with wave.open(io.BytesIO(wav_file(BYTES, rate=22050))) as file:
        file.readframes(5)
        chat.say(file)
        assert file.tell() == 5
    assert arrived(emulator) == (1, 22050, VALUES)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_wave_files_of_every_sample_width_arrive(chat: convai.Conversation, emulator: Emulator, width: int) -> None:
    sample = {1: bytes([192]), 2: b"\0\x40", 3: b"\0\0\x40", 4: b"\0\0\0\x40"}[width]
    with wave.open(io.BytesIO(wav_file(sample * 6, channels=2, width=width))) as file:
        chat.say(file)
    assert arrived(emulator) == (1, RATE, [16384] * 3)


def test_upload_sample_rate_applies_to_files_and_samples(raymond: convai.Character, emulator: Emulator) -> None:
    with convai.Client(upload_sample_rate=8000) as client:
        chat = client.conversation(raymond)
        for source, rate in ((QUESTION, None), (array.array("h", [0] * 4410), 44100)):
            chat.say(source, sample_rate=rate)
            assert emulator.last()["files"][0]["wav"]["sample_rate"] == 8000


def address(source: Any, **how: Any) -> tuple[Any, _samples.SampleBuffer]:
    found = _samples.read(source, sample_rate=RATE, **how)
    return found.address, found


def test_contiguous_memory_is_not_copied() -> None:
    for dtype in ("uint8", "int16", "int32", "float32"):
        for shape in ((12,), (6, 2)):
            samples = numpy.zeros(shape, dtype)
            assert address(samples)[0] == samples.ctypes.data
            samples.setflags(write=False)
            assert address(samples)[0] == samples.ctypes.data
    block = array.array("h", [1, 2, 3])
    assert address(block)[0] == block.buffer_info()[0]
    text = bytearray(b"123456")
    assert address(text)[0] == ctypes.addressof((ctypes.c_char * 6).from_buffer(text))
    data = bytes(100)
    assert address(data)[0] == ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value


def test_the_callers_memory_is_released_after_the_call(chat: convai.Conversation) -> None:
    data = bytearray(BYTES)
    chat.say(data, sample_rate=RATE)
    data.append(0)  # a bytearray with an open view cannot grow
    block = array.array("h", VALUES)
    with chat.start_say(block, sample_rate=RATE):
        block.append(0)  # the call has copied it
    references = sys.getrefcount(data)
    chat.say(bytes(data[:-1]), sample_rate=RATE)
    assert sys.getrefcount(data) == references


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        (numpy.zeros((2, 48000), numpy.int16), ValueError, "48000 channels.*transpose"),
        (numpy.zeros((2, 2, 2), numpy.int16), ValueError, "3 dimensions"),
        (numpy.zeros((), numpy.int16), ValueError, "0 dimensions"),
        (numpy.zeros(9, numpy.int64), TypeError, "convert them to uint8, int16"),
        (numpy.zeros(9, numpy.complex64), TypeError, "convert them to uint8, int16"),
        (numpy.zeros(9, bool), TypeError, "convert them to uint8, int16"),
        (numpy.array(["a"], dtype=object), TypeError, "convert them to uint8, int16"),
        (numpy.array(["2020"], dtype="datetime64"), TypeError, "the audio must be"),
        (array.array("q", [1]), TypeError, "convert them to uint8, int16"),
        (array.array("b", [1]), TypeError, "convert them to uint8, int16"),
        (numpy.zeros(0, numpy.int16), convai.AudioError, "no frames"),
    ],
)
def test_an_unsupported_array_raises(
    chat: convai.Conversation, source: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        chat.say(source, sample_rate=RATE)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", ">f4"])
def test_floats_at_integer_scale_are_noticed(dtype: str) -> None:
    samples = (1000 * numpy.sin(numpy.arange(1600) / 9)).astype(dtype)
    for each in (samples, -abs(samples), samples.reshape(-1, 2)[:, :1]):
        with pytest.warns(UserWarning, match=r"floats up to (999|1000).*divide 16-bit values by 32768"):
            assert convai.Audio.from_samples(each, sample_rate=RATE).frames
    # The tests turn warnings into errors: these values cause none.
    for quiet in (samples / 1000, samples / 100, numpy.full(9, numpy.nan, dtype), numpy.zeros(9, dtype)):
        assert convai.Audio.from_samples(quiet.astype(dtype), sample_rate=RATE).frames


def test_contradictory_arguments_raise(chat: convai.Conversation) -> None:
    with pytest.raises(ValueError, match="channels is 3"):
        chat.say(numpy.zeros((9, 2), numpy.int16), sample_rate=RATE, channels=3)
    with pytest.raises(ValueError, match="the samples are f32"):
        chat.say(numpy.zeros(9, numpy.float32), sample_rate=RATE, sample_format="s16")
    with pytest.raises(TypeError, match="cannot be used with a Audio"):
        chat.say(convai.Audio.open(QUESTION), sample_rate=RATE)

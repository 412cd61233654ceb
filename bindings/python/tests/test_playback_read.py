"""What an audio thread reads from a playback: into which buffers, and that the samples are those that were added."""

from __future__ import annotations

import array
import ctypes
import sys
import threading
import time
from typing import Any

import convai
import numpy
import pytest

from support import QUESTION, until

RATE = 16000

#: One block: 10 ms, of which every test hears a constant.
FRAMES = 160
LOUD = 16384


def constant(seconds: float = 1.0) -> array.array[int]:
    return array.array("h", [LOUD] * round(seconds * RATE))


def sounding() -> convai.Playback:
    """A playback whose next read returns voice in all its frames, at full level."""
    playback = convai.Playback(sample_rate=RATE, start_buffer=0.1)
    playback.add(constant(0.8), sample_rate=RATE)
    block = bytearray(2 * FRAMES)
    assert until(lambda: playback.read(block) == FRAMES)
    time.sleep(0.01)  # the ramp of the beginning is over after a block, and the rest is converted meanwhile
    return playback


BUFFERS: dict[str, Any] = {
    "bytearray": (bytearray(4 * FRAMES), {"channels": 2}),
    "bytearray of floats": (bytearray(4 * FRAMES), {"sample_format": "f32"}),
    "memoryview": (memoryview(bytearray(2 * FRAMES)), {}),
    "ctypes": ((ctypes.c_float * FRAMES)(), {}),
    "array of int": (array.array("h", bytes(2 * FRAMES)), {}),
    "array of float": (array.array("f", bytes(4 * FRAMES)), {}),
    "int16": (numpy.zeros(FRAMES, numpy.int16), {}),
    "float32": (numpy.zeros((FRAMES, 2), numpy.float32), {}),
    "interleaved": (numpy.zeros(2 * FRAMES, numpy.float32), {"channels": 2}),
    "float64": (numpy.zeros((FRAMES, 2)), {}),
    "interleaved float64": (numpy.zeros(2 * FRAMES), {"channels": 2}),
    "planar": (numpy.zeros((2, FRAMES), numpy.float32).T, {}),
    "every second": (numpy.zeros(2 * FRAMES, numpy.int16)[::2], {}),
}


def values(buffer: Any, sample_format: str = "s16") -> list[float]:
    """The samples of a buffer, on a scale to 1."""
    if isinstance(buffer, (bytearray, memoryview)):
        buffer = numpy.frombuffer(buffer, numpy.float32 if sample_format == "f32" else numpy.int16)
    found = numpy.asarray(buffer)
    return list(found.astype(float).ravel() / (32768 if found.dtype == numpy.int16 else 1))


@pytest.mark.parametrize("kind", BUFFERS)
def test_a_buffer_of_every_kind_is_filled(kind: str) -> None:
    buffer, options = BUFFERS[kind]
    with sounding() as playback:
        assert playback.read(buffer, **options) == FRAMES
        heard = values(buffer, **form(options))
        assert heard == pytest.approx([0.5] * len(heard))
        playback.stop()
        while playback.read(buffer, **options):  # it fades out
            pass
        assert set(values(buffer, **form(options))) == {0}


def form(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name == "sample_format"}


@pytest.mark.parametrize("kind", BUFFERS)
def test_reading_ahead_writes_what_the_queue_lacks_and_no_more(kind: str) -> None:
    buffer, options = BUFFERS[kind]
    with sounding() as playback:
        values_before = values(buffer, **form(options))
        pushed = playback.read_ahead(buffer, queued=FRAMES, ahead=0.015, **options)
        assert pushed == FRAMES // 2
        after = values(buffer, **form(options))
        half = len(after) // 2
        assert after[:half] == pytest.approx([0.5] * half)
        assert after[half:] == values_before[half:]
        assert playback.read_ahead(buffer, queued=FRAMES, ahead=0, **options) == 0


def test_a_buffer_that_numpy_owns_is_filled_in_place() -> None:
    block = numpy.zeros((FRAMES, 2), numpy.float32)
    address = block.ctypes.data
    with sounding() as playback:
        before = sys.getrefcount(block)
        playback.read(block)
        assert block.ctypes.data == address
        assert sys.getrefcount(block) == before, "the playback keeps the buffer"
        growing = bytearray(2 * FRAMES)
        playback.read(growing)
        growing.append(0)  # fails while anybody refers to the memory


@pytest.mark.parametrize(
    ("buffer", "options", "message"),
    [
        (bytes(8), {}, "cannot be written to"),
        (bytearray(8), {"sample_format": "s24"}, "sample_format must be one of f32, s16"),
        (bytearray(7), {}, "7 bytes, which are no whole frames of 1 channel"),
        (bytearray(8), {"channels": 3}, "no whole frames of 3 channel"),
        (bytearray(8), {"channels": 0}, "channels must be from 1 to 32"),
        (memoryview(bytearray(9))[1:], {}, "address"),
        (memoryview(bytearray(16))[::2], {}, "not contiguous"),
        (numpy.zeros((4, 2), numpy.float32), {"channels": 1}, "shape"),
        (numpy.zeros((4, 2, 2), numpy.float32), {}, "shape"),
        (numpy.zeros((4, 33), numpy.float32), {}, "shape"),
        (array.array("f", [0]), {"sample_format": "s16"}, "omit sample_format"),
    ],
)
def test_a_buffer_that_cannot_be_filled_raises_value_error(buffer: Any, options: Any, message: str) -> None:
    with convai.Playback(sample_rate=RATE) as playback:
        with pytest.raises(ValueError, match=message):
            playback.read(buffer, **options)
        with pytest.raises(ValueError, match=message):
            playback.read_ahead(buffer, queued=0, **options)


@pytest.mark.parametrize(
    "buffer", ["text", None, numpy.zeros(4, numpy.int32), array.array("B", [0]), numpy.zeros(4, ">f4")]
)
def test_a_buffer_of_another_type_raises_type_error(buffer: Any) -> None:
    with convai.Playback(sample_rate=RATE) as playback:
        with pytest.raises(TypeError, match=r"out (must be|has items of type)"):
            playback.read(buffer)


def test_an_empty_buffer_has_no_frames() -> None:
    with convai.Playback(sample_rate=RATE) as playback:
        assert playback.read(bytearray()) == 0
        assert playback.read_ahead(numpy.zeros((0, 2), numpy.float32), queued=0) == 0


def test_a_closed_playback_gives_silence_to_its_audio_thread() -> None:
    block = bytearray(b"x" * 2 * FRAMES)
    playback = sounding()
    playback.close()
    assert playback.read(block) == 0
    assert block == bytes(2 * FRAMES)
    assert playback.read_ahead(block, queued=0) == 0


def test_the_samples_that_are_read_are_those_that_were_added() -> None:
    said = convai.Audio.open(QUESTION)
    heard = array.array("h")
    block = array.array("h", bytes(2 * FRAMES))
    with convai.Playback(sample_rate=said.sample_rate, start_buffer=0.5) as playback:
        playback.add(said)
        while not playback.poll().done:
            voice = playback.read(block)
            # A voice begins within a block, and then fills it to its end.
            heard.extend(block[FRAMES - voice :] if not heard else block[:voice])
            if not voice or len(heard) % (said.sample_rate // 4) < FRAMES:
                time.sleep(0.01)  # in the time of a device, so that the library can convert ahead
        state = playback.poll()
    assert len(heard) == said.frames
    if state.underruns == 0:  # a gap has ramps
        assert heard.tolist() == said.pcm.tolist()


def test_a_read_does_not_wait_for_another_thread_of_python() -> None:
    """It keeps the GIL. If it gave it up, the other thread would run to its end."""
    counted = 0
    starts = threading.Lock()

    def count() -> None:
        nonlocal counted
        with starts:
            for _ in range(1000):
                counted += 1

    block = bytearray(2 * 32 * RATE)  # the longer a read takes, the more likely is the change of threads
    interval = sys.getswitchinterval()
    thread = threading.Thread(target=count)
    with sounding() as playback:
        playback.read(block)
        starts.acquire()
        # From here on, a thread that waits for the GIL does not ask for it: this one gives it up only where it blocks.
        sys.setswitchinterval(1000)
        try:
            thread.start()  # returns when the other thread blocks, too
            starts.release()
            for _ in range(50):
                playback.read(block, channels=32)
                playback.read_ahead(block, queued=0, channels=32)
            during = counted
        finally:
            sys.setswitchinterval(interval)
            thread.join()
    assert (during, counted) == (0, 1000)


def test_a_thread_reads_while_others_do_everything_else() -> None:
    stop = threading.Event()
    failed: list[BaseException] = []

    def repeat(work: Any) -> threading.Thread:
        def loop() -> None:
            try:
                while not stop.is_set():
                    work()
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=loop)
        thread.start()
        return thread

    voice = constant(0.05)
    with convai.Playback(sample_rate=RATE) as playback:
        block = numpy.zeros((FRAMES, 2), numpy.float32)
        reads = 0

        def read() -> None:
            nonlocal reads
            playback.read(block)
            assert block.min() >= 0
            assert block.max() <= 0.51
            reads += 1

        def change() -> None:
            playback.pause()
            playback.volume = 0.7
            playback.set_device(RATE, 0.01)
            playback.resume()
            playback.stop()

        threads = [
            repeat(read),
            repeat(lambda: playback.add(voice, sample_rate=RATE, replace=True)),
            repeat(change),
            repeat(playback.poll),
        ]
        assert until(lambda: reads > 300 or failed)
        stop.set()
        for thread in threads:
            thread.join(60)
    assert not failed

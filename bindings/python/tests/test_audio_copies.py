"""What is copied before the library reads the samples, for each type and layout, measured in bytes."""

from __future__ import annotations

import array
import time
import tracemalloc
from typing import Any, Callable, NamedTuple

import convai
import numpy
import pytest
from convai import _samples

from support import QUESTION, Emulator

#: How many samples an array has, and the smallest array that counts as a copy of one.
COUNT = 500_000
OVERHEAD = 16_384


def read_only(samples: Any) -> Any:
    samples.setflags(write=False)
    return samples


class Case(NamedTuple):
    """An array, and the bytes that are allocated for it."""

    source: Any
    allocated: int


NATIVE = ("uint8", "int16", "int32", "float32")
SIZES = {"uint8": 1, "int16": 2, "int32": 4, "float32": 4}


def cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for dtype in NATIVE:
        whole = numpy.zeros(COUNT, dtype)
        found[dtype] = Case(whole, 0)
        found[f"{dtype} with two columns"] = Case(whole.reshape(-1, 2), 0)
        found[f"{dtype}, a part"] = Case(whole[1000:], 0)
        found[f"{dtype}, read-only"] = Case(read_only(whole.copy()), 0)
        copied = COUNT * SIZES[dtype]
        found[f"{dtype} with a step"] = Case(numpy.zeros(2 * COUNT, dtype)[::2], copied)
        found[f"{dtype} backwards"] = Case(whole[::-1], copied)
        found[f"{dtype} of (channels, frames), transposed"] = Case(whole.reshape(2, -1).T, copied)
        found[f"{dtype} with a step, read-only"] = Case(read_only(numpy.zeros(2 * COUNT, dtype)[::2]), copied)
    for dtype, size in ((">i2", 2), (">i4", 4), (">f4", 4), (">f8", 4), ("float64", 4), ("float16", 4)):
        whole = numpy.zeros(COUNT, dtype)
        found[dtype] = Case(whole, COUNT * size)
        found[f"{dtype} with two columns"] = Case(whole.reshape(-1, 2), COUNT * size)
        found[f"{dtype} with a step"] = Case(numpy.zeros(2 * COUNT, dtype)[::2], COUNT * size)
        found[f"{dtype} of (channels, frames), transposed"] = Case(whole.reshape(2, -1).T, COUNT * size)
        found[f"{dtype}, read-only"] = Case(read_only(whole.copy()), COUNT * size)
    data = bytes(2 * COUNT)
    found["bytes"] = Case(data, 0)
    found["bytearray"] = Case(bytearray(data), 0)
    found["memoryview of bytes"] = Case(memoryview(data), 0)
    found["memoryview of bytes as integers"] = Case(memoryview(data).cast("h"), 0)
    found["memoryview of a part of a bytearray"] = Case(memoryview(bytearray(data))[1000:], 0)
    found["memoryview of a part of bytes"] = Case(memoryview(data)[1000:], len(data) - 1000)
    found["array of 16-bit integers"] = Case(array.array("h", data), 0)
    found["array of floats"] = Case(array.array("f", data), 0)
    found["the samples of an Audio"] = Case(convai.Audio.from_samples(data, sample_rate=16000).pcm, 0)
    return found


CASES = cases()


def allocated_by(action: Callable[[], object]) -> int:
    """The most bytes that Python and NumPy hold at one time during an action, beyond those before it."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        action()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_at_most_one_array_is_allocated(case: Case) -> None:
    allocated = allocated_by(lambda: _samples.read(case.source, sample_rate=16000))
    assert case.allocated <= allocated < case.allocated + OVERHEAD


UNCOPIED = {name: case for name, case in CASES.items() if case.allocated == 0}


@pytest.mark.parametrize("case", UNCOPIED.values(), ids=UNCOPIED)
def test_the_library_reads_the_memory_of_the_caller(case: Case) -> None:
    expected = numpy.frombuffer(case.source, numpy.uint8).ctypes.data
    assert _samples.read(case.source, sample_rate=16000).address == expected


@pytest.mark.parametrize("dtype", NATIVE)
def test_a_turn_allocates_no_copy_of_the_samples(chat: convai.Conversation, emulator: Emulator, dtype: str) -> None:
    samples = numpy.zeros(COUNT, dtype)
    allocated = allocated_by(lambda: chat.say(samples, sample_rate=48000))
    assert allocated < samples.nbytes / 4
    assert emulator.last()["files"][0]["wav"]["frames"] == COUNT


def test_a_turn_with_float64_allocates_one_array_of_float32(chat: convai.Conversation, emulator: Emulator) -> None:
    samples = numpy.zeros(COUNT)
    allocated = allocated_by(lambda: chat.say(samples, sample_rate=48000))
    assert 4 * COUNT <= allocated < 5 * COUNT
    assert emulator.last()["files"][0]["wav"]["frames"] == COUNT


def test_the_bytes_of_a_wav_file_are_not_copied() -> None:
    data = QUESTION.read_bytes()
    assert _samples.wav_bytes(data, None) is data
    assert allocated_by(lambda: _samples.wav_bytes(bytes(COUNT), None)) < COUNT + OVERHEAD


def test_to_numpy_copies_for_floats_alone() -> None:
    audio = convai.Audio.from_samples(bytes(2 * COUNT), sample_rate=16000)
    address = numpy.frombuffer(audio.pcm, numpy.uint8).ctypes.data
    assert audio.to_numpy().ctypes.data == address
    assert not audio.to_numpy().flags.writeable
    assert allocated_by(audio.to_numpy) < OVERHEAD
    assert 4 * COUNT <= allocated_by(lambda: audio.to_numpy("float32")) < 4 * COUNT + OVERHEAD


def fastest(action: Callable[[], object]) -> float:
    """The shortest time of several runs, in seconds. Other programs can only make a run longer."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def conversion(samples: Any) -> float:
    return fastest(lambda: convai.Audio.from_samples(samples, sample_rate=16000))


def ratio_below(limit: float, slow: Callable[[], float], fast: Callable[[], float]) -> float:
    """Returns the smallest ratio of two measurements that are repeated until the ratio is below the limit."""
    best = slow() / fast()
    for _ in range(4):
        if best < limit:
            break
        best = min(best, slow() / fast())
    return best


def test_float64_costs_little_more_than_float32() -> None:
    """Converted one by one, as from a list, the samples would take more than a hundred times as long."""
    tone = numpy.sin(numpy.arange(160_000) / 30)
    single = tone.astype(numpy.float32)
    ratio = ratio_below(5, lambda: conversion(tone), lambda: conversion(single))
    print(f"\nfloat64 takes {ratio:.1f} times as long as float32")
    assert ratio < 5


def test_a_transposed_array_costs_little_more_than_a_contiguous_one() -> None:
    """The copy of a memoryview takes about a hundred times as long as that of NumPy."""
    columns = numpy.zeros((160_000, 2), numpy.float32)
    rows = numpy.zeros((2, 160_000), numpy.float32).T
    ratio = ratio_below(15, lambda: conversion(rows), lambda: conversion(columns))
    print(f"\ntransposed stereo takes {ratio:.1f} times as long as contiguous stereo")
    assert ratio < 15

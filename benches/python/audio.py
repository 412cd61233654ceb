"""Converts 10 s of 48 kHz stereo floats to a 16-bit mono WAV file in memory, with common Python packages.

    audio.py ROUNDS

Prints the median CPU time of each conversion, in nanoseconds, as a line of JSON.
"""

import io
import json
import statistics
import sys
import time
import wave

import numpy as np
import soundfile
import soxr

FRAMES, RATE = 480_000, 48_000


def numpy_soundfile(stereo: np.ndarray) -> int:
    file = io.BytesIO()
    soundfile.write(file, stereo.mean(axis=1), RATE, subtype="PCM_16", format="WAV")
    return file.tell()


def numpy_wave(stereo: np.ndarray) -> int:
    mono = np.clip(np.rint((stereo[:, 0] + stereo[:, 1]) * 16384.0), -32768, 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(mono)
    return file.tell()


def numpy_soxr(stereo: np.ndarray) -> int:
    mono = (stereo[:, 0] + stereo[:, 1]) * np.float32(0.5)
    file = io.BytesIO()
    soundfile.write(file, soxr.resample(mono, RATE, 16_000, "HQ"), 16_000, subtype="PCM_16", format="WAV")
    return file.tell()


CONVERSIONS = {"numpy + soundfile": numpy_soundfile, "numpy + wave": numpy_wave, "numpy + python-soxr HQ": numpy_soxr}


def main() -> None:
    seconds = np.arange(FRAMES) / RATE
    left = 0.5 * np.sin(2765 * seconds) + 0.2 * np.sin(17341 * seconds)
    stereo = np.stack([left, 0.6 * np.sin(1311 * seconds)], axis=1).astype(np.float32)
    times: dict[str, list[int]] = {name: [] for name in CONVERSIONS}
    for _ in range(int(sys.argv[1])):
        for name, convert in CONVERSIONS.items():
            start = time.process_time_ns()
            convert(stereo)
            times[name].append(time.process_time_ns() - start)
    print(json.dumps({name: statistics.median_low(found) for name, found in times.items()}))


if __name__ == "__main__":
    main()

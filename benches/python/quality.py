"""Alias rejection and passband of resamplers from 48 kHz to 16 kHz, as a line of JSON.

    quality.py LIBRARY PARTS RUBATO...

PARTS is the program that resamples floats to floats with the code of this library, and RUBATO the command of the program
that resamples with rubato. Resamplers are compared with others of the same input and output: rounding to 16 bits leaves
lines of its own.

For alias rejection, each tone above 8 kHz is resampled together with a quiet tone below it, which keeps the 16-bit
output from falling silent; the result is the level at the frequency to which the tone folds. For the passband, it is
the level of tones below 8 kHz.
"""

import ctypes
import io
import json
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import soundfile
import soxr

IN, OUT, SECOND = 48_000, 16_000, 1.0
TONE, PILOT, PILOT_HZ = 0.6, 0.25, 1234.567
#: The step sizes avoid the harmonics of the pilot.
ABOVE = np.concatenate([np.arange(8_011.0, 9_000, 83), np.arange(9_017.0, 23_990, 311)])
BELOW = np.concatenate([[100.0, 1_000, 2_000, 4_000, 6_000], np.arange(6_500.0, 8_000, 50)])

Resampler = Callable[[np.ndarray], np.ndarray]


class Pcm(ctypes.Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("format", ctypes.c_int32),
        ("samples", ctypes.c_void_p),
        ("samples_bytes", ctypes.c_size_t),
        ("frames", ctypes.c_size_t),
        ("channels", ctypes.c_uint32),
        ("sample_rate", ctypes.c_uint32),
    ]


class Audio(ctypes.Structure):
    _fields_ = [
        ("error", ctypes.c_void_p),
        ("wav", ctypes.c_void_p),
        ("wav_len", ctypes.c_size_t),
        ("pcm", ctypes.POINTER(ctypes.c_int16)),
        ("frames", ctypes.c_size_t),
    ]


def this_library(path: str, format: int, dtype: type) -> Resampler:
    """The C function, which returns 16-bit samples."""
    library = ctypes.CDLL(path)
    library.convai_audio_build_wav.restype = ctypes.POINTER(Audio)
    library.convai_audio_build_wav.argtypes = [ctypes.POINTER(Pcm), ctypes.c_uint32]

    def resample(mono: np.ndarray) -> np.ndarray:
        samples = mono if dtype is np.float32 else rounded(mono)
        pcm = Pcm(ctypes.sizeof(Pcm), format, samples.ctypes.data, samples.nbytes, len(samples), 1, IN)
        audio = library.convai_audio_build_wav(ctypes.byref(pcm), OUT)
        assert not audio.contents.error
        samples = np.ctypeslib.as_array(audio.contents.pcm, (audio.contents.frames,)).copy()
        library.convai_audio_free(ctypes.byref(audio))
        return samples / 32768.0

    return resample


def program(command: list[str]) -> Resampler:
    """A filter from 32-bit floats to a WAV file."""

    def resample(mono: np.ndarray) -> np.ndarray:
        done = subprocess.run(
            command, input=mono.tobytes(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
        return soundfile.read(io.BytesIO(done.stdout), dtype="float64")[0]

    return resample


def rounded(mono: np.ndarray) -> np.ndarray:
    return np.round(mono * 32767).astype(np.int16)


def soxr_s16(mono: np.ndarray) -> np.ndarray:
    return soxr.resample(rounded(mono), IN, OUT, "HQ") / 32768.0


#: Values of convai_pcm.format.
S16, F32 = 2, 5


def resamplers(library: str, parts: str, rubato: list[str]) -> dict[str, Resampler]:
    raw = ["-t", "f32", "-r", str(IN), "-c", "1", "-", "-b", "16", "-t", "wav", "-", "rate", str(OUT)]
    ffmpeg = ["ffmpeg", "-f", "f32le", "-ar", str(IN), "-ac", "1", "-i", "-", "-ar", str(OUT), "-c:a", "pcm_s16le"]
    return {
        "convai, floats to floats": program([parts, "resample"]),
        "soxr HQ, floats to floats": lambda mono: soxr.resample(mono, IN, OUT, "HQ").astype(np.float64),
        "rubato, floats to floats": program(rubato),
        "convai, 16 bits to 16 bits": this_library(library, S16, np.int16),
        "soxr HQ, 16 bits to 16 bits": soxr_s16,
        "convai, floats to 16 bits": this_library(library, F32, np.float32),
        "sox, floats to 16 bits": program(["sox", *raw]),
        "ffmpeg, floats to 16 bits": program([*ffmpeg, "-f", "wav", "-"]),
    }


def tones(frequencies: np.ndarray, pilot: float) -> np.ndarray:
    time = np.arange(int(IN * SECOND)) / IN
    parts = [TONE * np.sin(2 * np.pi * hz * time) + pilot * np.sin(2 * np.pi * PILOT_HZ * time) for hz in frequencies]
    return np.concatenate(parts).astype(np.float32)


def level_at(segment: np.ndarray, hz: float) -> float:
    """The amplitude at a frequency, in dB relative to the input tone."""
    middle = segment[len(segment) // 10 : -len(segment) // 10]
    window = np.kaiser(len(middle), 20)
    spectrum = np.abs(np.fft.rfft(middle * window)) * 2 / window.sum()
    at = round(hz * len(middle) / OUT)
    return float(20 * np.log10(max(spectrum[max(at - 3, 0) : at + 4].max(), 1e-12) / TONE))


def levels(resample: Resampler, frequencies: np.ndarray, pilot: float) -> list[float]:
    out = resample(tones(frequencies, pilot))
    frames = int(OUT * SECOND)
    folded = [abs(hz - OUT * round(hz / OUT)) for hz in frequencies]
    return [level_at(out[i * frames : (i + 1) * frames], hz) for i, hz in enumerate(folded)]


def passband_end(gains: list[float], below: float) -> float:
    """The lowest frequency, in Hz, whose level is below a limit."""
    return next((float(hz) for hz, gain in zip(BELOW, gains) if gain < below), 8_000.0)


def main() -> None:
    found = {}
    for name, resample in resamplers(sys.argv[1], sys.argv[2], sys.argv[3:]).items():
        aliases = levels(resample, ABOVE, PILOT)
        gains = levels(resample, BELOW, 0.0)
        found[name] = {
            "alias_db": max(aliases),
            "alias_hz": float(ABOVE[int(np.argmax(aliases))]),
            "alias_from_9k_db": max(level for hz, level in zip(ABOVE, aliases) if hz >= 9_000),
            "ripple_db": max(abs(gain) for hz, gain in zip(BELOW, gains) if hz <= 6_500),
            "minus_half_db_hz": passband_end(gains, -0.5),
            "minus_3_db_hz": passband_end(gains, -3),
            "at_7k_db": gains[list(BELOW).index(7_000)],
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

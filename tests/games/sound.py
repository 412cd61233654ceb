"""Compares what the loudspeaker played with the voice that the service sent."""

from __future__ import annotations

import array
import io
import math
import struct
import wave
import zlib
from pathlib import Path

WINDOW = 0.01  # seconds


def envelope(samples: array.array, rate: int) -> list[float]:
    """How loud each window is."""
    size = round(rate * WINDOW)
    return [math.sqrt(sum(one * one for one in samples[at : at + size]) / size) for at in range(0, len(samples) - size + 1, size)]


def read_wav(data: bytes) -> tuple[array.array, int]:
    with wave.open(io.BytesIO(data)) as file:
        assert file.getnchannels() == 1 and file.getsampwidth() == 2
        return array.array("h", file.readframes(file.getnframes())), file.getframerate()


def likeness(one: list[float], other: list[float]) -> float:
    product = sum(a * b for a, b in zip(one, other))
    return product / (math.sqrt(sum(a * a for a in one) * sum(b * b for b in other)) or 1)


def find(part: list[float], whole: list[float]) -> tuple[int, float]:
    """Where a part of an envelope is most like another envelope, and how like it is there."""
    places = range(0, max(1, len(whole) - len(part) + 1))
    best = max(places, key=lambda at: likeness(part, whole[at : at + len(part)]))
    return best, likeness(part, whole[best : best + len(part)])


class Comparison:
    """Where the beginning and the end of a voice are in a recording."""

    def __init__(self, heard: array.array, heard_rate: int, voice: array.array, voice_rate: int):
        sent = envelope(voice, voice_rate)
        played = envelope(heard, heard_rate)
        part = min(len(sent) // 2, round(0.8 / WINDOW))
        first, self.like_at_begin = find(sent[:part], played)
        last, self.like_at_end = find(sent[-part:], played)
        self.begin = first * WINDOW
        self.seconds = len(sent) * WINDOW
        # How much later the end came than it would have without gaps; negative where samples are missing.
        self.delay = (last - first - (len(sent) - part)) * WINDOW
        self.likeness = likeness(sent, played[first : first + len(sent)])


def onset(samples: array.array, threshold: float = 0.02) -> int:
    """The first sample that is heard, or -1."""
    return next((at for at, one in enumerate(samples) if abs(one) > threshold * 32768), -1)


def draw(samples: array.array, file: Path, width: int = 960, height: int = 160) -> None:
    """A picture of a waveform."""
    ground, line, middle = (16, 22, 32), (255, 208, 122), (60, 68, 82)
    per_column = max(1, len(samples) // width)
    columns = []
    for column in range(width):
        part = samples[column * per_column : (column + 1) * per_column] or array.array("h", [0])
        columns.append((min(part) / 32768, max(part) / 32768))
    loudest = max(max(abs(low), abs(high)) for low, high in columns) or 1
    rows = []
    for row in range(height):
        at = 1.05 * (1 - 2 * (row + 0.5) / height) * loudest
        pixels = bytearray()
        for low, high in columns:
            pixels += bytes(line if low <= at <= high else middle if row == height // 2 else ground)
        rows.append(b"\0" + bytes(pixels))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    ]
    png = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + png)

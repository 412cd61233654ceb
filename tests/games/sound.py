"""Compares what the loudspeaker played with the voice that the service sent."""

from __future__ import annotations

import array
import io
import math
import wave
from pathlib import Path

from xwd import Picture

WINDOW = 0.01  # seconds

# The steps of an Alignment: a window of the voice is heard, is not heard, or something is heard that is not of the voice.
PAIR, LOST, ADDED = 0, 1, 2


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


def trimmed(loudness: list[float]) -> list[float]:
    """An envelope without the silence before and after it."""
    least = 0.01 * max(loudness, default=0)
    loud = [at for at, one in enumerate(loudness) if one > least]
    return loudness[loud[0] : loud[-1] + 1] if loud else []


def smooth(loudness: list[float], size: int = 5) -> list[float]:
    """The mean of some windows beside each other: where a window begins in a period of the voice does not matter then."""
    padded = [0.0] * (size // 2) + loudness + [0.0] * (size // 2)
    return [sum(padded[at : at + size]) / size for at in range(len(loudness))]


def level(loudness: list[float]) -> float:
    """How loud the windows are that are not silent."""
    least = 0.05 * max(loudness, default=0)
    loud = sorted(one for one in loudness if one > least)
    return loud[len(loud) // 2] if loud else 0.0


def seconds(samples: array.array, rate: int) -> float:
    """How long something is heard, without the silence before and after it."""
    return len(trimmed(envelope(samples, rate))) * WINDOW


class Alignment:
    """How a recording differs from a voice, wherever the differences are: gaps, lost or repeated samples, other sounds."""

    def __init__(self, heard: array.array, heard_rate: int, voice: array.array, voice_rate: int):
        played = trimmed(envelope(heard, heard_rate))
        # The windows of the two may begin at different points: one of these is near.
        shifts = [round(voice_rate * WINDOW * part / 4) for part in range(4)]
        tried = [self._compare(trimmed(envelope(voice[shift:], voice_rate)), played) for shift in shifts]
        # 1 where every window of the voice is heard, in their order, and nothing else but silence. A shift takes some of it.
        self.likeness, self.longest_gap, sent = max(tried)
        self.seconds = len(sent) * WINDOW
        # How much longer it is heard than it was sent: the sum of its gaps.
        self.longer = (len(played) - len(sent)) * WINDOW
        # How much is heard of the whole: less than 1 where a part is lost, more where one is repeated.
        self.share = sum(played) / (sum(sent) or 1) * level(sent) / (level(played) or 1)

    def _compare(self, sent: list[float], played: list[float]) -> tuple[float, float, list[float]]:
        loudness = level(sent) / (level(played) or 1)
        steps, cost = self._cheapest(smooth(sent), [one * loudness for one in smooth(played)])
        added = bytes(step == ADDED for step in steps).split(b"\0")
        return 1 - cost / (sum(sent) or 1), max(map(len, added)) * WINDOW, sent

    @staticmethod
    def _cheapest(sent: list[float], played: list[float]) -> tuple[list[int], float]:
        """The steps from one envelope to the other that cost least. A window that has no partner costs how loud it is."""
        least = 0.002 * max(sent, default=0)  # a silent window costs something, too: the shortest way wins
        row = [0.0]
        for one in played:
            row.append(row[-1] + one + least)
        rows = [bytes([ADDED]) * (len(played) + 1)]
        for one in sent:
            before, lost = row, one + least
            row = [before[0] + lost]
            steps = bytearray([LOST])
            left = row[0]
            for at, other in enumerate(played):
                best, step = before[at] + abs(one - other), PAIR
                if before[at + 1] + lost < best:
                    best, step = before[at + 1] + lost, LOST
                if left + other + least < best:
                    best, step = left + other + least, ADDED
                row.append(best)
                steps.append(step)
                left = best
            rows.append(bytes(steps))
        way, at, to = [], len(sent), len(played)
        while at or to:
            step = rows[at][to]
            way.append(step)
            at -= step in (PAIR, LOST)
            to -= step in (PAIR, ADDED)
        return way[::-1], row[-1]


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
    pixels = bytearray()
    for row in range(height):
        at = 1.05 * (1 - 2 * (row + 0.5) / height) * loudest
        for low, high in columns:
            pixels += bytes(line if low <= at <= high else middle if row == height // 2 else ground)
    Picture(width, height, bytes(pixels)).save(file)

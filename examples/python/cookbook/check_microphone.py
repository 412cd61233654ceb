#!/usr/bin/env python3
"""Records a sentence and says what to change: the level, clipping, silence.

pip install sounddevice
python3 check_microphone.py                  the microphone, for at most ten seconds
python3 check_microphone.py recording.wav    a file
"""

from __future__ import annotations

import math
import sys
import time
from typing import Optional

import convai

#: How long the program waits for a voice, in seconds.
PATIENCE = 10.0


def decibels(level: float) -> float:
    """Returns a level in dBFS: 0 is full scale."""
    return 20 * math.log10(max(level, 1e-5))


def advice(peak: float, rms: float, clipped: float) -> Optional[str]:
    """Returns what to change, or None. `clipped` is the share of samples at full scale."""
    if decibels(peak) < -60:
        return "nothing is heard: is it the right microphone, and is it muted?"
    if clipped > 0.001:
        return "the recording is clipped: turn the microphone down, or speak from farther away"
    if decibels(rms) < -45:
        return "the voice is very quiet: turn the microphone up, or come closer"
    return None


def report(audio: convai.Audio) -> Optional[str]:
    """Prints the measurements of a recording, and returns what to change."""
    level = audio.level()
    clipped = sum(abs(sample) >= 32767 for sample in audio.pcm) / max(len(audio.pcm), 1)
    print(f"{audio.duration:.1f} s at {audio.sample_rate} Hz")
    return judged(level, clipped)


def judged(level: convai.Level, clipped: float) -> Optional[str]:
    """Prints a level, and returns what to change."""
    average = decibels(level.rms)
    print(f"peak {decibels(level.peak):.0f} dBFS, average {average:.0f} dBFS, clipped {100 * clipped:.2f} %")
    return advice(level.peak, level.rms, clipped)


def listen() -> Optional[str]:
    """Waits for a sentence, and returns what to change."""
    print("Say a sentence.")
    end = time.monotonic() + PATIENCE
    loudest = convai.Level(0, 0)
    with convai.Microphone() as microphone:
        while time.monotonic() < end:
            loudest = max(loudest, microphone.level)  # of the block that came last
            heard = microphone.next()
            if heard is not None and heard.utterance is not None:
                said = heard.utterance
                print(f"{said.duration:.1f} s of speech")
                return judged(loudest, said.clipped / max(said.frames, 1))
            time.sleep(0.02)
    return "no speech was heard: is it the right microphone, and is it muted?"


def main() -> None:
    """Checks a file or the microphone. The exit status is 1 if something should be changed."""
    try:
        wrong = report(convai.Audio.open(sys.argv[1])) if len(sys.argv) > 1 else listen()
    except (ImportError, OSError, convai.AudioError) as error:
        sys.exit(str(error))
    print(wrong or "The microphone is fine.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Speaks a recording to a character as a microphone would: chunk by chunk, with a level meter.

    CONVAI_API_KEY=... python3 voice.py --character ID question.wav

A real microphone's callback does what `listen` does here: it pushes each chunk and shows the level.
"""

from __future__ import annotations

import argparse
import os
import sys
import wave
from pathlib import Path

import convai

CHUNK_MS = 20
FORMATS = {1: "u8", 2: "s16", 3: "s24", 4: "s32"}


def main() -> int:
    """Listens, says, and saves the answer."""
    parser = argparse.ArgumentParser(description="Speaks a recording to a character.")
    parser.add_argument("recording", type=Path, help="a WAV file")
    parser.add_argument("--character", default=os.environ.get("CONVAI_CHARACTER_ID"), help="the character's id")
    parser.add_argument("--save", type=Path, default=Path("answer.wav"), help="where the answer goes")
    arguments = parser.parse_args()
    if not arguments.character:
        parser.error("--character is needed, or CONVAI_CHARACTER_ID")

    with wave.open(str(arguments.recording)) as file, convai.Client(upload_sample_rate=16000) as client:
        with convai.Utterance(
            sample_rate=file.getframerate(),
            channels=file.getnchannels(),
            sample_format=FORMATS[file.getsampwidth()],
            max_seconds=60,
        ) as utterance:
            listen(file, utterance)
            print(f"heard {utterance.duration:.2f} s")
            reply = client.conversation(arguments.character).say(utterance, voice=True)
    print(f"understood: {reply.user_query}")
    print(f"them: {reply.text}")
    if reply.audio:
        reply.audio.save(arguments.save)
        print(f"      {arguments.save}: {reply.audio.duration:.1f} s at {reply.audio.sample_rate} Hz")
    return 0


def listen(file: wave.Wave_read, utterance: convai.Utterance) -> None:
    """Collects the recording in the chunks of a microphone."""
    frames = file.getframerate() * CHUNK_MS // 1000
    loudest = 0.0
    while chunk := file.readframes(frames):
        if not utterance.push(chunk):
            print("the utterance is full")
            break
        loudest = max(loudest, utterance.level.peak)
    print(f"loudest {'#' * round(loudest * 40):.<40} {loudest:.2f}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (convai.ConvaiError, OSError, wave.Error) as error:
        sys.exit(f"{error} (python -m convai doctor may say more)")

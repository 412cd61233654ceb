#!/usr/bin/env python3
"""Sends a recording to a character as a microphone would deliver it: chunk by chunk, with a level meter.

    CONVAI_API_KEY=... python3 voice.py --character ID question.wav

In a game, the callback of the microphone does what `listen` does here: it pushes each chunk and shows the level.
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
    """Collects the recording, sends it and saves the answer."""
    parser = argparse.ArgumentParser(description="Sends a recording to a character.")
    parser.add_argument("recording", type=Path, help="a WAV file")
    parser.add_argument("--character", default=os.environ.get("CONVAI_CHARACTER_ID"), help="the id of the character")
    parser.add_argument("--save", type=Path, default=Path("answer.wav"), help="the file for the voice of the answer")
    arguments = parser.parse_args()
    if not arguments.character:
        parser.error("pass --character, or set CONVAI_CHARACTER_ID")

    with wave.open(str(arguments.recording)) as file, convai.Client(upload_sample_rate=16000) as client:
        with convai.Utterance(
            sample_rate=file.getframerate(),
            channels=file.getnchannels(),
            sample_format=FORMATS[file.getsampwidth()],
            max_seconds=60,
        ) as utterance:
            listen(file, utterance)
            print(f"collected {utterance.duration:.2f} s")
            reply = client.conversation(arguments.character).say(utterance, voice=True)
    print(f"understood: {reply.user_query}")
    print(f"them: {reply.text}")
    if reply.audio:
        reply.audio.save(arguments.save)
        print(f"      {arguments.save}: {reply.audio.duration:.1f} s at {reply.audio.sample_rate} Hz")
    return 0


def listen(file: wave.Wave_read, utterance: convai.Utterance) -> None:
    """Pushes the recording in chunks of the size that a microphone delivers."""
    frames = file.getframerate() * CHUNK_MS // 1000
    peak = 0.0
    while chunk := file.readframes(frames):
        if not utterance.push(chunk):
            print("the utterance is full")
            break
        peak = max(peak, utterance.level.peak)
    print(f"peak level {'#' * round(peak * 40):.<40} {peak:.2f}")


if __name__ == "__main__":
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # on Windows, the encoding of redirected output lacks characters
    try:
        sys.exit(main())
    except (convai.ConvaiError, OSError, wave.Error) as error:
        sys.exit(f"{error} (python -m convai doctor checks the installation)")

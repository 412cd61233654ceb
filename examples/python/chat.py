#!/usr/bin/env python3
"""Creates a character, holds a conversation with it and saves its voice replies.

    make wheel && pip install dist/convai_native-*.whl
    CONVAI_API_KEY=... python3 chat.py

With --character ID, it uses an existing character and does not delete it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import convai

QUESTIONS = ["Good evening. What is your name?", "My name is Ada.", "What is my name?"]


def main() -> int:
    """Holds the conversation."""
    parser = argparse.ArgumentParser(description="Holds a conversation with a character.")
    parser.add_argument("--character", help="the id of an existing character")
    parser.add_argument("--save", type=Path, default=Path(), help="the folder for the voice replies")
    arguments = parser.parse_args()

    with convai.Client() as client:
        character = arguments.character or create(client)
        try:
            talk(client.conversation(character), arguments.save)
        finally:
            if not arguments.character:
                client.characters.delete(character)
    return 0


def create(client: convai.Client) -> str:
    """Creates a character for this program."""
    raymond = client.characters.create(
        name="Raymond",
        voice_type="US MALE 1",
        backstory="Raymond has kept the lighthouse for forty years. He likes storms and black coffee.",
    )
    print(f"created {raymond.name}: {raymond.id}")
    return raymond.id


def talk(chat: convai.Conversation, folder: Path) -> None:
    """Asks the questions, one after the other."""
    for number, question in enumerate(QUESTIONS, start=1):
        print(f"you:  {question}")
        reply = chat.say(question, voice=True)
        print(f"them: {reply.text}")
        if reply.audio:
            path = folder / f"chat-{number}.wav"
            reply.audio.save(path)
            print(f"      {path}: {reply.audio.duration:.1f} s at {reply.audio.sample_rate} Hz")
    print(f"session {chat.session_id}")


if __name__ == "__main__":
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # on Windows, the encoding of redirected output lacks characters
    try:
        sys.exit(main())
    except convai.ConvaiError as error:
        sys.exit(f"{error} (python -m convai doctor checks the installation)")

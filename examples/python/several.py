#!/usr/bin/env python3
"""Talks to several characters at the same time with asyncio. A turn that takes too long is cancelled.

CONVAI_API_KEY=... python3 several.py
"""

from __future__ import annotations

import asyncio
import sys
import time

import convai

CAST = {
    "Raymond": "Raymond keeps the lighthouse and likes storms.",
    "Ada": "Ada repairs clocks and is never late.",
    "Bruno": "Bruno bakes bread and knows all the gossip.",
}
QUESTIONS = ["What is your name?", "What do you like?"]
#: The timeout of a turn, in seconds.
TURN_TIMEOUT = 30.0


async def talk(client: convai.AsyncClient, name: str, backstory: str) -> None:
    """Creates a character, asks it all questions and deletes it."""
    character = await client.characters.create(name=name, voice_type="US MALE 1", backstory=backstory)
    try:
        chat = client.conversation(character, fallback="(is silent)")
        for question in QUESTIONS:
            try:
                reply = await asyncio.wait_for(chat.say(question), TURN_TIMEOUT)
            except asyncio.TimeoutError:
                print(f"{name} took too long")
                break
            print(f"{name}: {reply.text}")
    finally:
        await client.characters.delete(character)


async def main() -> None:
    """Talks to all characters at the same time."""
    start = time.monotonic()
    async with convai.AsyncClient() as client:
        await asyncio.gather(*(talk(client, name, backstory) for name, backstory in CAST.items()))
    print(f"{len(CAST)} characters in {time.monotonic() - start:.2f} s")


if __name__ == "__main__":
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # on Windows, the encoding of redirected output lacks characters
    try:
        asyncio.run(main())
    except convai.ConvaiError as error:
        sys.exit(f"{error} (python -m convai doctor checks the installation)")

#!/usr/bin/env python3
"""Several characters at once with asyncio: each talks in its own conversation, and who is too slow is given up.

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
PATIENCE = 30.0


async def visit(client: convai.AsyncClient, name: str, backstory: str) -> None:
    """Makes a character, asks it everything, and deletes it."""
    character = await client.characters.create(name=name, voice_type="US MALE 1", backstory=backstory)
    try:
        chat = client.conversation(character, fallback="(is silent)")
        for question in QUESTIONS:
            try:
                reply = await asyncio.wait_for(chat.say(question), PATIENCE)
            except asyncio.TimeoutError:
                print(f"{name} takes too long")
                break
            print(f"{name}: {reply.text}")
    finally:
        await client.characters.delete(character)


async def main() -> None:
    """Visits all of them at the same time."""
    start = time.monotonic()
    async with convai.AsyncClient() as client:
        await asyncio.gather(*(visit(client, name, backstory) for name, backstory in CAST.items()))
    print(f"{len(CAST)} characters in {time.monotonic() - start:.2f} s")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except convai.ConvaiError as error:
        sys.exit(f"{error} (python -m convai doctor may say more)")

#!/usr/bin/env python3
"""A character that answers in the channels of a chat server. The skeleton fits every library for asyncio.

Here it is Discord's:

pip install discord.py
CONVAI_API_KEY=... DISCORD_TOKEN=... python3 chat_bot.py CHARACTER_ID
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import sys
from typing import Any

import convai

#: The longest message of Discord.
LONGEST = 2000


class Bot:
    """Keeps a conversation for each channel, which remembers what was said there."""

    def __init__(self, client: convai.AsyncClient, character_id: str, name: str = "npc") -> None:
        self.client = client
        self.character_id = character_id
        self.prefix = f"!{name} "
        self.chats: dict[int, convai.AsyncConversation] = {}

    async def answer(self, channel: int, text: str) -> str:
        """Returns the answer to a line. The turns of a channel are answered one after the other."""
        if text == "forget":
            self.chats.pop(channel, None)
            return "(has forgotten everything)"
        if channel not in self.chats:
            self.chats[channel] = self.client.conversation(self.character_id)
        try:
            reply = await self.chats[channel].say(text, deadline=60)
        except convai.RateLimitedError as error:
            return f"(is tired: try again in {error.retry_after or 60:.0f} seconds)"
        except convai.ConvaiError as error:
            print(f"{error.code_name}: {error}", file=sys.stderr)
            return "(does not answer)"
        return reply.text[:LONGEST]

    async def on_message(self, message: Any) -> None:
        """Answers a message that begins with the prefix. A bot does not answer bots, itself included."""
        if message.author.bot or not message.content.startswith(self.prefix):
            return
        text = message.content[len(self.prefix) :].strip()
        if text:
            async with message.channel.typing():
                answer = await self.answer(message.channel.id, text)
            await message.channel.send(answer)


async def main(character_id: str) -> None:
    """Connects to Discord, and runs until the program is stopped."""
    discord: Any = importlib.import_module("discord")
    intents = discord.Intents.default()
    intents.message_content = True
    gateway = discord.Client(intents=intents)
    async with convai.AsyncClient() as client:
        bot = Bot(client, character_id)

        async def on_message(message: Any) -> None:
            await bot.on_message(message)

        gateway.event(on_message)
        await gateway.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: chat_bot.py CHARACTER_ID")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1]))

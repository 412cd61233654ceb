#!/usr/bin/env python3
"""A character in a window: type a line, press Enter, and read the answer while it arrives.

No frame waits for the network:

pip install pygame-ce
CONVAI_API_KEY=... python3 npc_pygame.py CHARACTER_ID
"""

from __future__ import annotations

import sys
from typing import Optional

import convai
import pygame

WIDTH, HEIGHT, MARGIN = 640, 360, 24
NIGHT, PAPER, LAMP = (20, 24, 40), (235, 230, 220), (240, 190, 90)


class Game:
    """The window, the conversation, and the turn that runs."""

    def __init__(self, client: convai.Client, character_id: str) -> None:
        pygame.init()
        self.screen = pygame.display.set_mode((WIDTH, HEIGHT))
        self.font = pygame.font.Font(None, 26)
        self.chat = client.conversation(character_id, fallback="(does not hear you)")
        self.turn: Optional[convai.Turn] = None
        self.typed = ""
        self.answer = "Type something and press Enter."
        self.running = True

    def frame(self) -> None:
        """One frame: input, what has arrived, drawing."""
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self.running = False
            elif event.type == pygame.KEYDOWN:
                self.press(event.key, event.unicode)
        self.listen()
        self.draw()

    def press(self, key: int, character: str) -> None:
        """Edits the line, and says it at Enter. A line interrupts the answer before it."""
        if key == pygame.K_RETURN and self.typed.strip():
            self.chat.interrupt()
            self.turn = self.chat.start_say(self.typed, stream=True)
            self.typed = self.answer = ""
        elif key == pygame.K_BACKSPACE:
            self.typed = self.typed[:-1]
        elif character.isprintable():
            self.typed += character

    def listen(self) -> None:
        """Takes what has arrived since the last frame. Neither call waits."""
        if self.turn is None:
            return
        ended = self.turn.done  # asked first, so that the pieces before the end are all read
        while (piece := self.turn.next_piece()) is not None:
            self.answer += piece.text
        if ended:
            try:
                self.answer = self.turn.result().text
            except convai.ConvaiError as error:
                self.answer = f"({error})"
            self.turn.close()
            self.turn = None

    def draw(self) -> None:
        """Draws the lamp, which is lit while the character thinks, the answer and the line that is typed."""
        self.screen.fill(NIGHT)
        if self.turn is not None:
            pygame.draw.circle(self.screen, LAMP, (WIDTH - 2 * MARGIN, 2 * MARGIN), MARGIN // 2)
        line, top = "", MARGIN
        for word in [*self.answer.split(), ""]:
            if word and self.font.size(f"{line} {word}")[0] < WIDTH - 4 * MARGIN:
                line = f"{line} {word}".strip()
                continue
            self.screen.blit(self.font.render(line, True, PAPER), (MARGIN, top))
            line, top = word, top + self.font.get_linesize()
        self.screen.blit(self.font.render(f"> {self.typed}", True, LAMP), (MARGIN, HEIGHT - 2 * MARGIN))
        pygame.display.flip()

    def close(self) -> None:
        """Ends the turn and the conversation, and closes the window."""
        if self.turn is not None:
            self.turn.close()
        self.chat.close()
        pygame.quit()


def main() -> None:
    """Runs at 60 frames per second until the window is closed."""
    if len(sys.argv) != 2:
        sys.exit("usage: npc_pygame.py CHARACTER_ID")
    with convai.Client() as client:
        game = Game(client, sys.argv[1])
        clock = pygame.time.Clock()
        try:
            while game.running:
                game.frame()
                clock.tick(60)
        finally:
            game.close()


if __name__ == "__main__":
    main()

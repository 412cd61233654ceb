#!/usr/bin/env python3
"""A character that talks, in Python with Panda3D: type a line, and hear and read the answer while it arrives.

    CONVAI_API_KEY=... CONVAI_CHARACTER_ID=... python3 keeper.py

Esc quits.
"""

from __future__ import annotations

import os
import sys
from typing import Optional

import convai
from direct.gui.DirectGui import DirectEntry
from direct.gui.OnscreenText import OnscreenText
from direct.showbase.ShowBase import ShowBase
from panda3d.core import NodePath, TextNode, loadPrcFileData

# Panda3D opens no audio device of its own: the voice goes to the device that the speaker opens.
SETTINGS = "window-title Keeper (Panda3D)\nwin-size 960 540\nclock-mode limited\nclock-frame-rate 60\naudio-library-name null"
FALLBACK = "The wind tears my words away. Say it again in a moment."
PAPER, LAMP = (0.98, 0.95, 0.88, 1), (1, 0.82, 0.48, 1)


class Keeper(ShowBase):
    """The window, the face, and the turn that runs."""

    def __init__(self, chat: convai.Conversation, speaker: convai.Speaker) -> None:
        super().__init__()
        self.chat, self.speaker = chat, speaker
        self.turn: Optional[convai.Turn] = None
        self.setBackgroundColor(0.09, 0.12, 0.18)
        self.disableMouse()
        self.camera.setPos(0, -8, 0)
        self.ball((0.95, 0.78, 0.62), (0, 0, 0.7), (1, 0.5, 1))
        self.ball((0.12, 0.14, 0.2), (-0.35, -1, 0.9), (0.1, 0.1, 0.1))
        self.ball((0.12, 0.14, 0.2), (0.35, -1, 0.9), (0.1, 0.1, 0.1))
        self.mouth = self.ball((0.45, 0.08, 0.1), (0, -1, 0.35), (0.3, 0.1, 0.03))
        self.caption = OnscreenText("Type, and press Enter. Esc quits.", pos=(0, -0.42), scale=0.08, fg=PAPER, wordwrap=38)
        self.line = DirectEntry(
            command=self.say, pos=(-1.4, 0, -0.82), scale=0.08, width=35, relief=None, text_fg=LAMP, focus=True, suppressKeys=False
        )
        self.accept("escape", self.userExit)
        self.taskMgr.add(self.frame, "frame")

    def ball(self, color: tuple[float, ...], place: tuple[float, ...], size: tuple[float, ...]) -> NodePath:
        model = self.loader.loadModel("models/smiley")
        model.reparentTo(self.render)
        model.setTextureOff(1)
        model.setColor(*color, 1)
        model.setPos(*place)
        model.setScale(*size)
        return model

    def say(self, text: str) -> None:
        """Sends a line. It interrupts the answer before it."""
        self.line.enterText("")
        self.line["focus"] = True
        if not text.strip():
            return
        self.chat.interrupt()
        self.close_turn()
        self.caption.text = ""
        try:
            self.turn = self.chat.start_say(text, voice=True, stream=True)
        except convai.ConvaiError as error:
            self.caption.text = str(error)

    def listen(self, turn: convai.Turn) -> None:
        """Takes what has arrived since the last frame; at the end the fallback line, if nothing came. Waits for nothing."""
        ended = turn.done  # asked first, so that the pieces before the end are all read
        while (piece := turn.next_piece()) is not None:
            self.caption.text += piece.text
        if not ended:
            return
        try:
            self.caption.text = self.caption.text or turn.result().text
        except convai.ConvaiError as error:
            self.caption.text = str(error)
        self.close_turn()

    def frame(self, task):
        if self.turn is not None:
            self.listen(self.turn)
        self.mouth.setSz(0.03 + 0.25 * self.speaker.poll().mouth)
        return task.cont

    def close_turn(self) -> None:
        if self.turn is not None:
            self.turn.close()
            self.turn = None


def main() -> int:
    loadPrcFileData("", SETTINGS)
    character = os.environ.get("CONVAI_CHARACTER_ID", "lighthouse-keeper")
    with convai.Client() as client, convai.Speaker() as speaker, client.conversation(character, fallback=FALLBACK) as chat:
        chat.set_playback(speaker)
        game = Keeper(chat, speaker)
        try:
            game.run()
        except SystemExit:  # the end of run(): Esc, or the window was closed
            game.close_turn()
            game.destroy()
    return 0 if convai.live_objects() == 0 else 3


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (convai.ConvaiError, ImportError) as error:
        sys.exit(f"{error} (python -m convai doctor checks the installation)")

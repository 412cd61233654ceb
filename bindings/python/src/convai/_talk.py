"""The command `talk`: a chat in the terminal."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Union

from . import _loader
from .errors import AudioError, CancelledError, ConfigurationError, ConvaiError
from .models import Reply
from .operation import Turn

if TYPE_CHECKING:
    from .conversation import Conversation
    from .microphone import Microphone
    from .speaker import Speaker
    from .utterance import Utterance

HELP = """\
Type a line and press Enter. An empty line, /quit or Ctrl-D ends the chat; Ctrl-C interrupts the character.
  /wav FILE     send a recording      /reset    start a new session
  /session      show the session id   /help     show this text"""

HANDS_FREE = "Speak; a pause ends what you say. Ctrl-C interrupts the character, or ends the chat."

SPINNER = "|/-\\"

#: How long the spinner shows one character, in seconds.
SPINNER_INTERVAL = 0.1

#: How often the microphone is asked whether the player has finished, in seconds.
MICROPHONE_INTERVAL = 0.05


def talk(chosen: argparse.Namespace) -> int:
    """Runs the chat and returns the exit code."""
    try:
        _loader.load()
        from .client import Client

        if not chosen.character:
            print("There is no character: pass --character ID, or set CONVAI_CHARACTER_ID.", file=sys.stderr)
            return 2
        if chosen.play and chosen.no_voice:
            print("--play needs voices: leave out --no-voice.", file=sys.stderr)
            return 2
        with contextlib.ExitStack() as opened:
            client = opened.enter_context(Client(base_url=chosen.base_url))
            chat = Chat(client.conversation(chosen.character, chosen.session), not chosen.no_voice, _folder(chosen))
            if chosen.play:
                from .speaker import Speaker

                chat.speaker = opened.enter_context(Speaker())
                chat.conversation.set_playback(chat.speaker)
            if chosen.mic:
                from .microphone import Microphone

                chat.microphone = Microphone()
                opened.enter_context(chat.microphone)
                chat.microphone.set_playback(chat.speaker)
            return chat.run()
    except (ImportError, ConfigurationError, AudioError) as error:
        print(error, file=sys.stderr)
        return 2


def _folder(chosen: argparse.Namespace) -> Optional[Path]:
    """The folder for the replies, or None: replies that are heard are saved only if a folder was given."""
    folder: Optional[Path] = chosen.save
    return Path() if folder is None and not chosen.play else folder


class Chat:
    """A chat: takes what is typed or spoken, sends it, and prints, plays and saves the replies."""

    def __init__(self, conversation: Conversation, voice: bool, folder: Optional[Path]) -> None:
        self.conversation = conversation
        self.voice = voice
        self.folder = folder
        self.saved = 0
        self.speaker: Optional[Speaker] = None
        self.microphone: Optional[Microphone] = None

    def run(self) -> int:
        """Chats until the input ends. Returns 1 if there were turns and all of them failed, otherwise 0."""
        tried = answered = 0
        try:
            for said in self._typed() if self.microphone is None else self._spoken(self.microphone):
                tried += 1
                answered += self._turn(said)
        except (EOFError, KeyboardInterrupt):
            print()
        if self.conversation.session_id:
            print(f"To continue later, pass --session {self.conversation.session_id}")
        return 1 if tried and not answered else 0

    def _typed(self) -> Iterator[Union[str, Path]]:
        """What the player types, and the recordings that a command names."""
        print(HELP)
        while True:
            line = input("\nyou> ").strip()
            if line in ("", "/quit"):
                return
            if line.startswith("/wav "):
                yield Path(line[5:].strip())
            elif line.startswith("/"):
                self._command(line)
            else:
                yield line

    def _spoken(self, microphone: Microphone) -> Iterator[Utterance]:
        """What the player speaks."""
        print(HANDS_FREE)
        while True:
            print("\n(speak)", flush=True)
            while (heard := microphone.next()) is None or heard.utterance is None:
                if heard is not None:
                    _draw("listening")
                time.sleep(MICROPHONE_INTERVAL)
            _draw("")
            with heard.utterance as utterance:
                yield utterance

    def _command(self, line: str) -> None:
        if line == "/reset":
            self.conversation.reset()
            print("The next turn starts a new session.")
        elif line == "/session":
            print(self.conversation.session_id or "There is no session yet.")
        else:
            print(HELP)

    def _turn(self, said: Union[str, Path, Utterance]) -> bool:
        """Sends one turn, and waits until it was heard. Returns whether it was answered."""
        answered = False
        try:
            reply = self._ask(said)
            answered = True
            self._show(reply, heard=not isinstance(said, str))
            if self.speaker is not None:
                self.speaker.wait()
        except (CancelledError, KeyboardInterrupt):
            self.conversation.interrupt()  # also what is heard of it
            print("(interrupted)")
        except (ConvaiError, OSError) as error:
            print(f"({error})")
        return answered

    def _ask(self, said: Union[str, Path, Utterance]) -> Reply:
        with self.conversation.start_say(said, voice=self.voice, stream=self.speaker is not None) as turn:
            try:
                self._follow(turn)
            finally:
                _draw("")
            return turn.result()

    def _follow(self, turn: Turn) -> None:
        """Waits for the end of a turn. Prints the text of one that is heard while it arrives."""
        begun = False
        try:
            for symbol in itertools.cycle(SPINNER):
                ended = turn.wait(SPINNER_INTERVAL)
                while self.speaker is not None and (piece := turn.next_piece()) is not None:
                    _draw("")
                    print(piece.text if begun else f"them> {piece.text}", end="", flush=True)
                    begun = True
                if ended:
                    return
                if not begun:
                    _draw(f"{symbol} {turn.progress().state}")
        finally:
            if begun:
                print()

    def _show(self, reply: Reply, heard: bool) -> None:
        if heard and reply.user_query:
            print(f"(understood: {reply.user_query})")
        if self.speaker is None:
            print(f"them> {reply.text}")
        if reply.audio is not None and self.folder is not None:
            path = self._free_path(self.folder)
            reply.audio.save(path)
            print(f"      {path} ({reply.audio.duration:.1f} s)")

    def _free_path(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            self.saved += 1
            path = folder / f"reply-{self.saved:03}.wav"
            if not path.exists():
                return path


def _draw(text: str) -> None:
    """Replaces the line of the spinner if stderr is a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

"""The command `talk`: a chat in the terminal."""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Union

from . import _loader
from .errors import CancelledError, ConfigurationError, ConvaiError
from .models import Reply

if TYPE_CHECKING:
    from .conversation import Conversation

HELP = """\
Type a line and press Enter. An empty line, /quit or Ctrl-D ends the chat; Ctrl-C interrupts the character.
  /wav FILE     send a recording      /reset    start a new session
  /session      show the session id   /help     show this text"""

SPINNER = "|/-\\"

#: How long the spinner shows one character, in seconds.
SPINNER_INTERVAL = 0.1


def talk(chosen: argparse.Namespace) -> int:
    """Runs the chat and returns the exit code."""
    try:
        _loader.load()
        from .client import Client

        if not chosen.character:
            print("There is no character: pass --character ID, or set CONVAI_CHARACTER_ID.", file=sys.stderr)
            return 2
        with Client(base_url=chosen.base_url) as client:
            return Chat(client.conversation(chosen.character, chosen.session), not chosen.no_voice, chosen.save).run()
    except (ImportError, ConfigurationError) as error:
        print(error, file=sys.stderr)
        return 2


class Chat:
    """A chat: reads lines, sends them, and prints and saves the replies."""

    def __init__(self, conversation: Conversation, voice: bool, folder: Path) -> None:
        self.conversation = conversation
        self.voice = voice
        self.folder = folder
        self.saved = 0

    def run(self) -> int:
        """Chats until the input ends. Returns 1 if there were turns and all of them failed, otherwise 0."""
        print(HELP)
        tried = answered = 0
        while True:
            try:
                line = input("\nyou> ").strip()
            except (EOFError, KeyboardInterrupt):
                print()
                break
            if line in ("", "/quit"):
                break
            if line.startswith("/") and not line.startswith("/wav "):
                self._command(line)
                continue
            tried += 1
            answered += self._turn(Path(line[5:].strip()) if line.startswith("/wav ") else line)
        if self.conversation.session_id:
            print(f"To continue later, pass --session {self.conversation.session_id}")
        return 1 if tried and not answered else 0

    def _command(self, line: str) -> None:
        if line == "/reset":
            self.conversation.reset()
            print("The next turn starts a new session.")
        elif line == "/session":
            print(self.conversation.session_id or "There is no session yet.")
        else:
            print(HELP)

    def _turn(self, said: Union[str, Path]) -> bool:
        """Sends one turn. Returns whether it was answered."""
        try:
            reply = self._ask(said)
        except CancelledError:
            print("(interrupted)")
        except (ConvaiError, OSError) as error:
            print(f"({error})")
        else:
            self._show(reply, heard=isinstance(said, Path))
            return True
        return False

    def _ask(self, said: Union[str, Path]) -> Reply:
        with self.conversation.start_say(said, voice=self.voice) as turn:
            try:
                for symbol in itertools.cycle(SPINNER):
                    _draw(f"{symbol} {turn.progress().state}")
                    if turn.wait(SPINNER_INTERVAL):
                        break
            except KeyboardInterrupt:
                turn.cancel()
            finally:
                _draw("")
            return turn.result()

    def _show(self, reply: Reply, heard: bool) -> None:
        if heard and reply.user_query:
            print(f"(understood: {reply.user_query})")
        print(f"them> {reply.text}")
        if reply.audio is not None:
            path = self._free_path()
            reply.audio.save(path)
            print(f"      {path} ({reply.audio.duration:.1f} s)")

    def _free_path(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        while True:
            self.saved += 1
            path = self.folder / f"reply-{self.saved:03}.wav"
            if not path.exists():
                return path


def _draw(text: str) -> None:
    """Replaces the line of the spinner if stderr is a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

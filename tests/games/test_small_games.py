"""The same character in other engines, played: each step is a check, and a cell of the table in examples/games/README.md.

    python3 tests/games/test_small_games.py [NAME...]

CONVAI_LIBRARY and CONVAI_EMULATOR are the built ones. Pictures and sounds are in target/games/tests. engines.py has the engines.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from typing import Callable, Optional, Union

import sound
import table
from engines import ENGINES, GAMES, LIBRARY, OUT, THREAD, Engine, pattern
from stage import RATE, Stage, say, wait_for

TURNS = "/character/getResponse"
FALLBACK = "The wind tears my words away. Say it again in a moment."
# By the emulator's clock, which a step moves on: the answer does not come before.
HOUR_MS = 3_600_000
LOUD = 0.02

# What he says: the title of the window, or which pixels of the caption are letters.
Words = Union[str, bytes]


MOUTH = ((101, 129), (0, 34), (0, 39))
LETTER = ((151, 255), (141, 255), (131, 255))


class Play:
    """A game that runs, with its window and its turns."""

    def __init__(self, stage: Stage, name: str, engine: Engine, command: list[str], environment: dict[str, str] = {}):
        self.stage, self.name, self.engine = stage, name, engine
        stage.control("reset", method="POST")
        self.log = stage.out / f"{name}.log"
        # How much the sound server holds. Nothing here compares times: it may be much, so that a busy machine makes no gaps. But the
        # server takes a quarter of it at once, which must be less than what a game pushes ahead in its frames.
        latency = {"PULSE_LATENCY_MSEC": "1000" if engine.audio == THREAD else "200"}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, env={**stage.environment, **latency, **environment}, stdout=log, stderr=log)
        try:
            # With the picture comes the window that stays: SDL makes another one when it makes its renderer.
            wait_for("the picture", lambda: self._window() and self.mouth() > 50, 120)
            self.window = wait_for("the window", self._window)
            self._xdotool("windowfocus", self.window)
        except BaseException:
            self.kill()
            raise
        self.shut = self.mouth()

    def _window(self) -> Optional[str]:
        self.alive()
        found = self._xdotool("search", "--name", pattern(self.engine.title), check=False).split()
        return found[-1] if found else None

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(["xdotool", *arguments], env=self.stage.environment, capture_output=True, timeout=120)
        assert done.returncode == 0 or not check, f"xdotool {arguments}: {done.stderr.decode(errors='replace')}"
        return done.stdout.decode(errors="replace")

    def alive(self) -> None:
        assert self.process.poll() is None, f"the game has ended with {self.process.returncode}: see {self.log}"

    def wait(self, what: str, found: Callable[[], object], seconds: float = 180):
        """Waits, as long as the game runs."""
        return wait_for(what, lambda: self.alive() or found(), seconds)

    def look(self):
        return self.stage.look()

    def mouth(self) -> int:
        """How many pixels of the mouth are seen."""
        return sum(self.look().shape(MOUTH))

    def picture(self, step: str):
        return self.stage.picture(f"{self.name}-{step}")

    def type(self, line: str) -> None:
        self._xdotool("type", "--delay", "80", line)

    def enter(self, line: str) -> int:
        """Sends what was typed. Returns the number of the turn that the service gets, which must be this line."""
        before = len(self.stage.turns())
        self._xdotool("key", "Return")
        # The journal has a request before the last of its body.
        turn = self.wait("the turn", lambda: [one for one in self.stage.turns()[before:] if "userText" in one["values"]])[0]
        assert turn["values"]["userText"] == line, f"typed was {line!r}, and the service got {turn['values']['userText']!r}"
        return turn["seq"]

    def tell(self, line: str) -> int:
        self.type(line)
        return self.enter(line)

    def turn(self, number: int) -> dict:
        return self.stage.control(f"journal/{number}")

    def outcome(self, number: int, wanted: str) -> dict:
        def ended() -> Optional[dict]:
            turn = self.turn(number)
            assert turn["outcome"] in ("open", wanted), f"the turn was {turn['outcome']}, not {wanted}"
            return turn if turn["outcome"] == wanted else None

        return self.wait(f"a turn that was {wanted}", ended)

    def voice(self, number: int):
        return sound.read_wav(self.stage.fetch(f"journal/{number}/voice"))

    def position(self) -> int:
        """Now, in the recording of the loudspeaker."""
        return self.stage.recorder.position()

    def speech(self, since: int) -> None:
        """Waits until something was heard since a position."""
        self.wait("the voice", lambda: max(self.stage.recorder.since(since), default=0) > LOUD * 32768)

    def silence(self, seconds: float = 1.5) -> None:
        self.wait("silence", lambda: self.stage.recorder.level(seconds) == 0)

    def words(self) -> Words:
        if self.engine.caption is not None:
            return self.look().shape(LETTER, *self.engine.caption)
        title = self._xdotool("getwindowname", self.window).rstrip("\n")
        return title[len(self.engine.title) :]

    def blank(self) -> None:
        self.wait("a caption without words", lambda: not is_written(self.words()))

    def written(self, unlike: Words = "") -> Words:
        """Words that are others than before, when they are the same twice: not in the middle of a frame."""
        before: Words = ""

        def steady() -> Optional[Words]:
            nonlocal before
            last, before = before, self.words()
            return before if is_written(before) and before == last and before != unlike else None

        return self.wait("words", steady)

    def heard(self, position: int, number: int, step: str) -> sound.Alignment:
        """Compares what the loudspeaker played since a position with the voice of a turn."""
        samples = self.stage.recorder.since(position)
        self.stage.save_sound(f"{self.name}-{step}", samples)
        compared = sound.Alignment(samples, RATE, *self.voice(number))
        # Each gap shifts what follows against the windows, which takes some of the likeness.
        assert compared.likeness > 0.85, f"what was heard is not the voice: {vars(compared)}"
        complete = 0.92 < compared.share < 1.08 and compared.longer > -0.03
        assert complete, f"a part of the voice is missing, or was heard twice: {vars(compared)}"
        return compared

    def quit(self) -> None:
        self._xdotool("key", "Escape")
        # A game that waits for its turn ends when the library gives the turn up, after 60 s.
        code = self.process.wait(40)
        assert code == 0, f"the game ended with {code}: see {self.log}"

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def is_written(words: Words) -> bool:
    return words.strip() != "" if isinstance(words, str) else sum(words) > 40


# ---- the steps: each returns what the table says of it ----


def text(play: Play) -> str:
    """The first words are shown before the others have been sent, and replace what was there before."""
    play.begin = play.position()
    play.stage.control("clock", {"freeze": True})
    play.stage.control("faults", {"path": TURNS, "delay_ms": 1000})
    play.first = play.tell("Good evening")
    play.blank()
    play.stage.control("clock", {"advance_ms": 1000})
    play.some = play.written()
    play.picture("text")
    if isinstance(play.some, str):
        reply = "Good evening, traveller."
        assert reply.startswith(play.some), f"the title is {play.some!r}, and the reply begins with {reply!r}"
    return "yes"


def streaming(play: Play) -> str:
    """The clock of the service stands before the last piece, and the voice is heard already. The words go on with the pieces.

    The voice has a gap where the clock stood. Otherwise it is heard as sent.
    """
    from_here = play.position()
    play.stage.control("clock", {"advance_ms": 1000})
    play.speech(from_here)
    assert play.turn(play.first)["outcome"] == "open" and play.stage.control("clock")["waiting"] > 0, "the reply was sent already"
    more = play.wait("more words", lambda: play.written(play.some))
    assert len(more) > len(play.some) if isinstance(more, str) else sum(more) > sum(play.some)
    play.picture("streaming")
    play.stage.control("clock", {"freeze": False})
    reply = play.outcome(play.first, "answered")["reply"]
    if isinstance(more, str):
        play.wait("the whole reply in the title", lambda: play.words() == reply)
    play.silence()
    play.heard(play.begin, play.first, "streaming")
    return "yes"


def voice(play: Play) -> str:
    """What is heard is the voice that was sent: all of it, in its order. Gaps are only where the engine has no audio thread.

    All of it is sent at once and not as a stream, so that no gap is one of the network.
    """
    play.stage.control("settings", {"ignore_stream": True})
    from_here = play.position()
    number = play.tell("Please open the door")
    play.outcome(number, "answered")
    play.speech(from_here)
    play.silence()
    compared = play.heard(from_here, number, "voice")
    say(f"    as sent: {compared.likeness:.3f}; {compared.seconds:.1f} s, heard {compared.longer:+.2f} s longer")
    limit = 0.03 if play.engine.audio == THREAD else compared.seconds / 2
    assert compared.longer <= limit, f"the voice is heard {compared.longer:+.2f} s longer than it is: {vars(compared)}"
    play.stage.control("reset", method="POST")
    return play.engine.audio


def mouth(play: Play) -> str:
    """It is open while the loudspeaker plays speech, and shut before and afterwards."""
    assert abs(play.mouth() - play.shut) < 20, "the mouth is not shut before he speaks"
    play.stage.control("settings", {"ignore_stream": True})  # a long voice, which is heard as a whole
    play.tell("Tell me a story")

    def open_and_heard() -> bool:
        picture = play.look()
        if sum(picture.shape(MOUTH)) <= play.shut * 1.5 + 100 or play.stage.recorder.level() <= LOUD:
            return False
        picture.save(play.stage.out / f"{play.name}-mouth.png")
        return True

    play.wait("an open mouth while he is heard", open_and_heard)
    play.silence()
    play.wait("a shut mouth", lambda: abs(play.mouth() - play.shut) < 20)
    play.stage.control("reset", method="POST")
    return "yes"


def interrupt(play: Play) -> str:
    """A second line stops the voice of the first, all of which is there already; a third one ends the second at the service."""
    play.stage.control("settings", {"stream_pace": 0})
    from_here = play.position()
    story = play.tell("Tell me a story")
    play.outcome(story, "answered")
    play.type("Hello")
    play.speech(from_here)
    play.stage.control("faults", {"path": TURNS, "delay_ms": HOUR_MS})
    second = play.enter("Hello")
    play.silence()
    samples, (sent, rate) = play.stage.recorder.since(from_here), play.voice(story)
    play.stage.save_sound(f"{play.name}-interrupt", samples)
    heard, whole = sound.seconds(samples, RATE), sound.seconds(sent, rate)
    assert 0 < heard < whole / 2, f"{heard:.1f} s of the first voice were heard, of {whole:.1f} s: it was not stopped"
    assert play.turn(second)["outcome"] == "open"

    from_here = play.position()
    third = play.tell("Where is the ship?")
    play.outcome(second, "aborted")
    play.speech(from_here)
    play.outcome(third, "answered")
    play.silence()
    play.heard(from_here, third, "after-interrupt")
    play.stage.control("reset", method="POST")
    say(f"    {heard:.1f} s of {whole:.1f} s were heard")
    return "yes"


def network_gone(play: Play) -> str:
    """The connection is reset before an answer: he says the fallback line, and answers the next line."""
    play.stage.control("faults", {"path": TURNS, "cut": "before_answer", "how": "rst"})
    play.type("Tell me about the gulls")
    before = play.words() if play.engine.caption else ""
    lost = play.enter("Tell me about the gulls")
    play.outcome(lost, "cut")
    told = play.written(before)
    play.picture("network-gone")
    # The service says the same line now, which must look the same.
    play.stage.control("scripts", {"text": "what did you say", "reply": FALLBACK})
    from_here = play.position()
    again = play.tell("What did you say?")
    play.speech(from_here)
    assert play.outcome(again, "answered")["reply"] == FALLBACK
    play.silence()
    play.picture("network-back")
    assert play.written() == told, "without a network, he shows something else than the fallback line"
    assert isinstance(told, bytes) or told == FALLBACK, f"the title is {told!r}"
    return "yes"


def quit_in_a_turn(play: Play) -> str:
    """The game ends although the service has not answered. Its exit code is that convai_live_objects() is 0."""
    play.stage.control("faults", {"path": TURNS, "delay_ms": HOUR_MS})
    number = play.tell("Are you there?")
    begun = time.monotonic()
    play.quit()
    took = time.monotonic() - begun
    wait_for("a turn that the game gave up", lambda: play.turn(number)["outcome"] == "aborted")
    say(f"    ended after {took:.2f} s")
    return "yes"


def memory(play: Play) -> str:
    """The instrumented build: a whole reply, one that is interrupted, and a quit in the middle of a turn."""
    assert play.engine.instrumented
    play = Play(play.stage, f"{play.name}-memory", play.engine, play.engine.instrumented(), play.engine.environment)
    try:
        first, from_here = play.tell("Good evening"), play.position()
        play.speech(from_here)
        play.outcome(first, "answered")
        play.silence()
        story, from_here = play.tell("Tell me a story"), play.position()
        play.speech(from_here)
        play.stage.control("faults", {"path": TURNS, "delay_ms": HOUR_MS})
        play.tell("Are you there?")
        play.outcome(story, "aborted")
        play.quit()
    finally:
        play.kill()
    return play.engine.instrument


STEPS = {
    "text": text,
    "streaming": streaming,
    "voice": voice,
    "mouth": mouth,
    "interrupt": interrupt,
    "network gone": network_gone,
    "quit": quit_in_a_turn,
}


def run(stage: Stage, name: str, results: dict[str, str]) -> bool:
    """Plays a game, and writes down what each step found. Stops at the first that fails."""
    engine = ENGINES[name]
    steps = {**STEPS, "memory": memory} if engine.instrumented else STEPS
    play, step = None, "start"
    try:
        play = Play(stage, name, engine, engine.build())
        for step, check in steps.items():
            begun = time.monotonic()
            say(f"  {step}")
            results[step] = check(play)
            say(f"    {time.monotonic() - begun:.1f} s")
    except Exception:
        results[step] = "FAILED"
        stage.picture(f"{name}-failed")
        say(f"{name}, {step}:\n{traceback.format_exc()}")
        return False
    finally:
        if play:
            play.kill()
    return True


def main() -> int:
    results: dict[str, dict[str, str]] = {}
    with Stage(OUT / "tests") as stage:
        stage.environment.update(CONVAI_LIBRARY=str(LIBRARY), PYTHONDONTWRITEBYTECODE="1")
        stage.start_emulator(GAMES / "lighthouse/npc.toml")
        passed = True
        for name in sys.argv[1:] or ENGINES:
            say(name)
            passed &= run(stage, name, results.setdefault(name, {}))
    table.show(results)
    if not passed:
        return 1
    table.compare(results, set() if sys.argv[1:] else {"lighthouse"})
    return 0


if __name__ == "__main__":
    sys.exit(main())

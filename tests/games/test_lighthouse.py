"""The Lighthouse, played: what is seen, what is heard, what was sent, and what the library cost.

    python3 tests/games/test_lighthouse.py [NAME...]

CONVAI_EMULATOR is the emulator, and GAMES_OUT the folder of the built games (target/games). Pictures, sounds and logs of the
run are in its folder `tests`.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import sound
import table
from played import Played
from stage import RATE, ROOT, Stage, say, wait_for

OUT = Path(os.environ.get("GAMES_OUT", ROOT / "target/games"))
GAME = OUT / "lighthouse/lighthouse"
CONFIG = ROOT / "examples/games/lighthouse/npc.toml"
QUESTION = ROOT / "examples/audio/question.wav"

# The longest that a frame may spend in the library, of its own processor time.
LIBRARY_MS = 1.0
# From the frame in which a line is sent to its voice in the loudspeaker. The device and the sound server take about 500 ms
# of it; the rest is for a busy machine. The reply itself takes at least three times as long to arrive.
SOUND_STARTS = 1.5
# What ends a voice after the player interrupts: its fade, and what the sound server holds.
SILENCE_STARTS = 0.8


# Where the face is while the view leans in: left, top, right, bottom.
FACE = (0.4, 0.35, 0.6, 0.6)
# Where the door is, seen from where the player begins.
PORCH = (0.2, 0.3, 0.6, 0.8)


def is_mouth(red: int, green: int, blue: int) -> bool:
    return 62 < red < 90 and green < 22 and blue < 26  # it is drawn without light and shadow


def is_paper(red: int, green: int, blue: int) -> bool:
    return red > 215 and green > 205 and blue > 185


def is_warning(red: int, green: int, blue: int) -> bool:
    return red > 225 and 110 < green < 170 and 80 < blue < 140


def is_door(red: int, green: int, blue: int) -> bool:
    return 24 < blue < 70 and red * 2 < blue and red < green <= blue  # blue paint in the shade


def game(stage: Stage, save: str = "evening.save", name: str = "frames", hour: float = 18.4) -> Played:
    frames = stage.out / f"{name}.tsv"
    command = [str(GAME), "--size", stage.size, "--save", str(stage.out / save), "--frames", str(frames)]
    command += ["--sea", "0", "--hour", str(hour), "--recording", str(QUESTION)]
    return Played(stage, command, frames, "The Lighthouse")


def begin(played: Played) -> None:
    played.press("Return")
    played.wait("the game", lambda frame: frame.screen == "playing")


def tell(played: Played, line: str) -> None:
    played.press("t")
    played.wait("the line to type in", lambda frame: frame.screen == "typing")
    played.write(line)
    played.press("Return")


def silence(played: Played, seconds: float = 60) -> None:
    played.wait("the end of the reply", lambda frame: frame.mood == "idle", seconds)


def text_turn(stage: Stage, played: Played) -> None:
    """A typed line is answered in text and voice, while the reply is on its way, and the mouth moves with what is heard."""
    played.press("t")
    empty = stage.picture("1-empty-line").count(is_paper, 0.12, 0.84, 0.88, 0.96)
    played.write("Hello there!")
    played.pass_frames()
    typed = stage.picture("2-typed").count(is_paper, 0.12, 0.84, 0.88, 0.96)
    assert typed > empty + 150, f"the line is not seen: {empty} bright pixels before it was typed, {typed} afterwards"
    shut = stage.picture("3-before").count(is_mouth, *FACE)
    from_here = stage.recorder.position()
    played.press("Return")

    widest = 0
    while widest <= shut + 40:
        played.wait("an open mouth", lambda frame: frame.mouth > 0.5, 10)
        picture, level = stage.look(), stage.recorder.level(0.3)
        if level > 0.02 and picture.count(is_paper, 0.1, 0.8, 0.9, 1) > 100:
            widest = picture.count(is_mouth, *FACE)
    picture.save(stage.out / "4-speaking.png")
    silence(played)
    played.pass_frames(3)
    closed = stage.picture("5-after").count(is_mouth, *FACE)
    assert closed < shut + 20, f"the mouth stays open: {closed} pixels after he spoke, {shut} before"
    caption = played.now.caption
    turn = stage.turns()[-1]
    assert caption == turn["reply"], f"the caption is {caption!r}, the reply {turn['reply']!r}"
    heard_as_sent(stage, played, turn, from_here, "text-turn")


def heard_as_sent(stage: Stage, played: Played, turn: dict, from_here: int, name: str) -> None:
    """The voice of the reply came out of the loudspeaker without gaps, and began long before its end had arrived."""
    samples = stage.recorder.since(from_here)
    end_of_samples = time.monotonic()
    stage.save_sound(name, samples)
    sound.draw(samples, stage.out / f"{name}-waveform.png")
    voice, rate = sound.read_wav(stage.fetch(f"journal/{turn['seq']}/voice"))
    compared = sound.Comparison(samples, RATE, voice, rate)
    assert min(compared.like_at_begin, compared.like_at_end) > 0.9, f"what was heard is not the voice: {vars(compared)}"
    assert abs(compared.delay) <= 0.02, f"the voice has gaps of {compared.delay:.3f} s: {vars(compared)}"
    sent_at = next(frame.time for frame in reversed(played.frames) if frame.screen == "typing")
    heard_at = end_of_samples - (len(samples) - sound.onset(samples)) / RATE
    arrived = turn["elapsed_ms"] / 1000
    after = heard_at - sent_at
    assert after < SOUND_STARTS, f"he is heard {after:.2f} s after the line was sent"
    assert after < arrived / 2, f"he is heard {after:.2f} s after the line was sent, and the reply took {arrived:.2f} s: that is no stream"
    say(f"  heard {after * 1000:.0f} ms after the line was sent; the reply took {arrived:.1f} s to arrive")


def actions(stage: Stage, played: Played) -> None:
    """What the service answers happens: the door opens, the lamp is lit, he points."""
    shut = stage.picture("6-door-shut").count(is_door, *PORCH)
    tell(played, "Please open the door")
    played.wait("the open door", lambda frame: frame.door > 1.7, 60)
    silence(played)
    played.wait("the keeper out of the way", lambda frame: frame.mood == "idle" and frame.task == "none")
    # He walks back, and the player looks after him.
    wait_for(f"less than half of the {shut} pixels of its paint", lambda: stage.look().count(is_door, *PORCH) < shut / 2)
    stage.picture("7-door-open")
    tell(played, "Now light the lamp")
    played.wait("the lamp", lambda frame: frame.lamp > 0.9, 60)
    tell(played, "Where is the ship?")
    played.wait("the arm that points", lambda frame: frame.task == "point", 60)
    played.pass_frames(6)
    stage.picture("8-points")
    silence(played)


def spoken_turn(stage: Stage, played: Played) -> None:
    """While a key is held, the microphone records, and the recording is sent."""
    played.hold("v")
    stage.say_into_the_microphone(QUESTION)
    stage.picture("9-listening")
    # The sound server passes on what the microphone hears in pieces of 400 ms: the last one comes after the speech.
    played.wait("silence in the microphone", lambda frame: frame.microphone < 0.02)
    played.release("v")
    played.wait("the answer", lambda frame: frame.mood == "speaking")
    played.wait("what he says", lambda frame: frame.caption.startswith("I hear you"), 30)
    turn = stage.turns()[-1]
    wav = turn["files"][0]["wav"]
    assert wav["sample_rate"] == 16000 and wav["channels"] == 1 and not wav["silent"], wav
    assert 2.4 < wav["seconds"] < 30 and wav["speech_share"] > 0.1, wav
    recorded, rate = sound.read_wav(stage.fetch(f"journal/{turn['seq']}/audio"))
    spoken, spoken_rate = sound.read_wav(QUESTION.read_bytes())
    compared = sound.Comparison(recorded, rate, spoken, spoken_rate)
    assert compared.likeness > 0.9 and abs(compared.delay) <= 0.03, f"the service did not get what was spoken: {vars(compared)}"
    silence(played)


def interruption(stage: Stage, played: Played) -> None:
    """A key silences him, and the turn ends at the service."""
    tell(played, "Tell me a story")
    played.wait("the story", lambda frame: frame.mood == "speaking" and frame.caption.startswith("Then listen"))
    assert wait_for("the voice", lambda: stage.recorder.level() > 0.02)
    played.hold("x")
    from_here = stage.recorder.position()
    played.release("x")
    wait_for("silence", lambda: stage.recorder.level(0.25) == 0, 10)
    samples = stage.recorder.since(from_here)
    loud = [at for at, one in enumerate(samples) if one]
    ended = (loud[-1] if loud else 0) / RATE
    assert ended < SILENCE_STARTS, f"he is heard for {ended:.2f} s after he was interrupted"
    aborted = wait_for("the end of the turn", lambda: stage.turns()[-1]["outcome"] == "aborted", 10)
    assert aborted and played.now.mood == "idle"


def network(stage: Stage, played: Played) -> None:
    """The network is cut in the middle of a reply. The player is told, and the game goes on when it is back."""
    stage.control("faults", {"stream": "cut", "pieces": 4, "how": "rst"})
    stage.control("faults", {"path": "/character/get", "cut": "before_answer", "how": "rst", "count": 0})
    tell(played, "Tell me about the gulls")
    played.wait("the loss of the network", lambda frame: frame.offline == 1, 30)
    played.pass_frames()
    told = stage.picture("10-no-network").count(is_warning, 0.1, 0.08, 0.9, 0.25)
    assert told > 100, f"the player is not told: {told} pixels of the warning"
    stage.control("faults", method="DELETE")
    played.wait("the network", lambda frame: frame.offline == 0, 30)
    silence(played)
    played.press("t")
    played.pass_frames()
    played.press("Return")  # the line is there again
    played.wait("the answer", lambda frame: frame.mood == "speaking", 30)
    turn = stage.turns()[-1]
    assert turn["values"]["userText"] == "Tell me about the gulls" and turn["status"] == 200, turn
    silence(played)


def saved_game(stage: Stage, played: Played) -> Played:
    """A game is saved, quit and continued: he remembers, and the door is still open."""
    played.press("F5")
    session = stage.turns()[-1]["session"]
    took = played.quit()
    assert took < 10, f"the game took {took:.1f} s to end"
    again = game(stage, name="frames-2")
    begin(again)
    assert again.now.door > 0 or again.wait("the open door", lambda frame: frame.door > 0)
    tell(again, "Do you remember me?")
    again.wait("the answer", lambda frame: frame.caption.startswith("Of course I remember"))
    turn = stage.turns()[-1]
    assert turn["values"]["sessionID"] == session, f"the session was {session}, and is {turn['values']['sessionID']}"
    silence(again)
    return again


def quit_in_a_turn(stage: Stage, played: Played) -> None:
    """The game ends at once although the service has not answered, and frees everything."""
    stage.control("faults", {"path": "/character/getResponse", "delay_ms": 60000})
    tell(played, "Are you there?")
    played.wait("the question", lambda frame: frame.mood == "thinking")
    wait_for("the turn at the service", lambda: stage.control("journal?outcome=open&path=/character/getResponse"))
    took = played.quit()
    assert took < 5, f"the game took {took:.1f} s to end"
    wait_for("the end of the turn", lambda: stage.turns()[-1]["outcome"] == "aborted", 10)
    stage.control("faults", method="DELETE")
    say(f"  ended after {took:.2f} s")


def without_sound(stage: Stage, _: Played) -> None:
    """Without a sound device, the mouth follows the clock, and a recording takes the place of the microphone."""
    kept = dict(stage.environment)
    stage.environment["PULSE_SERVER"] = "unix:/nowhere"
    played = game(stage, save="silent.save", name="frames-3")
    try:
        begin(played)
        played.hold("v")
        played.release("v")
        played.wait("an open mouth", lambda frame: frame.mouth > 0.3)
        assert played.now.microphone == -1
        wav = stage.turns()[-1]["files"][0]["wav"]
        assert abs(wav["seconds"] - 2.58) < 0.01, wav
        silence(played)
        assert played.now.caption.startswith("A voice, at last!")
        played.quit()
    finally:
        played.kill()
        stage.environment = kept


def library_time(frames: list) -> None:
    """What the library took of each frame, with and without a turn in flight."""
    played = [frame for frame in frames if frame.screen != "title"]
    for name, chosen in [
        ("no turn", [frame for frame in played if frame.mood == "idle"]),
        ("a turn", [frame for frame in played if frame.mood != "idle"]),
    ]:
        times = sorted(frame.library_cpu_ms for frame in chosen)
        assert len(times) > 20, f"only {len(times)} frames with {name}"
        at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
        say(
            f"  {name}: {len(times)} frames of {statistics.median(frame.frame_ms for frame in chosen):.0f} ms; "
            f"processor time of the library {at(0.5):.3f} ms at the median, {at(0.95):.3f} at 95 %, {times[-1]:.3f} at most"
        )
        # A call that takes long does so in each of the turns. In a frame or two, the machine may have counted its own work.
        above = [time for time in times if time >= LIBRARY_MS]
        assert len(above) <= 2, f"frames with {name} spent these times in the library, in ms: {above}"


PLAY = [text_turn, actions, spoken_turn, interruption, network]

# What each case says in the table of examples/games/README.md.
CELLS = {
    "text_turn": {"text": "yes", "streaming": "yes", "voice": "gapless", "mouth": "yes"},
    "actions": {"action": "yes"},
    "interruption": {"interrupt": "yes"},
    "network": {"network gone": "yes"},
    "saved_game": {"save": "yes"},
    "quit_in_a_turn": {"quit": "yes"},
}


def main() -> int:
    wanted = set(sys.argv[1:])
    passed: list[str] = []
    with Stage(OUT / "tests") as stage:
        stage.start_emulator(CONFIG)
        for save in stage.out.glob("*.save"):
            save.unlink()
        played = game(stage)
        frames = []
        try:
            stage.picture("0-title")
            begin(played)
            for case in PLAY:
                run(case, wanted, stage, played, passed)
            frames += played.frames
            if not wanted or {"saved_game", "quit_in_a_turn"} & wanted:
                say("saved_game")
                played = saved_game(stage, played)
                passed.append("saved_game")
                run(quit_in_a_turn, wanted, stage, played, passed)
                frames += played.frames
            else:
                played.quit()
        finally:
            played.kill()
        run(without_sound, wanted, stage, played, passed)
        if not wanted:
            say("library_time")
            library_time(frames)
            table.compare({"lighthouse": {key: value for case in passed for key, value in CELLS.get(case, {}).items()}})
    say(f"The Lighthouse was played. Pictures and sounds: {OUT / 'tests'}")
    return 0


def run(case, wanted: set, stage: Stage, played: Played, passed: list[str]) -> None:
    if wanted and case.__name__ not in wanted:
        return
    begun = time.monotonic()
    say(case.__name__)
    case(stage, played)
    passed.append(case.__name__)
    say(f"  {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    sys.exit(main())

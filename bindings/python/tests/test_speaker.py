"""Loudspeakers, on a stand-in for sounddevice: see fakes/sounddevice.py. `test_sound_server.py` has the real one."""

from __future__ import annotations

import array
import asyncio
import gc
import inspect
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import convai
import numpy
import pytest

from support import PRESS, Emulator, environment, let_the_first_voice_arrive, run, until


def heard(device: Any) -> Any:
    """What the loudspeaker played: an array of shape (frames, 2)."""
    return numpy.frombuffer(b"".join(device.played), numpy.float32).reshape(-1, 2)


def voiced(device: Any) -> float:
    """For how many seconds the loudspeaker was loud."""
    return float((abs(heard(device)[:, 0]) > 0.3).sum() / device.RATE)


def tone(seconds: float = 0.5) -> convai.Audio:
    """Samples that are never silent."""
    return convai.Audio.from_samples(array.array("h", [16000, -16000] * int(seconds * 8000)), sample_rate=16000)


def constant(seconds: float = 0.5) -> convai.Audio:
    return convai.Audio.from_samples(array.array("h", [16000] * int(seconds * 16000)), sample_rate=16000)


def test_play_blocks_until_the_end_and_plays_everything(device: Any) -> None:
    constant(0.5).play()
    assert not device.streams
    found = heard(device)
    assert (found[:, 0] == found[:, 1]).all(), "both channels have the voice"
    assert 0.48 < found.max() < 0.6, "the first sample is a step"
    assert voiced(device) == pytest.approx(0.5, abs=0.03)
    assert not found[-1].any(), "what is behind the voice is silence"


def test_play_without_waiting_plays_to_the_end_by_itself(device: Any) -> None:
    constant(0.5).play(wait=False)
    gc.collect()
    assert len(device.streams) == 1
    assert until(lambda: not device.streams)
    assert voiced(device) == pytest.approx(0.5, abs=0.03)


def test_a_speaker_of_play_can_be_stopped_paused_and_closed(device: Any) -> None:
    speaker = constant(600).play(device="loud", wait=False)
    speaker.volume = 0.5
    assert until(lambda: speaker.poll().played > 0.05)
    assert "44100 Hz (open)" in repr(speaker)
    speaker.stop()
    assert until(lambda: not device.streams)
    speaker = constant(600).play(wait=False)
    speaker.close()
    speaker.close()
    assert "closed" in repr(speaker)


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_is_heard_through_a_speaker(
    chat: convai.Conversation, emulator: Emulator, device: Any, stream: bool
) -> None:
    emulator.settings(stream_pace=0)
    with convai.Speaker() as speaker:
        chat.set_playback(speaker)
        reply = chat.say("Hi.", voice=True, stream=stream)
        assert speaker.wait(timeout=60)
        assert speaker.poll().played == pytest.approx(reply.voice.duration, abs=0.01)
    assert abs(heard(device)).max() > 0.05


def test_a_streamed_turn_is_heard_before_it_ends(chat: convai.Conversation, emulator: Emulator, device: Any) -> None:
    emulator.settings(stream_pace=60)  # a word each second, of a clock that stands still
    emulator.ask("POST", "/clock", {"freeze": True})
    with convai.Speaker() as speaker:
        chat.set_playback(speaker)
        with chat.start_say("One. Two. Three. Four.", voice=True, stream=True) as turn:
            let_the_first_voice_arrive(turn, emulator)
            assert until(lambda: device.played and abs(heard(device)).max() > 0.05)
            assert not turn.done
            chat.interrupt()
            with pytest.raises(convai.CancelledError):
                turn.result()
            assert speaker.poll().done


def test_a_device_that_was_unplugged_ends_the_wait(device: Any) -> None:
    with convai.Speaker() as speaker:
        speaker.add(constant(200))
        assert until(lambda: speaker.poll().played > 0)
        (stream,) = device.streams
        stream.active = False
        with pytest.raises(convai.AudioError, match="output has stopped"):
            speaker.wait()
        with pytest.raises(convai.AudioError, match="output has stopped"):
            asyncio.run(speaker.wait_async())
        speaker.stop()
        assert speaker.wait()


def test_asyncio_waits_for_a_speaker(raymond: convai.Character, emulator: Emulator, device: Any) -> None:
    emulator.settings(stream_pace=0)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            with convai.Speaker() as speaker:
                chat = client.conversation(raymond)
                chat.set_playback(speaker)
                await chat.say("Hi.", voice=True, stream=True)
                assert await speaker.wait_async(timeout=60)

    asyncio.run(main())
    assert abs(heard(device)).max() > 0.05


def test_an_unclosed_speaker_is_closed_with_its_last_reference(device: Any) -> None:
    speakers = [convai.Speaker()]
    speakers[0].add(tone())
    assert until(lambda: speakers[0].poll().played > 0)
    speakers.clear()
    assert not device.streams
    cycle: list[Any] = [convai.Speaker()]
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert not device.streams


def test_garbage_that_is_collected_in_the_callback_closes_its_speaker(device: Any) -> None:
    """A callback must not wait for itself."""
    collected = threading.Event()
    speakers = [convai.Speaker()]
    speakers[0].add(tone())
    assert until(lambda: speakers[0].poll().played > 0)
    (stream,) = device.streams
    original = stream.callback

    def callback(*arguments: Any) -> None:
        original(*arguments)
        speakers.clear()
        collected.set()

    stream.callback = callback
    del stream
    assert collected.wait(60)
    assert until(lambda: not device.streams)


def test_a_child_process_leaves_the_stream_of_its_parent_alone(emulator: Emulator) -> None:
    done = run(
        """
import convai, os, sounddevice
speaker = convai.Speaker()
child = os.fork()
if child == 0:
    try:
        speaker.poll()
    except convai.ForkedError:
        speaker.close()
        os._exit(0 if len(sounddevice.streams) == 1 else 2)
    os._exit(1)
assert os.waitpid(child, 0)[1] == 0
assert speaker.poll().state == "empty"
speaker.close()
assert not sounddevice.streams
""",
        env=environment(emulator),
    )
    assert done.returncode == 0, done.stderr


def test_ctrl_c_stops_what_is_played(emulator: Emulator) -> None:
    done = run(
        f"""
import array, convai, signal, threading, time, os, sounddevice
audio = convai.Audio.from_samples(array.array("h", [16000] * 16000 * 600), sample_rate=16000)
def interrupt():
    while not any(max(block) for block in list(sounddevice.played)):
        time.sleep(0.01)
    {PRESS}
threading.Thread(target=interrupt).start()
try:
    audio.play()
except KeyboardInterrupt:
    print("stopped")
assert not sounddevice.streams
values = array.array("f", b"".join(sounddevice.played))[::2]
last_loud = max(index for index, value in enumerate(values) if value > 0.4)
end = values[last_loud:]
assert max(abs(one - other) for one, other in zip(end, end[1:])) < 0.05, "a click"
assert convai.live_objects() == 0
""",
        env=environment(emulator),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "stopped\n"


def test_what_is_missing_is_named(device: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        convai.AudioError, match=r"audio output 'nowhere' cannot be opened \(No output device"
    ) as failed:
        tone().play(device="nowhere")
    assert failed.value.argument == "device"
    assert failed.value.code == convai.Status.UNSUPPORTED
    with pytest.raises(convai.AudioError, match=r"audio output 1 cannot be opened .*python -m sounddevice"):
        convai.Speaker(1)
    monkeypatch.setattr(device, "DEVICES", [])
    with pytest.raises(convai.AudioError, match="The audio output cannot be opened"):
        convai.Speaker()
    with pytest.raises(TypeError, match="wait must be a bool"):
        tone().play(wait=1)  # type: ignore[call-overload]
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(ImportError, match="run pip install sounddevice"):
        tone().play()
    monkeypatch.delitem(sys.modules, "sounddevice")
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ImportError, match=r"PortAudio \(PortAudio library not found\)"):
        tone().play()


def test_sounddevice_is_imported_on_first_use(emulator: Emulator) -> None:
    done = run("import sys, convai; print('sounddevice' in sys.modules)", env=environment(emulator))
    assert done.stdout == "False\n", done.stderr


def test_the_stand_in_has_the_signatures_of_the_real_package(fake_sounddevice: Any) -> None:
    code = (
        "import inspect, sounddevice\n"
        "for name in ('RawOutputStream', 'RawInputStream', 'RawOutputStream.stop', 'RawOutputStream.close',\n"
        "             'RawOutputStream.start', 'query_devices'):\n"
        "    found = sounddevice\n"
        "    for part in name.split('.'): found = getattr(found, part)\n"
        "    print(name, *inspect.signature(found).parameters)\n"
        "print(issubclass(sounddevice.PortAudioError, Exception), sounddevice.__file__)\n"
    )
    real = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert real.returncode == 0, real.stderr
    lines = real.stdout.splitlines()
    assert "site-packages" in lines.pop()
    for line in lines:
        name, *parameters = line.split()
        found = fake_sounddevice
        for part in name.split("."):
            found = getattr(found, part)
        assert list(inspect.signature(found).parameters) == parameters, name

"""The loudspeaker of this machine, through the optional package sounddevice."""

from __future__ import annotations

import threading
import time
from ctypes import byref, c_float
from typing import Any, Optional

from ._loader import library
from ._output import keeping_gil
from ._sounddevice import Device, Stream, find
from .audio import Audio
from .errors import ClosedError
from .playback import MAX_LATENCY, Playback

#: How long a voice that was stopped needs to fade out, in seconds.
FADE = 0.03


class Speaker(Playback):
    """A playback that a loudspeaker of this machine reads.

    It has everything that a `Playback` has; only `read` and `read_ahead` belong to the audio device. It needs the
    package sounddevice, which `pip install sounddevice` installs, and on Linux the library PortAudio, which is
    `libportaudio2` on Debian and Ubuntu. Opening a device takes time: keep a speaker open for a whole conversation.

    Args:
        device: The number of the device, or a part of its name; `python -m sounddevice` lists them. None is the device
            that the system uses.
        start_buffer: See `Playback`.
        max_buffered: See `Playback`.

    Raises:
        ImportError: sounddevice or PortAudio is not installed. The message says what to install.
        AudioError: There is no such device, or it cannot be opened.

    Example:
        >>> with convai.Speaker() as speaker:
        ...     chat.set_playback(speaker)
        ...     reply = chat.say("Hello", voice=True, stream=True)
        ...     speaker.wait()
        True
    """

    def __init__(
        self, device: Device = None, *, start_buffer: float = 0.0, max_buffered: Optional[float] = None
    ) -> None:
        self._stream: Optional[Stream] = None
        found = find(device, "output")
        super().__init__(sample_rate=found.sample_rate, start_buffer=start_buffer, max_buffered=max_buffered)
        channels = min(2, found.channels)
        read, handle = keeping_gil(library().convai_playback_read_f32), self._handle

        # It must not refer to the speaker, which is closed when nobody refers to it any more.
        def fill(out: Any, frames: int) -> None:
            read(handle, byref(c_float.from_buffer(out)), frames, channels)

        try:
            self._stream = Stream(device, "output", found.sample_rate, channels, "float32", fill)
            self.set_device(found.sample_rate, min(self._stream.latency, MAX_LATENCY))
            self._stream.start()
        except BaseException:
            self.close()
            raise

    def _waited(self) -> bool:
        done, stream = super()._waited(), self._stream
        if not done and stream is not None:
            stream.check()
        return done

    def close(self) -> None:
        """Frees the speaker. Blocks until the device has played what it has read, mostly less than 0.1 seconds.

        A voice that is heard ends at once: call `wait` before to hear its end, or `stop` for a fade. A second call does
        nothing.

        Example:
            >>> convai.Speaker().close()
        """
        stream, self._stream = getattr(self, "_stream", None), None
        if stream is not None:
            stream.close()
        super().close()


def play(audio: Audio, device: Device, wait: bool) -> Optional[Speaker]:
    """Plays audio on a loudspeaker. Returns the speaker unless it waits for the end."""
    speaker = Speaker(device, max_buffered=audio.duration + 1)
    try:
        speaker.add(audio)
    except BaseException:
        speaker.close()
        raise
    if wait:
        play_out(speaker)
        return None
    # The thread keeps the speaker until the end, also if the caller does not.
    threading.Thread(target=play_out, args=(speaker,), name="convai-speaker", daemon=True).start()
    return speaker


def play_out(speaker: Speaker) -> None:
    """Waits until nothing is left to hear, and closes the speaker. Ctrl-C fades the voice out."""
    try:
        speaker.wait()
    except ClosedError:
        return  # the caller has closed it
    except BaseException:
        speaker.stop()
        raise
    finally:
        time.sleep(FADE)
        speaker.close()

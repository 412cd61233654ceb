"""The microphone of this machine, through the optional package sounddevice."""

from __future__ import annotations

import weakref
from typing import Any, Optional

from ._sounddevice import Device, Stream, find
from .utterance import Heard, Utterance


class Microphone(Utterance):
    """An utterance into which a microphone of this machine pushes.

    It has everything that an `Utterance` has, and hears from its creation on. It needs the package sounddevice; see
    `Speaker`. The sample rate is that of the device, with one channel of 16-bit samples.

    Args:
        device: The number of the device, or a part of its name; `python -m sounddevice` lists them. None is the device
            that the system uses.
        trigger: What begins a recording, see `Utterance`: by default the player's voice, whose silence also ends it.
        max_seconds: See `Utterance`.
        pre_roll: See `Utterance`.
        speech_time: See `Utterance`.
        silence_time: See `Utterance`.
        speech_threshold: See `Utterance`.
        silence_threshold: See `Utterance`.

    Raises:
        ImportError: sounddevice or PortAudio is not installed. The message says what to install.
        AudioError: There is no such device, or it cannot be opened. A loop over the microphone raises it, too, when the
            device has stopped.

    Example:
        >>> with convai.Microphone() as microphone:
        ...     while (heard := microphone.next()) is None or heard.utterance is None:
        ...         draw_a_frame()
        ...     reply = chat.say(heard.utterance)
        >>> reply.ok
        True
    """

    def __init__(
        self,
        device: Device = None,
        *,
        trigger: str = "speech",
        max_seconds: float = 30.0,
        pre_roll: Optional[float] = None,
        speech_time: Optional[float] = None,
        silence_time: Optional[float] = None,
        speech_threshold: float = 0.0,
        silence_threshold: float = 0.0,
    ) -> None:
        self._stream: Optional[Stream] = None
        found = find(device, "input")
        super().__init__(
            sample_rate=found.sample_rate,
            trigger=trigger,
            max_seconds=max_seconds,
            pre_roll=pre_roll,
            speech_time=speech_time,
            silence_time=silence_time,
            speech_threshold=speech_threshold,
            silence_threshold=silence_threshold,
        )
        # The callback must not keep the microphone, which is closed when nobody refers to it any more.
        reference = weakref.ref(self)

        def hear(samples: Any, _frames: int) -> None:
            microphone = reference()
            if microphone is not None:
                microphone.push(samples)

        try:
            self._stream = Stream(device, "input", found.sample_rate, 1, "int16", hear)
            self._stream.start()
        except BaseException:
            self.close()
            raise

    def _heard(self) -> Optional[Heard]:
        heard, stream = super()._heard(), self._stream
        if heard is None and stream is not None:
            stream.check()
        return heard

    def close(self) -> None:
        """Stops listening and frees the memory. A second call does nothing.

        Example:
            >>> convai.Microphone().close()
        """
        stream, self._stream = getattr(self, "_stream", None), None
        if stream is not None:
            stream.close()
        super().close()

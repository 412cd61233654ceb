"""What a playback tells while a voice is heard."""

from __future__ import annotations

from ctypes import byref, sizeof
from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional, Union

from . import _ffi
from ._loader import library
from .audio import Level
from .errors import require_ok
from .operation import TURNS, Turn

if TYPE_CHECKING:
    from .aio_operation import AsyncTurn

#: The states of a playback by the library's constants.
STATES = {
    _ffi.PLAYBACK_EMPTY: "empty",
    _ffi.PLAYBACK_BUFFERING: "buffering",
    _ffi.PLAYBACK_SPEAKING: "speaking",
    _ffi.PLAYBACK_ENDED: "ended",
}


@dataclass(frozen=True)
class PlaybackState:
    """What is heard now.

    Attributes:
        state: "empty" (nothing was added, or everything was stopped or interrupted), "buffering" (a voice waits: it has
            not arrived, nobody reads, or it is paused), "speaking", or "ended" (the last frame of the last voice was
            read; a gap is never an end).
        paused: Whether the playback is paused.
        underruns: How often a voice had a gap because the rest of it had not arrived, since the playback was created. A
            gap counts when the voice continues.
        played: The length of all voice that was read since the playback was created, in seconds.
        buffered: The length of what has arrived and was not read, in seconds.
        turn: The turn whose reply is heard, or was heard last. None for samples, and for a turn of `say` or
            `get_response`, which return no `Turn`.
        tag: The `tag` of the samples that are heard; None for a turn, and 0 if nothing is heard.
        frames: How many frames of the voice were heard, at its own sample rate. A piece is heard from the frame
            `Piece.first_frame` on.
        sample_rate: The sample rate of that voice, or 0 if there is none.
        level: The level of what is heard, over 20 ms.
        mouth: How far a mouth is open, from 0 to 1: the amplitude of the voice, smoothed, relative to its loudest part.
            The volume does not change it.

    Example:
        >>> with convai.Playback(sample_rate=48000) as playback:
        ...     playback.poll().state
        'empty'
    """

    state: str
    paused: bool
    underruns: int
    played: float
    buffered: float
    turn: Union[Turn, AsyncTurn, None]
    tag: Optional[int]
    frames: int
    sample_rate: int
    level: Level
    mouth: float

    @property
    def done(self) -> bool:
        """Whether nothing is left to hear: the state is "empty" or "ended".

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.add(convai.Audio.open("question.wav"))
            ...     playback.poll().done
            False
        """
        return self.state in ("empty", "ended")

    @property
    def position(self) -> float:
        """How much of the voice was heard, in seconds: `frames` divided by `sample_rate`.

        Example:
            >>> with convai.Playback(sample_rate=48000) as playback:
            ...     playback.poll().position
            0.0
        """
        return self.frames / self.sample_rate if self.sample_rate else 0.0


def read_state(playback: int) -> PlaybackState:
    """Asks the library for the state of a playback."""
    native = _ffi.convai_playback_state(struct_size=sizeof(_ffi.convai_playback_state))
    require_ok(library().convai_playback_poll(playback, byref(native)))
    return PlaybackState(
        state=STATES.get(native.state, "speaking"),
        paused=bool(native.paused),
        underruns=native.underruns,
        played=native.played_ms / 1000,
        buffered=native.buffered_ms / 1000,
        turn=TURNS.get(native.operation or 0),
        tag=None if native.operation else native.user_data,
        frames=native.frames,
        sample_rate=native.sample_rate,
        level=Level(native.peak, native.rms),
        mouth=native.mouth,
    )

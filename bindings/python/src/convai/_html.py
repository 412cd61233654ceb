"""What a notebook shows: a player, a waveform and the text."""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .audio import Audio
    from .models import Reply

#: The largest WAV file that is put into a notebook, which keeps it: about two minutes of a voice.
MAX_BYTES = 5_000_000

#: The size of the waveform, and how many samples at most each of its columns looks at.
COLUMNS = 240
HEIGHT = 40
LOOKED_AT = 200


def of_audio(audio: Audio) -> str:
    """The player of an audio, with its waveform. Instead of a player that is too large, a line says what to do."""
    said = f"{audio.duration:.1f} s, {audio.sample_rate} Hz"
    if len(audio.wav) > MAX_BYTES:
        megabytes = len(audio.wav) / 1e6
        return f"<p>{said}: with {megabytes:.0f} MB too large for a player in the notebook. Use play() or save().</p>"
    data = base64.b64encode(audio.wav).decode("ascii")
    player = f'<audio controls src="data:audio/wav;base64,{data}"></audio>'
    return f'<div title="{said}">{_waveform(audio)}<br>{player}</div>'


def of_reply(reply: Reply) -> str:
    """The text of a reply and its player."""
    text = html.escape(reply.text).replace("\n", "<br>")
    error = "" if reply.error is None else f"<p><i>{html.escape(str(reply.error))}</i></p>"
    return f"<p>{text}</p>{error}{'' if reply.audio is None else of_audio(reply.audio)}"


def _waveform(audio: Audio) -> str:
    """The peaks of the samples, as a drawing of one path."""
    samples = audio.pcm
    columns = min(COLUMNS, audio.frames)
    path = []
    for column in range(columns):
        first, end = (len(samples) * each // columns for each in (column, column + 1))
        looked_at = samples[first : end : max(1, (end - first) // LOOKED_AT)]
        half = max(map(abs, looked_at)) / 32768 * HEIGHT / 2
        path.append(f"M{column}.5 {HEIGHT / 2 - half:.1f}V{HEIGHT / 2 + half:.1f}")
    size = f'width="{COLUMNS}" height="{HEIGHT}" viewBox="0 0 {columns} {HEIGHT}" preserveAspectRatio="none"'
    return f'<svg {size} stroke="currentColor"><path d="{"".join(path)}"/></svg>'

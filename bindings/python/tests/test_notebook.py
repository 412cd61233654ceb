"""What a notebook shows of a reply and of audio."""

from __future__ import annotations

import array
import base64
import html.parser
import re
import time
from typing import Optional

import convai

from support import QUESTION, Emulator


class Page(html.parser.HTMLParser):
    """The elements of a piece of HTML, which must all be closed, and its text."""

    def __init__(self, text: Optional[str]) -> None:
        super().__init__()
        assert text is not None
        self.open: list[str] = []
        self.elements: dict[str, dict[str, Optional[str]]] = {}
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        self.elements[tag] = dict(attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        self.elements[tag] = dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_audio_has_a_player_with_the_whole_file_and_a_waveform() -> None:
    audio = convai.Audio.open(QUESTION)
    page = Page(audio._repr_html_())
    kind, data = str(page.elements["audio"]["src"]).split(";base64,")
    assert kind == "data:audio/wav"
    assert base64.b64decode(data) == audio.wav
    assert "controls" in page.elements["audio"]
    assert page.elements["div"]["title"] == "2.6 s, 16000 Hz"
    heights = [
        float(low) - float(high) for high, low in re.findall(r" ([\d.]+)V([\d.]+)", str(page.elements["path"]["d"]))
    ]
    assert len(heights) == 240
    assert max(heights) > 20
    assert min(heights) < 1


def test_the_waveform_of_any_audio_can_be_drawn() -> None:
    for samples in ([5], [-32768] * 7, [0] * 100_000, list(range(1000))):
        audio = convai.Audio.from_samples(array.array("h", samples), sample_rate=8000)
        assert "path" in Page(audio._repr_html_()).elements
    stereo = convai.Piece("", audio=convai.audio.audio_of_samples(bytes(4000), 8000, 2)).audio
    assert stereo is not None
    assert "path" in Page(stereo._repr_html_()).elements


def test_audio_that_is_too_large_has_no_player() -> None:
    audio = convai.Audio.from_samples(bytes(6_000_000), sample_rate=16000)
    start = time.perf_counter()
    shown = audio._repr_html_()
    assert time.perf_counter() - start < 30
    assert len(shown) < 300
    assert "audio" not in Page(shown).elements
    assert "too large" in Page(shown).text


def test_a_reply_shows_its_text_escaped_its_player_and_its_error(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.settings(stream_pace=0)
    reply = chat.say("Hi.", voice=True)
    page = Page(reply._repr_html_())
    assert page.text == reply.text
    assert "audio" in page.elements
    hostile = convai.Reply('<script src="x">&</script>\n"Hello"')
    page = Page(hostile._repr_html_())
    assert set(page.elements) == {"p", "br"}
    assert page.text == hostile.text.replace("\n", "")
    failed = convai.Reply("Sorry.", error=convai.NetworkError("<b>no</b> network"))
    page = Page(failed._repr_html_())
    assert page.text == "Sorry.<b>no</b> network"
    assert set(page.elements) == {"p", "i"}

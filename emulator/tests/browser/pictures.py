"""Writes the pictures of the README: the page in the light and in the dark scheme, as Chromium shows it.

The turns, their times and the recording are the same each time; the fonts are those of the machine. Each file is below
200 KB. It needs Pillow for the palette that makes them small.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from conftest import launch, opened  # noqa: E402
from emulators import ROOT, Emulator  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

FOLDER = ROOT / "docs/pictures"
MAX_BYTES = 200_000
# A person who says "front center", from Debian's alsa-utils.
RECORDING = Path("/usr/share/sounds/alsa/Front_Center.wav")


def fill(emulator: Emulator) -> None:
    emulator.control("POST", "/clock", {"freeze": True, "time": "2026-01-02T18:04:05"})
    keeper = emulator.post_json(
        "/character/create",
        {"charName": "Raymond", "voiceType": "US MALE 1", "backstory": "Raymond keeps the lighthouse of Port Ember."},
    )["charID"]
    emulator.control("POST", "/scripts", {"character": keeper, "text": "open the door", "reply": "There you go.", "actions": ["Open door"]})
    emulator.control("POST", "/scripts", {"character": keeper, "text_matches": "hello|good evening", "reply": "Who knocks at this hour?"})
    emulator.control("POST", "/scripts", {"character": keeper, "text": "goodbye", "reply": "Mind the steps."})
    session = emulator.say("Good evening!", character=keeper)["sessionID"]
    emulator.control("POST", "/clock", {"advance_ms": 12_000})
    emulator.say("Open the door.", session, keeper)
    emulator.control("POST", "/clock", {"advance_ms": 30_000})
    emulator.control("POST", "/faults", {"status": 503, "body": "try again later", "count": 1})
    emulator.say("Hello again!", session, keeper)
    emulator.control("POST", "/clock", {"advance_ms": 50_000})
    session = emulator.say("What are you afraid of?")["sessionID"]
    emulator.control("POST", "/clock", {"advance_ms": 9_000})
    emulator.speak(RECORDING.read_bytes(), session, "microphone.wav", voice="True")
    emulator.control("POST", "/clock", {"advance_ms": 4_000})


def save(picture: bytes, name: str) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    path = FOLDER / name
    image.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1000} KB")
    assert size < MAX_BYTES, f"{name} has {size} bytes"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    emulator = Emulator()
    fill(emulator)
    with sync_playwright() as playwright:
        browser = launch(playwright, RECORDING)
        pictures = (("light", "conversations", "page-conversations.png"), ("dark", "journal", "page-journal.png"))
        for scheme, view, name in pictures:
            with opened(browser, emulator, color_scheme=scheme, reduced_motion="reduce") as page:
                page.set_viewport_size({"width": 1280, "height": 800})
                page.goto(f"{emulator.url}/_emulator/#{view}")
                if view == "journal":
                    page.locator(".request").first.click()
                # Sounds are drawn when they come into view.
                expect(page.locator(".sound[data-state=ready]:visible").first).to_be_visible()
                page.wait_for_timeout(1000)
                save(page.screenshot(), name)
        browser.close()
    emulator.close()


if __name__ == "__main__":
    main()

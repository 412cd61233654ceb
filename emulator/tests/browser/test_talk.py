"""Talk to a character, and see and hear the conversation while it happens."""

from __future__ import annotations

import re
import threading

from conftest import MICROPHONE_HZ, show, wait_until_heard
from emulators import PELL, Emulator, frequency_of, tone
from playwright.sync_api import Page, expect

LAST = ".turn:last-child"


def say(page: Page, text: str) -> None:
    page.get_by_label("What you say").fill(text)
    page.get_by_label("What you say").press("Enter")


def is_drawn(page: Page, canvas: str) -> bool:
    """Whether a picture has more than one colour."""
    return page.locator(canvas).evaluate(
        """canvas => {
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            return new Set(new Uint32Array(pixels.buffer)).size > 1;
        }"""
    )


def test_a_typed_question_is_answered_and_the_voice_plays(page: Page, emulator: Emulator) -> None:
    expect(page.locator("#live")).to_have_text("Live")
    say(page, "What are you afraid of?")
    expect(page.locator(f"{LAST} .user .words")).to_have_text("What are you afraid of?")
    expect(page.locator(f"{LAST} .character .words")).to_contain_text("moths")
    voice = page.locator(f"{LAST} .character .sound")
    # The voice of the reply plays by itself.
    expect(voice.get_by_role("slider")).to_have_attribute("aria-valuenow", re.compile(r"0\.[1-9]|[1-9]"))
    assert is_drawn(page, f"{LAST} .character canvas.wave")
    say(page, "And what do you like?")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(f"{LAST} .character .words")).not_to_be_empty()
    sessions = [entry["session"] for entry in emulator.control("GET", "/journal")]
    assert len(sessions) == 2 and len(set(sessions)) == 1, "the conversation is continued"


def test_the_microphone_is_heard_shown_and_played(page: Page, emulator: Emulator) -> None:
    page.get_by_role("button", name="Speak").click()
    wait_until_heard(page)
    page.get_by_role("button", name="Stop and send").click()
    bubble = page.locator(f"{LAST} .user")
    expect(bubble.locator(".sound")).to_have_attribute("data-state", "ready")
    for picture in ("wave", "spectrum"):
        assert is_drawn(page, f"{LAST} .user canvas.{picture}"), picture
    for name in ("Length", "Peak", "Level", "Clipping", "Speech", "Leading silence", "Format"):
        expect(bubble.locator("dt", has_text=re.compile(f"^{name}$"))).to_have_count(1)
    expect(page.locator(f"{LAST} .character .words")).to_contain_text("I heard")

    file = emulator.send("GET", "/_emulator/journal/1/file")
    assert abs(frequency_of(file) - MICROPHONE_HZ) < 0.05 * MICROPHONE_HZ, "what was sent is what the microphone heard"
    wav = emulator.control("GET", "/journal/1")["files"][0]["wav"]
    assert (wav["channels"], wav["bits"], wav["sample_format"]) == (1, 16, "pcm")

    bubble.get_by_role("button", name="Play").click()
    expect(bubble.get_by_role("slider")).to_have_attribute("aria-valuenow", re.compile(r"0\.0[1-9]|0\.[1-9]|[1-9]"))


def test_escape_discards_a_recording(page: Page, emulator: Emulator) -> None:
    page.get_by_role("button", name="Speak").click()
    wait_until_heard(page)
    page.keyboard.press("Escape")
    expect(page.locator(".composer [role=status]")).to_have_text("The recording was discarded.")
    assert emulator.control("GET", "/journal/count")["total"] == 0


def test_a_turn_of_a_game_appears_while_it_is_answered(page: Page, emulator: Emulator) -> None:
    expect(page.locator("#live")).to_have_text("Live")
    # The reply waits for the clock, which stands still.
    emulator.control("POST", "/clock", {"freeze": True})
    emulator.control("POST", "/settings", {"latency_ms": 1000})
    page.evaluate("window.loadedOnce = true")
    turn = threading.Thread(target=emulator.say, args=("Who are you?",))
    turn.start()
    expect(page.locator(f"{LAST} .user .words")).to_have_text("Who are you?")
    expect(page.get_by_label("The reply is on its way")).to_be_visible()
    emulator.control("POST", "/clock", {"advance_ms": 1000})
    turn.join()
    expect(page.locator(f"{LAST} .character .words")).to_contain_text("Pell")
    expect(page.get_by_label("The reply is on its way")).to_have_count(0)
    assert page.evaluate("window.loadedOnce"), "without loading the page again"


def test_what_was_wrong_with_a_recording_is_shown(page: Page, emulator: Emulator) -> None:
    emulator.speak(tone([(0, 1.5), (440, 0.5)], channels=2, amplitude=1.2))
    bubble = page.locator(f"{LAST} .user")
    expect(bubble.locator(".notice.warn")).to_contain_text("mono")
    expect(bubble.locator(".fact.bad")).to_contain_text("Clipping")
    expect(bubble.locator(".fact.warn").filter(has_text="Leading silence")).to_contain_text("1.50 s")
    expect(bubble.locator(".fact").filter(has_text="Speech")).to_contain_text("25 %")


def test_a_fault_is_switched_on_and_off(page: Page, emulator: Emulator) -> None:
    show(page, "Faults")
    switch = page.get_by_role("switch", name="Quota used up")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(page.locator("#fault-count")).to_have_text("1")
    show(page, "Conversations")
    say(page, "Hello?")
    failed = page.locator(f"{LAST} .character")
    expect(failed).to_have_class(re.compile("failed"))
    expect(failed.locator(".words")).to_contain_text("API usage limit exceeded")
    expect(failed.locator("header")).to_contain_text("status 429")
    expect(failed.locator("header")).to_contain_text("fault 1")
    expect(page.locator(".composer [role=status]")).to_contain_text("The turn failed")

    show(page, "Faults")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert emulator.control("GET", "/faults") == []
    show(page, "Conversations")
    say(page, "And now?")
    expect(page.locator(f"{LAST} .character .words")).not_to_be_empty()
    expect(page.locator(f"{LAST} .character")).not_to_have_class(re.compile("failed"))


def test_a_lost_connection_is_shown_as_one(page: Page, emulator: Emulator) -> None:
    emulator.control("POST", "/faults", {"cut": "mid_body", "bytes": 20, "how": "rst"})
    say(page, "Hello?")
    expect(page.locator(f"{LAST} .character .notice")).to_have_text("A fault cut the connection.")


def test_characters_are_made_edited_and_talked_to(page: Page, emulator: Emulator) -> None:
    show(page, "Characters")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Backstory").fill("Ada repairs clocks.")
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".card .name", has_text="Ada")).to_be_visible()
    page.get_by_label("Backstory").fill("Ada repairs boats.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".card .last", has_text="boats")).to_be_visible()
    page.locator(".character-form").get_by_role("button", name="Talk").click()
    say(page, "What do you repair?")
    expect(page.locator(f"{LAST} .character .words")).to_contain_text("boats")
    show(page, "Characters")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".card .name", has_text="Ada")).to_have_count(0)
    assert [one["character_id"] for one in emulator.control("GET", "/characters")] == [PELL]


def test_scripts_show_how_often_they_were_used(page: Page, emulator: Emulator) -> None:
    emulator.control("POST", "/scripts", {"text": "open the door", "reply": "There you go."})
    emulator.control("POST", "/scripts", {"text": "never said", "reply": "Never."})
    show(page, "Scripts")
    used = page.locator("#scripts .use")
    expect(used).to_have_text(["never", "never"])
    emulator.say("Open the door!")
    emulator.say("Open the door.")
    emulator.say("Close it.")
    expect(used).to_have_text(["2 turns", "never"])
    expect(page.locator(".unmatched")).to_contain_text("Close it.")
    page.get_by_label("Text of the player").fill("close it")
    page.locator("#scripts").get_by_label("Reply", exact=True).fill("It is closed.")
    page.locator("#scripts").get_by_role("button", name="Add").click()
    expect(used).to_have_count(3)
    assert emulator.say("Close it.")["text"] == "It is closed."

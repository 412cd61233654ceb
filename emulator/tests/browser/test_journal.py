"""The journal: filters, search, requests as curl, and 10,000 entries."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Iterator

import pytest
from conftest import opened, show
from emulators import KEY, PELL, Emulator, tone
from playwright.sync_api import Browser, Page, expect

MANY = 10_000


def shown(page: Page, text: str) -> None:
    expect(page.locator("#journal-shown")).to_have_text(text)


def test_filters_and_search_find_requests(page: Page, emulator: Emulator) -> None:
    emulator.say("Where is the zeppelin?")
    emulator.say("Who are you?")
    emulator.speak(tone([(440, 0.3)]))
    emulator.say("Hello?", character="nobody")
    emulator.fill(1)
    emulator.control("POST", "/faults", {"cut": "after_headers"})
    with pytest.raises(Exception):
        emulator.say("Lost")
    show(page, "Journal")
    shown(page, "6 of 6")
    search = page.get_by_label("Search the journal")
    for words, count in [("ZEPPELIN", 1), ("getresponse", 5), ("zeppelin languages", 0), ("nobody not", 1), ("process_failure", 1)]:
        search.fill(words)
        shown(page, f"{count} of 6")
    search.fill("")
    for kind, count in [("Failed", 3), ("Disturbed by a fault", 1), ("Cut or aborted", 1), ("With a recording", 1)]:
        page.get_by_label("Kind").select_option(label=kind)
        shown(page, f"{count} of 6")
    page.get_by_label("Kind").select_option(label="All requests")
    page.get_by_label("Path").select_option(label="/tts/get_available_languages")
    shown(page, "1 of 6")
    page.get_by_label("Path").select_option(label="All paths")
    page.get_by_role("button", name="Empty the journal").click()
    shown(page, "0 of 0")


def run_curl(page: Page, emulator: Emulator, folder: Path) -> tuple[dict, dict]:
    """Runs the command of the newest request in a shell. Returns both requests as the journal has them."""
    first = emulator.control("GET", "/journal/last")
    expect(page.locator("#journal-count")).to_have_text(str(first["seq"]))
    show(page, "Journal")
    page.locator(".request").first.click()
    expect(page.locator(".detail h2")).to_have_text(f"Request {first['seq']}")
    command = page.locator(".curl").text_content() or ""
    assert KEY not in command and "$CONVAI_API_KEY" in command
    subprocess.run(
        ["sh", "-c", command], cwd=folder, env={**os.environ, "CONVAI_API_KEY": KEY, "no_proxy": "*"}, check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    return first, emulator.control("GET", "/journal/last")


@pytest.mark.parametrize(
    "text",
    ["it's 100 % $HOME `id` \"quoted\" \\ &a=b +", "two\nlines\tand \u202e a direction", "-@file", "\u05e9\u05dc\u05d5\u05dd \U0001f600"],
)
def test_a_text_turn_can_be_repeated_with_curl(page: Page, emulator: Emulator, tmp_path: Path, text: str) -> None:
    emulator.say(text)
    first, second = run_curl(page, emulator, tmp_path)
    assert second["seq"] == first["seq"] + 1
    assert (second["path"], second["fields"], second["status"]) == (first["path"], first["fields"], 200)


def test_a_recording_and_json_can_be_repeated_with_curl(page: Page, emulator: Emulator, tmp_path: Path) -> None:
    emulator.speak(tone([(440, 0.3)]), filename="it's a `file`.wav")
    first, second = run_curl(page, emulator, tmp_path)
    assert second["files"][0]["crc32"] == first["files"][0]["crc32"]
    assert (second["values"], second["status"]) == (first["values"], 200)
    emulator.post_json("/character/create", {"charName": "O'Neil \u202e", "voiceType": "MALE", "backstory": "A\nB"})
    first, second = run_curl(page, emulator, tmp_path)
    assert (second["json"], second["status"]) == (first["json"], 201)


@pytest.fixture
def many(browser: Browser) -> Iterator[tuple[Page, Emulator]]:
    emulator = Emulator("--journal", str(MANY))
    emulator.fill(50)
    with opened(browser, emulator) as page:
        show(page, "Journal")
        yield page, emulator
    emulator.close()


def nodes(page: Page) -> int:
    return page.evaluate("document.querySelectorAll('*').length")


def added_by(page: Page, action: str) -> int:
    """How many elements an action adds to the document, until nothing changes any more."""
    return page.evaluate(
        f"""async () => {{
            let added = 0;
            const observer = new MutationObserver(changes => {{
                for (const change of changes) added += change.addedNodes.length;
            }});
            observer.observe(document.body, {{ childList: true, subtree: true }});
            {action};
            for (let before = -1; before !== added;) {{
                before = added;
                await new Promise(done => setTimeout(done, 300));
            }}
            observer.disconnect();
            return added;
        }}"""
    )


def test_ten_thousand_requests_cost_no_more_than_fifty(many: tuple[Page, Emulator]) -> None:
    page, emulator = many
    shown(page, "50 of 50")
    few = nodes(page)
    search = "const s = document.querySelector('#journal-search'); s.value = 'number'; s.dispatchEvent(new Event('input'))"
    scroll = "document.querySelector('#journal .virtual-list').scrollTop += 400"
    few_searched, few_scrolled = added_by(page, search), added_by(page, scroll)
    page.get_by_label("Search the journal").fill("")
    emulator.fill(MANY - 50)
    shown(page, "10,000 of 10,000")
    assert nodes(page) < few + 100, "only the visible rows are in the document"
    assert added_by(page, search) <= few_searched + 100
    assert added_by(page, scroll) <= few_scrolled + 100
    page.get_by_label("Search the journal").fill("")
    # The last row can be reached, and is the oldest request.
    requests = page.get_by_role("listbox", name="Requests")
    expect(requests.get_by_role("option").first).to_have_attribute("aria-setsize", str(MANY))
    requests.focus()
    requests.press("End")
    expect(page.locator(".detail h2")).to_have_text("Request 1")
    expect(page.locator(".request[aria-selected=true]")).to_contain_text("#1")
    assert nodes(page) < few + 300
    # A further request takes the place of the oldest one.
    emulator.say("One more")
    requests.press("Home")
    expect(requests.get_by_role("option").first).to_contain_text("One more")
    shown(page, "10,000 of 10,000")
    requests.press("Home")
    expect(page.locator(".detail h2")).to_have_text(f"Request {MANY + 1}")


def test_a_search_in_ten_thousand_requests_takes_as_long_as_their_number(many: tuple[Page, Emulator]) -> None:
    page, emulator = many
    duration = """() => {
        const search = document.querySelector("#journal-search");
        const times = [1, 2, 3, 4, 5].map(n => {
            const start = performance.now();
            search.value = "no " + n;
            search.dispatchEvent(new Event("input"));
            return performance.now() - start;
        });
        return Math.min(...times);
    }"""
    emulator.fill(950)
    shown(page, "1,000 of 1,000")
    page.evaluate(duration)
    thousand = page.evaluate(duration)
    page.get_by_label("Search the journal").fill("")
    emulator.fill(MANY - 1000)
    shown(page, "10,000 of 10,000")
    page.evaluate(duration)
    # Ten times as many requests take ten times as long; a list that is drawn as a whole takes hundreds of times.
    assert page.evaluate(duration) < 40 * max(thousand, 0.5)


def test_a_long_conversation_keeps_few_turns_in_the_document(page: Page, emulator: Emulator) -> None:
    session = emulator.say("Who are you?")["sessionID"]
    for number in range(99):
        emulator.say(f"Question {number}", session=session, character=PELL)
    expect(page.locator(".thread .bar")).to_contain_text("100 turns")
    expect(page.locator(".turn")).to_have_count(40)
    page.get_by_role("button", name=re.compile("earlier")).click()
    expect(page.locator(".turn")).to_have_count(80)

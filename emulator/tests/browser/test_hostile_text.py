"""What players, characters and clients send is shown as text, and does nothing else."""

from __future__ import annotations

import json
import urllib.parse

import pytest
from conftest import show
from emulators import KEY, PELL, TURN, Emulator, tone
from playwright.sync_api import Browser, Page, expect

HOSTILE = [
    '<img src=x onerror="window.attacked=1">',
    "<script>window.attacked=2</script>",
    '"><svg onload=window.attacked=3>',
    "'><iframe srcdoc='<script>parent.attacked=4</script>'></iframe>",
    "</p></bdi></div><h1>Not the emulator</h1>",
    "javascript:window.attacked=5",
    "${window.attacked=6} `+(window.attacked=7)+` {{constructor.constructor('window.attacked=8')()}}",
    "<a href=javascript:window.attacked=9>click</a><style>*{display:none}</style>",
    "<math><mtext></p><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.attacked=10&gt;'>",
    "&lt;b&gt;&amp;quot;&#x3C;u&#x3E;",
    "\u202egnp.exe \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u2066<b>",
]

# Elements that only a text could have made.
FOREIGN = "img[src='x'], script:not([src]), svg[onload], iframe, a[href^='javascript'], style, math, main h1, [onerror], b, u"


def test_no_text_becomes_a_part_of_the_page(page: Page, emulator: Emulator) -> None:
    for text in HOSTILE:
        emulator.say(text)
        emulator.say("Hello", session=text)
        emulator.say("Hello", character=text)
        emulator.speak(tone([(440, 0.2)], channels=2), filename=text.replace('"', "").replace("\n", ""))
        fields = {"charName": text, "voiceType": text, "backstory": text, text: text}
        character = emulator.post_json("/character/create", fields)["charID"]
        emulator.control("POST", "/scripts", {"character": character, "text": text, "reply": text, "actions": [text]})
        emulator.say(text, character=character)
        emulator.say("This fits no script", character=character)
        emulator.control("POST", "/faults", {"character": character, "status": 500, "body": text, "count": 1})
        emulator.say("This fails", character=character)
        path = "/" + urllib.parse.quote(text, safe="<>\"'=()") if "\u202e" not in text else "/x"
        emulator.send("GET", path.replace(" ", "%20").replace('"', "%22") + "?" + urllib.parse.quote(text))
        emulator.send("POST", TURN, json.dumps({text: text}).encode(), CONVAI_API_KEY=KEY, Content_Type="application/json")
    total = emulator.control("GET", "/journal/count")["total"]
    expect(page.locator("#journal-count")).to_have_text(str(total))

    def check(where: str) -> None:
        assert page.evaluate("window.attacked") is None, where
        assert page.locator(FOREIGN).count() == 0, where

    # Each conversation, as the arrow keys reach it.
    conversations = page.get_by_role("listbox", name="Conversations")
    conversations.focus()
    conversations.press("Home")
    count = int(conversations.get_by_role("option").first.get_attribute("aria-setsize") or 0)
    for _ in range(count):
        check("a conversation")
        conversations.press("ArrowDown")
    # Each request.
    show(page, "Journal")
    requests = page.get_by_role("listbox", name="Requests")
    requests.focus()
    for seq in range(total, 0, -1):
        requests.press("Home" if seq == total else "ArrowDown")
        expect(page.locator(".detail h2")).to_have_text(f"Request {seq}")
        check(f"request {seq}")
    show(page, "Characters")
    for card in page.locator(".card").all():
        card.click()
        check("a character")
    for view in ("Scripts", "Faults"):
        show(page, view)
        expect(page.locator(f"#{view.lower()} tbody tr").first).to_be_visible()
        check(view)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_was_sent(page: Page, emulator: Emulator, text: str) -> None:
    emulator.say(text)
    words = page.locator(".turn .user .words")
    expect(words).to_have_count(1)
    assert words.evaluate("element => element.textContent") == text
    # The direction of the text does not leave its element.
    assert words.locator("bdi").evaluate("element => getComputedStyle(element).unicodeBidi") == "isolate"


def test_the_browser_refuses_html_from_a_text(browser: Browser, emulator: Emulator) -> None:
    page = browser.new_page()
    page.goto(emulator.url + "/_emulator/")
    for script in (
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
        "document.write('<b>x</b>')",
        "document.createElement('script').src = 'x.js'",
    ):
        refused = page.evaluate(f"() => {{ try {{ {script}; return ''; }} catch (error) {{ return error.message; }} }}")
        assert "Trusted" in refused, script
    assert page.locator("b").count() == 0
    page.close()


def test_a_character_of_another_direction_does_not_move_its_neighbours(page: Page, emulator: Emulator) -> None:
    emulator.control("POST", "/faults", {"status": 500, "body": "\u202eFAILED", "count": 1})
    emulator.say("\u202eabc", character=PELL)
    header = page.locator(".turn .character header")
    expect(header).to_contain_text("status 500")
    name, status = (header.locator(part).bounding_box() for part in (".who", ".tag >> nth=-1"))
    assert name and status and name["x"] < status["x"]

"""Everything can be done by keyboard, has a name for a screen reader, and can be read in both colour schemes."""

from __future__ import annotations

import re

import pytest
from conftest import OUTPUT, opened, wait_until_heard
from emulators import Emulator, tone
from playwright.sync_api import Browser, Page, expect

VIEWS = ["conversations", "journal", "characters", "scripts", "faults"]

# What has the focus: the element, and a text by which a test knows it.
FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    return element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent || element.id;
}"""


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Presses Tab until the element with this name has the focus."""
    for _ in range(80):
        page.keyboard.press(key)
        if str(page.evaluate(FOCUSED)).strip().startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by {key}")


def fill_with_everything(emulator: Emulator) -> None:
    emulator.control("POST", "/scripts", {"text": "open the door", "reply": "There you go."})
    emulator.say("Open the door!", voice="True")
    emulator.speak(tone([(0, 1.2), (440, 0.6)], channels=2, amplitude=1.5))
    emulator.control("POST", "/faults", {"status": 503, "body": "later"})
    emulator.say("Hello?")
    emulator.control("POST", "/faults", {"path": "/character/getResponse", "delay_ms": 3000, "count": 0})


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    expect(page.locator("#live")).to_have_text("Live")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the content"
    box = page.locator(".skip").bounding_box()
    assert box and box["y"] >= 0, "it can be seen while it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("view", VIEWS)
def test_the_focus_goes_through_a_view_in_its_order_and_out_of_it(page: Page, emulator: Emulator, view: str) -> None:
    fill_with_everything(emulator)
    page.goto(f"{emulator.url}/_emulator/#{view}")
    expect(page.locator("#journal-count")).to_have_text("3")
    expect(page.locator("#fault-count")).to_have_text("1")
    reachable = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")]
        .filter(element => !element.disabled && element.checkVisibility())"""
    page.evaluate(f"window.stops = ({reachable})()")
    page.locator("#skip").focus()
    visited = []
    for _ in range(page.evaluate("window.stops.length") - 1):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("window.stops.indexOf(document.activeElement)"))
    assert visited == list(range(1, len(visited) + 1)), "each stop once, in the order of the document"
    page.keyboard.press("Tab")
    assert page.evaluate("window.stops.indexOf(document.activeElement)") <= 0, "the last stop leads out of the page"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement !== document.body"), "and back"


def test_a_conversation_by_keyboard_alone(page: Page, emulator: Emulator) -> None:
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator(".composer option")).to_have_count(1)
    tab_to(page, "What you say")
    page.keyboard.type("What are you afraid of?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .character .words")).to_contain_text("moths")
    assert page.evaluate(FOCUSED) == "What you say", "the focus stays where the user types"
    slider = page.locator(".turn .character").get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuemax", re.compile(r"^[1-9]"))
    tab_to(page, "Position in", "Shift+Tab")
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemax")
    page.keyboard.press("Home")
    tab_to(page, "Spe")
    page.keyboard.press("Enter")
    wait_until_heard(page)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    # A fault.
    tab_to(page, "Faults", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "Service unavailable")
    page.keyboard.press("Space")
    expect(page.get_by_role("switch", name="Service unavailable")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Space")
    expect(page.get_by_role("switch", name="Service unavailable")).to_have_attribute("aria-checked", "false")
    # The journal.
    tab_to(page, "Journal", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "Requests, the newest first")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".detail h2")).to_have_text("Request 2")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".detail h2")).to_have_text("Request 1")


def test_the_dialog_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    tab_to(page, "API key")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="API key")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "key-input"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "open-key"


@pytest.mark.parametrize("view", VIEWS)
def test_everything_has_a_name(page: Page, emulator: Emulator, view: str) -> None:
    fill_with_everything(emulator)
    page.goto(f"{emulator.url}/_emulator/#{view}")
    expect(page.locator("#journal-count")).to_have_text("3")
    if view == "journal":
        page.locator(".request").first.click()
        expect(page.locator(".detail h2")).to_be_visible()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    wanted = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "listbox", "option", "slider", "switch"}
    wanted |= {"meter", "dialog", "log", "region", "form", "search", "complementary", "navigation", "table", "main"}
    nameless = {"main", "search", "table"}
    found = 0
    for node in tree:
        role = node.get("role", {}).get("value", "").lower()
        if node.get("ignored") or role not in wanted - nameless:
            continue
        found += 1
        assert node.get("name", {}).get("value", "").strip(), f"a {role} without a name"
    assert found > 12


# The contrast of each visible text with what is behind it, by the formula of WCAG 2.
LOW_CONTRAST = """() => {
    const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = element => {
        for (; element; element = element.parentElement) {
            const colour = parse(getComputedStyle(element).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const low = [];
    for (const element of document.querySelectorAll("body *")) {
        const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!hasText || !element.checkVisibility() || element.closest(":disabled, .skip, noscript, option")) continue;
        const [a, b] = [parse(getComputedStyle(element).color), behind(element)].map(luminance).sort((a, b) => b - a);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) low.push(`${element.className}: ${element.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
    }
    return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_scheme_can_be_read(browser: Browser, emulator: Emulator, scheme: str) -> None:
    fill_with_everything(emulator)
    with opened(browser, emulator, color_scheme=scheme, reduced_motion="reduce") as page:
        for view in VIEWS:
            page.goto(f"{emulator.url}/_emulator/#{view}")
            expect(page.locator("#journal-count")).to_have_text("3")
            expect(page.locator("#fault-count")).to_have_text("1")
            if view == "journal":
                page.locator(".request").nth(1).click()
                expect(page.locator(".detail .sound").first).to_have_attribute("data-state", "ready")
            assert page.evaluate(LOW_CONTRAST) == [], view
            page.screenshot(path=OUTPUT / f"{scheme}-{view}.png")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(int(part) for part in ground[4:-1].split(",")) / 3
        assert brightness > 200 if scheme == "light" else brightness < 50


def test_a_narrow_window_shows_everything_without_scrolling_sideways(browser: Browser, emulator: Emulator) -> None:
    fill_with_everything(emulator)
    with opened(browser, emulator) as page:
        page.set_viewport_size({"width": 380, "height": 800})
        for view in VIEWS:
            page.goto(f"{emulator.url}/_emulator/#{view}")
            expect(page.locator("#journal-count")).to_have_text("3")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
            page.screenshot(path=OUTPUT / f"narrow-{view}.png")

"""The page within the access rules of the emulator."""

from __future__ import annotations

from conftest import opened, show
from emulators import PELL, Emulator
from playwright.sync_api import Browser, Page, expect

SECRET = "a-secret-key-0123456789"


def use_key(page: Page, key: str) -> None:
    page.get_by_role("dialog").get_by_label("Key", exact=True).fill(key)
    page.get_by_role("button", name="Use this key").click()


def test_the_page_asks_for_the_key_of_the_service_and_forgets_it_with_the_tab(browser: Browser) -> None:
    emulator = Emulator("--api-key", SECRET)
    with opened(browser, emulator) as page:
        page.get_by_label("What you say").fill("Who are you?")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("dialog", name="API key")).to_be_visible()
        use_key(page, SECRET)
        page.get_by_label("What you say").fill("Who are you?")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".turn:last-child .character .words")).to_contain_text("Pell")
        # The key is in this tab alone, and nowhere to be read.
        assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
        assert page.evaluate("Object.values(sessionStorage)") == [SECRET]
        show(page, "Journal")
        page.locator(".request").first.click()
        expect(page.locator(".curl")).to_contain_text("$CONVAI_API_KEY")
        assert SECRET not in page.content()
        another = page.context.new_page()
        another.goto(emulator.url + "/_emulator/")
        assert another.evaluate("sessionStorage.length") == 0
    emulator.close()


def test_with_a_world_per_key_the_page_shows_the_world_of_its_key(browser: Browser) -> None:
    emulator = Emulator("--worlds", "per-key")
    emulator.send("POST", "/character/getResponse", f"charID={PELL}&sessionID=-1&voiceResponse=False&userText=Mine".encode(),
                  CONVAI_API_KEY="my-own-key-1", Content_Type="application/x-www-form-urlencoded")
    emulator.send("POST", "/character/getResponse", f"charID={PELL}&sessionID=-1&voiceResponse=False&userText=Theirs".encode(),
                  CONVAI_API_KEY="their-key-1", Content_Type="application/x-www-form-urlencoded")
    with opened(browser, emulator) as page:
        dialog = page.get_by_role("dialog", name="API key")
        expect(dialog).to_contain_text("world per API key")
        use_key(page, "my-own-key-1")
        expect(page.locator("#journal-count")).to_have_text("1")
        expect(page.locator(".user .words")).to_have_text("Mine")
        expect(page.get_by_text("Theirs")).to_have_count(0)
    emulator.close()


def test_a_page_of_another_origin_reaches_nothing(browser: Browser, emulator: Emulator) -> None:
    other = Emulator()
    emulator.say("A secret of the player")
    with opened(browser, other) as page:
        context = page.context
    # A plain page of another origin on the same machine, without the policy of the emulator's page.
    context = browser.new_context()
    page = context.new_page()
    page.goto(other.url + "/character/get")
    results = page.evaluate(
        """async base => {
            const read = async path => {
                try { return (await fetch(base + path)).status; } catch { return "refused"; }
            };
            const load = (tag, path) => new Promise(done => {
                const element = document.createElement(tag);
                element.onload = element.onloadedmetadata = () => done("loaded");
                element.onerror = () => done("refused");
                element.src = base + path;
                document.documentElement.append(element);
            });
            return [
                await read("/_emulator/journal"), await read("/_emulator/changes"), await read("/_emulator/"),
                await load("audio", "/_emulator/journal/1/audio"), await load("script", "/_emulator/journal"),
                await load("script", "/_emulator/page/script/dom.js"),
            ];
        }""",
        emulator.url,
    )
    assert results == ["refused"] * 6
    frame = page.evaluate(
        """async base => {
            const frame = document.createElement("iframe");
            const loaded = new Promise(done => (frame.onload = done));
            frame.src = base + "/_emulator/";
            document.documentElement.append(frame);
            await loaded;
            return frames.length;
        }""",
        emulator.url,
    )
    assert frame == 1
    assert page.frames[1].url.startswith("chrome-error:"), "the page cannot stand in a frame"
    context.close()
    other.close()


def test_the_page_follows_an_emulator_that_is_started_again(browser: Browser) -> None:
    emulator = Emulator()
    port = emulator.url.rsplit(":", 1)[1]
    with opened(browser, emulator) as page:
        for text in ("One", "Two", "Three"):
            emulator.say(text)
        expect(page.locator("#journal-count")).to_have_text("3")
        emulator.close()
        expect(page.locator("#live")).to_have_text("Not reachable")
        again = Emulator("--port", port)
        expect(page.locator("#live")).to_have_text("Live")
        expect(page.locator("#journal-count")).to_have_text("")
        again.say("Four")
        expect(page.locator(".user .words")).to_have_text("Four")
        again.control("POST", "/reset")
        expect(page.locator(".turn")).to_have_count(0)
    again.close()

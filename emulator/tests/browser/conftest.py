"""Chromium with a microphone that plays a file, and an emulator for each test."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from emulators import ROOT, Emulator, tone  # noqa: E402

OUTPUT = ROOT / "target/page"
# Nothing here measures time. A machine under load may take long for a page.
TIMEOUT_MS = 150_000
expect.set_options(timeout=TIMEOUT_MS)
# What the microphone hears, again and again.
MICROPHONE_HZ = 700


def launch(playwright, microphone: Path) -> Browser:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is not installed: apt-get install chromium"
    arguments = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
        "--no-first-run",
    ]
    # Chromium's own sandbox does not start for root.
    return playwright.chromium.launch(executable_path=program, args=arguments, chromium_sandbox=False)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    microphone = tmp_path_factory.mktemp("microphone") / "tone.wav"
    microphone.write_bytes(tone([(MICROPHONE_HZ, 3.0)], rate=48000))
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright, microphone)
        yield browser
        browser.close()


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    emulator = Emulator("--loose")
    yield emulator
    emulator.close()


@pytest.fixture
def page(browser: Browser, emulator: Emulator) -> Iterator[Page]:
    with opened(browser, emulator) as page:
        yield page


def show(page: Page, view: str) -> None:
    page.locator("nav").get_by_role("link", name=view).click()


def wait_until_heard(page: Page) -> None:
    """Waits until the microphone of the page is open and hears the tone."""
    expect(page.locator(".composer meter")).to_have_attribute("value", re.compile(r"^0\.[1-9]"))


class opened:
    """The page of an emulator in a tab of its own. At the end, no script may have failed, and no other host been asked."""

    def __init__(self, browser: Browser, emulator: Emulator, **options) -> None:
        self.emulator = emulator
        self.context = browser.new_context(viewport={"width": 1360, "height": 860}, **options)
        self.problems: list[str] = []

    def __enter__(self) -> Page:
        self.context.set_default_timeout(TIMEOUT_MS)
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"a script failed: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.goto(self.emulator.url + "/_emulator/")
        return page

    def __exit__(self, kind, *_: object) -> None:
        self.context.close()
        if kind is None:
            assert self.problems == []

    def _console(self, message) -> None:
        # Chromium reports each error status, which tests provoke.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.emulator.url, "blob:")):
            self.problems.append(f"a request to another address: {request.url}")

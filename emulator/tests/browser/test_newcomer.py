"""What README.md of the wheel promises somebody new: install it, write npc.toml, play the conversation in pytest, and look at the
page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from emulators import KEY, PROGRAM, ROOT
from playwright.sync_api import Browser, expect

from conftest import opened

README = (ROOT / "emulator/python/README.md").read_text(encoding="utf-8")
#: The blocks in their order, with their names and kinds.
STEPS = re.findall(r"<!-- newcomer(?:: (\S+))? -->\n```(\w+)\n(.*?)```", README, re.DOTALL)
LIBRARY = os.environ.get("CONVAI_LIBRARY", str(ROOT / "target/library/libconvai.so"))


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels of the emulator and of the client."""
    dist = tmp_path_factory.mktemp("dist")
    platform = re.sub("[-.]", "_", sysconfig.get_platform())
    made = {"CONVAI_WHEEL_EMULATOR": PROGRAM, "CONVAI_WHEEL_LIBRARY": LIBRARY, "CONVAI_WHEEL_PLATFORM": platform}
    for wheel in ("emulator/python", "bindings/python"):
        command = ["sh", str(ROOT / wheel / "build_wheel.sh"), str(dist)]
        done = subprocess.run(command, env={**os.environ, **made}, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    return dist


class Started:
    """What a command of README.md has started, with the address that it printed."""

    def __init__(self, folder: Path, command: str) -> None:
        script = f". venv/bin/activate\nexec {command}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVAI_")}
        self.process = subprocess.Popen(
            ["sh", "-ec", script], cwd=folder, env=kept, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().split()[-1]

    def close(self) -> None:
        assert self.process.stdout
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def test_a_newcomer_plays_a_conversation_and_looks_at_the_page(browser: Browser, dist: Path, tmp_path: Path) -> None:
    tmp_path.joinpath("dist").symlink_to(dist, target_is_directory=True)
    tmp_path.joinpath("pytest.ini").write_text(f"[pytest]\nconvai_emulator_key = {KEY}\n")
    for name, kind, text in STEPS:
        if kind in ("toml", "python"):
            tmp_path.joinpath(name).write_text(text)
    commands = "\n".join(text for name, kind, text in STEPS if kind == "sh" and name != "page")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVAI_")}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept['PATH']}"
    done = subprocess.run(["sh", "-ec", commands], cwd=tmp_path, env=kept, capture_output=True, text=True)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr

    (command,) = (text for name, _, text in STEPS if name == "page")
    assert "--port 8080" in command
    # Another program may have this port.
    started = Started(tmp_path, command.replace("--port 8080", "--port 0"))
    try:
        with opened(browser, started) as page:
            page.get_by_role("form", name="Talk").get_by_label("Character").select_option(label="Raymond")
            page.get_by_label("What you say").fill("Good evening!")
            page.get_by_label("What you say").press("Enter")
            expect(page.locator(".turn .user .words")).to_have_text("Good evening!")
            expect(page.locator(".turn .character .words")).to_have_text("Who knocks at this hour?")
            expect(page.locator(".turn .character .tag")).to_have_text("script 1")
    finally:
        started.close()

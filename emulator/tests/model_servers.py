#!/usr/bin/env python3
"""The emulator with a brain on servers of language models that others wrote.

    CONVAI_EMULATOR=PROGRAM python3 emulator/tests/model_servers.py

The servers are stand-ins without a model: fakellm from PyPI and mock-llm from npm. They are installed into
target/model-servers by pip and npm, once. Both give a reply, streamed and whole. mock-llm also gives an error; fakellm gives
none to a request for a stream.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "model-servers"
FAKELLM = "fakellm==0.3.5"
MOCK_LLM = "@dwmkerr/mock-llm@0.1.29"
PELL = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"
REPLY = "The lamps are lit, traveller. Mind the fog."

FAKELLM_RULES = {
    "rules": [
        {"name": "reply", "when": {"messages_contain": "lamps"}, "respond": {"content": REPLY}},
    ]
}


def mock_llm_rule(match: str, status: int, content: object) -> dict[str, object]:
    response = {"status": status, "content": json.dumps(content)}
    return {"path": "/v1/chat/completions", "method": "POST", "match": match, "response": response}


MOCK_LLM_RULES = {
    "streaming": {"chunkSize": 7, "chunkIntervalMs": 5},
    "rules": [
        mock_llm_rule(
            "@",
            200,
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "model": "small",
                "choices": [{"index": 0, "message": {"role": "assistant", "content": REPLY}, "finish_reason": "stop"}],
            },
        ),
        mock_llm_rule("contains(body.messages[-1].content, 'break')", 503, {"error": {"message": "the model is busy"}}),
    ],
}


def install() -> tuple[Path, Path]:
    """The programs fakellm and mock-llm."""
    WORK.mkdir(parents=True, exist_ok=True)
    venv, modules = WORK / "python", WORK / "node"
    complete = WORK / "complete"
    wanted = f"{FAKELLM} {MOCK_LLM}"
    if not complete.exists() or complete.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, FAKELLM], check=True)
        modules.mkdir(exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(modules), MOCK_LLM]
        subprocess.run(npm, check=True)
        complete.write_text(wanted)
    return venv / "bin" / "fakellm", modules / "node_modules" / ".bin" / "mock-llm"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Waits until a server accepts connections."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def turn(url: str, text: str, stream: str = "False") -> tuple[int, bytes]:
    fields = {"charID": PELL, "sessionID": "-1", "voiceResponse": "False", "userText": text, "stream": stream}
    key = os.environ.get("CONVAI_TEST_KEY", "an-api-key-of-a-test")
    body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url + "/character/getResponse", body, {"CONVAI-API-KEY": key})
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def check(name: str, model_url: str, errors: bool) -> None:
    """The turns with a brain on this server."""
    command = [os.environ["CONVAI_EMULATOR"], "--voice", "builtin", "--brain-url", model_url, "--brain-model", "small"]
    emulator = subprocess.Popen([*command, "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert emulator.stdin and emulator.stdout
    try:
        url = emulator.stdout.readline().split()[-1]
        status, body = turn(url, "Are the lamps lit?")
        assert (status, json.loads(body)["text"]) == (200, REPLY), (status, body)
        status, body = turn(url, "Are the lamps lit?", stream="True")
        events = [json.loads(line[len("data: ") :]) for line in body.decode().splitlines() if line.startswith("data: ")]
        assert status == 200 and "".join(event["text"] for event in events) == REPLY, (status, body)
        assert len(events) == len(REPLY.split()), events
        if errors:
            status, body = turn(url, "break")
            failure = json.loads(body)["text"]
            assert status == 404 and failure.startswith("process_failure, error: RuntimeError('the brain small at "), body
            assert "the model is busy" in failure, failure
    finally:
        emulator.stdin.close()
        emulator.wait(timeout=60)
    print(f"{name}: a reply and a streamed reply of {len(events)} words{', and an error' if errors else ''}")


def main() -> None:
    fakellm, mock_llm = install()
    for name, program, rules in [(FAKELLM, fakellm, FAKELLM_RULES), (MOCK_LLM, mock_llm, MOCK_LLM_RULES)]:
        port = free_port()
        # JSON is YAML too.
        config = WORK / f"{program.name}.yaml"
        config.write_text(json.dumps(rules))
        arguments = [str(program), "--config", str(config)]
        if program is fakellm:
            arguments = [str(program), "serve", "--config", str(config), "--port", str(port)]
        with (WORK / f"{program.name}.log").open("wb") as log:
            environment = {**os.environ, "PORT": str(port)}
            server = subprocess.Popen(arguments, stdout=log, stderr=log, env=environment)
            try:
                wait_for(port, server)
                check(name, f"http://127.0.0.1:{port}/v1", errors=program is mock_llm)
            finally:
                server.terminate()
                server.wait(timeout=60)


if __name__ == "__main__":
    main()

"""Turns with the Python packages of several services: sdks.py PACKAGE BASE_URL CALLS WARM_UP

Prints the median latency and the processor time of a call as a line of JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

KEY = "0123456789abcdef0123456789abcdef"
QUESTION = "What is your name?"
MESSAGES = [{"role": "user", "content": QUESTION}]


def convai(url: str) -> Callable[[], object]:
    import convai

    client = convai.Client(KEY, base_url=url)
    return lambda: client.get_response("c", QUESTION).text


def openai(url: str) -> Callable[[], object]:
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url)
    return lambda: client.chat.completions.create(model="m", messages=MESSAGES).choices[0].message.content


def anthropic(url: str) -> Callable[[], object]:
    import anthropic

    client = anthropic.Anthropic(api_key=KEY, base_url=url)
    return lambda: client.messages.create(model="m", max_tokens=99, messages=MESSAGES).content[0].text


def elevenlabs(url: str) -> Callable[[], object]:
    from elevenlabs.client import ElevenLabs

    client = ElevenLabs(api_key=KEY, base_url=url)
    return lambda: b"".join(client.text_to_speech.convert("v", text=QUESTION, model_id="m"))


def httpx(url: str) -> Callable[[], object]:
    import httpx

    client, headers = httpx.Client(), {"CONVAI-API-KEY": KEY}
    fields = {"charID": "c", "sessionID": "-1", "voiceResponse": "False", "userText": QUESTION}
    return lambda: client.post(f"{url}/character/getResponse", headers=headers, data=fields).json()["text"]


def main() -> None:
    name, url, calls, warm_up = sys.argv[1:]
    call = {each.__name__: each for each in (convai, openai, anthropic, elevenlabs, httpx)}[name](url)
    for _ in range(int(warm_up)):
        assert call()
    times, before = [], resource.getrusage(resource.RUSAGE_SELF)
    for _ in range(int(calls)):
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"median_us": statistics.median(times) / 1e3, "cpu_us": used * 1e6 / len(times)}))


if __name__ == "__main__":
    main()

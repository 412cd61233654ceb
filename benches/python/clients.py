"""Measures the cost of a call with a Python client, and prints it as a line of JSON.

    clients.py CLIENT WORKLOAD BASE_URL CALLS WARM_UP
"""

import base64
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

CHARACTER = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"
HEADERS = {"CONVAI-API-KEY": "0123456789abcdef0123456789abcdef"}
REPLY_WAV_BYTES = 1 << 20


def ready_wav() -> bytes:
    """Returns a WAV file of 200 KiB, the one that the clients in the other languages send."""
    data = 204_800 - 44
    sizes = [(data + 36).to_bytes(4, "little"), data.to_bytes(4, "little")]
    rates = (16_000).to_bytes(4, "little") + (32_000).to_bytes(4, "little")
    header = b"RIFF" + sizes[0] + b"WAVEfmt \x10\0\0\0\x01\0\x01\0" + rates + b"\x02\0\x10\0data" + sizes[1]
    return header + bytes(i * 7 & 255 for i in range(44, 204_800))


def fields(workload: str) -> dict[str, str]:
    payload = {"charID": CHARACTER, "sessionID": "-1", "voiceResponse": "True" if workload == "audio" else "False"}
    if workload != "spoken":
        payload["userText"] = "What is your name?"
    return payload


def files(workload: str, wav: bytes) -> dict[str, object]:
    return {"files": [("file", ("audio.wav", wav, "audio/wav"))]} if workload == "spoken" else {}


def check(data: dict, workload: str) -> None:
    assert data["text"]
    if workload == "audio":
        assert len(base64.b64decode(data["audio"])) == REPLY_WAV_BYTES


def requests_sample(workload: str, base_url: str) -> Callable[[], None]:
    """Like the sample in the service's documentation: one connection per call."""
    import requests

    url, wav = base_url + "/character/getResponse", ready_wav()

    def call() -> None:
        payload = fields(workload)
        response = requests.request("POST", url, headers=HEADERS, data=payload, **files(workload, wav))
        check(response.json(), workload)

    return call


def requests_session(workload: str, base_url: str) -> Callable[[], None]:
    import requests

    url, wav, session = base_url + "/character/getResponse", ready_wav(), requests.Session()

    def call() -> None:
        response = session.post(url, headers=HEADERS, data=fields(workload), **files(workload, wav))
        check(response.json(), workload)

    return call


def httpx_client(workload: str, base_url: str) -> Callable[[], None]:
    import httpx

    url, wav, client = base_url + "/character/getResponse", ready_wav(), httpx.Client()

    def call() -> None:
        response = client.post(url, headers=HEADERS, data=fields(workload), **files(workload, wav))
        check(response.json(), workload)

    return call


def convai_wrapper(workload: str, base_url: str) -> Callable[[], None]:
    """The Python wrapper of this library."""
    import convai

    client = convai.Client(api_key=HEADERS["CONVAI-API-KEY"], base_url=base_url)
    said = ready_wav() if workload == "spoken" else "What is your name?"

    def call() -> None:
        reply = client.get_response(CHARACTER, said, voice=workload == "audio")
        assert reply.text
        if workload == "audio":
            assert len(reply.audio.wav) == REPLY_WAV_BYTES

    return call


CLIENTS = {
    "requests": requests_sample,
    "requests_session": requests_session,
    "httpx": httpx_client,
    "convai": convai_wrapper,
}


def main() -> None:
    name, workload, base_url, calls, warm_up = sys.argv[1:]
    call = CLIENTS[name](workload, base_url)
    for _ in range(int(warm_up)):
        call()
    before, times = resource.getrusage(resource.RUSAGE_SELF), []
    for _ in range(int(calls)):
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    times = sorted(times) or [0]
    figures = {
        "median_ns": statistics.median_low(times),
        "p99_ns": times[len(times) * 99 // 100],
        "cpu_ns": cpu * 1e9 / len(times),
        "switches": (after.ru_nvcsw - before.ru_nvcsw) / len(times),
        "peak_rss_kb": after.ru_maxrss,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

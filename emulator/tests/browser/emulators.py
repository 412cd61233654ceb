"""An emulator in a process of its own, and requests to it that use no code of this project."""

from __future__ import annotations

import http.client
import io
import json
import math
import os
import statistics
import struct
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import uuid
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("CONVAI_EMULATOR", str(ROOT / "target/emulator/convai-emulator"))
KEY = os.environ.get("CONVAI_TEST_KEY", "an-api-key-of-a-test")
PELL = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"
TURN = "/character/getResponse"


class Emulator:
    """Ends when it is closed, or when this process ends."""

    def __init__(self, *options: str) -> None:
        command = [PROGRAM, "--voice", "builtin", "--until-stdin-closes", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin and self.process.stdout
        self.url = self.process.stdout.readline().split()[-1]

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """A request. The body of an error is returned like any other."""
        request = urllib.request.Request(self.url + path, body, method=method)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            return error.read()

    def control(self, method: str, path: str, body: object = None, **headers: str):
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self.send(method, "/_emulator" + path, data, **headers))

    def say(self, text: str, session: str = "-1", character: str = PELL, voice: str = "False", **fields: str) -> dict:
        form = {"charID": character, "sessionID": session, "voiceResponse": voice, "userText": text, **fields}
        return fields_of(self.send("POST", TURN, urllib.parse.urlencode(form).encode(), CONVAI_API_KEY=KEY))

    def speak(self, wav: bytes, session: str = "-1", filename: str = "audio.wav", voice: str = "False") -> dict:
        boundary = uuid.uuid4().hex
        parts = [("charID", PELL), ("sessionID", session), ("voiceResponse", voice)]
        body = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts)
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        data = body.encode() + b"Content-Type: audio/wav\r\n\r\n" + wav + f"\r\n--{boundary}--\r\n".encode()
        content_type = f"multipart/form-data; boundary={boundary}"
        return fields_of(self.send("POST", TURN, data, CONVAI_API_KEY=KEY, Content_Type=content_type))

    def post_json(self, path: str, fields: dict) -> dict:
        body = json.dumps(fields).encode()
        return json.loads(self.send("POST", path, body, CONVAI_API_KEY=KEY, Content_Type="application/json"))

    def fill(self, count: int) -> None:
        """Sends this many requests that are quickly answered, on one connection."""
        connection = http.client.HTTPConnection(self.url.split("//")[1])
        for number in range(count):
            connection.request("GET", f"/tts/get_available_languages?number={number}")
            connection.getresponse().read()
        connection.close()


def fields_of(body: bytes) -> dict:
    """The fields of a reply; none if a fault has replaced it by something else."""
    try:
        return json.loads(body)
    except ValueError:
        return {}


def tone(parts: list[tuple[float, float]], rate: int = 16000, channels: int = 1, amplitude: float = 0.4) -> bytes:
    """A WAV file of tones, each with its frequency, 0 for silence, and its length in seconds."""
    frames = bytearray()
    for frequency, length in parts:
        for n in range(int(length * rate)):
            level = amplitude * math.sin(2 * math.pi * frequency * n / rate) if frequency else 0.0
            frames += struct.pack("<h", round(max(-32768, min(32767, 32768 * level)))) * channels
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(bytes(frames))
    return file.getvalue()


def frequency_of(wav: bytes) -> float:
    """The usual frequency of a tone. Gaps, which a browser under load leaves in a recording, do not change it."""
    with wave.open(io.BytesIO(wav)) as reader:
        rate = reader.getframerate()
        samples = [value for (value,) in struct.iter_unpack("<h", reader.readframes(reader.getnframes()))]
    rises = [index for index, pair in enumerate(zip(samples, samples[1:])) if pair[0] <= 0 < pair[1]]
    return rate / statistics.median(after - before for before, after in zip(rises, rises[1:]))

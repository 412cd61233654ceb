"""An HTTP client that shares no code with this project: Python's standard library."""

from __future__ import annotations

import http.client
import json
import ssl
import uuid
from typing import Any, NamedTuple, Optional
from urllib.parse import urlencode, urlsplit

# A reply with a voice can take this long.
TIMEOUT_SECONDS = 120


class Reply(NamedTuple):
    status: int
    body: bytes

    def json(self) -> Any:
        """The body, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def start(self) -> str:
        """The first part of the body, for messages."""
        return self.body[:200].decode(errors="replace")


class Service:
    """A service with this base URL. Every request has a connection of its own, as in the sample programs."""

    def __init__(self, base_url: str, key: str, ca_file: Optional[str]) -> None:
        self.url = urlsplit(base_url)
        if self.url.scheme not in ("http", "https") or not self.url.hostname:
            raise SystemExit(f"the base URL must look like http://host:port or https://host, and is {base_url}")
        self.key = key
        self.tls = ssl.create_default_context(cafile=ca_file) if self.url.scheme == "https" else None

    def post(self, path: str, body: bytes, content_type: str, key: Optional[str] = None) -> Reply:
        """Sends a request with the service's key, with another one, or for an empty text without one."""
        host, port = self.url.hostname or "", self.url.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=self.tls)
            if self.tls
            else http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        )
        headers = {"Content-Type": content_type, "CONVAI-API-KEY": self.key if key is None else key}
        if key == "":
            del headers["CONVAI-API-KEY"]
        try:
            connection.request("POST", self.url.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            return Reply(response.status, response.read())
        finally:
            connection.close()


def form_bytes(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


def multipart_bytes(fields: dict[str, str], wav: Optional[bytes], named_type: bool) -> tuple[bytes, str]:
    """A multipart form and its content type. The recording is last, with or without a content type of its own."""
    boundary = uuid.uuid4().hex
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode() for name, text in fields.items()]
    if wav is not None:
        kind = "Content-Type: audio/wav\r\n" if named_type else ""
        head = f'Content-Disposition: form-data; name="file"; filename="audio.wav"\r\n{kind}\r\n'
        parts.append(head.encode() + wav)
    opening = f"--{boundary}\r\n".encode()
    body = b"".join(opening + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"

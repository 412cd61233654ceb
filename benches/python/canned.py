"""A server that answers each path with a text of its own, for clients of different services: canned.py

It prints its address, and ends when its standard input is closed. One thread, one connection after the other: the cost of a
request is the same for every client, but for the size of what it sends.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading

ANSWER = "I am Pell, and I keep the lamps of Harbour Street."
OURS = {"text": ANSWER, "charID": "c", "sessionID": "0123456789abcdef0123456789abcdef", "audio": None, "sample_rate": None}
OPENAI = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1700000000,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": ANSWER}}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21},
}
ANTHROPIC = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": ANSWER}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 9, "output_tokens": 12},
}


def response(kind: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n%b" % (kind, len(body), body)


def as_json(value: object) -> bytes:
    return response(b"application/json", json.dumps(value).encode())


#: By the end of the path.
REPLIES = {
    b"/getResponse": as_json(OURS),
    b"/chat/completions": as_json(OPENAI),
    b"/v1/messages": as_json(ANTHROPIC),
    b"/v1/text-to-speech/v": response(b"audio/mpeg", bytes(211)),
}


def serve(connection: socket.socket) -> None:
    """Answers the requests of a connection until it is closed."""
    received = b""
    while True:
        while b"\r\n\r\n" not in received:
            more = connection.recv(65536)
            if not more:
                return
            received += more
        head, _, body = received.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65536)
        received = body[length:]
        path = head.split(b" ", 2)[1].partition(b"?")[0]
        connection.sendall(next(reply for end, reply in REPLIES.items() if path.endswith(end)))


def main() -> None:
    """Serves until standard input is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                serve(connection)


if __name__ == "__main__":
    main()

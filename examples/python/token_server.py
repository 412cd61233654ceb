#!/usr/bin/env python3
"""A server that keeps the API key and gives auth tokens to players.

    make wheel && pip install dist/convai_native-*.whl
    CONVAI_API_KEY=... python3 token_server.py --port 8000
    curl -X POST http://127.0.0.1:8000/token

A game makes its client with the token: convai.Client(auth_token=...), or `auth_token` in C. This example gives a token
to everybody who asks: ask first who the player is. See docs/tokens.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import convai


class TokenServer(ThreadingHTTPServer):
    """Gives tokens, which its client creates with the key."""

    def __init__(self, port: int, client: convai.Client) -> None:
        super().__init__(("127.0.0.1", port), Player)
        self.client = client


class Player(BaseHTTPRequestHandler):
    """A request of a player."""

    def do_POST(self) -> None:
        """Answers POST /token."""
        if self.path != "/token":
            self.send_error(404)
            return
        # Here your server finds out who the player is.
        assert isinstance(self.server, TokenServer)
        try:
            token = self.server.client.tokens.create()
        except convai.ConvaiError as error:
            self.log_error("%s", error)
            self.send_error(503, "no token")
            return
        body = json.dumps({"token": token.token, "expires": token.expires_at and token.expires_at.isoformat()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def main() -> int:
    """Serves until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Keeps the API key and gives auth tokens to players.")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free port")
    arguments = parser.parse_args()
    with convai.Client() as client, TokenServer(arguments.port, client) as server:
        print(f"http://127.0.0.1:{server.server_port}/token", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except convai.ConvaiError as error:
        sys.exit(f"{error} (python -m convai doctor checks the installation)")

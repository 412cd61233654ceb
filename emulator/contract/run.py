#!/usr/bin/env python3
"""Checks that a service answers as Convai's documentation says: every sample and every documented error.

    python3 emulator/contract/run.py http://127.0.0.1:8080
    CONVAI_API_KEY=... python3 emulator/contract/run.py https://api.convai.com

The key is taken from the environment. Without one, only a service on this machine is checked. Against the real service this
creates four characters, which are deleted at the end, and takes about ten turns of your quota. CONVAI_CA_FILE names the
certificate of an authority, such as the one that the emulator writes with --tls.

The exit status is 0 if everything is as documented, 1 if something differs, and 2 if nothing could be checked.
Needs Python 3.9 and nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from urllib.parse import urlsplit

from client import Service
from probes import DELETE, PROBES, Differs, Probe


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    base_url = sys.argv[1]
    key = os.environ.get("CONVAI_API_KEY", "")
    if not key and urlsplit(base_url).hostname not in ("127.0.0.1", "localhost", "::1"):
        print("CONVAI_API_KEY is not set; set it to the key of your account", file=sys.stderr)
        return 2
    service = Service(base_url, key or "any-key", os.environ.get("CONVAI_CA_FILE"))
    shared = Probe(service, str(time.time_ns()))
    different = 0
    try:
        for page, name, check in PROBES:
            try:
                check(shared)
                print(f"ok       {page}: {name}")
            except (Differs, ValueError, KeyError, EOFError) as problem:
                different += 1
                print(f"DIFFERS  {page}: {name}\n         {problem}")
    except OSError as problem:
        print(f"{base_url} cannot be reached: {problem}", file=sys.stderr)
        return 2
    finally:
        for character in shared.created:
            shared.python(DELETE, {"charID": character})
    print(f"{len(PROBES) - different} of {len(PROBES)} probes are answered as documented")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m convai talk` and `python -m convai doctor`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional


def parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    described = argparse.ArgumentParser(
        prog="python -m convai",
        description="Talk to a character, or find out why that does not work. The API key is read from CONVAI_API_KEY.",
    )
    commands = described.add_subparsers(dest="command", required=True)

    talk = commands.add_parser("talk", help="chat with a character in the terminal")
    talk.add_argument(
        "--character",
        default=os.environ.get("CONVAI_CHARACTER_ID"),
        help="the character's id (default: CONVAI_CHARACTER_ID)",
    )
    talk.add_argument("--session", help="go on with a session of an earlier chat")
    talk.add_argument("--no-voice", action="store_true", help="ask for text alone")
    talk.add_argument(
        "--save", type=Path, default=Path(), metavar="FOLDER", help="where the voice replies go (default: .)"
    )
    talk.add_argument("--base-url", help="another address than CONVAI_BASE_URL or https://api.convai.com")

    doctor = commands.add_parser("doctor", help="check library, address, certificate and key")
    doctor.add_argument("--base-url", help="another address than CONVAI_BASE_URL or https://api.convai.com")
    doctor.add_argument("--ca", type=Path, metavar="FILE", help="a further certificate authority, as a PEM file")
    return described


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs a command and gives its exit code."""
    chosen = parser().parse_args(arguments)
    if chosen.command == "doctor":
        from ._doctor import examine

        return examine(base_url=chosen.base_url, ca=chosen.ca)
    from ._talk import talk

    return talk(chosen)


if __name__ == "__main__":
    sys.exit(main())

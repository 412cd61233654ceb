"""The commands `talk` and `doctor`: `python -m convai talk`, or `convai-native talk`."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from ._version import __version__


def parser() -> argparse.ArgumentParser:
    """Creates the parser of the command line."""
    described = argparse.ArgumentParser(
        prog="convai-native" if Path(sys.argv[0]).stem == "convai-native" else "python -m convai",
        description="Talk to a character, or check the installation. The API key is read from CONVAI_API_KEY.",
    )
    described.add_argument("--version", action="version", version=f"convai-native {__version__}")
    commands = described.add_subparsers(dest="command", required=True)

    talk = commands.add_parser("talk", help="chat with a character in the terminal")
    talk.add_argument(
        "--character",
        default=os.environ.get("CONVAI_CHARACTER_ID"),
        help="the id of the character (default: CONVAI_CHARACTER_ID)",
    )
    talk.add_argument("--session", help="the id of a session to continue")
    talk.add_argument("--no-voice", action="store_true", help="request text only")
    talk.add_argument(
        "--save", type=Path, metavar="FOLDER", help="the folder for the voice replies (default: ., with --play none)"
    )
    talk.add_argument("--play", action="store_true", help="play the replies while they arrive; needs sounddevice")
    talk.add_argument(
        "--mic", action="store_true", help="speak into the microphone instead of typing; needs sounddevice"
    )
    talk.add_argument("--base-url", help="the URL of the service (default: CONVAI_BASE_URL, or https://api.convai.com)")

    doctor = commands.add_parser("doctor", help="check the library, the address, the certificate and the API key")
    doctor.add_argument(
        "--base-url", help="the URL of the service (default: CONVAI_BASE_URL, or https://api.convai.com)"
    )
    doctor.add_argument("--ca", type=Path, metavar="FILE", help="a PEM file with additional certificate authorities")
    return described


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs a command and returns its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # the encoding of redirected output may lack characters
    try:
        code = run(parser().parse_args(arguments))
        sys.stdout.flush()
    except OSError as error:
        if not reader_ended(error):
            raise
        # Python would report it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def reader_ended(error: OSError) -> bool:
    """Whether the program that read the output has ended. Windows reports that as an invalid argument."""
    on_windows = sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or on_windows


def run(chosen: argparse.Namespace) -> int:
    """Runs the chosen command and returns its exit code."""
    if chosen.command == "doctor":
        from ._doctor import examine

        return examine(base_url=chosen.base_url, ca=chosen.ca)
    from ._talk import talk

    return talk(chosen)


if __name__ == "__main__":
    sys.exit(main())

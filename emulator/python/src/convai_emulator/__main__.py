"""`python -m convai_emulator` runs the program, where its folder is not on the PATH."""

from __future__ import annotations

import os
import subprocess
import sys

from . import program


def main() -> int:
    """Runs the program with the arguments of this one, and returns its exit status."""
    command = [program(), *sys.argv[1:]]
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

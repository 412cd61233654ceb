#!/usr/bin/env python3
"""Starts a Windows program that has a console under Wine, although its standard streams are pipes.

    with_console.py PROGRAM ARGUMENT...

On Windows, a program that is started in a terminal keeps its console where its output is redirected. Under Wine, the console
needs a terminal in place of one of the streams of the first program, which is cmd here. Standard error goes to standard output.
No argument may contain a space.
"""

import os
import pty
import subprocess
import sys
import threading


def drain(terminal):
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:  # the program ended
        pass


def main():
    outside, inside = pty.openpty()
    threading.Thread(target=drain, args=(outside,), daemon=True).start()
    arguments = [argument.replace("/", "\\") if argument.startswith("/") else argument for argument in sys.argv[1:]]
    return subprocess.run([os.environ["WINE"], "cmd", "/c", *arguments, "2>&1"], stderr=inside).returncode


if __name__ == "__main__":
    sys.exit(main())

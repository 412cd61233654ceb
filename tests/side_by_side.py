#!/usr/bin/env python3
"""Runs groups of suites, three groups at a time. When one ends, the next begins.

    python3 tests/side_by_side.py GROUP...     such as: "test-core test-docs" test-cpp "test-csharp test-unity"

A group is a list of targets of the Makefile, which run one after the other. Suites that share a folder belong in the same group,
and a group that takes long belongs at the beginning. The output of a suite is printed when it ends, and the time of every suite at
the end. After a failure everything stops, except with `make -k`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

MAKE = os.environ.get("MAKE", "make")
# One more than the processors of a small machine: the suites that wait, such as those of Wine, leave time to the others.
AT_A_TIME = 3


def keeps_going() -> bool:
    """The first word of MAKEFLAGS is the options of one letter."""
    words = os.environ.get("MAKEFLAGS", "").split()
    return bool(words) and not words[0].startswith("-") and "=" not in words[0] and "k" in words[0]


class Groups:
    def __init__(self, groups: list[list[str]]) -> None:
        self.waiting = groups
        self.lock = threading.Lock()
        self.running: set[subprocess.Popen[bytes]] = set()
        self.stopped = False
        self.results: list[tuple[str, float, bool]] = []

    def run(self) -> None:
        """Runs groups until none is left."""
        while True:
            with self.lock:
                if not self.waiting:
                    return
                group = self.waiting.pop(0)
            self.run_group(group)

    def run_group(self, group: list[str]) -> None:
        for target in group:
            with tempfile.TemporaryFile() as output:
                start = time.monotonic()
                with self.lock:
                    if self.stopped:
                        return
                    process = subprocess.Popen([MAKE, target], stdin=subprocess.DEVNULL, stdout=output,
                                               stderr=subprocess.STDOUT, start_new_session=True)
                    self.running.add(process)
                passed = process.wait() == 0
                seconds = time.monotonic() - start
                output.seek(0)
                with self.lock:
                    self.running.discard(process)
                    if self.stopped:
                        return
                    self.results.append((target, seconds, passed))
                    sys.stdout.buffer.write(output.read())
                    print(f"== {target} {'passed' if passed else 'FAILED'} in {seconds:.0f} s\n", flush=True)
                    if not passed and not keeps_going():
                        self.stop()
                        return

    def stop(self) -> None:
        """Ends the suites that run, with all their processes."""
        self.stopped = True
        for process in self.running:
            if process.poll() is not None:
                continue
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGTERM)
            else:
                process.terminate()


def main() -> None:
    # A shell starts background jobs with this signal ignored, which the suites would inherit. Some of them send it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    groups = Groups([group.split() for group in sys.argv[1:]])
    wanted = sum(map(len, groups.waiting))
    threads = [threading.Thread(target=groups.run) for _ in range(AT_A_TIME)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        with groups.lock:
            groups.stop()
        raise
    for target, seconds, passed in groups.results:
        print(f"{target:20} {'passed' if passed else 'FAILED'} {seconds:6.0f} s")
    if len(groups.results) < wanted or not all(passed for _, _, passed in groups.results):
        sys.exit(1)


if __name__ == "__main__":
    main()

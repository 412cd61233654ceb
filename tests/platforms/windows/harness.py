"""The environment of programs for Windows: Wine, and what setup.sh prepares."""

import pathlib
import shlex
import subprocess
from contextlib import contextmanager

from suites import clean_environment

HERE = pathlib.Path(__file__).resolve().parent


@contextmanager
def prepared():
    """The variables that setup.sh prints, and those of the Rust side of the suites, while Wine's services run."""
    printed = subprocess.run(["sh", str(HERE / "setup.sh")], check=True, stdout=subprocess.PIPE, text=True).stdout
    environment = clean_environment()
    for line in printed.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            environment[name] = shlex.split(value)[0]
    environment["CONVAI_TEST_LAUNCHER"] = environment["WINE"]
    environment["CONVAI_TEST_TOOLS"] = "required"
    environment["CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER"] = environment["WINE"]
    with Held(environment):
        yield environment


class Held:
    """Keeps one Windows program running. The first program of a prefix starts Wine's services, which would keep its
    standard output open as long as they run, and they end with the last program."""

    def __init__(self, environment):
        self.environment = environment

    def __enter__(self):
        self.program = subprocess.Popen([self.environment["WINE"], "cmd"], stdin=subprocess.PIPE, env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([self.environment["WINE"], "cmd", "/c", "exit"], check=True, env=self.environment,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __exit__(self, *_):
        self.program.stdin.close()
        self.program.wait()

"""The command `doctor`: checks everything that a first call needs, and prints one line for each check."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from . import _loader
from ._ffi import Status
from ._native import DEFAULT_URL
from ._version import __version__
from .errors import ConfigurationError, ConvaiError

#: An id that no character has. Looking it up costs nothing and shows whether the API key is accepted.
UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"

#: The statuses of a service that could not be reached.
UNREACHABLE = {
    Status.NAME_NOT_RESOLVED,
    Status.CONNECT,
    Status.PROXY,
    Status.TIMEOUT,
    Status.CONNECTION_LOST,
    Status.NETWORK,
}


#: The checks that report an invalid argument of the client. Any other argument belongs to the address.
CHECKS = {"api_key": "key", "ca": "certificate"}


class Report:
    """Prints the lines of the report and records whether a check failed."""

    def __init__(self) -> None:
        self.healthy = True

    def ok(self, what: str, finding: str) -> None:
        """Reports a check that passed."""
        print(f"ok    {what:<12} {finding}")

    def bad(self, what: str, advice: str) -> None:
        """Reports a check that failed, with the remedy."""
        self.healthy = False
        first, *rest = advice.splitlines()
        print(f"FAIL  {what:<12} {first}")
        for line in rest:
            print(f"      {'':<12} {line}")

    def unknown(self, what: str, reason: str) -> None:
        """Reports a check that was not possible."""
        print(f"-     {what:<12} {reason}")


def examine(base_url: Optional[str] = None, ca: Optional[Path] = None) -> int:
    """Prints the report. Returns 0 if every check passed, otherwise 1."""
    report = Report()
    report.ok("python", _loader.machine())
    try:
        loaded = _loader.load()
    except ImportError as error:
        report.bad("library", str(error))
        return 1
    from . import library_version

    report.ok("library", loaded.path)
    version = library_version()
    if version == __version__:
        report.ok("version", f"{version}, ABI version {loaded.functions.convai_abi_version()}")
    else:
        report.bad(
            "version", f"the library has version {version}, but the package {__version__}: reinstall convai-native"
        )
    _ask_service(report, base_url or os.environ.get("CONVAI_BASE_URL") or DEFAULT_URL, ca)
    return 0 if report.healthy else 1


def _ask_service(report: Report, address: str, ca: Optional[Path]) -> None:
    """Makes one request that costs nothing. Its result shows whether address, certificate and key are valid."""
    from .client import Client

    has_key = bool(os.environ.get("CONVAI_API_KEY"))
    answer: Optional[ConvaiError] = None
    try:
        # Any key shows whether the service can be reached.
        with Client(None if has_key else "doctor", base_url=address, ca=ca, timeout=20) as client:
            client.characters.get(UNKNOWN_ID)
    except ConfigurationError as error:
        report.bad(CHECKS.get(error.argument or "", "address"), str(error))
        return
    except ConvaiError as error:
        answer = error
    except OSError as error:
        report.bad("certificate", f"{error}: pass a readable PEM file with --ca")
        return
    _judge(report, address, answer, has_key)


def _judge(report: Report, address: str, answer: Optional[ConvaiError], has_key: bool) -> None:
    if answer is not None and answer.code in UNREACHABLE:
        report.bad("address", f"{address}: {answer}")
        report.unknown("certificate", "not checked: the service was not reached")
        report.unknown("key", "not checked: the service was not reached")
        return
    report.ok("address", address)
    if answer is not None and answer.code == Status.TLS:
        report.bad("certificate", f"{answer}\nIf a proxy inspects TLS, pass its certificate authority with --ca FILE.")
        report.unknown("key", "not checked: it is not sent over an untrusted connection")
        return
    report.ok("certificate", "trusted" if address.startswith("https:") else "not needed: the address is http")
    _judge_key(report, answer, has_key)


def _judge_key(report: Report, answer: Optional[ConvaiError], has_key: bool) -> None:
    if not has_key:
        report.bad("key", "CONVAI_API_KEY is not set: the key is on the start page of convai.com after you sign in.")
    elif answer is None or answer.code == Status.NOT_FOUND:
        report.ok("key", "accepted")
    elif answer.code == Status.AUTHENTICATION:
        report.bad("key", f"not accepted: {answer}")
    else:
        report.bad("service", f"it was reached, but its response is wrong: {answer}")
        report.unknown("key", "not checked: the response does not show it")

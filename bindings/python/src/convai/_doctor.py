"""`python -m convai doctor`: one line for each thing that a first call needs, ok or with what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from . import _loader
from ._core import DEFAULT_URL
from ._ffi import Status
from ._version import __version__
from .errors import ConfigurationError, ConvaiError

#: An id that no character has: looking it up is free, and shows whether the key is accepted.
NOBODY = "00000000-0000-0000-0000-000000000000"

ADDRESS = {
    Status.NAME_NOT_RESOLVED,
    Status.CONNECT,
    Status.PROXY,
    Status.TIMEOUT,
    Status.CONNECTION_LOST,
    Status.NETWORK,
}


class Report:
    """Prints the lines and remembers whether all were ok."""

    def __init__(self) -> None:
        self.healthy = True

    def ok(self, what: str, finding: str) -> None:
        """A line about something that works."""
        print(f"ok    {what:<12} {finding}")

    def bad(self, what: str, advice: str) -> None:
        """A line about something that does not, with what to do."""
        self.healthy = False
        first, *rest = advice.splitlines()
        print(f"FAIL  {what:<12} {first}")
        for line in rest:
            print(f"      {'':<12} {line}")

    def unknown(self, what: str, reason: str) -> None:
        """A line about something that could not be found out."""
        print(f"-     {what:<12} {reason}")


def examine(base_url: Optional[str] = None, ca: Optional[Path] = None) -> int:
    """Prints the report. Returns 0 where everything is ok, else 1."""
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
        report.ok("version", f"{version}, binary interface {loaded.functions.convai_abi_version()}")
    else:
        report.bad("version", f"the library is {version} and the package {__version__}: reinstall convai-native")
    _ask_service(report, base_url or os.environ.get("CONVAI_BASE_URL") or DEFAULT_URL, ca)
    return 0 if report.healthy else 1


def _ask_service(report: Report, address: str, ca: Optional[Path]) -> None:
    """One free request: how it ends tells about address, certificate and key."""
    from .client import Client

    has_key = bool(os.environ.get("CONVAI_API_KEY"))
    answer: Optional[ConvaiError] = None
    try:
        # Without a key an invented one still shows whether the service can be reached.
        with Client(None if has_key else "doctor", base_url=address, ca=ca, timeout=20) as client:
            client.characters.get(NOBODY)
    except ConfigurationError as error:
        report.bad("key" if error.code == Status.API_KEY else "address", str(error))
        return
    except ConvaiError as error:
        answer = error
    except OSError as error:
        report.bad("certificate", f"{error}: --ca must name a readable PEM file")
        return
    _judge(report, address, answer, has_key)


def _judge(report: Report, address: str, answer: Optional[ConvaiError], has_key: bool) -> None:
    if answer is not None and answer.code in ADDRESS:
        report.bad("address", f"{address}: {answer}")
        report.unknown("certificate", "not seen: the service was not reached")
        report.unknown("key", "not tried: the service was not reached")
        return
    report.ok("address", address)
    if answer is not None and answer.code == Status.TLS:
        report.bad("certificate", f"{answer}\nBehind a proxy that inspects TLS, pass its authority with --ca FILE.")
        report.unknown("key", "not tried: it is never sent over a connection that is not trusted")
        return
    report.ok("certificate", "trusted" if address.startswith("https:") else "not used: the address is plain http")
    _judge_key(report, answer, has_key)


def _judge_key(report: Report, answer: Optional[ConvaiError], has_key: bool) -> None:
    if not has_key:
        report.bad(
            "key", "CONVAI_API_KEY is not set: the key is on the start page of convai.com once you have signed in."
        )
    elif answer is None or answer.code == Status.NOT_FOUND:
        report.ok("key", "accepted")
    elif answer.code == Status.AUTHENTICATION:
        report.bad("key", f"not accepted: {answer}")
    else:
        report.bad("service", f"it was reached, but does not answer as it should: {answer}")
        report.unknown("key", "not known: the service did not say")

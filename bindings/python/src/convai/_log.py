"""Passes the native log of a client on to the logger "convai" of `logging`."""

from __future__ import annotations

import sys
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Optional

from . import _ffi
from ._ffi import Status
from ._loader import library
from .log_entry import LogEntry, read_log_entry

if TYPE_CHECKING:
    import logging

#: How many entries wait for the next use of the client.
CAPACITY = 1024


class ClientLog:
    """The log of one client. It is off unless the logger was enabled for DEBUG when the client was created."""

    def __init__(self) -> None:
        self._logger: Optional[logging.Logger] = None
        # The package does not import `logging`: if nobody has, nobody has enabled the logger.
        module = sys.modules.get("logging")
        if module is not None:
            logger: logging.Logger = module.getLogger("convai")
            if logger.isEnabledFor(module.DEBUG):
                self._logger = logger

    @property
    def capacity(self) -> int:
        """How many entries the native log holds; 0 turns it off."""
        return 0 if self._logger is None else CAPACITY

    def repetition(self, reason: str, wait: float, number: int, most: int) -> None:
        """Logs that a call is going to be repeated."""
        if self._logger is not None:
            self._logger.info("%s: repetition %d of at most %d in %.2f s", reason, number, most, wait)

    def drain(self, client: Optional[int]) -> None:
        """Logs the calls that have ended. May be called from any thread: each entry is logged once."""
        if self._logger is None or client is None or sys.is_finalizing():
            return
        pointer = c_void_p()
        while library().convai_client_next_log(client, byref(pointer)) == Status.OK:
            try:
                entry = read_log_entry(_ffi.convai_log_entry.from_address(pointer.value or 0))
            finally:
                library().convai_log_entry_free(byref(pointer))
            _emit(self._logger, entry)


def _emit(logger: logging.Logger, entry: LogEntry) -> None:
    if entry.dropped:
        logger.warning("%d calls before this one are missing in the log: use the client more often", entry.dropped)
    logger.debug(
        "%s %s: %s, HTTP %s in %.3f s (%s connection, %d bytes sent, %d received, request %s)",
        entry.method,
        entry.path,
        entry.code_name,
        entry.http_status or "-",
        entry.total,
        entry.connection or "no",
        entry.bytes_sent,
        entry.bytes_received,
        entry.request_id,
        extra={"convai": entry},
    )

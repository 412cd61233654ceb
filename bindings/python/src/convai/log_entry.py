"""What one call did, for diagnosis."""

from __future__ import annotations

import dataclasses
from typing import Optional

from . import _ffi
from .errors import known_code, text_at


@dataclasses.dataclass(frozen=True)
class LogEntry:
    """What one call did, for diagnosis: the attribute `convai` of a record of the logger "convai".

    It contains no API key, no text and no audio. The times are seconds from the start of the call until the phase had
    ended, so that each includes the ones before it, as with `curl --write-out`. A time is None if the call did not get
    there or had no such phase: a call on a reused connection resolves no name and does not connect.

    Attributes:
        request_id: The value of the request's header X-Request-ID, a random UUID.
        method: The HTTP method.
        path: The path of the URL, without host and query.
        code: How the call ended, a `Status`; 0 if it succeeded.
        http_status: The HTTP status of the response, or None if none began to arrive.
        connection: "new", "reused", or None if the call ended before it sent anything.
        bytes_sent: The number of bytes of the request body that were passed to the connection.
        bytes_received: The number of bytes of the response body that were received.
        started: When the call started, as `time.time()` counts.
        queued: Until the call left the queue.
        name: Until the host name was resolved.
        connect: Until the TCP connection was made, or the tunnel through a proxy.
        tls: Until the TLS handshake was done.
        sent: Until the last byte of the request body was passed to the connection.
        first_byte: Until the head of the response arrived.
        total: Until the call ended.
        dropped: How many entries before this one were lost, because the client was not used for so long.

    Example:
        >>> import logging
        >>> class Times(logging.Handler):
        ...     def emit(self, record: logging.LogRecord) -> None:
        ...         call = getattr(record, "convai", None)
        ...         if call is not None:
        ...             print(call.path, call.http_status, call.connection)
        >>> logger = logging.getLogger("convai")
        >>> logger.setLevel(logging.DEBUG)
        >>> logger.addHandler(times := Times())
        >>> with convai.Client() as logged:
        ...     character = logged.characters.get(raymond.id)
        /character/get 200 new
        >>> logger.removeHandler(times)
        >>> logger.setLevel(logging.NOTSET)
    """

    request_id: str
    method: str
    path: str
    code: int
    http_status: Optional[int]
    connection: Optional[str]
    bytes_sent: int
    bytes_received: int
    started: float
    queued: Optional[float]
    name: Optional[float]
    connect: Optional[float]
    tls: Optional[float]
    sent: Optional[float]
    first_byte: Optional[float]
    total: float
    dropped: int

    @property
    def code_name(self) -> str:
        """The name of `code`, such as "OK" or "TIMEOUT".

        Example:
            >>> def has_failed(entry: convai.LogEntry) -> bool:
            ...     return entry.code_name != "OK"
        """
        return self.code.name if isinstance(self.code, _ffi.Status) else "UNKNOWN"


CONNECTIONS = {_ffi.CONNECTION_NEW: "new", _ffi.CONNECTION_REUSED: "reused"}


def _seconds(microseconds: int) -> Optional[float]:
    return None if microseconds < 0 else microseconds / 1e6


def read_log_entry(native: _ffi.convai_log_entry) -> LogEntry:
    """Copies an entry of the native log, without freeing it."""
    return LogEntry(
        request_id=text_at(native.request_id, native.request_id_len) or "",
        method=text_at(native.method, native.method_len) or "",
        path=text_at(native.path, native.path_len) or "",
        code=known_code(native.status),
        http_status=native.http_status or None,
        connection=CONNECTIONS.get(native.connection),
        bytes_sent=native.bytes_sent,
        bytes_received=native.bytes_received,
        started=native.started_unix_ms / 1e3,
        queued=_seconds(native.queued_us),
        name=_seconds(native.name_us),
        connect=_seconds(native.connect_us),
        tls=_seconds(native.tls_us),
        sent=_seconds(native.sent_us),
        first_byte=_seconds(native.first_byte_us),
        total=native.total_us / 1e6,
        dropped=native.dropped,
    )

"""What can go wrong: one exception class for each kind of failure, all below `ConvaiError`."""

from __future__ import annotations

import builtins
from ctypes import byref, c_void_p, string_at
from typing import TYPE_CHECKING, Optional

from . import _ffi
from ._ffi import Status
from ._loader import library

if TYPE_CHECKING:
    from .models import Reply


class ConvaiError(Exception):
    """Anything that the library or the service refused. Catch this to catch all.

    Attributes:
        code: The library's status code; compare it with the members of `convai.Status`.
        http_status: The HTTP status of the answer, or None where none came.
        retryable: Whether the same call may succeed if you make it again later. Nothing is ever retried for you.
        request_sent: Whether the service may have acted on the request.
        retry_after: How many seconds the service asks to wait, or None.
        service_message: The service's own words, or None.
        reference: The service's reference id for its support, or None.
        reply: What did arrive of a failed turn (its text where only the audio is broken, say), or None.

    Example:
        >>> try:
        ...     client.characters.get("no such character")
        ... except convai.ConvaiError as error:
        ...     print(error.code_name, error.http_status, error.retryable)
        NOT_FOUND 400 False
    """

    def __init__(
        self,
        message: str,
        *,
        code: int = Status.INTERNAL,
        http_status: Optional[int] = None,
        retryable: bool = False,
        request_sent: bool = False,
        retry_after: Optional[float] = None,
        service_message: Optional[str] = None,
        reference: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.http_status = http_status
        self.retryable = retryable
        self.request_sent = request_sent
        self.retry_after = retry_after
        self.service_message = service_message
        self.reference = reference
        self.reply: Optional[Reply] = None

    @property
    def code_name(self) -> str:
        """The code's name, such as "TIMEOUT"; "UNKNOWN" for one that is newer than this package.

        Example:
            >>> convai.TimeoutError("late", code=convai.Status.TIMEOUT).code_name
            'TIMEOUT'
        """
        try:
            return Status(self.code).name
        except ValueError:
            return "UNKNOWN"


class ConfigurationError(ConvaiError):
    """The caller's mistake: an argument, an option or the API key is unusable. Nothing was sent."""


class ClosedError(ConfigurationError):
    """The client, conversation, operation or utterance was closed."""


class ForkedError(ConfigurationError):
    """The object belongs to the process that forked this one. Make a new client in the child."""


class QueueFullError(ConfigurationError):
    """Too many requests of this client wait already: `max_queued` says how many may."""


class NetworkError(ConvaiError):
    """No reply came: a name that cannot be resolved, no connection, TLS, the proxy, or a connection that was lost."""


class TimeoutError(NetworkError, builtins.TimeoutError):
    """The time that was given ran out. Also a built-in TimeoutError."""


class CancelledError(ConvaiError):
    """Cancelled: by `cancel()`, by an interruption of the conversation, or by closing the client."""


class RefusedError(ConvaiError):
    """The service answered, and refused. `http_status` and `service_message` say more."""


class AuthenticationError(RefusedError):
    """The service did not accept the API key, or the plan does not cover the call."""


class NotFoundError(RefusedError):
    """The service has no such character (or failed to look it up: its answers do not tell the two apart)."""


class RateLimitedError(RefusedError):
    """Too many requests, or the plan's quota is used up. See `retry_after`."""


class ServerError(RefusedError):
    """The service failed: a 5xx, or it could not make an answer (also given for an unknown character id)."""


class ProtocolError(ConvaiError):
    """The reply is not what the service documents: HTML, broken JSON, a missing field, or too large."""


class AudioError(ConvaiError):
    """Audio that cannot be sent, or a reply's audio that cannot be read (its text is in `reply`)."""


class InternalError(ConvaiError):
    """The library failed in a way that should not be possible. Please report it."""


#: Which class stands for which status. The tests compare the keys with the header.
CLASSES: dict[Status, type[ConvaiError]] = {
    Status.INVALID_ARGUMENT: ConfigurationError,
    Status.NULL_POINTER: ConfigurationError,
    Status.INVALID_UTF8: ConfigurationError,
    Status.BAD_HANDLE: ClosedError,
    Status.STRUCT_SIZE: ConfigurationError,
    Status.API_KEY: ConfigurationError,
    Status.OPTIONS: ConfigurationError,
    Status.AUDIO_INPUT: AudioError,
    Status.NOT_READY: ConfigurationError,
    Status.ALREADY_TAKEN: ConfigurationError,
    Status.WRONG_KIND: ConfigurationError,
    Status.QUEUE_FULL: QueueFullError,
    Status.CLOSED: ClosedError,
    Status.FORKED: ForkedError,
    Status.UTTERANCE_FULL: AudioError,
    Status.BUFFER_TOO_SMALL: ConfigurationError,
    Status.UNSUPPORTED: ConfigurationError,
    Status.NETWORK: NetworkError,
    Status.NAME_NOT_RESOLVED: NetworkError,
    Status.CONNECT: NetworkError,
    Status.TLS: NetworkError,
    Status.PROXY: NetworkError,
    Status.TIMEOUT: TimeoutError,
    Status.CONNECTION_LOST: NetworkError,
    Status.CANCELLED: CancelledError,
    Status.REFUSED: RefusedError,
    Status.AUTHENTICATION: AuthenticationError,
    Status.NOT_FOUND: NotFoundError,
    Status.RATE_LIMITED: RateLimitedError,
    Status.PROCESS_FAILURE: ServerError,
    Status.SERVER: ServerError,
    Status.BAD_REQUEST: RefusedError,
    Status.REDIRECT: RefusedError,
    Status.BAD_REPLY: ProtocolError,
    Status.EMPTY_REPLY: ProtocolError,
    Status.REPLY_AUDIO: AudioError,
    Status.REPLY_TOO_LARGE: ProtocolError,
    Status.INTERNAL: InternalError,
    Status.PANIC: InternalError,
}

#: What a code that is newer than this package is treated like: its group of a hundred.
GROUPS: dict[int, type[ConvaiError]] = {
    1: ConfigurationError,
    2: NetworkError,
    3: RefusedError,
    4: ProtocolError,
    5: InternalError,
}


def class_for(code: int) -> type[ConvaiError]:
    """The exception class of a status code."""
    try:
        return CLASSES[Status(code)]
    except (ValueError, KeyError):
        return GROUPS.get(code // 100, ConvaiError)


def text_at(address: Optional[int], length: int) -> Optional[str]:
    """Copies a string of the library's; None where there is none."""
    if not address:
        return None
    return string_at(address, length).decode("utf-8", "replace")


def known_code(code: int) -> int:
    """The code as a member of `Status` where it is one, for a readable repr."""
    try:
        return Status(code)
    except ValueError:
        return code


def read_error(address: int) -> ConvaiError:
    """Makes an exception from a native error, which stays the library's."""
    native = _ffi.convai_error.from_address(address)
    return class_for(native.status)(
        text_at(native.message, native.message_len) or "",
        code=known_code(native.status),
        http_status=native.http_status or None,
        retryable=bool(native.retryable),
        request_sent=bool(native.request_sent),
        retry_after=native.retry_after_ms / 1000 if native.retry_after_ms >= 0 else None,
        service_message=text_at(native.service_message, native.service_message_len),
        reference=text_at(native.reference, native.reference_len),
    )


def take_error(error: c_void_p) -> ConvaiError:
    """Makes an exception from an error that a function gave through its last parameter, and frees that error."""
    if not error.value:
        return InternalError("The library failed without saying why.")
    try:
        return read_error(error.value)
    finally:
        library().convai_error_free(byref(error))


def error_of(code: int) -> ConvaiError:
    """Makes an exception from nothing but a status."""
    address = library().convai_status_text(code)
    message = string_at(address).decode("utf-8") if address else f"status {code}"
    return class_for(code)(message, code=known_code(code))


def require_ok(code: int) -> None:
    """Raises where a function that answers with a status failed."""
    if code != Status.OK:
        raise error_of(code)


def closed(what: str) -> ClosedError:
    """The exception for a use after close."""
    return ClosedError(f"The {what} is closed: make a new one.", code=Status.CLOSED)

"""The exceptions of this package. Every failure of a call is a `ConvaiError`; its subclasses say which kind."""

from __future__ import annotations

import builtins
from ctypes import byref, c_void_p, string_at
from typing import TYPE_CHECKING, Optional

from . import _ffi
from ._ffi import Status
from ._loader import library
from ._wording import python_message, python_name

if TYPE_CHECKING:
    from .models import Reply


class ConvaiError(Exception):
    """The base class of every error that the library or the service reports. Catch it to catch them all.

    Attributes:
        code: The status code of the library. Compare it with the members of `convai.Status`.
        argument: The name of the invalid argument, such as "base_url" or "language_codes[2]", or None if no argument is
            at fault.
        http_status: The HTTP status of the response, or None if no response arrived.
        retryable: Whether the same call may succeed later. The library does not retry on its own.
        request_sent: Whether the service may have acted on the request.
        retry_after: The number of seconds after which the service asks to try again, or None.
        service_message: The service's own error message, or None.
        reference: The reference id for the service's support, or None.
        raw: The body of the response, as it arrived; empty if none did.
        reply: The part of a failed turn that arrived, such as its text if only the audio is invalid. None if no part
            did.

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
        argument: Optional[str] = None,
        http_status: Optional[int] = None,
        retryable: bool = False,
        request_sent: bool = False,
        retry_after: Optional[float] = None,
        service_message: Optional[str] = None,
        reference: Optional[str] = None,
        raw: bytes = b"",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.argument = argument
        self.http_status = http_status
        self.retryable = retryable
        self.request_sent = request_sent
        self.retry_after = retry_after
        self.service_message = service_message
        self.reference = reference
        self.raw = raw
        self.reply: Optional[Reply] = None

    @property
    def code_name(self) -> str:
        """The name of the code, such as "TIMEOUT"; "UNKNOWN" for a code that this version does not know.

        Example:
            >>> convai.TimeoutError("late", code=convai.Status.TIMEOUT).code_name
            'TIMEOUT'
        """
        try:
            return Status(self.code).name
        except ValueError:
            return "UNKNOWN"


class ConfigurationError(ConvaiError):
    """An argument, a client option or the API key is invalid. Nothing was sent; see `argument`."""


class ClosedError(ConfigurationError):
    """The client, conversation, operation or utterance is closed."""


class ForkedError(ConfigurationError):
    """The object was created before `os.fork()`, in the parent process. Create a new client in the child process."""


class QueueFullError(ConfigurationError):
    """The request queue of the client is full. The `max_queued` parameter of the client sets its size."""


class NetworkError(ConvaiError):
    """No response arrived: name resolution, connection, TLS or the proxy failed, or the connection was lost."""


class TimeoutError(NetworkError, builtins.TimeoutError):
    """The timeout expired. This is also a built-in TimeoutError."""


class CancelledError(ConvaiError):
    """The request was cancelled by `cancel()`, by `interrupt()` or because the client was closed."""


class RefusedError(ConvaiError):
    """The service refused the request. See `http_status` and `service_message`."""


class AuthenticationError(RefusedError):
    """The service does not accept the API key, or the plan of the account does not include the call."""


class NotFoundError(RefusedError):
    """The character does not exist, or the service failed to look it up. Its responses do not tell the two apart."""


class RateLimitedError(RefusedError):
    """There were too many requests, or the quota of the plan is used up. See `retry_after`."""


class ServerError(RefusedError):
    """The service failed (5xx), or it could not produce an answer, which also happens for an unknown character id."""


class ProtocolError(ConvaiError):
    """The response is not what the service documents: HTML, invalid JSON, a missing field, or too large."""


class AudioError(ConvaiError):
    """The audio cannot be sent, or the audio of a reply cannot be decoded. In that case `reply` has the text."""


class InternalError(ConvaiError):
    """The library failed because of a bug. Please report it."""


#: The exception class of each status. A test compares the keys with the header.
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
    Status.BUSY: AudioError,
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

#: The exception class for a status that this version does not know, by the hundred that it belongs to.
GROUPS: dict[int, type[ConvaiError]] = {
    1: ConfigurationError,
    2: NetworkError,
    3: RefusedError,
    4: ProtocolError,
    5: InternalError,
}


def class_for(code: int) -> type[ConvaiError]:
    """Returns the exception class of a status code."""
    try:
        return CLASSES[Status(code)]
    except (ValueError, KeyError):
        return GROUPS.get(code // 100, ConvaiError)


def text_at(address: Optional[int], length: int) -> Optional[str]:
    """Copies a string of the library; None for a NULL pointer."""
    if not address:
        return None
    return string_at(address, length).decode("utf-8", "replace")


def known_code(code: int) -> int:
    """Returns the code as a member of `Status` if it is one, which has a readable repr."""
    try:
        return Status(code)
    except ValueError:
        return code


def read_error(address: int, *, said: str = "said", raw: bytes = b"") -> ConvaiError:
    """Creates an exception from a native error, without freeing it.

    Args:
        address: The address of the `convai_error`.
        said: The name of the audio or text parameter of the Python function that was called.
        raw: The body of the response.
    """
    native = _ffi.convai_error.from_address(address)
    argument = text_at(native.argument, native.argument_len)
    return class_for(native.status)(
        python_message(text_at(native.message, native.message_len) or "", said),
        code=known_code(native.status),
        argument=None if argument is None else python_name(argument, said),
        http_status=native.http_status or None,
        retryable=bool(native.retryable),
        request_sent=bool(native.request_sent),
        retry_after=native.retry_after_ms / 1000 if native.retry_after_ms >= 0 else None,
        service_message=text_at(native.service_message, native.service_message_len),
        reference=text_at(native.reference, native.reference_len),
        raw=raw,
    )


def take_error(error: c_void_p) -> ConvaiError:
    """Creates an exception from the error that a function wrote to its last parameter, and frees that error."""
    if not error.value:
        return InternalError("The library failed without an error message. Please report this.")
    try:
        return read_error(error.value)
    finally:
        library().convai_error_free(byref(error))


def error_of(code: int) -> ConvaiError:
    """Creates an exception from a status alone, for functions that return nothing else."""
    address = library().convai_status_text(code)
    message = python_message(string_at(address).decode("utf-8")) if address else f"The library returned status {code}."
    return class_for(code)(message, code=known_code(code))


def require_ok(code: int) -> None:
    """Raises the exception of a status unless it is OK."""
    if code != Status.OK:
        raise error_of(code)


def closed(what: str) -> ClosedError:
    """Creates the exception for the use of a closed object."""
    return ClosedError(f"The {what} is closed: create a new one.", code=Status.CLOSED)

"""The native client, which both clients share, and the calls that can be started on it."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import warnings
from ctypes import byref, c_void_p, sizeof
from typing import Callable, Generic, NamedTuple, Optional, TypeVar, Union

from . import _check, _ffi
from ._ffi import Status
from ._loader import library
from ._log import ClientLog
from ._version import __version__
from .errors import ConfigurationError, closed, require_ok, take_error
from .models import Character, Progress
from .scene import NativeScene

T = TypeVar("T")

DEFAULT_URL = "https://api.convai.com"

#: A character, or its id.
CharacterLike = Union[str, Character]

#: Starts an operation with the given options and returns its handle. On failure it fills the error and returns None.
Starter = Callable[[_ffi.convai_call_options, c_void_p], Optional[int]]


class CallOptions(NamedTuple):
    """The options of one call, as the library takes them. 0 takes the client's setting."""

    timeout_ms: int
    connect_timeout_ms: int
    deadline_ms: int
    upload_sample_rate: int = 0
    response_level: int = 0
    idle_timeout_ms: int = 0
    scene: Optional[NativeScene] = None

    def over(self, kept: CallOptions) -> CallOptions:
        """Returns these options, and those of `kept` where these have none."""
        return CallOptions._make(own or other for own, other in zip(self, kept))

    def native(self, user_data: int) -> _ffi.convai_call_options:
        """Returns the struct, which is valid as long as this object exists."""
        fields = {**self._asdict(), "scene": None if self.scene is None else self.scene.address}
        return _ffi.convai_call_options(struct_size=sizeof(_ffi.convai_call_options), user_data=user_data, **fields)


def call_options(
    timeout: Optional[float],
    connect_timeout: Optional[float],
    deadline: Optional[float],
    upload_sample_rate: Optional[int] = None,
    response_level: Optional[int] = None,
    idle_timeout: Optional[float] = None,
    scene: Optional[NativeScene] = None,
) -> CallOptions:
    """Checks the options of one call. None takes the client's setting."""
    return CallOptions(
        timeout_ms=_check.milliseconds("timeout", timeout),
        connect_timeout_ms=_check.milliseconds("connect_timeout", connect_timeout),
        deadline_ms=_check.milliseconds("deadline", deadline),
        upload_sample_rate=_check.integer("upload_sample_rate", upload_sample_rate),
        response_level=_check.integer("response_level", response_level, high=2**31 - 1),
        idle_timeout_ms=_check.milliseconds("idle_timeout", idle_timeout),
        scene=scene,
    )


@dataclasses.dataclass(frozen=True)
class Call(Generic[T]):
    """A request whose arguments were checked: a function that starts it, and one that takes its result."""

    start: Starter
    take: Callable[[Optional[int]], T]
    options: CallOptions
    #: Whether the service changes nothing and counts nothing, so that the call may be repeated after it was sent.
    reads: bool = False
    #: Whether the call consumes what it sends, so that it cannot be repeated.
    once: bool = False
    #: How often the call may be repeated.
    max_retries: int = 0
    #: Whether the result is still wanted, while the call waits to be repeated.
    is_wanted: Callable[[], bool] = lambda: True
    #: Is called with the progress of the call.
    on_progress: Optional[Callable[[Progress], object]] = None

    def begin(self, user_data: int = 0) -> int:
        """Starts the operation and returns its handle, which the caller must free. Does not block."""
        error = c_void_p()
        operation = self.start(self.options.native(user_data), error)
        if not operation:
            raise take_error(error)
        return operation


class NativeClient:
    """Owns a native client."""

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        auth_token: Optional[str] = None,
        base_url: Optional[str] = None,
        proxy: Optional[str] = None,
        ca: Union[str, os.PathLike[str], None] = None,
        user_agent: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        timeout: Optional[float] = None,
        voice_timeout: Optional[float] = None,
        idle_timeout: Optional[float] = None,
        max_in_flight: Optional[int] = None,
        max_queued: Optional[int] = None,
        max_queued_bytes: Optional[int] = None,
        upload_sample_rate: Optional[int] = None,
        max_response_bytes: Optional[int] = None,
        queue: Optional[int] = None,
    ) -> None:
        self._handle: Optional[int] = None
        self._stopped = False
        self._log = ClientLog()
        if api_key is None and auth_token is None:
            api_key = os.environ.get("CONVAI_API_KEY")
        if api_key is None and auth_token is None:
            raise ConfigurationError(
                "There is no API key: pass api_key or auth_token, or set the environment variable CONVAI_API_KEY. "
                "The key is on the start page of convai.com after you sign in.",
                code=Status.API_KEY,
                argument="api_key",
            )
        if base_url is None:
            base_url = os.environ.get("CONVAI_BASE_URL") or None
        options = _ffi.convai_client_options(
            struct_size=sizeof(_ffi.convai_client_options),
            log_capacity=self._log.capacity,
            api_key=_check.optional_text("api_key", api_key),
            auth_token=_check.optional_text("auth_token", auth_token),
            base_url=_check.optional_text("base_url", base_url),
            proxy=_check.optional_text("proxy", proxy),
            ca_pem=_certificates(ca),
            user_agent=_check.text("user_agent", f"convai-python/{__version__}" if user_agent is None else user_agent),
            connect_timeout_ms=_check.milliseconds("connect_timeout", connect_timeout),
            timeout_ms=_check.milliseconds("timeout", timeout),
            voice_timeout_ms=_check.milliseconds("voice_timeout", voice_timeout),
            idle_timeout_ms=_check.milliseconds("idle_timeout", idle_timeout),
            max_in_flight=_check.integer("max_in_flight", max_in_flight),
            max_queued=_check.integer("max_queued", max_queued),
            max_queued_bytes=_check.integer("max_queued_bytes", max_queued_bytes, high=2**64 - 1),
            upload_sample_rate=_check.integer("upload_sample_rate", upload_sample_rate),
            max_response_bytes=_check.integer("max_response_bytes", max_response_bytes, high=2**64 - 1),
            queue=queue,
        )
        error = c_void_p()
        handle = library().convai_client_new(byref(options), byref(error))
        if not handle:
            raise take_error(error)
        self._handle = handle
        self.base_url: str = base_url or DEFAULT_URL
        self.upload_sample_rate: int = options.upload_sample_rate

    @property
    def closed(self) -> bool:
        """Whether `close` or `free` was called."""
        return self._stopped or self._handle is None

    def handle(self) -> int:
        """Returns the handle. Raises ClosedError after `close` or `free`."""
        if self._stopped or self._handle is None:
            raise closed("client")
        return self._handle

    def log(self) -> None:
        """Logs the calls that have ended, if the log is on. Does not block."""
        self._log.drain(self._handle)

    def log_repetition(self, reason: str, wait: float, number: int, most: int) -> None:
        """Logs that a call is going to be repeated, if the log is on."""
        self._log.repetition(reason, wait, number, most)

    def set_credentials(self, api_key: Optional[str], auth_token: Optional[str]) -> None:
        """Replaces the API key or the auth token."""
        key = _check.optional_text("api_key", api_key)
        token = _check.optional_text("auth_token", auth_token)
        error = c_void_p()
        if library().convai_client_set_credentials(self.handle(), key, token, byref(error)) != Status.OK:
            raise take_error(error)

    def reset_connections(self) -> None:
        """Makes further calls use new connections."""
        require_ok(library().convai_client_reset_connections(self.handle()))

    def close(self, timeout_ms: int) -> bool:
        """Cancels all operations, waits for the client's threads, and frees the client if they ended in time.

        Returns whether they did. A client that is freed is not changed.
        """
        self._stopped = True
        if self._handle is not None and library().convai_client_close(self._handle, timeout_ms) == Status.TIMEOUT:
            return False
        self.free()
        return True

    def free(self) -> None:
        """Frees the client, after at most two seconds. A second call does nothing."""
        if self._handle is not None and self._log.capacity:
            library().convai_client_close(self._handle, 0)  # the calls that this ends are logged, too
            self.log()
        pointer, self._handle = c_void_p(self._handle), None
        if pointer.value:
            library().convai_client_free(byref(pointer))


def _certificates(ca: Union[str, os.PathLike[str], None]) -> Optional[bytes]:
    """Returns PEM text. `ca` is either that text or the path of a file."""
    if ca is None:
        return None
    if isinstance(ca, str) and "-----BEGIN" in ca:
        return _check.text("ca", ca)
    if not isinstance(ca, (str, os.PathLike)):
        raise _check.wrong_type("ca", "a path, or PEM text", ca)
    try:
        return _check.text("ca", pathlib.Path(ca).read_text(encoding="utf-8"))
    except ValueError:  # it is not UTF-8, or contains a NUL
        raise ConfigurationError(
            f"The file {os.fspath(ca)} of `ca` is not a PEM file: convert it with openssl x509 -inform DER.",
            code=Status.OPTIONS,
            argument="ca",
        ) from None


def character_id(value: CharacterLike) -> bytes:
    """Returns the id of a character that is given as a `Character` or as its id."""
    if isinstance(value, Character):
        value = value.id
    if not isinstance(value, str):
        raise _check.wrong_type("character", "a str or a Character", value)
    return _check.text("character", value)


def warn_unclosed(client: object) -> None:
    """Warns about a client that is garbage collected without having been closed. Python shows this with -X dev."""
    warnings.warn(f"unclosed {client!r}", ResourceWarning, source=client, stacklevel=3)

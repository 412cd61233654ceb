"""The settings of calls that a client keeps: `with_options`."""

from __future__ import annotations

import dataclasses
from typing import Any, Callable, NamedTuple, Optional, TypeVar

from . import _check
from ._native import Call, CallOptions, NativeClient, call_options
from .models import Progress

T = TypeVar("T")
Self = TypeVar("Self", bound="Configurable")

#: Is called with the progress of a call.
OnProgress = Callable[[Progress], object]


class Settings(NamedTuple):
    """What the calls of a client use unless they say otherwise themselves."""

    options: CallOptions = CallOptions(0, 0, 0)
    max_retries: int = 0
    on_progress: Optional[OnProgress] = None

    def applied(self, call: Call[T]) -> Call[T]:
        """Returns a call with these settings, where it has none of its own."""
        if self is NO_SETTINGS:
            return call
        options = call.options.over(self.options)
        most = 0 if call.once else self.max_retries
        return dataclasses.replace(call, options=options, max_retries=most, on_progress=self.on_progress)


NO_SETTINGS = Settings()


def initial_settings(max_retries: Optional[int]) -> Settings:
    """Returns the settings of a new client."""
    most = _check.integer("max_retries", max_retries)
    return Settings(max_retries=most) if most else NO_SETTINGS


class Configurable:
    """The base of the clients, which can have other settings for some of their calls."""

    _native: NativeClient
    _settings: Settings
    #: The client that this object was made from, and that owns the connections.
    _origin: Optional[Any] = None

    @property
    def _upload_sample_rate(self) -> int:
        return self._settings.options.upload_sample_rate or self._native.upload_sample_rate

    def with_options(
        self: Self,
        *,
        timeout: Optional[float] = None,
        connect_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        idle_timeout: Optional[float] = None,
        upload_sample_rate: Optional[int] = None,
        response_level: Optional[int] = None,
        max_retries: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> Self:
        """Returns this client with other settings, for some of its calls. Sends nothing and does not block.

        Both use the same connections, and closing one closes both. A conversation has the settings of the client that
        created it. What a call is given itself wins over these settings. None keeps the setting of this client.

        Args:
            timeout: The timeout of each call, in seconds, also with voice.
            connect_timeout: The timeout for connecting, in seconds.
            deadline: The longest time from the start of a call to its end, in seconds: time in the queue, repetitions
                and the waits before them included.
            idle_timeout: How long a streamed answer may pause, in seconds.
            upload_sample_rate: The sample rate in Hz to which audio is resampled before it is sent.
            response_level: The value of the service's field "responseLevel" in turns.
            max_retries: How often a failed call is repeated; see `Client`.
            on_progress: Is called with a `Progress` at the start of each call, up to 20 times a second while it runs,
                and at its end. It runs on the thread that waits for the call, or in its task. An exception that it
                raises cancels the call. `ProgressBar` draws one.

        Raises:
            TypeError: An argument has the wrong type; the message names it.
            ValueError: A number is out of range.

        Example:
            >>> patient = client.with_options(timeout=90, max_retries=2)
            >>> patient.characters.get(raymond.id).name
            'Raymond'
        """
        given = call_options(timeout, connect_timeout, deadline, upload_sample_rate, response_level, idle_timeout)
        if on_progress is not None and not callable(on_progress):
            raise _check.wrong_type("on_progress", "a function", on_progress)
        kept = self._settings
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made._origin = self if self._origin is None else self._origin
        made._settings = Settings(
            options=given.over(kept.options),
            max_retries=_check.integer("max_retries", max_retries, default=kept.max_retries),
            on_progress=kept.on_progress if on_progress is None else on_progress,
        )
        return made

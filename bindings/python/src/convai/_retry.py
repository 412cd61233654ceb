"""Repeats calls that failed, for clients with `max_retries`: whether, and after how long."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from typing import Callable, Optional, TypeVar

from ._ffi import Status
from ._native import Call, NativeClient
from .errors import CancelledError, ConvaiError
from .models import Reply

T = TypeVar("T")

#: The longest wait before the first repetition, in seconds. It doubles with each one, up to `LONGEST_WAIT`.
FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0

#: The longest wait that the service may ask for, in seconds. If it asks for more, the call fails.
LONGEST_RETRY_AFTER = 60.0

#: How often a wait looks whether somebody still wants the result, in seconds.
SLICE = 0.05


class Repetitions:
    """The attempts of one call."""

    def __init__(self, call: Call[T], client: NativeClient) -> None:
        self._reads = call.reads
        self._is_wanted = call.is_wanted
        self._most = call.max_retries
        self._client = client
        self._made = 0
        milliseconds = call.options.deadline_ms
        self._end = time.monotonic() + milliseconds / 1000 if milliseconds else None

    def rest_of(self, call: Call[T]) -> Call[T]:
        """Returns the call with what is left of its deadline."""
        if self._end is None or not self._made:
            return call
        rest = max(1, round(1000 * (self._end - time.monotonic())))
        return dataclasses.replace(call, options=call.options._replace(deadline_ms=rest))

    def wait_after(self, error: Optional[ConvaiError]) -> Optional[float]:
        """Returns the wait in seconds before the call is repeated, or None if it is not."""
        if error is None or not error.retryable or isinstance(error, CancelledError) or self._made >= self._most:
            return None
        if error.request_sent and not self._reads:
            return None  # the service may have acted on it
        wait = _backoff(self._made)
        if error.retry_after is not None:
            wait = max(wait, error.retry_after)
        if wait > max(LONGEST_RETRY_AFTER, LONGEST_WAIT):
            return None
        if self._end is not None and time.monotonic() + wait >= self._end:
            return None
        self._made += 1
        self._client.log_repetition(error.code_name, wait, self._made, self._most)
        return wait

    def slices(self, wait: float) -> Iterator[float]:
        """Divides a wait, and ends it with a CancelledError if nobody wants the result any more."""
        end = time.monotonic() + wait
        while (rest := end - time.monotonic()) > 0:
            self._check()
            yield min(rest, SLICE)
        self._check()

    def _check(self) -> None:
        if self._client.closed or not self._is_wanted():
            raise CancelledError("The call was cancelled while it waited to be repeated.", code=Status.CANCELLED)


def _backoff(made: int) -> float:
    """Returns a random wait, so that clients that failed together do not come back together."""
    import random  # it takes longer to import than all of this package that a first call needs

    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(made, 10))
    return random.uniform(longest / 2, longest)


def failure(result: object) -> Optional[ConvaiError]:
    """Returns the error of a turn whose fallback line was returned."""
    return result.error if isinstance(result, Reply) else None


def repeated(call: Call[T], client: NativeClient, attempt: Callable[[Call[T]], T]) -> T:
    """Makes attempts until one succeeds, or is not followed by another one."""
    repetitions = Repetitions(call, client)
    while True:
        try:
            result = attempt(repetitions.rest_of(call))
        except ConvaiError as error:
            wait = repetitions.wait_after(error)
            if wait is None:
                raise
        else:
            wait = repetitions.wait_after(failure(result))
            if wait is None:
                return result
        for each in repetitions.slices(wait):
            time.sleep(each)

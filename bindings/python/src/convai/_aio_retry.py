"""Repeats calls that failed, for clients for asyncio with `max_retries`."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Callable, TypeVar

from ._loops import sleep
from ._native import Call, NativeClient
from ._retry import Repetitions, failure
from .errors import ConvaiError

T = TypeVar("T")


async def repeated(call: Call[T], client: NativeClient, attempt: Callable[[Call[T]], Awaitable[T]]) -> T:
    """Makes attempts until one succeeds, or is not followed by another one."""
    repetitions = Repetitions(call, client)
    while True:
        try:
            result = await attempt(repetitions.rest_of(call))
        except ConvaiError as error:
            wait = repetitions.wait_after(error)
            if wait is None:
                raise
        else:
            wait = repetitions.wait_after(failure(result))
            if wait is None:
                return result
        for each in repetitions.slices(wait):
            await sleep(each)

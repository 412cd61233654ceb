"""The end of all clients of this process."""

from __future__ import annotations

from typing import Optional

from ._ffi import Status
from ._loader import library
from .operation import checked_timeout, slices

#: How long `close` waits for the library's threads, in seconds. They normally end within one millisecond.
CLOSE_TIMEOUT = 2.0


def shutdown(timeout: Optional[float] = CLOSE_TIMEOUT) -> bool:
    """Closes every client of this process: cancels all their calls and waits for the library's threads.

    Call it before a notebook, an editor or a plugin host loads the code anew that has created the clients. They must
    still be closed, which frees them. New clients can be created afterwards. When the interpreter exits, the package
    calls this itself. May be called from any thread, and inside an event loop with a timeout of 0.

    Args:
        timeout: How long to wait for the threads of all clients together, in seconds; 0 does not wait, None waits
            without limit.

    Returns:
        Whether all threads have ended. If not, call it again to wait longer.

    Example:
        >>> client = convai.Client(api_key="test-key")
        >>> convai.shutdown()
        True
        >>> client.close()
        True
    """
    milliseconds = slices(checked_timeout(timeout))
    return any(library().convai_shutdown(each) != Status.TIMEOUT for each in milliseconds)

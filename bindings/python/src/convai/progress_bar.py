"""A progress bar in the terminal, drawn by tqdm or rich where one of them is installed."""

from __future__ import annotations

import importlib
import sys
from types import TracebackType
from typing import Any, Optional, Protocol

from .models import Progress


class _Drawing(Protocol):
    """The bar of one request."""

    def show(self, sent: int) -> None:
        """Draws how many bytes were sent."""

    def close(self) -> None:
        """Leaves the bar as it is."""


class ProgressBar:
    """Shows how much of a request was sent: a function for `on_progress` of `with_options`.

    The bar is that of tqdm if that is installed, else that of rich, and else a percentage, which only a terminal shows.
    Each request has a bar of its own, one after the other: for requests at the same time, make one object for each.

    Args:
        label: The text before the bar.
        style: "tqdm", "rich" or "plain"; None takes the first of them that is installed.

    Raises:
        ImportError: The package that `style` names is not installed.
        ValueError: There is no such style.

    Example:
        >>> with convai.ProgressBar("question.wav", style="plain") as bar:
        ...     asking = client.with_options(on_progress=bar)
        ...     reply = asking.get_response(raymond, convai.Audio.open("question.wav"))
        >>> reply.ok
        True
    """

    def __init__(self, label: str = "sending", *, style: Optional[str] = None) -> None:
        self._label = label
        self._kind = _DRAWINGS[_first_installed() if style is None else _checked(style)]
        self._drawing: Optional[_Drawing] = None

    def __call__(self, progress: Progress) -> None:
        """Draws the progress.

        Example:
            >>> convai.ProgressBar(style="plain")(convai.Progress("sending", 1000, 4000, 0, 0))
        """
        if self._drawing is None and progress.bytes_to_send and progress.state != "queued":
            self._drawing = self._kind(self._label, progress.bytes_to_send)
        if self._drawing is not None:
            self._drawing.show(progress.bytes_sent)
        if progress.state == "done":
            self.close()

    def close(self) -> None:
        """Ends the bar of a request that has not ended. A second call does nothing.

        Example:
            >>> convai.ProgressBar(style="plain").close()
        """
        drawing, self._drawing = self._drawing, None
        if drawing is not None:
            drawing.close()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<convai.ProgressBar {self._label!r}>"


class _Tqdm:
    def __init__(self, label: str, total: int) -> None:
        tqdm: Any = importlib.import_module("tqdm")
        self._bar = tqdm.tqdm(total=total, desc=label, unit="B", unit_scale=True)

    def show(self, sent: int) -> None:
        self._bar.update(sent - self._bar.n)

    def close(self) -> None:
        self._bar.close()


class _Rich:
    def __init__(self, label: str, total: int) -> None:
        progress: Any = importlib.import_module("rich.progress")
        console: Any = importlib.import_module("rich.console")
        columns = (
            "{task.description}",
            progress.BarColumn(),
            progress.DownloadColumn(),
            progress.TransferSpeedColumn(),
        )
        self._bar = progress.Progress(*columns, console=console.Console(stderr=True))
        self._task = self._bar.add_task(label, total=total)
        self._bar.start()

    def show(self, sent: int) -> None:
        self._bar.update(self._task, completed=sent)

    def close(self) -> None:
        self._bar.stop()


class _Plain:
    def __init__(self, label: str, total: int) -> None:
        self._label, self._total = label, total
        self._visible = sys.stderr is not None and sys.stderr.isatty()

    def show(self, sent: int) -> None:
        if self._visible:
            sys.stderr.write(f"\r{self._label}: {100 * sent // self._total:3} % of {self._total:,} bytes")
            sys.stderr.flush()

    def close(self) -> None:
        if self._visible:
            sys.stderr.write("\n")


_DRAWINGS: dict[str, Any] = {"tqdm": _Tqdm, "rich": _Rich, "plain": _Plain}


def _checked(style: str) -> str:
    if style not in _DRAWINGS:
        raise ValueError(f"style must be one of {', '.join(_DRAWINGS)}, not {style!r}")
    if style != "plain":
        importlib.import_module(style)
    return style


def _first_installed() -> str:
    for style in ("tqdm", "rich"):
        try:
            importlib.import_module(style)
        except ImportError:
            continue
        return style
    return "plain"

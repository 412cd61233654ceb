"""The base of the classes that own an object of the library, which exists once."""

from __future__ import annotations

from types import TracebackType
from typing import Any, ClassVar, Optional, SupportsIndex, TypeVar

Self = TypeVar("Self", bound="Closable")


class Unique:
    """Refuses to be copied and pickled: the copy would free the native object of the original."""

    _instead: ClassVar[str]

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        # copy.copy, copy.deepcopy and pickle.dumps all call this.
        raise TypeError(f"{type(self).__name__} cannot be copied or pickled: {self._instead}")


class Closable(Unique):
    """Is closed at the end of a `with`."""

    def close(self) -> Any:
        """Frees the object of the library."""
        raise NotImplementedError

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

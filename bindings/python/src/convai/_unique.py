"""The base of the classes that own an object of the library, which exists once."""

from __future__ import annotations

from typing import Any, ClassVar, SupportsIndex


class Unique:
    """Refuses to be copied and pickled: the copy would free the native object of the original."""

    _instead: ClassVar[str]

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        # copy.copy, copy.deepcopy and pickle.dumps all call this.
        raise TypeError(f"{type(self).__name__} cannot be copied or pickled: {self._instead}")

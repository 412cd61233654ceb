"""Finds and loads the native library. If that fails, the error lists every path that was tried."""

from __future__ import annotations

import atexit
import ctypes
import functools
import os
import platform
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from . import _ffi

PACKAGED = Path(__file__).resolve().parent / "lib"

#: How long the interpreter waits for the library's threads at exit, in milliseconds.
EXIT_TIMEOUT_MS = 1000


class Loaded:
    """The functions of the loaded library, and its path."""

    def __init__(self, path: str, functions: _ffi.Library) -> None:
        self.path = path
        self.functions = functions


def file_name() -> str:
    """Returns the file name of the library on this system."""
    if sys.platform == "win32":
        return "convai.dll"
    return "libconvai.dylib" if sys.platform == "darwin" else "libconvai.so"


def system_names() -> list[str]:
    """Returns the names by which the system's loader finds an installed library."""
    soname = [f"{file_name()}.{_ffi.ABI_VERSION}"] if file_name().endswith(".so") else []
    return [*soname, file_name()]


def candidates() -> Iterator[tuple[str, str]]:
    """Yields the paths to try, in order, each with its origin. A path in CONVAI_LIBRARY is the only one."""
    chosen = os.environ.get("CONVAI_LIBRARY")
    if chosen:
        yield chosen, "CONVAI_LIBRARY"
        return
    yield str(PACKAGED / file_name()), "in the package"
    for name in system_names():
        yield name, "a library of the system"


def c_library() -> str:
    """Returns the name of the C library that Python uses, for messages."""
    try:
        named = os.confstr("CS_GNU_LIBC_VERSION")
        if named:
            return named
    except (AttributeError, ValueError, OSError):
        pass
    if sys.platform.startswith("linux"):
        return "not glibc (musl?)"
    return "that of the system"


def machine() -> str:
    """Returns the system, the processor and the word size, for messages."""
    bits = 8 * ctypes.sizeof(ctypes.c_void_p)
    return f"{platform.system()} {platform.machine()}, {bits}-bit Python {platform.python_version()}"


def check(functions: _ffi.Library) -> None:
    """Raises OSError if the ABI of a loaded library is not the one that this package was built for."""
    version = functions.convai_abi_version()
    if version != _ffi.ABI_VERSION:
        raise OSError(f"it has ABI version {version}, but this package needs version {_ffi.ABI_VERSION}")
    for each in _ffi.STRUCTS:
        size = functions.convai_struct_size(each.__name__.encode())
        # A larger struct is fine: newer versions add fields at the end. This package would write past a smaller one.
        if size < ctypes.sizeof(each):
            raise OSError(f"its {each.__name__} has {size} bytes, but this package needs {ctypes.sizeof(each)}")


def is_truncated(path: str) -> bool:
    """Whether an ELF file ends before its section headers. The system's loader crashes on some of these files."""
    with open(path, "rb") as file:
        header = file.read(64)
        size = os.fstat(file.fileno()).st_size
    if len(header) < 64 or header[:6] != b"\x7fELF\x02\x01":  # 64-bit and little-endian
        return False
    (start,), (length, count) = struct.unpack_from("<Q", header, 0x28), struct.unpack_from("<2H", header, 0x3A)
    return bool(size < start + length * count)


def open_library(path: str) -> _ffi.Library:
    """Loads one candidate. Raises OSError if it cannot be used."""
    if os.sep in path:
        if not os.path.isfile(path):
            raise OSError("there is no such file")
        if is_truncated(path):
            raise OSError("the file is truncated: install it again")
    dll = ctypes.CDLL(path)
    try:
        functions = _ffi.Library(dll)
    except AttributeError as missing:
        raise OSError(f"it is another library, or another version: {missing}") from None
    check(functions)
    return functions


@functools.cache
def load() -> Loaded:
    """Loads the library on the first call. Raises ImportError with a list of what was tried."""
    tried = []
    for path, reason in candidates():
        try:
            loaded = Loaded(path, open_library(path))
        except OSError as error:
            tried.append(f"  {path} ({reason}): {error}")
        else:
            # Cancels all operations and joins the library's threads before the interpreter is finalized.
            atexit.register(loaded.functions.convai_shutdown, EXIT_TIMEOUT_MS)
            return loaded
    raise ImportError(
        "convai cannot load its native library. Tried:\n"
        + "\n".join(tried)
        + f"\nThis is {machine()}; the C library is {c_library()}.\n"
        "Install the wheel for this system, or set CONVAI_LIBRARY to the library's path."
    )


def library() -> _ffi.Library:
    """Returns the functions of the library."""
    return load().functions

"""Finds and loads the native library, and explains itself where it cannot."""

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

#: How long the end of the interpreter waits for the library's threads, in milliseconds.
EXIT_DEADLINE_MS = 1000


class Loaded:
    """The library, and where it came from."""

    def __init__(self, path: str, functions: _ffi.Library) -> None:
        self.path = path
        self.functions = functions


def file_name() -> str:
    """The library's file name on this system."""
    if sys.platform == "win32":
        return "convai.dll"
    return "libconvai.dylib" if sys.platform == "darwin" else "libconvai.so"


def system_names() -> list[str]:
    """The names under which the system's own search finds an installed library."""
    soname = [f"{file_name()}.{_ffi.ABI_VERSION}"] if file_name().endswith(".so") else []
    return [*soname, file_name()]


def candidates() -> Iterator[tuple[str, str]]:
    """Where to look, in order, each with the reason. A path that the user set is the only one tried."""
    chosen = os.environ.get("CONVAI_LIBRARY")
    if chosen:
        yield chosen, "CONVAI_LIBRARY"
        return
    yield str(PACKAGED / file_name()), "in the package"
    for name in system_names():
        yield name, "the system's libraries"


def c_library() -> str:
    """The C library that this Python runs on, for messages."""
    try:
        named = os.confstr("CS_GNU_LIBC_VERSION")
        if named:
            return named
    except (AttributeError, ValueError, OSError):
        pass
    if sys.platform.startswith("linux"):
        return "not glibc (musl?)"
    return "the system's"


def machine() -> str:
    """System, processor and word size, for messages."""
    bits = 8 * ctypes.sizeof(ctypes.c_void_p)
    return f"{platform.system()} {platform.machine()}, {bits}-bit Python {platform.python_version()}"


def check(functions: _ffi.Library) -> None:
    """Compares the binary interface of a loaded library with the one that this package was written for."""
    version = functions.convai_abi_version()
    if version != _ffi.ABI_VERSION:
        raise OSError(f"it has version {version} of the binary interface, this package needs {_ffi.ABI_VERSION}")
    for each in _ffi.STRUCTS:
        size = functions.convai_struct_size(each.__name__.encode())
        # A newer library may have added fields at the end; a smaller struct is one that this package would overrun.
        if size < ctypes.sizeof(each):
            raise OSError(f"its {each.__name__} has {size} bytes, this package needs {ctypes.sizeof(each)}")


def is_cut_off(path: str) -> bool:
    """Whether an ELF file ends before its own table of contents: the system's loader would crash on some of these."""
    with open(path, "rb") as file:
        header = file.read(64)
        size = os.fstat(file.fileno()).st_size
    if len(header) < 64 or header[:6] != b"\x7fELF\x02\x01":  # 64-bit and little-endian
        return False
    (start,), (length, count) = struct.unpack_from("<Q", header, 0x28), struct.unpack_from("<2H", header, 0x3A)
    return bool(size < start + length * count)


def open_library(path: str) -> _ffi.Library:
    """Loads one candidate. Raises OSError with the reason where it does not fit."""
    if os.sep in path:
        if not os.path.isfile(path):
            raise OSError("there is no such file")
        if is_cut_off(path):
            raise OSError("the file is cut off: install it again")
    dll = ctypes.CDLL(path)
    try:
        functions = _ffi.Library(dll)
    except AttributeError as missing:
        raise OSError(f"it is not the library of this package: {missing}") from None
    check(functions)
    return functions


@functools.cache
def load() -> Loaded:
    """Loads the library, once. Raises ImportError with everything that was tried."""
    tried = []
    for path, reason in candidates():
        try:
            loaded = Loaded(path, open_library(path))
        except OSError as error:
            tried.append(f"  {path} ({reason}): {error}")
        else:
            # Before the interpreter takes itself apart: cancels what still runs and joins the library's threads.
            atexit.register(loaded.functions.convai_shutdown, EXIT_DEADLINE_MS)
            return loaded
    raise ImportError(
        "convai cannot load its native library. Tried:\n"
        + "\n".join(tried)
        + f"\nThis is {machine()}; the C library is {c_library()}.\n"
        "Install the wheel for this system, or set CONVAI_LIBRARY to the library's path."
    )


def library() -> _ffi.Library:
    """The functions of the library."""
    return load().functions

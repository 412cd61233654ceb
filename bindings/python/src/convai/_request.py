"""Requests to any path of the service, as the library takes them."""

from __future__ import annotations

import ctypes
import json as _json
import os
import pathlib
from collections.abc import Mapping
from ctypes import sizeof
from typing import Any, Optional, Union

from . import _check, _ffi
from .scene import form_field, pairs, pointers

#: A file of a form: its path, its bytes, or a tuple of its name, its bytes and, optionally, its content type.
File = Union[os.PathLike[str], bytes, tuple[str, bytes], tuple[str, bytes, str]]


class NativeRequest:
    """A request. It owns the memory, and the library copies the request when it starts the call."""

    def __init__(
        self,
        path: str,
        json: Any,
        data: Optional[Mapping[str, str]],
        files: Optional[Mapping[str, File]],
        method: Optional[str],
        multipart: bool,
    ) -> None:
        fields = [form_field(name, value=text) for name, text in pairs("data", {} if data is None else data)]
        self.reads = method == "GET"
        self._fields = pointers(fields + self._files({} if files is None else files))
        self.struct: _ffi.convai_request = _ffi.convai_request(
            struct_size=sizeof(_ffi.convai_request),
            flags=_ffi.MULTIPART if _check.flag("multipart", multipart) else 0,
            method=_check.optional_text("method", method),
            path=_check.text("path", path),
            json=None if json is None else _json.dumps(json, ensure_ascii=False, allow_nan=False).encode(),
            fields=ctypes.addressof(self._fields) if len(self._fields) else None,
            field_count=len(self._fields),
        )

    def _files(self, files: Any) -> list[_ffi.convai_field]:
        if not isinstance(files, Mapping):
            raise _check.wrong_type("files", "a mapping of str to files", files)
        named = [(_check.text("a name of files", name), _file(f"files[{name!r}]", files[name])) for name in files]
        self._memory = [ctypes.create_string_buffer(data, max(1, len(data))) for _, (_, data, _) in named]
        return [
            form_field(
                name, file=ctypes.addressof(memory), file_len=len(data), file_name=file_name, content_type=content_type
            )
            for (name, (file_name, data, content_type)), memory in zip(named, self._memory)
        ]


def _file(argument: str, file: Any) -> tuple[Optional[bytes], bytes, Optional[bytes]]:
    """Returns the name of a file, its bytes and its content type."""
    if isinstance(file, os.PathLike):
        path = pathlib.Path(file)
        file = (path.name, path.read_bytes())
    elif isinstance(file, bytes):
        file = (None, file)
    if not isinstance(file, tuple) or len(file) not in (2, 3) or not isinstance(file[1], bytes):
        raise _check.wrong_type(argument, "a path, bytes or a tuple (name, bytes, content type)", file)
    content_type = file[2] if len(file) == 3 else None
    return (
        _check.optional_text(f"{argument}[0]", file[0]),
        file[1],
        _check.optional_text(f"{argument}[2]", content_type),
    )

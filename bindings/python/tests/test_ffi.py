"""The generated binding: what the script makes, what the header says, what the library has."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import pytest
from convai import Status, _ffi, _loader, errors

from support import HEADER, PACKAGE


def header_codes() -> dict[str, int]:
    """The statuses, read from the header by other means than the generator's."""
    found = re.findall(r"^#define CONVAI_ERROR_(\w+) (\d+)$", HEADER.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: int(number) for name, number in found}


def test_the_committed_file_is_what_the_script_makes() -> None:
    done = subprocess.run([sys.executable, str(PACKAGE / "generate.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_installed_binding_is_the_committed_one() -> None:
    assert _ffi.__file__ is not None
    with open(_ffi.__file__, encoding="utf-8") as installed:
        assert installed.read() == (PACKAGE / "src/convai/_ffi.py").read_text(encoding="utf-8")


def test_a_header_that_is_not_understood_stops_the_script() -> None:
    sys.path.insert(0, str(PACKAGE))
    try:
        import generate
    finally:
        sys.path.remove(str(PACKAGE))
    text = HEADER.read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="bool"):
        generate.generate(text.replace("int32_t with_knowledge_bank", "bool with_knowledge_bank"))
    with pytest.raises(SystemExit, match="not understood"):
        generate.generate(text + "\nCONVAI_API int convai_new_thing(void) attribute;\n")


@pytest.mark.parametrize("struct", _ffi.STRUCTS, ids=lambda struct: struct.__name__)
def test_struct_sizes_agree(struct: type[ctypes.Structure]) -> None:
    assert _loader.library().convai_struct_size(struct.__name__.encode()) == ctypes.sizeof(struct)


@pytest.mark.parametrize("struct", _ffi.STRUCTS, ids=lambda struct: struct.__name__)
def test_a_field_that_is_not_there_is_an_error(struct: type[ctypes.Structure]) -> None:
    with pytest.raises(AttributeError):
        struct(no_such_field=1)


def test_every_struct_and_function_of_the_header_is_bound() -> None:
    text = HEADER.read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    functions = set(re.findall(r"\b(convai_\w+)\s*\(", code))
    assert set(_ffi.FUNCTIONS) == functions
    assert {each.__name__ for each in _ffi.STRUCTS} == set(re.findall(r"typedef struct (convai_\w+) \{", code))
    library = _loader.library()
    for name in _ffi.FUNCTIONS:
        function = getattr(library, name)
        parameters = re.search(name + r"\s*\(([^)]*)\)", code)
        assert parameters is not None
        count = 0 if parameters[1].strip() == "void" else parameters[1].count(",") + 1
        assert len(function.argtypes) == count, name
        assert function.restype is not None, name


def test_no_function_gives_a_string_that_ctypes_would_copy_and_lose() -> None:
    library = _loader.library()
    assert not [name for name in _ffi.FUNCTIONS if getattr(library, name).restype is ctypes.c_char_p]


def test_the_status_enum_is_the_headers() -> None:
    ours = {each.name: each.value for each in Status if each.value >= 100}
    assert ours == header_codes()
    assert (Status.OK, Status.PENDING) == (0, 1)


@pytest.mark.parametrize(("name", "number"), header_codes().items())
def test_every_status_maps_to_an_exception(name: str, number: int) -> None:
    address = _loader.library().convai_status_name(number)
    assert address is not None
    assert ctypes.string_at(address).decode() == f"CONVAI_ERROR_{name}"
    assert Status[name] in errors.CLASSES, "errors.CLASSES has no class for this status"
    raised = errors.error_of(number)
    assert type(raised) is errors.CLASSES[Status[name]]
    assert raised.code is Status(number)
    assert raised.code_name == name
    assert len(str(raised)) > 10


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (199, errors.ConfigurationError),
        (299, errors.NetworkError),
        (399, errors.RefusedError),
        (499, errors.ProtocolError),
        (599, errors.InternalError),
        (999, errors.ConvaiError),
    ],
)
def test_a_code_from_the_future_is_treated_like_its_group(number: int, kind: type[Exception]) -> None:
    raised = errors.error_of(number)
    assert type(raised) is kind
    assert (raised.code, raised.code_name) == (number, "UNKNOWN")

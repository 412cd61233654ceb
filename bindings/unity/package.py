#!/usr/bin/env python3
"""Builds the archive that Unity's Package Manager installs: dist/com.convai.native-VERSION.tgz.

    python3 package.py                                with the library of this machine: CONVAI_LIBRARY, else target/library
    python3 package.py --library PLATFORM=FILE ...    with these libraries. Platforms: linux-x86_64, windows-x86_64,
                                                      macos-universal, android-arm64, android-armv7, ios
    python3 package.py --emulator PLATFORM=FILE ...   with the emulator for the editors of linux-x86_64, windows-x86_64 and
                                                      macos-universal, in Emulator~
    python3 package.py --output FOLDER                writes to another folder than dist
    python3 package.py --tree FOLDER                  also writes the files of the archive to this folder: the content of a branch
                                                      "upm", for git URLs and for OpenUPM
    python3 package.py --address URL                  the address of the repository on the web, for the links of the Package Manager;
                                                      by default CONVAI_REPOSITORY_URL, else the package has no links
    python3 package.py --in-place                     builds no archive: copies the libraries into the package's folder, to work
                                                      on it with "Add package from disk". Git ignores the copies.

The same input gives the same archive, byte for byte: names are sorted, and times and owners are fixed. The layout is that of
an npm archive, as Unity requires. The third-party notices and the bill of materials are generated from Cargo.lock.
"""

import argparse
import gzip
import io
import json
import os
import platform
import shutil
import sys
import tarfile

import metas

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(ROOT, "packaging"))
import third_party  # noqa: E402

NOTICES = "Third Party Notices.md"
# Unity ignores folders that end in ~, so nothing in them has a .meta file.
BILL = "Documentation~/convai.cdx.json"
TRIPLES = {
    "linux-x86_64": ["x86_64-unknown-linux-gnu"],
    "windows-x86_64": ["x86_64-pc-windows-gnu"],
    "macos-universal": ["aarch64-apple-darwin", "x86_64-apple-darwin"],
    "android-arm64": ["aarch64-linux-android"],
    "android-armv7": ["armv7-linux-androideabi"],
    "ios": ["aarch64-apple-ios"],
}

# The editors that can start the emulator, and its file there.
EMULATORS = {"linux-x86_64": "convai-emulator", "windows-x86_64": "convai-emulator.exe", "macos-universal": "convai-emulator"}
EMULATOR_NOTICES = "Emulator~/THIRD-PARTY.md"

# The modification time of every file in the archive: 2001-01-01.
TIME = 978307200


def platform_here():
    """The platform of this machine, as a folder name in Plugins."""
    machine = platform.machine().lower()
    if sys.platform.startswith("linux") and machine in ("x86_64", "amd64"):
        return "linux-x86_64"
    if sys.platform == "darwin":
        return "macos-universal"
    if sys.platform == "win32" and machine in ("x86_64", "amd64"):
        return "windows-x86_64"
    raise SystemExit("The package has no folder for %s on %s. Name the platform and the library: --library PLATFORM=FILE." % (sys.platform, machine))


def library_here():
    where = platform_here()
    given = os.environ.get("CONVAI_LIBRARY") or os.path.join(ROOT, "target", "library", metas.LIBRARIES[where][0])
    return {where: given}


def named(given, platforms, what, command):
    """The files that the command line names, by platform."""
    chosen = dict(each.partition("=")[::2] for each in given)
    for where, path in chosen.items():
        if where not in platforms:
            raise SystemExit("The platform %s is unknown. Use one of %s." % (where, ", ".join(platforms)))
        if not os.path.isfile(path):
            raise SystemExit("The %s %s is missing. Build it with `%s` in the root of the repository." % (what, path, command))
    return chosen


def libraries(given):
    return named(given or ["%s=%s" % pair for pair in library_here().items()], metas.LIBRARIES, "native library", "make library")


def emulators(given):
    return named(given, EMULATORS, "emulator", "make emulator")


def emulator_path(where):
    return "Emulator~/%s/%s" % (where, EMULATORS[where])


def linked(manifest, address):
    """The manifest with the links of the Package Manager, which has only absolute ones."""
    known = json.loads(manifest)
    root = "%s/blob/main/bindings/unity/%s" % (address.rstrip("/"), metas.NAME)
    known["documentationUrl"] = root + "/Documentation~/%s.md" % metas.NAME
    known["changelogUrl"] = root + "/CHANGELOG.md"
    known["licensesUrl"] = root + "/LICENSE.md"
    known["repository"] = {"type": "git", "url": address.rstrip("/") + ".git"}
    return (json.dumps(known, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def contents(chosen, programs, address):
    """Every file of the archive: its path in the package and its bytes."""
    plugins = {metas.library_path(where) for where in metas.LIBRARIES}
    files = {}
    for folder, folders, names in os.walk(metas.PACKAGE):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), metas.PACKAGE).replace(os.sep, "/")
            owner = path[:-5] if path.endswith(".meta") else path
            if owner in plugins or name.startswith("."):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                files[path] = file.read()
    for where, library in chosen.items():
        with open(library, "rb") as file:
            files[metas.library_path(where)] = file.read()
        files[metas.library_path(where) + ".meta"] = metas.library_meta(where).encode("utf-8")
    files[NOTICES] = third_party.notices().encode("utf-8")
    files[NOTICES + ".meta"] = metas.file_meta(NOTICES).encode("utf-8")
    files[BILL] = third_party.sbom([triple for where in sorted(chosen) for triple in TRIPLES[where]]).encode("utf-8")
    for where, program in programs.items():
        with open(program, "rb") as file:
            files[emulator_path(where)] = file.read()
    if programs:
        files[EMULATOR_NOTICES] = third_party.notices(third_party.EMULATOR).encode("utf-8")
    if address:
        files["package.json"] = linked(files["package.json"], address)
    return files


def mode(path):
    """The emulators are programs."""
    return 0o755 if path in map(emulator_path, EMULATORS) else 0o644


def archive(files):
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=TIME) as zipped:
        with tarfile.open(mode="w", fileobj=zipped, format=tarfile.USTAR_FORMAT) as tar:
            for path in sorted(files):
                entry = tarfile.TarInfo("package/" + path)
                entry.size = len(files[path])
                entry.mtime = TIME
                entry.mode = mode(path)
                tar.addfile(entry, io.BytesIO(files[path]))
    return packed.getvalue()


def write_tree(files, folder):
    """Writes the files to a folder, which has no other files afterwards, except for those of git."""
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if name != ".git":
            path = os.path.join(folder, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    for path, data in files.items():
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)
        os.chmod(target, mode(path))


def in_place(chosen, programs):
    for where, library in chosen.items():
        shutil.copyfile(library, os.path.join(metas.PACKAGE, metas.library_path(where)))
    for where, program in programs.items():
        target = os.path.join(metas.PACKAGE, emulator_path(where))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(program, target)
    metas.write_all()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", action="append", metavar="PLATFORM=FILE")
    parser.add_argument("--emulator", action="append", default=[], metavar="PLATFORM=FILE")
    parser.add_argument("--tree", metavar="FOLDER")
    parser.add_argument("--address", default=os.environ.get("CONVAI_REPOSITORY_URL", ""), metavar="URL")
    parser.add_argument("--output", default=os.path.join(ROOT, "dist"))
    parser.add_argument("--in-place", action="store_true")
    given = parser.parse_args()
    chosen, programs = libraries(given.library), emulators(given.emulator)
    if given.in_place:
        return in_place(chosen, programs)
    wrong = metas.problems()
    if wrong:
        raise SystemExit("\n".join(wrong) + "\nThe .meta files are not current: run python3 bindings/unity/metas.py first.")
    with open(os.path.join(metas.PACKAGE, "package.json"), encoding="utf-8") as file:
        version = json.load(file)["version"]
    os.makedirs(given.output, exist_ok=True)
    target = os.path.join(given.output, "%s-%s.tgz" % (metas.NAME, version))
    files = contents(chosen, programs, given.address)
    with open(target, "wb") as file:
        file.write(archive(files))
    print(os.path.relpath(target))
    if given.tree:
        write_tree(files, given.tree)
        print(os.path.relpath(given.tree))


if __name__ == "__main__":
    main()

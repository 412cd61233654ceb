#!/usr/bin/env python3
"""Builds the package's archive twice and checks its contents. Prints "ok" or "FAIL" for each check.

    check_archive.py FOLDER    writes the archives to FOLDER

CONVAI_LIBRARY is the native library that the archive must contain.
"""

import glob
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time

import check_package

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
PACKAGE = os.path.join(ROOT, "bindings", "unity", "com.convai.native")
SCRIPT = os.path.join(ROOT, "bindings", "unity", "package.py")
LINUX = "Plugins/linux-x86_64/libconvai.so"
BILL = "Documentation~/convai.cdx.json"
NOTICES = "Third Party Notices.md"
EMULATOR = "Emulator~/linux-x86_64/convai-emulator"
EMULATOR_NOTICES = "Emulator~/THIRD-PARTY.md"
STAND_IN = b"#!/bin/sh\necho a program\n"


def make(folder, *arguments):
    shutil.rmtree(folder, ignore_errors=True)
    emulator = folder + "-emulator"
    os.makedirs(os.path.dirname(emulator), exist_ok=True)
    with open(emulator, "wb") as file:
        file.write(STAND_IN)
    command = [sys.executable, SCRIPT, "--output", folder, "--emulator", "linux-x86_64=" + emulator, *arguments]
    # The second build has another time zone and another file mode mask, like a build on another machine.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "TZ": "Asia/Tokyo" if folder.endswith("second") else "UTC"},
                   preexec_fn=lambda: os.umask(0o077 if folder.endswith("second") else 0o022))
    made = glob.glob(os.path.join(folder, "*"))
    if [os.path.basename(path) for path in made] != ["com.convai.native-%s.tgz" % version()]:
        raise AssertionError("package.py wrote %s" % made)
    with open(made[0], "rb") as file:
        return file.read()


def version():
    with open(os.path.join(PACKAGE, "package.json"), encoding="utf-8") as file:
        return json.load(file)["version"]


def entries(packed):
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as tar:
        return [(entry, tar.extractfile(entry).read()) for entry in tar.getmembers()]


def reproducible(folder, packed):
    # The second build starts more than a second later, and the modification time of a file has changed.
    time.sleep(1.1)
    os.utime(os.path.join(PACKAGE, "package.json"))
    again = make(os.path.join(folder, "second"))
    if again != packed:
        yield "two archives of the same files differ"


def plain_header(folder, packed):
    if packed[3] != 0:
        yield "the gzip header has a name or a comment"
    for entry, _ in entries(packed):
        mode = 0o755 if entry.name == "package/" + EMULATOR else 0o644
        if (entry.uid, entry.gid, entry.uname, entry.gname, entry.mode) != (0, 0, "", "", mode) or not entry.isfile():
            yield "%s has owner %s, mode %o" % (entry.name, entry.uname or entry.uid, entry.mode)
        if not entry.name.startswith("package/"):
            yield "%s is outside of package/" % entry.name
    names = [entry.name for entry, _ in entries(packed)]
    if names != sorted(names) or len(set(names)) != len(names):
        yield "names are not sorted, or not unique"


def has_the_library(folder, packed):
    files = {entry.name[len("package/"):]: data for entry, data in entries(packed)}
    with open(os.environ["CONVAI_LIBRARY"], "rb") as file:
        if files.get(LINUX) != file.read():
            yield "%s is not the library" % LINUX
    with open(os.path.join(ROOT, "bindings", "unity", "importers", "linux-x86_64", "libconvai.so.meta"), "rb") as file:
        if files.get(LINUX + ".meta") != file.read():
            yield "the .meta file of the library differs from the checked one"


def has_all_files(folder, packed):
    files = {entry.name[len("package/"):]: data for entry, data in entries(packed)}
    known = {os.path.relpath(os.path.join(place, name), PACKAGE) for place, _, names in os.walk(PACKAGE) for name in names}
    # Libraries that package.py --in-place copied here are replaced in the archive.
    known = {path for path in known if not path.startswith("Emulator~/") and (not path.startswith("Plugins/") or "convai." not in path)}
    extra = set(files) - known - {LINUX, LINUX + ".meta", BILL, NOTICES, NOTICES + ".meta", EMULATOR, EMULATOR_NOTICES}
    if known - set(files) or extra or not known:
        yield "missing: %s; unexpected: %s" % (sorted(known - set(files)), sorted(extra))


def unpacked_is_a_package(folder, packed):
    place = os.path.join(folder, "unpacked", "bindings", "unity")
    shutil.rmtree(os.path.join(folder, "unpacked"), ignore_errors=True)
    os.makedirs(place)
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as tar:
        for entry in tar.getmembers():
            target = os.path.join(place, "com.convai.native", entry.name[len("package/"):])
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(tar.extractfile(entry).read())
    shutil.copytree(os.path.join(ROOT, "bindings", "unity", "importers"), os.path.join(place, "importers"))
    for check in (check_package.every_file_has_a_meta, check_package.guids_come_from_paths, check_package.metas_fit_their_files,
                  check_package.samples_are_listed, check_package.assemblies_are_layered):
        yield from check(place)


def notices_are_whole(folder, packed):
    text = next(data.decode() for entry, data in entries(packed) if entry.name == "package/" + NOTICES)
    for words in ("rustls", "tokio", "ring", "Permission is hereby granted", "Apache License"):
        if words not in text:
            yield "the notices do not mention: %s" % words
    bill = json.loads(next(data for entry, data in entries(packed) if entry.name == "package/" + BILL))
    if "pkg:cargo/rustls@" not in " ".join(each["purl"] for each in bill["components"]):
        yield "the bill of materials does not list rustls"


def other_platforms(folder, packed):
    """Five text files stand in for the libraries: the check reads only their paths."""
    given = []
    for path in sorted(check_package.PLUGINS):
        stand_in = os.path.join(folder, path.replace("/", "-"))
        with open(stand_in, "w", encoding="utf-8") as file:
            file.write(path)
        given += ["--library", "%s=%s" % (os.path.dirname(path), stand_in)]
    files = {entry.name: data for entry, data in entries(make(os.path.join(folder, "five"), *given))}
    for path in check_package.PLUGINS:
        if files.get("package/Plugins/" + path) != path.encode() or "package/Plugins/%s.meta" % path not in files:
            yield "%s is missing, or has other contents" % path


def has_the_emulator(folder, packed):
    files = {entry.name[len("package/"):]: data for entry, data in entries(packed)}
    if files.get(EMULATOR) != STAND_IN:
        yield "%s is not the emulator" % EMULATOR
    if "tokio" not in files[EMULATOR_NOTICES].decode():
        yield "the notices of the emulator do not mention tokio"


def installs_from_git(folder, packed):
    """What a git URL installs: the branch is cloned, and the folder is the package."""
    tree, clone = os.path.join(folder, "upm"), os.path.join(folder, "clone")
    shutil.rmtree(clone, ignore_errors=True)
    shutil.rmtree(tree, ignore_errors=True)
    # The branch of an earlier release: its files are replaced, and its history stays.
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.autocrlf=false", "-C", tree]
    os.makedirs(os.path.join(tree, "Runtime"))
    with open(os.path.join(tree, "Runtime", "Old.cs"), "w", encoding="utf-8") as file:
        file.write("// old")
    for arguments in (["init", "-q", "-b", "upm"], ["add", "-A"], ["commit", "-q", "-m", "0.0.1"]):
        subprocess.run(git + arguments, check=True)
    make(os.path.join(folder, "third"), "--tree", tree)
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "0.1.0"]):
        subprocess.run(git + arguments, check=True)
    if subprocess.run(git + ["rev-list", "--count", "HEAD"], capture_output=True, check=True).stdout != b"2\n":
        yield "the history is lost"
    subprocess.run(["git", "clone", "-q", "--depth", "1", "-b", "upm", "file://" + tree, clone], check=True)
    cloned = {os.path.relpath(os.path.join(place, name), clone) for place, _, names in os.walk(clone) for name in names if ".git" not in place.split(os.sep)}
    wanted = {entry.name[len("package/"):]: (data, entry.mode) for entry, data in entries(packed)}
    if cloned != set(wanted):
        yield "missing: %s; unexpected: %s" % (sorted(set(wanted) - cloned), sorted(cloned - set(wanted)))
        return
    for path, (data, mode) in wanted.items():
        with open(os.path.join(clone, path), "rb") as file:
            if file.read() != data:
                yield "%s differs from the archive" % path
        if bool(os.stat(os.path.join(clone, path)).st_mode & 0o100) != (mode == 0o755):
            yield "%s has another run bit than in the archive" % path
    if subprocess.run([os.path.join(clone, EMULATOR)], capture_output=True, check=False).stdout != b"a program\n":
        yield "the emulator does not run"


def has_links(folder, packed):
    """With the address of the repository, the links of the Package Manager lead to files of the package."""
    made = make(os.path.join(folder, "links"), "--address", "https://example.invalid/native/")
    manifest = json.loads(next(data for entry, data in entries(made) if entry.name == "package/package.json"))
    for name, file in (("documentationUrl", "Documentation~/com.convai.native.md"), ("changelogUrl", "CHANGELOG.md"), ("licensesUrl", "LICENSE.md")):
        if manifest.get(name) != "https://example.invalid/native/blob/main/bindings/unity/com.convai.native/" + file or not os.path.isfile(os.path.join(PACKAGE, file)):
            yield "%s is %s" % (name, manifest.get(name))
    if manifest["repository"]["url"] != "https://example.invalid/native.git":
        yield "the repository is %s" % manifest["repository"]
    if "documentationUrl" in json.loads(next(data for entry, data in entries(packed) if entry.name == "package/package.json")):
        yield "without an address there is a link"


def refuses_unknown_libraries(folder, packed):
    for arguments, words in (
        (["--library", "linux-x86_64=" + os.path.join(folder, "nowhere.so")], "make library"),
        (["--emulator", "linux-x86_64=" + os.path.join(folder, "nowhere")], "make emulator"),
        (["--emulator", "ios=" + os.environ["CONVAI_LIBRARY"]], "platform ios is unknown"),
        (["--library", "amiga=" + os.environ["CONVAI_LIBRARY"]], "platform amiga is unknown"),
    ):
        result = subprocess.run([sys.executable, SCRIPT, "--output", os.path.join(folder, "refused"), *arguments], capture_output=True, text=True)
        if result.returncode == 0 or words not in result.stderr:
            yield "%s: %d, %s" % (arguments, result.returncode, result.stderr)


CHECKS = [
    ("two builds are identical byte for byte", reproducible),
    ("no time, owner or file order of this machine is recorded", plain_header),
    ("the native library and its .meta file are included", has_the_library),
    ("all files of the package are included, and no others", has_all_files),
    ("the unpacked archive passes the checks of the package", unpacked_is_a_package),
    ("the licences of the linked crates are included", notices_are_whole),
    ("the libraries of all five platforms are in their folders", other_platforms),
    ("the emulator is included as a program, with the licences of its crates", has_the_emulator),
    ("the tree of a branch is the archive, and a git URL installs it", installs_from_git),
    ("the address of a repository gives the links of the Package Manager", has_links),
    ("a missing library and an unknown platform are refused", refuses_unknown_libraries),
]


def main():
    folder = os.path.abspath(sys.argv[1])
    packed = make(os.path.join(folder, "first"))
    failed = 0
    for title, check in CHECKS:
        problems = list(check(folder, packed))
        failed += bool(problems)
        print("%s archive: %s%s" % ("FAIL" if problems else "ok  ", title, "".join("\n       " + problem for problem in problems)))
    print("     archive: %d bytes, unpacked: %d bytes" % (len(packed), len(gzip.decompress(packed))))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Makes the package's archive twice and looks into it. Prints "ok" or "FAIL" for each check.

    check_archive.py FOLDER    the archives go there

CONVAI_LIBRARY names the library that has to be in it.
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


def make(folder, *arguments):
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, SCRIPT, "--output", folder, *arguments]
    # Another time zone and another mask, as on another machine.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "TZ": "Asia/Tokyo" if folder.endswith("second") else "UTC"},
                   preexec_fn=lambda: os.umask(0o077 if folder.endswith("second") else 0o022))
    made = glob.glob(os.path.join(folder, "*"))
    if [os.path.basename(path) for path in made] != ["com.convai.native-%s.tgz" % version()]:
        raise AssertionError("made %s" % made)
    with open(made[0], "rb") as file:
        return file.read()


def version():
    import json
    with open(os.path.join(PACKAGE, "package.json"), encoding="utf-8") as file:
        return json.load(file)["version"]


def entries(packed):
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as tar:
        return [(entry, tar.extractfile(entry).read()) for entry in tar.getmembers()]


def reproducible(folder, packed):
    # A moment later, with files that were touched in between.
    time.sleep(1.1)
    os.utime(os.path.join(PACKAGE, "package.json"))
    again = make(os.path.join(folder, "second"))
    if again != packed:
        yield "two archives of the same files differ"


def plain_header(folder, packed):
    if packed[3] != 0:
        yield "the gzip header has a name or a comment in it"
    for entry, _ in entries(packed):
        if (entry.uid, entry.gid, entry.uname, entry.gname, entry.mode) != (0, 0, "", "", 0o644) or not entry.isfile():
            yield "%s has owner %s, mode %o" % (entry.name, entry.uname or entry.uid, entry.mode)
        if not entry.name.startswith("package/"):
            yield "%s is not below package/" % entry.name
    names = [entry.name for entry, _ in entries(packed)]
    if names != sorted(names) or len(set(names)) != len(names):
        yield "names are not sorted, or come twice"


def library_is_in_it(folder, packed):
    files = {entry.name[len("package/"):]: data for entry, data in entries(packed)}
    with open(os.environ["CONVAI_LIBRARY"], "rb") as file:
        if files.get(LINUX) != file.read():
            yield "%s is not the library" % LINUX
    with open(os.path.join(ROOT, "bindings", "unity", "importers", "linux-x86_64", "libconvai.so.meta"), "rb") as file:
        if files.get(LINUX + ".meta") != file.read():
            yield "its .meta is not the one that was checked"


def everything_is_in_it(folder, packed):
    files = {entry.name[len("package/"):]: data for entry, data in entries(packed)}
    known = {os.path.relpath(os.path.join(place, name), PACKAGE) for place, _, names in os.walk(PACKAGE) for name in names}
    # A library that somebody put there by --in-place is git's to ignore, and this archive's to replace.
    known = {path for path in known if not path.startswith("Plugins/") or "convai." not in path}
    extra = set(files) - known - {LINUX, LINUX + ".meta", BILL}
    if known - set(files) or extra or not known:
        yield "missing %s, too much %s" % (sorted(known - set(files)), sorted(extra))


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
    text = next(data.decode() for entry, data in entries(packed) if entry.name == "package/Third Party Notices.md")
    for words in ("rustls", "tokio", "ring", "Permission is hereby granted", "Apache License"):
        if words not in text:
            yield "the notices do not have: %s" % words
    bill = json.loads(next(data for entry, data in entries(packed) if entry.name == "package/" + BILL))
    if "pkg:cargo/rustls@" not in " ".join(each["purl"] for each in bill["components"]):
        yield "the bill of materials does not name what is linked"


def other_platforms(folder, packed):
    """Any five files stand in for the five libraries: what is looked at is where they go."""
    given = []
    for path in sorted(check_package.PLUGINS):
        stand_in = os.path.join(folder, path.replace("/", "-"))
        with open(stand_in, "w", encoding="utf-8") as file:
            file.write(path)
        given += ["--library", "%s=%s" % (os.path.dirname(path), stand_in)]
    files = {entry.name: data for entry, data in entries(make(os.path.join(folder, "five"), *given))}
    for path in check_package.PLUGINS:
        if files.get("package/Plugins/" + path) != path.encode() or "package/Plugins/%s.meta" % path not in files:
            yield "%s is not in its place" % path


def refuses_what_is_not_there(folder, packed):
    for arguments, words in (
        (["--library", "linux-x86_64=" + os.path.join(folder, "nowhere.so")], "make library"),
        (["--library", "amiga=" + os.environ["CONVAI_LIBRARY"]], "no platform amiga"),
    ):
        result = subprocess.run([sys.executable, SCRIPT, "--output", os.path.join(folder, "refused"), *arguments], capture_output=True, text=True)
        if result.returncode == 0 or words not in result.stderr:
            yield "%s: %d, %s" % (arguments, result.returncode, result.stderr)


CHECKS = [
    ("made twice, it is the same byte for byte", reproducible),
    ("no time, owner or order of this machine is in it", plain_header),
    ("the library that was built is in it, with its .meta", library_is_in_it),
    ("it has what the repository has, and nothing else", everything_is_in_it),
    ("unpacked, it passes the package's checks", unpacked_is_a_package),
    ("the licences of what is linked into the library are in it", notices_are_whole),
    ("the libraries of all five platforms go where they belong", other_platforms),
    ("a library or platform that is not there is refused", refuses_what_is_not_there),
]


def main():
    folder = os.path.abspath(sys.argv[1])
    packed = make(os.path.join(folder, "first"))
    failed = 0
    for title, check in CHECKS:
        problems = list(check(folder, packed))
        failed += bool(problems)
        print("%s archive: %s%s" % ("FAIL" if problems else "ok  ", title, "".join("\n       " + problem for problem in problems)))
    print("     the archive has %d bytes, unpacked %d" % (len(packed), len(gzip.decompress(packed))))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

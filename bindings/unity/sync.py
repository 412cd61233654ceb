#!/usr/bin/env python3
"""Brings the Unity package up to date with the rest of the repository: one command after a change of the C# core.

    python3 sync.py            copies, and writes every .meta
    python3 sync.py --check    writes nothing; fails where something differs

The C# core's sources are copied into the package, because a package that is installed from a git URL is a folder of the
repository as it stands. So are the licences and the version.
"""

import json
import os
import re
import sys

import metas

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
PACKAGE = metas.PACKAGE
CORE = os.path.join(ROOT, "bindings", "csharp", "Convai")
COPIES = os.path.join(PACKAGE, "Runtime", "Core")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def licence():
    mit, apache = (read(os.path.join(ROOT, name)).strip("\n") for name in ("LICENSE-MIT", "LICENSE-APACHE"))
    return "MIT or Apache 2.0, as you like. Both follow.\n\n```text\n%s\n```\n\n```text\n%s\n```\n" % (mit, apache)


def version():
    """The crate's: the library and what is spoken to it in are released together."""
    return re.search(r'^\[package\].*?^version = "([^"]+)"', read(os.path.join(ROOT, "Cargo.toml")), re.M | re.S).group(1)


def manifest():
    known = json.loads(read(os.path.join(PACKAGE, "package.json")))
    known["version"] = version()
    return json.dumps(known, indent=2, ensure_ascii=False) + "\n"


def wanted():
    """Every copied file and what is to be in it."""
    files = {os.path.join(COPIES, name): read(os.path.join(CORE, name)) for name in os.listdir(CORE) if name.endswith(".cs")}
    files[os.path.join(PACKAGE, "LICENSE.md")] = licence()
    files[os.path.join(PACKAGE, "package.json")] = manifest()
    return files


def stale(files):
    """Copies of sources that the core does not have any more."""
    there = (os.path.join(COPIES, name) for name in os.listdir(COPIES) if name.endswith(".cs"))
    return [path for path in there if path not in files]


def problems():
    files = wanted()
    found = ["%s: the core has no such file any more" % os.path.relpath(path, HERE) for path in stale(files)]
    for path, text in sorted(files.items()):
        if not os.path.exists(path):
            found.append("%s: not there" % os.path.relpath(path, HERE))
        elif read(path) != text:
            found.append("%s: differs from where it comes from" % os.path.relpath(path, HERE))
    return found


def main():
    if sys.argv[1:] == ["--check"]:
        found = problems() + metas.problems()
        print("\n".join(found) or "the package is up to date")
        return 1 if found else 0
    if sys.argv[1:]:
        raise SystemExit(__doc__)
    files = wanted()
    for path in stale(files):
        os.remove(path)
    for path, text in files.items():
        metas.write(path, text)
    metas.write_all()
    print("copied %d files" % len(files))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Builds every platform twice, from two copies of the checkout in two folders, and compares the files. Takes long.

    python3 tests/packages/reproducible.py [PLATFORM...]

The first build is the one in target/platforms. The second has a folder, a target folder and a time of its own. It copies the
commit, so changes that are not committed are refused.
"""

import os
import shutil
import subprocess
import sys

from places import BUILT, ROOT, TARGET

import archives
import pack
from platforms import PLATFORMS

# What git does not contain and a build needs: the tools, which are the same ones.
SHARED = ("tools",)


def copied():
    """The commit in another folder."""
    folder = TARGET / "packages/another folder/checkout"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    return folder


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in archives.entries(folder)}


def main():
    if pack.commit().endswith("-modified"):
        sys.exit("The checkout has changes: commit them first.")
    checkout = copied()
    target = checkout.parent / "target"
    for name in SHARED:
        if (TARGET / "platforms" / name).exists() and not (target / "platforms" / name).exists():
            (target / "platforms").mkdir(parents=True, exist_ok=True)
            (target / "platforms" / name).symlink_to(TARGET / "platforms" / name)
    failed = False
    for name in sys.argv[1:] or PLATFORMS:
        platform = PLATFORMS[name]
        pack.build(platform, BUILT / name, BUILT / f"{name}.log")
        script = checkout / "packaging/platforms" / platform.build[0]
        again = target / "again" / name
        known = {**os.environ, "CARGO_TARGET_DIR": str(target)}
        for command in (["sh", str(script), *platform.build[1:], str(again)],
                        ["sh", str(checkout / "packaging/dist/emulator.sh"), name, str(again / "emulator")]):
            subprocess.run(command, cwd=checkout, env=known, check=True)
        first, second = contents(BUILT / name), contents(again)
        differ = sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))
        print(f"{name}: " + (f"these differ: {', '.join(differ)}" if differ else f"{len(first)} files are the same"), flush=True)
        failed = failed or bool(differ)
    sys.exit(failed)


if __name__ == "__main__":
    main()

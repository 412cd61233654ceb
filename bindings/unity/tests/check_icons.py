#!/usr/bin/env python3
"""Checks that each component and asset of the package has an icon, by its .meta files and images.

Each check also runs on a copy of the package with a planted defect and must find it. Prints "ok" or "FAIL" for each check.
"""

import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
UNITY = os.path.normpath(os.path.join(HERE, ".."))
ICONS = "com.convai.native/Editor/Icons/"
SCRIPT = "com.convai.native/Runtime/Components/ConvaiNativeVoice.cs.meta"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def classes(unity):
    """The path of the script of each component and asset."""
    for path in sorted(glob.glob(os.path.join(unity, "com.convai.native", "Runtime", "**", "*.cs"), recursive=True)):
        if re.search(r"public [\w ]*class \w+ : (MonoBehaviour|ScriptableObject)\b", read(path)):
            yield path


def scripts_have_icons(unity):
    guids = {}
    for path in glob.glob(os.path.join(unity, ICONS, "*.png.meta")):
        guids[os.path.basename(path)[:-9]] = re.search(r"^guid: (\w+)$", read(path), re.M).group(1)
    names = [os.path.basename(path)[:-3] for path in classes(unity)]
    if len(names) < 7 or set(names) != set(guids):
        yield "scripts %s, icons %s" % (sorted(names), sorted(guids))
    for path in classes(unity):
        named = re.search(r"^  icon: \{fileID: 2800000, guid: (\w+), type: 3\}$", read(path + ".meta"), re.M)
        if not named or named.group(1) != guids.get(os.path.basename(path)[:-3]):
            yield "%s.meta does not name the icon of its class" % os.path.basename(path)


def images_are_small(unity):
    for path in sorted(glob.glob(os.path.join(unity, ICONS, "*.png"))):
        with open(path, "rb") as file:
            data = file.read()
        if data[:16] != b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" or struct.unpack(">IIBB", data[16:26].ljust(10)) != (64, 64, 8, 6) or len(data) > 4096:
            yield "%s is no RGBA image of 64 by 64 pixels with at most 4 KB" % os.path.basename(path)


def images_are_drawn(unity):
    drawn = subprocess.run([sys.executable, os.path.join(unity, "icons.py"), "--check"], capture_output=True, text=True, timeout=60)
    if drawn.returncode != 0:
        yield drawn.stdout + drawn.stderr


def wrong_guid(unity):
    path = os.path.join(unity, SCRIPT)
    text = re.sub(r"(icon: .*guid: )\w", r"\1x", read(path))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def swapped(unity):
    shutil.copy(os.path.join(unity, ICONS, "ConvaiNativeMouth.png"), os.path.join(unity, ICONS, "ConvaiNativeVoice.png"))


def cut(unity):
    with open(os.path.join(unity, ICONS, "ConvaiNativeVoice.png"), "r+b") as file:
        file.truncate(20)


CHECKS = [
    ("each component and asset has its icon, by the guid of the image", scripts_have_icons, wrong_guid),
    ("no icon is missing", scripts_have_icons, lambda unity: os.remove(os.path.join(unity, ICONS, "ConvaiNativeVoice.png.meta"))),
    ("icons are small images", images_are_small, cut),
    ("icons are what icons.py draws", images_are_drawn, swapped),
]


def main():
    failed = 0
    for title, check, plant in CHECKS:
        problems = list(check(UNITY))
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "unity")
            os.makedirs(copy)
            shutil.copy(os.path.join(UNITY, "icons.py"), copy)
            shutil.copytree(os.path.join(UNITY, "com.convai.native"), os.path.join(copy, "com.convai.native"), ignore=shutil.ignore_patterns("Plugins"))
            plant(copy)
            if not list(check(copy)):
                problems.append("the check does not find the planted defect")
        failed += bool(problems)
        print("%s icons: %s%s" % ("FAIL" if problems else "ok  ", title, "".join("\n       " + problem for problem in problems)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""The wheels as they are packed: tags, contents and records; that of this machine is installed and used."""

import base64
import csv
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import unittest
import zipfile

from places import BUILT, PACKED, WORK

import binaries
import pack
from platforms import PLATFORMS
from test_use import KEY, Emulator, environment

VERSION = pack.version()
INFO = f"convai_native-{VERSION}.dist-info"
TAGS = {
    "windows-x86_64": ["win_amd64"],
    "linux-x86_64": ["manylinux_2_17_x86_64", "manylinux2014_x86_64"],
    "linux-aarch64": ["manylinux_2_17_aarch64", "manylinux2014_aarch64"],
    "macos-universal": ["macosx_11_0_universal2"],
}
# What pip looks for on a machine of the platform.
MACHINES = {**TAGS, "macos-universal": ["macosx_11_0_arm64", "macosx_11_0_x86_64", "macosx_14_0_arm64"]}
LIBRARIES = {"windows": "convai.dll", "linux": "libconvai.so", "macos": "libconvai.dylib"}

TALK = """
import sys, convai
print(convai.__file__)
with convai.Client(sys.argv[1], base_url=sys.argv[2]) as client:
    print(client.conversation("0e8c5a3a-1d2f-11f0-9c3b-42010a7be001").say("What is your name?").text)
"""


def python_with_pip():
    """The Python of an empty environment. The one of the system may have no pip."""
    folder = WORK / "venv"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / "bin/python"


def wheel(name):
    return PACKED / f"convai_native-{VERSION}-py3-none-{'.'.join(TAGS[name])}.whl"


class Wheels(unittest.TestCase):
    def test_there_is_one_for_every_platform(self):
        self.assertEqual({path.name for path in PACKED.glob("*.whl")}, {wheel(name).name for name in PLATFORMS})

    def test_the_tags_are_those_of_the_file_name(self):
        for name in PLATFORMS:
            with self.subTest(name), zipfile.ZipFile(wheel(name)) as packed:
                described = packed.read(f"{INFO}/WHEEL").decode()
                found = [line.removeprefix("Tag: ") for line in described.splitlines() if line.startswith("Tag: ")]
                self.assertEqual(sorted(found), sorted(f"py3-none-{tag}" for tag in TAGS[name]))
                self.assertIn("Root-Is-Purelib: false", described)

    def test_each_has_the_library_of_its_platform_and_no_other(self):
        for name, each in PLATFORMS.items():
            with self.subTest(name), zipfile.ZipFile(wheel(name)) as packed:
                native = [path for path in packed.namelist() if path.endswith((".dll", ".so", ".dylib", ".a", ".pyd"))]
                self.assertEqual(native, [f"convai/lib/{LIBRARIES[each.system]}"])
                library = packed.read(native[0])
                self.assertEqual(library, (BUILT / name / each.shared).read_bytes())
                self.assertEqual({image.machine for image in binaries.read(library)}, binaries.machines(each))

    def test_the_record_lists_every_file_with_its_checksum(self):
        for name in PLATFORMS:
            with self.subTest(name), zipfile.ZipFile(wheel(name)) as packed:
                rows = list(csv.reader(packed.read(f"{INFO}/RECORD").decode().splitlines()))
                self.assertEqual(sorted(row[0] for row in rows), sorted(packed.namelist()))
                for path, digest, _ in rows:
                    if path != f"{INFO}/RECORD":
                        found = base64.urlsafe_b64encode(hashlib.sha256(packed.read(path)).digest()).rstrip(b"=").decode()
                        self.assertEqual(digest, f"sha256={found}")

    def test_licences_and_bill_of_materials_are_those_of_the_platform(self):
        for name, each in PLATFORMS.items():
            with self.subTest(name), zipfile.ZipFile(wheel(name)) as packed:
                bill = json.loads(packed.read(f"{INFO}/sboms/convai.cdx.json"))
                self.assertEqual([entry["value"] for entry in bill["metadata"]["properties"]], list(each.triples))
                self.assertIn("| rustls |", packed.read(f"{INFO}/licenses/THIRD-PARTY.md").decode())

    def test_the_wheel_of_this_machine_is_installed_and_talks(self):
        python = str(python_with_pip())
        folder = WORK / "venv"
        env = environment(PIP_DISABLE_PIP_VERSION_CHECK="1")
        env.pop("PYTHONPATH", None)
        # From the packages alone, so that pip itself chooses the wheel that fits.
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(PACKED), "convai-native"], check=True, env=env)
        with Emulator(f"linux-{platform.machine()}") as emulator:
            done = subprocess.run([python, "-c", TALK, KEY, emulator.address], cwd=folder, env=env, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(str(folder), done.stdout.splitlines()[0])
        self.assertIn("Pell", done.stdout.splitlines()[1])

    def test_pip_accepts_each_wheel_on_its_platform_only(self):
        """There are wheels of all platforms in the folder."""
        python = str(python_with_pip())
        for name, tags in MACHINES.items():
            with self.subTest(name):
                folder = WORK / "downloaded"
                shutil.rmtree(folder, ignore_errors=True)
                for tag in tags:
                    subprocess.run([python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-index", "--find-links", str(PACKED),
                                    "--only-binary=:all:", "--python-version", "3.9", "--implementation", "cp", "--platform", tag,
                                    "--dest", str(folder), "convai-native"], check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
                self.assertEqual([path.name for path in folder.iterdir()], [wheel(name).name])


if __name__ == "__main__":
    unittest.main()

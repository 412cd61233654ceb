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
# The wheels, the bill of materials of each, and a crate that is in it.
DISTRIBUTIONS = {"convai_native": ("convai.cdx.json", "rustls"), "convai_native_emulator": ("convai-emulator.cdx.json", "rusqlite")}
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

TEST = """
def test_pell(convai_emulator):
    pell = convai_emulator.client.conversation("0e8c5a3a-1d2f-11f0-9c3b-42010a7be001")
    assert pell.say("What are you afraid of?").text == "I am afraid of moths."
"""


def python_with_pip():
    """The Python of an empty environment. The one of the system may have no pip."""
    folder = WORK / "venv"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / "bin/python"


def wheel(name, distribution="convai_native"):
    return PACKED / f"{distribution}-{VERSION}-py3-none-{'.'.join(TAGS[name])}.whl"


def wheels():
    """Each wheel, with the name of its distribution and of its platform."""
    return [(distribution, name, wheel(name, distribution)) for distribution in DISTRIBUTIONS for name in PLATFORMS]


def info(distribution):
    return f"{distribution}-{VERSION}.dist-info"


class Wheels(unittest.TestCase):
    def test_there_is_one_for_every_platform(self):
        self.assertEqual({path.name for path in PACKED.glob("*.whl")}, {path.name for _, _, path in wheels()})

    def test_the_tags_are_those_of_the_file_name(self):
        for distribution, name, path in wheels():
            with self.subTest(path.name), zipfile.ZipFile(path) as packed:
                described = packed.read(f"{info(distribution)}/WHEEL").decode()
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

    def test_each_of_the_emulator_has_the_program_of_its_platform(self):
        for name, each in PLATFORMS.items():
            with self.subTest(name), zipfile.ZipFile(wheel(name, "convai_native_emulator")) as packed:
                (program,) = [path for path in packed.namelist() if "/scripts/" in path]
                self.assertEqual(program, f"convai_native_emulator-{VERSION}.data/scripts/{each.emulator}")
                self.assertEqual(packed.read(program), (BUILT / name / "emulator" / each.emulator).read_bytes())
                self.assertEqual(packed.getinfo(program).external_attr >> 16 & 0o111, 0o111)

    def test_the_record_lists_every_file_with_its_checksum(self):
        for distribution, name, path in wheels():
            with self.subTest(path.name), zipfile.ZipFile(path) as packed:
                record = f"{info(distribution)}/RECORD"
                rows = list(csv.reader(packed.read(record).decode().splitlines()))
                self.assertEqual(sorted(row[0] for row in rows), sorted(packed.namelist()))
                for file, digest, _ in rows:
                    if file != record:
                        found = base64.urlsafe_b64encode(hashlib.sha256(packed.read(file)).digest()).rstrip(b"=").decode()
                        self.assertEqual(digest, f"sha256={found}")

    def test_licences_and_bill_of_materials_are_those_of_the_platform(self):
        for distribution, name, path in wheels():
            with self.subTest(path.name), zipfile.ZipFile(path) as packed:
                file, crate = DISTRIBUTIONS[distribution]
                bill = json.loads(packed.read(f"{info(distribution)}/sboms/{file}"))
                self.assertEqual([entry["value"] for entry in bill["metadata"]["properties"]], list(PLATFORMS[name].triples))
                self.assertIn(f"| {crate} |", packed.read(f"{info(distribution)}/licenses/THIRD-PARTY.md").decode())

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

    def test_the_wheel_of_the_emulator_starts_it_for_a_test_of_pytest(self):
        python = str(python_with_pip())
        folder = WORK / "venv/conversation"
        folder.mkdir()
        (folder / "test_pell.py").write_text(TEST)
        env = environment(PIP_DISABLE_PIP_VERSION_CHECK="1")
        for name in ("PYTHONPATH", "CONVAI_BASE_URL", "CONVAI_API_KEY"):
            env.pop(name, None)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pytest<=9.2.0"], check=True, env=env)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(PACKED), "convai-native-emulator[client]"],
                       check=True, env=env)
        done = subprocess.run([python, "-m", "pytest", "-p", "no:cacheprovider", "-o", f"convai_emulator_key={KEY}"], cwd=folder, env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1 passed", done.stdout)

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

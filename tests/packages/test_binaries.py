"""The check before packing: the files of each platform pass it, and every planted fault is found."""

import itertools
import shutil
import struct
import unittest

from places import BUILT, WORK

import binaries
import pack
from platforms import PLATFORMS

FOLDER = WORK / "planted"


def planted(name):
    """A copy of the files of a platform, to damage one of them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for file in PLATFORMS[name].required:
        shutil.copyfile(BUILT / name / file, FOLDER / file)
    return PLATFORMS[name]


def replace(file, old, new):
    """Replaces bytes of a file by as many others."""
    path = FOLDER / file
    data = path.read_bytes()
    assert len(old) == len(new) and old in data, (file, old)
    path.write_bytes(data.replace(old, new))


def patch(file, at, data):
    path = FOLDER / file
    content = bytearray(path.read_bytes())
    content[at : at + len(data)] = data
    path.write_bytes(content)


class Binaries(unittest.TestCase):
    def refused(self, platform, words):
        with self.assertRaises(pack.Refused) as caught:
            pack.check(platform, FOLDER)
        self.assertIn(words, str(caught.exception))

    def test_the_files_of_every_platform_pass(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                pack.check(platform, BUILT / name)
                pack.check_emulator(platform, BUILT / name / "emulator" / platform.emulator)

    def of_another_platform_is_refused(self, file):
        """`file` names the library of a platform."""
        for name, other in itertools.permutations(PLATFORMS, 2):
            with self.subTest(f"{other} in the place of {name}"):
                platform = planted(name)
                shutil.copyfile(BUILT / other / file(PLATFORMS[other]), FOLDER / file(platform))
                self.refused(platform, f"not for {name}")

    def test_the_library_of_another_platform_is_refused(self):
        self.of_another_platform_is_refused(lambda platform: platform.shared)

    def test_the_static_library_of_another_platform_is_refused(self):
        self.of_another_platform_is_refused(lambda platform: platform.static)

    def test_the_emulator_of_another_platform_is_refused(self):
        for name, platform in PLATFORMS.items():
            for other in PLATFORMS:
                if other != name:
                    with self.subTest(f"{other} in the place of {name}"), self.assertRaises(pack.Refused):
                        pack.check_emulator(platform, BUILT / other / "emulator" / PLATFORMS[other].emulator)

    def test_a_library_in_the_place_of_the_emulator_is_refused(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name), self.assertRaises(pack.Refused):
                pack.check_emulator(platform, BUILT / name / platform.shared)

    def test_a_missing_file_is_refused(self):
        for name, platform in PLATFORMS.items():
            for file in platform.required:
                with self.subTest(f"{name}: {file}"):
                    planted(name)
                    (FOLDER / file).unlink()
                    self.refused(platform, f"{file} missing")

    def test_a_damaged_file_is_refused(self):
        for name, platform in PLATFORMS.items():
            for file in platform.required:
                for size in (0, 4, 100):
                    with self.subTest(f"{name}: {size} bytes of {file}"):
                        planted(name)
                        (FOLDER / file).write_bytes((FOLDER / file).read_bytes()[:size])
                        self.refused(platform, file)

    def test_a_glibc_that_is_too_new_is_refused(self):
        for name in ("linux-x86_64", "linux-aarch64"):
            with self.subTest(name):
                platform = planted(name)
                replace(platform.shared, b"\0GLIBC_2.17\0", b"\0GLIBC_2.34\0")
                self.refused(platform, "it needs glibc 2.34, and the packages promise 2.17")

    def test_a_macos_that_is_too_new_is_refused(self):
        platform = planted("macos-universal")
        # The load command of the version: its number, its size, macOS, and 11.0.
        replace(platform.shared, struct.pack("<4I", 0x32, 32, 1, 11 << 16), struct.pack("<4I", 0x32, 32, 1, 12 << 16 | 3 << 8))
        self.refused(platform, "it needs macos 12.3, and the packages promise 11.0")

    def test_one_half_of_a_universal_library_is_refused(self):
        platform = planted("macos-universal")
        data = (FOLDER / platform.shared).read_bytes()
        _, _, offset, size, _ = struct.unpack_from(">5I", data, 8)
        (FOLDER / platform.shared).write_bytes(data[offset : offset + size])
        self.refused(platform, "not for macos-universal")

    def test_an_unsigned_library_is_refused(self):
        platform = planted("macos-universal")
        replace(platform.shared, struct.pack("<2I", 0x1D, 16), struct.pack("<2I", 0x7D, 16))
        self.refused(platform, "it is not signed")

    def test_another_name_for_the_loader_is_refused(self):
        for name, own, other in (("linux-x86_64", b"libconvai.so.1\0", b"libconvai.so.2\0"),
                                 ("macos-universal", b"@rpath/libconvai.dylib\0", b"/mpath/libconvai.dylib\0")):
            with self.subTest(name):
                platform = planted(name)
                replace(platform.shared, own, other)
                self.refused(platform, "its name for the loader")

    def test_a_library_of_another_commit_is_refused(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                planted(name)
                # In a Mach-O file, names with the same beginning share it.
                replace(platform.shared, b"ve_objects\0", b"ke_objects\0")
                self.refused(platform, "it lacks functions of the header, such as convai_live_objects")

    def test_a_library_that_has_to_be_shipped_too_is_refused(self):
        for name, own, other in (("windows-x86_64", b"ws2_32.dll\0", b"libgcc.dll\0"), ("linux-x86_64", b"\0libc.so.6\0", b"\0libx.so.6\0")):
            with self.subTest(name):
                platform = planted(name)
                replace(platform.shared, own, other)
                self.refused(platform, "which is not part of the system")

    def test_a_definition_file_that_lacks_a_function_is_refused(self):
        platform = planted("windows-x86_64")
        lines = (FOLDER / "convai.def").read_text().splitlines(keepends=True)
        (FOLDER / "convai.def").write_text("".join(lines[:-1]))
        self.refused(platform, "convai.def does not list the functions of the header")

    def test_a_processor_is_read_from_the_header_of_the_file(self):
        platform = planted("windows-x86_64")
        start = struct.unpack_from("<I", (FOLDER / "convai.dll").read_bytes(), 0x3C)[0]
        patch("convai.dll", start + 4, struct.pack("<H", 0xAA64))
        self.refused(platform, "convai.dll is for aarch64, not for windows-x86_64")
        platform = planted("linux-x86_64")
        patch("libconvai.so", 18, struct.pack("<H", 183))
        self.refused(platform, "libconvai.so is for aarch64, not for linux-x86_64")

    def test_the_exports_are_the_functions_of_the_header(self):
        self.assertGreater(len(binaries.functions()), 60)
        for name, platform in PLATFORMS.items():
            for image in binaries.read((BUILT / name / platform.shared).read_bytes()):
                self.assertEqual(image.exports, binaries.functions(), f"{name} {image.machine}")


if __name__ == "__main__":
    unittest.main()

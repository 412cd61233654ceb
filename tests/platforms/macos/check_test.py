"""Tests that check.py notices what is wrong: each case is a planted fault in a copy of the files of a build.

    python3 tests/platforms/macos/check_test.py FOLDER
"""

import hashlib
import pathlib
import plistlib
import shutil
import struct
import sys
import tempfile
import unittest

import check
import macho

FOLDER = pathlib.Path()


def signed_again(data, part):
    """Data whose page hashes match, so that a change is found for what it is."""
    start, _ = part.signature
    begin = part.offset + start
    count = struct.unpack_from(">I", data, begin + 8)[0]
    entries = dict(struct.unpack_from(">2I", data, begin + 12 + 8 * index) for index in range(count))
    directory = begin + entries[0]
    hashes, pages, limit = (struct.unpack_from(">I", data, directory + at)[0] for at in (16, 28, 32))
    for index in range(pages):
        page = data[part.offset + 4096 * index : part.offset + min(4096 * (index + 1), limit)]
        data[directory + hashes + 32 * index : directory + hashes + 32 * index + 32] = hashlib.sha256(page).digest()
    return data


class PlantedFaults(unittest.TestCase):
    def setUp(self):
        self.data = bytearray((FOLDER / "libconvai.dylib").read_bytes())
        self.parts = {part.processor: part for part in macho.slices(bytes(self.data))}
        self.functions = check.declared()

    def problems(self, data=None):
        return list(check.library_problems(bytes(self.data if data is None else data), self.functions))

    def replace(self, old, new, again=True):
        """Replaces the first occurrence in each slice."""
        self.assertEqual(len(old), len(new))
        for part in self.parts.values():
            at = self.data.index(old, part.offset)
            self.data[at : at + len(old)] = new
            if again:
                signed_again(self.data, part)

    def command(self, part, wanted):
        """Where a load command is."""
        at = part.offset + 32
        for _ in range(struct.unpack_from("<I", self.data, part.offset + 16)[0]):
            command, size = struct.unpack_from("<2I", self.data, at)
            if command & 0x7FFFFFFF == wanted:
                return at
            at += size
        self.fail(f"there is no load command {wanted:#x}")

    def expect(self, words, problems=None):
        problems = self.problems() if problems is None else problems
        self.assertTrue(problems, "nothing was found")
        for problem in problems:
            self.assertIn(words, problem)

    def test_the_files_are_right(self):
        self.assertEqual(list(check.problems_of(FOLDER)), [])

    def test_a_function_that_is_missing_or_foreign(self):
        self.functions.add("convai_planted")
        self.expect("does not export convai_planted")
        self.functions -= {"convai_planted", "convai_version"}
        self.expect("exports convai_version")

    def test_another_install_name(self):
        self.replace(b"@rpath/libconvai.dylib", b"@xpath/libconvai.dylib")
        self.expect("install name @xpath")

    def test_a_library_that_is_not_of_the_system(self):
        self.replace(b"/usr/lib/libiconv.2.dylib", b"/opt/lib/libiconv.2.dylib")
        self.expect("loads /opt/lib/libiconv.2.dylib")

    def test_another_minimum_version(self):
        part = self.parts["x86_64"]
        self.data[self.command(part, macho.LC_BUILD_VERSION) + 14] = 15
        signed_again(self.data, part)
        self.expect("in version 15.0")

    def test_another_system(self):
        part = self.parts["arm64"]
        self.data[self.command(part, macho.LC_BUILD_VERSION) + 8] = 2
        signed_again(self.data, part)
        self.expect("needs platform 2")

    def test_a_changed_byte(self):
        for part in self.parts.values():
            address, _, offset = part.sections["__TEXT,__text"]
            self.data[part.offset + offset] ^= 1
        problems = self.problems()
        self.assertEqual(len(problems), 2)
        self.expect("after it was signed", problems)

    def test_a_signature_that_is_missing(self):
        for part in self.parts.values():
            struct.pack_into("<I", self.data, self.command(part, macho.LC_CODE_SIGNATURE), 0x26)
        self.expect("is not signed")

    def test_a_signature_that_is_not_ad_hoc(self):
        part = self.parts["arm64"]
        begin = part.offset + part.signature[0]
        count = struct.unpack_from(">I", self.data, begin + 8)[0]
        entries = dict(struct.unpack_from(">2I", self.data, begin + 12 + 8 * index) for index in range(count))
        struct.pack_into(">I", self.data, begin + entries[0] + 12, 0)
        self.expect("not ad hoc")

    def test_a_segment_that_can_be_written_to_and_executed(self):
        part = self.parts["arm64"]
        struct.pack_into("<I", self.data, self.command(part, macho.LC_SEGMENT_64) + 60, 7)
        signed_again(self.data, part)
        self.expect("written to and executed: __TEXT")

    def test_one_processor_only(self):
        self.expect("is for ['arm64'], not for", self.problems(self.parts["arm64"].data))

    def test_a_flat_namespace(self):
        part = self.parts["x86_64"]
        struct.pack_into("<I", self.data, part.offset + 24, part.flags & ~check.MH_TWOLEVEL)
        signed_again(self.data, part)
        self.expect("two-level")

    def test_an_empty_table_of_symbols(self):
        part = self.parts["arm64"]
        struct.pack_into("<I", self.data, self.command(part, macho.LC_SYMTAB) + 12, 0)
        signed_again(self.data, part)
        self.expect("in the table of symbols")

    def test_a_path_of_this_machine(self):
        path = check.private_paths()[0]
        part = self.parts["arm64"]
        _, _, offset = part.sections["__TEXT,__const"]
        self.data[part.offset + offset : part.offset + offset + len(path)] = path
        signed_again(self.data, part)
        self.expect("contains a path of this machine")

    def test_a_file_of_another_format(self):
        self.assertIn("cannot be read", self.problems(b"\x7fELF" + bytes(60))[0])

    def test_a_dylib_is_no_program(self):
        self.assertIn("is no program", list(check.program_problems(bytes(self.data)))[0])


class PlantedFaultsBesideTheLibrary(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "built"
        shutil.copytree(FOLDER, self.folder, ignore=shutil.ignore_patterns("convai-emulator"))

    def test_debug_information_of_another_build(self):
        file = check.dsym_file(self.folder)
        data = bytearray(file.read_bytes())
        for part in macho.slices(bytes(data)):
            at = data.index(part.uuid, part.offset)
            data[at] ^= 1
        file.write_bytes(data)
        problems = list(check.dsym_problems(self.folder))
        self.assertEqual(len(problems), 2)
        for problem in problems:
            self.assertIn("another UUID", problem)

    def test_debug_information_without_lines(self):
        file = check.dsym_file(self.folder)
        data = bytearray(file.read_bytes())
        for part in macho.slices(bytes(data)):
            _, size, offset = part.sections["__DWARF,__debug_line"]
            data[part.offset + offset : part.offset + offset + size] = bytes(size)
        file.write_bytes(data)
        problems = list(check.dsym_problems(self.folder))
        self.assertEqual(len(problems), 2)
        for problem in problems:
            self.assertIn("no line for convai_version", problem)

    def test_a_property_list_that_is_missing(self):
        (self.folder / "libconvai.dylib.dSYM/Contents/Info.plist").unlink()
        self.assertEqual(len(list(check.dsym_problems(self.folder))), 1)

    def test_the_property_list_names_the_library(self):
        with (self.folder / "libconvai.dylib.dSYM/Contents/Info.plist").open("rb") as file:
            self.assertIn("libconvai.dylib", plistlib.load(file)["CFBundleIdentifier"])

    def test_a_static_library_that_lacks_a_function(self):
        functions = check.declared() | {"convai_planted"}
        problems = list(check.static_problems(self.folder / "libconvai.a", functions))
        self.assertEqual(problems, ["x86_64: lacks convai_planted", "arm64: lacks convai_planted"])

    def test_a_path_in_the_static_library(self):
        with (self.folder / "libconvai.a").open("r+b") as file:
            file.seek(-200, 2)
            file.write(check.private_paths()[0])
        self.assertTrue(any("contains a path" in each for each in check.static_problems(self.folder / "libconvai.a", set())))


if __name__ == "__main__":
    FOLDER = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()

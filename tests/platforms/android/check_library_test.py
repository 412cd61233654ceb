"""Tests check_library.py on libraries for Android that clang and lld link here, with the arguments that build.rs gives and with
planted faults.

    python3 tests/platforms/android/check_library_test.py ARGUMENTS

ARGUMENTS is the file of the arguments of build.rs, one in each line. Needs clang and lld. The libraries contain empty functions.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_library

TRIPLES = ["aarch64-linux-android24", "armv7a-linux-androideabi24", "x86_64-linux-android24"]
ARGUMENTS = []
# What clang gives the linker for an NDK before r27.
OLD_NDK = ["-Wl,-z,max-page-size=4096"]


class Check(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.functions = check_library.declared()

    def linked(self, triple, arguments, more=""):
        """A library with all functions of the header, and data."""
        source, library = self.folder / "stub.c", self.folder / "libconvai.so"
        source.write_text("".join(f"void {name}(void) {{}}\n" for name in sorted(self.functions)) + "int *data = (int *)&data;\n"
                          + more)
        subprocess.run(["clang", f"--target={triple}", "-nostdlib", "-shared", "-fPIC", "-fuse-ld=lld", str(source), "-o", str(library), *arguments], check=True)
        return library.read_bytes()

    def problems(self, data):
        return list(check_library.problems_of(data, self.functions | {"data"}))

    def test_the_arguments_of_the_build_script_are_right(self):
        for triple in TRIPLES:
            with self.subTest(triple):
                self.assertEqual(self.problems(self.linked(triple, OLD_NDK + ARGUMENTS)), [])

    def test_pages_of_4_kb(self):
        for triple in TRIPLES:
            with self.subTest(triple):
                without = [each for each in ARGUMENTS if "max-page-size" not in each]
                problems = self.problems(self.linked(triple, OLD_NDK + without))
                self.assertTrue(problems)
                for problem in problems:
                    self.assertIn("is aligned to 4096 bytes", problem)

    def test_an_alignment_that_the_segments_do_not_have(self):
        data = bytearray(self.linked(TRIPLES[0], ARGUMENTS))
        start = int.from_bytes(data[0x20:0x28], "little")
        segments = [at for at in range(start, start + 56 * 20, 56) if data[at] == check_library.PT_LOAD and data[at + 1:at + 4] == bytes(3)]
        data[segments[0] + 17] ^= 0x10  # the address
        self.assertTrue(any("differs by more than whole pages" in each for each in self.problems(data)))

    def test_another_soname(self):
        problems = self.problems(self.linked(TRIPLES[0], [*ARGUMENTS, "-Wl,-soname,libconvai.so.1"]))
        self.assertEqual(problems, ["has the SONAME libconvai.so.1, not libconvai.so"])

    def test_a_function_that_is_missing_or_foreign(self):
        for style in ["gnu", "sysv"]:
            with self.subTest(style):
                data = self.linked(TRIPLES[0], [*ARGUMENTS, f"-Wl,--hash-style={style}"], "void planted(void) {}\n")
                self.assertEqual(self.problems(data), ["exports planted, which the header does not declare"])
                found = list(check_library.problems_of(data, self.functions | {"data", "planted", "convai_absent"}))
                self.assertEqual(found, ["does not export convai_absent"])

    def test_a_file_of_another_format(self):
        self.assertIn("cannot be read", self.problems(b"\xcf\xfa\xed\xfe" + bytes(100))[0])


if __name__ == "__main__":
    ARGUMENTS = pathlib.Path(sys.argv.pop(1)).read_text().split()
    unittest.main()

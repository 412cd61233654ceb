"""check_library.py notices a planted bug in each thing that it checks.

    python3 check_library_test.py FOLDER     (the output of packaging/platforms/linux/build.sh)
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import check_library

FOLDER = pathlib.Path(sys.argv.pop()).resolve()
SONAME = "-Wl,-soname,libconvai.so.1"


class CheckLibrary(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        for name in ["libconvai.so", "libconvai.so.debug", "libconvai.a"]:
            shutil.copy(FOLDER / name, self.folder / name)

    def problems(self, gdb=None):
        return "\n".join(check_library.problems_of(self.folder, gdb))

    def compile(self, source, *arguments):
        """Replaces the library by a small one."""
        file = self.folder / "planted.c"
        file.write_text(source)
        library = str(self.folder / "libconvai.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, str(file), *arguments], check=True)

    def test_the_built_files_have_no_problem(self):
        self.assertEqual(self.problems(), "")

    def test_a_newer_glibc_is_a_problem(self):
        # Since glibc 2.25.
        self.compile("#include <sys/random.h>\nint convai_version(void) { return (int)getrandom(0, 0, 0); }", SONAME)
        self.assertRegex(self.problems(), r"needs glibc 2\.(2[5-9]|[3-9]\d)")

    def test_a_foreign_export_is_a_problem(self):
        self.compile("int ring_core_init(void) { return 0; }", SONAME)
        self.assertIn("exports ring_core_init, which the header does not declare", self.problems())

    def test_a_missing_export_is_a_problem(self):
        self.compile("int convai_version(void) { return 0; }", SONAME)
        problems = self.problems()
        self.assertIn("does not export convai_client_new", problems)
        self.assertNotIn("does not export convai_version", problems)

    def test_a_library_of_the_compiler_is_a_problem(self):
        self.compile("void *_Unwind_FindEnclosingFunction(void *);\n"
                     "void *convai_version(void) { return _Unwind_FindEnclosingFunction(0); }", "-lgcc_s", SONAME)
        self.assertIn("needs libgcc_s.so.1, which is not a part of glibc", self.problems())

    def test_another_soname_a_search_path_and_unloading_are_problems(self):
        self.compile("int convai_version(void) { return 0; }", "-Wl,-soname,libconvai.so,-rpath,/opt,-z,lazy")
        problems = self.problems()
        for problem in ["has another SONAME than libconvai.so.1", "has a search path for libraries", "can be unloaded",
                        "has a table of functions that can be written to"]:
            self.assertIn(problem, problems)

    def test_an_executable_stack_is_a_problem(self):
        self.compile("int convai_version(void) { return 0; }", SONAME, "-Wl,-z,execstack,-z,norelro")
        problems = self.problems()
        self.assertIn("has an executable stack", problems)
        self.assertIn("has relocated data that can be written to", problems)

    def test_a_path_of_this_machine_is_a_problem(self):
        path = f"{check_library.ROOT}/src/lib.rs".encode() + bytes(1)
        for name in ["libconvai.so", "libconvai.so.debug", "libconvai.a"]:
            with self.subTest(name):
                with open(self.folder / name, "ab") as file:
                    file.write(path)
                self.assertIn(f"{name} contains a path of this machine: {check_library.ROOT}/src/lib.rs", self.problems())

    def test_debug_information_of_another_build_is_a_problem(self):
        debug = self.folder / "libconvai.so.debug"
        with open(debug, "ab") as file:
            file.write(b"another build")
        self.assertIn("has a link to another libconvai.so.debug: the checksum differs", self.problems())
        self.assertIn("has no lines in the debugger", self.problems(gdb="gdb"))
        debug.unlink()
        self.compile("int convai_version(void) { return 0; }", "-g", "-Wl,--build-id", SONAME)
        subprocess.run(["objcopy", "--only-keep-debug", str(self.folder / "libconvai.so"), str(debug)], check=True)
        self.compile("int convai_version(void) { return 1; }", "-g", "-Wl,--build-id", SONAME)
        problems = self.problems()
        for problem in ["has another build id than libconvai.so.debug", "has no link to libconvai.so.debug",
                        "contains debug information"]:
            self.assertIn(problem, problems)


if __name__ == "__main__":
    unittest.main()

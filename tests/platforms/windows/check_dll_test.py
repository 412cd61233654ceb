"""check_dll.py notices a planted bug in each thing that it checks.

    python3 check_dll_test.py FOLDER     (the output of packaging/platforms/windows/build.sh)
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import check_dll

FOLDER = pathlib.Path(sys.argv.pop()).resolve()
HEADER = check_dll.ROOT / "include" / "convai.h"
GCC = "x86_64-w64-mingw32-gcc"


class CheckDll(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        for name in ["convai.dll", "convai.dll.lib", "libconvai.dll.a", "convai.def", "convai.dll.debug", "libconvai.a"]:
            shutil.copy(FOLDER / name, self.folder / name)

    def problems(self):
        return "\n".join(check_dll.problems_of(self.folder, HEADER))

    def compile(self, source, *arguments):
        file = self.folder / "planted.c"
        file.write_text(source)
        subprocess.run([GCC, "-shared", "-o", str(self.folder / "convai.dll"), str(file), *arguments], check=True)

    def test_the_built_files_have_no_problem(self):
        self.assertEqual(self.problems(), "")

    def test_a_foreign_export_is_a_problem(self):
        self.compile("__declspec(dllexport) int ring_core_init(void) { return 0; }")
        self.assertIn("exports ring_core_init, which the header does not declare", self.problems())

    def test_a_missing_export_is_a_problem(self):
        self.compile("__declspec(dllexport) int convai_version(void) { return 0; }")
        problems = self.problems()
        self.assertIn("does not export convai_client_new", problems)
        self.assertNotIn("does not export convai_version", problems)

    def test_a_dll_of_the_compiler_is_a_problem(self):
        self.compile("#include <pthread.h>\n__declspec(dllexport) void *convai_version(void) { return pthread_self; }",
                     "-lpthread")
        self.assertIn("imports libwinpthread-1.dll", self.problems())

    def test_a_fixed_address_is_a_problem(self):
        self.compile("int x;", "-Wl,--disable-dynamicbase,--disable-nxcompat,--disable-high-entropy-va")
        problems = self.problems()
        self.assertIn("its address is not random (ASLR)", problems)
        self.assertIn("its data is executable (NX)", problems)

    def test_the_time_of_the_build_is_a_problem(self):
        self.compile("int x;", "-Wl,--insert-timestamp")
        problems = self.problems()
        self.assertIn("has the time of the build in its header", problems)
        self.assertIn("has no build ID", problems)

    def test_a_path_of_the_building_machine_is_a_problem(self):
        with open(self.folder / "convai.dll.debug", "ab") as file:
            file.write(f"{check_dll.ROOT}/src/lib.rs".encode())
        self.assertIn(f"convai.dll.debug contains the path {check_dll.ROOT}/src/", self.problems())

    def test_an_import_library_that_lacks_a_function_is_a_problem(self):
        definition = self.folder / "convai.def"
        definition.write_text(definition.read_text().replace("    convai_client_new\n", ""))
        subprocess.run(["llvm-dlltool", "-m", "i386:x86-64", "-d", str(definition), "-D", "convai.dll", "-l",
                        str(self.folder / "convai.dll.lib")], check=True)
        problems = self.problems()
        self.assertIn("convai.dll.lib lacks convai_client_new", problems)
        self.assertIn("convai.def differs from the header: ['convai_client_new']", problems)


if __name__ == "__main__":
    unittest.main()

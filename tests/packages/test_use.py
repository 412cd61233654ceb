"""Each packed archive, unpacked into an empty folder and used as its README.txt says, against the packed emulator.

The programs run on the platform of the archive, on Wine, or on qemu. A line of a README is run as it is, but for what is listed
in `adapted`.
"""

import os
import re
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from places import PACKED, ROOT, TARGET, WORK

import archives
import pack
from platforms import PLATFORMS

VERSION = pack.version()
HERE = Path(__file__).resolve().parent
KEY = os.environ.get("CONVAI_TEST_KEY", "a-key-for-tests")
# What would lead a compiler, a build system or a program to files of this machine.
DROPPED = {"CC", "CFLAGS", "CPPFLAGS", "LDFLAGS", "LD_LIBRARY_PATH", "CPATH", "LIBRARY_PATH", "PKG_CONFIG_PATH", "CMAKE_PREFIX_PATH",
           "CONVAI_LIBRARY", "CONVAI_EMULATOR", "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}


def environment(**more):
    return {**{name: value for name, value in os.environ.items() if name not in DROPPED}, **more}


def unpacked(name):
    """The archive of a platform, in an empty folder."""
    folder = WORK / "use" / name
    shutil.rmtree(folder, ignore_errors=True)
    return archives.unpack(PACKED / f"convai-{VERSION}-{name}{pack.suffix(PLATFORMS[name])}", folder)


def commands(readme):
    """The lines of a README that a user types: those that are indented."""
    return [line.strip() for line in readme.read_text().partition("A first program")[2].splitlines() if line.startswith("    ")]


class Emulator:
    """The packed emulator of a platform."""

    def __init__(self, name, launcher=(), env=None):
        folder = WORK / "use" / f"{name}-emulator"
        shutil.rmtree(folder, ignore_errors=True)
        top = archives.unpack(PACKED / f"convai-emulator-{VERSION}-{name}{pack.suffix(PLATFORMS[name])}", folder)
        self.program = [*launcher, str(top / PLATFORMS[name].emulator)]
        (top / PLATFORMS[name].emulator).chmod(0o755)  # a zip that Python unpacks loses the modes
        self.env = env or environment()
        self.log = folder / "output"

    def __enter__(self):
        with self.log.open("wb") as log:
            # What it says at its end goes to the log too.
            self.process = subprocess.Popen([*self.program, "--voice", "builtin", "--stop-after", "600"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT, env=self.env)
        while not (found := re.search(r"listening on (http://\S+)", self.log.read_text(errors="replace"))):
            if self.process.poll() is not None:
                raise AssertionError(f"the emulator ended: {self.log.read_text(errors='replace')}")
            time.sleep(0.05)
        self.address = found[1]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Use(unittest.TestCase):
    def run_in(self, tree, script, env):
        done = subprocess.run(["sh", "-euc", script], cwd=tree, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stdout}")
        return done.stdout

    def conversations(self, output, count):
        """Each program creates a character, talks, and deletes it."""
        self.assertEqual(output.count("Created Raymond"), count, output)
        self.assertEqual(output.count("You:     (a recording)"), count, output)
        self.assertEqual(output.count("Deleted Raymond."), count, output)
        self.assertNotIn("failed", output)


class Linux(Use):
    """The archive of a Linux platform: a plain command, CMake, pkg-config and the static library."""

    def used(self, name, compiler, launcher):
        tree = unpacked(name)
        tools = WORK / "use" / f"{name}-tools"
        shutil.rmtree(tools, ignore_errors=True)
        tools.mkdir(parents=True)
        (tools / "cc").write_text(f'#!/bin/sh\nexec {compiler} "$@"\n')
        (tools / "cc").chmod(0o755)
        lines = commands(tree / "README.txt")
        adapted = [" ".join((*launcher, line)) if line.startswith(("./talk", "build/talk")) else line for line in lines]
        self.assertEqual(sum(line.startswith(("./talk", "build/talk")) for line in lines), 4)
        with Emulator(name, launcher) as emulator:
            env = environment(PATH=f"{tools}:{os.environ['PATH']}", CC=compiler, CONVAI_BASE_URL=emulator.address, CONVAI_API_KEY=KEY)
            self.conversations(self.run_in(tree, "\n".join(adapted), env), 4)
        return tree

    def test_x86_64(self):
        tree = self.used("linux-x86_64", "gcc", ())
        loaded = subprocess.run(["ldd", "talk", "talk-static"], cwd=tree, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.assertRegex(loaded.partition("talk-static:")[0], rf"libconvai\.so\.1 => {re.escape(str(tree))}/(\./)?lib/libconvai\.so\.1 ")
        self.assertNotIn("libconvai", loaded.partition("talk-static:")[2])

    def test_aarch64(self):
        tree = self.used("linux-aarch64", "aarch64-linux-gnu-gcc", ("qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"))
        needed = subprocess.run(["readelf", "--dynamic", "talk", "talk-static"], cwd=tree, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.assertIn("libconvai.so.1", needed.partition("File: talk-static")[0])
        self.assertNotIn("libconvai", needed.partition("File: talk-static")[2])

    def test_another_version_is_refused_by_cmake(self):
        tree = unpacked("linux-x86_64")
        lists = tree / "examples/CMakeLists.txt"
        lists.write_text(lists.read_text().replace(f"Convai {VERSION}", "Convai 99.0"))
        done = subprocess.run(["cmake", "-S", "examples", "-B", "build", f"-DCMAKE_PREFIX_PATH={tree}"], cwd=tree, env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"version: {VERSION}", done.stdout)


class Windows(Use):
    """The archive for Windows: MinGW, and LLVM in the place of Visual C++, under Wine."""

    @classmethod
    def setUpClass(cls):
        cls.tree = unpacked("windows-x86_64")
        # setup.sh prepares Wine. It must build nothing: the packed files are tested.
        # The prefix is another one than that of test-windows, which may run at the same time.
        packed = environment(CONVAI_LIBRARY=str(cls.tree / "bin/convai.dll"), CONVAI_EMULATOR="packed", WINEPREFIX=str(WORK / "wine"))
        printed = subprocess.run(["sh", str(ROOT / "tests/platforms/windows/setup.sh")], check=True, stdout=subprocess.PIPE, env=packed, text=True)
        known = dict(re.findall(r"^(WINE\w*)='(.*)'$", printed.stdout, flags=re.M))
        cls.wine, cls.env = known["WINE"], environment(WINEPREFIX=known["WINEPREFIX"])
        # The first program of a prefix starts Wine's services, which end with the last one. This one lasts.
        cls.held = subprocess.Popen([cls.wine, "cmd"], stdin=subprocess.PIPE, env=cls.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([cls.wine, "cmd", "/c", "exit"], check=True, env=cls.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        cls.emulator = Emulator("windows-x86_64", (cls.wine,), cls.env)
        cls.emulator.__enter__()
        # The README copies it, with a command of Windows.
        shutil.copyfile(cls.tree / "bin/convai.dll", cls.tree / "convai.dll")

    @classmethod
    def tearDownClass(cls):
        cls.emulator.__exit__()
        cls.held.stdin.close()
        cls.held.wait()

    def command(self, words):
        """The one line of the README that contains these words."""
        (found,) = [line for line in commands(self.tree / "README.txt") if all(word in line for word in words)]
        return found

    def talks(self, program, count=1):
        """The program holds a conversation. Its output goes to a file: Wine's services would keep a pipe open."""
        log = self.tree / "output.log"
        env = {**self.env, "CONVAI_BASE_URL": self.emulator.address, "CONVAI_API_KEY": KEY}
        with log.open("wb") as output:
            done = subprocess.run([self.wine, program, "examples/question.wav"], cwd=self.tree, env=env, stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, log.read_text(errors="replace"))
        self.conversations(log.read_text(errors="replace"), count)

    def test_mingw(self):
        self.run_in(self.tree, self.command(["x86_64-w64-mingw32-gcc", "-lconvai"]), self.env)
        self.assertIn("convai.dll", self.imports("talk-mingw.exe"))
        self.talks("talk-mingw.exe")

    def test_mingw_static(self):
        self.run_in(self.tree, self.command(["x86_64-w64-mingw32-gcc", "CONVAI_STATIC"]), self.env)
        self.assertNotIn("convai.dll", self.imports("talk-static.exe"))
        self.talks("talk-static.exe")

    def test_mingw_pkg_config(self):
        env = {**self.env, "PKG_CONFIG_PATH": str(self.tree / "lib/pkgconfig")}
        self.run_in(self.tree, "x86_64-w64-mingw32-gcc examples/talk.c $(pkg-config --cflags --libs convai) -o pc.exe", env)
        self.assertIn("convai.dll", self.imports("pc.exe"))
        self.run_in(self.tree, "x86_64-w64-mingw32-gcc examples/talk.c $(pkg-config --static --cflags --libs convai-static) -o pc-static.exe", env)
        self.assertNotIn("convai.dll", self.imports("pc-static.exe"))

    def test_cmake_with_mingw(self):
        line = self.command(["cmake", "-S"]).replace("%CD%", '"$PWD"')
        cross = " -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_C_COMPILER=x86_64-w64-mingw32-gcc"
        self.run_in(self.tree, f"{line}{cross}\n{self.command(['cmake', '--build'])}", self.env)
        shutil.copyfile(self.tree / "build/talk.exe", self.tree / "talk-cmake.exe")
        self.assertIn("convai.dll", self.imports("talk-cmake.exe"))
        self.talks("talk-cmake.exe")

    def test_clang_cl_and_lld_link(self):
        """The command of the README, with stand-ins for the headers and libraries of MSVC."""
        stand_in = WORK / "use/msvc"
        shutil.rmtree(stand_in, ignore_errors=True)
        stand_in.mkdir(parents=True)
        compiler = "clang --driver-mode=cl --target=x86_64-pc-windows-msvc"
        (stand_in / "clang-cl").write_text(f'#!/bin/sh\nexec {compiler} "$@"\n')
        (stand_in / "clang-cl").chmod(0o755)
        env = {**self.env, "PATH": f"{stand_in}:{os.environ['PATH']}", "INCLUDE": str(HERE / "msvc/include"), "LIB": str(stand_in)}
        self.run_in(stand_in, f"clang-cl /c /Fostart.obj -- {HERE}/msvc/start.c\n"
                    f"llvm-dlltool -m i386:x86-64 -d {HERE}/msvc/msvcrt.def -D msvcrt.dll -l msvcrt.lib\n"
                    "llvm-ar cr libcmt.lib start.obj\nllvm-ar cr oldnames.lib\n", env)
        line = self.command(["clang-cl", "lld"])
        self.run_in(self.tree, f"{line} /link msvcrt.lib", env)
        self.assertEqual(self.imports("talk-llvm.exe"), {"convai.dll", "msvcrt.dll"})
        self.talks("talk-llvm.exe")

    def test_the_static_library_is_refused_without_mingw(self):
        """CMake's package has no static library for another compiler than MinGW's."""
        lists = self.tree / "static/CMakeLists.txt"
        lists.parent.mkdir(exist_ok=True)
        lists.write_text("cmake_minimum_required(VERSION 3.16)\nproject(static NONE)\nset(CMAKE_SIZEOF_VOID_P 8)\nset(WIN32 TRUE)\n"
                         "find_package(Convai REQUIRED COMPONENTS static)\n")
        done = subprocess.run(["cmake", "-S", "static", "-B", "static/build", f"-DCMAKE_PREFIX_PATH={self.tree}"], cwd=self.tree,
                              env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("The static library of the Convai package is for MinGW only", " ".join(done.stdout.split()))

    def imports(self, program):
        from binaries import read

        (image,) = read((self.tree / program).read_bytes())
        return set(image.imports)


if __name__ == "__main__":
    unittest.main()

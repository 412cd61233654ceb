"""The packages as files: packed twice they are the same, they name nothing of this machine, and their manifests are true."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import unittest
import zipfile
import zlib
from pathlib import Path

from places import BUILT, PACKED, ROOT, WORK

import archives
import binaries
import pack
from platforms import PLATFORMS

VERSION = pack.version()


def packed_again():
    """Packs everything once more, as another machine would: at another time, in another time zone, with another mask and home."""
    output = WORK / "again"
    shutil.rmtree(output, ignore_errors=True)
    known = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    command = [sys.executable, str(ROOT / "packaging/dist/pack.py"), "--built", str(BUILT), "--output", str(output), *PLATFORMS]
    subprocess.run(command, check=True, env=known, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.umask(0o077))
    return output


def names_of(path):
    """The entries of an archive: name, time, owner and mode."""
    if path.suffix in (".zip", ".whl"):
        with zipfile.ZipFile(path) as packed:
            return [(each.filename, each.date_time, (0, 0, "", ""), each.external_attr >> 16 & 0o777) for each in packed.infolist()]
    with tarfile.open(path) as packed:
        return [(each.name, each.mtime, (each.uid, each.gid, each.uname, each.gname), each.mode) for each in packed.getmembers()]


def own_archives():
    return sorted(path for path in PACKED.iterdir() if path.name.startswith("convai-") and path.suffix in (".gz", ".zip"))


class Archives(unittest.TestCase):
    def test_everything_that_is_promised_is_packed(self):
        wanted = {"SHA256SUMS"}
        for name, platform in PLATFORMS.items():
            suffix = pack.suffix(platform)
            wanted |= {f"convai-{VERSION}-{name}{suffix}", f"convai-{VERSION}-{name}.json", f"convai-emulator-{VERSION}-{name}{suffix}",
                       f"convai-{VERSION}-{name}-symbols.tar.gz", f"convai_native-{VERSION}-py3-none-{platform.wheel}.whl",
                       f"convai_native_emulator-{VERSION}-py3-none-{platform.wheel}.whl"}
        wanted |= {f"convai_native-{VERSION}.tar.gz", f"com.convai.native-{VERSION}.tgz", f"ConvaiNative-unreal-{VERSION}.zip", "upm"}
        self.assertEqual(wanted, {path.name for path in PACKED.iterdir()})

    def test_packed_twice_they_are_the_same(self):
        again = packed_again()
        # The checksums of all files, and of the files that a second run could add or leave out.
        self.assertEqual((PACKED / "SHA256SUMS").read_text(), (again / "SHA256SUMS").read_text())
        self.assertEqual({path.name for path in PACKED.iterdir()}, {path.name for path in again.iterdir()})
        shutil.rmtree(again)

    def test_the_checksums_are_those_of_the_files(self):
        lines = (PACKED / "SHA256SUMS").read_text().splitlines()
        self.assertEqual({line.split("  ")[1] for line in lines}, {path.name for path in PACKED.iterdir() if path.is_file()} - {"SHA256SUMS"})
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=PACKED, check=True)

    def test_entries_are_sorted_and_have_fixed_times_owners_and_modes(self):
        for path in own_archives():
            with self.subTest(path.name):
                entries = names_of(path)
                names = [entry[0] for entry in entries]
                self.assertEqual(names, sorted(set(names)))
                self.assertEqual({name.split("/")[0] for name in names}, {path.name.removesuffix(".zip").removesuffix(".tar.gz")})
                self.assertLessEqual({entry[1] for entry in entries}, {archives.TIME, archives.ZIP_TIME})
                self.assertEqual({entry[2] for entry in entries}, {(0, 0, "", "")})
                self.assertLessEqual({entry[3] for entry in entries}, {0o644, 0o755, 0o777})

    def test_no_file_contains_a_path_of_this_machine(self):
        folders = [ROOT / name for name in ("src", "core/src", "audio/src", "target")]
        folders += [BUILT, pack.target_folder(), Path.home() / ".cargo"]
        private = [*(str(path).encode() for path in folders), b"/.cargo/registry"]
        for path in own_archives():
            with self.subTest(path.name):
                top = self.unpacked(path)
                for file in archives.entries(top):
                    if not file.is_symlink():
                        data = file.read_bytes()
                        self.assertEqual([each for each in private if each in data], [], file.name)

    def test_the_manifest_describes_the_archive(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                manifest = json.loads((PACKED / f"convai-{VERSION}-{name}.json").read_text())
                archive = PACKED / manifest["archive"]["name"]
                self.assertEqual(archive.name, f"convai-{VERSION}-{name}{pack.suffix(platform)}")
                self.assertEqual(manifest["archive"]["size"], archive.stat().st_size)
                self.assertEqual(manifest["archive"]["sha256"], hashlib.sha256(archive.read_bytes()).hexdigest())
                self.assertRegex(manifest["commit"], "^[0-9a-f]{40}(-modified)?$")
                self.assertRegex(manifest["toolchain"]["rustc"], r"^\d+\.\d+\.\d+")
                self.assertEqual(manifest["targets"], list(platform.triples))
                top = self.unpacked(archive)
                listed = {each["path"]: (each["size"], each["sha256"]) for each in manifest["files"]}
                found = {file.relative_to(top).as_posix(): (file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
                         for file in archives.entries(top) if not file.is_symlink()}
                self.assertEqual(listed, found)
                what, oldest = platform.minimum
                self.assertLessEqual(binaries.number(manifest["minimum"][what]), binaries.number(oldest))

    def test_every_archive_has_its_own_files(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                top = self.unpacked(PACKED / f"convai-{VERSION}-{name}{pack.suffix(platform)}")
                files = {file.relative_to(top).as_posix() for file in archives.entries(top)}
                wanted = {"README.txt", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md", "convai.cdx.json", "include/convai.h",
                          "include/convai.hpp", "include/convai/client.hpp", "examples/talk.c", "examples/question.wav",
                          "examples/CMakeLists.txt", "lib/libconvai.a", "lib/pkgconfig/convai.pc", "lib/pkgconfig/convai-static.pc",
                          "lib/cmake/convai/convai-config.cmake", "lib/cmake/convai/convai-config-version.cmake"}
                own = {
                    "windows": {"bin/convai.dll", "lib/convai.dll.lib", "lib/libconvai.dll.a", "lib/convai.def"},
                    "linux": {"lib/libconvai.so", "lib/libconvai.so.1", f"lib/libconvai.so.{VERSION}"},
                    "macos": {"lib/libconvai.dylib"},
                }
                others = {f"include/convai/{each.name}" for each in (ROOT / "bindings/cpp/convai").glob("*.hpp")}
                self.assertEqual(files, wanted | own[platform.system] | others)
                # What is packed is what was checked.
                packed = next(file for file in top.rglob("*") if file.name in (platform.shared, f"{platform.shared}.{VERSION}") and not file.is_symlink())
                self.assertEqual(packed.read_bytes(), (BUILT / name / platform.shared).read_bytes())

    def test_the_bill_of_materials_is_that_of_the_platform(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                top = self.unpacked(PACKED / f"convai-{VERSION}-{name}{pack.suffix(platform)}")
                bill = json.loads((top / "convai.cdx.json").read_text())
                self.assertEqual([each["value"] for each in bill["metadata"]["properties"]], list(platform.triples))
                crates = {each["name"] for each in bill["components"]}
                self.assertLessEqual({"rustls", "reqwest", "tokio"}, crates)
                self.assertEqual("core-foundation" in crates, platform.system == "macos")
                self.assertEqual("windows-sys" in crates, platform.system == "windows")
                emulator = self.unpacked(PACKED / f"convai-emulator-{VERSION}-{name}{pack.suffix(platform)}")
                crates = {each["name"] for each in json.loads((emulator / "convai-emulator.cdx.json").read_text())["components"]}
                self.assertLessEqual({"rusqlite", "rcgen", "hyper"}, crates)
                self.assertNotIn("reqwest", crates)
                self.assertIn("| rusqlite |", (emulator / "THIRD-PARTY.md").read_text())

    def test_the_symbols_belong_to_the_library(self):
        """A debugger finds the file by a checksum in the library, or on a Mac by an identifier in both."""
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                top = self.unpacked(PACKED / f"convai-{VERSION}-{name}-symbols.tar.gz")
                library = (BUILT / name / platform.shared).read_bytes()
                if platform.system == "macos":
                    (symbols,) = [file for file in top.rglob("DWARF/*") if file.is_file()]
                    self.assertEqual(identifiers(symbols.read_bytes()), identifiers(library))
                else:
                    (symbols,) = [file for file in top.rglob("*.debug")]
                    self.assertIn(symbols.name.encode() + b"\0", library)
                    self.assertIn(zlib.crc32(symbols.read_bytes()).to_bytes(4, "little"), library)
                self.assertGreater(symbols.stat().st_size, 500_000)

    def test_readmes_name_files_of_the_archive(self):
        for name, platform in PLATFORMS.items():
            with self.subTest(name):
                top = self.unpacked(PACKED / f"convai-{VERSION}-{name}{pack.suffix(platform)}")
                text = (top / "README.txt").read_text()
                self.assertIn(f"Convai Native {VERSION} for {name}", text)
                self.assertNotRegex(text, r"@[A-Z]+@")
                for file in re.findall(r"(?:^|[\s=])((?:examples|lib|bin)[/\\][\w./\\-]+\w)", text):
                    self.assertTrue((top / file.replace("\\", "/")).exists(), file)

    def unpacked(self, archive):
        folder = WORK / "unpacked"
        shutil.rmtree(folder, ignore_errors=True)
        return archives.unpack(archive, folder)


def identifiers(data):
    """The identifiers of the halves of a universal Mach-O file."""
    return set(re.findall(rb"\x1b\x00\x00\x00\x18\x00\x00\x00(.{16})", data, flags=re.S))


if __name__ == "__main__":
    unittest.main()

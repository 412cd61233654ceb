"""The packaged plugin: complete, reproducible, and staged without harm to other files."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import sys
import unittest
import zipfile

from common import NAME, NATIVE, ROOT, SOURCE, STAGED, TARGET, must_run, package, run, stage, text, version

ARCHIVE = f"{NAME}-unreal-{version()}.zip"
NATIVE_IN_ZIP = f"{NAME}/{NATIVE.as_posix()}/"


class Package(unittest.TestCase):
    def test_the_plugin_browser_has_links_only_where_the_project_has_an_address(self) -> None:
        def links(plugin: bytes) -> list[str]:
            return [json.loads(plugin)["DocsURL"], json.loads(plugin)["SupportURL"]]

        stage()
        self.assertEqual(links((STAGED / f"{NAME}.uplugin").read_bytes()), ["", ""])
        root = "https://example.com/studio/convai"
        package("--output", TARGET / "links", "--address", root + "/")
        with zipfile.ZipFile(TARGET / "links" / ARCHIVE) as packed:
            self.assertEqual(links(packed.read(f"{NAME}/{NAME}.uplugin")), [f"{root}/blob/main/bindings/unreal/{NAME}/README.md", f"{root}/issues"])
        self.assertTrue((ROOT / "bindings/unreal" / NAME / "README.md").is_file())

    def test_the_icon_is_what_draw_icons_draws(self) -> None:
        print(must_run(sys.executable, ROOT / "bindings/unreal/draw_icons.py", "--check").strip(), end=" ")
        with (SOURCE / "Resources/Icon128.png").open("rb") as icon:
            self.assertEqual(struct.unpack(">II", icon.read(24)[16:]), (128, 128), "the plugin browser shows images of this size")

    def test_the_zip_is_complete_and_reproducible(self) -> None:
        stage()
        hashes = []
        for folder in ("first", "second"):
            package("--output", TARGET / folder)
            archive = TARGET / folder / ARCHIVE
            hashes.append(hashlib.sha256(archive.read_bytes()).hexdigest())
        self.assertEqual(hashes[0], hashes[1], "two zips of the same files differ")
        with zipfile.ZipFile(archive) as packed:
            names = packed.namelist()
            self.assertEqual(names, sorted(names))
            self.assertEqual({entry.date_time for entry in packed.infolist()}, {(1980, 1, 1, 0, 0, 0)})
            own = {f"{NAME}/{each.relative_to(SOURCE).as_posix()}" for each in SOURCE.rglob("*") if each.is_file()}
            wrapper = ROOT / "bindings/cpp"
            headers = {NATIVE_IN_ZIP + "include/convai.h"} | {NATIVE_IN_ZIP + "include/" + each.relative_to(wrapper).as_posix() for each in (wrapper / "convai.hpp", *wrapper.glob("convai/*.hpp"))}
            added = {f"{NAME}/{each}" for each in ("LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md", "convai.cdx.json")}
            libraries = {each for each in names if each.startswith(NATIVE_IN_ZIP + "lib/")}
            self.assertEqual(set(names) - libraries, own | headers | added)
            self.assertEqual(len(libraries), 1)
            staged = (STAGED.parent / libraries.pop()).read_bytes()
            self.assertTrue(staged in {packed.read(each) for each in names}, "the staged library differs from the packed one")
            self.assertGreater(len(packed.read(f"{NAME}/THIRD-PARTY.md")), 10000, "the licences of the linked crates are missing")
        print(f"\n    figure: the zip has {archive.stat().st_size} bytes and {len(names)} files", end=" ", flush=True)

    def test_staging_replaces_this_plugin_and_nothing_else(self) -> None:
        folder = TARGET / "staging"
        shutil.rmtree(folder, ignore_errors=True)
        other = folder / NAME / "Content"
        other.mkdir(parents=True)
        result = run(sys.executable, ROOT / "bindings/unreal/package.py", "--stage", folder)
        self.assertNotEqual(result.returncode, 0)
        self.assertTrue(other.is_dir(), "staging deleted another plugin of this name")
        other.rmdir()
        other.parent.rmdir()
        package("--stage", folder)
        leftover = folder / NATIVE_IN_ZIP / "old.txt"
        leftover.touch()
        package("--stage", folder)
        self.assertFalse(leftover.exists(), "staging left a file of an earlier version")

    def test_libraries_of_other_platforms_are_packed(self) -> None:
        folder = TARGET / "libraries"
        wanted = ("Win64/convai.dll", "Win64/convai.dll.lib", "Mac/libconvai.dylib", "Android/arm64-v8a/libconvai.so", "IOS/convai.framework/convai", "IOS/convai.framework/Info.plist")
        for each in (*wanted, "Win64/unknown.txt"):
            (folder / each).parent.mkdir(parents=True, exist_ok=True)
            (folder / each).write_bytes(b"not a library")
        package("--output", TARGET / "all", "--libraries", folder)
        with zipfile.ZipFile(TARGET / "all" / ARCHIVE) as packed:
            names = set(packed.namelist())
        self.assertLessEqual({NATIVE_IN_ZIP + "lib/" + each for each in wanted}, names)
        self.assertNotIn(NATIVE_IN_ZIP + "lib/Win64/unknown.txt", names)

    def test_the_readme_says_which_libraries_a_release_has(self) -> None:
        sys.path.insert(0, str(ROOT / "packaging/dist"))
        import platforms

        released = {each.unreal for each in platforms.PLATFORMS.values()}
        table = text(SOURCE / "README.md").split("| Platform | File |")[1].split("\n\n")[0]
        rows = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
        self.assertEqual({re.search(r"`(\w+)/", each).group(1) for each in rows if "(in the zip)" in each}, released)
        self.assertGreater(len(rows), len(released))

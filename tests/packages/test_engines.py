"""The Unity package and the Unreal plugin as they are packed: each library is in its folder, and set for its platform only."""

import json
import re
import shutil
import subprocess
import unittest

from places import BUILT, PACKED, ROOT, WORK

import archives
import binaries
import pack
from platforms import PLATFORMS

VERSION = pack.version()

# What Unity's manual says of each kind of plug-in: the editor that loads it (CPU and system), and the player with its CPU.
UNITY = {
    "windows-x86_64": ("convai.dll", ("x86_64", "Windows"), "Win64", "x86_64"),
    "linux-x86_64": ("libconvai.so", ("x86_64", "Linux"), "Linux64", "x86_64"),
    "macos-universal": ("libconvai.dylib", ("AnyCPU", "OSX"), "OSXUniversal", "AnyCPU"),
}
PLAYERS = {"Android", "Linux64", "OSXUniversal", "WebGL", "Win", "Win64", "iOS"}

# What the rules of the plugin have to set on each of Unreal's platforms: the files that are shipped, and those that are linked.
UNREAL = {
    "Win64": (["convai.dll"], ["convai.dll.lib"], ["convai.dll"]),
    "Linux": (["libconvai.so"], [], []),
    "LinuxArm64": (["libconvai.so"], [], []),
    "Mac": (["libconvai.dylib"], [], []),
}


def unpacked(pattern):
    (archive,) = PACKED.glob(pattern)
    folder = WORK / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    return archives.unpack(archive, folder)


def settings_of(meta):
    """The platforms in the .meta file of a library: name -> (enabled, settings)."""
    found = {}
    pattern = r"  - first:\n      [^:\n]*: (.*)\n    second:\n      enabled: ([01])\n      settings:(?: \{\}|((?:\n        .*)*))\n"
    for name, enabled, lines in re.findall(pattern, meta):
        found[name] = enabled == "1", dict(line.strip().split(": ", 1) for line in lines.strip().splitlines())
    return found


class Unity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.package = unpacked("com.convai.native-*.tgz")
        cls.plugins = {path for path in (cls.package / "Plugins").rglob("*") if path.name.endswith((".dll", ".so", ".dylib", ".a"))}

    def test_the_package_has_the_libraries_of_all_its_platforms(self):
        self.assertEqual({path.relative_to(self.package / "Plugins").as_posix() for path in self.plugins},
                         {f"{folder}/{file}" for folder, (file, *_) in UNITY.items()})
        self.assertEqual({each.unity for each in PLATFORMS.values() if each.unity}, set(UNITY))

    def test_each_library_is_the_one_that_was_checked(self):
        for path in self.plugins:
            name = path.parent.name
            self.assertEqual(path.read_bytes(), (BUILT / name / path.name).read_bytes())
            self.assertEqual(binaries.problems(path, PLATFORMS[name], "shared"), [])

    def test_each_editor_has_its_emulator_as_a_program(self):
        for folder in UNITY:
            with self.subTest(folder):
                program = PLATFORMS[folder].emulator
                packed = self.package / "Emulator~" / folder / program
                self.assertEqual(packed.read_bytes(), (BUILT / folder / "emulator" / program).read_bytes())
                self.assertTrue((PACKED / "upm/Emulator~" / folder / program).stat().st_mode & 0o100)

    def test_the_tree_of_the_branch_is_the_package(self):
        def files(top):
            return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        self.assertEqual(files(PACKED / "upm"), files(self.package))

    def test_each_library_is_set_for_its_own_player_and_editor(self):
        for folder, (file, editor, player, cpu) in UNITY.items():
            with self.subTest(folder):
                meta = (self.package / "Plugins" / folder / (file + ".meta")).read_text()
                self.assertIn("\nPluginImporter:\n", meta)
                found = settings_of(meta)
                self.assertEqual(set(found), {"Any", "Editor", *PLAYERS})
                self.assertEqual({name for name, (enabled, _) in found.items() if enabled}, {"Editor", player})
                self.assertEqual((found["Editor"][1]["CPU"], found["Editor"][1]["OS"]), editor)
                self.assertEqual(found[player][1]["CPU"], cpu)
                excluded = found["Any"][1]
                self.assertEqual({name for name in (*PLAYERS, "Editor") if excluded[f"Exclude {name}"] == "0"}, {"Editor", player})

    def test_no_two_libraries_are_for_the_same_player_or_editor(self):
        """Unity refuses to build with two plug-ins of one name for one player."""
        taken = []
        for path in self.plugins:
            for name, (enabled, settings) in settings_of(path.with_name(path.name + ".meta").read_text()).items():
                if enabled:
                    taken.append((name, settings.get("OS")))
        self.assertEqual(len(taken), len(set(taken)))
        self.assertEqual(len(taken), 2 * len(UNITY))

    def test_every_library_has_a_guid_of_its_own(self):
        metas = [path for path in self.package.rglob("*.meta")]
        guids = [re.search(r"^guid: ([0-9a-f]{32})$", path.read_text(), flags=re.M)[1] for path in metas]
        self.assertEqual(len(guids), len(set(guids)))

    def test_the_bill_of_materials_names_all_platforms(self):
        bill = json.loads((self.package / "Documentation~/convai.cdx.json").read_text())
        named = {each["value"] for each in bill["metadata"]["properties"]}
        self.assertEqual(named, {triple for each in PLATFORMS.values() if each.unity for triple in each.triples})


class Unreal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.plugin = unpacked("ConvaiNative-unreal-*.zip")
        cls.native = cls.plugin / "Source/ThirdParty/ConvaiNativeLibrary"
        cls.program = WORK / "build_rules.exe"
        subprocess.run(["mcs", "-warnaserror", f"-out:{cls.program}", str(ROOT / "bindings/unreal/tests/stubs/build_rules.cs"),
                        *map(str, sorted(cls.plugin.rglob("*.Build.cs")))], check=True)

    def rules(self, platform):
        """What the packed build rules set for a platform."""
        found = {}
        done = subprocess.run(["mono", str(self.program), "ConvaiNativeLibrary", str(self.native), platform], check=True,
                              stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            name, _, value = line.partition(" ")
            found.setdefault(name, []).append(value)
        return found

    def test_the_plugin_has_the_libraries_of_all_its_platforms(self):
        found = {path.relative_to(self.native / "lib").as_posix() for path in (self.native / "lib").rglob("*") if path.is_file()}
        self.assertEqual(found, {f"{name}/{file}" for name, (shipped, linked, _) in UNREAL.items() for file in (*shipped, *linked)})
        self.assertEqual({each.unreal for each in PLATFORMS.values()}, set(UNREAL))

    def test_each_library_is_the_one_that_was_checked(self):
        for name, platform in PLATFORMS.items():
            packed = self.native / "lib" / platform.unreal / platform.shared
            self.assertEqual(packed.read_bytes(), (BUILT / name / platform.shared).read_bytes())
            self.assertEqual(binaries.problems(packed, platform, "shared"), [])

    def test_each_platform_ships_and_links_its_own_files(self):
        for name, (shipped, linked, delayed) in UNREAL.items():
            with self.subTest(name):
                found, folder = self.rules(name), self.native / "lib" / name
                self.assertEqual(found.get("Runtime", []), [str(folder / file) for file in shipped])
                self.assertEqual(found.get("Link", []), [str(folder / file) for file in linked])
                self.assertEqual(found.get("DelayLoad", []), delayed)
                self.assertNotIn("Refused", found)
                for path in (*found["Runtime"], *found.get("Link", []), *found["Include"]):
                    self.assertTrue((self.plugin / path).exists(), path)

    def test_the_module_is_allowed_on_the_platforms_of_the_libraries(self):
        described = json.loads((self.plugin / "ConvaiNative.uplugin").read_text())
        runtime = next(module for module in described["Modules"] if module["Type"] == "Runtime")
        self.assertLessEqual(set(UNREAL), set(runtime["PlatformAllowList"]))
        self.assertEqual(described["VersionName"], VERSION)

    def test_the_bill_of_materials_names_all_platforms(self):
        bill = json.loads((self.plugin / "convai.cdx.json").read_text())
        named = {each["value"] for each in bill["metadata"]["properties"]}
        self.assertEqual(named, {triple for each in PLATFORMS.values() for triple in each.triples})


if __name__ == "__main__":
    unittest.main()

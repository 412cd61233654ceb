"""The .Build.cs files, compiled and run for every platform with a stub of UnrealBuildTool."""

from __future__ import annotations

import re
import shutil
import unittest
from pathlib import Path

from common import HERE, NAME, NATIVE, RUNTIME, SOURCE, STAGED, TARGET, must_run, stage, text

PROGRAM = TARGET / "build_rules.exe"
FULL = TARGET / "full" / NAME  # a plugin with a file for every platform
RUNTIME_FILES = {"Linux": "Linux/libconvai.so", "LinuxArm64": "LinuxArm64/libconvai.so", "Win64": "Win64/convai.dll", "Mac": "Mac/libconvai.dylib"}
PLATFORMS = (*RUNTIME_FILES, "Android", "IOS")


def inputs() -> list[Path]:
    return [HERE / "stubs/build_rules.cs", *sorted(SOURCE.rglob("*.Build.cs"))]


def rules_of(module: str, folder: Path, platform: str) -> dict[str, list[str]]:
    """The values that the rules of a module set, by name."""
    if not PROGRAM.is_file() or PROGRAM.stat().st_mtime < max(each.stat().st_mtime for each in inputs()):
        must_run("mcs", "-warnaserror", f"-out:{PROGRAM}", *inputs())
    found: dict[str, list[str]] = {}
    for line in must_run("mono", PROGRAM, module, folder, platform).splitlines():
        name, _, value = line.partition(" ")
        found.setdefault(name, []).append(value)
    return found


def library(plugin: Path, platform: str) -> dict[str, list[str]]:
    return rules_of("ConvaiNativeLibrary", plugin / NATIVE, platform)


def full_plugin() -> Path:
    shutil.rmtree(FULL, ignore_errors=True)
    shutil.copytree(STAGED, FULL)
    for each in (*RUNTIME_FILES.values(), "Win64/convai.dll.lib", "IOS/convai.framework/convai", "Android/arm64-v8a/libconvai.so"):
        (FULL / NATIVE / "lib" / each).parent.mkdir(parents=True, exist_ok=True)
        (FULL / NATIVE / "lib" / each).touch()
    return FULL


class BuildRules(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        stage()

    def test_a_full_plugin_names_only_files_that_exist(self) -> None:
        plugin = full_plugin()
        for platform in PLATFORMS:
            with self.subTest(platform):
                found = library(plugin, platform)
                self.assertEqual(found["Type"], ["External"])
                paths = [value for name in ("Include", "Link", "Runtime", "Framework") for value in found.get(name, [])]
                paths += [value.split("=", 1)[1] for value in found.get("Receipt", [])]
                for path in paths:
                    self.assertTrue(Path(path).exists(), path)
                expected = [str(plugin / NATIVE / "lib" / RUNTIME_FILES[platform])] if platform in RUNTIME_FILES else []
                self.assertEqual(found.get("Runtime", []), expected)

    def test_windows_and_ios_are_linked_and_the_others_are_bound_late(self) -> None:
        plugin = full_plugin()
        for platform in PLATFORMS:
            with self.subTest(platform):
                found = library(plugin, platform)
                linked = platform in ("Win64", "IOS")
                self.assertEqual(found["Define"], [f"CONVAINATIVE_LATE_BINDING={0 if linked else 1}"])
                self.assertEqual(bool(found.get("Link") or found.get("Framework")), linked)
                self.assertEqual(found.get("DelayLoad", []), ["convai.dll"] if platform == "Win64" else [])

    def test_without_any_library_the_plugin_still_builds(self) -> None:
        plugin = TARGET / "empty" / NAME
        shutil.rmtree(plugin, ignore_errors=True)
        shutil.copytree(STAGED, plugin)
        shutil.rmtree(plugin / NATIVE / "lib")
        for platform in PLATFORMS:
            with self.subTest(platform):
                found = library(plugin, platform)
                self.assertNotIn("Refused", found)
                self.assertEqual(found["Define"], ["CONVAINATIVE_LATE_BINDING=1"])
                self.assertFalse({"Link", "Runtime", "DelayLoad", "Framework"} & set(found), "a missing file is named")

    def test_without_the_headers_the_build_says_what_to_do(self) -> None:
        found = library(SOURCE, "Linux")  # the plugin in the source tree has no headers
        self.assertIn("package.py --stage", found.get("Refused", [""])[0])

    def test_the_staged_plugin_has_the_library_of_this_system(self) -> None:
        found = library(STAGED, "Linux")
        self.assertEqual(len(found.get("Runtime", [])), 1)
        self.assertGreater(Path(found["Runtime"][0]).stat().st_size, 100000)

    def test_code_rules_and_readme_name_the_same_files(self) -> None:
        code = text(RUNTIME / "Private/ConvaiNativeModule.cpp")
        folder = re.search(r'CONVAINATIVE_LIBRARIES TEXT\("([^"]+)"\)', code).group(1)
        named = re.findall(r'CONVAINATIVE_LIBRARIES TEXT\("([^"]+\.(?:dll|dylib|so))"\)', code)
        self.assertEqual(Path(folder), NATIVE / "lib")
        self.assertEqual(sorted(named), sorted(RUNTIME_FILES.values()))
        readme = text(SOURCE / "README.md")
        for each in (*RUNTIME_FILES.values(), "Win64/convai.dll.lib", "IOS/convai.framework/", "Android/arm64-v8a/libconvai.so"):
            self.assertIn(f"`{each}`", readme)

    def test_modules_depend_on_modules_that_exist(self) -> None:
        engine = {"AndroidPermission", "AudioCaptureCore", "Core", "CoreUObject", "DeveloperSettings", "Engine", "InputCore", "Projects", "PropertyEditor", "Slate",
                  "SlateCore", "ToolMenus"}
        own = {each.name[: -len(".Build.cs")] for each in SOURCE.rglob("*.Build.cs")}
        for module, wanted in (("ConvaiNative", "ConvaiNativeLibrary"), ("ConvaiNativeEditor", "ConvaiNative")):
            with self.subTest(module):
                found = rules_of(module, SOURCE / "Source" / module, "Linux")
                self.assertEqual(found["Type"], ["CPlusPlus"])
                self.assertLessEqual(set(found["Depends"]), engine | own)
                self.assertIn(wanted, found["Depends"])
                self.assertEqual(len(found["Depends"]), len(set(found["Depends"])), "a module is named twice")

    def test_each_platform_has_what_the_permission_of_the_microphone_needs(self) -> None:
        for platform in PLATFORMS:
            with self.subTest(platform):
                found = rules_of("ConvaiNative", RUNTIME, platform)
                self.assertEqual("AndroidPermission" in found["Depends"], platform == "Android")
                self.assertEqual(found.get("SystemFramework", []), ["AVFoundation"] if platform in ("Mac", "IOS") else [])
                self.assertIn("AudioCaptureCore", found["Depends"])

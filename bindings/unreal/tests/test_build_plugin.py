"""The commands that build the plugin with the engine: those of the CI file are run with a stand-in of RunUAT."""

from __future__ import annotations

import json
import os
import re
import shutil
import unittest
from pathlib import Path

from common import NAME, NATIVE, SOURCE, STAGED, TARGET, run, stage, text

# What BuildPlugin does, as far as the steps can tell: it refuses an option that it does not know and a plugin file that does not
# exist, compiles each module, and copies what every package has.
RUN_UAT = r"""#!/bin/sh
set -eu
[ "$1" = BuildPlugin ]
shift
strict= platforms=
for each; do
    case $each in
    -Plugin=*) plugin=${each#*=} ;;
    -Package=*) package=${each#*=} ;;
    -TargetPlatforms=*) platforms=${each#*=} ;;
    -StrictIncludes) strict=yes ;;
    *) echo "unknown option $each" >&2; exit 1 ;;
    esac
done
[ -f "$plugin" ] && [ -n "$strict" ] && [ -n "$platforms" ]
mkdir -p "$package/Binaries/$platforms"
cp -r "$(dirname "$plugin")/." "$package"
for module in "$package"/Source/*/*.Build.cs; do
    name=$(basename "$module" .Build.cs)
    touch "$package/Binaries/$platforms/libUnrealEditor-$name.so"
done
"""


class BuildPlugin(unittest.TestCase):
    jobs = dict(re.findall(r"^  (\w+):\n    runs-on: \[self-hosted, \w+, unreal\]\n(.*?)(?=^  \w+:$|\Z)", text(SOURCE / "CI/build-plugin.yml"), flags=re.M | re.S))

    def commands(self, job: str) -> list[str]:
        """The commands of the steps of a job."""
        return [re.sub(r"^ +", "", each, flags=re.M) for each in re.findall(r"^        run: \|\n((?: {10}.*\n)+)", self.jobs[job], flags=re.M)]

    def run_steps(self, library: bool = True) -> list[int]:
        """The exit statuses of the Linux steps, in a project that has the staged plugin."""
        stage()
        folder = TARGET / "build_plugin"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(STAGED, folder / "project/Plugins" / NAME)
        if not library:
            shutil.rmtree(folder / "project/Plugins" / NAME / NATIVE / "lib")
        uat = folder / "engine/Engine/Build/BatchFiles/RunUAT.sh"
        uat.parent.mkdir(parents=True)
        uat.write_text(RUN_UAT, encoding="utf-8")
        uat.chmod(0o755)
        environment = {**os.environ, "UNREAL_ENGINE": str(folder / "engine"), "GITHUB_WORKSPACE": str(folder / "project"), "RUNNER_TEMP": str(folder / "temp")}
        return [run("bash", "-e", "-c", each, env=environment).returncode for each in self.commands("linux")]

    def test_the_steps_of_the_ci_file_build_and_check_the_package(self) -> None:
        self.assertEqual(self.run_steps(), [0, 0])

    def test_the_steps_fail_where_the_library_is_missing(self) -> None:
        self.assertEqual(self.run_steps(library=False), [0, 1])

    def test_windows_has_the_same_commands(self) -> None:
        def plain(command: str) -> str:
            translated = re.sub(r"%(\w+)%", r"$\1", command).replace("\\", "/").replace("call ", "").replace("RunUAT.bat", "RunUAT.sh")
            return translated.replace("TargetPlatforms=Win64", "TargetPlatforms=Linux")

        self.assertEqual(plain(self.commands("windows")[0]), self.commands("linux")[0])
        for name in ("Binaries\\Win64\\UnrealEditor-ConvaiNative.dll", f"{NATIVE}/lib/Win64/convai.dll".replace("/", "\\")):
            self.assertIn(name, self.commands("windows")[1])

    def test_the_readme_has_the_options_of_the_ci_file(self) -> None:
        section = text(SOURCE / "README.md").split("## Building with the engine")[1].split("\n## ")[0]
        options = re.findall(r" (-\w+)", self.commands("linux")[0])
        self.assertEqual(options, ["-Plugin", "-Package", "-TargetPlatforms", "-StrictIncludes"])
        self.assertIn("RunUAT.sh", section)
        for command in re.findall(r"^.*RunUAT\.sh.*", section, flags=re.M):
            self.assertEqual(re.findall(r" (-\w+)=?", command), options)
        self.assertIn("CI/build-plugin.yml", section)
        platforms = {each for module in json.loads(text(SOURCE / "ConvaiNative.uplugin"))["Modules"] for each in module["PlatformAllowList"]}
        self.assertLessEqual(set(re.findall(r"`(Win64|Mac|Linux|LinuxArm64|Android|IOS)`", section)), platforms)

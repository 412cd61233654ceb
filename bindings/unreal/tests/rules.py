"""The Build.cs files, compiled and run for every platform with a stand-in for UnrealBuildTool."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from common import HERE, SOURCE, STAGED, TARGET, demand, must_run, text

PROGRAM = TARGET / "build_rules.exe"
NATIVE = Path("Source/ThirdParty/ConvaiLibrary")
FULL = TARGET / "full" / "Convai"  # a plugin with a file for every platform
RUNTIME_FILES = {"Linux": "Linux/libconvai.so", "LinuxArm64": "LinuxArm64/libconvai.so", "Win64": "Win64/convai.dll", "Mac": "Mac/libconvai.dylib"}
PLATFORMS = (*RUNTIME_FILES, "Android", "IOS")


def rules_of(module: str, folder: Path, platform: str) -> dict[str, list[str]]:
    """What a module's rules set: lists of values by their name."""
    if not PROGRAM.is_file() or PROGRAM.stat().st_mtime < max(each.stat().st_mtime for each in inputs()):
        must_run("mcs", "-warnaserror", f"-out:{PROGRAM}", *inputs())
    found: dict[str, list[str]] = {}
    for line in must_run("mono", PROGRAM, module, folder, platform).splitlines():
        name, _, value = line.partition(" ")
        found.setdefault(name, []).append(value)
    return found


def inputs() -> list[Path]:
    return [HERE / "stubs/build_rules.cs", *sorted(SOURCE.rglob("*.Build.cs"))]


def library(plugin: Path, platform: str) -> dict[str, list[str]]:
    return rules_of("ConvaiLibrary", plugin / NATIVE, platform)


def full_plugin() -> Path:
    shutil.rmtree(FULL, ignore_errors=True)
    shutil.copytree(STAGED, FULL)
    for each in (*RUNTIME_FILES.values(), "Win64/convai.dll.lib", "IOS/convai.framework/convai", "Android/arm64-v8a/libconvai.so"):
        (FULL / NATIVE / "lib" / each).parent.mkdir(parents=True, exist_ok=True)
        (FULL / NATIVE / "lib" / each).touch()
    return FULL


def check_a_full_plugin_names_only_what_exists() -> None:
    plugin = full_plugin()
    for platform in PLATFORMS:
        found = library(plugin, platform)
        demand(found["Type"] == ["External"], "ConvaiLibrary is not External")
        paths = [value for name in ("Include", "Link", "Runtime", "Framework") for value in found.get(name, [])]
        paths += [value.split("=", 1)[1] for value in found.get("Receipt", [])]
        for path in paths:
            demand(Path(path).exists(), f"{platform}: {path} does not exist")
        expected = [str(plugin / NATIVE / "lib" / RUNTIME_FILES[platform])] if platform in RUNTIME_FILES else []
        demand(found.get("Runtime", []) == expected, f"{platform}: RuntimeDependencies are {found.get('Runtime')}")


def check_windows_is_delay_loaded_and_the_others_are_bound_late() -> None:
    plugin = full_plugin()
    for platform in PLATFORMS:
        found = library(plugin, platform)
        linked = platform in ("Win64", "IOS")
        demand(found["Define"] == [f"CONVAI_LATE_BINDING={0 if linked else 1}"], f"{platform}: {found['Define']}")
        demand(bool(found.get("Link") or found.get("Framework")) == linked, f"{platform} is linked, or is not")
        demand(found.get("DelayLoad", []) == (["convai.dll"] if platform == "Win64" else []), f"{platform}: delay-loaded are {found.get('DelayLoad')}")


def check_without_any_library_the_plugin_is_built_all_the_same() -> None:
    plugin = TARGET / "empty" / "Convai"
    shutil.rmtree(plugin, ignore_errors=True)
    shutil.copytree(STAGED, plugin)
    shutil.rmtree(plugin / NATIVE / "lib")
    for platform in PLATFORMS:
        found = library(plugin, platform)
        demand("Refused" not in found, f"{platform}: {found.get('Refused')}")
        demand(found["Define"] == ["CONVAI_LATE_BINDING=1"], f"{platform}: {found['Define']}")
        demand(not {"Link", "Runtime", "DelayLoad", "Framework"} & set(found), f"{platform} names a file that is not there")


def check_without_the_headers_it_says_what_to_do() -> None:
    found = library(SOURCE, "Linux")  # the source tree itself has no headers in the plugin
    demand("package.py --stage" in found.get("Refused", [""])[0], f"the source tree's own plugin gives {found}")


def check_the_staged_plugin_has_this_systems_library() -> None:
    found = library(STAGED, "Linux")
    demand(len(found.get("Runtime", [])) == 1 and Path(found["Runtime"][0]).stat().st_size > 100000, "the library is not in the staged plugin")


def check_code_and_rules_agree_on_the_files() -> None:
    code = text(SOURCE / "Source/ConvaiRuntime/Private/ConvaiRuntimeModule.cpp")
    folder = re.search(r'CONVAI_UNREAL_LIBRARIES TEXT\("([^"]+)"\)', code).group(1)
    named = re.findall(r'CONVAI_UNREAL_LIBRARIES TEXT\("([^"]+\.(?:dll|dylib|so))"\)', code)
    demand(Path(folder) == NATIVE / "lib", f"the code looks in {folder}")
    demand(sorted(named) == sorted(RUNTIME_FILES.values()), f"the code looks for {named}")
    readme = text(SOURCE / "README.md")
    for each in (*RUNTIME_FILES.values(), "Win64/convai.dll.lib", "IOS/convai.framework/", "Android/arm64-v8a/libconvai.so"):
        demand(f"`{each}`" in readme, f"the README does not name {each}")


def check_modules_depend_on_modules_that_exist() -> None:
    engine = {"Core", "CoreUObject", "Engine", "Projects", "Slate", "SlateCore", "Settings", "ToolMenus"}
    own = {each.name[: -len(".Build.cs")] for each in SOURCE.rglob("*.Build.cs")}
    for module, wanted in (("ConvaiRuntime", "ConvaiLibrary"), ("ConvaiEditor", "ConvaiRuntime")):
        found = rules_of(module, SOURCE / "Source" / module, "Linux")
        demand(found["Type"] == ["CPlusPlus"], f"{module} is {found['Type']}")
        demand(set(found["Depends"]) <= engine | own and wanted in found["Depends"], f"{module} depends on {found['Depends']}")
        demand(len(found["Depends"]) == len(set(found["Depends"])), f"{module} names a module twice")

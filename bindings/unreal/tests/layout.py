"""The plugin's files: that everything that is named exists, and that all names agree."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import xml.etree.ElementTree as xml
import zipfile

from common import MODULES, ROOT, SOURCE, STAGED, TARGET, Failed, demand, must_run, package, run, sources, text

CODE = SOURCE / "Source"
KNOWN_PLATFORMS = {"Win64", "Mac", "Linux", "LinuxArm64", "Android", "IOS"}
NATIVE = "Convai/Source/ThirdParty/ConvaiLibrary/"


def version() -> str:
    return re.search(r'^version = "([^"]+)"', text(ROOT / "Cargo.toml"), flags=re.M).group(1)


def check_the_plugin_file_names_modules_that_exist() -> None:
    plugin = json.loads(text(SOURCE / "Convai.uplugin"))
    demand(plugin["FileVersion"] == 3, "FileVersion is not 3")
    demand(plugin["VersionName"] == version(), f"VersionName is {plugin['VersionName']} and the library's version {version()}")
    demand("EngineVersion" not in plugin, "EngineVersion ties the source to one engine")
    demand(tuple(each["Name"] for each in plugin["Modules"]) == MODULES, "the modules are not those that the suite knows")
    for module in plugin["Modules"]:
        name = module["Name"]
        demand(module["Type"] == ("Editor" if name.endswith("Editor") else "Runtime"), f"{name} has the type {module['Type']}")
        demand(set(module["PlatformAllowList"]) <= KNOWN_PLATFORMS, f"{name} allows an unknown platform")
        demand((CODE / name / f"{name}.Build.cs").is_file(), f"{name} has no Build.cs")
        implementing = [each for each in sources(name, ".cpp") if re.search(rf"IMPLEMENT_MODULE\(\w+, {name}\)", text(each))]
        demand(len(implementing) == 1, f"{name} is implemented {len(implementing)} times")


def check_build_files_have_their_modules_names() -> None:
    found = sorted(SOURCE.rglob("*.Build.cs"))
    demand(len(found) == 3, f"there are {len(found)} Build.cs files")
    for file in found:
        name = file.name[: -len(".Build.cs")]
        demand(file.parent.name == name, f"{file.name} lies in {file.parent.name}")
        demand(re.search(rf"public class {name} : ModuleRules\n{{\n\tpublic {name}\(ReadOnlyTargetRules Target\) : base\(Target\)", text(file)), f"{file.name} declares another module")
        demand(name.upper() + "_API" != "CONVAI_API", "a module's API macro is the one that convai.h uses")


def check_api_macros_are_the_modules_own() -> None:
    for module in MODULES:
        for file in sources(module, ".h", ".cpp"):
            for macro in set(re.findall(r"\b(\w+_API)\b", text(file))) - {"CONVAI_API"}:
                demand(macro == f"{module.upper()}_API", f"{file.name} of {module} uses {macro}")
            if re.search(r"\bCONVAI_API\b", text(file)):
                demand(file.name == "Api.h", f"{file.name} uses the library's CONVAI_API")


def check_generated_headers_come_last_and_where_they_are_needed() -> None:
    for module in MODULES:
        for file in sources(module, ".h"):
            includes = re.findall(r'^#include [<"]([^>"]+)[>"]', text(file), flags=re.M)
            reflected = re.search(r"^(UCLASS|USTRUCT|UENUM|DECLARE_DYNAMIC)", text(file), flags=re.M)
            generated = [each for each in includes if each.endswith(".generated.h")]
            demand(generated == ([f"{file.stem}.generated.h"] if reflected else []), f"{file.name} includes {generated}")
            if generated:
                demand(includes[-1] == generated[0], f"{file.name} includes {includes[-1]} after its generated header")
                bodies = len(re.findall(r"^\tGENERATED_BODY\(\)$", text(file), flags=re.M))
                types = len(re.findall(r"^(UCLASS|USTRUCT)\(", text(file), flags=re.M))
                demand(bodies == types, f"{file.name} has {types} types and {bodies} bodies")


def check_every_include_of_the_plugins_own_exists() -> None:
    own = {each.name for each in SOURCE.rglob("*.h")}
    for module in MODULES:
        for file in sources(module, ".h", ".cpp"):
            for name in re.findall(r'^#include "([^"]+)"', text(file), flags=re.M):
                if not re.match(r"(Core/|Convai)", name) or name.endswith(".generated.h"):
                    continue
                demand(name.split("/")[-1] in own, f"{file.name} includes {name}, which is not there")
                if name.startswith("Core/"):
                    demand((CODE / "ConvaiRuntime/Private" / name).is_file(), f"{file.name} includes {name}, which is not there")


def check_the_core_knows_nothing_of_the_engine() -> None:
    core = CODE / "ConvaiRuntime/Private/Core"
    for file in (*core.glob("*.h"), *core.glob("*.cpp")):
        for name in re.findall(r'^#include "([^"]+)"', text(file), flags=re.M):
            demand((core / name).is_file(), f"{file.name} includes {name}")
        demand(not re.search(r"\b(UObject|FString|UE_LOG|TEXT\(|throw|dynamic_cast|typeid)\b", text(file)), f"{file.name} uses the engine, exceptions or RTTI")


def check_nodes_keep_the_rules() -> None:
    """Cancellable; the pins share one signature; each factory makes its node with Make; each endpoint has a node."""
    headers = {each.stem: text(each) for each in sources("ConvaiRuntime", ".h")}
    demand("public UCancellableAsyncAction" in headers["ConvaiAction"], "the nodes are not cancellable")
    for body in re.findall(r"class \w+ (UConvai\w+Action : public UConvaiAction.*?^};)", headers["ConvaiAction"], flags=re.M | re.S):
        pins = re.findall(r"UPROPERTY\(BlueprintAssignable\)\n\t(\w+) (\w+);", body)
        demand([name for _, name in pins] == ["OnSuccess", "OnFailure"] and pins[0][0] == pins[1][0], f"pins with different signatures: {pins}")
    code = "".join(text(each) for each in sources("ConvaiRuntime", ".cpp"))
    declarations = headers["ConvaiTurnActions"] + headers["ConvaiCharacterActions"]
    factories = re.findall(r"^\tstatic (\w+)\* (\w+)\(", declarations, flags=re.M)
    demand(len(factories) == 11, f"there are {len(factories)} factories")
    for name, function in factories:
        body = re.search(rf"^{name}\* {name}::{function}\(.*?^}}", code, flags=re.M | re.S)
        demand(body and f"Make<{name}>(" in body.group(0) and "nullptr" not in body.group(0) and body.group(0).count("return") == 1, f"{function} may give null")
    started = set(re.findall(r"^CONVAI_FUNCTION\(convai_operation \*, convai_(start_\w+)", text(CODE / "ConvaiRuntime/Private/Core/LateBindingFunctions.h"), flags=re.M))
    demand(started, "no start functions were found")
    missing = [each for each in sorted(started) if f".{each}(" not in code]
    demand(not missing, f"endpoints without a node: {missing}")


def check_no_parameter_of_a_node_has_the_name_of_a_property() -> None:
    """UnrealHeaderTool refuses that."""
    seen = 0
    for file in sources("ConvaiRuntime", ".h"):
        for body in re.findall(r"^class \w+_API UConvai.*?^};", text(file), flags=re.M | re.S):
            properties = set(re.findall(r"UPROPERTY\(.*\)\n\t[\w<>]+ (\w+)", body))
            for parameters in re.findall(r"UFUNCTION\(.*\)\n\t.*?\((.*)\)", body):
                names = set(re.findall(r"(\w+)(?: = [^,]+)?(?:,|$)", parameters))
                seen += len(names)
                demand(not names & properties, f"{file.name}: {names & properties} is a property and a parameter")
    demand(seen > 40, f"only {seen} parameters were found")


def check_every_setting_is_used() -> None:
    code = "".join(text(each) for module in MODULES for each in sources(module, ".cpp"))
    for name in re.findall(r"UPROPERTY\(Config.*\n\t\w+ (\w+)", text(CODE / "ConvaiRuntime/Public/ConvaiSettings.h")):
        demand(re.search(rf"(Settings\.|->){name}\b", code), f"the setting {name} has no effect")
    demand(not re.search(r"UPROPERTY\(Config[^)]*\)\n\tFString \w*(ApiKey|Secret)", text(CODE / "ConvaiRuntime/Public/ConvaiSettings.h")), "a key would be saved in the project")


def check_the_function_list_is_the_headers() -> None:
    must_run(sys.executable, ROOT / "bindings/unreal/generate.py", "--check")


def check_the_other_files_name_what_exists() -> None:
    for line in text(SOURCE / "Config/FilterPlugin.ini").splitlines():
        if line.startswith("/"):
            demand((STAGED / line[1:]).is_file(), f"FilterPlugin.ini names {line}, which the packaged plugin does not have")
    copies = xml.parse(CODE / "ThirdParty/ConvaiLibrary/ConvaiLibrary_APL.xml").getroot().findall("resourceCopies/copyFile")
    demand([each.get("src") for each in copies] == ["$S(PluginDir)/lib/Android/$S(Architecture)/libconvai.so"], "the APL copies something else")
    readme = text(SOURCE / "README.md")
    for phrase in ("has not been run inside Unreal", "Set-up in five steps", "In Blueprint", "In C++", "Packaging", "When the library is not found"):
        demand(phrase in readme, f"the README does not say: {phrase}")
    demand(len(re.findall(r"^\d\. ", readme.split("## Set-up in five steps")[1].split("\n## ")[0], flags=re.M)) == 5, "the set-up has not five steps")
    messages = text(CODE / "ConvaiRuntime/Private/Core/LateBinding.cpp") + text(CODE / "ConvaiRuntime/Private/Core/LibraryFile.cpp")
    rows = re.findall(r"^\| (`is .*?|`cannot.*?|`has .*?) \|", readme.split("## When the library is not found")[1], flags=re.M)
    demand(len(rows) >= 6, "the table of messages was not found")
    for message in re.findall(r"`([^`]+)`", " ".join(rows)):
        demand(message.replace(" N", " ") in messages, f"the README explains a message that does not exist: {message}")


def check_no_path_of_this_machine_is_in_any_file() -> None:
    for file in SOURCE.rglob("*"):
        if file.is_file() and str(ROOT) in text(file):
            raise Failed(f"{file.name} holds {ROOT}")


def check_the_zip_is_complete_and_the_same_every_time() -> None:
    hashes = []
    for folder in ("first", "second"):
        package("--output", TARGET / folder)
        archive = TARGET / folder / f"Convai-unreal-{version()}.zip"
        hashes.append(hashlib.sha256(archive.read_bytes()).hexdigest())
    demand(hashes[0] == hashes[1], "two zips of the same files differ")
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        demand(names == sorted(names), "the zip is not sorted")
        demand({entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}, "the zip has times")
        own = {"Convai/" + each.relative_to(SOURCE).as_posix() for each in SOURCE.rglob("*") if each.is_file()}
        headers = {NATIVE + "include/convai.h"} | {NATIVE + "include/" + each.relative_to(ROOT / "bindings/cpp").as_posix() for each in (ROOT / "bindings/cpp").rglob("*.hpp")}
        wanted = own | headers | {"Convai/LICENSE-MIT", "Convai/LICENSE-APACHE", "Convai/THIRD-PARTY.md", "Convai/convai.cdx.json"}
        libraries = {each for each in names if each.startswith(NATIVE + "lib/")}
        demand(set(names) - libraries == wanted, f"the zip differs in {sorted(set(names) - libraries ^ wanted)}")
        demand(len(libraries) == 1, f"the zip has the libraries {libraries}")
        staged = (STAGED.parent / libraries.pop()).read_bytes()
        demand(staged in {packed.read(each) for each in names}, "the staged library is not that of the zip")
        demand(len(packed.read("Convai/THIRD-PARTY.md")) > 10000, "the licences of what is linked are not there")
    print(f"    figure: the zip has {archive.stat().st_size} bytes and {len(names)} files")


def check_staging_replaces_this_plugin_and_nothing_else() -> None:
    folder = TARGET / "staging"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "Convai/Content").mkdir(parents=True)
    result = run(sys.executable, ROOT / "bindings/unreal/package.py", "--stage", folder)
    demand(result.returncode != 0 and (folder / "Convai/Content").is_dir(), "staging deletes another plugin of this name")
    (folder / "Convai/Content").rmdir()
    (folder / "Convai").rmdir()
    package("--stage", folder)
    (folder / NATIVE / "old.txt").touch()
    package("--stage", folder)
    demand(not (folder / NATIVE / "old.txt").exists(), "what an older version had is left over")


def check_libraries_of_other_platforms_are_taken_along() -> None:
    folder = TARGET / "libraries"
    wanted = ("Win64/convai.dll", "Win64/convai.dll.lib", "Mac/libconvai.dylib", "Android/arm64-v8a/libconvai.so", "IOS/convai.framework/convai", "IOS/convai.framework/Info.plist")
    for each in (*wanted, "Win64/unknown.txt"):
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).write_bytes(b"not a library")
    package("--output", TARGET / "all", "--libraries", folder)
    with zipfile.ZipFile(TARGET / "all" / f"Convai-unreal-{version()}.zip") as packed:
        names = set(packed.namelist())
    demand({NATIVE + "lib/" + each for each in wanted} <= names, "a platform's library is not in the zip")
    demand(NATIVE + "lib/Win64/unknown.txt" not in names, "a file that is no library is in the zip")

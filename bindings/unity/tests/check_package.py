#!/usr/bin/env python3
"""Checks the files of the package that Unity reads before it compiles: .meta files, asmdefs, the manifest, importers, names.

The checks read the files and do not use the scripts that wrote them. Each check also runs on a copy of the package with a
planted defect and must find it. Prints "ok" or "FAIL" for each check.
"""

import glob
import hashlib
import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
UNITY = os.path.join(ROOT, "bindings", "unity")
NAME = "com.convai.native"

# The section "Platforms" of the README: for each library file, the editor and the player that load it, and their CPU.
PLUGINS = {
    "linux-x86_64/libconvai.so": {"Editor": ("x86_64", "Linux"), "Linux64": "x86_64"},
    "windows-x86_64/convai.dll": {"Editor": ("x86_64", "Windows"), "Win64": "x86_64"},
    "macos-universal/libconvai.dylib": {"Editor": ("AnyCPU", "OSX"), "OSXUniversal": "AnyCPU"},
    "android-arm64/libconvai.so": {"Android": "ARM64"},
    "android-armv7/libconvai.so": {"Android": "ARMv7"},
    "ios/libconvai.a": {"iOS": "ARM64"},
}
# Folders that Unity imports as one plugin.
LIBRARY_FOLDER = ".androidlib"
FRAMEWORK = "/usr/share/android-framework-res/framework-res.apk"
PLAYERS = {"Android", "Linux64", "OSXUniversal", "WebGL", "Win", "Win64", "iOS"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def visible(package):
    for folder, folders, files in os.walk(package):
        folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith("~")]
        for name in sorted(folders + files):
            if not name.startswith("."):
                yield os.path.relpath(os.path.join(folder, name), package).replace(os.sep, "/")
        folders[:] = [name for name in folders if not name.endswith(LIBRARY_FOLDER)]


def guid_of(text):
    found = re.match(r"fileFormatVersion: 2\nguid: ([0-9a-f]{32})\n", text)
    return found.group(1) if found else None


def every_file_has_a_meta(unity):
    package = os.path.join(unity, NAME)
    paths = set(visible(package))
    for path in sorted(paths):
        if path.endswith(".meta"):
            if path[:-5] not in paths:
                yield "%s has no file" % path
        elif path + ".meta" not in paths:
            yield "%s has no .meta" % path


def guids_come_from_paths(unity):
    package = os.path.join(unity, NAME)
    seen = {}
    metas = [(path, os.path.join(package, path)) for path in visible(package) if path.endswith(".meta")]
    metas += [("Plugins/%s.meta" % name, os.path.join(unity, "importers", name + ".meta")) for name in PLUGINS]
    for path, full in metas:
        guid = guid_of(read(full)) if os.path.exists(full) else None
        wanted = hashlib.sha256(("%s/%s" % (NAME, path[:-5])).encode()).hexdigest()[:32]
        if guid != wanted:
            yield "%s: guid %s is not the one of its path" % (path, guid)
        if guid in seen and seen[guid] != path:
            yield "%s and %s have the same guid" % (path, seen[guid])
        seen[guid] = path


def metas_fit_their_files(unity):
    package = os.path.join(unity, NAME)
    kinds = {".cs": "MonoImporter", ".asmdef": "AssemblyDefinitionImporter", ".md": "TextScriptImporter", ".png": "TextureImporter"}
    for path in visible(package):
        if path.endswith(".meta"):
            continue
        full = os.path.join(package, path)
        meta = read(full + ".meta") if os.path.exists(full + ".meta") else ""
        if path.endswith(LIBRARY_FOLDER):
            wanted = "folderAsset: yes\nPluginImporter:"
        elif os.path.isdir(full):
            wanted = "folderAsset: yes\nDefaultImporter:"
        elif path == "package.json":
            wanted = "PackageManifestImporter:"
        elif path.startswith("Plugins/") and not path.endswith(".md"):
            wanted = "PluginImporter:"
        else:
            wanted = kinds.get(os.path.splitext(path)[1], "a known importer") + ":"
        if "\n" + wanted not in meta:
            yield "%s: its .meta has no %s" % (path, wanted)


def platforms(meta):
    """The platforms of a PluginImporter: whether each is enabled, and its settings."""
    found = {}
    blocks = re.split(r"^  - first:\n", meta, flags=re.M)[1:]
    for block in blocks:
        name = re.match(r"      [^\n]*: ?(\w+)\n", block).group(1)
        enabled = re.search(r"^      enabled: ([01])$", block, re.M).group(1) == "1"
        found[name] = (enabled, dict(re.findall(r"^        ([\w ]+): ?(.*)$", block, re.M)))
    return found


def plugins_have_one_platform(unity):
    for path, wanted in PLUGINS.items():
        full = os.path.join(unity, "importers", path + ".meta")
        if not os.path.exists(full):
            yield "%s has no importer" % path
            continue
        said = platforms(read(full))
        if set(said) != PLAYERS | {"Any", "Editor"}:
            yield "%s: platforms %s" % (path, sorted(said))
            continue
        on = {name for name, (enabled, _) in said.items() if enabled}
        if on != set(wanted):
            yield "%s is enabled for %s instead of %s" % (path, sorted(on), sorted(wanted))
        excluded = {name[8:] for name, value in said["Any"][1].items() if value == "1"}
        if excluded != (PLAYERS | {"Editor"}) - set(wanted):
            yield "%s excludes %s" % (path, sorted(excluded))
        for name, how in wanted.items():
            settings = said.get(name, (False, {}))[1]
            cpu, system = how if isinstance(how, tuple) else (how, None)
            if settings.get("CPU") != cpu or (system and settings.get("OS") != system):
                yield "%s: %s has %s" % (path, name, settings)
    android = os.path.join(unity, "importers", "android-arm64", "libconvai.so.meta")
    if os.path.exists(android) and "Is16KbAligned: true" not in read(android):
        yield "the Android library must declare 16 KB pages"


def every_platform_has_a_folder(unity):
    for path in PLUGINS:
        folder = os.path.join(unity, NAME, "Plugins", os.path.dirname(path))
        if not os.path.isdir(folder):
            yield "Plugins/%s is missing" % os.path.dirname(path)


def android_libraries_compile(unity):
    """Compiles the manifest of each Android library, and reads the permissions of the result."""
    wanted = {
        "ConvaiNative": ["android.permission.INTERNET"],
        "ConvaiNativeMicrophone": ["android.permission.RECORD_AUDIO"],
    }
    folder = os.path.join(unity, NAME, "Plugins", "Android")
    there = {name[:-len(LIBRARY_FOLDER)] for name in os.listdir(folder) if name.endswith(LIBRARY_FOLDER)}
    if there != set(wanted):
        yield "there are the libraries %s" % sorted(there)
    namespaces = set()
    for name in sorted(there & set(wanted)):
        library = os.path.join(folder, name + LIBRARY_FOLDER)
        manifest, gradle = read(os.path.join(library, "AndroidManifest.xml")), read(os.path.join(library, "build.gradle"))
        package = re.search(r'package="([\w.]+)"', manifest)
        namespace = re.search(r"^ +namespace '([\w.]+)'$", gradle, re.M)
        # The Android Gradle plugin 8 stops if they differ, and Gradle 9 if two libraries have the same.
        if not package or not namespace or package.group(1) != namespace.group(1) or namespace.group(1) in namespaces:
            yield "%s: the namespace of Gradle is missing, used twice, or not the package of the manifest" % name
        namespaces.add(namespace and namespace.group(1))
        if "android.library=true" not in read(os.path.join(library, "project.properties")):
            yield "%s: project.properties" % name
        with tempfile.TemporaryDirectory() as built:
            out = os.path.join(built, "library.apk")
            done = subprocess.run(["aapt", "package", "-f", "--min-sdk-version", "22", "--target-sdk-version", "34", "-M", os.path.join(library, "AndroidManifest.xml"), "-I", FRAMEWORK, "-F", out], capture_output=True, text=True)
            if done.returncode != 0:
                yield "%s: %s" % (name, done.stderr.strip())
                continue
            told = subprocess.run(["aapt", "dump", "badging", out], capture_output=True, text=True).stdout
            if re.findall(r"^uses-permission: name='([\w.]+)'", told, re.M) != wanted[name]:
                yield "%s asks for %s" % (name, told)
            # A permission implies its feature as required.
            if name == "ConvaiNativeMicrophone" and "uses-feature-not-required: name='android.hardware.microphone'" not in told:
                yield "%s: devices without a microphone cannot install the game: %s" % (name, told)


def property_lists_are_complete(unity):
    """The privacy manifest of iOS and the entitlements of macOS."""
    with open(os.path.join(unity, NAME, "Plugins", "ios", "PrivacyInfo.xcprivacy"), "rb") as file:
        privacy = plistlib.load(file)
    if set(privacy) != {"NSPrivacyTracking", "NSPrivacyTrackingDomains", "NSPrivacyCollectedDataTypes", "NSPrivacyAccessedAPITypes"} or privacy["NSPrivacyTracking"]:
        yield "the privacy manifest has the keys %s" % sorted(privacy)
    collected = {each.get("NSPrivacyCollectedDataType") for each in privacy.get("NSPrivacyCollectedDataTypes", [])}
    if collected != {"NSPrivacyCollectedDataTypeAudioData", "NSPrivacyCollectedDataTypeOtherUserContent"}:
        yield "the privacy manifest declares the data %s" % sorted(map(str, collected))
    for each in privacy.get("NSPrivacyAccessedAPITypes", []):
        if not each.get("NSPrivacyAccessedAPITypeReasons"):
            yield "%s has no reason" % each
    with open(os.path.join(unity, NAME, "Documentation~", "ConvaiNative.entitlements"), "rb") as file:
        entitlements = plistlib.load(file)
    if entitlements != {"com.apple.security.network.client": True, "com.apple.security.device.audio-input": True}:
        yield "the entitlements are %s" % entitlements
    meta = read(os.path.join(unity, NAME, "Plugins", "ios", "PrivacyInfo.xcprivacy.meta"))
    if {name for name, (enabled, _) in platforms(meta).items() if enabled} != {"iOS"}:
        yield "the privacy manifest is not enabled for iOS alone"


def manifest_is_complete(unity):
    package = os.path.join(unity, NAME)
    known = json.loads(read(os.path.join(package, "package.json")))
    if known.get("name") != NAME or not re.fullmatch(r"[a-z0-9.-]+", known["name"]):
        yield "name"
    if known.get("version") != re.search(r'^version = "([^"]+)"', read(os.path.join(ROOT, "Cargo.toml")), re.M).group(1):
        yield "the version is %s, and the library has another" % known.get("version")
    if known.get("unity") != "2021.3":
        yield "unity %s" % known.get("unity")
    others = [name for name in known.get("dependencies", {}) if not name.startswith("com.unity.modules.")]
    if others:
        yield "it depends on %s" % others
    for field in ("displayName", "description", "author", "license"):
        if not known.get(field):
            yield "%s is missing" % field
    for name in ("README.md", "CHANGELOG.md", "LICENSE.md"):
        if not os.path.isfile(os.path.join(package, name)):
            yield "%s is missing" % name
    if "## %s" % known.get("version") not in read(os.path.join(package, "CHANGELOG.md")):
        yield "the changelog has no entry for this version"


def modules_are_declared(unity):
    """A project can switch built-in modules off. The table of the reference tells in which module a type is."""
    package = os.path.join(unity, NAME)
    declared = set(json.loads(read(os.path.join(package, "package.json")))["dependencies"])
    text = "\n".join(read(path) for folder in ("Runtime", "Samples~", "Editor") for path in glob.glob(os.path.join(package, folder, "**", "*.cs"), recursive=True))
    used = {}
    for block in read(os.path.join(unity, "tests", "reference", "members.txt")).split("\n\n"):
        found = re.search(r"^\w+ (UnityEngine\.[\w.]+)", block, re.M)
        modules = re.findall(r"^file Modules/(\w+)/", block, re.M)
        if found and modules and re.search(r"\b%s\b" % found.group(1).rsplit(".", 1)[1].replace("Attribute", ""), text):
            used["com.unity.modules." + modules[0].lower()] = found.group(1)
    if len(used) < 3:
        yield "only the modules %s are found" % sorted(used)
    for name in sorted(set(used) - declared):
        yield "%s is in %s, which package.json does not declare" % (used[name], name)
    for name in sorted(declared - set(used)):
        yield "package.json declares %s, and nothing of it is used" % name


def samples_are_listed(unity):
    package = os.path.join(unity, NAME)
    listed = json.loads(read(os.path.join(package, "package.json"))).get("samples", [])
    there = {"Samples~/" + name for name in os.listdir(os.path.join(package, "Samples~"))}
    for sample in listed:
        if not sample.get("displayName") or not sample.get("description"):
            yield "%s has no name or description" % sample
        scripts = glob.glob(os.path.join(package, sample["path"], "*.cs"))
        if not scripts:
            yield "%s has no script" % sample["path"]
        # In the global namespace, or in the assembly of the game's scripts, a sample and a script of one name do not compile.
        if len(glob.glob(os.path.join(package, sample["path"], "ConvaiNative.Samples.*.asmdef"))) != 1:
            yield "%s has no assembly of its own" % sample["path"]
        for script in scripts:
            if not re.search(r"^namespace ConvaiNative\.Samples$", read(script), re.M):
                yield "%s is not in the namespace of the samples" % script
    if {sample["path"] for sample in listed} != there:
        yield "package.json lists %s, and the folder has %s" % (sorted(sample["path"] for sample in listed), sorted(there))


def asmdefs(unity):
    found = {}
    for path in glob.glob(os.path.join(unity, NAME, "**", "*.asmdef"), recursive=True):
        known = json.loads(read(path))
        known["path"] = os.path.relpath(path, os.path.join(unity, NAME))
        found[known["name"]] = known
    return found


def assemblies_are_layered(unity):
    known = asmdefs(unity)
    outside = {"UnityEngine.TestRunner", "UnityEditor.TestRunner"}
    core = known.get("ConvaiNative")
    if not core or not core["noEngineReferences"] or core["references"] or not core["allowUnsafeCode"]:
        yield "the core must reference neither the engine nor another assembly"
    for name, each in known.items():
        if os.path.basename(each["path"]) != name + ".asmdef":
            yield "%s is defined in %s" % (name, each["path"])
        for reference in each["references"]:
            if reference not in known and reference not in outside:
                yield "%s references the unknown assembly %s" % (name, reference)
        in_editor = each["includePlatforms"] == ["Editor"]
        if in_editor != ("Editor" in each["path"].split("/")):
            yield "%s: only assemblies in Editor folders may be for the editor only" % name
        if not in_editor and any(known[r]["includePlatforms"] for r in each["references"] if r in known):
            yield "%s is part of players and references editor code" % name
        is_test = each["path"].startswith("Tests")
        if is_test != (each["defineConstraints"] == ["UNITY_INCLUDE_TESTS"]) or is_test == each["autoReferenced"]:
            yield "%s: test assemblies, and no others, have UNITY_INCLUDE_TESTS and are not referenced automatically" % name
        if each["allowUnsafeCode"] and name != "ConvaiNative":
            yield "%s must not allow unsafe code" % name
    yield from cycles(known)


def cycles(known):
    def walk(name, way):
        if name in way:
            yield "%s references itself: %s" % (name, " -> ".join(way))
        elif name in known:
            for reference in known[name]["references"]:
                yield from walk(reference, way + [name])

    for name in known:
        yield from walk(name, [])


def components_have_their_files(unity):
    """Unity requires that a component and its file have the same name."""
    for path in glob.glob(os.path.join(unity, NAME, "Runtime", "Components", "*.cs")) + glob.glob(os.path.join(unity, NAME, "Samples~", "*", "*.cs")):
        for name in re.findall(r"^\s*public (?:sealed )?(?:partial )?class (\w+) : (?:MonoBehaviour|ScriptableObject)\b", read(path), re.M):
            if name + ".cs" != os.path.basename(path):
                yield "the component %s is in %s" % (name, os.path.basename(path))


def key_has_no_field(unity):
    """A serialized API key would be part of every build."""
    for path in glob.glob(os.path.join(unity, NAME, "Runtime", "Components", "*.cs")):
        for field in re.findall(r"\[SerializeField[^\]]*\](?:\s*\[[^\n]*\])*\s*private \w+ (\w+)", read(path)):
            if "key" in field.lower():
                yield "%s has the field %s" % (os.path.basename(path), field)


def core_stands_once(unity):
    """The .NET project compiles the core of the package, and no other folder has a copy."""
    core = os.path.join(unity, NAME, "Runtime", "Core")
    sources = {os.path.basename(path) for path in glob.glob(os.path.join(core, "*.cs"))}
    if not sources:
        yield "Runtime/Core has no sources"
    for path in glob.glob(os.path.join(unity, "..", "**", "*.cs"), recursive=True):
        folder = os.path.realpath(os.path.dirname(path))
        if os.path.basename(path) in sources and folder != os.path.realpath(core):
            yield "%s has the name of a file of the core" % os.path.relpath(path, unity)
    project = read(os.path.join(unity, "..", "csharp", "ConvaiNative.csproj"))
    if '<Compile Include="../unity/com.convai.native/Runtime/Core/*.cs" />' not in project:
        yield "ConvaiNative.csproj does not include Runtime/Core"


def licence_is_whole(unity):
    text = read(os.path.join(unity, NAME, "LICENSE.md"))
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        if read(os.path.join(ROOT, name)).strip("\n") not in text:
            yield "LICENSE.md does not have the text of %s" % name


def sources(unity):
    """The C# files of the package: path and text."""
    for path in sorted(glob.glob(os.path.join(unity, NAME, "**", "*.cs"), recursive=True)):
        yield os.path.relpath(path, unity), read(path)


def public_types(unity):
    declaration = r"^ *public (?:(?:sealed|static|abstract|unsafe|readonly|partial) )*(?:class|struct|enum|interface|delegate \w+) (\w+)"
    for path, text in sources(unity):
        for name in re.findall(declaration, text, re.M):
            yield path, name


def names_differ_from_the_vendors(unity):
    """A game may also use the vendor's own SDK. `using` directives of both packages must not make a name ambiguous."""
    listed = read(os.path.join(unity, "tests", "vendor_names.txt"))
    namespaces, types = (set(part.split()) for part in re.split(r"^\[\w+\]$", listed, flags=re.M)[1:])
    if len(namespaces) < 50 or len(types) < 200:
        yield "the list of the vendor's names is incomplete"
    vendors = {each.split(".")[0] for each in namespaces}
    for path, text in sources(unity):
        for name in re.findall(r"^namespace ([\w.]+)", text, re.M):
            if name.split(".")[0] in vendors:
                yield "%s: the namespace %s" % (path, name)
    for path, name in public_types(unity):
        if name in types:
            yield "%s: the type %s" % (path, name)
    for name in asmdefs(unity):
        if name.split(".")[0] in vendors:
            yield "the assembly %s" % name


def one_prefix(unity):
    """One rule for names: what begins with the vendor's name begins with the name of this product."""
    for path, name in public_types(unity):
        if name.startswith("Convai") and not name.startswith("ConvaiNative"):
            yield "%s: the type %s" % (path, name)
    for path, text in sources(unity):
        for name in re.findall(r"^namespace ([\w.]+)", text, re.M):
            if name.split(".")[0] != "ConvaiNative" or "Unity" in name:
                yield "%s: the namespace %s" % (path, name)
        for menu in re.findall(r'(?:AddComponentMenu\(|menuName = |MenuItem\(|base\()"((?:Project/)?Convai[^"]*)"', text):
            if not re.match(r"(Project/)?Convai Native(/|$)", menu):
                yield "%s: the menu %s" % (path, menu)


def assemblies_differ_from_the_library(unity):
    """On Windows the native library is convai.dll, and file names ignore case."""
    names = set(asmdefs(unity)) | set(re.findall(r"<AssemblyName>(.*?)</", read(os.path.join(unity, "..", "csharp", "ConvaiNative.csproj"))))
    if len(names) < 5:
        yield "there are only the assemblies %s" % sorted(names)
    for name in names:
        if name.lower() == "convai":
            yield "the assembly %s and the native library have one file name on Windows" % name


def readme_is_plain(unity):
    text = " ".join(read(os.path.join(unity, NAME, "README.md")).split())
    for words in ("against stubs", "run on Mono", "not been run inside Unity"):
        if words not in text:
            yield "the README does not mention: %s" % words


def edit(path, before, after):
    """Replaces a text in a file of the copy. The file must have the text."""
    def broken(unity):
        text = read(os.path.join(unity, path))
        if before not in text:
            raise AssertionError("%s has no %r to break" % (path, before))
        with open(os.path.join(unity, path), "w", encoding="utf-8") as file:
            file.write(text.replace(before, after, 1))
    return broken


def remove(path):
    return lambda unity: os.remove(os.path.join(unity, path))


def twice(path, other):
    return lambda unity: shutil.copy(os.path.join(unity, path), os.path.join(unity, other))


P = NAME + "/"
COMPONENTS = P + "Runtime/Components/"
ANDROID = P + "Plugins/Android/ConvaiNative%s.androidlib/AndroidManifest.xml"
CHECKS = [
    ("every visible file and folder has a .meta file", every_file_has_a_meta, remove(P + "Runtime.meta")),
    ("every .meta file has its file", every_file_has_a_meta, remove(P + "Runtime/Core/Reply.cs")),
    ("guids are unique and derive from the paths", guids_come_from_paths, twice(P + "Editor.meta", P + "Tests.meta")),
    ("importers match their files", metas_fit_their_files, edit(P + "Editor/KeyScan.cs.meta", "MonoImporter", "DefaultImporter")),
    ("each native library is enabled for its own platform only", plugins_have_one_platform, edit("importers/linux-x86_64/libconvai.so.meta", "enabled: 0\n      settings: {}", "enabled: 1\n      settings: {}")),
    ("the Android library declares 16 KB pages", plugins_have_one_platform, edit("importers/android-arm64/libconvai.so.meta", "Is16KbAligned: true", "Is16KbAligned: false")),
    ("the Android library asks for the network", android_libraries_compile, edit(ANDROID % "", "INTERNET", "INTERNETS")),
    ("the Android library of the microphone asks for it", android_libraries_compile, edit(ANDROID % "Microphone", 'required="false"', 'required="true"')),
    ("the manifest of each Android library is valid", android_libraries_compile, edit(ANDROID % "", "android:name", "android:nome")),
    ("each Android library has its Gradle namespace", android_libraries_compile, edit(ANDROID.replace("AndroidManifest.xml", "build.gradle") % "", "namespace '", "namespace 'other.")),
    ("the privacy manifest and the entitlements are complete", property_lists_are_complete, edit(P + "Plugins/ios/PrivacyInfo.xcprivacy", "AudioData", "Other")),
    ("every platform has its folder", every_platform_has_a_folder, lambda unity: shutil.rmtree(os.path.join(unity, P + "Plugins/ios"))),
    ("package.json is complete and has the version of the library", manifest_is_complete, edit(P + "package.json", '"dependencies": {', '"dependencies": {"com.unity.ugui": "1.0.0", ')),
    ("package.json declares the built-in modules that are used", modules_are_declared, edit(P + "package.json", '"com.unity.modules.audio": "1.0.0",', "")),
    ("package.json lists the samples", samples_are_listed, edit(P + "package.json", "Samples~/TextChat", "Samples~/Textchat")),
    ("each sample has an assembly and the namespace of the samples", samples_are_listed, edit(P + "Samples~/TextChat/TextChat.cs", "namespace ConvaiNative.Samples", "namespace Chat")),
    ("references between assemblies have no cycle, and players have no editor code", assemblies_are_layered, edit(COMPONENTS + "ConvaiNative.Components.asmdef", '"ConvaiNative"\n', '"ConvaiNative", "ConvaiNative.Editor"\n')),
    ("the assembly of the core does not reference the engine", assemblies_are_layered, edit(P + "Runtime/Core/ConvaiNative.asmdef", '"noEngineReferences": true', '"noEngineReferences": false')),
    ("components have the names of their files", components_have_their_files, edit(COMPONENTS + "ConvaiNativeCharacter.cs", "class ConvaiNativeCharacter", "class Character")),
    ("no API key is serialized", key_has_no_field, edit(COMPONENTS + "ConvaiNativeSettings.cs", "private string proxy", "private string apiKey")),
    ("the sources of the core exist once", core_stands_once, twice(P + "Runtime/Core/Reply.cs", "tests/Reply.cs")),
    ("LICENSE.md has both licence texts", licence_is_whole, edit(P + "LICENSE.md", "THE SOFTWARE IS PROVIDED", "IT IS PROVIDED")),
    ("no public name is a name of the vendor's SDK", names_differ_from_the_vendors, edit(COMPONENTS + "ConvaiNativeCharacter.cs", "class ConvaiNativeCharacter", "class ConvaiCharacter")),
    ("no namespace is a namespace of the vendor's SDK", names_differ_from_the_vendors, edit(P + "Runtime/Core/Reply.cs", "namespace ConvaiNative", "namespace Convai.Native")),
    ("types, namespaces and menus begin with ConvaiNative", one_prefix, edit(COMPONENTS + "ConvaiNativeMicrophone.cs", '"Convai Native/', '"Convai/')),
    ("no assembly has the file name of the native library", assemblies_differ_from_the_library, edit(P + "Runtime/Core/ConvaiNative.asmdef", '"name": "ConvaiNative"', '"name": "Convai"')),
    ("the README states how the package was tested", readme_is_plain, edit(P + "README.md", "run inside Unity", "tried")),
]


def main():
    failed = 0
    for title, check, plant in CHECKS:
        problems = list(check(UNITY))
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "bindings", "unity")
            shutil.copytree(UNITY, copy, ignore=shutil.ignore_patterns("__pycache__", "libconvai.so", "libconvai.a", "libconvai.dylib", "convai.dll"))
            os.symlink(os.path.join(ROOT, "bindings", "csharp"), os.path.join(folder, "bindings", "csharp"))
            plant(copy)
            if not list(check(copy)):
                problems.append("the check does not find the planted defect")
        failed += bool(problems)
        print("%s package: %s%s" % ("FAIL" if problems else "ok  ", title, "".join("\n       " + problem for problem in problems)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

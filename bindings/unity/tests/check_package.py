#!/usr/bin/env python3
"""Checks what Unity reads of the package before it compiles anything: metas, asmdefs, the manifest, importers, copies.

Reads the files as they lie there, and does not ask the scripts that wrote them, but for `sync.py --check`. Each check is
also tried on a package that is broken in its way, and has to notice. Prints "ok" or "FAIL" for each.
"""

import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
UNITY = os.path.join(ROOT, "bindings", "unity")
NAME = "com.convai.native"

# What section "Platforms" of the README promises: file, editor, player, and the CPU of each.
PLUGINS = {
    "linux-x86_64/libconvai.so": {"Editor": ("x86_64", "Linux"), "Linux64": "x86_64"},
    "windows-x86_64/convai.dll": {"Editor": ("x86_64", "Windows"), "Win64": "x86_64"},
    "macos-universal/libconvai.dylib": {"Editor": ("AnyCPU", "OSX"), "OSXUniversal": "AnyCPU"},
    "android-arm64/libconvai.so": {"Android": "ARM64"},
    "ios/libconvai.a": {"iOS": "ARM64"},
}
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


def guid_of(text):
    found = re.match(r"fileFormatVersion: 2\nguid: ([0-9a-f]{32})\n", text)
    return found.group(1) if found else None


def every_file_has_a_meta(unity):
    package = os.path.join(unity, NAME)
    paths = set(visible(package))
    for path in sorted(paths):
        if path.endswith(".meta"):
            if path[:-5] not in paths:
                yield "%s belongs to nothing" % path
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
    kinds = {".cs": "MonoImporter", ".asmdef": "AssemblyDefinitionImporter", ".md": "TextScriptImporter"}
    for path in visible(package):
        if path.endswith(".meta"):
            continue
        full = os.path.join(package, path)
        meta = read(full + ".meta") if os.path.exists(full + ".meta") else ""
        if os.path.isdir(full):
            wanted = "folderAsset: yes\nDefaultImporter:"
        elif path == "package.json":
            wanted = "PackageManifestImporter:"
        elif path.startswith("Plugins/") and not path.endswith(".md"):
            wanted = "PluginImporter:"
        else:
            wanted = kinds.get(os.path.splitext(path)[1], "an importer that this check knows") + ":"
        if "\n" + wanted not in meta:
            yield "%s: its .meta has no %s" % (path, wanted)


def platforms(meta):
    """What a PluginImporter says for each platform: whether it is on, and its settings."""
    found = {}
    blocks = re.split(r"^  - first:\n", meta, flags=re.M)[1:]
    for block in blocks:
        name = re.match(r"      [^\n]*: ?(\w+)\n", block).group(1)
        enabled = re.search(r"^      enabled: ([01])$", block, re.M).group(1) == "1"
        found[name] = (enabled, dict(re.findall(r"^        ([\w ]+): ?(.*)$", block, re.M)))
    return found


def plugins_have_their_platform_alone(unity):
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
            yield "%s is on for %s, and should be for %s" % (path, sorted(on), sorted(wanted))
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
        yield "Android needs pages of 16 KB"


def every_platform_has_a_folder(unity):
    for path in PLUGINS:
        folder = os.path.join(unity, NAME, "Plugins", os.path.dirname(path))
        if not os.path.isdir(folder):
            yield "Plugins/%s is not there" % os.path.dirname(path)


def manifest_is_complete(unity):
    package = os.path.join(unity, NAME)
    known = json.loads(read(os.path.join(package, "package.json")))
    if known.get("name") != NAME or not re.fullmatch(r"[a-z0-9.-]+", known["name"]):
        yield "name"
    if known.get("version") != re.search(r'^version = "([^"]+)"', read(os.path.join(ROOT, "Cargo.toml")), re.M).group(1):
        yield "version %s is not the library's" % known.get("version")
    if known.get("unity") != "2021.3":
        yield "unity %s" % known.get("unity")
    if known.get("dependencies") != {}:
        yield "it has dependencies"
    for field in ("displayName", "description", "author", "license"):
        if not known.get(field):
            yield "%s is missing" % field
    for name in ("README.md", "CHANGELOG.md", "LICENSE.md", "Third Party Notices.md"):
        if not os.path.isfile(os.path.join(package, name)):
            yield "%s is missing" % name
    if "## %s" % known.get("version") not in read(os.path.join(package, "CHANGELOG.md")):
        yield "the changelog does not know this version"


def samples_are_listed(unity):
    package = os.path.join(unity, NAME)
    listed = json.loads(read(os.path.join(package, "package.json"))).get("samples", [])
    there = {"Samples~/" + name for name in os.listdir(os.path.join(package, "Samples~"))}
    for sample in listed:
        if not sample.get("displayName") or not sample.get("description"):
            yield "%s has no name or description" % sample
        if not glob.glob(os.path.join(package, sample["path"], "*.cs")):
            yield "%s has no script" % sample["path"]
    if {sample["path"] for sample in listed} != there:
        yield "listed %s, and there is %s" % (sorted(sample["path"] for sample in listed), sorted(there))


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
    core = known.get("Convai.Native")
    if not core or not core["noEngineReferences"] or core["references"] or not core["allowUnsafeCode"]:
        yield "the core has to know no engine and no other assembly"
    for name, each in known.items():
        if os.path.basename(each["path"]) != name + ".asmdef":
            yield "%s lies in %s" % (name, each["path"])
        for reference in each["references"]:
            if reference not in known and reference not in outside:
                yield "%s refers to %s, which is not there" % (name, reference)
        in_editor = each["includePlatforms"] == ["Editor"]
        if in_editor != ("Editor" in each["path"].split("/")):
            yield "%s: editor only, or not?" % name
        if not in_editor and any(known[r]["includePlatforms"] for r in each["references"] if r in known):
            yield "%s goes into players and refers to editor code" % name
        is_test = each["path"].startswith("Tests")
        if is_test != (each["defineConstraints"] == ["UNITY_INCLUDE_TESTS"]) or is_test == each["autoReferenced"]:
            yield "%s: tests alone have UNITY_INCLUDE_TESTS, and are not referenced automatically" % name
        if each["allowUnsafeCode"] and name != "Convai.Native":
            yield "%s needs no unsafe code" % name
    yield from cycles(known)


def cycles(known):
    def walk(name, way):
        if name in way:
            yield "%s refers to itself: %s" % (name, " -> ".join(way))
        elif name in known:
            for reference in known[name]["references"]:
                yield from walk(reference, way + [name])

    for name in known:
        yield from walk(name, [])


def components_have_their_files(unity):
    """Unity finds a component by the name of its file."""
    for path in glob.glob(os.path.join(unity, NAME, "Runtime", "Unity", "*.cs")) + glob.glob(os.path.join(unity, NAME, "Samples~", "*", "*.cs")):
        for name in re.findall(r"^\s*public (?:sealed )?class (\w+) : (?:MonoBehaviour|ScriptableObject)\b", read(path), re.M):
            if name + ".cs" != os.path.basename(path):
                yield "%s is in %s" % (name, os.path.basename(path))


def key_has_no_field(unity):
    """The one thing that must never be serialised."""
    for path in glob.glob(os.path.join(unity, NAME, "Runtime", "Unity", "*.cs")):
        for field in re.findall(r"\[SerializeField[^\]]*\](?:\s*\[[^\n]*\])*\s*private \w+ (\w+)", read(path)):
            if "key" in field.lower():
                yield "%s has the field %s" % (os.path.basename(path), field)


def copies_are_current(unity):
    result = subprocess.run([sys.executable, os.path.join(unity, "sync.py"), "--check"], capture_output=True, text=True)
    if result.returncode != 0:
        yield result.stdout + result.stderr


def readme_is_plain(unity):
    text = " ".join(read(os.path.join(unity, NAME, "README.md")).split())
    for words in ("against stubs", "run on Mono", "not been run inside Unity"):
        if words not in text:
            yield "the README does not say: %s" % words


def edit(path, before, after):
    """Breaks a file: it has to have what is taken out of it."""
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
CHECKS = [
    ("every visible file and folder has a .meta, and every .meta its file", every_file_has_a_meta, remove(P + "Runtime.meta")),
    ("no .meta belongs to nothing", every_file_has_a_meta, remove(P + "Runtime/Core/Reply.cs")),
    ("guids are unique and come from the paths", guids_come_from_paths, twice(P + "Editor.meta", P + "Tests.meta")),
    ("importers fit their files", metas_fit_their_files, edit(P + "Editor/KeyScan.cs.meta", "MonoImporter", "DefaultImporter")),
    ("each native library is on for its platform alone", plugins_have_their_platform_alone, edit("importers/linux-x86_64/libconvai.so.meta", "enabled: 0\n      settings: {}", "enabled: 1\n      settings: {}")),
    ("Android's library says that its pages are of 16 KB", plugins_have_their_platform_alone, edit("importers/android-arm64/libconvai.so.meta", "Is16KbAligned: true", "Is16KbAligned: false")),
    ("every platform has its folder", every_platform_has_a_folder, lambda unity: shutil.rmtree(os.path.join(unity, P + "Plugins/ios"))),
    ("package.json is complete and of the library's version", manifest_is_complete, edit(P + "package.json", '"dependencies": {}', '"dependencies": {"com.unity.ugui": "1.0.0"}')),
    ("the samples that are there are listed", samples_are_listed, edit(P + "package.json", "Samples~/TextChat", "Samples~/Textchat")),
    ("assemblies refer to each other one way, and editor code stays in the editor", assemblies_are_layered, edit(P + "Runtime/Unity/Convai.Native.Unity.asmdef", '"Convai.Native"\n', '"Convai.Native", "Convai.Native.Editor"\n')),
    ("the core's assembly knows no engine", assemblies_are_layered, edit(P + "Runtime/Core/Convai.Native.asmdef", '"noEngineReferences": true', '"noEngineReferences": false')),
    ("components are in files of their names", components_have_their_files, edit(P + "Runtime/Unity/ConvaiCharacter.cs", "class ConvaiCharacter", "class Character")),
    ("no key is serialised", key_has_no_field, edit(P + "Runtime/Unity/ConvaiSettings.cs", "private string proxy", "private string apiKey")),
    ("the core's sources, licences and version are current", copies_are_current, edit(P + "Runtime/Core/Reply.cs", "Text", "Txet")),
    ("the README says how it was tested", readme_is_plain, edit(P + "README.md", "run inside Unity", "tried")),
]


def main():
    failed = 0
    for title, check, breaks in CHECKS:
        problems = list(check(UNITY))
        with tempfile.TemporaryDirectory() as folder:
            # Two folders below a stand-in of the root, as the scripts look for the rest of the repository there.
            copy = os.path.join(folder, "bindings", "unity")
            shutil.copytree(UNITY, copy, ignore=shutil.ignore_patterns("__pycache__", "libconvai.so", "libconvai.a", "libconvai.dylib", "convai.dll"))
            for name in ("Cargo.toml", "LICENSE-MIT", "LICENSE-APACHE"):
                os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
            os.symlink(os.path.join(ROOT, "bindings", "csharp"), os.path.join(folder, "bindings", "csharp"))
            breaks(copy)
            if not list(check(copy)):
                problems.append("the check does not notice what breaks it")
        failed += bool(problems)
        print("%s package: %s%s" % ("FAIL" if problems else "ok  ", title, "".join("\n       " + problem for problem in problems)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

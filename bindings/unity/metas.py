#!/usr/bin/env python3
"""Writes the .meta file of everything that Unity sees in the package, and checks them.

    python3 metas.py            writes what is missing or differs, removes what belongs to nothing
    python3 metas.py --check    writes nothing; fails where something differs

A package that comes from git or from an archive lies in a folder that Unity does not write to: what has no .meta there
is ignored. The guid is made from the package's name and the path, so it is the same on every machine and in every
release, as long as the file stays where it is.

The native libraries are build products and not in the repository. A .meta without its file is as wrong as a file without
its .meta, so theirs are kept in importers/, and package.py puts both together.
"""

import hashlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "com.convai.native"
PACKAGE = os.path.join(HERE, NAME)
IMPORTERS = os.path.join(HERE, "importers")

# Where each platform's library lies in the package, and what loads it: the editor's CPU and system (None: not in the
# editor), the player's name in Unity, and the player's own settings.
LIBRARIES = {
    "linux-x86_64": ("libconvai.so", ("x86_64", "Linux"), "Linux64", {"CPU": "x86_64"}),
    "windows-x86_64": ("convai.dll", ("x86_64", "Windows"), "Win64", {"CPU": "x86_64"}),
    "macos-universal": ("libconvai.dylib", ("AnyCPU", "OSX"), "OSXUniversal", {"CPU": "AnyCPU"}),
    "android-arm64": ("libconvai.so", None, "Android", {"CPU": "ARM64", "Is16KbAligned": "true"}),
    "ios": ("libconvai.a", None, "iOS", {"AddToEmbeddedBinaries": "false", "CPU": "ARM64", "FrameworkDependencies": "CoreFoundation;Security;"}),
}

# The players that Unity knows, in its order, with the group that each is listed under.
PLAYERS = (("Android", "Android"), ("Linux64", "Standalone"), ("OSXUniversal", "Standalone"), ("WebGL", "WebGL"),
           ("Win", "Standalone"), ("Win64", "Standalone"), ("iOS", "iPhone"))

ENDING = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n"


def guid(path):
    """The guid of a path inside the package, with forward slashes."""
    return hashlib.sha256(("%s/%s" % (NAME, path)).encode("utf-8")).hexdigest()[:32]


def hidden(name):
    """What Unity does not look at, and so has no .meta."""
    return name.startswith(".") or name.endswith("~") or name in ("__pycache__", "cvs") or name.endswith(".tmp")


def visible(package=PACKAGE):
    """The path of every file and folder that Unity sees, with forward slashes, sorted."""
    found = []
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if not hidden(name))
        for name in folders + files:
            if not hidden(name) and not name.endswith(".meta"):
                found.append(os.path.relpath(os.path.join(folder, name), package).replace(os.sep, "/"))
    return sorted(found)


def importer(path, is_folder):
    """The importer of everything that is not a native library."""
    if is_folder:
        return "folderAsset: yes\nDefaultImporter:\n  externalObjects: {}\n" + ENDING
    if path.endswith(".cs"):
        return ("MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n"
                "  icon: {instanceID: 0}\n" + ENDING)
    if path == "package.json":
        return "PackageManifestImporter:\n  externalObjects: {}\n" + ENDING
    if path.endswith(".asmdef"):
        return "AssemblyDefinitionImporter:\n  externalObjects: {}\n" + ENDING
    if path.endswith((".md", ".txt", ".json", ".xml")):
        return "TextScriptImporter:\n  externalObjects: {}\n" + ENDING
    return "DefaultImporter:\n  externalObjects: {}\n" + ENDING


def platform(group, name, enabled, settings):
    lines = "".join("        %s: %s\n" % pair for pair in sorted(settings.items()))
    settings_text = "      settings:\n" + lines if lines else "      settings: {}\n"
    return "  - first:\n      %s: %s\n    second:\n      enabled: %d\n%s" % (group, name, enabled, settings_text)


def plugin_importer(where):
    """A native library's importer: "any platform" off, and each platform switched on or off by itself."""
    _, editor, player, own = LIBRARIES[where]
    excluded = {"Exclude %s" % name: int(name != player) for name, _ in PLAYERS}
    excluded["Exclude Editor"] = int(editor is None)
    editor_settings = {"DefaultValueInitialized": "true"}
    if editor:
        editor_settings.update({"CPU": editor[0], "OS": editor[1]})
    text = ("PluginImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  iconMap: {}\n  executionOrder: {}\n"
            "  defineConstraints: []\n  isPreloaded: 0\n  isOverridable: 0\n  isExplicitlyReferenced: 0\n  validateReferences: 1\n"
            "  platformData:\n")
    text += platform("", "Any", 0, excluded)
    text += platform("Editor", "Editor", int(editor is not None), editor_settings)
    for name, group in PLAYERS:
        text += platform(group, name, int(name == player), own if name == player else {"CPU": "None"} if group == "Standalone" else {})
    return text + ENDING


def meta(path, body):
    return "fileFormatVersion: 2\nguid: %s\n%s" % (guid(path), body)


def library_path(where):
    return "Plugins/%s/%s" % (where, LIBRARIES[where][0])


def library_meta(where):
    return meta(library_path(where), plugin_importer(where))


def wanted():
    """Every .meta and what is to be in it."""
    plugins = {library_path(where): where for where in LIBRARIES}
    files = {}
    for path in visible():
        full = os.path.join(PACKAGE, path)
        files[full + ".meta"] = library_meta(plugins[path]) if path in plugins else meta(path, importer(path, os.path.isdir(full)))
    for where in LIBRARIES:
        files[os.path.join(IMPORTERS, where, LIBRARIES[where][0] + ".meta")] = library_meta(where)
    return files


def existing():
    for top in (PACKAGE, IMPORTERS):
        for folder, _, files in os.walk(top):
            for name in files:
                if name.endswith(".meta"):
                    yield os.path.join(folder, name)


def problems():
    files = wanted()
    found = ["%s: belongs to nothing" % os.path.relpath(path, HERE) for path in existing() if path not in files]
    for path, text in sorted(files.items()):
        if not os.path.exists(path):
            found.append("%s: not there" % os.path.relpath(path, HERE))
        else:
            with open(path, encoding="utf-8") as file:
                if file.read() != text:
                    found.append("%s: is not what metas.py writes" % os.path.relpath(path, HERE))
    return found


def write(path, text):
    """Writes a file where it differs, so that times stay what they are where nothing changed."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def write_all():
    files = wanted()
    for path in list(existing()):
        if path not in files:
            os.remove(path)
    for path, text in files.items():
        write(path, text)


def main():
    if sys.argv[1:] == ["--check"]:
        found = problems()
        print("\n".join(found) or "every .meta is as it should be")
        return 1 if found else 0
    if sys.argv[1:]:
        raise SystemExit(__doc__)
    write_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Writes and checks the .meta file of every file and folder of the package that Unity imports.

    python3 metas.py            writes missing and outdated .meta files, removes those without a file
    python3 metas.py --check    writes nothing; fails if a .meta file is missing, outdated or left over

Unity cannot write to the folder of a package that was installed from git or from an archive, and it ignores files there that
have no .meta file. The guid is a hash of the package name and the path. It is the same on every machine and in every release
as long as the file stays where it is.

The native libraries are build products and are not in the repository. Their .meta files are in importers/, because a .meta
file without its file is an error too. package.py adds both to the archive.
"""

import hashlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "com.convai.native"
PACKAGE = os.path.join(HERE, NAME)
IMPORTERS = os.path.join(HERE, "importers")

# For each platform: the library's file, the editor that loads it (CPU and system, or None), the player's name in Unity, and
# the player's settings.
LIBRARIES = {
    "linux-x86_64": ("libconvai.so", ("x86_64", "Linux"), "Linux64", {"CPU": "x86_64"}),
    "windows-x86_64": ("convai.dll", ("x86_64", "Windows"), "Win64", {"CPU": "x86_64"}),
    "macos-universal": ("libconvai.dylib", ("AnyCPU", "OSX"), "OSXUniversal", {"CPU": "AnyCPU"}),
    "android-arm64": ("libconvai.so", None, "Android", {"CPU": "ARM64", "Is16KbAligned": "true"}),
    "android-armv7": ("libconvai.so", None, "Android", {"CPU": "ARMv7"}),
    "ios": ("libconvai.a", None, "iOS", {"AddToEmbeddedBinaries": "false", "CPU": "ARM64", "FrameworkDependencies": "CoreFoundation;Security;"}),
}

# The players of Unity in the order of its .meta files, with the group of each.
PLAYERS = (("Android", "Android"), ("Linux64", "Standalone"), ("OSXUniversal", "Standalone"), ("WebGL", "WebGL"),
           ("Win", "Standalone"), ("Win64", "Standalone"), ("iOS", "iPhone"))

# Folders and files that Unity includes in the builds of one player. It imports such a folder as one plugin, without its content.
PARTS = {".androidlib": "Android", ".xcprivacy": "iOS"}

# A texture for the interface of the editor, uncompressed and without smaller copies. Unity sets the fields that are not here.
ICON = """TextureImporter:
  internalIDToNameTable: []
  externalObjects: {}
  serializedVersion: 11
  mipmaps:
    enableMipMap: 0
    sRGBTexture: 1
  isReadable: 0
  alphaUsage: 1
  alphaIsTransparency: 1
  nPOTScale: 0
  maxTextureSize: 2048
  textureCompression: 0
  textureShape: 1
  textureType: 2
  textureSettings:
    serializedVersion: 2
    filterMode: 1
    aniso: 1
    mipBias: 0
    wrapU: 1
    wrapV: 1
    wrapW: 1
"""

ENDING = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n"


def guid(path):
    """The guid of a path in the package. The path uses forward slashes."""
    return hashlib.sha256(("%s/%s" % (NAME, path)).encode("utf-8")).hexdigest()[:32]


def hidden(name):
    """Whether Unity ignores a file or folder with this name. Ignored files have no .meta file."""
    return name.startswith(".") or name.endswith("~") or name in ("__pycache__", "cvs") or name.endswith(".tmp")


def visible(package=PACKAGE):
    """The paths of all files and folders that Unity imports, with forward slashes, sorted."""
    found = []
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if not hidden(name))
        for name in folders + files:
            if not hidden(name) and not name.endswith(".meta"):
                found.append(os.path.relpath(os.path.join(folder, name), package).replace(os.sep, "/"))
        folders[:] = [name for name in folders if os.path.splitext(name)[1] not in PARTS]
    return sorted(found)


def icon_of(path):
    """The reference from a script to the icon with its name, which is a texture: 2800000 is its number in the file."""
    icon = "Editor/Icons/%s.png" % os.path.splitext(os.path.basename(path))[0]
    if not os.path.exists(os.path.join(PACKAGE, icon)):
        return "{instanceID: 0}"
    return "{fileID: 2800000, guid: %s, type: 3}" % guid(icon)


def importer(path, is_folder):
    """The importer section for anything but a native library."""
    part = PARTS.get(os.path.splitext(path)[1])
    if part:
        return ("folderAsset: yes\n" if is_folder else "") + plugin(None, part, {})
    if is_folder:
        return "folderAsset: yes\nDefaultImporter:\n  externalObjects: {}\n" + ENDING
    if path.endswith(".cs"):
        return ("MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n"
                "  icon: %s\n" % icon_of(path) + ENDING)
    if path.endswith(".png"):
        return ICON + ENDING
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
    """The importer section of a native library: disabled for "any platform", enabled for its own platform only."""
    return plugin(*LIBRARIES[where][1:])


def plugin(editor, player, own):
    """The importer section of a plugin of one player, and of an editor if one loads it."""
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


def file_meta(path):
    """The .meta text of a file that is not a native library."""
    return meta(path, importer(path, False))


def library_path(where):
    return "Plugins/%s/%s" % (where, LIBRARIES[where][0])


def library_meta(where):
    return meta(library_path(where), plugin_importer(where))


def wanted():
    """The path and the text of every .meta file."""
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
    found = ["%s: there is no such file or folder in the package" % os.path.relpath(path, HERE) for path in existing() if path not in files]
    for path, text in sorted(files.items()):
        if not os.path.exists(path):
            found.append("%s: missing" % os.path.relpath(path, HERE))
        else:
            with open(path, encoding="utf-8") as file:
                if file.read() != text:
                    found.append("%s: outdated" % os.path.relpath(path, HERE))
    return found


def write(path, text):
    """Writes a file if its text changes, so that unchanged files keep their modification time."""
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
        print("\n".join(found) or "All .meta files are current.")
        return 1 if found else 0
    if sys.argv[1:]:
        raise SystemExit(__doc__)
    write_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compiles the assemblies of the Unity package with Mono's compiler against stubs of Unity.

    build.py FOLDER     writes the assemblies to FOLDER

Each assembly gets only the references that its asmdef names. A missing reference, or a use of the engine in the core, is a
compile error. The runtime is also compiled for each platform that has its own code. A game whose scripts have the names of the
samples is compiled with the automatic references, as Unity does after the import of the samples. Prints "ok" or "FAIL" for each assembly.
"""

import glob
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
PACKAGE = os.path.join(ROOT, "bindings", "unity", "com.convai.native")
CORE_TESTS = os.path.join(ROOT, "bindings", "csharp", "tests")

EDITOR = ["UNITY_2021_2_OR_NEWER", "UNITY_2021_3_OR_NEWER", "UNITY_EDITOR", "UNITY_INCLUDE_TESTS"]
PLAYERS = {name: ["UNITY_2021_2_OR_NEWER", "UNITY_2021_3_OR_NEWER", define] for name, define in (("Android", "UNITY_ANDROID"), ("iOS", "UNITY_IOS"), ("tvOS", "UNITY_TVOS"), ("visionOS", "UNITY_VISIONOS"), ("WebGL", "UNITY_WEBGL"), ("Standalone", "UNITY_STANDALONE"))}
LINKED = {"iOS", "tvOS", "visionOS"}
# The references of an assembly without noEngineReferences.
ENGINE = ["UnityEngine"]
ENGINE_IN_EDITOR = ["UnityEngine", "UnityEditor"]


class Builder:
    def __init__(self, folder):
        self.folder = folder
        self.failed = 0

    def compile(self, name, sources, references, defines, folder="", unsafe=False, program=False, counts=True):
        """Compiles an assembly and prints the result. A warning is an error. `counts` is False for the tools of the tests."""
        out = os.path.join(self.folder, folder)
        os.makedirs(out, exist_ok=True)
        target = os.path.join(out, name + (".exe" if program else ".dll"))
        command = ["mcs", "-langversion:7.2", "-warn:4", "-warnaserror", "-nologo", "-debug", "-out:" + target]
        command += [] if program else ["-target:library"]
        command += ["-unsafe"] if unsafe else []
        # CS0649 and CS0414: Unity's inspector sets serialized fields. CS1591: the C# suite checks for missing comments.
        command += ["-nowarn:0649,0414,1591", "-d:" + ";".join(defines)]
        command += ["-r:" + os.path.join(out, reference + ".dll") for reference in references]
        result = subprocess.run(command + sorted(sources), capture_output=True, text=True, timeout=120)
        label = "%s%s compiles" % (name, " for " + folder if folder else "")
        if result.returncode == 0 and sources:
            if counts:
                print("ok   " + label)
        else:
            self.failed += 1
            print("FAIL %s:\n%s%s" % (label, result.stdout, result.stderr))

    def links_the_library(self, player):
        """The imports of the core: linked into the program on Apple's phones, glasses and boxes, loaded elsewhere."""
        with open(os.path.join(self.folder, player, "ConvaiNative.dll"), "rb") as file:
            linked = b"__Internal" in file.read()
        right = linked == (player in LINKED)
        self.failed += not right
        print("%s %s: the library is %s" % ("ok  " if right else "FAIL", player, "linked into the program" if linked else "loaded"))

    def stub(self, name, references, defines, folder=""):
        self.compile(name, glob.glob(os.path.join(HERE, "stubs", name, "*.cs")), references, defines, folder, counts=False)

    def stubs(self, defines, folder=""):
        self.stub("UnityEngine", [], defines, folder)
        if "UNITY_EDITOR" in defines:
            self.stub("UnityEditor", ["UnityEngine"], defines, folder)
            self.stub("nunit.framework", [], defines, folder)
            self.stub("UnityEngine.TestRunner", [], defines, folder)
            self.stub("UnityEditor.TestRunner", [], defines, folder)


def definitions():
    """Every asmdef of the package with its folder, sorted so that references come first."""
    found = {}
    for path in glob.glob(os.path.join(PACKAGE, "**", "*.asmdef"), recursive=True):
        with open(path, encoding="utf-8") as file:
            known = json.load(file)
        found[known["name"]] = (os.path.dirname(path), known)
    ordered = []

    def visit(name):
        if name in found and name not in (each[1]["name"] for each in ordered):
            for reference in found[name][1]["references"]:
                visit(reference)
            ordered.append(found[name])

    for name in sorted(found):
        visit(name)
    return ordered


def sources(folder):
    """The sources of the asmdef in a folder. Subfolders with their own asmdef are excluded."""
    found = []
    for where, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not glob.glob(os.path.join(where, each, "*.asmdef"))]
        found += [os.path.join(where, name) for name in files if name.endswith(".cs")]
    return found


def references(known, editor):
    listed = list(known["references"]) + [name[:-4] for name in known["precompiledReferences"]]
    if known["noEngineReferences"]:
        return listed
    return listed + (ENGINE_IN_EDITOR if editor else ENGINE)


def snippets(folder):
    """The C# examples of the package's README and manual. Writes each to a file."""
    pages = [os.path.join(PACKAGE, "README.md")] + sorted(glob.glob(os.path.join(PACKAGE, "Documentation~", "*.md")))
    written = []
    for page in pages:
        with open(page, encoding="utf-8") as file:
            blocks = re.findall(r"^```csharp\n(.*?)^```$", file.read(), re.M | re.S)
        for number, block in enumerate(blocks, 1):
            path = os.path.join(folder, "%s%d.cs" % (os.path.splitext(os.path.basename(page))[0], number))
            with open(path, "w", encoding="utf-8") as file:
                file.write(block)
            written.append(path)
    return written


def main():
    builder = Builder(sys.argv[1])
    builder.stubs(EDITOR)
    automatic = []
    for folder, known in definitions():
        builder.compile(known["name"], sources(folder), references(known, True), EDITOR, unsafe=known["allowUnsafeCode"])
        if known["autoReferenced"] and known["includePlatforms"] != ["Editor"]:
            automatic.append(known["name"])
    for player, defines in PLAYERS.items():
        builder.stubs(defines, player)
        for folder, known in definitions():
            if not known["includePlatforms"] and not known["defineConstraints"]:
                builder.compile(known["name"], sources(folder), references(known, False), defines, player, unsafe=known["allowUnsafeCode"])
        builder.links_the_library(player)
    builder.compile("Assembly-CSharp", glob.glob(os.path.join(HERE, "game", "*.cs")), automatic + ENGINE, EDITOR)
    pages = os.path.join(builder.folder, "snippets")
    os.makedirs(pages, exist_ok=True)
    for old in glob.glob(os.path.join(pages, "*.cs")):
        os.remove(old)
    builder.compile("Snippets", snippets(pages), [name for name in automatic if "Samples" not in name] + ENGINE, EDITOR)
    harness = glob.glob(os.path.join(HERE, "harness", "*.cs")) + [os.path.join(CORE_TESTS, name) for name in ("Check.cs", "Emulator.cs", "Json.cs", "WakeHandle.cs")]
    everything = [known["name"] for _, known in definitions()]
    builder.compile("ConvaiNative.Tests.Harness", harness, everything + ENGINE_IN_EDITOR + ["nunit.framework", "UnityEngine.TestRunner", "Snippets"], EDITOR, program=True, counts=False)
    return 1 if builder.failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Checks the sources of the C# core against the rules for calls of native code on Mono and IL2CPP.

Each rule also runs on a source that violates it and must report it. Prints "ok" or "FAIL" for each rule.
"""

import os
import re
import sys

CORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "unity", "com.convai.native", "Runtime", "Core")

CROSSES = re.compile(r"^(void|byte|short|int|uint|long|ulong|float|double|IntPtr|UIntPtr|Native\w+\*|void\*|byte\*)\**$")
NAMESPACES = {
    "System",
    "System.Buffers",
    "System.Collections",
    "System.Collections.Generic",
    "System.Diagnostics",
    "System.IO",
    "System.Runtime.CompilerServices",
    "System.Runtime.InteropServices",
    "System.Text",
    "System.Threading",
    "System.Threading.Tasks",
}


def bare(source):
    """The code without comments and without the contents of strings."""
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", re.sub(r'"(?:\\.|[^"\\\n])*"', '""', source), flags=re.S)


def imports_in_one_file(name, source):
    if name != "NativeMethods.cs":
        yield from ("%s: an import" % m.group(0) for m in re.finditer(r"DllImport|\bextern\b", bare(source)))


def imports_are_cdecl(name, source):
    attribute = "[DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]"
    lines = [line.strip() for line in source.split("\n")]
    for index, line in enumerate(lines):
        if " extern " in line and (index == 0 or lines[index - 1] != attribute):
            yield "%s: the attribute is not %s" % (line, attribute)


def only_fixed_width_crosses(name, source):
    for result, parameters in re.findall(r"static extern (\S+) \w+\((.*?)\);", source):
        kinds = [result] + [p.split()[:-1] for p in parameters.split(",") if p.strip()]
        for kind in kinds:
            kind = kind if isinstance(kind, str) else " ".join(kind)
            if not CROSSES.match(kind):
                yield "an import uses `%s`" % kind


def structs_are_blittable(name, source):
    for before, struct, body in re.findall(r"([^\n]*)\n[^\n]*\bstruct (Native\w+)\s*\{(.*?)\n    \}", source, re.S):
        if before.strip() != "[StructLayout(LayoutKind.Sequential)]":
            yield "%s has no sequential layout" % struct
        for kind in re.findall(r"public (\S+) \w+;", body):
            if not CROSSES.match(kind):
                yield "%s has a `%s`" % (struct, kind)
        if len(re.findall(r";", body)) != len(re.findall(r"public \S+ \w+;", body)):
            yield "%s has members that are not fields" % struct


def no_marshaller(name, source):
    words = r"MarshalAs|LPStr|LPWStr|CharSet|StringToHGlobal\w*|PtrToString\w*|Encoding\.(?:Default|ASCII|Unicode)|ICustomMarshaler"
    yield from ("%s: the runtime must not marshal text" % m.group(0) for m in re.finditer(words, bare(source)))


def no_callbacks(name, source):
    words = r"GetFunctionPointerForDelegate|UnmanagedFunctionPointer|MonoPInvokeCallback|UnmanagedCallersOnly"
    yield from ("%s: native code must never call managed code" % m.group(0) for m in re.finditer(words, bare(source)))


def library_named_once(name, source):
    if name != "NativeMethods.cs":
        if "__Internal" in source:
            yield "the name of the library is outside of NativeMethods.cs"
        return
    condition = r'#if \(UNITY_IOS \|\| UNITY_TVOS \|\| UNITY_VISIONOS\) && !UNITY_EDITOR\n\s*internal const string Library = "__Internal";\n#else\n\s*internal const string Library = "convai";\n#endif'
    if not re.search(condition, source) or source.count("const string Library") != 2:
        yield "the library must have one constant, which is __Internal only in the players of iOS, tvOS and visionOS"


def freed_in_one_file(name, source):
    if name not in ("NativeMethods.cs", "Handles.cs"):
        yield from ("%s: only Handles.cs may free results and handles" % m.group(0) for m in re.finditer(r"convai_\w+_free\b", bare(source)))


def no_dependency(name, source):
    for used in re.findall(r"^using ([\w.]+);", source, re.M):
        if used not in NAMESPACES:
            yield "using %s" % used
    if re.search(r"\bUnity(Engine|Editor)\b", bare(source)):
        yield "the core must not use the engine"


def files_are_short(name, source):
    if name != "NativeMethods.cs" and source.count("\n") > 400:
        yield "%d lines" % source.count("\n")


RULES = [
    ("all imports are in one file", imports_in_one_file, "A.cs", 'static extern int f();'),
    ("imports are Cdecl", imports_are_cdecl, "NativeMethods.cs", '[DllImport(Library)]\n internal static extern int f();'),
    ("no import takes a string or a bool", only_fixed_width_crosses, "NativeMethods.cs", "static extern int f(string a, byte* b);"),
    ("no import returns a bool", only_fixed_width_crosses, "NativeMethods.cs", "static extern bool f();"),
    ("structs are sequential", structs_are_blittable, "NativeMethods.cs", "[Other]\n    struct NativeA\n    {\n        public int A;\n    }"),
    ("structs are blittable", structs_are_blittable, "NativeMethods.cs", "[StructLayout(LayoutKind.Sequential)]\n    struct NativeA\n    {\n        public bool A;\n    }"),
    ("the runtime marshals no text", no_marshaller, "A.cs", "Marshal.PtrToStringAnsi(p);"),
    ("native code never calls managed code", no_callbacks, "A.cs", "Marshal.GetFunctionPointerForDelegate(d);"),
    ("one constant names the library", library_named_once, "NativeMethods.cs", '#if UNITY_IOS\ninternal const string Library = "__Internal";\n#endif'),
    ("one file frees results and handles", freed_in_one_file, "A.cs", "NativeMethods.convai_response_free(&r);"),
    ("the core has no dependency and does not use the engine", no_dependency, "A.cs", "using UnityEngine;\n"),
    ("files have at most 400 lines", files_are_short, "A.cs", "\n" * 500),
]


def main():
    sources = {}
    for name in sorted(os.listdir(CORE)):
        if name.endswith(".cs"):
            with open(os.path.join(CORE, name), encoding="utf-8") as file:
                sources[name] = file.read()
    failed = 0
    for title, rule, name, broken in RULES:
        problems = ["%s: %s" % (file, problem) for file, source in sources.items() for problem in rule(file, source)]
        if not list(rule(name, broken)):
            problems.append("the rule does not report its violation")
        failed += bool(problems)
        print("%s lint: %s%s" % ("FAIL" if problems else "ok  ", title, "".join("\n       " + p for p in problems)))
    return 1 if failed or not sources else 0


if __name__ == "__main__":
    sys.exit(main())

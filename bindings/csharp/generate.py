#!/usr/bin/env python3
"""Writes Convai/NativeMethods.cs and Convai/ConvaiErrorCode.cs from include/convai.h.

    python3 generate.py            writes both files
    python3 generate.py --check    writes nothing; fails where a file is not what the header gives

The rules that hold on Mono, CoreCLR and IL2CPP alike: Cdecl on every import; only pointers, integers and floats of
fixed width cross; no string, no bool, no delegate; structs that have the same layout on both sides.
"""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = os.path.join(HERE, "..", "..", "include", "convai.h")
IMPORTS = os.path.join(HERE, "Convai", "NativeMethods.cs")
CODES = os.path.join(HERE, "Convai", "ConvaiErrorCode.cs")

NUMBERS = {
    "int32_t": "int",
    "uint32_t": "uint",
    "int64_t": "long",
    "uint64_t": "ulong",
    "size_t": "UIntPtr",
    "intptr_t": "IntPtr",
    "convai_status": "int",
    "float": "float",
    "char": "byte",
    "uint8_t": "byte",
    "int16_t": "short",
    "void": "void",
}

NOTE = """// Written by generate.py from include/convai.h. Do not edit: change the header, then run
// `python3 bindings/csharp/generate.py`. A test compares.
"""


def pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in name.lower().split("_"))


def camel(name):
    name = pascal(name)
    return name[0].lower() + name[1:]


class Header:
    """What the C header declares, in its order."""

    def __init__(self, text):
        self.handles = re.findall(r"^typedef struct (\w+) \1;", text, re.M)
        self.constants = [
            (name, int(value), comment_before(text, where))
            for name, value, where in (
                (m.group(1), m.group(2), m.start())
                for m in re.finditer(r"^#define (CONVAI_\w+) (-?\d+)$", text, re.M)
            )
        ]
        bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
        self.structs = [
            (name, [self.variable(line) for line in body.split(";") if line.strip()])
            for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\} \1;", bare, re.S)
        ]
        self.functions = []
        declaration = re.compile(r"^CONVAI_API\s+([^#(;]*?)(\w+)\s*\(([^)]*)\);", re.M)
        for result, name, parameters in declaration.findall(bare):
            listed = [] if parameters.strip() == "void" else parameters.split(",")
            self.functions.append((self.type(result), name, [self.variable(p) for p in listed]))
        promised = len(re.findall(r"^CONVAI_API\s+\w", bare, re.M))
        if promised != len(self.functions):
            sys.exit("generate.py reads %d of the header's %d functions" % (len(self.functions), promised))

    def variable(self, text):
        match = re.match(r"^(.*?)(\w+)$", text.strip(), re.S)
        return self.type(match.group(1)), match.group(2)

    def type(self, text):
        stars = text.count("*")
        name = re.sub(r"\b(const|struct)\b|\*", " ", text).split()
        if len(name) != 1:
            sys.exit("generate.py does not know the type `%s`" % text.strip())
        name = name[0]
        if name in self.handles:
            # A token, not an address: never followed, so a plain IntPtr.
            return "IntPtr" + "*" * (stars - 1)
        if name in NUMBERS:
            return NUMBERS[name] + "*" * stars
        if name.startswith("convai_"):
            return native(name) + "*" * stars
        sys.exit("generate.py does not know the type `%s`: add it to NUMBERS" % text.strip())


def native(name):
    return "Native" + pascal(name[len("convai_"):])


def comment_before(text, where):
    """The words of the /** comment */ that ends right before `where`."""
    match = re.search(r"/\*\*((?:(?!\*/).)*)\*/\s*$", text[:where], re.S)
    if not match:
        return ""
    lines = (re.sub(r"^\s*\* ?", "", line) for line in match.group(1).split("\n"))
    return " ".join(" ".join(lines).split())


def xml(text):
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"`([^`]*)`", r"<c>\1</c>", text)


def keyword(name):
    return "@" + name if name in ("in", "out", "ref", "params", "string", "object") else name


def imports(header):
    out = [NOTE, "using System;\nusing System.Runtime.InteropServices;\n\nnamespace Convai\n{\n"]
    for name, fields in header.structs:
        out.append("    [StructLayout(LayoutKind.Sequential)]\n")
        out.append("    internal unsafe struct %s\n    {\n" % native(name))
        out += ["        public %s %s;\n" % (kind, pascal(field)) for kind, field in fields]
        out.append("    }\n\n")
    out.append(methods(header))
    out.append("}\n")
    return "".join(out)


def methods(header):
    out = ["    internal static unsafe class NativeMethods\n    {\n"]
    out.append("""        // Everything is linked into the one program on iOS; the editor runs on the desk, whatever it builds for.
#if UNITY_IOS && !UNITY_EDITOR
        internal const string Library = "__Internal";
#else
        internal const string Library = "convai";
#endif

""")
    for name, value, _ in header.constants:
        if name.startswith("CONVAI_ERROR_"):
            continue
        kind = "uint" if name in ("CONVAI_ABI_VERSION", "CONVAI_TEXT", "CONVAI_VOICE", "CONVAI_MULTIPART") else "int"
        out.append("        internal const %s %s = %d;\n" % (kind, name, value))
    out.append("\n        /// <summary>How many structs are declared here.</summary>\n")
    out.append("        internal const int StructCount = %d;\n" % len(header.structs))
    out.append("\n        /// <summary>A struct's C name, and the size that it has here.</summary>\n")
    out.append("        internal static string Struct(int index, out int size)\n        {\n")
    out.append("            switch (index)\n            {\n")
    for index, (name, _) in enumerate(header.structs):
        out.append("                case %d: size = sizeof(%s); return \"%s\";\n" % (index, native(name), name))
    out.append("                default: throw new ArgumentOutOfRangeException(\"index\");\n            }\n        }\n")
    for result, name, parameters in header.functions:
        out.append("\n        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]\n")
        listed = ", ".join("%s %s" % (kind, keyword(camel(p))) for kind, p in parameters)
        out.append("        internal static extern %s %s(%s);\n" % (result, name, listed))
    out.append("    }\n")
    return "".join(out)


def codes(header):
    out = [NOTE, "namespace Convai\n{\n"]
    out.append("""    /// <summary>
    /// Why a call failed. The codes come in groups of a hundred: 1xx the caller's mistake (nothing was sent), 2xx no
    /// reply came, 3xx the service refused, 4xx the reply cannot be read, 5xx the library itself. A later library may
    /// give codes that are not listed here: treat an unknown one like its group.
    /// </summary>
    public enum ConvaiErrorCode
    {
""")
    listed = [c for c in header.constants if c[0].startswith("CONVAI_ERROR_")]
    for index, (name, value, comment) in enumerate(listed):
        out.append("        /// <summary>%s</summary>\n" % xml(comment))
        out.append("        %s = %d,\n" % (pascal(name[len("CONVAI_ERROR_"):]), value))
        if index + 1 < len(listed):
            out.append("\n")
    out.append("    }\n}\n")
    return "".join(out)


def main():
    with open(HEADER, encoding="utf-8") as file:
        header = Header(file.read())
    wanted = [(IMPORTS, imports(header)), (CODES, codes(header))]
    if sys.argv[1:] == ["--check"]:
        stale = [path for path, text in wanted if not os.path.exists(path) or open(path, encoding="utf-8").read() != text]
        for path in stale:
            print("%s is not what include/convai.h gives: run bindings/csharp/generate.py" % os.path.basename(path))
        return 1 if stale else 0
    for path, text in wanted:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    print("%d structs, %d functions, %d constants" % (len(header.structs), len(header.functions), len(header.constants)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

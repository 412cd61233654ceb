#!/usr/bin/env python3
"""Compares the stubs of Unity with Unity's published C# reference sources.

    check.py CLONE --stubs FILE           compares the stubs with members.txt and with the sources
    check.py CLONE --stubs FILE --write   writes members.txt

CLONE is a git clone of Unity-Technologies/UnityCsReference. Its licence allows reading and not copying: members.txt has names,
types and file names, in a notation of its own. FILE is what `ConvaiNative.Tests.Harness.exe --stubs` prints. The suite needs
neither: it compares the stubs with members.txt.
"""

import argparse
import os
import re
import subprocess
import sys

BRANCHES = ("2021.3", "2022.3", "6000.0", "6000.3")
FOLDERS = ("Runtime", "Modules", "Editor", "artifacts")
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "members.txt")
ALIASES = {"UnityObject": "Object", "String": "string", "Boolean": "bool", "Int32": "int", "Single": "float"}
TYPE = re.compile(r"\b(class|struct|interface|enum)\s+(\w+)\s*(<[^>]*>)?\s*(?::\s*(.*))?$", re.S)
METHOD = re.compile(r"^(?:([\w.<>\[\], ?]+?)\s+)?(\w+)\s*(<[\w, ]+>)?\s*\((.*?)\)\s*(?:where\b.*|:.*)?$", re.S)
MODIFIERS = {"public", "protected", "internal", "private", "extern", "static", "virtual", "override", "sealed", "abstract", "unsafe",
             "readonly", "const", "new", "partial", "async", "volatile", "ref"}

HEAD = """# The members of Unity that the package and its tests use, and where Unity's C# reference sources declare them
# (Unity-Technologies/UnityCsReference, branches %s).
# A type: its kind, name and base. Indented: its members, in the notation of the tests. "not in": branches without it.
# Written by check.py --write. The tests compare the stubs with it by reflection.
""" % ", ".join(BRANCHES)


def git(clone, *arguments):
    done = subprocess.run(["git", "-C", clone] + list(arguments), capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def plain(text):
    """Source text without comments, texts and directives."""
    pattern = r'//[^\n]*|/\*.*?\*/|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#[^\n]*'
    return re.sub(pattern, lambda found: '""' if found.group(0)[0] in "@\"'" else " ", text.lstrip("\ufeff"), flags=re.S | re.M)


def closing(text, at, pair="{}"):
    depth = 0
    for index in range(at, len(text)):
        if text[index] == pair[0]:
            depth += 1
        elif text[index] == pair[1]:
            depth -= 1
            if depth == 0:
                return index
    return len(text)


def without_attributes(text):
    text = text.strip()
    while text.startswith("["):
        text = text[closing(text, 0, "[]") + 1:].strip()
    return text


def name_of(written):
    written = re.sub(r"\s+", " ", written.strip())
    written = re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", written)
    return re.sub(r"\w+", lambda word: ALIASES.get(word.group(0), word.group(0)), written)


def parts(text):
    """Splits at the commas outside of brackets."""
    found, depth, last = [], 0, 0
    for index, letter in enumerate(text):
        depth += letter in "<([{"
        depth -= letter in ">)]}"
        if letter == "," and depth == 0:
            found.append(text[last:index])
            last = index + 1
    return [each for each in found + [text[last:]] if each.strip()]


def parameters(text):
    found = []
    for each in parts(text):
        words = without_attributes(each).split("=")[0].split()
        before = [word for word in words if word in ("out", "params")]
        words = [word for word in words if word not in ("out", "params", "in", "ref", "this")]
        found.append(" ".join(before + [name_of(" ".join(words[:-1]))]))
    return ", ".join(found)


def member(header, body, kind, owner):
    """A declaration in the notation of the tests, as a list. Empty if it is not public or protected."""
    text = without_attributes(header)
    words = text.split()
    given = set()
    while words and words[0] in MODIFIERS:
        given.add(words.pop(0))
    while words and (words[0] in MODIFIERS):
        given.add(words.pop(0))
    if kind != "interface" and not given & {"public", "protected"} or "private" in given:
        return []
    text = " ".join(words)
    static = "static " if given & {"static", "const"} else ""
    if text.startswith("event "):
        text = text.split("=")[0].strip()
        return [static + "event " + name_of(text[6:].rsplit(None, 1)[0]) + " " + text.rsplit(None, 1)[1]]
    if text.startswith("delegate "):
        found = METHOD.match(text[9:])
        return ["delegate %s: %s(%s)" % (found.group(2) + (found.group(3) or "").replace("in ", ""), name_of(found.group(1)), parameters(found.group(4)))] if found else []
    start = re.split(r"=(?!>)", text)[0].strip() if "(" not in text.split("=")[0] else text
    found = METHOD.match(start)
    if found and "(" in start:
        result, name, generic, taken = found.groups()
        if result is None:
            return ["new(%s)" % parameters(taken)] if name == owner else []
        return [static + "%s %s%s(%s)" % (name_of(result), name, generic or "", parameters(taken))]
    if " this[" in " " + start:
        return []
    names = parts(start)
    first = names[0].rsplit(None, 1) if names else []
    if len(first) < 2:
        return []
    if body is None:
        return [static + name_of(first[0]) + " " + each.strip() for each in [first[1]] + names[1:]]
    accessors = ""
    for accessor in ("get", "set"):
        if re.search(r"(?<!private )(?<!internal )(?<!protected )\b%s\b\s*(?:;|\{|=>)" % accessor, body):
            accessors += " " + accessor
    return [static + name_of(first[0]) + " " + first[1] + accessors]


def enumeration(body):
    found, value = {}, -1
    for each in re.split(r",(?![^(\[]*[)\]])", body):
        each = without_attributes(each)
        name, _, given = each.partition("=")
        if re.fullmatch(r"\s*\w+\.%s\s*" % name.strip(), given):
            given = ""  # The value of the same name of another enumeration, which has the same order.
        try:
            value = int(eval(re.sub(r"(?<=[0-9])[uUL]\b", "", given.strip()), {"__builtins__": {}}, dict(found)) if given.strip() else value + 1)  # noqa: S307
        except Exception:  # A value of another type: it is not needed.
            continue
        found[name.strip()] = value
    return ["%s = %d" % each for each in found.items()]


def read(text, where, kind, owner, found):
    """Reads the declarations of a namespace or a type into `found`: name -> (kind, bases, members)."""
    at, last = 0, 0
    while at < len(text):
        letter = text[at]
        if letter in "([":
            at = closing(text, at, "()" if letter == "(" else "[]")
        elif letter == ";":
            header = text[last:at]
            body = None
            if kind == "" and header.strip().startswith("namespace "):
                where = header.strip()[10:].strip()
            if "=>" in header:
                header, body = header.split("=>", 1)[0], "get;"
            keep(header, body, where, kind, owner, found)
            last = at + 1
        elif letter == "{":
            end = closing(text, at)
            header, inside = without_attributes(text[last:at]), text[at + 1:end]
            # A default value of a parameter is no initializer.
            bare = re.sub(r"\(.*\)", "", header, flags=re.S)
            declared = TYPE.search(header) if "(" not in header.split(":")[0] and "=" not in bare else None
            if header.startswith("namespace "):
                read(inside, header[10:].strip(), "namespace", "", found)
            elif declared:
                sort, name, generic, bases = declared.groups()
                full = where + "." + name + (generic or "").replace("out ", "").replace("in ", "")
                entry = found.setdefault(full, [sort, set(), set()])
                entry[1].update(name_of(each.split(" where ")[0]) for each in parts((bases or "").split(" where ")[0]))
                if sort == "enum":
                    entry[2].update(enumeration(inside))
                else:
                    read(inside, full, sort, name, found)
            elif re.search(r"=(?!>)", bare) and "operator" not in bare:
                at = end + 1
                continue
            else:
                keep(header, inside, where, kind, owner, found)
            at, last = end, end + 1
        at += 1


def keep(header, body, where, kind, owner, found):
    if not header.strip() or kind == "" or header.strip().startswith("using"):
        return
    for each in member(header, body, "interface" if kind == "namespace" else kind, owner):
        if each.startswith("delegate "):
            name, _, rest = each[9:].partition(": ")
            found[where + "." + name] = ["delegate", set(), {rest}]
        elif kind != "namespace":
            found.setdefault(where, [kind, set(), set()])[2].add(each)


def stubs(path):
    """The stubs: head -> members, in their order."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            head, _, one = line.partition(" | ")
            found.setdefault(head, [])
            if one:
                found[head].append(one)
    return found


def parse_head(head):
    """Kind, full name, base or signature."""
    kind, _, rest = head.partition(" ")
    name, _, base = rest.partition(": ")
    return kind, name, base


def short(name):
    return re.sub(r"<.*", "", name).rsplit(".", 1)[-1]


class Branch:
    """The types of a branch that the stubs have, and the files with their declarations."""

    def __init__(self, clone, branch, names):
        self.files, self.types = {}, {}
        wanted = "|".join(sorted({short(name) for name in names}))
        lines = git(clone, "grep", "-E", "-w", r"(class|struct|interface|enum|delegate [A-Za-z.]+) +(%s)" % wanted, branch, "--", *["%s/*.cs" % folder for folder in FOLDERS])
        paths = sorted({line.split(":")[1] for line in lines.splitlines()})
        for path in paths:
            if "/Tests/" in path or "External" in path:
                continue
            found = {}
            read(plain(git(clone, "show", "%s:%s" % (branch, path))), "", "", "", found)
            for name, (kind, bases, members) in found.items():
                entry = self.types.setdefault(name, [kind, set(), set()])
                entry[1].update(bases)
                entry[2].update(members)
                self.files.setdefault(name, {})[path] = members

    def bases(self, name, seen=()):
        """Every base of a type that this branch shows, by its short name."""
        found = set()
        for each in self.types.get(name, ("", (), ()))[1]:
            found.add(each)
            for other in self.types:
                if other.rsplit(".", 1)[-1] == each and other not in seen:
                    found |= self.bases(other, seen + (other,))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone")
    parser.add_argument("--stubs", required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    known = stubs(given.stubs)
    branches = {name: Branch(given.clone, name, [parse_head(head)[1] for head in known]) for name in BRANCHES}
    text, wrong = HEAD, []
    for head, members in known.items():
        kind, name, base = parse_head(head)
        absent = [branch for branch in BRANCHES if name not in branches[branch].types]
        text += "\n%s\n" % head
        if len(absent) == len(BRANCHES):
            wrong.append("no such type: " + head)
        files = {}
        for branch in BRANCHES:
            entry = branches[branch].types.get(name)
            if entry is None:
                continue
            if entry[0] != kind:
                wrong.append("%s: %s is a %s" % (branch, name, entry[0]))
            if kind == "delegate" and base not in entry[2]:
                wrong.append("%s: %s is %s" % (branch, name, entry[2]))
            if kind == "class" and base and base not in branches[branch].bases(name):
                wrong.append("%s: %s has the bases %s, not %s" % (branch, name, sorted(branches[branch].bases(name)), base))
            for path, declared in branches[branch].files[name].items():
                if kind in ("enum", "delegate") or not members or declared & set(members):
                    files.setdefault(path, []).append(branch)
        for path in sorted(files):
            text += "file %s (%s)\n" % (path, ", ".join(files[path]))
        for one in members:
            without = [branch for branch in BRANCHES if name in branches[branch].types and not has(branches[branch], name, one)]
            if len(without) == len(BRANCHES):
                wrong.append("no such member: %s | %s" % (head, one))
            text += "  %s%s\n" % (one, "    not in " + ", ".join(without) if without else "")
    for line in wrong:
        print(line)
    if given.write:
        with open(TABLE, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        with open(TABLE, encoding="utf-8") as file:
            if file.read() != text:
                wrong.append("members.txt differs")
                print(wrong[-1])
    return 1 if wrong else 0


def has(branch, name, one):
    """Whether a type declares a member. A property may have more accessors than the stub."""
    declared = branch.types[name][2]
    if one in declared:
        return True
    wanted = re.match(r"(.*?)( get)?( set)?$", one)
    return "(" not in one and wanted.group(1) + " get set" in declared


if __name__ == "__main__":
    sys.exit(main())

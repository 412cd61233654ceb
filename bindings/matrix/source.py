"""Reads the sources of a wrapper: its classes, their public members, and which name a body of code mentions.

C++ and C# share one reader, because both write a class as a name followed by a block in braces. Python has `ast`.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

INITIALIZED = re.compile(r"(?s)(?:=|\breturn)\s*$|^\s*(?!.*\b(?:class|struct|enum|namespace|union)\b)[\w:<>, *&]*\s[a-z_]+\s*$")
MACRO = re.compile(r"\b(?:U(?:FUNCTION|PROPERTY|ENUM|CLASS|STRUCT)|GENERATED_BODY)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
WORD = re.compile(r"[A-Za-z_]\w*")
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
FEW = 6  # a name that more bodies mention is a common word, not a variable of one class
# What a program runs without naming it, because it creates or destroys an object of the type.
IMPLIED = re.compile(r"~\w+|__init__|__del__|ReleaseHandle")
TYPE = re.compile(r"\b(class|struct|interface|namespace)\s+(?:\[\[\w+\]\]\s*)?(?:[A-Z_]+_API\s+)?([A-Za-z_][\w.:]*)([^;{}()]*)$")


class Source:
    """The names in the sources of one wrapper."""

    def __init__(self) -> None:
        self.types: dict[str, list[str]] = defaultdict(list)  # the names of the types that a type is made from
        self.public: dict[str, set[str]] = defaultdict(set)  # the public members of a type; "" for free functions
        self.variables: set[str] = set()  # whose body is the value that they start with
        self.bodies: dict[str, set[str]] = defaultdict(set)  # the words in the bodies called so, with and without their type

    def add(self, path: Path) -> None:
        """Reads a file."""
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            PythonReader(self).visit(ast.parse(text))
        else:
            BraceReader(self, path.suffix == ".cs").read(NOT_CODE.sub(lambda match: '""' if match[0][0] in "\"'@" else " ", text))

    def body(self, owner: str, name: str, words: set[str]) -> None:
        """Notes what a body mentions."""
        self.bodies[name] |= words
        self.bodies[f"{owner}.{name}"] |= words
        if owner and IMPLIED.fullmatch(name):
            self.bodies[owner] |= words

    def has(self, member: str) -> bool:
        """Whether a public type has this public member, itself or through a type that it is made from."""
        owner, _, name = member.replace("::", ".").rpartition(".")
        return self.owns(owner, name, set())

    def owns(self, owner: str, name: str, seen: set[str]) -> bool:
        if owner in seen:
            return False
        seen.add(owner)
        kind, _, method = owner.rpartition(".")  # the owner of a parameter is a method, which a type can inherit
        bases = [*self.types[owner], *(f"{base}.{method}" for base in self.types[kind] if kind)]
        return name in self.public[owner] or any(self.owns(base, name, seen) for base in bases)

    def reached(self, member: str) -> set[str]:
        """All words in the bodies that this member reaches."""
        owner, _, name = member.replace("::", ".").rpartition(".")
        owners = self.family(owner)
        words = set().union(*(self.bodies.get(f"{each}.{start}", set()) for each in owners for start in (name, "Begin")))
        if not words or f"{owner}.{name}" in self.variables:
            return self.around(name)
        # A property that only returns a variable reaches what else uses the variable.
        behind = [each for each in words | self.bodies.get(name, set()) if each not in self.bodies or each in self.variables]
        users = ([body for body in self.bodies.values() if each in body] for each in behind)
        return self.closure(words.union(*(body for bodies in users if len(bodies) <= FEW for body in bodies)))

    def around(self, word: str) -> set[str]:
        """All words that are reached from the bodies that mention a word."""
        return self.closure(set().union({word}, *(words for words in self.bodies.values() if word in words)))

    def family(self, owner: str) -> list[str]:
        found = [owner]
        for each in found:
            found += [base for base in self.types[each] if base not in found]
        return found

    def closure(self, words: set[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(words)
        while waiting:
            word = waiting.pop()
            if word not in seen:
                seen.add(word)
                waiting += self.bodies.get(word, ())
                waiting += self.types.get(word, ())
        return seen


class PythonReader(ast.NodeVisitor):
    """Names that begin with an underscore are not public."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.owner = ""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        outer, self.owner = self.owner, node.name
        self.source.types[node.name] += [word for base in node.bases for word in WORD.findall(ast.unparse(base))]
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                self.declare(each.target.id)
        self.generic_visit(node)
        self.owner = outer

    def declare(self, name: str) -> None:
        if not name.startswith("_") or name.startswith("__"):
            self.source.public[self.owner].add(name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.declare(node.name)
        words = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        words |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        words |= {each.arg for each in ast.walk(node) if isinstance(each, ast.keyword) and each.arg}
        self.source.body(self.owner, node.name, words)
        for each in node.args.args + node.args.kwonlyargs:  # `Client.close(timeout)` is a name, too
            self.source.public[f"{self.owner}.{node.name}"].add(each.arg)
        outer, self.owner = self.owner, f"{self.owner}.{node.name}"
        self.generic_visit(node)
        self.owner = outer

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]


class BraceReader:
    """C++ and C#."""

    def __init__(self, source: Source, sharp: bool) -> None:
        self.source = source
        self.sharp = sharp

    def read(self, text: str) -> None:
        text = re.sub(r"^[ \t]*#(?:.*\\\n)*.*$", "", text, flags=re.M)
        self.scope("", MACRO.sub("", text), public=True)

    def scope(self, owner: str, text: str, public: bool) -> None:
        """Reads the declarations of a namespace or a type."""
        start = place = depth = 0
        while place < len(text):
            depth += {"(": 1, ")": -1}.get(text[place], 0)
            if text[place] == ";" and depth == 0:
                public = self.statement(owner, text[start:place], public)
                start = place + 1
            elif text[place] == "{":
                end = self.end_of_block(text, place)
                if depth == 0 and not INITIALIZED.search(text[start:place]):
                    public = self.block(owner, text[start:place], text[place + 1 : end], public)
                    start = end + 1
                place = end
            place += 1

    @staticmethod
    def end_of_block(text: str, place: int) -> int:
        depth = 0
        for end in range(place, len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                return end
        return len(text)

    def access(self, head: str, public: bool) -> bool:
        if self.sharp:
            return re.search(r"\bpublic\b", head) is not None
        labels = re.findall(r"\b(public|protected|private)\s*:(?!:)", head)
        return labels[-1] == "public" if labels else public

    def declare(self, owner: str, head: str, public: bool) -> None:
        head = re.sub(r"^.*\b(?:public|protected|private)\s*:(?!:)", "", head, flags=re.S) if not self.sharp else head
        if not public:
            return
        while "<" in head and head != (shorter := re.sub(r"<[^<>]*>", "", head)):
            head = shorter
        call = re.search(r"(~?[A-Za-z_]\w*)\s*\(", head.split("=")[0])
        fields = re.split(r"=|\{", head)[0].strip()
        self.source.public[owner] |= {call[1]} if call else set(re.findall(r"([A-Za-z_]\w*)\s*(?=,|$)", fields))

    def statement(self, owner: str, head: str, public: bool) -> bool:
        public = self.access(head, public)
        self.declare(owner, head, public)
        start, sign, rest = head.partition("=>" if "=>" in head else "=")
        if sign:
            self.body(owner, start, rest)
            if sign == "=":
                self.source.variables |= {f"{owner}.{word}" for word in WORD.findall(start)[-1:]}
        return public

    def block(self, owner: str, head: str, inner: str, public: bool) -> bool:
        kind = None if "enum" in head else TYPE.search(head)
        public = self.access(head, public)
        if kind:
            if kind[1] == "namespace":
                self.scope("detail" if kind[2] == "detail" else owner, inner, True)
                return public
            self.source.types[kind[2]] += [each for each in WORD.findall(kind[3]) if each not in ("public", "final", "where", "class", kind[2])]
            self.scope(kind[2], inner, kind[1] == "struct" and not self.sharp)
        elif re.search(r"\benum\b", head):
            for name, value in re.findall(r"(\w+)\s*=\s*(\w+)", inner):
                of = re.sub(r"\s*:.*", "", head).split()[-1]
                self.source.body(of, name, {value})
                self.source.public[of].add(name)
        elif not head.strip() or head.strip().endswith(("namespace", 'extern ""')):
            self.scope(owner, inner, public)
        else:
            self.declare(owner, head, public)
            self.body(owner, head, inner)
        return public

    def body(self, owner: str, head: str, inner: str) -> None:
        named = re.findall(r"(?:([A-Za-z_]\w*)\s*(?:<[^<>]*>)?\s*::\s*)?(~?[A-Za-z_]\w*)\s*(?:<[^<>()]*>)?\s*\(", head) or [
            ("", word) for word in WORD.findall(head)[-1:]
        ]
        words = set(WORD.findall(inner)) | set(WORD.findall(head))
        for of, name in named[:1]:
            self.source.body(of or owner, name, words)

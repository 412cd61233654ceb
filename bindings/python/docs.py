#!/usr/bin/env python3
"""Renders the reference of the Python package with pdoc. Fails if a public name has no docstring.

    python3 docs.py FOLDER

Needs pdoc; docs.sh installs it. The native library is not needed.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pdoc
import pdoc.doc
import pdoc.render

SOURCE = Path(__file__).resolve().parent / "src"


def undocumented(module: pdoc.doc.Module) -> list[str]:
    """Returns the names of all public members of a module and of its classes that have no docstring.

    A field of a class may also be described in the "Attributes:" section of the class, which `help()` shows.
    """
    found = [each.fullname for each in module.members.values() if each.name[0] != "_" and not each.docstring.strip()]
    classes = {name: each for name, each in module.members.items() if isinstance(each, pdoc.doc.Class)}
    for owner in classes.values():
        for name, member in owner.members.items():
            package, origin = member.taken_from[0].partition(".")[0], member.taken_from[1].partition(".")[0]
            # What a class inherits from `int` or from another public class is checked there, or is not ours.
            if package != module.fullname or (origin in classes and origin != owner.name):
                continue
            described = isinstance(member, pdoc.doc.Variable) and f"\n    {name}: " in owner.docstring
            if not name.startswith("_") and not member.docstring.strip() and not described:
                found.append(member.fullname)
    return found


def planted() -> types.ModuleType:
    """Creates a module in which everything public has no docstring, except for one field."""
    module = types.ModuleType("planted", "A module.")
    code = (
        "import dataclasses\n"
        "__all__ = ['function', 'Data', 'variable']\n"
        "variable: int = 1\n"
        "def function(): pass\n"
        "@dataclasses.dataclass\n"
        "class Data:\n"
        "    '''A class.\n\n    Attributes:\n        described: A field.\n    '''\n"
        "    described: int = 1\n"
        "    silent: int = 1\n"
        "    def method(self): pass\n"
        "    @property\n"
        "    def attribute(self): return 1\n"
    )
    sys.modules["planted"] = module
    exec(compile(code, "planted", "exec"), module.__dict__)
    return module


def main() -> int:
    """Checks the docstrings and renders the reference."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1]).resolve()

    expected = {f"planted.{name}" for name in ("function", "variable", "Data.silent", "Data.method", "Data.attribute")}
    if set(undocumented(pdoc.doc.Module(planted()))) != expected:
        raise SystemExit("docs.py: the check does not find the planted names without docstrings, so it is broken")

    sys.path.insert(0, str(SOURCE))
    sys.argv = ["-m"]  # with this name, the package does not load the native library on import
    import convai

    # pdoc reads the module's dictionary, in which the asyncio classes are missing until they are used.
    vars(convai).update({name: getattr(convai, name) for name in convai.__all__})
    import convai.testing

    missing = [name for module in (convai, convai.testing) for name in undocumented(pdoc.doc.Module(module))]
    if missing:
        print("docs.py: these public names have no docstring:", *missing, sep="\n  ", file=sys.stderr)
        return 1
    pdoc.render.configure(docformat="google", show_source=False, footer_text=f"convai-native {convai.__version__}")
    pdoc.pdoc("convai", "!convai.", "convai.testing", output_directory=folder)
    print(folder / "convai.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())

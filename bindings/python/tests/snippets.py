"""The Python code of the documentation: the samples of the guides, and the examples of the docstrings as a module."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import convai

from support import PACKAGE, ROOT

#: The documents whose samples use the package.
DOCUMENTS = [PACKAGE / "README.md", ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

#: What an example of a docstring may use without creating it, with its type.
NAMES = {
    "client": "convai.Client",
    "async_client": "convai.AsyncClient",
    "raymond": "convai.Character",
    "chat": "convai.Conversation",
    "microphone": "list[bytes]",
    "draw_a_frame": "Callable[[], None]",
    "show": "Callable[[object], None]",
}


def samples(document: Path) -> list[str]:
    """Returns the samples of a document."""
    return re.findall(r"^```python\n(.*?)^```", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def public() -> Iterator[tuple[str, Any]]:
    """Yields every public class, method, property and function with its name."""
    for name in convai.__all__:
        thing = getattr(convai, name)
        if inspect.isclass(thing) and thing.__module__.startswith("convai"):
            yield name, thing
            if issubclass(thing, (BaseException, int)) and thing is not convai.ConvaiError:
                continue
            for attribute, member in inspect.getmembers(thing):
                if not attribute.startswith("_") and (callable(member) or isinstance(member, property)):
                    owner = getattr(member, "fget", member)
                    if str(getattr(owner, "__module__", "")).startswith("convai"):
                        yield f"{name}.{attribute}", member
        elif inspect.isfunction(thing):
            yield name, thing


PUBLIC = dict(public())


def examples_as_a_module() -> str:
    """Returns the examples of all docstrings, each as a coroutine function whose parameters are the names above."""
    module = ["from __future__ import annotations", "from collections.abc import Callable", "import convai"]
    for name, thing in PUBLIC.items():
        found = doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")
        if found:
            source = textwrap.indent("".join(each.source for each in found), "    ")
            nodes = ast.walk(ast.parse(f"async def example():\n{source}"))
            own = {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
            parameters = ", ".join(f"{each}: {kind}" for each, kind in NAMES.items() if each not in own)
            module.append(f"\n\nasync def {name.replace('.', '__')}({parameters}) -> None:\n{source}")
    return "\n".join(module)

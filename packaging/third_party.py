#!/usr/bin/env python3
"""The third-party crates in the library: their notices, the bill of materials, and the rules for them.

    python3 packaging/third_party.py write FOLDER    writes FOLDER/THIRD-PARTY.md: every crate and its licence text
    python3 packaging/third_party.py sbom FOLDER     writes a CycloneDX 1.5 file for this system [or --target TRIPLE ...]
    python3 packaging/third_party.py check           checks licences, their texts, sources and minimum Rust versions

Needs cargo and Python 3.9. Both files are generated from Cargo.lock when a package is built, and are not committed. They
list the crates that cargo links into the library. Test and build dependencies and procedural macros are not linked. With
`--emulator`, both are about the emulator instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NOTICES = "THIRD-PARTY.md"
CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"

# The supported systems. Each links a different set of crates.
TARGETS = {
    "x86_64-unknown-linux-gnu": "Linux",
    "aarch64-unknown-linux-gnu": "Linux",
    "x86_64-pc-windows-gnu": "Windows",
    "aarch64-apple-darwin": "macOS",
    "x86_64-apple-darwin": "macOS",
    "aarch64-linux-android": "Android",
    "aarch64-apple-ios": "iOS",
}

HEADING = """\
# Third-party software

%s contains the packages below under the licences shown. Where a package offers a choice of licences, it
is used under the one whose text is printed. Every build also contains the Rust standard library (MIT OR Apache-2.0,
https://www.rust-lang.org). The builds for Linux and macOS also contain LLVM's libunwind and compiler-rt (Apache-2.0 WITH
LLVM-exception, https://llvm.org). The builds for Windows also contain the start-up code of MinGW-w64 (Zope Public License 2.1
and public domain, https://www.mingw-w64.org) and parts of GCC's runtime library (GPL-3.0-or-later WITH GCC-exception-3.1,
https://gcc.gnu.org), which the exception allows in programs under any licence.
"""

# The licence to use where a package offers a choice, in order of preference.
PREFERRED = ("MIT", "Apache-2.0", "ISC", "BSD-3-Clause")
# How the name of a licence file begins, and the part of it that identifies the licence.
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.I)
MARKS = {"MIT": "mit", "Apache-2.0": "apache", "ISC": "isc", "BSL-1.0": "boost", "Unlicense": "unlicense", "Zlib": "zlib"}


class Product(NamedTuple):
    """What is built from the workspace and shipped."""

    name: str
    package: str


LIBRARY = Product("The native library", "convai")
EMULATOR = Product("The emulator", "convai-emulator")


class Crate(NamedTuple):
    """A package and its version."""

    name: str
    version: str


def cargo(*arguments: str) -> str:
    """Runs cargo in the root of the repository and returns its output. CONVAI_CARGO_OUTPUT may name a folder where the packers of
    one run share what cargo printed, as each of them asks for the same."""
    shared = os.environ.get("CONVAI_CARGO_OUTPUT")
    file = Path(shared, hashlib.sha256(repr(arguments).encode()).hexdigest()) if shared else None
    if file and file.is_file():
        return file.read_text(encoding="utf-8")
    output = subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    if file:
        file.write_text(output, encoding="utf-8")
    return output


@lru_cache(maxsize=None)
def graph(target: str, edges: str = "normal,no-proc-macro", of: Product = LIBRARY) -> dict[Crate, list[Crate]]:
    """The product and every crate it links on a system, each with its direct dependencies. The product is first."""
    tree = cargo(
        *("tree", "--locked", "--package", of.package, "--edges", edges, "--target", target),
        *("--prefix", "depth", "--format", " {p}", "--no-dedupe"),
    )
    needs: dict[Crate, list[Crate]] = {}
    above: list[Crate] = []
    for line in tree.splitlines():
        depth, name, version = line.split()[:3]
        crate = Crate(name, version.lstrip("v"))
        del above[int(depth) :]
        needs.setdefault(crate, [])
        if above and crate not in needs[above[-1]]:
            needs[above[-1]].append(crate)
        above.append(crate)
    return needs


@lru_cache(maxsize=None)
def packages() -> dict[Crate, dict[str, Any]]:
    """The metadata of all crates."""
    found = {}
    # One system at a time: without a filter, cargo also fetches the crates of unsupported systems.
    for target in (*TARGETS, this_system()):
        known = json.loads(cargo("metadata", "--locked", "--all-features", "--format-version", "1", "--filter-platform", target))
        found.update({Crate(each["name"], each["version"]): each for each in known["packages"]})
    return found


def is_foreign(crate: Crate) -> bool:
    """Whether a crate is not a member of the workspace."""
    return packages()[crate]["source"] is not None


def linked(of: Product = LIBRARY) -> dict[Crate, list[str]]:
    """Every crate of others that is linked on at least one system, with the names of those systems."""
    found: dict[Crate, list[str]] = {}
    for target, system in TARGETS.items():
        for crate in filter(is_foreign, graph(target, of=of)):
            systems = found.setdefault(crate, [])
            if system not in systems:
                systems.append(system)
    return dict(sorted(found.items()))


def licence(crate: Crate) -> str:
    """The crate's licence as an SPDX expression. A slash is an older notation for OR."""
    expression = packages()[crate]["license"]
    if not expression:
        raise SystemExit(f"{crate.name} {crate.version} names no licence: find out which it is, or replace the crate.")
    return str(expression).replace("/", " OR ")


# ---- the notices ----


def texts(crate: Crate) -> list[str]:
    """The licence texts that must accompany a crate."""
    folder = Path(packages()[crate]["manifest_path"]).parent
    files = sorted(each for each in folder.iterdir() if each.is_file() and LICENCE_FILE.match(each.name))
    # Where several licences apply at once, all texts are printed.
    choices = [licence(crate)] if " AND " in licence(crate) else licence(crate).split(" OR ")
    if not files and "Apache-2.0" in choices:  # this text names no copyright holder: all copies are the same
        files = [ROOT / "LICENSE-APACHE"]
    if not files and "MIT" in choices:
        return [mit_of(crate)]
    if len(choices) > 1 and len(files) > 1:
        used = next(each for each in (*PREFERRED, *choices) if each in choices)
        others = [MARKS[each] for each in choices if each != used]
        # No other licence has "MIT" in its file name.
        files = [each for each in files if MARKS[used] in each.name.lower() or not any(mark in each.name.lower() for mark in others)]
    if not files:
        raise SystemExit(f"{crate.name} {crate.version} does not contain the text of its licence.")
    return [each.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip("\n") for each in files]


def mit_of(crate: Crate) -> str:
    """The MIT licence of a crate that names it but does not contain its text."""
    text = (ROOT / "LICENSE-MIT").read_text(encoding="utf-8")
    about = packages()[crate]
    holders = ", ".join(about["authors"]) or f"the authors of {crate.name}"
    return f"Copyright (c) {holders}, {about['repository']}\n\n{text[text.index('Permission is') :]}".strip("\n")


@lru_cache(maxsize=None)
def notices(of: Product = LIBRARY) -> str:
    """The content of THIRD-PARTY.md: every crate with its licence, and each distinct licence text once."""
    everywhere = set(TARGETS.values())
    lines = [HEADING % of.name, "| package | version | licence | linked on |", "|---|---|---|---|"]
    users: dict[str, tuple[str, list[str]]] = {}
    for crate, systems in linked(of).items():
        where = "all" if set(systems) == everywhere else ", ".join(systems)
        lines.append(f"| {crate.name} | {crate.version} | {licence(crate)} | {where} |")
        for text in texts(crate):
            # Texts that differ only in line breaks and indentation count as one.
            users.setdefault(" ".join(text.split()), (text, []))[1].append(f"{crate.name} {crate.version}")
    lines.append("\n# Licence texts")
    for text, names in users.values():
        lines.append(f"\n## {', '.join(dict.fromkeys(names))}\n\n```text\n{text.replace('```', chr(39) * 3)}\n```")
    return "\n".join(lines) + "\n"


# ---- the bill of materials ----


def this_system() -> str:
    """The target triple of this system."""
    known = subprocess.run(["rustc", "-vV"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return next(line.split()[1] for line in known.splitlines() if line.startswith("host:"))


def checksums() -> dict[Crate, str]:
    """The SHA-256 of each crate's archive, from Cargo.lock."""
    block = re.compile(r'^name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"$', re.M)
    lock = (ROOT / "Cargo.lock").read_text(encoding="utf-8")
    return {Crate(name, version): checksum for name, version, checksum in block.findall(lock)}


def purl(crate: Crate) -> str:
    """The package URL that identifies a crate in a bill of materials."""
    return f"pkg:cargo/{crate.name}@{crate.version}"


def component(crate: Crate, checksum: str | None) -> dict[str, Any]:
    """The entry of one crate."""
    entry: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl(crate),
        "name": crate.name,
        "version": crate.version,
        "purl": purl(crate),
        "licenses": [{"expression": licence(crate)}],
    }
    if packages()[crate]["description"]:
        entry["description"] = " ".join(packages()[crate]["description"].split())
    if checksum:
        entry["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if packages()[crate]["repository"]:
        entry["externalReferences"] = [{"type": "vcs", "url": packages()[crate]["repository"]}]
    return entry


def sbom(targets: list[str], of: Product = LIBRARY) -> str:
    """The bill of materials of a product for some systems. The same input produces the same bytes."""
    needs: dict[Crate, list[Crate]] = {}
    for target in targets:
        for crate, others in graph(target, of=of).items():
            needs.setdefault(crate, []).extend(each for each in others if each not in needs.get(crate, []))
    library, sums = next(iter(needs)), checksums()
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": component(library, None),
            "properties": [{"name": "cargo:target", "value": target} for target in targets],
        },
        "components": [component(crate, sums.get(crate)) for crate in sorted(needs) if crate != library],
        "dependencies": [
            {"ref": purl(crate), "dependsOn": [purl(each) for each in sorted(needs[crate])]} for crate in sorted(needs)
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


# ---- the rules ----


def allowed() -> set[str]:
    """The licences that deny.toml accepts."""
    rules = (ROOT / "deny.toml").read_text(encoding="utf-8")
    listed = re.search(r"^\[licenses\]$.*?^allow = \[(.*?)\]", rules, flags=re.M | re.S)
    assert listed, "deny.toml has a list of licences"
    return set(re.findall(r'"(.+?)"', listed.group(1)))


def version_number(version: str) -> tuple[int, ...]:
    """A version as three numbers, so that 1.87 equals 1.87.0."""
    return tuple(int(part) for part in (version.split("-")[0] + ".0.0").split(".")[:3])


def problems() -> list[str]:
    """Every violation of the rules."""
    found: list[str] = []
    for product in (LIBRARY, EMULATOR):
        notices(product)  # ends with a message where a crate names no licence or does not contain its text
    accepted = allowed()
    for crate in {**linked(), **linked(EMULATOR)}:
        choices = [part.split(" OR ") for part in licence(crate).split(" AND ")]
        if not all(accepted.intersection(each.strip("() ") for each in part) for part in choices):
            found.append(f"{crate.name} {crate.version}: its licence, {licence(crate)}, is not on the list in deny.toml")
    minimum = packages()[next(iter(graph(this_system())))]["rust_version"]
    # The crates that build the library have to compile with the minimum version too.
    built = {crate for target in TARGETS for crate in filter(is_foreign, graph(target, "normal,build"))}
    for crate in sorted(built):
        about = packages()[crate]
        if version_number(about["rust_version"] or "1.0") > version_number(minimum):
            found.append(f"{crate.name} {crate.version} needs Rust {about['rust_version']}, and Cargo.toml promises {minimum}")
        if about["source"] != CRATES_IO:
            found.append(f"{crate.name} {crate.version} comes from {about['source']}, not from crates.io")
    return found


def write(file: Path, content: str) -> None:
    """Writes a file, with its folder, and prints its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode())
    print(file)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("write", "sbom", "check"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--target", action="append")
    parser.add_argument("--emulator", action="store_true")
    given = parser.parse_intermixed_args()
    if given.command == "check":
        wrong = problems()
        print("\n".join(wrong) if wrong else f"{len(linked())} crates are linked, and all of them satisfy the rules")
        print(f"figure: dependencies.crates = {len(linked())}")
        sys.exit(bool(wrong))
    if given.folder is None:
        parser.error(f"{given.command} needs a folder")
    of = EMULATOR if given.emulator else LIBRARY
    if given.command == "write":
        write(given.folder / NOTICES, notices(of))
    else:
        targets = given.target or [this_system()]
        product = next(iter(graph(targets[0], of=of)))
        write(given.folder / f"{product.name}-{product.version}-{targets[0]}.cdx.json", sbom(targets, of))


if __name__ == "__main__":
    main()

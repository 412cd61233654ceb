"""The extension for Godot 4, against the interface that Godot publishes: it is built, loaded by a stand-in, and talks.

    python3 bindings/godot/tests/test_godot.py

CONVAI_LIBRARY and CONVAI_EMULATOR are the built ones. The addon and the logs are in target/godot.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from published import Published

HERE = Path(__file__).resolve().parent
GODOT = HERE.parent
ROOT = GODOT.parents[1]
OUT = Path(os.environ.get("GODOT_OUT", ROOT / "target/godot"))
SANITIZED = "-g -fsanitize=address,undefined -fno-sanitize-recover=all"
PLATFORM = f"linux-{os.uname().machine}".replace("aarch64", "arm64")


def extension() -> configparser.ConfigParser:
    """convai.gdextension, after a look at its files."""
    file = configparser.ConfigParser(comment_prefixes=";", delimiters="=")
    file.read(GODOT / "convai.gdextension", encoding="utf-8")
    libraries = file["libraries"]
    assert set(file["dependencies"]) == set(libraries), "each library needs the dependencies of its platform"
    for tags, path in libraries.items():
        system, *rest = tags.split(".")
        assert system in ("linux", "windows", "macos") and rest[-1] == "single", f"the tags {tags}"
        folder = "-".join([system, *rest[:-1]])
        (dependency,) = re.findall(r'"([^"]+)"\s*:', file["dependencies"][tags])
        for one in (path.strip('"'), dependency):
            assert one.startswith(f"res://addons/convai/bin/{folder}/"), f"{tags}: {one} is not in bin/{folder}"
    return file


def build(folder: Path, flags: str) -> Path:
    """Builds the addon, and returns its library: the one that convai.gdextension names for this machine."""
    shutil.rmtree(folder, ignore_errors=True)
    addon = folder / "addons/convai"
    subprocess.run(["sh", str(GODOT / "build.sh"), str(addon)], check=True, env={**os.environ, "CFLAGS": flags}, stdout=subprocess.DEVNULL)
    file = extension()
    tags = PLATFORM.replace("-", ".") + ".single"
    (dependency,) = re.findall(r'"res://([^"]+)"\s*:', file["dependencies"][tags])
    library = file["libraries"][tags].strip('"').replace("res://", "")
    for one in (library, dependency, "addons/convai/convai.gdextension"):
        assert (folder / one).is_file(), f"build.sh made no {one}"
    return folder / library


def build_play(folder: Path, flags: str, published: Published) -> Path:
    (folder / "published.h").write_text(published.header(), encoding="utf-8")
    command = ["cc", "-std=c11", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", *flags.split()]
    command += ["-isystem", str(published.folder), f"-I{folder}", f"-I{ROOT / 'include'}"]
    sources = [str(HERE / name) for name in ("values.c", "classes.c", "interface.c", "play.c")]
    subprocess.run([*command, *sources, "-ldl", "-o", str(folder / "play")], check=True)
    return folder / "play"


def check_versions(log: str, first: Published) -> int:
    """What was asked for is in the interface of every later version, in the same form."""
    asked = set(re.findall(r"^function (\w+)$", log, re.M))
    methods = set(re.findall(r"^method (\w+) (\w+) (\d+)$", log, re.M))
    written = dict(re.findall(r"X\((\w+), (\w+)\)", (GODOT / "src/engine.h").read_text(encoding="utf-8")))
    assert asked == set(written) and len(methods) == 3, (asked ^ set(written), methods)
    later = [name.name for name in sorted(first.folder.parents[1].iterdir())]
    assert first.version in later and len(later) > 1, later
    for version in later:
        published = Published(version)
        for name, type_ in written.items():
            assert name in published.functions, f"Godot {version} has no function {name}"
            assert published.functions[name].type == type_, f"{name} of Godot {version} is of the type {published.functions[name].type}"
            assert published.functions[name] == first.functions[name], f"{name} of Godot {version} is another function than that of {first.version}"
        for of, name, hash_ in methods:
            kind = "builtin_classes" if of.startswith("Packed") else "classes"
            assert int(hash_) in published.hashes(kind, of)[name], f"Godot {version} has no {of}.{name} with the hash {hash_}"
        same = [line for line in published.header().splitlines() if line.startswith(("#define SIZE", "#define NODE", "#define PROPERTY"))]
        assert all(line in first.header() for line in same), f"a constant of Godot {version} is another one"
    return len(later)


def check_readme(log: str) -> None:
    """README.md names every member of the node, and its sample uses them as they are. Only Godot 4 could run the sample."""
    members = {name: (kind, int(count)) for kind, name, count in re.findall(r"^has (\w+) (\w+) (\d+)$", log, re.M)}
    readme = (GODOT / "README.md").read_text(encoding="utf-8")
    rows = "".join(re.findall(r"^\| (.*?) \|", readme, re.M))
    missing = [name for name in members if not re.search(rf"`{name}\b", rows) and not re.match(r"[gs]et_", name)]
    assert len(members) > 10 and not missing, f"README.md does not name {missing}"
    (sample,) = re.findall(r"```gdscript\n(.*?)```", readme, re.S)
    used = 0
    for name, rest in re.findall(r"\bcharacter\.(\w+)(.*)", sample):
        used += 1
        kind, count = members[name]
        if connected := re.match(r"\.connect\(func\((.*?)\)", rest):
            found = "signal", len(connected[1].split(",")) if connected[1] else 0
        elif rest.startswith("("):
            found = "method", 0 if rest.startswith("()") else 1
        else:
            found = "property", 0
        assert found == (kind, count), f"README.md uses {name} as a {found[0]} of {found[1]}; it is a {kind} of {count}"
    assert used > 6, sample


def main() -> int:
    file = extension()
    configuration = {name: value.strip('"') for name, value in file["configuration"].items()}
    published = Published(configuration["compatibility_minimum"])
    builds = {"as it ships": "", "with AddressSanitizer": SANITIZED}
    plays: dict[str, tuple[Path, list[str]]] = {}
    for number, (name, flags) in enumerate(builds.items()):
        folder = OUT / "sanitized" if number else OUT
        library = build(folder, flags)
        plays[name] = folder, [str(build_play(folder, flags, published)), str(library), configuration["entry_symbol"]]

    config = ROOT / "examples/games/lighthouse/npc.toml"
    command = [os.environ["CONVAI_EMULATOR"], "--config", str(config), "--voice", "builtin", "--until-stdin-closes"]
    emulator = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    logs: dict[str, Path] = {}
    running: dict[str, subprocess.Popen] = {}
    try:
        assert emulator.stdout and emulator.stdin
        url = emulator.stdout.readline().split()[-1]
        environment = {**os.environ, "CONVAI_BASE_URL": url, "CONVAI_API_KEY": os.environ.get("CONVAI_TEST_KEY", "a-key-for-godot")}
        for name, (folder, command) in plays.items():
            logs[name] = folder / "play.log"
            with open(logs[name], "wb") as log:
                running[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        results = {name: process.wait(600) for name, process in running.items()}
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        emulator.stdin.close()
        emulator.wait()

    for name, code in results.items():
        text = logs[name].read_text(encoding="utf-8", errors="replace")
        print(f"{name}: " + next((line.strip() for line in text.splitlines() if "pieces" in line), "no conversation"), flush=True)
        if code != 0:
            print(text)
            print(f"FAILED {name}: ended with {code}")
            return 1
        count = check_versions(text, published)
        check_readme(text)
    print(f"built and checked against the published interface of Godot {published.version} and {count - 1} later versions; not run in Godot 4")
    return 0


if __name__ == "__main__":
    sys.exit(main())

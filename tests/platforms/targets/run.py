"""Type-checks the library for Android and iOS, which need an NDK or Xcode to be built, and prints a table.

    python3 tests/platforms/targets/run.py [TARGET...]

Each target is checked twice: as the library is, where no error and no warning is allowed, and in a copy with errors for some
targets only, where exactly those of the target must be found. The library is not linked, and the C code of the dependencies is
not compiled: no_compiler.sh takes the place of the compiler. The arguments for Android's linker are tried on empty libraries.

The standard library of a target comes from rustup. Where rustup has none, the nightly toolchain of the other suites checks it
from its sources. Needs rustup, and of Debian clang and lld.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import figures  # noqa: E402

ROOT = HERE.parents[2]
BUILT = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
SCRATCH = BUILT / "platforms/targets"

TARGETS = [
    "aarch64-linux-android",
    "armv7-linux-androideabi",
    "x86_64-linux-android",
    "aarch64-apple-ios",
    "aarch64-apple-ios-sim",
    "x86_64-apple-ios",
]

# Each is an error in code for some targets: a condition, and a part of the names of these targets.
PLANTED = [
    ('target_os = "android"', "android"),
    ('all(target_os = "android", target_pointer_width = "32")', "armv7-linux-android"),
    ('target_os = "ios"', "-ios"),
    ('all(target_os = "ios", target_abi = "sim")', r"-ios-sim|x86_64-apple-ios"),
    ("debug_assertions", ""),
    ("not(unix)", "windows"),
]

# What a copy of the library consists of, beside its own sources: the other members of its workspace, and what it is built with.
FILES = ["build.rs", "cbindgen.toml", "audio", "core", "emulator"]
MANIFESTS = ["Cargo.toml", "Cargo.lock"]


def nightly():
    script = ROOT / "tests/install_nightly.sh"
    return subprocess.run(["sh", str(script)], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def installed_by_rustup(target):
    installed = subprocess.run(["rustup", "target", "list", "--installed"], check=True, cwd=ROOT, stdout=subprocess.PIPE,
                               text=True).stdout.split()
    if target in installed:
        return True
    return subprocess.run(["rustup", "target", "add", target], cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0


def cargo_check(target, from_source, folder, messages="short"):
    """Checks the library in a folder for a target."""
    environment = dict(os.environ)
    # The build script of a dependency asks xcrun for an SDK, unless it gets a folder that exists.
    (SCRATCH / "sdk").mkdir(parents=True, exist_ok=True)
    # Nothing is compiled, so that optimised code would only cost time.
    environment.update(SDKROOT=str(SCRATCH / "sdk"), IPHONEOS_DEPLOYMENT_TARGET="12.0", CARGO_PROFILE_DEV_OPT_LEVEL="0")
    for tool in ["CC", "AR"]:
        environment[f"{tool}_{target.replace('-', '_')}"] = str(HERE / "no_compiler.sh")
    environment["RUSTFLAGS"] = f"{environment.get('RUSTFLAGS', '')} -D warnings".strip()
    environment["CARGO_TARGET_DIR"] = str(BUILT)
    command = ["cargo"]
    options = []
    if from_source:
        # Shared with the sanitizers, so that build scripts and macros are compiled once.
        environment["CARGO_TARGET_DIR"] = str(BUILT / "nightly")
        command = ["rustup", "run", from_source, "cargo"]
        options = ["-Zbuild-std=std", "-Zbuild-std-features=panic-unwind"]
    command += ["check", "--quiet", "--locked", "--lib", "--target", target, "--message-format", messages, *options]
    return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def planted_copy():
    """A copy of the library with the errors, under another name: cargo takes two packages of one name for the same."""
    copy = SCRATCH / "planted"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / "src", copy / "src")
    for name in FILES:
        (copy / name).symlink_to(ROOT / name)
    for name in MANIFESTS:
        (copy / name).write_text((ROOT / name).read_text().replace('name = "convai"', 'name = "convai-copy"'))
    lines = [f'#[cfg({condition})] const _: u8 = "";\n' for condition, _ in PLANTED]
    (copy / "src/planted.rs").write_text("".join(lines))
    with (copy / "src/lib.rs").open("a") as library:
        library.write("mod planted;\n")
    return copy


def check_library(target, from_source):
    done = cargo_check(target, from_source, ROOT)
    print(done.stderr, end="", flush=True)
    return done.returncode == 0


def check_planted(target, from_source, copy):
    """Whether exactly the errors in code for this target are found."""
    done = cargo_check(target, from_source, copy)
    found = {int(line) for line in re.findall(r"src/planted\.rs:(\d+):\d+: error\[E0308\]", done.stderr)}
    expected = {line for line, (_, names) in enumerate(PLANTED, 1) if re.search(names, target)}
    if found != expected:
        print(f"{target}: of the planted errors, those of the lines {sorted(found)} were found, not {sorted(expected)}")
        print(done.stderr, flush=True)
    return done.returncode != 0 and found == expected


def check_linking():
    """The results of the tests of Android's linker arguments."""
    subprocess.run(["sh", str(ROOT / "tests/install_tools.sh"), "clang:clang", "ld.lld:lld"], check=True)
    messages = cargo_check("aarch64-linux-android", None, ROOT, "json").stdout.splitlines()
    scripts = [each for each in map(json.loads, messages)
               if each["reason"] == "build-script-executed" and re.search(r"[#/]convai[@#]", each["package_id"])]
    output = (pathlib.Path(scripts[0]["out_dir"]).parent / "output").read_text()
    arguments = SCRATCH / "android-link-arguments"
    arguments.write_text("".join(f"{each}\n" for each in re.findall(r"^cargo:rustc-cdylib-link-arg=(.*)", output, re.M)))
    done = subprocess.run([sys.executable, str(ROOT / "tests/platforms/android/check_library_test.py"), str(arguments)],
                          stderr=subprocess.PIPE, text=True)
    print(done.stderr, end="", flush=True)
    total = int(re.search(r"^Ran (\d+) test", done.stderr, re.M)[1])
    failed = sum(map(int, re.findall(r"(?:failures|errors)=(\d+)", done.stderr)))
    return [True] * (total - failed) + [False] * failed


def main():
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    wanted = sys.argv[1:] or TARGETS
    if unknown := set(wanted) - set(TARGETS):
        sys.exit(f"unknown targets: {' '.join(sorted(unknown))}. There are: {' '.join(TARGETS)}")
    copy = planted_copy()
    table = []
    for target in wanted:
        start = time.monotonic()
        from_source = None if installed_by_rustup(target) else nightly()
        results = [check_library(target, from_source), check_planted(target, from_source, copy)]
        table.append((target, results, from_source, time.monotonic() - start))
    if not sys.argv[1:]:
        start = time.monotonic()
        table.append(("linking for Android", check_linking(), None, time.monotonic() - start))
    print(f"\n{'Android and iOS, not built':28}{'passed':>8}{'failed':>8}{'not applicable':>16}{'seconds':>9}")
    for target, results, from_source, seconds in table:
        note = "  standard library from its sources" if from_source else ""
        print(f"{target:28}{results.count(True):8}{results.count(False):8}{0:16}{seconds:9.0f}{note}")
    if not sys.argv[1:]:
        figures.show("targets", [("all", sum(results.count(True) for _, results, _, _ in table), 0)])
    sys.exit(not all(all(results) for _, results, _, _ in table))


if __name__ == "__main__":
    main()

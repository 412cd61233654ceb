"""The platforms that are packed: where their files come from, what they must be, and where the packages take them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Platform(NamedTuple):
    """One platform. The files are those that its build script writes into one folder."""

    name: str
    system: str  # windows, linux or macos
    build: tuple[str, ...]  # the build script and its arguments
    triples: tuple[str, ...]  # one for each processor in the files
    minimum: tuple[str, str]  # what the files run on, and its oldest version
    shared: str
    static: str
    linked_with: tuple[str, ...]  # import libraries and the like
    symbols: tuple[str, ...]  # debug information, as far as the tools write it
    emulator: str
    wheel: str  # the platform tag of the wheel
    unreal: str  # the name of the platform in Unreal
    unity: str | None  # the folder of the library in the Unity package; None if Unity has no such player

    @property
    def required(self) -> tuple[str, ...]:
        """The files without which nothing is packed."""
        return (self.shared, self.static, *self.linked_with)

    def script(self, *arguments: str) -> list[str]:
        """The command that builds the files."""
        return ["sh", str(ROOT / "packaging/platforms" / self.build[0]), *self.build[1:], *arguments]


def linux(machine: str, unreal: str, unity: str | None) -> Platform:
    return Platform(
        name=f"linux-{machine}",
        system="linux",
        build=("linux/build.sh", machine),
        triples=(f"{machine}-unknown-linux-gnu",),
        minimum=("glibc", "2.17"),
        shared="libconvai.so",
        static="libconvai.a",
        linked_with=(),
        symbols=("libconvai.so.debug",),
        emulator="convai-emulator",
        wheel=f"manylinux_2_17_{machine}.manylinux2014_{machine}",
        unreal=unreal,
        unity=unity,
    )


PLATFORMS = {
    each.name: each
    for each in (
        Platform(
            name="windows-x86_64",
            system="windows",
            build=("windows/build.sh",),
            triples=("x86_64-pc-windows-gnu",),
            minimum=("windows", "10"),
            shared="convai.dll",
            static="libconvai.a",
            linked_with=("convai.dll.lib", "libconvai.dll.a", "convai.def"),
            symbols=("convai.dll.debug",),
            emulator="convai-emulator.exe",
            wheel="win_amd64",
            unreal="Win64",
            unity="windows-x86_64",
        ),
        linux("x86_64", "Linux", "linux-x86_64"),
        linux("aarch64", "LinuxArm64", None),
        Platform(
            name="macos-universal",
            system="macos",
            build=("macos/build.sh",),
            triples=("aarch64-apple-darwin", "x86_64-apple-darwin"),
            minimum=("macos", "11.0"),
            shared="libconvai.dylib",
            static="libconvai.a",
            linked_with=(),
            symbols=("libconvai.dylib.dSYM",),
            emulator="convai-emulator",
            wheel="macosx_11_0_universal2",
            unreal="Mac",
            unity="macos-universal",
        ),
    )
}

# What the library supports and `make dist` does not build, and why.
ELSEWHERE = {
    "android": "needs an NDK: see packaging/platforms/android",
    "ios": "needs Xcode: see packaging/platforms/ios",
}

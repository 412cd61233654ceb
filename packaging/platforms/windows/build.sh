#!/bin/sh
# Builds the library for Windows x86-64, on Linux.
#
#     packaging/platforms/windows/build.sh [OUT]     (target/platforms/windows-x86_64 by default)
#
# OUT contains afterwards:
#     convai.dll           the library, which imports system DLLs only
#     convai.dll.debug     its debug information, which GDB finds beside the DLL
#     convai.def           the names of the exported functions
#     convai.dll.lib       the import library in the short form, for the linkers of MSVC and LLVM
#     libconvai.dll.a      the import library for MinGW
#     libconvai.a          the static library, for MinGW only
#
# Needs rustup, and of Debian gcc-mingw-w64-x86-64-posix and llvm.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
target=x86_64-pc-windows-gnu
mingw=x86_64-w64-mingw32
built=${CARGO_TARGET_DIR:-$root/target}
out=${1:-$built/platforms/windows-x86_64}
mkdir -p "$out"

cd "$root"
rustup target list --installed | grep -qx "$target" || rustup target add "$target"

# Two builds of one commit give the same bytes, wherever and whenever they run: no path of this machine is in a message or in the
# debug information, and no time in a header. Debuggers and crash reports recognise the DLL by its build ID instead.
PATH=$root/packaging/platforms/windows/bin:$PATH
cargo_home=${CARGO_HOME:-$HOME/.cargo}
unit_separator=$(printf '\037')
flags="--remap-path-prefix=$root=convai${unit_separator}--remap-path-prefix=$built=target"
flags="$flags${unit_separator}--remap-path-prefix=$cargo_home=cargo"
c_flags="-ffile-prefix-map=$root=convai -ffile-prefix-map=$built=target -ffile-prefix-map=$cargo_home=cargo"
# Debug information needs no other code: the stripped library is the same with and without it.
CARGO_ENCODED_RUSTFLAGS=$flags CFLAGS_x86_64_pc_windows_gnu=$c_flags \
    CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none \
    cargo rustc --release --locked --lib --crate-type cdylib,staticlib --target "$target" -- \
    -C link-arg=-Wl,--no-insert-timestamp,--build-id

release=$built/$target/release
# cargo writes the import library beside the DLL, or into the folder of intermediate files, depending on its version.
import=$release/libconvai.dll.a
[ -f "$import" ] || import=$release/deps/libconvai.dll.a
# A file that is the same is kept: a suite may be using it.
new=$out/new
rm -rf "$new"
mkdir "$new"

# Without --preserve-dates, these programs write the time into the header again.
"$mingw-objcopy" --preserve-dates --only-keep-debug "$release/convai.dll" "$new/convai.dll.debug"
"$mingw-strip" --preserve-dates --strip-all -o "$new/convai.dll" "$release/convai.dll"
(cd "$new" && "$mingw-objcopy" --preserve-dates --add-gnu-debuglink=convai.dll.debug convai.dll)
# GNU strip refuses the empty members of this archive.
llvm-strip --strip-debug -o "$new/libconvai.a" "$release/libconvai.a"
cp "$import" "$new/libconvai.dll.a"

{
    echo 'LIBRARY "convai.dll"'
    echo EXPORTS
    llvm-readobj --coff-exports "$new/convai.dll" | sed -n 's/^ *Name: \(..*\)$/    \1/p' | LC_ALL=C sort
} >"$new/convai.def"
llvm-dlltool -m i386:x86-64 -d "$new/convai.def" -D convai.dll -l "$new/convai.dll.lib"
for file in "$new"/*; do
    name=$(basename "$file")
    cmp -s "$file" "$out/$name" || mv -f "$file" "$out/$name"
done
rm -rf "$new"

#!/bin/sh
# Builds the library for Linux with glibc 2.17 or newer. Runs on Linux.
#
#     packaging/platforms/linux/build.sh x86_64|aarch64 [OUT]     (target/platforms/linux-ARCHITECTURE by default)
#
# OUT contains afterwards:
#     libconvai.so         the library
#     libconvai.so.1       a link with the name by which programs load it
#     libconvai.so.debug   its debug information, which GDB and valgrind find beside the library
#     libconvai.a          the static library
#
# Needs Rust, and Python 3.9 or newer for the tools from PyPI. The files are the same, byte by byte, in whatever folder they
# are built.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
architecture=$1
target=$architecture-unknown-linux-gnu
built=${CARGO_TARGET_DIR:-$root/target}
out=${2:-$built/platforms/linux-$architecture}
mkdir -p "$out"
built=$(cd "$built" && pwd)
tools=$(sh "$root/packaging/platforms/tools.sh")
PATH=$tools:$PATH

cd "$root"
sysroot=$(rustc --print sysroot)
[ -d "$sysroot/lib/rustlib/$target" ] || rustup target add "$target"
# Rust contains LLVM's objcopy, and its libraries beside it. Packages of distributions may leave it out.
rust_objcopy=$(find "$sysroot/lib/rustlib" -name rust-objcopy | head -n 1)
[ -n "$rust_objcopy" ] || sh tests/install_tools.sh llvm-objcopy:llvm
objcopy() {
    if [ -n "$rust_objcopy" ]; then LD_LIBRARY_PATH=$sysroot/lib "$rust_objcopy" "$@"; else llvm-objcopy "$@"; fi
}

# No path of this machine is in the library or in its debug information. The last prefix that matches applies.
separator=$(printf '\037')
CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$root=convai$separator--remap-path-prefix=$built=convai/target$separator\
--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
export CARGO_ENCODED_RUSTFLAGS
# Zig compiles the C code of ring, and the unwinder that it links. Their debug information would contain paths, and is left
# out. The cache is separate from that of other builds, where the unwinder may have debug information.
CCC_OVERRIDE_OPTIONS="# +-g0"
ZIG_GLOBAL_CACHE_DIR=$built/platforms/zig-library
ZIG_LOCAL_CACHE_DIR=$built/platforms/zig-library
export CCC_OVERRIDE_OPTIONS ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR
# Debug information needs no other code: the stripped library is the same with and without it. The crate types are named here,
# because cargo turns link-time optimisation off where it builds a Rust library as well.
CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none \
    cargo-zigbuild rustc --release --locked --lib --crate-type cdylib,staticlib --target "$target.2.17" \
    -- -C link-arg=-Wl,--build-id=sha1

release=$built/$target/release
# A file that is the same is kept: a suite may be using it.
new=$out/new
rm -rf "$new"
mkdir "$new"
objcopy --only-keep-debug "$release/libconvai.so" "$new/libconvai.so.debug"
objcopy --strip-all "$release/libconvai.so" "$new/libconvai.so"
(cd "$new" && objcopy --add-gnu-debuglink=libconvai.so.debug libconvai.so)
objcopy --strip-debug "$release/libconvai.a" "$new/libconvai.a"
for file in libconvai.so libconvai.so.debug libconvai.a; do
    cmp -s "$new/$file" "$out/$file" || mv -f "$new/$file" "$out/$file"
done
rm -rf "$new"
[ -L "$out/libconvai.so.1" ] || ln -s libconvai.so "$out/libconvai.so.1"

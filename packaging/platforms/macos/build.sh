#!/bin/sh
# Builds the library for macOS 11 and newer, for Apple and Intel processors, on Linux.
#
#     packaging/platforms/macos/build.sh [OUT]     (target/platforms/macos-universal by default)
#
# OUT contains afterwards:
#     libconvai.dylib        the library for both processors, signed ad hoc
#     libconvai.dylib.dSYM   its debug information, for lldb and for crash reports
#     libconvai.a            the static library for both processors
#
# SDKROOT may name an SDK of Xcode. Without one, sdk.py writes what the linker needs. Needs rustup, Python 3.9 or newer for the
# tools from PyPI, and of Debian clang, lld and llvm. On a Mac, `make library` builds for that Mac with Xcode's tools. The files
# are the same, byte by byte, in whatever folder they are built.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
built=${CARGO_TARGET_DIR:-$root/target}
out=${1:-$built/platforms/macos-universal}
mkdir -p "$built/platforms" "$out"
built=$(cd "$built" && pwd)
out=$(cd "$out" && pwd)
tools=$(sh "$root/packaging/platforms/tools.sh")
sh "$root/tests/install_tools.sh" clang:clang ld.lld:lld llvm-config:llvm
# Debian has the tools for other systems' files in this folder only.
PATH=$tools:$(llvm-config --bindir):$PATH
cd "$root"

if [ -z "${SDKROOT:-}" ]; then
    SDKROOT=$built/platforms/macos-sdk
    python3 "$here/sdk.py" "$(dirname "$("$tools/python" -c 'import ziglang; print(ziglang.__file__)')")" "$SDKROOT"
fi
MACOSX_DEPLOYMENT_TARGET=11.0
# The cache is separate from that of other projects. The debug information of the C code would contain paths.
ZIG_GLOBAL_CACHE_DIR=$built/platforms/zig
ZIG_LOCAL_CACHE_DIR=$built/platforms/zig
CCC_OVERRIDE_OPTIONS="# +-g0"
export SDKROOT MACOSX_DEPLOYMENT_TARGET ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR CCC_OVERRIDE_OPTIONS

separator=$(printf '\037')
for architecture in aarch64 x86_64; do
    target=$architecture-apple-darwin
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || rustup target add "$target"
    apple=$architecture
    [ "$architecture" = aarch64 ] && apple=arm64
    # Zig compiles the C code of the dependencies. Its linker exports too much, so clang and lld link. Intel Macs load unsigned
    # code, so lld signs for them only when it is told to.
    linker=$built/platforms/$target-linker
    printf '#!/bin/sh\nexec clang --target=%s-apple-macos11.0 -fuse-ld=lld -Wl,-adhoc_codesign -isysroot "%s" "$@"\n' "$apple" "$SDKROOT" >"$linker"
    chmod +x "$linker"
    # No path of this machine is in the library or in its debug information. The last prefix that matches applies.
    CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$root=convai$separator--remap-path-prefix=$built=convai/target$separator\
--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo$separator-Clinker=$linker" \
        CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO=packed CARGO_PROFILE_RELEASE_STRIP=none \
        cargo-zigbuild rustc --release --locked --lib --crate-type cdylib,staticlib --target "$target"
done

python3 "$here/package.py" "$built/x86_64-apple-darwin/release" "$built/aarch64-apple-darwin/release" "$out"

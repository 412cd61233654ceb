#!/bin/sh
# Builds the emulator that is shipped.
#
#     packaging/dist/emulator.sh PLATFORM [OUT]     (target/platforms/PLATFORM/emulator by default)
#
# PLATFORM is windows-x86_64, linux-x86_64, linux-aarch64 or macos-universal. Needs what the build script of the platform needs,
# and for macOS that it has run, because it writes the SDK and the linkers. The program contains no path of this machine.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
platform=$1
built=${CARGO_TARGET_DIR:-$root/target}
out=${2:-$built/platforms/$platform/emulator}
mkdir -p "$out"
built=$(cd "$built" && pwd)
cd "$root"

case $platform in
windows-x86_64) targets=x86_64-pc-windows-gnu program=convai-emulator.exe glibc='' ;;
linux-*) targets=${platform#linux-}-unknown-linux-gnu program=convai-emulator glibc=.2.17 ;;
macos-universal) targets='aarch64-apple-darwin x86_64-apple-darwin' program=convai-emulator glibc='' ;;
*) echo "emulator.sh: unknown platform $platform" >&2 && exit 1 ;;
esac

home=${CARGO_HOME:-$HOME/.cargo}
separator=$(printf '\037')
common="--remap-path-prefix=$root=convai$separator--remap-path-prefix=$built=convai/target$separator--remap-path-prefix=$home=cargo"
CFLAGS="-ffile-prefix-map=$root=convai -ffile-prefix-map=$built=target -ffile-prefix-map=$home=cargo"
export CFLAGS
if [ "$platform" = windows-x86_64 ]; then
    command=build
    # As in build.sh of the platform: without this dlltool, import libraries differ from build to build.
    PATH=$root/packaging/platforms/windows/bin:$PATH
    export PATH
    common="$common$separator-Clink-arg=-Wl,--no-insert-timestamp"
else
    command=zigbuild
    PATH=$(sh packaging/platforms/tools.sh):$PATH
    ZIG_GLOBAL_CACHE_DIR=$built/platforms/zig
    ZIG_LOCAL_CACHE_DIR=$built/platforms/zig
    # Zig asks for the debug information of C code, which would contain paths.
    CCC_OVERRIDE_OPTIONS="# +-g0"
    export PATH ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR CCC_OVERRIDE_OPTIONS
fi

for target in $targets; do
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || rustup target add "$target"
    CARGO_ENCODED_RUSTFLAGS=$common
    if [ "$platform" = macos-universal ]; then
        SDKROOT=${SDKROOT:-$built/platforms/macos-sdk}
        MACOSX_DEPLOYMENT_TARGET=11.0
        # The linker signs for Intel Macs only when it is told to.
        CARGO_ENCODED_RUSTFLAGS="$common$separator-Clinker=$built/platforms/$target-linker$separator-Clink-arg=-Wl,-adhoc_codesign"
        export SDKROOT MACOSX_DEPLOYMENT_TARGET
    fi
    export CARGO_ENCODED_RUSTFLAGS
    cargo "$command" --locked -p convai-emulator --bin convai-emulator --profile emulator --target "$target$glibc"
done

new=$out/$program.new
if [ "$platform" = macos-universal ]; then
    python3 packaging/platforms/macos/universal.py "$built/x86_64-apple-darwin/emulator/$program" \
        "$built/aarch64-apple-darwin/emulator/$program" "$new"
else
    cp "$built/$targets/emulator/$program" "$new"
fi
# A file that is the same is kept: a suite may be using it.
if cmp -s "$new" "$out/$program"; then rm "$new"; else mv -f "$new" "$out/$program"; fi

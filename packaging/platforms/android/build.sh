#!/bin/sh
# Builds the library for Android 7 (API level 24) and newer, for arm64, armv7 and x86-64, with an NDK.
#
#     ANDROID_NDK_HOME=/path/to/ndk packaging/platforms/android/build.sh [OUT]     (target/platforms/android by default)
#
# OUT contains afterwards, in the layout of jniLibs of Gradle and Unity:
#     jniLibs/arm64-v8a/libconvai.so      the library, for each of arm64-v8a, armeabi-v7a and x86_64
#     symbols/arm64-v8a/libconvai.so      the same with debug information, for ndk-stack and the Play Console
#     static/arm64-v8a/libconvai.a        the static library
#     include/convai.h                    the header
#
# ANDROID_NDK_ROOT is read too. ANDROID_API names another API level. Needs rustup and Python 3. The libraries can be loaded on
# devices with pages of 16 KB, which is checked. They have not been run by this project.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
fail() {
    echo "android/build.sh: $*" >&2
    exit 1
}

ndk=${ANDROID_NDK_HOME:-${ANDROID_NDK_ROOT:-}}
[ -n "$ndk" ] || fail "no NDK is given. Install one (Android Studio: SDK Manager, SDK Tools, NDK) and set ANDROID_NDK_HOME to its folder."
bin=
for folder in "$ndk"/toolchains/llvm/prebuilt/*/bin; do
    [ -x "$folder/llvm-ar" ] && bin=$folder
done
[ -n "$bin" ] || fail "$ndk is not the folder of an NDK: it has no toolchains/llvm/prebuilt/*/bin/llvm-ar."
api=${ANDROID_API:-24}
command -v rustup >/dev/null 2>&1 || fail "rustup is missing. Install it from https://rustup.rs."

built=${CARGO_TARGET_DIR:-$root/target}
out=${1:-$built/platforms/android}
mkdir -p "$built" "$out"
built=$(cd "$built" && pwd)
out=$(cd "$out" && pwd)
cd "$root"

separator=$(printf '\037')
for pair in arm64-v8a:aarch64-linux-android armeabi-v7a:armv7-linux-androideabi x86_64:x86_64-linux-android; do
    abi=${pair%%:*}
    target=${pair#*:}
    # The NDK names the 32-bit compiler by another architecture than Rust does.
    clang=$bin/$(echo "$target" | sed 's/^armv7-/armv7a-/')$api-clang
    [ -x "$clang" ] || fail "$clang does not exist: the NDK does not support API level $api."
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || rustup target add "$target"
    name=$(echo "$target" | tr - _)
    upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
    # build.rs sets the name of the library and the size of the pages.
    env "CC_$name=$clang" "AR_$name=$bin/llvm-ar" "CARGO_TARGET_${upper}_LINKER=$clang" \
        "CFLAGS_$name=-ffile-prefix-map=${CARGO_HOME:-$HOME/.cargo}=cargo -ffile-prefix-map=$built=convai/target" \
        CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$root=convai$separator--remap-path-prefix=$built=convai/target$separator\
--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
        CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none \
        cargo rustc --release --locked --lib --crate-type cdylib,staticlib --target "$target" -- -C link-arg=-Wl,--build-id=sha1
    mkdir -p "$out/jniLibs/$abi" "$out/symbols/$abi" "$out/static/$abi"
    cp "$built/$target/release/libconvai.so" "$out/symbols/$abi/libconvai.so"
    "$bin/llvm-strip" --strip-unneeded -o "$out/jniLibs/$abi/libconvai.so" "$built/$target/release/libconvai.so"
    "$bin/llvm-strip" --strip-debug -o "$out/static/$abi/libconvai.a" "$built/$target/release/libconvai.a"
done
mkdir -p "$out/include"
cp "$root/include/convai.h" "$out/include/convai.h"
python3 "$root/tests/platforms/android/check_library.py" "$out"/jniLibs/*/libconvai.so
echo "The libraries for Android are in $out."

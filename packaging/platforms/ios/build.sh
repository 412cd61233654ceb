#!/bin/sh
# Builds the static library for iOS 12 and newer, for devices and both simulators, on a Mac with Xcode.
#
#     packaging/platforms/ios/build.sh [OUT]     (target/platforms/ios by default)
#
# OUT contains afterwards:
#     Convai.xcframework               the library and the header for devices and simulators, to be added to a project in Xcode
#     iphoneos/libconvai.a             the library for devices, as Unity and Unreal take it
#     iphonesimulator/libconvai.a      the library for simulators on Apple and Intel processors
#     include/convai.h                 the header
#
# Needs rustup. A program links it with the frameworks Security, CoreFoundation and SystemConfiguration. The libraries have
# not been run by this project.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
fail() {
    echo "ios/build.sh: $*" >&2
    exit 1
}

[ "$(uname -s)" = Darwin ] || fail "this system has no SDK for iOS: run the script on a Mac with Xcode, such as the macos job of the CI."
for sdk in iphoneos iphonesimulator; do
    xcrun --sdk "$sdk" --show-sdk-path >/dev/null 2>&1 ||
        fail "there is no SDK for $sdk. Install Xcode (the command line tools have no SDK for iOS), then: sudo xcode-select -s /Applications/Xcode.app"
done
command -v rustup >/dev/null 2>&1 || fail "rustup is missing. Install it from https://rustup.rs."

built=${CARGO_TARGET_DIR:-$root/target}
out=${1:-$built/platforms/ios}
mkdir -p "$built" "$out/iphoneos" "$out/iphonesimulator" "$out/include"
built=$(cd "$built" && pwd)
out=$(cd "$out" && pwd)
cd "$root"

# Each target has its own SDK, which cargo and the C compiler find by xcrun.
unset SDKROOT
IPHONEOS_DEPLOYMENT_TARGET=12.0
export IPHONEOS_DEPLOYMENT_TARGET
separator=$(printf '\037')
for target in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios; do
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || rustup target add "$target"
    CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$root=convai$separator--remap-path-prefix=$built=convai/target$separator\
--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
        cargo rustc --release --locked --lib --crate-type staticlib --target "$target"
done

cp "$built/aarch64-apple-ios/release/libconvai.a" "$out/iphoneos/libconvai.a"
lipo -create "$built/aarch64-apple-ios-sim/release/libconvai.a" "$built/x86_64-apple-ios/release/libconvai.a" \
    -output "$out/iphonesimulator/libconvai.a"
cp "$root/include/convai.h" "$out/include/convai.h"
rm -rf "$out/Convai.xcframework"
xcodebuild -create-xcframework \
    -library "$out/iphoneos/libconvai.a" -headers "$out/include" \
    -library "$out/iphonesimulator/libconvai.a" -headers "$out/include" \
    -output "$out/Convai.xcframework"

# Every function of the header is in each library.
functions=$(tr '\n' ' ' <"$out/include/convai.h" | grep -o 'CONVAI_API [^;(]*(' | sed -n 's/.*[ *]\(convai_[a-z0-9_]*\)($/\1/p')
[ -n "$functions" ] || fail "no functions were found in $out/include/convai.h."
for library in "$out/iphoneos/libconvai.a" "$out/iphonesimulator/libconvai.a"; do
    for architecture in $(lipo -archs "$library"); do
        defined=$(nm -arch "$architecture" -gU "$library" 2>/dev/null)
        for function in $functions; do
            echo "$defined" | grep -q " _$function\$" || fail "$library lacks $function for $architecture."
        done
    done
done
echo "The libraries for iOS are in $out."

#!/bin/sh
# Builds the wheel and the sdist of convai-native into FOLDER (default: target/wheel/dist) and checks the wheel's platform.
#
#     bindings/python/build_wheel.sh [FOLDER]
#
# On Linux, the wheel contains the library for glibc 2.17, so that it works on every distribution of the last ten years: see
# packaging/platforms/linux/build.sh. With CONVAI_PORTABLE=no, and on other systems, cargo builds it for this machine, which needs
# no other tools.
#
# For another platform, name a library that is built already and its tag. Then only that wheel is built:
#
#     CONVAI_WHEEL_LIBRARY=.../libconvai.so CONVAI_WHEEL_PLATFORM=manylinux_2_17_aarch64.manylinux2014_aarch64 \
#         bindings/python/build_wheel.sh [FOLDER]
#
# CONVAI_WHEEL_TARGETS are the targets of Rust in the library, for the bill of materials. With CONVAI_WHEEL_SDIST=yes the sdist is
# built too.
#
# Needs cargo and Python 3.9 or newer; everything else comes from PyPI.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target="$root/target/wheel"
dist="${1:-$target/dist}"
mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
say() { printf '%s\n' "build_wheel.sh: $*" >&2; }

command -v cargo >/dev/null 2>&1 || { say "cargo is missing: install Rust from https://rustup.rs"; exit 1; }
PATH="$(sh "$root/packaging/wheel_tools.sh"):$PATH"
export PATH

cd "$root"
only_wheel=${CONVAI_WHEEL_LIBRARY:+yes}
if [ -n "$only_wheel" ]; then
    : "${CONVAI_WHEEL_PLATFORM:?is the tag of the wheel for CONVAI_WHEEL_LIBRARY, such as manylinux_2_17_aarch64}"
    # Absolute, because the wheel is built in another folder.
    CONVAI_WHEEL_LIBRARY="$(cd "$(dirname "$CONVAI_WHEEL_LIBRARY")" && pwd)/$(basename "$CONVAI_WHEEL_LIBRARY")"
elif [ "$(uname -s)" = Linux ] && [ "${CONVAI_PORTABLE:-yes}" != no ]; then
    machine=$(uname -m)
    sh packaging/platforms/linux/build.sh "$machine"
    CONVAI_WHEEL_LIBRARY="${CARGO_TARGET_DIR:-$root/target}/platforms/linux-$machine/libconvai.so"
    # Both names of one platform, as in `make dist`: pip before version 20.3 knows only the second.
    CONVAI_WHEEL_PLATFORM="manylinux_2_17_$machine.manylinux2014_$machine"
else
    # With the crate type of a Rust library, cargo would turn link-time optimisation off. Panic messages must not contain paths
    # of the build machine.
    RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$root=convai --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
        cargo rustc --release --lib --crate-type cdylib --locked --package convai --target-dir "$target"
    CONVAI_WHEEL_LIBRARY=$(ls "$target/release/libconvai.so" "$target/release/libconvai.dylib" "$target/release/convai.dll" 2>/dev/null | head -n 1)
    CONVAI_WHEEL_PLATFORM=
fi
export CONVAI_WHEEL_LIBRARY CONVAI_WHEEL_PLATFORM

python "$here/stage.py" "$target/stage"
if [ -n "$only_wheel" ]; then
    rm -f "$dist"/convai_native-*"$CONVAI_WHEEL_PLATFORM.whl"
else
    rm -f "$dist"/convai_native-*
fi
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1704067200}"
export SOURCE_DATE_EPOCH
build() { # sdist or wheel
    (cd "$target/stage" && python -m hatchling build -t "$1" -d "$dist") >"$target/build.log" 2>&1 ||
        { cat "$target/build.log" >&2; exit 1; }
}
[ -n "$only_wheel" ] && [ -z "${CONVAI_WHEEL_SDIST:-}" ] || build sdist
# The wheel contains compiled crates: it needs their notices and a bill of materials.
python "$root/packaging/third_party.py" write "$target/stage" >/dev/null
targets=
for triple in ${CONVAI_WHEEL_TARGETS:-}; do targets="$targets --target $triple"; done
# shellcheck disable=SC2086 # word splitting is intended
cp "$(python "$root/packaging/third_party.py" sbom "$target" $targets)" "$target/stage/convai.cdx.json"
build wheel

case $CONVAI_WHEEL_PLATFORM in
manylinux*)
    auditwheel show "$dist"/convai_native-*"$CONVAI_WHEEL_PLATFORM.whl" >"$target/auditwheel.log"
    tr '\n' ' ' <"$target/auditwheel.log" | grep -q "\"${CONVAI_WHEEL_PLATFORM%%.*}\"" ||
        { cat "$target/auditwheel.log" >&2; say "the wheel is not $CONVAI_WHEEL_PLATFORM"; exit 1; }
    ;;
esac
for file in "$dist"/convai_native-*"$CONVAI_WHEEL_PLATFORM.whl" "$dist"/convai_native-*.tar.gz; do
    [ ! -f "$file" ] || say "$file ($(wc -c <"$file") bytes)"
done

#!/bin/sh
# Builds the wheel and the sdist of convai-native into FOLDER (default: target/wheel/dist) and checks the wheel's platform.
#
#     bindings/python/build_wheel.sh [FOLDER]
#
# On Linux, cargo-zigbuild builds the library for glibc 2.17, so that one wheel works on every distribution of the last
# ten years. On other systems, cargo builds it. Needs cargo and Python 3.9 or newer; everything else comes from PyPI.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target="$root/target/wheel"
dist="${1:-$target/dist}"
mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
python="${PYTHON:-python3}"
say() { printf '%s\n' "build_wheel.sh: $*" >&2; }

command -v cargo >/dev/null 2>&1 || { say "cargo is missing: install Rust from https://rustup.rs"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' || { say "Python 3.9 or newer is needed"; exit 1; }

# The tools are in a virtual environment that is reused.
tools="$target/tools"
# The upper bounds are the tested versions, so that later builds use the same ones.
wanted="build<=1.6.1 hatchling<=1.33.0"
[ "$(uname -s)" = Linux ] && wanted="$wanted cargo-zigbuild<=0.24.0 ziglang<=0.17.0 auditwheel<=6.8.2"
if [ "$(cat "$tools/complete" 2>/dev/null || true)" != "$wanted" ]; then
    say "installing $wanted"
    rm -rf "$tools"
    "$python" -m venv "$tools" || { say "python3 -m venv does not work: on Debian, apt-get install python3-venv"; exit 1; }
    # shellcheck disable=SC2086 # word splitting is intended
    "$tools/bin/python" -m pip install --quiet $wanted
    printf '%s' "$wanted" > "$tools/complete"
fi
PATH="$tools/bin:$PATH"
export PATH

cd "$root"
# Panic messages must not contain paths of the build machine.
RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$root=convai --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
export RUSTFLAGS
printf '%s' "$RUSTFLAGS" >"$target/rustflags" # the suite builds the sdist with the same flags
# With the crate type of a Rust library, cargo would turn link-time optimisation off.
build="--release --lib --crate-type cdylib --locked --package convai --target-dir $target"
# shellcheck disable=SC2086 # word splitting is intended
if [ "$(uname -s)" = Linux ]; then
    machine=$(uname -m)
    triple="$machine-unknown-linux-gnu"
    platform="manylinux_2_17_$machine"
    cargo-zigbuild rustc $build --target "$triple.2.17"
    library="$target/$triple/release/libconvai.so"
    export CONVAI_WHEEL_PLATFORM="$platform"
else
    cargo rustc $build
    library=$(ls "$target/release/libconvai.dylib" "$target/release/convai.dll" 2>/dev/null | head -n 1)
    platform=
fi
unset RUSTFLAGS

python "$here/stage.py" "$target/stage" "$target"
rm -f "$dist"/convai_native-*
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1704067200}"
CONVAI_WHEEL_LIBRARY="$library"
export SOURCE_DATE_EPOCH CONVAI_WHEEL_LIBRARY
build() { # --sdist or --wheel
    python -m build --no-isolation --outdir "$dist" "$1" "$target/stage" >"$target/build.log" 2>&1 ||
        { cat "$target/build.log" >&2; exit 1; }
}
build --sdist
# The wheel contains compiled crates: it needs their notices and a bill of materials.
python "$root/packaging/third_party.py" write "$target/stage" >/dev/null
cp "$(python "$root/packaging/third_party.py" sbom "$target")" "$target/stage/convai.cdx.json"
build --wheel

if [ -n "$platform" ]; then
    auditwheel show "$dist"/convai_native-*.whl >"$target/auditwheel.log"
    tr '\n' ' ' <"$target/auditwheel.log" | grep -q "\"$platform\"" ||
        { cat "$target/auditwheel.log" >&2; say "the wheel is not $platform"; exit 1; }
fi
for file in "$dist"/convai_native-*; do
    say "$file ($(wc -c <"$file") bytes)"
done

#!/bin/sh
# Builds the wheel of convai-native-emulator into FOLDER (default: dist).
#
#     emulator/python/build_wheel.sh [FOLDER]
#
# cargo builds the program for this machine. For another platform, or to save the time, name a program that is built already
# and the tag of its platform:
#
#     CONVAI_WHEEL_EMULATOR=.../convai-emulator CONVAI_WHEEL_PLATFORM=manylinux_2_17_aarch64.manylinux2014_aarch64 \
#         emulator/python/build_wheel.sh [FOLDER]
#
# CONVAI_WHEEL_TARGETS are the targets of Rust in the program, for the bill of materials. Without it, they are this machine.
#
# Needs cargo, which lists the licences, and Python 3.9 or newer; everything else comes from PyPI.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/wheel"
stage="$work/emulator-stage"
dist="${1:-$root/dist}"
mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
say() { printf '%s\n' "build_wheel.sh: $*" >&2; }

command -v cargo >/dev/null 2>&1 || { say "cargo is missing: install Rust from https://rustup.rs"; exit 1; }
PATH="$(sh "$root/packaging/wheel_tools.sh"):$PATH"
export PATH

if [ -n "${CONVAI_WHEEL_EMULATOR:-}" ]; then
    # Absolute, because the wheel is built in another folder.
    CONVAI_WHEEL_EMULATOR="$(cd "$(dirname "$CONVAI_WHEEL_EMULATOR")" && pwd)/$(basename "$CONVAI_WHEEL_EMULATOR")"
else
    built="${CARGO_TARGET_DIR:-$root/target}"
    (cd "$root" && cargo build --locked -p convai-emulator --profile emulator)
    CONVAI_WHEEL_EMULATOR=$(cd "$built" && pwd)/emulator/convai-emulator
    [ -f "$CONVAI_WHEEL_EMULATOR" ] || CONVAI_WHEEL_EMULATOR="$CONVAI_WHEEL_EMULATOR.exe"
    CONVAI_WHEEL_PLATFORM=
fi
CONVAI_WHEEL_PLATFORM="${CONVAI_WHEEL_PLATFORM:-}"
export CONVAI_WHEEL_EMULATOR CONVAI_WHEEL_PLATFORM

rm -rf "$stage"
mkdir -p "$stage/src"
cp "$here/pyproject.toml" "$here/hatch_build.py" "$here/README.md" "$root/LICENSE-MIT" "$root/LICENSE-APACHE" "$stage"
cp -R "$here/src/convai_emulator" "$stage/src"
rm -rf "$stage/src/convai_emulator/__pycache__"
python "$root/packaging/third_party.py" write --emulator "$stage" >/dev/null
targets=
for triple in ${CONVAI_WHEEL_TARGETS:-}; do targets="$targets --target $triple"; done
# shellcheck disable=SC2086 # word splitting is intended
cp "$(python "$root/packaging/third_party.py" sbom --emulator "$work" $targets)" "$stage/convai-emulator.cdx.json"

rm -f "$dist"/convai_native_emulator-*"$CONVAI_WHEEL_PLATFORM.whl"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1704067200}"
export SOURCE_DATE_EPOCH
(cd "$stage" && python -m hatchling build -t wheel -d "$dist") >"$work/emulator-build.log" 2>&1 ||
    { cat "$work/emulator-build.log" >&2; exit 1; }

case $CONVAI_WHEEL_PLATFORM in
manylinux*)
    auditwheel show "$dist"/convai_native_emulator-*"$CONVAI_WHEEL_PLATFORM.whl" >"$work/emulator-auditwheel.log"
    tr '\n' ' ' <"$work/emulator-auditwheel.log" | grep -q "\"${CONVAI_WHEEL_PLATFORM%%.*}\"" ||
        { cat "$work/emulator-auditwheel.log" >&2; say "the wheel is not $CONVAI_WHEEL_PLATFORM"; exit 1; }
    ;;
esac
for file in "$dist"/convai_native_emulator-*"$CONVAI_WHEEL_PLATFORM.whl"; do
    say "$file ($(wc -c <"$file") bytes)"
done

#!/bin/sh
# Checks the library's dependencies: licences and their texts, sources, Rust versions and the bill of materials.
#
#     packaging/dependencies/run.sh          the checks that take seconds
#     packaging/dependencies/run.sh deny     all checks, with cargo-deny too; it is built first if missing (some minutes)
set -eu
cd "$(dirname "$0")/../.."

python="${PYTHON:-python3}"
work=target/dependencies
validator="cyclonedx-python-lib[json-validation]==11.6.0"
deny=0.20.2
mkdir -p "$work"
say() { echo "dependencies: $*"; }

"$python" packaging/third_party.py check

# The bill of materials satisfies the published schema, and a broken one does not.
if [ "$(cat "$work/tools/complete" 2>/dev/null || true)" != "$validator" ]; then
    rm -rf "$work/tools"
    "$python" -m venv "$work/tools" || { say "python3 -m venv does not work: on Debian, apt-get install python3-venv"; exit 1; }
    "$work/tools/bin/python" -m pip install --quiet --disable-pip-version-check "$validator"
    printf '%s' "$validator" >"$work/tools/complete"
fi
rm -f "$work"/*.cdx.json
file=$("$python" packaging/third_party.py sbom "$work")
"$work/tools/bin/python" packaging/dependencies/check_sbom.py "$file"

# Builds with the minimum Rust version, where it is installed. The check above ensures that no dependency asks for a newer
# one, and clippy that the library uses nothing newer (incompatible_msrv).
oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
if command -v rustup >/dev/null && rustup toolchain list | grep -q "^$oldest"; then
    cargo "+$oldest" check --locked --package convai --lib --target-dir target/msrv
    say "the library builds with Rust $oldest"
else
    say "Rust $oldest is not installed, so the library was not built with it (rustup toolchain install $oldest)"
fi

[ "${1:-}" = deny ] || exit 0
tools="$PWD/target/tools"
if [ "$("$tools/bin/cargo-deny" --version 2>/dev/null || true)" != "cargo-deny $deny" ]; then
    say "building cargo-deny $deny"
    cargo install --quiet --locked --force --version "$deny" --root "$tools" --target-dir target/cargo-deny cargo-deny
    rm -rf target/cargo-deny
fi
"$tools/bin/cargo-deny" --log-level error check --hide-inclusion-graph licenses bans sources

# The database of known vulnerabilities is downloaded. An earlier copy is good enough.
"$tools/bin/cargo-deny" fetch db >"$work/fetch.log" 2>&1 || true
if find "${CARGO_HOME:-$HOME/.cargo}/advisory-dbs" -name '*.md' 2>/dev/null | grep -q .; then
    "$tools/bin/cargo-deny" --offline --log-level error check --hide-inclusion-graph advisories
else
    say "NOT CHECKED: known vulnerabilities. Their database cannot be downloaded here ($(grep . "$work/fetch.log" | tail -n 1))"
    exit 1
fi

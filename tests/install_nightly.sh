#!/bin/sh
# Prints the name of the nightly toolchain of the sanitizers, Miri and the fuzzer, and installs it if it is missing. This is
# the only place that names it. Each suite reads it in this way:
#
#     nightly=$(sh tests/install_nightly.sh) || exit 1
#     rustup run "$nightly" cargo ...
#
# The toolchain has a date, so that a change of the compiler or of the standard library changes no result. It includes the
# sources of the standard library, for -Zbuild-std, and Miri. rustup keeps it, so later runs install nothing.
set -eu
nightly=nightly-2026-10-29

is_complete() {
    sysroot=$(rustup run "$nightly" rustc --print sysroot 2>/dev/null) &&
        [ -f "$sysroot/lib/rustlib/src/rust/library/Cargo.lock" ] &&
        rustup run "$nightly" cargo miri --version >/dev/null 2>&1
}

command="rustup toolchain install $nightly --profile minimal --component rust-src --component miri"
if ! command -v rustup >/dev/null 2>&1; then
    echo "rustup is missing, which installs the toolchain $nightly. Install rustup, and run this suite again." >&2
    exit 1
fi
if ! is_complete; then
    echo "installing $nightly" >&2
    $command >&2 </dev/null || true
    if ! is_complete; then
        echo "the toolchain $nightly could not be installed. Install it with: $command" >&2
        exit 1
    fi
fi
echo "$nightly"

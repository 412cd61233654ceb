#!/bin/sh
# Installs the tools from PyPI that build for other platforms, once, and prints the folder of their programs.
#
#     PATH=$(sh packaging/platforms/tools.sh):$PATH
#
# cargo-zigbuild links for an old glibc and compiles C for macOS. Needs Python 3.9 or newer with the module venv.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
tools=${CARGO_TARGET_DIR:-$root/target}/platforms/tools
python=${PYTHON:-python3}
wanted="cargo-zigbuild==0.24.0 ziglang==0.17.0"
say() { echo "tools.sh: $*" >&2; }
if [ "$(cat "$tools/complete" 2>/dev/null || true)" != "$wanted" ]; then
    say "installing $wanted"
    rm -rf "$tools"
    mkdir -p "$(dirname "$tools")"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && command -v apt-get >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        sh "$root/tests/install_tools.sh" "/usr/lib/$version/ensurepip/__init__.py:$version-venv"
    fi
    "$python" -m venv "$tools" || { say "python3 -m venv does not work: install it (Debian: apt-get install python3-venv)"; exit 1; }
    # shellcheck disable=SC2086 # word splitting is intended
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check $wanted >&2 || {
        say "pip could not install $wanted from PyPI: check the network, or set PIP_INDEX_URL or PIP_PROXY"
        exit 1
    }
    printf '%s' "$wanted" >"$tools/complete"
fi
echo "$tools/bin"

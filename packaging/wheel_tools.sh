#!/bin/sh
# Installs what builds wheels into target/wheel/tools, unless it is there, and prints the folder of its programs.
#
#     PATH="$(sh packaging/wheel_tools.sh):$PATH"
#
# Needs Python 3.9 or newer with venv. PYTHON names another one than python3.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
tools="$root/target/wheel/tools"
python="${PYTHON:-python3}"
say() { printf '%s\n' "wheel_tools.sh: $*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' || { say "Python 3.9 or newer is needed"; exit 1; }

# The upper bounds are the tested versions, so that later builds use the same ones.
wanted="hatchling<=1.33.0"
[ "$(uname -s)" = Linux ] && wanted="$wanted auditwheel<=6.8.2"
if [ "$(cat "$tools/complete" 2>/dev/null || true)" != "$wanted" ]; then
    say "installing $wanted"
    rm -rf "$tools"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && command -v apt-get >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        sh "$root/tests/install_tools.sh" "/usr/lib/$version/ensurepip/__init__.py:$version-venv" >&2 || true
    fi
    "$python" -m venv "$tools" >&2 || { say "python3 -m venv does not work: on Debian, apt-get install python3-venv"; exit 1; }
    # shellcheck disable=SC2086 # word splitting is intended
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check $wanted >&2
    printf '%s' "$wanted" >"$tools/complete"
fi
echo "$tools/bin"

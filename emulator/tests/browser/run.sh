#!/bin/sh
# Runs the tests of the page in Chromium, or another Python program beside this file, in an environment that is kept in
# target/page.
#
#     emulator/tests/browser/run.sh [-m pytest ARGUMENTS... | PROGRAM.py ARGUMENTS...]
#
# Chromium is Debian's, installed by tests/install_tools.sh; CHROMIUM names another one. The packages are those of
# requirements.txt. CONVAI_EMULATOR names the emulator.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=$root/target/page
python=${PYTHON:-python3}

[ -n "${CHROMIUM:-}" ] || sh "$root/tests/install_tools.sh" chromium:chromium
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && command -v apt-get >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    sh "$root/tests/install_tools.sh" "/usr/lib/$version/ensurepip/__init__.py:$version-venv"
fi
mkdir -p "$out"
if ! cmp -s "$here/requirements.txt" "$out/venv/complete"; then
    rm -rf "$out/venv"
    "$python" -m venv "$out/venv"
    "$out/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$out/venv/complete"
fi
cd "$here"
export PYTHONDONTWRITEBYTECODE=1
exec "$out/venv/bin/python" "$@"

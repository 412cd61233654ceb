#!/bin/sh
# Renders the reference of the Python package into FOLDER (default: target/docs/python) with pdoc.
#
#     bindings/python/docs.sh [FOLDER]
#
# Fails if a public name has no docstring. Needs Python 3.10 or newer; pdoc, ruff and numpy are installed from PyPI
# into target/docs/tools. The native library is not needed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
folder="${1:-$root/target/docs/python}"
tools="$root/target/docs/tools"
wanted="pdoc==16.0.0 ruff==0.17.5 numpy<=2.4.6" # numpy is in the type of a result
python="${PYTHON:-python3}"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    { printf '%s\n' "docs.sh: Python 3.10 or newer is needed: set PYTHON to its path" >&2; exit 1; }
if [ "$(cat "$tools/complete" 2>/dev/null || true)" != "$wanted" ]; then
    rm -rf "$tools"
    "$python" -m venv "$tools" ||
        { printf '%s\n' "docs.sh: python3 -m venv does not work (Debian: apt-get install python3-venv)" >&2; exit 1; }
    # shellcheck disable=SC2086 # word splitting is intended
    PIP_DISABLE_PIP_VERSION_CHECK=1 "$tools/bin/python" -m pip install --quiet $wanted
    printf '%s' "$wanted" >"$tools/complete"
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# The rules D1 require docstrings in every module; docs.py checks the public names, fields included, as pdoc sees them.
(cd "$here" && "$tools/bin/ruff" check --quiet --no-cache --select D --extend-ignore D105,D107 src)
rm -rf "$folder"
exec "$tools/bin/python" -W error::UserWarning "$here/docs.py" "$folder"

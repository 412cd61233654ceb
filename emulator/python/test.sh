#!/bin/sh
# Builds the wheel of the emulator, installs it with the client and runs the suite.
#
#     emulator/python/test.sh [PYTEST ARGUMENTS]
#
# CONVAI_EMULATOR is the path of the emulator and CONVAI_LIBRARY that of the library; by default, they are in the target folder
# of the root. PYTHON is the interpreter. Everything else is installed from PyPI into target/emulator-python.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/emulator-python"
python="${PYTHON:-python3}"
program="${CONVAI_EMULATOR:-$root/target/emulator/convai-emulator}"
library="${CONVAI_LIBRARY:-$root/target/library/libconvai.so}"
CONVAI_TEST_DIST="$work/dist"
PYTHONDONTWRITEBYTECODE=1
PIP_DISABLE_PIP_VERSION_CHECK=1
export CONVAI_TEST_DIST PYTHONDONTWRITEBYTECODE PIP_DISABLE_PIP_VERSION_CHECK
unset CONVAI_EMULATOR CONVAI_LIBRARY CONVAI_API_KEY CONVAI_BASE_URL CONVAI_CHARACTER_ID PYTHONPATH || true

say() { printf '%s\n' "test.sh: $*" >&2; }
[ -x "$program" ] || { say "there is no emulator at $program: run 'make emulator' first"; exit 1; }
[ -f "$library" ] || { say "there is no library at $library: run 'make library' first"; exit 1; }

mkdir -p "$work"
rm -rf "$CONVAI_TEST_DIST"
platform=$("$python" -c 'import sysconfig; print(sysconfig.get_platform().replace("-", "_").replace(".", "_"))')
# Debug information would take most of the time of packing and installing.
strip -o "$work/convai-emulator" "$program" || cp "$program" "$work/convai-emulator"
{
    CONVAI_WHEEL_EMULATOR="$work/convai-emulator" CONVAI_WHEEL_PLATFORM="$platform" sh "$here/build_wheel.sh" "$CONVAI_TEST_DIST"
    CONVAI_WHEEL_LIBRARY="$library" CONVAI_WHEEL_PLATFORM="$platform" sh "$root/bindings/python/build_wheel.sh" "$CONVAI_TEST_DIST"
} >"$work/wheel.log" 2>&1 || { cat "$work/wheel.log" >&2; say "the wheels cannot be built"; exit 1; }

wanted="pytest<=9.2.0 pytest-timeout<=2.4.0 pytest-xdist<=3.8.0 ruff==0.17.5 mypy==2.4.1"
venv="$work/venv"
if [ "$(cat "$venv/complete" 2>/dev/null || true)" != "$python $wanted" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    # shellcheck disable=SC2086 # word splitting is intended
    "$venv/bin/python" -m pip install --quiet $wanted
    printf '%s' "$python $wanted" >"$venv/complete"
fi
"$venv/bin/python" -m pip install --quiet --no-deps --no-index --force-reinstall --no-compile "$CONVAI_TEST_DIST"/*.whl
cd "$here"
"$venv/bin/python" -m pytest --color=no --timeout=900 --durations=5 "$@" </dev/null

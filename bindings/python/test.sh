#!/bin/sh
# Builds the wheel, installs it and runs the suite. Other versions of Python from 3.9 on run the short suite.
#
#     bindings/python/test.sh
#
# CONVAI_EMULATOR is the path of the emulator and CONVAI_LIBRARY that of a library; by default, they are in the target
# folder of the root. The suite tests the library in the wheel; one test loads CONVAI_LIBRARY too. Everything else is
# installed from PyPI into target/python. The last line is "N passed, N failed".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/python"
CONVAI_EMULATOR="${CONVAI_EMULATOR:-$root/target/debug/convai-emulator}"
CONVAI_TEST_LIBRARY="${CONVAI_LIBRARY:-$root/target/library/libconvai.so}"
CONVAI_TEST_DIST="$work/dist"
CONVAI_TEST_CACHE="$work/mypy"
CONVAI_TEST_SDIST_TARGET="$work/sdist"
PYTHONDONTWRITEBYTECODE=1
PIP_DISABLE_PIP_VERSION_CHECK=1
CONVAI_TEST_OTHER_LIBRARIES="$work/others"
export CONVAI_TEST_OTHER_LIBRARIES
export CONVAI_EMULATOR CONVAI_TEST_LIBRARY CONVAI_TEST_DIST CONVAI_TEST_CACHE CONVAI_TEST_SDIST_TARGET
export PYTHONDONTWRITEBYTECODE PIP_DISABLE_PIP_VERSION_CHECK
unset CONVAI_LIBRARY CONVAI_API_KEY CONVAI_BASE_URL CONVAI_CHARACTER_ID PYTHONPATH || true

fail() { printf '%s\n' "test.sh: $*" >&2; echo "0 passed, 1 failed"; exit 1; }

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; }

# Prints every Python of this machine: those on the PATH, python3 first, and those of pyenv.
pythons() {
    for minor in "" .9 .10 .11 .12 .13 .14 .15; do
        command -v "python3$minor" 2>/dev/null || true
    done
    if command -v pyenv >/dev/null 2>&1; then
        for version in $(pyenv versions --bare 2>/dev/null); do
            printf '%s\n' "$(pyenv root)/versions/$version/bin/python3"
        done
    fi
}

# Prints one interpreter per version, as "version path" lines.
found_pythons() {
    seen=" "
    for candidate in $(pythons); do
        is_new_enough "$candidate" || continue
        version=$(version_of "$candidate") || continue
        case "$seen" in *" $version "*) continue ;; esac
        seen="$seen$version "
        printf '%s %s\n' "$version" "$candidate"
    done
}

apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    # Wait for the lock if another package manager runs.
    $sudo apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update -qq >&2 || true
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install -y -qq "$@" >&2
}

[ -x "$CONVAI_EMULATOR" ] || fail "there is no emulator at $CONVAI_EMULATOR: run 'make emulator' first"
[ -f "$CONVAI_TEST_LIBRARY" ] || fail "there is no library at $CONVAI_TEST_LIBRARY: run 'make library' first"
[ -n "$(found_pythons)" ] || apt python3 python3-venv || true
main=$(found_pythons | head -n 1)
[ -n "$main" ] || fail "Python 3.9 or newer is needed, with venv: install it (Debian: apt-get install python3 python3-venv)"
main_python=${main#* }

# The real sounddevice plays on a sound server without a device.
sh "$root/tests/install_tools.sh" pulseaudio:pulseaudio parec:pulseaudio-utils \
    /usr/share/doc/libportaudio2:libportaudio2 /usr/share/doc/libasound2-plugins:libasound2-plugins ||
    fail "PulseAudio or PortAudio is missing"

mkdir -p "$work"
if [ ! -x "$work/tools/bin/virtualenv" ]; then
    rm -rf "$work/tools"
    "$main_python" -m venv "$work/tools" >/dev/null 2>&1 || { apt python3-venv && "$main_python" -m venv "$work/tools"; } ||
        fail "python3 -m venv does not work: install it (Debian: apt-get install python3-venv)"
    "$work/tools/bin/python" -m pip install --quiet virtualenv || fail "pip cannot install from PyPI"
fi

"$main_python" "$root/tests/support/other_libraries.py" "$CONVAI_TEST_OTHER_LIBRARIES" libconvai.so "${CC:-cc}" ||
    fail "the libraries of other releases cannot be compiled"
started=$(date +%s)
PYTHON="$main_python" sh "$here/build_wheel.sh" "$CONVAI_TEST_DIST" >"$work/wheel.log" 2>&1 ||
    { tail -n 40 "$work/wheel.log" >&2; fail "the wheel cannot be built; see $work/wheel.log"; }
echo "the wheel was built in $(($(date +%s) - started)) s"

# Creates a virtual environment with the wheel. An existing one with the same packages is reused.
environment() { # version, python, packages
    venv="$work/venv-$1"
    if [ "$(cat "$venv/complete" 2>/dev/null || true)" != "$2 $3" ]; then
        rm -rf "$venv"
        "$work/tools/bin/virtualenv" --quiet --python "$2" "$venv" || return 1
        # shellcheck disable=SC2086 # word splitting is intended
        "$venv/bin/python" -m pip install --quiet $3 || return 1
        printf '%s' "$2 $3" >"$venv/complete"
    fi
    "$venv/bin/python" -m pip install --quiet --no-deps --no-index --force-reinstall --no-compile \
        "$CONVAI_TEST_DIST"/convai_native-*.whl
}

passed=0
failed=0
number() { sed -n "s/.*[^0-9]\([0-9][0-9]*\) $1.*/\1/p" "$2" | tail -n 1; }

suite() { # version, pytest's arguments
    log="$work/pytest-$1.log"
    venv="$work/venv-$1"
    shift
    status=0
    (cd "$here" && "$venv/bin/python" -m pytest --color=no --timeout=900 "$@" </dev/null) >"$log" 2>&1 || status=$?
    sed 's/^/ /' "$log" | tail -n 1 >"$log.end"
    good=$(number passed "$log.end")
    bad=$(number failed "$log.end")
    broken=$(number error "$log.end")
    skipped=$(number skipped "$log.end") # a skipped test counts as failed
    bad=$((${bad:-0} + ${broken:-0} + ${skipped:-0}))
    [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + ${good:-0}))
    failed=$((failed + bad))
    if [ "$bad" -gt 0 ]; then cat "$log"; else tail -n 1 "$log"; fi
}

# The tools have upper bounds, so that a new version does not make the suite fail. Python 3.9 has an older mypy.
RUNNER="pytest<=9.2.0 pytest-timeout<=2.4.0"
TOOLS="$RUNNER numpy<=2.4.6 sounddevice<=0.5.6 tqdm<=4.70.1 rich<=15.0.0 trio<=0.35.0 anyio<=4.16.0 ruff==0.17.5 basedpyright==1.40.2 pygame-ce<=2.5.8 pyinstaller<=6.22.3 pyinstaller-hooks-contrib<=2026.9 hatchling<=1.33.0"
case "${main%% *}" in
    3.9) TOOLS="$TOOLS mypy<2" ;;
    *) TOOLS="$TOOLS mypy==2.4.1" ;;
esac
while read -r version python; do
    if [ "$python" = "$main_python" ]; then
        echo "Python $version: the full suite"
        environment "$version" "$python" "$TOOLS" || fail "the virtual environment of Python $version cannot be created"
        suite "$version" -rP --durations=5 tests
        grep -E "^(200 conv|another thread|KeyboardInterrupt|the wheel has|float64|transposed)" "$work/pytest-$version.log" | sort -u || true
    else
        echo "Python $version: the short suite"
        environment "$version" "$python" "$RUNNER" || fail "the virtual environment of Python $version cannot be created"
        suite "$version" tests/test_smoke.py
    fi
done <<END
$(found_pythons)
END
echo "the Python suite took $(($(date +%s) - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

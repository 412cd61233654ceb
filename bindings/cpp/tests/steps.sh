# Part of run.sh: counting, tools, the emulator.

passed=0
failed=0

warnings="-Wall -Wextra -Wpedantic -Wundef -Wshadow -Wconversion -Werror"
engine="-fno-exceptions -fno-rtti"

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && exit 0
    exit 1
}

# check NAME COMMAND...: one test; its output is shown where it fails.
check() {
    name=$1
    shift
    if "$@" > "$out/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -n 60 "$out/log" | sed 's/^/    /'
    fi
}

# count NAME COMMAND...: a program that ends with "N passed, N failed" itself.
count() {
    name=$1
    shift
    status=0
    "$@" > "$out/log" 2>&1 || status=$?
    counts=$(tail -n 1 "$out/log" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
    good=${counts% *} bad=${counts#* }
    # A program that crashed at its end, or counted nothing, has failed whatever it says.
    if [ -z "$counts" ]; then
        good=0 bad=1
    elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" -eq 0 ]; then
        echo "ok: $name: $good tests"
    else
        echo "FAILED: $name: $bad of $((good + bad)) tests, status $status"
        tail -n 120 "$out/log" | sed 's/^/    /'
    fi
}

# Installs what is missing on Debian and its like; elsewhere says what to install.
need_tools() {
    sh "$root/tests/install_tools.sh" g++:g++ clang++:clang cmake:cmake make:make pkg-config:pkg-config readelf:binutils \
        timeout:coreutils && return 0
    failed=$((failed + 1))
    finish
}

need_file() {
    [ -f "$1" ] && return 0
    echo "there is no $1: make it first with '$2'"
    failed=$((failed + 1))
    finish
}

stop_emulator() {
    [ -z "${emulator_pid:-}" ] || kill "$emulator_pid" 2> /dev/null || true
}

# Starts one emulator for everything; its address and its one ready-made character go into the environment.
start_emulator() {
    "$emulator" --voice builtin --exit-with-parent > "$out/emulator.log" 2>&1 &
    emulator_pid=$!
    trap stop_emulator EXIT
    trap 'exit 130' INT TERM
    tries=0
    until grep -q "listening on" "$out/emulator.log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ]; then
            echo "the emulator does not start:"
            cat "$out/emulator.log"
            failed=$((failed + 1))
            finish
        fi
        sleep 0.1
    done
    CONVAI_BASE_URL=$(sed -n 's/^convai-emulator listening on //p' "$out/emulator.log")
    CONVAI_API_KEY=${CONVAI_TEST_KEY:-a-key-for-tests}
    CONVAI_CHARACTER_ID=0e8c5a3a-1d2f-11f0-9c3b-42010a7be001
    export CONVAI_BASE_URL CONVAI_API_KEY CONVAI_CHARACTER_ID
    # The machine's proxy is no business of these tests.
    unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
}

# standard COMPILER YEAR: the option, under its older name where the compiler knows no other.
standard() {
    for name in "$2" "$3"; do
        if echo | "$1" -std="c++$name" -x c++ -fsyntax-only - 2> /dev/null; then
            echo "-std=c++$name"
            return 0
        fi
    done
    echo "-std=c++$2"
}

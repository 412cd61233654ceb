# Part of run.sh: counts checks, checks the tools, and starts the emulators.

passed=0
failed=0

warnings="-Wall -Wextra -Wpedantic -Wundef -Wshadow -Wconversion -Werror"
engine="-fno-exceptions -fno-rtti"

# How the test programs are compiled, linked with the library, and started: tests/platforms/windows/cpp.sh does all three in
# another way.
cxx=g++
exe=
linked() {  # command of a compiler
    "$@" -L "$tree/lib" -Wl,--no-as-needed -lconvai -Wl,-rpath,"$tree/lib" -pthread -ldl
}
started() {  # seconds, program and arguments
    timeout "$@"
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && exit 0
    exit 1
}

# check NAME COMMAND...: counts one check, and prints the output of a command that fails.
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

# count NAME COMMAND...: runs a doctest program and counts its test cases.
count() {
    name=$1
    shift
    status=0
    "$@" > "$out/log" 2>&1 || status=$?
    counts=$(sed -n 's/^\[doctest\] test cases: *[0-9]* *| *\([0-9]*\) passed *| *\([0-9]*\) failed.*/\1 \2/p' "$out/log")
    good=${counts% *} bad=${counts#* }
    # A program fails, whatever it counted, where it ran no test case or ended with an error.
    if [ -z "$counts" ] || [ "$counts" = "0 0" ]; then
        good=0 bad=1
    elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" -eq 0 ]; then
        echo "ok: $name: $good test cases"
    else
        echo "FAILED: $name: $bad of $((good + bad)) test cases, status $status"
        tail -n 120 "$out/log" | sed 's/^/    /'
    fi
}

require_tools() {
    sh "$root/tests/install_tools.sh" g++:g++ clang++:clang cmake:cmake make:make pkg-config:pkg-config readelf:binutils \
        timeout:coreutils doxygen:doxygen /usr/include/doctest/doctest.h:doctest-dev && return 0
    failed=$((failed + 1))
    finish
}

require_file() {
    [ -f "$1" ] && return 0
    echo "missing file: $1. Run '$2' first."
    failed=$((failed + 1))
    finish
}

stop_emulators() {
    for pid in ${emulators:-}; do kill "$pid" 2> /dev/null || true; done
}

# start_one NAME OPTION...: starts an emulator and sets `address` to its address.
start_one() {
    journal=$out/$1.log
    shift
    "$emulator" --voice builtin --exit-with-parent "$@" > "$journal" 2>&1 &
    emulators="${emulators:-} $!"
    tries=0
    until grep -q "listening on" "$journal" 2> /dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ]; then
            echo "the emulator does not start:"
            cat "$journal"
            failed=$((failed + 1))
            finish
        fi
        sleep 0.1
    done
    address=$(sed -n 's/^convai-emulator listening on //p' "$journal")
}

# Starts an emulator and one with TLS. Exports their addresses, the certificate of the authority, and the id of the built-in
# character.
start_emulators() {
    trap stop_emulators EXIT
    trap 'exit 130' INT TERM
    CONVAI_TLS_AUTHORITY=$out/authority.pem
    start_one tls --tls "$CONVAI_TLS_AUTHORITY"
    CONVAI_TLS_URL=$address
    start_one emulator
    CONVAI_BASE_URL=$address
    CONVAI_API_KEY=${CONVAI_TEST_KEY:-a-key-for-tests}
    CONVAI_CHARACTER_ID=0e8c5a3a-1d2f-11f0-9c3b-42010a7be001
    export CONVAI_TLS_URL CONVAI_TLS_AUTHORITY CONVAI_BASE_URL CONVAI_API_KEY CONVAI_CHARACTER_ID
    # The tests must not use the proxy of the machine.
    unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
}

# standard COMPILER YEAR OLD_YEAR: prints the compiler option for a standard. Older compilers use another name.
standard() {
    for name in "$2" "$3"; do
        if echo | "$1" -std="c++$name" -x c++ -fsyntax-only - 2> /dev/null; then
            echo "-std=c++$name"
            return 0
        fi
    done
    echo "-std=c++$2"
}

in_subshell() {
    ("$@")
}

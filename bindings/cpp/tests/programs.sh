# Part of run.sh: the test cases, with and without sanitizers.

units="main recorder emulator characters scenes voices tokens story turns audio operations errors trust wording timeouts text lifetime values log results pieces playback
    playback_replies futures coroutines queue wake_handle"
# doctest must leave signals to the sanitizers.
doctest=-DDOCTEST_CONFIG_NO_POSIX_SIGNALS
# A position-independent program may be loaded where the sanitizer needs to place its heap. Optimised code with these checks
# takes three times as long to compile.
sanitizers="-O0 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fno-pie -no-pie"
# The limit for a program that hangs, in seconds.
time_limit=900

# build FOLDER "FLAGS" PROGRAM UNIT...
# shellcheck disable=SC2086,SC2154
build() {
    folder=$1 flags=$2 program=$3
    shift 3
    mkdir -p "$folder"
    objects=
    for unit in "$@"; do
        option=-std=c++17
        [ "$unit" != coroutines ] || option=-std=c++20
        "$cxx" $option -O1 -g $warnings $flags $doctest -I "$tree/include" -c "$here/$unit.cpp" -o "$folder/$program-$unit.o" || return 1
        objects="$objects $folder/$program-$unit.o"
    done
    linked "$cxx" $flags $objects -o "$folder/$program$exe"
}

# Runs a program that was built with sanitizers. Some sanitizers fail with the address layouts of newer kernels, which
# setarch -R turns off.
sanitized() {
    if setarch "$(uname -m)" -R true 2> /dev/null; then
        timeout "$time_limit" setarch "$(uname -m)" -R "$@"
    else
        timeout "$time_limit" "$@"
    fi
}

# reports BUG MESSAGE: a planted bug must fail, with this message of the sanitizer.
reports() {
    if sanitized "$out/sanitized/planted_bugs" "$1" > "$out/planted_bugs.log" 2>&1; then
        echo "the sanitizers did not report $1"
        return 1
    fi
    grep -q "$2" "$out/planted_bugs.log" || { cat "$out/planted_bugs.log"; return 1; }
}

# every_code_is_provoked FILE: the file has the statuses that the library gave to the tests.
every_code_is_provoked() {
    named=$(sed -n 's/^#define \(CONVAI_ERROR_[A-Z0-9_]*\) \([0-9]*\)$/\1 \2/p' "$tree/include/convai.h")
    [ "$(echo "$named" | wc -l)" -ge 40 ] || { echo "the codes are not found"; return 1; }
    echo "$named" | while read -r code number; do
        provoked=no reason=no
        ! grep -qx "$number" "$1" || provoked=yes
        ! grep -q "^$code: ." "$here/unprovoked.txt" || reason=yes
        case $provoked$reason in
        nono) echo "no test provokes $code: add a test, or a reason to unprovoked.txt"; return 1 ;;
        yesyes) echo "a test provokes $code: remove it from unprovoked.txt"; return 1 ;;
        esac
    done || return 1
    for code in $(sed -n 's/^\(CONVAI_[A-Z0-9_]*\): .*/\1/p' "$here/unprovoked.txt"); do
        echo "$named" | grep -q "^$code " || { echo "convai.h has no $code"; return 1; }
    done
}

missing_code_is_found() {
    grep -vx 205 "$out/provoked" > "$out/provoked-without"
    ! every_code_is_provoked "$out/provoked-without" > "$out/unprovoked.log" && grep -q "no test provokes CONVAI_ERROR_TIMEOUT" "$out/unprovoked.log"
}

# shellcheck disable=SC2086
test_programs() {
    # Both programs are built at the same time.
    build "$out/plain" "$engine" tests $units > "$out/plain.log" 2>&1 &
    plain=$!
    build "$out/sanitized" "$engine $sanitizers" tests $units > "$out/sanitized.log" 2>&1 || cat "$out/sanitized.log"
    wait "$plain" || cat "$out/plain.log"
    count "the test cases" env CONVAI_PROVOKED="$out/provoked" timeout "$time_limit" "$out/plain/tests"
    check "every error code is provoked, or has a reason in unprovoked.txt" every_code_is_provoked "$out/provoked"
    check "a code that no test provokes is found" missing_code_is_found

    check "the program with planted bugs is built" \
        build "$out/sanitized" "$engine $sanitizers" planted_bugs emulator planted_bugs
    check "the sanitizer catches a view that outlives its reply" reports dangling heap-use-after-free
    check "the sanitizer catches leaked memory" reports leak "detected memory leaks"
    check "the sanitizer catches an integer overflow" reports overflow "signed integer overflow"
    count "the test cases, with sanitizers" sanitized "$out/sanitized/tests"

    check "the program with an older library is built" build "$out/plain" "$engine" older_library emulator older_library
    check "an older library with smaller structs is refused" timeout 60 "$out/plain/older_library"

    throwing="-DCONVAI_CPP_EXCEPTIONS $sanitizers"
    check "the program with exceptions is built" build "$out/sanitized" "$throwing" exceptions main emulator exceptions
    count "exceptions, with sanitizers" sanitized "$out/sanitized/exceptions"
}

has_format() {  # compiler with its options
    # shellcheck disable=SC2086
    printf '#include <format>\nint main() { return std::format("{}", 1) == "1" ? 0 : 1; }\n' |
        $1 -x c++ - -o "$out/has_format$exe" && started 60 "$out/has_format$exe"
}

# Sets format_compiler to the first compiler whose standard library has std::format, with its options, or to nothing.
find_format_compiler() {
    libcxx="clang++-16 -std=c++20 -stdlib=libc++ -fexperimental-library"
    for format_compiler in "g++ -std=c++20" "clang++ -std=c++20" "$libcxx"; do
        has_format "$format_compiler" > "$out/log" 2>&1 && return 0
    done
    sh "$root/tests/install_tools.sh" clang++-16:clang-16 /usr/lib/llvm-16/include/c++/v1/format:libc++-16-dev \
        /usr/lib/llvm-16/lib/libc++abi.so:libc++abi-16-dev > "$out/log" 2>&1 && has_format "$libcxx" >> "$out/log" 2>&1 && return 0
    format_compiler=
}

# shellcheck disable=SC2086
build_formats() {
    mkdir -p "$out/formats"
    for unit in main emulator formats; do
        $format_compiler -O1 -g $warnings $doctest -I "$tree/include" -c "$here/$unit.cpp" -o "$out/formats/$unit.o" || return 1
    done
    linked $format_compiler "$out"/formats/*.o -o "$out/formats/formats$exe"
}

test_formats() {
    find_format_compiler
    if [ -z "$format_compiler" ]; then
        echo "not run here: std::format: no compiler here has it"
        return
    fi
    check "the program with std::format is built with $format_compiler" build_formats
    count "std::format" started "$time_limit" "$out/formats/formats$exe"
}

# test_one_case NAME
# shellcheck disable=SC2086
test_one_case() {
    check "the test cases are built" build "$out/plain" "$engine" tests $units
    count "$1" timeout "$time_limit" "$out/plain/tests" --test-case="$1" --no-path-filenames=true
    [ "$failed" -gt 0 ] || cat "$out/log"
}

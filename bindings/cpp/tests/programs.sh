# Part of run.sh: the tests as programs, plain and under sanitizers; the README's samples; the examples.

units="harness emulator characters turns audio operations errors timeouts text lifetime"
# Where a kernel spreads programs over all addresses, one that may lie anywhere lies at times where the sanitizer's heap
# has to be.
sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fno-pie -no-pie"
# Seconds; for a hang.
longest=900

# build FOLDER "FLAGS" PROGRAM UNIT...
# shellcheck disable=SC2086,SC2154
build() {
    folder=$1 flags=$2 program=$3
    shift 3
    mkdir -p "$folder"
    objects=
    for unit in "$@"; do
        g++ -std=c++17 -O1 -g $warnings $flags -I "$tree/include" -c "$here/$unit.cpp" -o "$folder/$program-$unit.o" || return 1
        objects="$objects $folder/$program-$unit.o"
    done
    g++ $flags $objects -L "$tree/lib" -lconvai -Wl,-rpath,"$tree/lib" -pthread -o "$folder/$program"
}

# Runs what was built with sanitizers. Older ones cannot live with all address layouts of newer kernels.
sanitized() {
    if setarch "$(uname -m)" -R true 2> /dev/null; then
        timeout "$longest" setarch "$(uname -m)" -R "$@"
    else
        timeout "$longest" "$@"
    fi
}

# reports WAY WORDS: the broken program has to fail, and for the right reason.
reports() {
    if sanitized "$out/sanitized/broken" "$1" > "$out/broken.log" 2>&1; then
        echo "the sanitizers saw nothing"
        return 1
    fi
    grep -q "$2" "$out/broken.log" || { cat "$out/broken.log"; return 1; }
}

# shellcheck disable=SC2086
test_programs() {
    # Two at a time: the machine has two cores at least.
    build "$out/plain" "$engine" tests $units > "$out/plain.log" 2>&1 &
    plain=$!
    build "$out/sanitized" "$engine $sanitizers" tests $units > "$out/sanitized.log" 2>&1 || cat "$out/sanitized.log"
    wait "$plain" || cat "$out/plain.log"
    count "the tests" timeout "$longest" "$out/plain/tests"

    check "a broken program is built" build "$out/sanitized" "$engine $sanitizers" broken emulator broken
    check "the sanitizer sees a view that outlived its reply" reports dangling heap-use-after-free
    check "the sanitizer sees memory that is never freed" reports leak "detected memory leaks"
    check "the sanitizer sees an overflow" reports overflow "signed integer overflow"
    count "the tests under sanitizers" sanitized "$out/sanitized/tests"

    throwing="-DCONVAI_CPP_EXCEPTIONS $sanitizers"
    check "the program with exceptions is built" build "$out/sanitized" "$throwing" exceptions harness emulator exceptions
    count "exceptions, under sanitizers" sanitized "$out/sanitized/exceptions"
}

# Writes each sample of the README, and the program at the top of the header, into a file of its own. What is no whole
# program becomes the body of a function.
extract_samples() {
    mkdir -p "$out/samples"
    awk -v folder="$out/samples" '
        /^```cpp$/ { inside = 1; code = ""; next }
        /^```$/ && inside {
            file = folder "/readme-" ++number ".cpp"
            if (code ~ /int main\(/) print code > file
            else printf "#include \"sample.hpp\"\nint sample([[maybe_unused]] const convai::Client &client, " \
                "[[maybe_unused]] const char *character_id) {\n%sreturn 0;\n}\n", code > file
            close(file)
            inside = 0
        }
        inside { code = code $0 "\n" }' "$root/bindings/cpp/README.md"
    awk '/^\/\/\/     #include/ { inside = 1 } inside { print substr($0, 9) } /^\/\/\/     }$/ { exit }' \
        "$tree/include/convai.hpp" > "$out/samples/header.cpp"
    [ "$(find "$out/samples" -name 'readme-*.cpp' | wc -l)" -ge 6 ] && grep -q "int main" "$out/samples/header.cpp"
}

# shellcheck disable=SC2086
sample_runs() {
    g++ -std=c++17 $warnings -DCONVAI_CPP_EXCEPTIONS -I "$tree/include" -I "$here" "$1" -L "$tree/lib" -lconvai \
        -Wl,-rpath,"$tree/lib" -o "${1%.cpp}" && timeout 60 "${1%.cpp}"
}

test_samples() {
    check "the samples are found" extract_samples
    for sample in "$out"/samples/*.cpp; do
        check "sample $(basename "$sample" .cpp) compiles and runs" sample_runs "$sample"
    done
}

# shellcheck disable=SC2086
example() {
    g++ -std=c++17 -O1 $warnings -I "$tree/include" "$root/examples/cpp/$1.cpp" -L "$tree/lib" -lconvai \
        -Wl,-rpath,"$tree/lib" -o "$out/examples/$1"
}

talk_talks() {
    example talk && cd "$out/examples" || return 1
    printf 'Hello\nWhat is your name?\n' | timeout 60 ./talk "$CONVAI_CHARACTER_ID" --voice > talk.log
    cat talk.log
    grep -q "Pell" talk.log && grep -qE "^Session: .+" talk.log && [ -s answer-1.wav ] && [ -s answer-2.wav ]
}

several_talk() {
    example several && cd "$out/examples" || return 1
    timeout 60 ./several "$CONVAI_CHARACTER_ID" "$CONVAI_CHARACTER_ID" nobody > several.log 2>&1
    cat several.log
    [ "$(grep -c '^Npc [12]: I am Pell' several.log)" -eq 2 ] && [ "$(grep -c "^Npc 3: Sorry" several.log)" -eq 3 ]
}

pcm_goes_in_and_out() {
    example pcm && cd "$out/examples" || return 1
    timeout 60 ./pcm "$CONVAI_CHARACTER_ID" "$root/examples/audio/question.wav" answer.wav > pcm.log
    cat pcm.log
    grep -q "^Answer: I heard 2.58 seconds of audio: 16000 Hz, 1 channel, 16 bits" pcm.log && [ -s answer.wav ]
}

# Where no arguments are given, an example says how it is used.
usages() {
    for program in talk several pcm; do
        "$out/examples/$program" > "$out/usage.log" 2>&1 && return 1
        grep -q "^usage: $program CHARACTER_ID" "$out/usage.log" || return 1
    done
}

test_examples() {
    mkdir -p "$out/examples"
    check "example talk" in_subshell talk_talks
    check "example several" in_subshell several_talk
    check "example pcm" in_subshell pcm_goes_in_and_out
    check "the examples say how they are used" usages
    grep "frames; the longest" "$out/examples/several.log" | sed 's/^/figure: the game loop of several.cpp: /'
}

in_subshell() {
    ("$@")
}

# Part of run.sh: the samples of the README, and the examples.

# Writes each sample of the README, and the program in the comment of convai.hpp, to a file of its own. A sample without a
# main function becomes the body of a function of sample.hpp, after its lines with #include.
extract_samples() {
    mkdir -p "$out/samples"
    awk -v folder="$out/samples" '
        /^```cpp$/ { inside = 1; code = body = includes = ""; next }
        /^```$/ && inside {
            file = folder "/readme-" ++number ".cpp"
            if (code ~ /int main\(/) print code > file
            else printf "#include \"sample.hpp\"\n%sint sample([[maybe_unused]] const convai::Client &client, " \
                "[[maybe_unused]] convai::CharacterId character_id) {\n%sreturn 0;\n}\n", includes, body > file
            close(file)
            inside = 0
        }
        inside { code = code $0 "\n" }
        inside && /^#include / { includes = includes $0 "\n"; next }
        inside { body = body $0 "\n" }' "$root/bindings/cpp/README.md"
    awk '/^\/\/\/     #include/ { inside = 1 } inside { print substr($0, 9) } /^\/\/\/     }$/ { exit }' \
        "$tree/include/convai.hpp" > "$out/samples/header.cpp"
    [ "$(find "$out/samples" -name 'readme-*.cpp' | wc -l)" -ge 17 ] && grep -q "int main" "$out/samples/header.cpp"
}

# Each header that convai.hpp does not include is used in a sample.
opt_in_headers_have_samples() {
    core=$(echo '#include <convai.hpp>' | "$cxx" -std=c++17 -I "$tree/include" -M -x c++ -)
    count=0
    for header in "$tree"/include/convai/*.hpp; do
        case $core in *"$header"*) continue ;; esac
        grep -qF "#include <convai/$(basename "$header")>" "$out"/samples/readme-*.cpp ||
            { echo "no sample uses $(basename "$header")"; return 1; }
        count=$((count + 1))
    done
    [ "$count" -ge 5 ]
}

# compiler_of SAMPLE: prints the compiler and the standard; nothing where no compiler here has what the sample needs.
compiler_of() {
    if grep -qF 'std::format(' "$1"; then
        echo "$format_compiler"
    elif grep -qF '<convai/coroutine.hpp>' "$1"; then
        echo "$cxx -std=c++20"
    else
        echo "$cxx -std=c++17"
    fi
}

# shellcheck disable=SC2086,SC2154
sample_runs() {  # sample, compiler with its options
    linked $2 $warnings -DCONVAI_CPP_EXCEPTIONS -I "$tree/include" -I "$here" "$1" -o "${1%.cpp}$exe" &&
        (cd "$out/samples" && started 60 "./$(basename "$1" .cpp)$exe")
}

test_samples() {
    check "the samples are extracted" extract_samples
    check "every opt-in header has a sample" opt_in_headers_have_samples
    for sample in "$out"/samples/*.cpp; do
        sample_compiler=$(compiler_of "$sample")
        if [ -z "$sample_compiler" ]; then
            echo "not run here: the sample $(basename "$sample" .cpp): no compiler has std::format"
            continue
        fi
        check "the sample $(basename "$sample" .cpp) compiles and runs" sample_runs "$sample" "$sample_compiler"
    done
}

# shellcheck disable=SC2086
build_example() {
    linked "$cxx" -std=c++17 -O1 $warnings -I "$tree/include" "$root/examples/cpp/$1.cpp" -o "$out/examples/$1$exe"
}

talk_replies() {
    build_example talk && cd "$out/examples" || return 1
    printf 'Hello\nWhat is your name?\n' | started 60 "./talk$exe" "$CONVAI_CHARACTER_ID" --voice > talk.log
    cat talk.log
    grep -q "Pell" talk.log && grep -qE "^Session: .+" talk.log && [ -s reply-1.wav ] && [ -s reply-2.wav ]
}

several_reply() {
    build_example several && cd "$out/examples" || return 1
    started 60 "./several$exe" "$CONVAI_CHARACTER_ID" "$CONVAI_CHARACTER_ID" nobody > several.log 2>&1
    cat several.log
    [ "$(grep -c '^Npc [12]: I am Pell' several.log)" -eq 2 ] && [ "$(grep -c "^Npc 3: Sorry" several.log)" -eq 3 ]
}

pcm_is_sent_and_returned() {
    build_example pcm && cd "$out/examples" || return 1
    started 60 "./pcm$exe" "$CONVAI_CHARACTER_ID" "$root/examples/audio/question.wav" reply.wav > pcm.log
    cat pcm.log
    grep -q "^Reply: I heard 2.58 seconds of audio: 16000 Hz, 1 channel, 16 bits" pcm.log && [ -s reply.wav ]
}

# The captions come in time with the voice, and the loudspeaker has at least ten seconds: the words of the reply.
voice_chat_is_heard() {
    build_example voice_chat && cd "$out/examples" || return 1
    started 300 "./voice_chat$exe" "$CONVAI_CHARACTER_ID" "$root/examples/audio/question.wav" heard.wav > voice_chat.log 2>&1
    cat voice_chat.log
    grep -q "^The character listens" voice_chat.log && grep -q "^I heard 2.* no clipping. I am Pell" voice_chat.log &&
        grep -qE "^The mouth opened by up to ([5-9].|100) %" voice_chat.log && [ "$(wc -c < heard.wav)" -gt 320000 ]
}

# An example that is started without arguments prints its usage and fails.
usages() {
    for program in talk several pcm voice_chat; do
        started 60 "$out/examples/$program$exe" > "$out/usage.log" 2>&1 && return 1
        grep -q "^usage: $program CHARACTER_ID" "$out/usage.log" || return 1
    done
}

test_examples() {
    mkdir -p "$out/examples"
    check "the example talk" in_subshell talk_replies
    check "the example several" in_subshell several_reply
    check "the example pcm" in_subshell pcm_is_sent_and_returned
    check "the example voice_chat" in_subshell voice_chat_is_heard
    check "the examples print their usage" usages
    grep "frames; the longest" "$out/examples/several.log" | sed 's/^/figure: the game loop of several.cpp: /'
}

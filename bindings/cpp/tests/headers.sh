# Part of run.sh: checks of the headers, with every supported compiler and standard.

# Warnings that few programs turn on.
pedantic() {  # compiler
    case $1 in
    g++ | *-g++) echo "-Weffc++ -Wuseless-cast" ;;
    *) echo "-Weffc++" ;;
    esac
}

# shellcheck disable=SC2086,SC2154
compile_units() {  # compiler, standard, folder
    mkdir -p "$3"
    for unit in unit_a unit_b; do
        "$1" $2 $engine $warnings $(pedantic "$1") -O1 -I "$tree/include" -c "$here/headers/$unit.cpp" -o "$3/$unit.o" || return 1
    done
    linked "$1" "$3/unit_a.o" "$3/unit_b.o" -o "$3/units$exe" && started 60 "$3/units$exe"
}

# shellcheck disable=SC2086
compile_after_engine_macros() {  # compiler, standard
    "$1" $2 $engine $warnings -I "$tree/include" -fsyntax-only "$here/headers/engine_macros.cpp"
}

# Code that breaks a rule must not compile, with the same flags and for the right reason. The compiler messages are in
# English because of LC_ALL.
# shellcheck disable=SC2086
rejects() {  # compiler, part of its message, code
    echo "$3" > "$out/rejects.cpp"
    ! LC_ALL=C "$1" -std=c++17 $engine $warnings -I "$tree/include" -fsyntax-only "$out/rejects.cpp" > "$out/rejects.log" 2>&1 || return 1
    grep -qE "error:.*($2)" "$out/rejects.log" || { cat "$out/rejects.log"; return 1; }
}

# Each case of rejected.cpp, after the lines above the first case.
every_mistake_is_rejected() {  # compiler
    folder=$out/rejected-$1
    mkdir -p "$folder"
    awk -v folder="$folder" '
        /^\/\/: / { file = sprintf("%s/%02d.cpp", folder, ++number); printf "%s", start > file }
        number == 0 { start = start $0 "\n"; next }
        { print > file }' "$here/rejected.cpp"
    # The lines above the cases must compile.
    sed '/^\/\/: /,$d' "$here/rejected.cpp" > "$folder/start.cpp"
    # shellcheck disable=SC2086
    "$1" -std=c++17 $engine $warnings -I "$tree/include" -fsyntax-only "$folder/start.cpp" || return 1
    for file in "$folder"/[0-9]*.cpp; do
        mistake=$(sed -n 's,^//: \(.*\) | .*,\1,p' "$file")
        message=$(sed -n 's,^//: .* | \(.*\),\1,p' "$file")
        rejects "$1" "$message" "$(cat "$file")" > "$folder/log" 2>&1 && continue
        echo "$1 accepts, or rejects for another reason: $mistake"
        cat "$folder/log"
        return 1
    done
    [ "$(ls "$folder" | grep -c '^[0-9]')" -ge 34 ]
}

# Source files of one program may differ in CONVAI_CPP_EXCEPTIONS: no function of the two has the same symbol.
settings_share_no_symbol() {
    for setting in -DCONVAI_CPP_NO_SETTING -DCONVAI_CPP_EXCEPTIONS; do
        # shellcheck disable=SC2086
        g++ -std=c++17 $warnings $setting -I "$tree/include" -c "$here/headers/unit_b.cpp" -o "$out/setting.o" || return 1
        nm "$out/setting.o" | awk '$2 ~ /[WVu]/ && $3 ~ /6convai[0-9]/ { print $3 }' | sort > "$out/symbols$setting"
        [ "$(wc -l < "$out/symbols$setting")" -ge 100 ] || return 1
    done
    both=$(comm -12 "$out/symbols-DCONVAI_CPP_NO_SETTING" "$out/symbols-DCONVAI_CPP_EXCEPTIONS")
    [ -z "$both" ] || { echo "$both"; return 1; }
}

safe_uses_are_accepted() {  # compiler
    for option in -std=c++17 "$(standard "$1" 20 2a)"; do
        # shellcheck disable=SC2086
        "$1" "$option" $engine $warnings -I "$tree/include" -fsyntax-only "$here/accepted.cpp" || return 1
    done
}

has_coroutines() {  # compiler
    echo | "$1" "$(standard "$1" 20 2a)" -dM -E -x c++ - | grep -q __cpp_impl_coroutine
}

# Each header must compile on its own, as C++17, and coroutine.hpp as C++20. A compiler without coroutines must say so.
# shellcheck disable=SC2086
compiles_alone() {  # compiler
    for header in "$tree"/include/convai/*.hpp; do
        option=-std=c++17
        [ "$(basename "$header")" != coroutine.hpp ] || option=$(standard "$1" 20 2a)
        if [ "$(basename "$header")" = coroutine.hpp ] && ! has_coroutines "$1"; then
            rejects "$1" "coroutine.hpp needs coroutines" '#include <convai/coroutine.hpp>' || return 1
            continue
        fi
        echo "#include <convai/$(basename "$header")>" |
            "$1" $option $engine $warnings -I "$tree/include" -fsyntax-only -x c++ - || return 1
    done
}

# lines COMPILER STANDARD HEADER: how many lines the compiler reads.
lines() {
    echo "#include <$3>" | "$1" "$2" -I "$tree/include" -E -x c++ - | grep -vcE '^(#|[[:space:]]*$)'
}

# A program that includes convai.hpp compiles about as fast as one that includes <string>, which it probably does anyway.
# Lines do not depend on the load of the machine; benches/compile_time.py measures the time.
core_is_small() {  # compiler
    for option in -std=c++17 "$(standard "$1" 20 2a)"; do
        core=$(lines "$1" "$option" convai.hpp)
        string=$(lines "$1" "$option" string)
        echo "figure: $1 $option: convai.hpp has $core lines, <string> has $string: $((core * 100 / string)) %"
        [ "$core" -gt 3000 ] && [ $((core * 100)) -le $((string * 90)) ] || return 1
    done
}

no_static_initializers() {
    for object in "$out"/headers/*/unit_b.o; do
        sections=$(readelf -SW "$object" | grep -E '\.(init_array|ctors|tbss|tdata)' || true)
        [ -z "$sections" ] || { echo "$object: $sections"; return 1; }
    done
}

# An object file may refer to the C interface, to the functions that allocate memory, and to functions that compilers
# call on their own.
no_other_symbols() {
    for object in "$out"/headers/*/unit_b.o; do
        foreign=$(nm -u "$object" | awk '{ print $2 }' | grep -vE '^(convai_|mem(cpy|set|move|cmp)$|strlen$)' |
            grep -vE '^(_Zna[jmy]RKSt9nothrow_t|_ZdaPv[jmy]?|_ZSt7nothrow|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)$' || true)
        [ -z "$foreign" ] || { echo "$object refers to: $foreign"; return 1; }
    done
}

# What an audio thread calls refers to the C interface alone: it has no way to allocate, to free, to lock or to throw.
# shellcheck disable=SC2086
audio_thread_has_the_library_only() {  # compiler, file
    "$1" -std=c++17 $engine $warnings -O1 -I "$tree/include" -c "$2" -o "$out/audio_thread.o" || return 1
    nm -u "$out/audio_thread.o" | awk '{ print $2 }' > "$out/audio_thread.symbols"
    [ "$(grep -c '^convai_' "$out/audio_thread.symbols")" -eq 6 ] || { cat "$out/audio_thread.symbols"; return 1; }
    foreign=$(grep -vE '^(convai_(playback_read|utterance_push)|mem(cpy|set)$|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)' "$out/audio_thread.symbols" || true)
    [ -z "$foreign" ] || { echo "the audio thread calls: $foreign"; return 1; }
}

# The check above must be able to fail.
allocation_is_found() {
    sed 's/return playback.read(samples, channels)/return (operator new(1) != nullptr) + playback.read(samples, channels)/' \
        "$here/headers/audio_thread.cpp" > "$out/allocates.cpp"
    ! audio_thread_has_the_library_only g++ "$out/allocates.cpp" > "$out/allocates.log" 2>&1 && grep -q "calls: _Zn" "$out/allocates.log"
}

# Tells whether holes.txt gives a reason why C++ lacks a function.
has_a_reason() {  # function
    awk -v name="$1" '/^\[/ { ours = /^\[cpp\]/; next } ours && $0 == name { found = 1 } END { exit !found }' \
        "$root/bindings/matrix/holes.txt"
}

every_function_is_called() {
    for function in $(grep -oE '\bconvai_[a-z0-9_]+\(' "$tree/include/convai.h" | tr -d '(' | sort -u); do
        called=no reason=no
        ! grep -qF "$function(" "$tree"/include/convai/*.hpp || called=yes
        ! has_a_reason "$function" || reason=yes
        case $called$reason in
        nono) echo "no header calls $function"; return 1 ;;
        yesyes) echo "a header calls $function: remove it from holes.txt"; return 1 ;;
        esac
    done
}

every_code_is_named() {
    for code in $(grep -oE '^#define CONVAI_(ERROR_[A-Z0-9_]+|OK|PENDING)\b' "$tree/include/convai.h" | awk '{ print $2 }'); do
        grep -qE "= $code," "$tree/include/convai/code.hpp" || { echo "Code lacks $code"; return 1; }
    done
}

# The table of words in wording.hpp has an entry for every macro and function of C that a message contains. The wrapper sets
# the fields that an _INIT macro sets.
every_message_has_its_words() {
    # Outside of comments, backticks occur in messages only.
    names=$(find "$root/core/src" "$root/audio/src" -name '*.rs' -exec sed -E 's,(^|[[:space:]])//.*,,' {} + |
        grep -oE '`(CONVAI|convai)_[A-Za-z0-9_]+`' | tr -d '`' | grep -v '_INIT$' | sort -u)
    [ -n "$names" ] || { echo "no message is found"; return 1; }
    for c_name in $names; do
        grep -qF "{\"$c_name\"," "$tree/include/convai/wording.hpp" || { echo "wording.hpp lacks $c_name"; return 1; }
    done
}

# Every entry of that table is a field, parameter, macro or function of convai.h, or the end of a macro: a message that lists
# the values of a field spells the first in full.
every_word_exists() {
    words=$(sed -n 's/^    {"\([A-Za-z0-9_.]*\)", ".*"},$/\1/p' "$tree/include/convai/wording.hpp")
    [ "$(echo "$words" | wc -l)" -ge 20 ] || { echo "the table is not found"; return 1; }
    for word in $words; do
        grep -qE "(^|[^A-Za-z0-9])${word##*.}\b|CONVAI_(PCM|TRIGGER)$word\b" "$tree/include/convai.h" || { echo "convai.h lacks $word"; return 1; }
    done
}

only_prefixed_macros() {
    macros=$(grep -hoE '^ *# *define +[A-Za-z0-9_]+' "$tree/include/convai.hpp" "$tree"/include/convai/*.hpp |
        awk '{ print $NF }' | grep -v '^CONVAI_' || true)
    [ -z "$macros" ] || { echo "$macros"; return 1; }
}

# Doxygen fails where a public name, a parameter or a return value is undocumented.
every_name_is_documented() {
    mkdir -p "$out/docs"
    in_subshell documented "$root/bindings/cpp/convai.hpp" "$root/bindings/cpp/convai"
}

documented() {
    cd "$root" && { cat docs/Doxyfile; echo "OUTPUT_DIRECTORY = \"$out/docs\""; echo "INPUT = $*"; } | doxygen -
}

# The check above must be able to fail.
missing_documentation_is_found() {
    mkdir -p "$out/undocumented"
    sed 's,^    /// @param timeout .*,    ///,' "$root/bindings/cpp/convai/operation.hpp" > "$out/undocumented/operation.hpp"
    ! in_subshell documented "$out/undocumented" > "$out/doxygen.log" 2>&1 && grep -q "AnyOperation::wait are not documented" "$out/doxygen.log"
}

test_headers() {
    for compiler in g++ clang++; do
        for years in "17 1z" "20 2a" "23 2b"; do
            # shellcheck disable=SC2086
            option=$(standard "$compiler" $years)
            check "$compiler $option: the header is included twice, from two source files" \
                compile_units "$compiler" "$option" "$out/headers/$compiler$option"
            check "$compiler $option: the header compiles after the macros of engines" \
                compile_after_engine_macros "$compiler" "$option"
        done
        check "$compiler: what an audio thread calls refers to the C interface alone" \
            audio_thread_has_the_library_only "$compiler" "$here/headers/audio_thread.cpp"
        check "$compiler: each header compiles on its own" compiles_alone "$compiler"
        check "$compiler: convai.hpp has at most 90 % of the lines of <string>" core_is_small "$compiler"
        grep figure: "$out/log" || true
        check "$compiler rejects every plausible mistake" every_mistake_is_rejected "$compiler"
        check "$compiler accepts safe uses of temporary objects" safe_uses_are_accepted "$compiler"
        check "$compiler rejects an ignored Result" rejects "$compiler" nodiscard \
            '#include <convai.hpp>
             void f(const convai::Client &c) { c.character_get(convai::CharacterId("x")); }'
        check "$compiler rejects a copy" rejects "$compiler" deleted \
            '#include <convai.hpp>
             convai::Client f(const convai::Client &c) { return c; }'
        check "$compiler rejects value_or_throw without CONVAI_CPP_EXCEPTIONS" rejects "$compiler" value_or_throw \
            '#include <convai.hpp>
             convai::Client f(convai::Result<convai::Client> r) { return std::move(r).value_or_throw(); }'
        check "$compiler rejects a throw: exceptions are off" rejects "$compiler" exception 'void f() { throw 1; }'
    done
    check "the settings for exceptions share no symbol" settings_share_no_symbol
    check "no static initializers and no thread-local objects" no_static_initializers
    check "no symbols but those of the C interface" no_other_symbols
    check "an audio thread that allocates is found" allocation_is_found
    check "every function of the C interface is called" every_function_is_called
    check "every code of the C interface is named" every_code_is_named
    check "every C name in a message has its C++ word" every_message_has_its_words
    check "every name in the table of words exists in the C interface" every_word_exists
    check "all macros are prefixed" only_prefixed_macros
    check "every public name is documented" every_name_is_documented
    check "missing documentation is found" missing_documentation_is_found
}

# Part of run.sh: the header itself, under every compiler and standard that is promised.

# shellcheck disable=SC2086,SC2154
compile_units() {  # compiler, standard, folder
    mkdir -p "$3"
    for unit in unit_a unit_b; do
        "$1" $2 $engine $warnings -O1 -I "$tree/include" -c "$here/headers/$unit.cpp" -o "$3/$unit.o" || return 1
    done
    "$1" "$3/unit_a.o" "$3/unit_b.o" -L "$tree/lib" -lconvai -Wl,-rpath,"$tree/lib" -o "$3/units" && timeout 60 "$3/units"
}

# shellcheck disable=SC2086
compile_hostile() {
    "$1" $2 $engine $warnings -I "$tree/include" -fsyntax-only "$here/headers/hostile.cpp"
}

# A file that breaks one of the rules has to be refused under the very same flags, and for the right reason. Compilers say
# it in the language of the machine.
# shellcheck disable=SC2086
refuse() {  # compiler, what its message names, code
    echo "$3" > "$out/refuse.cpp"
    ! LC_ALL=C "$1" -std=c++17 $engine $warnings -I "$tree/include" -fsyntax-only "$out/refuse.cpp" > "$out/refuse.log" 2>&1 || return 1
    grep -q "error:.*$2" "$out/refuse.log" || { cat "$out/refuse.log"; return 1; }
}

no_static_initialisers() {
    for object in "$out"/headers/*/unit_b.o; do
        sections=$(readelf -SW "$object" | grep -E '\.(init_array|ctors|tbss|tdata)' || true)
        [ -z "$sections" ] || { echo "$object: $sections"; return 1; }
    done
}

# What an object file asks of others: the C interface, memory, and what a compiler calls by itself.
only_c_across_the_border() {
    for object in "$out"/headers/*/unit_b.o; do
        foreign=$(nm -u "$object" | awk '{ print $2 }' | grep -vE '^(convai_|mem(cpy|set|move|cmp)$|strlen$)' |
            grep -vE '^(_Zna[jmy]RKSt9nothrow_t|_ZdaPv[jmy]?|_ZSt7nothrow|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)$' || true)
        [ -z "$foreign" ] || { echo "$object needs: $foreign"; return 1; }
    done
}

# The struct sizes are for bindings that declare the structs themselves; everything else of the C interface is reachable.
every_function_is_used() {
    for function in $(grep -oE '\bconvai_[a-z0-9_]+\(' "$tree/include/convai.h" | tr -d '(' | sort -u); do
        [ "$function" = convai_struct_size ] && continue
        grep -qF "$function(" "$tree"/include/convai/*.hpp || { echo "nothing calls $function"; return 1; }
    done
}

every_code_is_named() {
    for code in $(grep -oE '^#define CONVAI_(ERROR_[A-Z0-9_]+|OK|PENDING)\b' "$tree/include/convai.h" | awk '{ print $2 }'); do
        grep -qE "= $code," "$tree/include/convai/code.hpp" || { echo "Code has no $code"; return 1; }
    done
}

only_prefixed_macros() {
    macros=$(grep -hoE '^ *# *define +[A-Za-z0-9_]+' "$tree/include/convai.hpp" "$tree"/include/convai/*.hpp |
        awk '{ print $NF }' | grep -v '^CONVAI_' || true)
    [ -z "$macros" ] || { echo "$macros"; return 1; }
}

test_headers() {
    for compiler in g++ clang++; do
        for years in "17 1z" "20 2a" "23 2b"; do
            # shellcheck disable=SC2086
            option=$(standard "$compiler" $years)
            check "$compiler $option: included twice, from two source files" \
                compile_units "$compiler" "$option" "$out/headers/$compiler$option"
            check "$compiler $option: after the macros of engines" compile_hostile "$compiler" "$option"
        done
        check "$compiler refuses a result that is not looked at" refuse "$compiler" nodiscard \
            '#include <convai.hpp>
             void f(const convai::Client &c) { c.character_get("x"); }'
        check "$compiler refuses a copy" refuse "$compiler" deleted \
            '#include <convai.hpp>
             convai::Client f(const convai::Client &c) { return c; }'
        check "$compiler refuses value_or_throw where exceptions were not asked for" refuse "$compiler" value_or_throw \
            '#include <convai.hpp>
             convai::Client f(convai::Result<convai::Client> r) { return std::move(r).value_or_throw(); }'
        check "$compiler refuses a throw: the flags are on" refuse "$compiler" exception 'void f() { throw 1; }'
    done
    check "no static initialisers, no thread-local objects" no_static_initialisers
    check "nothing but C crosses the border" only_c_across_the_border
    check "every function of the C interface is used" every_function_is_used
    check "every code of the C interface is named" every_code_is_named
    check "all macros are prefixed" only_prefixed_macros
}

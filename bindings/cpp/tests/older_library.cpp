// A library of the same ABI version that is older than the header: one of its structs ends earlier. The program answers
// convai_struct_size in place of the library.
#include "emulator.hpp"

#include <cstdio>
#include <cstring>

static const char *smaller = "";

std::size_t convai_struct_size(const char *name) {
    for (const convai::detail::ReadStruct &one : convai::detail::read_structs) {
        if (std::strcmp(one.name, name) == 0) return std::strcmp(name, smaller) == 0 ? one.size - 8 : one.size;
    }
    return 0;
}

int main() {
    if (!emulator::client() || !convai::compatible()) return std::puts("refuses a library that fits"), 1;
    for (const convai::detail::ReadStruct &one : convai::detail::read_structs) {
        smaller = one.name;
        const auto client = emulator::client();
        const std::uint8_t no_wav[] = {1};
        if (client.error().code() != convai::Code::unsupported || convai::compatible() ||
            convai::Audio::read_wav(no_wav).error().code() != convai::Code::unsupported) {
            return std::printf("accepts a library with a smaller %s\n", smaller), 1;
        }
    }
    return 0;
}

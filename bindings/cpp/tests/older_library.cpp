// A library that does not fit the header: of another ABI version, or older, so that one of its structs ends earlier. The
// program answers convai_abi_version and convai_struct_size in place of the library.
#include "emulator.hpp"

#include <cstdio>
#include <cstring>

static const char *smaller = "";
static std::uint32_t version = CONVAI_ABI_VERSION;

std::uint32_t convai_abi_version() { return version; }

std::size_t convai_struct_size(const char *name) {
    for (const convai::detail::ReadStruct &one : convai::detail::read_structs) {
        if (std::strcmp(one.name, name) == 0) return std::strcmp(name, smaller) == 0 ? one.size - 8 : one.size;
    }
    return 0;
}

/// Whether everything that creates an object refuses the library, with a message that contains `why`.
static bool is_refused(const char *why) {
    const std::uint8_t no_wav[] = {1};
    const convai::Pcm no_samples;
    const auto refused = [why](const auto &result) {
        const convai::Error &error = result.error();
        return error.code() == convai::Code::unsupported && error.message().find(why) != std::string_view::npos;
    };
    return !convai::compatible() && refused(emulator::client()) && refused(convai::Queue::create()) &&
           refused(convai::Utterance::create({})) && refused(convai::Audio::read_wav(no_wav)) &&
           refused(convai::Audio::build_wav(no_samples));
}

int main() {
    if (!emulator::client() || !convai::compatible()) return std::puts("refuses a library that fits"), 1;
    for (const convai::detail::ReadStruct &one : convai::detail::read_structs) {
        smaller = one.name;
        if (!is_refused("is older than the header")) return std::printf("accepts a library with a smaller %s\n", smaller), 1;
    }
    smaller = "";
    version = CONVAI_ABI_VERSION + 1;
    if (!is_refused("another version of the binary interface")) return std::puts("accepts a library of another ABI version"), 1;
    return 0;
}

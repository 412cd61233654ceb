#include "LibraryFile.h"

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace convai_native {

#if defined(__linux__)
namespace {

constexpr std::size_t elf_header = 64;  // bytes
constexpr std::uint64_t machine_x86_64 = 62, machine_arm64 = 183;

// Reads a little-endian number.
std::uint64_t number(const unsigned char *bytes, std::size_t count) {
    std::uint64_t value = 0;
    while (count > 0) value = value << 8 | bytes[--count];
    return value;
}

std::string problem_of_header(const unsigned char *header, std::size_t length, std::uint64_t size) {
    if (length >= 7 && std::memcmp(header, "version", 7) == 0) return "is a Git LFS pointer, not the library: run git lfs pull";
    if (length < elf_header || std::memcmp(header, "\x7F" "ELF", 4) != 0) return "is not a shared library";
#if defined(__x86_64__)
    const std::uint64_t expected = machine_x86_64;
#elif defined(__aarch64__)
    const std::uint64_t expected = machine_arm64;
#else
    const std::uint64_t expected = 0;
#endif
    const std::uint64_t machine = number(header + 18, 2);
    if (expected != 0 && machine != expected) {
        return std::string("is for another processor") + (machine == machine_arm64 ? " (ARM64)" : machine == machine_x86_64 ? " (x86-64)" : "");
    }
    // The section header table is at the end of the file.
    const std::uint64_t end = number(header + 40, 8) + number(header + 58, 2) * number(header + 60, 2);
    if (end > size) return "is truncated: it has " + std::to_string(size) + " of at least " + std::to_string(end) + " bytes";
    return std::string();
}

}  // namespace

std::string problem_of_file(const std::string &path) {
    std::FILE *file = std::fopen(path.c_str(), "rb");
    if (!file) return std::string();  // bind_library reports a missing file
    unsigned char header[elf_header] = {};
    const std::size_t length = std::fread(header, 1, elf_header, file);
    const long size = std::fseek(file, 0, SEEK_END) == 0 ? std::ftell(file) : -1;
    (void)std::fclose(file);
    return problem_of_header(header, length, size < 0 ? 0 : static_cast<std::uint64_t>(size));
}
#else
std::string problem_of_file(const std::string &) { return std::string(); }
#endif

}  // namespace convai_native

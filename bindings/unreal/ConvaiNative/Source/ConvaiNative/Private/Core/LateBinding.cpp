#include "LateBinding.h"

namespace convai_native {
namespace {

bool bound = false;

#if CONVAINATIVE_LATE_BINDING
struct Functions {
#define CONVAI_FUNCTION(result, name, parameters, arguments) decltype(&::name) name = nullptr;
#include "LateBindingFunctions.h"
#undef CONVAI_FUNCTION
};
Functions functions;

// The result of each function while no library is bound. The C++ wrapper turns a NULL result into an empty object, whose
// calls return bad_handle. Strings must not be NULL.
template <typename Result>
Result unbound() {
    return Result();
}
template <>
const char *unbound<const char *>() {
    return "";
}
template <>
convai_status unbound<convai_status>() {
    return CONVAI_ERROR_UNSUPPORTED;
}

// Looks up every function. Returns the name of the first missing function, or NULL.
const char *look_up(const LoadedFile &file, Functions &found) {
#define CONVAI_FUNCTION(result, name, parameters, arguments)                            \
    found.name = reinterpret_cast<decltype(&::name)>(file.find(file.handle, #name));    \
    if (!found.name) return #name;
#include "LateBindingFunctions.h"
#undef CONVAI_FUNCTION
    return nullptr;
}
#endif

Failure unusable(const LoadedFile &file, const std::string &why) {
    const std::string what = file.path.empty() ? std::string("The Convai library") : "The Convai library " + file.path;
    return Failure::make(convai::Code::unsupported, what + " " + why);
}

Failure not_loaded(const LoadedFile &file) {
    if (!file.exists) {
        return unusable(file, "is missing. Install the plugin from its zip, which contains the library, or copy the file to "
                              "this path. In a packaged game, check that the file was staged with the plugin.");
    }
    if (!file.problem.empty()) return unusable(file, file.problem + ". Install the file again from the zip of the plugin.");
    return unusable(file, "cannot be loaded. It is for another processor or operating system, is damaged, or needs a newer "
                          "system (on Linux, a newer glibc).");
}

Failure wrong_version(const LoadedFile &file, std::uint32_t version) {
    return unusable(file, "has the binary interface " + std::to_string(version) + ", but this plugin needs " +
                              std::to_string(CONVAI_ABI_VERSION) + ". Install the plugin and the library from one release.");
}

// The library fills the structs that it returns. Those of an older one may lack fields that the plugin reads.
Failure check_sizes(const LoadedFile &file, decltype(&::convai_struct_size) size_of) {
    for (const convai::detail::ReadStruct &one : convai::detail::read_structs) {
        const std::size_t size = size_of(one.name);
        if (size >= one.size) continue;
        return unusable(file, std::string("is too old: its ") + one.name + " has " + std::to_string(size) + " bytes, and this plugin needs " +
                                  std::to_string(one.size) + ". Install the library from the release of this plugin.");
    }
    return Failure();
}

}  // namespace

Failure bind_library(const LoadedFile &file) {
    unbind_library();
#if CONVAINATIVE_LATE_BINDING
    if (!file.handle || !file.find) return not_loaded(file);
    // Check the version first: a library of another version may have other functions.
    using Version = decltype(&::convai_abi_version);
    const auto version = reinterpret_cast<Version>(file.find(file.handle, "convai_abi_version"));
    if (!version) return unusable(file, "is not the Convai library: it has no function convai_abi_version.");
    if (version() != CONVAI_ABI_VERSION) return wrong_version(file, version());
    Functions found;
    if (const char *missing = look_up(file, found)) {
        return unusable(file, std::string("is too old: it has no function ") + missing + ". Install the library from the release of this plugin.");
    }
    if (Failure failure = check_sizes(file, found.convai_struct_size)) return failure;
    functions = found;
#else
    if (!file.path.empty() && !file.handle) return not_loaded(file);
    if (convai_abi_version() != CONVAI_ABI_VERSION) return wrong_version(file, convai_abi_version());
    if (Failure failure = check_sizes(file, &convai_struct_size)) return failure;
#endif
    bound = true;
    return Failure();
}

void unbind_library() {
    bound = false;
#if CONVAINATIVE_LATE_BINDING
    functions = Functions();
#endif
}

bool library_bound() { return bound; }

}  // namespace convai_native

#if CONVAINATIVE_LATE_BINDING
// Defines the functions of convai.h for this module. Each one calls the function in the library.
#define CONVAI_FUNCTION(result, name, parameters, arguments)                                        \
    extern "C" result name parameters {                                                             \
        return convai_native::functions.name ? convai_native::functions.name arguments                  \
                                           : convai_native::unbound<result>();                        \
    }
#include "LateBindingFunctions.h"
#undef CONVAI_FUNCTION
#endif

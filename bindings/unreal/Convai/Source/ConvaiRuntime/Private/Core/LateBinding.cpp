#include "LateBinding.h"

namespace convai_core {
namespace {

bool bound = false;

#if CONVAI_LATE_BINDING
struct Functions {
#define CONVAI_FUNCTION(result, name, parameters, arguments) decltype(&::name) name = nullptr;
#include "LateBindingFunctions.h"
#undef CONVAI_FUNCTION
};
Functions functions;

// What a function gives while no library is bound. The wrapper takes a NULL result for an empty object, so that nothing
// more than "bad handle" comes of it; only texts must never be NULL.
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

// Looks every function up. Gives the name of the first that is missing, or NULL.
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
        return unusable(file, "is missing. Take the plugin from its zip, which holds the library, or put the file there; "
                              "in a packaged game, check that it was staged beside the plugin.");
    }
    if (!file.problem.empty()) return unusable(file, file.problem + ". Take it again from the plugin's zip.");
    return unusable(file, "is there but cannot be loaded: it is for another processor or operating system, is damaged, or "
                          "needs a newer system (on Linux, a newer glibc).");
}

Failure wrong_version(const LoadedFile &file, std::uint32_t version) {
    return unusable(file, "has the binary interface " + std::to_string(version) + " and this plugin needs " +
                              std::to_string(CONVAI_ABI_VERSION) + ": take both from the same release.");
}

}  // namespace

Failure bind_library(const LoadedFile &file) {
    unbind_library();
#if CONVAI_LATE_BINDING
    if (!file.handle || !file.find) return not_loaded(file);
    // The version first: a library of another one need not have the same functions.
    using Version = decltype(&::convai_abi_version);
    const auto version = reinterpret_cast<Version>(file.find(file.handle, "convai_abi_version"));
    if (!version) return unusable(file, "is not a Convai library: it has no function convai_abi_version.");
    if (version() != CONVAI_ABI_VERSION) return wrong_version(file, version());
    Functions found;
    if (const char *missing = look_up(file, found)) {
        return unusable(file, std::string("is too old: it has no function ") + missing + ". Take it from this plugin's release.");
    }
    functions = found;
#else
    if (!file.path.empty() && !file.handle) return not_loaded(file);
    if (!convai::compatible()) return wrong_version(file, convai_abi_version());
#endif
    bound = true;
    return Failure();
}

void unbind_library() {
    bound = false;
#if CONVAI_LATE_BINDING
    functions = Functions();
#endif
}

bool library_bound() { return bound; }

}  // namespace convai_core

#if CONVAI_LATE_BINDING
// The functions of convai.h, as this module's code calls them.
#define CONVAI_FUNCTION(result, name, parameters, arguments)                                        \
    extern "C" result name parameters {                                                             \
        return convai_core::functions.name ? convai_core::functions.name arguments                  \
                                           : convai_core::unbound<result>();                        \
    }
#include "LateBindingFunctions.h"
#undef CONVAI_FUNCTION
#endif

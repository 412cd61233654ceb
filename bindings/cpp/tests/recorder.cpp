// Records each status that the library gives to the tests, and writes them to the file that CONVAI_PROVOKED names. For this
// the program defines the functions of convai.h; each one calls that of the library.
#include <convai.h>

#include <dlfcn.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace {

class Recorder {
public:
    // Shared with the child processes of the tests.
    Recorder() : memory_(::mmap(nullptr, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {}
    Recorder(const Recorder &) = delete;
    Recorder &operator=(const Recorder &) = delete;
    ~Recorder() {
        const char *path = std::getenv("CONVAI_PROVOKED");
        std::FILE *file = path ? std::fopen(path, "w") : nullptr;
        if (!file || memory_ == MAP_FAILED) return;
        for (std::size_t status = 0; status < count; ++status) {
            if (seen()[status]) std::fprintf(file, "%zu\n", status);
        }
        (void)std::fclose(file);
    }
    void note(convai_status status) {
        if (memory_ == MAP_FAILED || status < 0 || static_cast<std::size_t>(status) >= count) return;
        seen()[static_cast<std::size_t>(status)] = true;
    }

private:
    static constexpr std::size_t count = 1000;

    std::atomic<bool> *seen() const { return static_cast<std::atomic<bool> *>(memory_); }

    void *const memory_;
};

Recorder recorder;

template <typename Result, typename = void>
constexpr bool has_error = false;
template <typename Result>
constexpr bool has_error<Result, std::void_t<decltype(std::declval<Result>()->error)>> = true;

/// Notes the status of what a function returned, or wrote through a parameter.
template <typename Value>
void note(Value value) {
    if constexpr (std::is_same_v<Value, convai_status>) {
        recorder.note(value);
    } else if constexpr (std::is_same_v<Value, convai_error *>) {
        if (value) recorder.note(value->status);
    } else if constexpr (has_error<Value>) {
        if (value && value->error) recorder.note(value->error->status);
    }
}

template <typename Function>
struct Recorded;
template <typename Result, typename... Parameters>
struct Recorded<Result (*)(Parameters...)> {
    Result (*function)(Parameters...);

    Result operator()(Parameters... parameters) const {
        const Result result = function(parameters...);
        note(result);
        (note_written(parameters), ...);
        return result;
    }

private:
    static void note_written(convai_error **error) {
        if (error && *error) recorder.note((*error)->status);
    }
    template <typename Other>
    static void note_written(Other) {}
};

}  // namespace

// dlsym returns the address of a function as void *.
#define CONVAI_FUNCTION(result, name, parameters, arguments)                                        \
    extern "C" result name parameters {                                                             \
        static const auto function = reinterpret_cast<decltype(&name)>(::dlsym(RTLD_NEXT, #name));   \
        return Recorded<decltype(&name)>{function} arguments;                                        \
    }
#include "../../unreal/ConvaiNative/Source/ConvaiNative/Private/Core/LateBindingFunctions.h"

#include "Failure.h"

#include "LateBinding.h"
#include "Wording.h"

#include <utility>

namespace convai_native {

Failure Failure::from(const convai::ErrorView &error) {
    Failure failure;
    if (!error) return failure;
    failure = make(error.code(), in_unreal_words(error.message()));
    failure.argument = unreal_name(error.argument());
    failure.http_status = error.http_status();
    failure.retryable = error.retryable();
    failure.request_sent = error.request_sent();
    failure.retry_after_ms = error.retry_after().count();
    failure.service_message = std::string(error.service_message());
    failure.reference = std::string(error.reference());
    return failure;
}

Failure Failure::make(convai::Code code, std::string message) {
    Failure failure;
    failure.code = code;
    failure.message = std::move(message);
    // Without the library, convai::name is not available. `unsupported` is then the usual code.
    if (library_bound()) failure.name = std::string(convai::name(code));
    else failure.name = code == convai::Code::unsupported ? "CONVAI_ERROR_UNSUPPORTED" : "CONVAI_ERROR_UNKNOWN";
    return failure;
}

}  // namespace convai_native

#include "Failure.h"

#include "LateBinding.h"

#include <utility>

namespace convai_core {

Failure Failure::from(const convai::ErrorView &error) {
    Failure failure;
    if (!error) return failure;
    failure = make(error.code(), std::string(error.message()));
    failure.http_status = error.http_status();
    failure.retryable = error.retryable();
    failure.request_sent = error.request_sent();
    failure.retry_after_ms = error.retry_after_ms();
    failure.service_message = std::string(error.service_message());
    failure.reference = std::string(error.reference());
    return failure;
}

Failure Failure::make(convai::Code code, std::string message) {
    Failure failure;
    failure.code = code;
    failure.message = std::move(message);
    // Only a library that is there can name its codes; without one this is the only code there is.
    if (library_bound()) failure.name = std::string(convai::name(code));
    else failure.name = code == convai::Code::unsupported ? "CONVAI_ERROR_UNSUPPORTED" : "CONVAI_ERROR_UNKNOWN";
    return failure;
}

}  // namespace convai_core

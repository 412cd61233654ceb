// Why something failed, held by value: what becomes an FConvaiError.
#pragma once

#include "Api.h"

#include <string>

namespace convai_core {

struct Failure {
    convai::Code code = convai::Code::ok;
    std::int32_t http_status = 0;      // 0 where no answer came
    bool retryable = false;            // the same call may succeed later
    bool request_sent = false;         // the service may have acted on it
    std::int64_t retry_after_ms = -1;  // -1 where the service does not say
    std::string name;                  // "CONVAI_ERROR_TIMEOUT"
    std::string message;               // what happened and what to do
    std::string service_message;       // the service's own words, or empty
    std::string reference;             // the service's reference id, or empty

    // True where something failed.
    explicit operator bool() const noexcept { return code != convai::Code::ok; }

    // Copies an error of the library; no error gives no failure.
    static Failure from(const convai::ErrorView &error);
    // A failure that this plugin found itself. Works without the library too.
    static Failure make(convai::Code code, std::string message);
};

}  // namespace convai_core

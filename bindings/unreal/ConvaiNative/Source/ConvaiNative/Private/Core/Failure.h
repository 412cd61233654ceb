// Describes why a call failed. The engine-facing code converts a Failure to an FConvaiNativeError.
#pragma once

#include "Api.h"

#include <string>

namespace convai_native {

struct Failure {
    convai::Code code = convai::Code::ok;
    std::int32_t http_status = 0;      // 0 if no HTTP response arrived
    bool retryable = false;            // the same call may succeed later
    bool request_sent = false;         // the service may have acted on the request
    std::int32_t retry_after_ms = -1;  // -1 if the service does not say
    std::string name;                  // for example "CONVAI_ERROR_TIMEOUT"
    std::string message;               // what happened and what to do, with the names that Unreal users see
    std::string argument;              // the pin or setting at fault, or empty
    std::string service_message;       // the message of the service, or empty
    std::string reference;             // the reference id of the service, or empty

    // True if the call failed.
    explicit operator bool() const noexcept { return code != convai::Code::ok; }

    // Copies an error of the library. Returns an empty Failure if `error` is empty.
    static Failure from(const convai::ErrorView &error);
    // Makes a failure that the plugin itself detected. Works without the library.
    static Failure make(convai::Code code, std::string message);
};

}  // namespace convai_native

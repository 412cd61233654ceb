/// @file
/// Codes as std::error_code. Not part of convai.hpp.
///
///     std::error_code code = convai::Code::timeout;
///     code == std::errc::timed_out;       // true
///     code == convai::Group::network;     // true

#ifndef CONVAI_CPP_ERROR_CODE_HPP
#define CONVAI_CPP_ERROR_CODE_HPP

#include <string>
#include <system_error>

#include "error.hpp"

CONVAI_CPP_BEGIN

namespace detail {

// The conditions of the standard library that a code corresponds to.
[[nodiscard]] inline std::errc standard_condition(Code code) noexcept {
    switch (code) {
        case Code::invalid_argument:
        case Code::null_pointer:
        case Code::options: return std::errc::invalid_argument;
        case Code::invalid_utf8: return std::errc::illegal_byte_sequence;
        case Code::bad_handle: return std::errc::bad_file_descriptor;
        case Code::queue_full:
        case Code::rate_limited: return std::errc::resource_unavailable_try_again;
        case Code::busy: return std::errc::device_or_resource_busy;
        case Code::utterance_full: return std::errc::no_buffer_space;
        case Code::buffer_too_small: return std::errc::no_buffer_space;
        case Code::unsupported: return std::errc::not_supported;
        case Code::name_not_resolved: return std::errc::host_unreachable;
        case Code::connect: return std::errc::connection_refused;
        case Code::timeout: return std::errc::timed_out;
        case Code::connection_lost: return std::errc::connection_reset;
        case Code::cancelled: return std::errc::operation_canceled;
        case Code::authentication: return std::errc::permission_denied;
        case Code::bad_reply:
        case Code::empty_reply:
        case Code::reply_audio: return std::errc::bad_message;
        case Code::reply_too_large: return std::errc::message_size;
        default: return std::errc();
    }
}

class GroupCategory final : public std::error_category {
public:
    [[nodiscard]] const char *name() const noexcept override { return "convai group"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Group>(value)) {
            case Group::none: return "success, or still pending";
            case Group::caller: return "a mistake of the program";
            case Group::network: return "no reply arrived";
            case Group::service: return "the service refused";
            case Group::reply: return "the reply is invalid";
            case Group::library: return "the library failed";
        }
        return "unknown";
    }
};

class CodeCategory final : public std::error_category {
public:
    [[nodiscard]] const char *name() const noexcept override { return "convai"; }
    [[nodiscard]] std::string message(int value) const override {
        return std::string(describe(static_cast<Code>(value)));
    }
    [[nodiscard]] std::error_condition default_error_condition(int value) const noexcept override {
        const std::errc standard = standard_condition(static_cast<Code>(value));
        return standard == std::errc() ? std::error_condition(value, *this) : std::make_error_condition(standard);
    }
    [[nodiscard]] bool equivalent(int value, const std::error_condition &condition) const noexcept override;
};

}  // namespace detail

/// Returns the category of codes. @return the category, whose name is "convai".
[[nodiscard]] inline const std::error_category &code_category() noexcept {
    static const detail::CodeCategory category;
    return category;
}
/// Returns the category of groups. @return the category, whose name is "convai group".
[[nodiscard]] inline const std::error_category &group_category() noexcept {
    static const detail::GroupCategory category;
    return category;
}
/// Converts a code; std::error_code does this itself. @param code  any code. @return the code of the category "convai".
[[nodiscard]] inline std::error_code make_error_code(Code code) noexcept {
    return std::error_code(static_cast<int>(code), code_category());
}
/// Converts the code of an error. @param error  the error. @return its code; false where there is no error.
[[nodiscard]] inline std::error_code make_error_code(const ErrorView &error) noexcept { return make_error_code(error.code()); }
/// Converts a group; std::error_condition does this itself. @param group  any group. @return the condition.
[[nodiscard]] inline std::error_condition make_error_condition(Group group) noexcept {
    return std::error_condition(static_cast<int>(group), group_category());
}

inline bool detail::CodeCategory::equivalent(int value, const std::error_condition &condition) const noexcept {
    if (condition.category() == group_category()) {
        return static_cast<int>(group(static_cast<Code>(value))) == condition.value();
    }
    return default_error_condition(value) == condition || std::error_condition(value, *this) == condition;
}

CONVAI_CPP_END

/// @cond
template <>
struct std::is_error_code_enum<convai::Code> : std::true_type {};
template <>
struct std::is_error_condition_enum<convai::Group> : std::true_type {};
/// @endcond

#endif  // CONVAI_CPP_ERROR_CODE_HPP

// Part of convai.hpp: what went wrong, and the Result that says whether something did.

#ifndef CONVAI_CPP_RESULT_HPP
#define CONVAI_CPP_RESULT_HPP

#include "core.hpp"

#ifdef CONVAI_CPP_EXCEPTIONS
#include <stdexcept>
#include <string>
#endif

namespace convai {

/// Why a call failed: a view. Lives as long as the Result, the Error or the reply that it was asked of.
class ErrorView {
public:
    /// No error.
    constexpr ErrorView() noexcept = default;
    /// Views an error of the C interface; NULL is none.
    explicit ErrorView(const convai_error *error) noexcept
        : error_(error), code_(error ? static_cast<Code>(error->status) : Code::ok) {}
    /// An error without an object behind it. `message` must live for ever; nullptr takes the code's own sentence.
    explicit ErrorView(Code code, const char *message = nullptr) noexcept : code_(code), message_(message) {}

    /// True where there is an error.
    [[nodiscard]] explicit operator bool() const noexcept { return code_ != Code::ok; }
    /// What kind of error; Code::ok where there is none.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// The code's hundred: whose fault it is.
    [[nodiscard]] Group group() const noexcept { return convai::group(code_); }
    /// What happened and what to do, in English. Holds neither the API key nor what the player said.
    [[nodiscard]] std::string_view message() const noexcept {
        if (error_) return detail::view(error_->message, error_->message_len);
        return message_ ? std::string_view(message_) : describe(code_);
    }
    /// The HTTP status of the answer, 0 where none came.
    [[nodiscard]] std::int32_t http_status() const noexcept { return error_ ? error_->http_status : 0; }
    /// Whether the same call may succeed later. Nothing is ever retried for you: an answer costs quota.
    [[nodiscard]] bool retryable() const noexcept { return error_ && error_->retryable != 0; }
    /// Whether some of the request may have left this machine, so that the service may have acted on it.
    [[nodiscard]] bool request_sent() const noexcept { return error_ && error_->request_sent != 0; }
    /// How many milliseconds the service asks to wait before trying again, -1 where it does not say.
    [[nodiscard]] std::int32_t retry_after_ms() const noexcept { return error_ ? error_->retry_after_ms : -1; }
    /// The service's own words; empty where it gave none.
    [[nodiscard]] std::string_view service_message() const noexcept {
        return error_ ? detail::view(error_->service_message, error_->service_message_len) : detail::view(nullptr, 0);
    }
    /// The service's reference id for its support; empty where it gave none.
    [[nodiscard]] std::string_view reference() const noexcept {
        return error_ ? detail::view(error_->reference, error_->reference_len) : detail::view(nullptr, 0);
    }

    /// The argument at fault, such as "text" or "options.timeout_ms"; empty where none is.
    [[nodiscard]] std::string_view argument() const noexcept {
        return error_ ? detail::view(error_->argument, error_->argument_len) : detail::view(nullptr, 0);
    }

private:
    const convai_error *error_ = nullptr;
    Code code_ = Code::ok;
    const char *message_ = nullptr;
};

/// An ErrorView that owns what it shows. Move-only; moved from, it is no error.
class [[nodiscard]] Error : public ErrorView {
public:
    /// No error.
    constexpr Error() noexcept = default;
    /// An error without an object behind it, as in ErrorView.
    explicit Error(Code code, const char *message = nullptr) noexcept : ErrorView(code, message) {}
    /// Takes over an error of the C interface.
    explicit Error(convai_error *error) noexcept : Error(error, error) {}
    /// Takes over a reply of the C interface, to keep the error that is part of it.
    template <typename Object>
    Error(Object *owner, const convai_error *error) noexcept
        : ErrorView(error), owner_(owner), free_([](void *object) noexcept {
              detail::free_object(static_cast<Object *>(object));
          }) {}
    Error(Error &&other) noexcept : ErrorView(other), owner_(std::exchange(other.owner_, nullptr)), free_(other.free_) {
        static_cast<ErrorView &>(other) = ErrorView();
    }
    Error &operator=(Error &&other) noexcept {
        Error taken(std::move(other));
        std::swap(static_cast<ErrorView &>(*this), static_cast<ErrorView &>(taken));
        std::swap(owner_, taken.owner_);
        std::swap(free_, taken.free_);
        return *this;
    }
    Error(const Error &) = delete;
    Error &operator=(const Error &) = delete;
    ~Error() {
        if (owner_) free_(owner_);
    }

private:
    using Free = void (*)(void *);
    void *owner_ = nullptr;
    Free free_ = nullptr;
};

#ifdef CONVAI_CPP_EXCEPTIONS
/// What value_or_throw() throws. Holds copies, so that it outlives everything; what() is the message.
class Exception : public std::runtime_error {
public:
    explicit Exception(const ErrorView &error)
        : std::runtime_error(std::string(error.message())),
          code_(error.code()),
          http_status_(error.http_status()),
          retryable_(error.retryable()),
          retry_after_ms_(error.retry_after_ms()) {}

    [[nodiscard]] Code code() const noexcept { return code_; }
    [[nodiscard]] std::int32_t http_status() const noexcept { return http_status_; }
    [[nodiscard]] bool retryable() const noexcept { return retryable_; }
    [[nodiscard]] std::int32_t retry_after_ms() const noexcept { return retry_after_ms_; }

private:
    Code code_;
    std::int32_t http_status_;
    bool retryable_;
    std::int32_t retry_after_ms_;
};
#endif

namespace detail {

// The structs that begin with their error: replies. The other objects are handles.
template <typename Object>
inline constexpr bool is_reply = std::is_same_v<Object, convai_response> || std::is_same_v<Object, convai_character> ||
                                 std::is_same_v<Object, convai_result> || std::is_same_v<Object, convai_audio>;

template <typename Object>
[[nodiscard]] ErrorView error_of(const Owned<Object> *value) noexcept {
    if (!*value) return ErrorView(Code::bad_handle);
    if constexpr (is_reply<Object>) return ErrorView(value->get()->error);
    return ErrorView();
}
[[nodiscard]] inline ErrorView error_of(const void *) noexcept { return ErrorView(); }

template <typename Object>
[[nodiscard]] Error take_error(Owned<Object> *value) noexcept {
    if (!*value) return Error(Code::bad_handle);
    if constexpr (is_reply<Object>) {
        if (!value->get()->error) return Error();
        Object *owner = value->release();
        return Error(owner, owner->error);
    }
    return Error();
}
[[nodiscard]] inline Error take_error(void *) noexcept { return Error(); }

}  // namespace detail

/// A value, or why there is none. Must be looked at.
///
///     auto answer = client.get_response_text(id, convai::new_session, "Hello");
///     if (!answer) return show(answer.error().message());
///     show(answer->text());
///
/// The value may be reached on failure too, and that is never undefined: of a failed turn it holds what did arrive
/// (text and session where only the audio is broken, the conversation's fallback line, the raw reply); of everything
/// else it is an empty object.
template <typename Value>
class [[nodiscard]] Result {
public:
    Result(Value &&value) noexcept : value_(std::move(value)) {}
    Result(Error &&error) noexcept : error_(std::move(error)) {}

    /// True where the call succeeded.
    [[nodiscard]] explicit operator bool() const noexcept { return !error(); }
    /// Why the call failed; no error where it succeeded. A view: it lives as long as this Result and its value.
    [[nodiscard]] ErrorView error() const & noexcept { return error_ ? ErrorView(error_) : detail::error_of(&value_); }
    /// The same as an owner, to hand on: `return std::move(result).error();`. Takes what a failed turn held.
    [[nodiscard]] Error error() && noexcept { return error_ ? std::move(error_) : detail::take_error(&value_); }

    [[nodiscard]] Value &value() & noexcept { return value_; }
    [[nodiscard]] const Value &value() const & noexcept { return value_; }
    [[nodiscard]] Value &&value() && noexcept { return std::move(value_); }
    [[nodiscard]] Value *operator->() noexcept { return &value_; }
    [[nodiscard]] const Value *operator->() const noexcept { return &value_; }
    [[nodiscard]] Value &operator*() & noexcept { return value_; }
    [[nodiscard]] const Value &operator*() const & noexcept { return value_; }
    [[nodiscard]] Value &&operator*() && noexcept { return std::move(value_); }

#ifdef CONVAI_CPP_EXCEPTIONS
    /// The value, or throws a convai::Exception. Only where CONVAI_CPP_EXCEPTIONS is defined: in all of a program's
    /// source files or in none.
    [[nodiscard]] Value &value_or_throw() & {
        if (const ErrorView problem = error()) throw Exception(problem);
        return value_;
    }
    [[nodiscard]] Value value_or_throw() && {
        if (const ErrorView problem = static_cast<const Result &>(*this).error()) throw Exception(problem);
        return std::move(value_);
    }
#endif

private:
    Value value_{};
    Error error_;
};

namespace detail {

/// A NUL-terminated copy of a string, for the length of one call. Short ones take no memory.
class CString {
public:
    explicit CString(std::string_view text) noexcept {
        if (!text.data()) return;  // "not given": NULL for the C interface
        char *target = small_;
        if (text.size() >= sizeof small_) target = heap_ = new (std::nothrow) char[text.size() + 1];
        if (!target) {
            problem_ = Code::internal;
            return;
        }
        for (std::size_t index = 0; index < text.size(); ++index) {
            if (text[index] == '\0') problem_ = Code::invalid_argument;
            target[index] = text[index];
        }
        target[text.size()] = '\0';
        text_ = target;
    }
    CString(const CString &) = delete;
    CString &operator=(const CString &) = delete;
    ~CString() { delete[] heap_; }

    [[nodiscard]] const char *get() const noexcept { return text_; }
    [[nodiscard]] Code problem() const noexcept { return problem_; }

private:
    const char *text_ = nullptr;
    char *heap_ = nullptr;
    Code problem_ = Code::ok;
    char small_[256];
};

/// The strings of one call can be passed on, or why not.
template <typename... Strings>
[[nodiscard]] Error problem_of(const Strings &...strings) noexcept {
    Code worst = Code::ok;
    ((worst = worst == Code::ok ? strings.problem() : worst), ...);
    if (worst == Code::ok) return Error();
    return Error(worst, worst == Code::internal ? "There is no memory left for a copy of the call's strings."
                                                : "A string holds a NUL character, and would be cut there: remove it.");
}

/// What a function gave that makes a handle: the handle, or the error that it describes.
template <typename Value, typename Object>
[[nodiscard]] Result<Value> made(Object *object, convai_error *error) noexcept {
    if (object) return Value(object);
    return Error(error);
}

/// For strings whose absence means a default: empty is as good as not given.
[[nodiscard]] inline std::string_view or_null(std::string_view text) noexcept {
    return text.empty() ? std::string_view() : text;
}

[[nodiscard]] inline std::uint32_t bits(Flags flags) noexcept { return static_cast<std::uint32_t>(flags); }

[[nodiscard]] inline Code code(convai_status status) noexcept { return static_cast<Code>(status); }

/// What a function gave that returns a status and writes a plain value.
template <typename Value>
[[nodiscard]] Result<Value> written(convai_status status, Value value) noexcept {
    if (status != CONVAI_OK) return Error(code(status));
    return Result<Value>(std::move(value));
}

}  // namespace detail
}  // namespace convai

#endif  // CONVAI_CPP_RESULT_HPP

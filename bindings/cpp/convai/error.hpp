/// @file
/// Part of convai.hpp: why a call failed.

#ifndef CONVAI_CPP_ERROR_HPP
#define CONVAI_CPP_ERROR_HPP

#include "wording.hpp"

#ifdef CONVAI_CPP_EXCEPTIONS
#include <stdexcept>
#include <string>
#endif

CONVAI_CPP_BEGIN

class Error;

/// Why a call failed. A view: valid as long as the Result or the Error that it was requested from. It cannot be made from an
/// Error that is about to be destroyed; keep that as an Error.
///
/// All views of text are NUL-terminated. Threads: any. Nothing here blocks.
class ErrorView {
public:
    /// Creates a view of no error.
    constexpr ErrorView() noexcept = default;
    /// Creates a view of an error of the C interface.
    ///
    /// @param error    the error; nullptr for no error.
    /// @param message  the message in the words of C++; without data for the message of `error`.
    explicit ErrorView(const convai_error *error, std::string_view message = {}) noexcept
        : error_(error), code_(error ? static_cast<Code>(error->status) : Code::ok), message_(message) {}
    /// Creates an error that has a code and nothing of the C interface.
    ///
    /// @param code      the code.
    /// @param message   a string literal; nullptr for the sentence of describe().
    /// @param argument  a string literal with the argument at fault; nullptr if no argument is at fault.
    explicit ErrorView(Code code, const char *message = nullptr, const char *argument = nullptr) noexcept
        : code_(code), message_(message ? message : ""), argument_(argument ? argument : "") {}
    ErrorView(Error &&) = delete;
    ErrorView(const Error &&) = delete;
    ErrorView &operator=(Error &&) = delete;
    ErrorView &operator=(const Error &&) = delete;

    /// Tells whether there is an error. @return false where the call succeeded.
    [[nodiscard]] explicit operator bool() const noexcept { return code_ != Code::ok; }
    /// Returns the kind of error. @return Code::ok where there is no error.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// Returns where the error comes from. @return the group of code().
    [[nodiscard]] Group group() const noexcept { return convai::group(code_); }
    /// Returns what happened and what to do, in English. The library puts neither the API key nor the text of the player
    /// into it. @return the message.
    [[nodiscard]] std::string_view message() const noexcept {
        if (!message_.empty()) return message_;
        return error_ ? detail::view(error_->message, error_->message_len) : describe(code_);
    }
    /// Returns the argument at fault, such as "text", "options.timeout" or "ClientOptions::api_key".
    /// @return the name; empty where no argument is at fault.
    [[nodiscard]] std::string_view argument() const noexcept {
        if (!error_) return argument_;
        return detail::argument_in_cpp(detail::view(error_->argument, error_->argument_len));
    }
    /// Returns the HTTP status of the reply. @return 0 where no reply arrived.
    [[nodiscard]] std::int32_t http_status() const noexcept { return error_ ? error_->http_status : 0; }
    /// Tells whether the same call may succeed later. The library does not retry: a reply costs quota.
    /// @return true where a later call may succeed.
    [[nodiscard]] bool retryable() const noexcept { return error_ && error_->retryable != 0; }
    /// Tells whether part of the request may have been sent, so that the service may have acted on it.
    /// @return false where certainly nothing was sent.
    [[nodiscard]] bool request_sent() const noexcept { return error_ && error_->request_sent != 0; }
    /// Returns how long the service asks to wait before the next attempt.
    ///
    /// @param otherwise  the time to return where the service does not say: by default -1 ms.
    /// @return the time.
    [[nodiscard]] milliseconds retry_after(milliseconds otherwise = milliseconds(-1)) const noexcept {
        return error_ && error_->retry_after_ms >= 0 ? milliseconds(error_->retry_after_ms) : otherwise;
    }
    /// Returns the message of the service. @return the message; empty if the service sent no message.
    [[nodiscard]] std::string_view service_message() const noexcept {
        return error_ ? detail::view(error_->service_message, error_->service_message_len) : detail::view(nullptr, 0);
    }
    /// Returns the reference id for the support of the service. @return the id; empty if the service sent no id.
    [[nodiscard]] std::string_view reference() const noexcept {
        return error_ ? detail::view(error_->reference, error_->reference_len) : detail::view(nullptr, 0);
    }

private:
    const convai_error *error_ = nullptr;
    Code code_ = Code::ok;
    std::string_view message_{};
    const char *argument_ = "";
};

namespace detail {

/// An error with its texts in one block of memory, for an Error that must outlive the object it was read from.
struct ErrorCopy {
    convai_error error;

    /// Returns the copy, to be freed with destroy(), or nullptr without memory.
    [[nodiscard]] static ErrorCopy *create(const ErrorView &source) noexcept {
        const std::string_view texts[] = {source.message(), source.argument(), source.service_message(), source.reference()};
        std::size_t size = sizeof(ErrorCopy);
        for (const std::string_view text : texts) size += text.size() + 1;
        char *block = new (std::nothrow) char[size];
        if (!block) return nullptr;
        ErrorCopy *copy = new (block) ErrorCopy{};
        copy->error.status = static_cast<convai_status>(source.code());
        copy->error.http_status = source.http_status();
        copy->error.retryable = source.retryable() ? 1 : 0;
        copy->error.request_sent = source.request_sent() ? 1 : 0;
        copy->error.retry_after_ms = source.retry_after().count();
        char *next = block + sizeof(ErrorCopy);
        const auto append = [&next](std::string_view text, const char *&start, std::size_t &length) {
            start = next;
            length = text.size();
            for (const char character : text) *next++ = character;
            *next++ = '\0';
        };
        append(texts[0], copy->error.message, copy->error.message_len);
        append(texts[1], copy->error.argument, copy->error.argument_len);
        append(texts[2], copy->error.service_message, copy->error.service_message_len);
        append(texts[3], copy->error.reference, copy->error.reference_len);
        return copy;
    }
    static void destroy(void *copy) noexcept { delete[] static_cast<char *>(copy); }
};

}  // namespace detail

/// An ErrorView that owns the error. Move-only; a moved-from Error is no error.
///
/// Text can be read from an Error that has a name, as it would not outlive a temporary one. The code and the numbers can
/// always be read.
class [[nodiscard]] Error : public ErrorView {
public:
    /// Creates no error.
    constexpr Error() noexcept = default;
    /// Creates an error that has a code and nothing of the C interface, as ErrorView does.
    ///
    /// @param code      the code.
    /// @param message   a string literal; nullptr for the sentence of describe().
    /// @param argument  a string literal with the argument at fault; nullptr if no argument is at fault.
    explicit Error(Code code, const char *message = nullptr, const char *argument = nullptr) noexcept
        : ErrorView(code, message, argument) {}
    /// Takes ownership of an error of the C interface.
    ///
    /// @param error  the error; nullptr for no error.
    explicit Error(convai_error *error) noexcept : Error(error, error) {}
    /// Takes ownership of a result of the C interface together with the error that is part of it.
    ///
    /// @param owner  the result.
    /// @param error  its error.
    template <typename Object>
    Error(Object *owner, const convai_error *error) noexcept
        : owner_(owner),
          free_([](void *object) noexcept { detail::free_object(static_cast<Object *>(object)); }),
          wording_(error) {
        static_cast<ErrorView &>(*this) = ErrorView(error, wording_.message_of(error));
    }
    /// Copies an error, so that it outlives the object of the view. Without memory for the texts only the code is copied.
    ///
    /// @param view  the error.
    Error(const ErrorView &view) noexcept : ErrorView(view.code()) {
        if (!view) return;
        detail::ErrorCopy *copy = detail::ErrorCopy::create(view);
        if (!copy) return;
        owner_ = copy;
        free_ = &detail::ErrorCopy::destroy;
        static_cast<ErrorView &>(*this) = ErrorView(&copy->error);
    }
    /// Takes the error of another object.
    ///
    /// @param other  the other object; no error afterwards.
    Error(Error &&other) noexcept
        : ErrorView(other),
          owner_(std::exchange(other.owner_, nullptr)),
          free_(other.free_),
          wording_(std::move(other.wording_)) {
        static_cast<ErrorView &>(other) = ErrorView();
    }
    /// Frees the current error and takes that of another object.
    ///
    /// @param other  the other object; no error afterwards.
    /// @return this object.
    Error &operator=(Error &&other) noexcept {
        Error taken(std::move(other));
        std::swap(static_cast<ErrorView &>(*this), static_cast<ErrorView &>(taken));
        std::swap(owner_, taken.owner_);
        std::swap(free_, taken.free_);
        std::swap(wording_, taken.wording_);
        return *this;
    }
    Error(const Error &) = delete;
    Error &operator=(const Error &) = delete;
    /// Frees the error.
    ~Error() {
        if (owner_) free_(owner_);
    }

    /// Returns what happened and what to do, as ErrorView::message does. @return a view that is valid as long as this Error.
    [[nodiscard]] std::string_view message() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return ErrorView::message(); }
    void message() const && = delete;
    /// Returns the argument at fault. @return a view that is valid as long as this Error.
    [[nodiscard]] std::string_view argument() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return ErrorView::argument(); }
    void argument() const && = delete;
    /// Returns the message of the service. @return a view that is valid as long as this Error.
    [[nodiscard]] std::string_view service_message() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return ErrorView::service_message();
    }
    void service_message() const && = delete;
    /// Returns the reference id for the support of the service. @return a view that is valid as long as this Error.
    [[nodiscard]] std::string_view reference() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return ErrorView::reference(); }
    void reference() const && = delete;

private:
    using Free = void (*)(void *);
    void *owner_ = nullptr;
    Free free_ = nullptr;
    detail::Wording wording_{};
};

#ifdef CONVAI_CPP_EXCEPTIONS
/// What Result::value_or_throw throws. Contains copies and therefore outlives the error. what() is the message.
///
/// Available only where CONVAI_CPP_EXCEPTIONS is defined.
class Exception : public std::runtime_error {
public:
    /// Copies an error.
    ///
    /// @param error  the error.
    explicit Exception(const ErrorView &error)
        : std::runtime_error(std::string(error.message())),
          code_(error.code()),
          http_status_(error.http_status()),
          retryable_(error.retryable()),
          retry_after_(error.retry_after()) {}

    /// Returns the kind of error. @return the code.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// Returns the HTTP status of the reply. @return 0 where no reply arrived.
    [[nodiscard]] std::int32_t http_status() const noexcept { return http_status_; }
    /// Tells whether the same call may succeed later. @return true where a later call may succeed.
    [[nodiscard]] bool retryable() const noexcept { return retryable_; }
    /// Returns how long the service asks to wait. @return the time, or -1 ms where the service does not say.
    [[nodiscard]] milliseconds retry_after() const noexcept { return retry_after_; }

private:
    Code code_;
    std::int32_t http_status_;
    bool retryable_;
    milliseconds retry_after_;
};
#endif

CONVAI_CPP_END

#endif  // CONVAI_CPP_ERROR_HPP

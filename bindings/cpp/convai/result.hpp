/// @file
/// Part of convai.hpp: a value, or the error.

#ifndef CONVAI_CPP_RESULT_HPP
#define CONVAI_CPP_RESULT_HPP

#include "error.hpp"
#include "span.hpp"

CONVAI_CPP_BEGIN

class SavedSession;
template <typename Value>
class Result;

namespace detail {

// Whether the C interface defines a type: results are structs, and handles are declared only.
template <typename Object, typename = void>
inline constexpr bool is_struct = false;
template <typename Object>
inline constexpr bool is_struct<Object, std::enable_if_t<sizeof(Object) != 0>> = true;

// Whether an object begins with its error, as results do.
template <typename Object, typename = void>
inline constexpr bool has_error = false;
template <typename Object>
inline constexpr bool has_error<Object, std::void_t<decltype(std::declval<Object &>().error)>> = true;

template <typename Object>
[[nodiscard]] const convai_error *c_error_of(const Owned<Object> *value) noexcept {
    if constexpr (has_error<Object>) return *value ? value->get()->error : nullptr;
    return nullptr;
}
[[nodiscard]] inline const convai_error *c_error_of(const void *) noexcept { return nullptr; }

template <typename Object>
[[nodiscard]] ErrorView error_of(const Owned<Object> *value, const Wording &wording) noexcept {
    if (!*value) return ErrorView(Code::bad_handle);
    const convai_error *error = c_error_of(value);
    return ErrorView(error, wording.message_of(error));
}
[[nodiscard]] inline ErrorView error_of(const void *, const Wording &) noexcept { return ErrorView(); }

template <typename Object>
[[nodiscard]] Error take_error(Owned<Object> *value) noexcept {
    if (!*value) return Error(Code::bad_handle);
    if constexpr (has_error<Object>) {
        if (!value->get()->error) return Error();
        Object *owner = value->release();
        return Error(owner, owner->error);
    }
    return Error();
}
[[nodiscard]] inline Error take_error(void *) noexcept { return Error(); }

// Whether the functions of an object return views of what it owns.
template <typename Type, typename = void>
inline constexpr bool lends = false;
template <typename Type>
inline constexpr bool lends<Type, std::enable_if_t<std::is_base_of_v<Owned<typename Type::Object>, Type>>> =
    is_struct<typename Type::Object>;
template <>
inline constexpr bool lends<SavedSession> = true;

// Whether an object is a view of another one. Views of elements of a list name the struct that they view `Raw`.
template <typename Type, typename = void>
inline constexpr bool borrows = std::is_pointer_v<Type> || std::is_same_v<Type, std::string_view> ||
                                std::is_same_v<Type, Text> || std::is_same_v<Type, CharacterId> ||
                                std::is_same_v<Type, SessionId>;
template <typename Type>
inline constexpr bool borrows<Type, std::void_t<typename Type::Raw>> = true;
template <typename Element>
inline constexpr bool borrows<Span<Element>> = true;
template <typename Value>
inline constexpr bool borrows<Result<Value>> = borrows<Value>;

template <typename Type>
inline constexpr bool is_result = false;
template <typename Value>
inline constexpr bool is_result<Result<Value>> = true;

}  // namespace detail

/// A value, or the error. The compiler warns if a Result is ignored.
///
///     auto reply = client.get_response_text(id, convai::new_session, "Hello");
///     if (!reply) return show(reply.error().message());
///     show(reply->text());
///
/// The value of a failed Result is defined too. After a failed turn it contains what did arrive: text and session where
/// only the audio is invalid, the fallback line of the conversation, the raw reply. After any other failed call it is an
/// empty object.
///
/// A function that returns a Result passes an error on with `return reply.error();`.
///
/// A temporary Result does not lend what it owns: `client.character_get(id)->name()` does not compile, as the name would not
/// outlive the expression. Give the Result a name. Values without views, such as a Client, can be used at once.
///
/// Nothing here blocks.
///
/// @tparam Value  the type of the value.
template <typename Value>
class [[nodiscard]] Result {
public:
    /// Creates the result of a call that returned a value. The value may contain an error.
    ///
    /// @param value  the value.
    Result(Value &&value) noexcept : value_(std::move(value)), wording_(detail::c_error_of(&value_)) {}
    /// Creates the result of a call that failed.
    ///
    /// @param error  why it failed.
    Result(Error &&error) noexcept : error_(std::move(error)) {}
    /// Creates the result of a call that failed with the error of another Result: `return reply.error();`.
    ///
    /// @param error  why it failed. The Result contains a copy.
    Result(const ErrorView &error) noexcept : error_(error) {}

    /// Tells whether the call succeeded. @return false where error() is an error.
    [[nodiscard]] explicit operator bool() const noexcept { return !view(); }
    /// Returns why the call failed. @return a view that is valid as long as this Result and its value; no error where
    /// the call succeeded.
    [[nodiscard]] ErrorView error() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view(); }
    /// Moves the error out of a Result that is about to be destroyed. The value of a failed turn is empty afterwards.
    /// @return the error; no error where the call succeeded.
    [[nodiscard]] Error error() && noexcept { return error_ ? std::move(error_) : detail::take_error(&value_); }
    void error() const && = delete;

    /// Returns the value. @return a reference that is valid as long as this Result.
    [[nodiscard]] Value &value() & noexcept CONVAI_CPP_LIFETIMEBOUND { return value_; }
    /// Returns the value. @return a reference that is valid as long as this Result.
    [[nodiscard]] const Value &value() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return value_; }
    /// Moves the value out of the Result. @return the value.
    [[nodiscard]] Value value() && noexcept { return std::move(value_); }
    void value() const && = delete;
    /// Accesses a member of the value. @return the address of the value.
    [[nodiscard]] Value *operator->() & noexcept CONVAI_CPP_LIFETIMEBOUND { return &value_; }
    /// Accesses a member of the value. @return the address of the value.
    [[nodiscard]] const Value *operator->() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return &value_; }
    /// Accesses a member of the value of a temporary Result. Only for values that do not return views.
    /// @return the address of the value, which is valid until the end of the expression.
    template <typename Type = Value, typename = std::enable_if_t<!detail::lends<Type>>>
    [[nodiscard]] Type *operator->() && noexcept CONVAI_CPP_LIFETIMEBOUND {
        return &value_;
    }
    const Value *operator->() const && = delete;
    /// Returns the value. @return a reference that is valid as long as this Result.
    [[nodiscard]] Value &operator*() & noexcept CONVAI_CPP_LIFETIMEBOUND { return value_; }
    /// Returns the value. @return a reference that is valid as long as this Result.
    [[nodiscard]] const Value &operator*() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return value_; }
    /// Moves the value out of the Result. @return the value.
    [[nodiscard]] Value operator*() && noexcept { return std::move(value_); }
    void operator*() const && = delete;

    /// Returns the value, or another one where the call failed.
    ///
    /// @param otherwise  the other value.
    /// @return one of the two.
    [[nodiscard]] Value value_or(Value otherwise) && noexcept {
        return view() ? std::move(otherwise) : std::move(value_);
    }
    /// Returns a copy of the value, or another one where the call failed.
    ///
    /// @param otherwise  the other value.
    /// @return one of the two.
    template <typename Type = Value, std::enable_if_t<std::is_copy_constructible_v<Type>, int> = 0>
    [[nodiscard]] Value value_or(Value otherwise) const & {
        if (view()) return otherwise;
        return value_;
    }
    /// Continues with another call, where this one succeeded: `client.character_find(name).and_then(use)`.
    ///
    /// @param next  receives the value and returns a Result of any type.
    /// @return what `next` returned, or the error of this Result.
    template <typename Next>
    [[nodiscard]] auto and_then(Next &&next) && -> std::invoke_result_t<Next, Value> {
        using Other = std::invoke_result_t<Next, Value>;
        static_assert(detail::is_result<Other>, "the function of and_then returns a Result; for other types use transform");
        static_assert(!detail::lends<Value> || !detail::borrows<Other>, "a view of a temporary value would dangle");
        if (view()) return Other(std::move(*this).error());
        return std::forward<Next>(next)(std::move(value_));
    }
    /// Continues with another call, where this one succeeded. The value stays in this Result.
    ///
    /// @param next  receives the value and returns a Result of any type.
    /// @return what `next` returned, or a copy of the error of this Result.
    template <typename Next>
    [[nodiscard]] auto and_then(Next &&next) const & -> std::invoke_result_t<Next, const Value &> {
        using Other = std::invoke_result_t<Next, const Value &>;
        static_assert(detail::is_result<Other>, "the function of and_then returns a Result; for other types use transform");
        if (const ErrorView problem = view()) return Other(problem);
        return std::forward<Next>(next)(value_);
    }
    /// Converts the value, where the call succeeded.
    ///
    /// @param convert  receives the value and returns another one, which may not be a view of it.
    /// @return what `convert` returned, or the error of this Result.
    template <typename Convert>
    [[nodiscard]] auto transform(Convert &&convert) && -> Result<std::decay_t<std::invoke_result_t<Convert, Value>>> {
        using Other = std::decay_t<std::invoke_result_t<Convert, Value>>;
        static_assert(!detail::lends<Value> || !detail::borrows<Other>, "a view of a temporary value would dangle");
        if (view()) return std::move(*this).error();
        return Other(std::forward<Convert>(convert)(std::move(value_)));
    }
    /// Converts the value, where the call succeeded. The value stays in this Result.
    ///
    /// @param convert  receives the value and returns another one, such as a view of it.
    /// @return what `convert` returned, or a copy of the error of this Result.
    template <typename Convert>
    [[nodiscard]] auto transform(Convert &&convert) const &
        -> Result<std::decay_t<std::invoke_result_t<Convert, const Value &>>> {
        using Other = std::decay_t<std::invoke_result_t<Convert, const Value &>>;
        if (const ErrorView problem = view()) return problem;
        return Other(std::forward<Convert>(convert)(value_));
    }
    /// Continues with another call, where this one failed.
    ///
    /// @param next  receives the Error and returns a Result of the same type.
    /// @return this Result, or what `next` returned.
    template <typename Next>
    [[nodiscard]] Result or_else(Next &&next) && {
        if (view()) return std::forward<Next>(next)(std::move(*this).error());
        return std::move(*this);
    }

#ifdef CONVAI_CPP_EXCEPTIONS
    /// Returns the value, or throws an Exception where the call failed. Available only where CONVAI_CPP_EXCEPTIONS is
    /// defined.
    /// @return a reference that is valid as long as this Result.
    [[nodiscard]] Value &value_or_throw() & CONVAI_CPP_LIFETIMEBOUND {
        if (const ErrorView problem = view()) throw Exception(problem);
        return value_;
    }
    /// Moves the value out of the Result, or throws an Exception where the call failed.
    /// @return the value.
    [[nodiscard]] Value value_or_throw() && {
        if (const ErrorView problem = view()) throw Exception(problem);
        return std::move(value_);
    }
#endif

private:
    [[nodiscard]] ErrorView view() const noexcept {
        return error_ ? ErrorView(error_) : detail::error_of(&value_, wording_);
    }

    Value value_{};
    detail::Wording wording_{};  // of the error that is part of the value
    Error error_{};
};

/// The result of a call that has no value: success, or the error. The compiler warns if it is ignored.
///
/// Nothing here blocks.
template <>
class [[nodiscard]] Result<void> {
public:
    /// Creates the result of a call that succeeded.
    Result() noexcept = default;
    /// Creates the result of a call.
    ///
    /// @param error  why it failed; no error where it succeeded.
    Result(Error &&error) noexcept : error_(std::move(error)) {}
    /// Creates the result of a call that failed with the error of another Result: `return reply.error();`.
    ///
    /// @param error  why it failed. The Result contains a copy.
    Result(const ErrorView &error) noexcept : error_(error) {}

    /// Tells whether the call succeeded. @return false where error() is an error.
    [[nodiscard]] explicit operator bool() const noexcept { return !error_; }
    /// Returns why the call failed. @return a view that is valid as long as this Result; no error where the call succeeded.
    [[nodiscard]] ErrorView error() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return error_; }
    /// Moves the error out of a Result that is about to be destroyed. @return the error; no error where the call succeeded.
    [[nodiscard]] Error error() && noexcept { return std::move(error_); }
    void error() const && = delete;

    /// Continues with another call, where this one succeeded.
    ///
    /// @param next  takes no argument and returns a Result of any type.
    /// @return what `next` returned, or the error of this Result.
    template <typename Next>
    [[nodiscard]] auto and_then(Next &&next) && -> std::invoke_result_t<Next> {
        using Other = std::invoke_result_t<Next>;
        static_assert(detail::is_result<Other>, "the function of and_then returns a Result");
        if (error_) return Other(std::move(error_));
        return std::forward<Next>(next)();
    }

#ifdef CONVAI_CPP_EXCEPTIONS
    /// Throws an Exception where the call failed. Available only where CONVAI_CPP_EXCEPTIONS is defined.
    void value_or_throw() const {
        if (error_) throw Exception(error_);
    }
#endif

private:
    Error error_{};
};

namespace detail {

[[nodiscard]] inline Code code(convai_status status) noexcept { return static_cast<Code>(status); }

/// The error where compatible() is false.
[[nodiscard]] inline Error unfit_library() noexcept {
    if (convai_abi_version() != CONVAI_ABI_VERSION) {
        return Error(Code::unsupported, "The loaded convai library has another version of the binary interface than the header: "
                                        "put the library that belongs to the header beside the program, or compile the "
                                        "program again.");
    }
    return Error(Code::unsupported, "The loaded convai library is older than the header, and its structs are smaller: put the "
                                    "library that belongs to the header beside the program, or compile the program again.");
}

/// The result of a function that creates a handle: the handle, or the error that the function described.
template <typename Value, typename Object>
[[nodiscard]] Result<Value> created(Object *object, convai_error *error) noexcept {
    if (object) return Value(object);
    return Error(error);
}

/// The result of a function that returns a status and describes an error.
[[nodiscard]] inline Result<void> finished(convai_status status, convai_error *error) noexcept {
    if (status == CONVAI_OK || error) return Error(error);
    return Error(code(status));
}

/// The result of a function that returns a status and writes a plain value.
template <typename Value>
[[nodiscard]] Result<Value> written(convai_status status, Value value) noexcept {
    if (status != CONVAI_OK) return Error(code(status));
    return Result<Value>(std::move(value));
}

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_RESULT_HPP

// Part of convai.hpp: requests that run while the program goes on.

#ifndef CONVAI_CPP_OPERATION_HPP
#define CONVAI_CPP_OPERATION_HPP

#include "reply.hpp"

namespace convai {

/// Where an operation is.
enum class State : std::int32_t {
    queued = CONVAI_STATE_QUEUED,        ///< Waits for its turn.
    sending = CONVAI_STATE_SENDING,      ///< Connects, or sends.
    waiting = CONVAI_STATE_WAITING,      ///< Everything is sent; the service thinks.
    receiving = CONVAI_STATE_RECEIVING,  ///< The reply comes in.
    done = CONVAI_STATE_DONE,            ///< Answered, failed, timed out or cancelled.
};

/// What an operation's result is.
enum class Kind : std::int32_t {
    none = 0,                           ///< Not known: the operation is empty.
    outcome = CONVAI_KIND_RESULT,       ///< An Outcome.
    character = CONVAI_KIND_CHARACTER,  ///< A Character.
    response = CONVAI_KIND_RESPONSE,    ///< A Response.
};

/// How far an operation is. A total of 0 is not known (yet).
struct Progress {
    State state = State::queued;
    Kind kind = Kind::none;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_to_send = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_to_receive = 0;
    std::uint64_t user_data = 0;
};

/// Settings of one call. Zero takes the client's setting.
struct CallOptions {
    std::int32_t timeout_ms = 0;          ///< From leaving the queue to the end of the reply.
    std::int32_t connect_timeout_ms = 0;  ///< For connecting.
    std::uint32_t upload_sample_rate = 0;  ///< In Hz: what PCM is resampled to before it is sent.
    std::int32_t response_level = 0;       ///< The service's "responseLevel", for turns only. 0 sends none.
    std::uint64_t user_data = 0;           ///< Given back by Client::next and poll: an index, or user_data(pointer).
};

/// A pointer as `user_data`. The library never looks at it; it must be alive when the operation comes back.
[[nodiscard]] inline std::uint64_t user_data(const void *pointer) noexcept {
    return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(pointer));
}

/// A request on its way, or its result that waits to be taken. Move-only; destroying one that has not finished cancels
/// it. Of what kind the result is, Operation<T> says; this base is for keeping different kinds in one container.
class AnyOperation : public detail::Owned<convai_operation> {
public:
    using Owned::Owned;

    /// True where there is something to take(): finished, or empty (taking says so). Blocks: no.
    [[nodiscard]] bool done() const noexcept { return poll() != Code::pending; }
    /// Gives ok where it has finished, pending where it has not, or bad_handle or forked. Blocks: no.
    [[nodiscard]] Code poll() const noexcept { return detail::code(convai_operation_poll(get(), nullptr)); }
    /// How far it is. Blocks: no. Errors: bad_handle, forked.
    [[nodiscard]] Result<Progress> progress() const noexcept {
        convai_progress raw = CONVAI_PROGRESS_INIT;
        const convai_status status = convai_operation_poll(get(), &raw);
        if (status != CONVAI_OK && status != CONVAI_PENDING) return Error(detail::code(status));
        return Progress{static_cast<State>(raw.state), static_cast<Kind>(raw.kind), raw.bytes_sent,    raw.bytes_to_send,
                        raw.bytes_received,            raw.bytes_to_receive,        raw.user_data};
    }
    /// Waits until it has finished, for `timeout_ms` at the most (0: does not wait; convai::forever). Gives ok where it
    /// has finished, pending where it has not in that time, or bad_handle or forked.
    Code wait(std::int32_t timeout_ms) const noexcept { return detail::code(convai_operation_wait(get(), timeout_ms)); }
    /// Ends it as cancelled, whatever it does: who waits is released at once. Client::next hands it out like any other.
    /// Where it has finished before, nothing changes. Blocks: no. Gives ok, bad_handle or forked.
    Code cancel() const noexcept { return detail::code(convai_operation_cancel(get())); }

    /// Takes the result, a Response, Character or Outcome. Blocks: no.
    /// Errors: not_ready, already_taken, wrong_kind, bad_handle, forked (nothing was taken then); and why the call failed.
    template <typename Value>
    [[nodiscard]] Result<Value> take() const noexcept {
        if constexpr (std::is_same_v<Value, Response>) return Value(convai_operation_take_response(get()));
        else if constexpr (std::is_same_v<Value, Character>) return Value(convai_operation_take_character(get()));
        else {
            static_assert(std::is_same_v<Value, Outcome>, "an operation gives a Response, a Character or an Outcome");
            return Value(convai_operation_take_result(get()));
        }
    }
};

/// A request whose result is a `Value`: Operation<Response>, Operation<Character> or Operation<Outcome>.
template <typename Value>
class Operation : public AnyOperation {
public:
    using AnyOperation::AnyOperation;

    /// Takes the result. Blocks: no. The errors are those of AnyOperation::take; wrong_kind is not among them.
    [[nodiscard]] Result<Value> take() const noexcept { return AnyOperation::take<Value>(); }
    /// Waits until it has finished, however long that takes, and takes the result.
    [[nodiscard]] Result<Value> wait_and_take() const noexcept {
        (void)wait(forever);
        return take();
    }
};

/// What happened to an operation.
enum class EventKind : std::int32_t {
    none = 0,                  ///< There is no event.
    done = CONVAI_EVENT_DONE,  ///< The operation has finished.
};

/// What Client::next hands out: which operation has finished. Owns nothing: the Operation that the start function
/// returned stays the one owner. Valid as long as that is.
class Event {
public:
    Event(Code code, const convai_event &event) noexcept
        : operation_(event.operation), user_data_(event.user_data), kind_(static_cast<EventKind>(event.kind)), code_(code) {}

    /// True where an operation was handed out.
    [[nodiscard]] explicit operator bool() const noexcept { return code_ == Code::ok; }
    /// What happened. Ignore a kind that is not known.
    [[nodiscard]] EventKind kind() const noexcept { return kind_; }
    /// Code::ok where one was; pending (nothing finished in that time); closed (and there will be none any more);
    /// bad_handle or forked.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// What the call's options carried.
    [[nodiscard]] std::uint64_t user_data() const noexcept { return user_data_; }
    /// The same as a pointer, where convai::user_data(pointer) was given.
    template <typename Type>
    [[nodiscard]] Type *pointer() const noexcept {
        return reinterpret_cast<Type *>(static_cast<std::uintptr_t>(user_data_));
    }
    /// Whether it is that operation. No two operations are ever taken for each other, also not one that is gone.
    [[nodiscard]] bool is(const AnyOperation &operation) const noexcept {
        return operation_ != nullptr && operation_ == operation.get();
    }
    /// The handle, as a key of your own container. Not owned.
    [[nodiscard]] convai_operation *get() const noexcept { return operation_; }

private:
    convai_operation *operation_;
    std::uint64_t user_data_;
    EventKind kind_;
    Code code_;
};

namespace detail {

[[nodiscard]] inline convai_call_options c_options(const CallOptions &options) noexcept {
    convai_call_options result = CONVAI_CALL_OPTIONS_INIT;
    result.timeout_ms = options.timeout_ms;
    result.connect_timeout_ms = options.connect_timeout_ms;
    result.upload_sample_rate = options.upload_sample_rate;
    result.response_level = options.response_level;
    result.user_data = options.user_data;
    return result;
}

/// Runs one of the C interface's start functions: `start(options, error)`.
template <typename Value, typename Start>
[[nodiscard]] Result<Operation<Value>> started(const CallOptions &options, Start start) noexcept {
    const convai_call_options c_call = c_options(options);
    convai_error *error = nullptr;
    convai_operation *operation = start(&c_call, &error);
    return made<Operation<Value>>(operation, error);
}

}  // namespace detail
}  // namespace convai

#endif  // CONVAI_CPP_OPERATION_HPP

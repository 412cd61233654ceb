/// @file
/// Part of convai.hpp: requests that run in the background.

#ifndef CONVAI_CPP_OPERATION_HPP
#define CONVAI_CPP_OPERATION_HPP

#include "character.hpp"
#include "piece.hpp"
#include "reply.hpp"
#include "struct_arguments.hpp"

CONVAI_CPP_BEGIN

/// The state of an operation.
enum class State : std::int32_t {
    queued = CONVAI_STATE_QUEUED,        ///< Waits in the queue of the client, or for an earlier turn of its conversation.
    sending = CONVAI_STATE_SENDING,      ///< Connects or sends the request.
    waiting = CONVAI_STATE_WAITING,      ///< Waits for the service to reply.
    receiving = CONVAI_STATE_RECEIVING,  ///< Receives the reply.
    done = CONVAI_STATE_DONE,            ///< Has finished: replied, failed, timed out or was cancelled.
};

/// The kind of result that an operation has.
enum class Kind : std::int32_t {
    none = 0,                                     ///< Unknown: the operation is empty.
    outcome = CONVAI_KIND_RESULT,                 ///< An Outcome.
    character = CONVAI_KIND_CHARACTER,            ///< A Character.
    response = CONVAI_KIND_RESPONSE,              ///< A Response.
    characters = CONVAI_KIND_CHARACTERS,          ///< Characters.
    voices = CONVAI_KIND_VOICES,                  ///< Voices.
    languages = CONVAI_KIND_LANGUAGES,            ///< Languages.
    token = CONVAI_KIND_TOKEN,                    ///< A Token.
    chats = CONVAI_KIND_CHATS,                    ///< Chats.
    chat = CONVAI_KIND_CHAT,                      ///< A Chat.
    usage = CONVAI_KIND_USAGE,                    ///< A Usage.
    generated_text = CONVAI_KIND_GENERATED_TEXT,  ///< A GeneratedText.
    audio = CONVAI_KIND_AUDIO,                    ///< An Audio.
    sections = CONVAI_KIND_SECTIONS,              ///< NarrativeSections.
    triggers = CONVAI_KIND_TRIGGERS,              ///< NarrativeTriggers.
};

/// The progress of an operation. A total of 0 is unknown.
struct Progress {
    State state = State::queued;         ///< The state.
    Kind kind = Kind::none;              ///< The kind of result.
    std::uint64_t bytes_sent = 0;        ///< The bytes of the request body that were sent.
    std::uint64_t bytes_to_send = 0;     ///< The size of the request body.
    std::uint64_t bytes_received = 0;    ///< The bytes of the reply body that were received.
    std::uint64_t bytes_to_receive = 0;  ///< The size of the reply body.
    std::uint64_t user_data = 0;         ///< CallOptions::user_data of the call.
};

namespace detail {

// The function that takes each kind of result.
inline void take(convai_operation *from, convai_response *&to) noexcept { to = convai_operation_take_response(from); }
inline void take(convai_operation *from, convai_character *&to) noexcept { to = convai_operation_take_character(from); }
inline void take(convai_operation *from, convai_result *&to) noexcept { to = convai_operation_take_result(from); }
inline void take(convai_operation *from, convai_characters *&to) noexcept { to = convai_operation_take_characters(from); }
inline void take(convai_operation *from, convai_voices *&to) noexcept { to = convai_operation_take_voices(from); }
inline void take(convai_operation *from, convai_languages *&to) noexcept { to = convai_operation_take_languages(from); }
inline void take(convai_operation *from, convai_token *&to) noexcept { to = convai_operation_take_token(from); }
inline void take(convai_operation *from, convai_chats *&to) noexcept { to = convai_operation_take_chats(from); }
inline void take(convai_operation *from, convai_chat *&to) noexcept { to = convai_operation_take_chat(from); }
inline void take(convai_operation *from, convai_usage *&to) noexcept { to = convai_operation_take_usage(from); }
inline void take(convai_operation *from, convai_generated_text *&to) noexcept {
    to = convai_operation_take_generated_text(from);
}
inline void take(convai_operation *from, convai_audio *&to) noexcept { to = convai_operation_take_audio(from); }
inline void take(convai_operation *from, convai_sections *&to) noexcept { to = convai_operation_take_sections(from); }
inline void take(convai_operation *from, convai_triggers *&to) noexcept { to = convai_operation_take_triggers(from); }

}  // namespace detail

class Pieces;

/// A running request, or its result until it is taken. Move-only. Destroying an unfinished operation cancels it.
///
/// Operation<Value> knows the kind of its result; this base class can hold operations of different kinds in one container.
/// Threads: any.
class AnyOperation : public Owned<convai_operation> {
public:
    using Owned<convai_operation>::Owned;

    /// Tells whether take() will succeed or explain why not. Blocks: no.
    /// @return true where the operation has finished or is empty.
    [[nodiscard]] bool done() const noexcept { return poll() != Code::pending; }
    /// Tells whether the operation has finished. Blocks: no.
    /// @return Code::ok where it has finished, Code::pending where it has not, Code::bad_handle or Code::forked.
    [[nodiscard]] Code poll() const noexcept { return detail::code(convai_operation_poll(get(), nullptr)); }
    /// Returns the progress. Blocks: no.
    /// @return the progress. Errors: bad_handle, forked.
    [[nodiscard]] Result<Progress> progress() const noexcept {
        convai_progress raw = CONVAI_PROGRESS_INIT;
        const convai_status status = convai_operation_poll(get(), &raw);
        if (status != CONVAI_OK && status != CONVAI_PENDING) return Error(detail::code(status));
        return Progress{static_cast<State>(raw.state), static_cast<Kind>(raw.kind), raw.bytes_sent,    raw.bytes_to_send,
                        raw.bytes_received,            raw.bytes_to_receive,        raw.user_data};
    }
    /// Waits until the operation has finished. Blocks: for `timeout` at most.
    ///
    /// @param timeout  the longest wait. Zero does not wait; convai::forever waits without limit.
    /// @return Code::ok where it has finished, Code::pending where it has not, Code::bad_handle or Code::forked.
    Code wait(milliseconds timeout) const noexcept {
        return detail::code(convai_operation_wait(get(), detail::c_wait(timeout)));
    }
    /// Cancels the operation in any state, which wakes all threads that wait for it. Client::next reports it as finished.
    /// A finished operation does not change. Blocks: no.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code cancel() const noexcept { return detail::code(convai_operation_cancel(get())); }

    /// Returns the next piece of the reply to a turn. Each piece is returned once. Blocks: for `timeout` at most.
    ///
    /// A turn with Flags::stream has its pieces as they arrive, and Client::next announces them with EventKind::pieces. A turn
    /// without the flag has one piece, when it has finished. Pieces can be read after take(), too.
    ///
    /// @param timeout  the longest wait. Zero does not wait; convai::forever waits without limit.
    /// @return the piece, which is false if there is none: Piece::code says why.
    [[nodiscard]] Piece next_piece(milliseconds timeout = milliseconds()) const noexcept {
        convai_piece *piece = nullptr;
        const convai_status status = convai_operation_next_piece(get(), detail::c_wait(timeout), &piece);
        return Piece(detail::code(status), piece);
    }
    /// Returns the pieces of the reply to a turn, for a loop that waits for each of them:
    ///
    ///     for (const convai::Piece &piece : turn.pieces()) show(piece.text());
    ///     const auto reply = turn.take();
    ///
    /// The loop ends with the turn; take() says whether it failed. Blocks: no, but the loop does.
    ///
    /// @return the pieces that were not returned yet, valid as long as this object.
    [[nodiscard]] Pieces pieces() const & noexcept CONVAI_CPP_LIFETIMEBOUND;
    void pieces() const && = delete;

    /// Takes the result. Blocks: no.
    ///
    /// @tparam Value  the type of the result, such as Response: see Kind.
    /// @return the result. Errors: not_ready, already_taken, wrong_kind, bad_handle, forked (nothing was taken), and those of
    ///     the call.
    template <typename Value>
    [[nodiscard]] Result<Value> take() const noexcept {
        typename Value::Object *result = nullptr;
        detail::take(get(), result);
        return Value(result);
    }
};

/// The pieces of the reply to a turn, for one range-based for loop, which waits for each of them.
class Pieces {
public:
    /// The end of the range.
    class End {};
    /// Waits for the pieces, one after the other. Its piece is valid until the next one is asked for.
    class Iterator {
    public:
        /// Returns the current piece. @return the piece.
        [[nodiscard]] const Piece &operator*() const noexcept { return pieces_->current_; }
        /// Waits for the next piece. @return this iterator.
        Iterator &operator++() noexcept {
            pieces_->current_ = pieces_->operation_->next_piece(forever);
            return *this;
        }
        /// Compares with the end. @return true where there is a piece.
        [[nodiscard]] bool operator!=(End) const noexcept { return static_cast<bool>(pieces_->current_); }

    private:
        friend class Pieces;
        explicit Iterator(Pieces *pieces) noexcept : pieces_(pieces) {}
        Pieces *pieces_;
    };

    /// Creates the range. @param operation  the turn, which must outlive the range.
    explicit Pieces(const AnyOperation &operation) noexcept : operation_(&operation) {}
    Pieces(const Pieces &) = delete;
    Pieces &operator=(const Pieces &) = delete;
    /// Waits for the first piece. @return an iterator at it.
    [[nodiscard]] Iterator begin() noexcept { return ++Iterator(this); }
    /// Returns the end. @return a value that differs from an iterator while there is a piece.
    [[nodiscard]] End end() const noexcept { return {}; }

private:
    const AnyOperation *operation_;
    Piece current_{};
};

inline Pieces AnyOperation::pieces() const & noexcept { return Pieces(*this); }

/// A running request with a known kind of result, or its result until it is taken. Move-only. Destroying an unfinished
/// operation cancels it.
///
/// @tparam Value  the type of the result, such as Response: see Kind.
template <typename Value>
class Operation : public AnyOperation {
public:
    using AnyOperation::AnyOperation;

    /// Takes the result. Blocks: no.
    ///
    /// @return the result. Errors: not_ready, already_taken, bad_handle, forked (nothing was taken), and those of the call.
    [[nodiscard]] Result<Value> take() const noexcept { return AnyOperation::take<Value>(); }
    /// Waits until the operation has finished and takes the result. Blocks: until the call ends.
    ///
    /// @return the result. Errors: those of take(), except not_ready.
    [[nodiscard]] Result<Value> wait_and_take() const noexcept {
        (void)wait(forever);
        return take();
    }
};

/// The kind of an event. Later versions may add kinds: ignore unknown ones.
enum class EventKind : std::int32_t {
    none = 0,                      ///< There is no event.
    done = CONVAI_EVENT_DONE,      ///< The operation has finished.
    pieces = CONVAI_EVENT_PIECES,  ///< AnyOperation::next_piece has a piece. Call it until it returns Code::pending: then the
                                   ///< next piece is announced again. Turns without Flags::stream have no such events.
};

/// An event that Client::next returns. It names an operation but does not own it.
class Event {
public:
    /// Creates an event from the values of the C interface.
    ///
    /// @param code     the status that convai_client_next returned.
    /// @param c_event  the event that it wrote.
    Event(Code code, const convai_event &c_event) noexcept
        : operation_(c_event.operation),
          user_data_(c_event.user_data),
          kind_(static_cast<EventKind>(c_event.kind)),
          code_(code) {}

    /// Tells whether there is an event. @return true where code() is Code::ok.
    [[nodiscard]] explicit operator bool() const noexcept { return code_ == Code::ok; }
    /// Returns how Client::next ended.
    /// @return Code::ok where there is an event; Code::pending where there was none in time; Code::closed where there will
    ///     be no more; Code::bad_handle or Code::forked.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// Returns the kind of the event. @return the kind.
    [[nodiscard]] EventKind kind() const noexcept { return kind_; }
    /// Returns CallOptions::user_data of the operation. @return the value.
    [[nodiscard]] std::uint64_t user_data() const noexcept { return user_data_; }
    /// Returns CallOptions::user_data as a pointer.
    ///
    /// @tparam Type  the type of the object whose address was passed to convai::user_data.
    /// @return the address.
    template <typename Type>
    [[nodiscard]] Type *pointer() const noexcept {
        return reinterpret_cast<Type *>(static_cast<std::uintptr_t>(user_data_));
    }
    /// Tells whether the event belongs to an operation. Handles are not reused, so that an event of a destroyed operation
    /// never matches another one.
    ///
    /// @param operation  the operation.
    /// @return true where the event belongs to it.
    [[nodiscard]] bool is(const AnyOperation &operation) const noexcept {
        return operation_ != nullptr && operation_ == operation.get();
    }
    /// Returns the handle of the operation, for instance as a key in a container. @return the handle, which is not owned.
    [[nodiscard]] convai_operation *get() const noexcept { return operation_; }

private:
    convai_operation *operation_;
    std::uint64_t user_data_;
    EventKind kind_;
    Code code_;
};

namespace detail {

/// Calls an `_async` function of the C interface: `start(options, error)`.
template <typename Value, typename Start>
[[nodiscard]] Result<Operation<Value>> started(const convai_call_options *options, Start start) noexcept {
    convai_error *error = nullptr;
    convai_operation *operation = start(options, &error);
    return created<Operation<Value>>(operation, error);
}
template <typename Value, typename Start>
[[nodiscard]] Result<Operation<Value>> started(const CallOptions &options, Start start) noexcept {
    const convai_call_options call = c_options(options);
    return started<Value>(&call, start);
}

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_OPERATION_HPP

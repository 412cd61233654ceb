/// @file
/// Coroutines that wait for operations. Not part of convai.hpp; needs C++20.
///
///     convai::Task greet(convai::Coroutines &coroutines, const convai::Conversation &conversation) {
///         const auto reply = co_await coroutines.finish(conversation.say_async("Hello"));
///         show(reply->text());
///     }
///
///     convai::Coroutines coroutines;
///     const convai::Task task = greet(coroutines, conversation);
///     while (!task.done()) {                                        // the game loop
///         while (const convai::Event event = coroutines.next(client)) handle(event);  // of other operations
///     }

#ifndef CONVAI_CPP_COROUTINE_HPP
#define CONVAI_CPP_COROUTINE_HPP

#include "client.hpp"

#ifndef __cpp_impl_coroutine
#error "convai/coroutine.hpp needs coroutines: compile as C++20 or later, with a compiler that supports them"
#endif

#include <coroutine>
#include <exception>

CONVAI_CPP_BEGIN

/// The coroutines of one thread that wait for operations. It resumes them on the thread that calls next() or resume(): the
/// one that runs the game loop. Use each object on one thread only.
class Coroutines {
    class Waiter;

public:
    /// What finish() returns, for `co_await`. Destroying a coroutine that waits cancels its operation.
    ///
    /// @tparam Value  the type of the result, such as Response: see Kind.
    template <typename Value>
    class Awaitable;

    /// Creates an object without coroutines.
    Coroutines() noexcept = default;
    Coroutines(const Coroutines &) = delete;
    Coroutines &operator=(const Coroutines &) = delete;
    /// Forgets the coroutines that wait. They are not resumed any more; destroy them.
    ~Coroutines();

    /// Waits for an operation: `const auto reply = co_await coroutines.finish(client.get_response_text_async(...));`.
    ///
    /// @param started  what an `_async` function returned. Where it is an error, the coroutine continues with that error.
    /// @return an object for co_await, which gives the Result of the operation.
    template <typename Value>
    [[nodiscard]] Awaitable<Value> finish(Result<Operation<Value>> &&started) noexcept {
        Error error = started ? Error() : std::move(started).error();
        return Awaitable<Value>(*this, error ? Operation<Value>() : std::move(started).value(), std::move(error));
    }
    /// Waits for an operation that was started before.
    ///
    /// @param operation  the operation.
    /// @return an object for co_await, which gives the Result of the operation.
    template <typename Value>
    [[nodiscard]] Awaitable<Value> finish(Operation<Value> &&operation) noexcept {
        return Awaitable<Value>(*this, std::move(operation), Error());
    }

    /// Resumes the coroutine that waits for the operation of an event.
    ///
    /// @param event  an event of Client::next.
    /// @return false where no coroutine waits for that operation.
    bool resume(const Event &event);
    /// Resumes every coroutine whose operation has finished. next() does this when the client is closed.
    ///
    /// @return the number of coroutines that were resumed.
    std::size_t resume_finished();
    /// Resumes the coroutines whose operations have finished, and returns the next event of another operation. Call it in
    /// place of Client::next. Blocks: for `timeout` at most.
    ///
    /// @param source   the Client.
    /// @param timeout  the longest wait for the first event. Zero does not wait; convai::forever waits without limit.
    /// @return an event that belongs to no coroutine; false if there is none.
    template <typename Source>
    [[nodiscard]] Event next(const Source &source, milliseconds timeout = milliseconds()) {
        for (;;) {
            const Event event = source.next(timeout);
            if (!event && event.code() != Code::pending) (void)resume_finished();
            if (!event || !resume(event)) return event;
            timeout = milliseconds();
        }
    }
    /// Tells whether a coroutine waits. @return false where none does.
    [[nodiscard]] bool waiting() const noexcept { return first_ != nullptr; }

private:
    Waiter *first_ = nullptr;
};

/// @cond
// A place in the list of the coroutines that wait. It is part of the coroutine.
class Coroutines::Waiter {
public:
    Waiter(const Waiter &) = delete;
    Waiter &operator=(const Waiter &) = delete;

protected:
    Waiter(Coroutines &owner, const AnyOperation &operation) noexcept : owner_(&owner), operation_(&operation) {}
    ~Waiter() { unlink(); }

    void link(std::coroutine_handle<> coroutine) noexcept {
        coroutine_ = coroutine;
        next_ = owner_->first_;
        if (next_) next_->place_ = &next_;
        place_ = &owner_->first_;
        owner_->first_ = this;
    }

private:
    friend class Coroutines;
    void unlink() noexcept {
        if (!place_) return;
        *place_ = next_;
        if (next_) next_->place_ = place_;
        place_ = nullptr;
    }
    void resume() {
        const std::coroutine_handle<> coroutine = coroutine_;
        unlink();
        coroutine.resume();  // may destroy this object
    }

    Coroutines *owner_;
    const AnyOperation *operation_;
    std::coroutine_handle<> coroutine_{};
    Waiter *next_ = nullptr;
    Waiter **place_ = nullptr;  // the pointer to this object in the list
};
/// @endcond

template <typename Value>
class Coroutines::Awaitable : private Coroutines::Waiter {
public:
    /// Tells whether the coroutine need not wait. @return true where the operation has finished or was not started.
    [[nodiscard]] bool await_ready() const noexcept { return error_ || operation_.done(); }
    /// Waits for the operation. @param coroutine  the coroutine to resume.
    void await_suspend(std::coroutine_handle<> coroutine) noexcept { link(coroutine); }
    /// Takes the result. @return the result of the operation, or why it was not started.
    [[nodiscard]] Result<Value> await_resume() noexcept {
        if (error_) return std::move(error_);
        return operation_.take();
    }

private:
    friend class Coroutines;
    Awaitable(Coroutines &owner, Operation<Value> &&operation, Error &&error) noexcept
        : Waiter(owner, operation_), operation_(std::move(operation)), error_(std::move(error)) {}

    Operation<Value> operation_;
    Error error_;
};

inline Coroutines::~Coroutines() {
    while (first_) first_->unlink();
}

inline bool Coroutines::resume(const Event &event) {
    if (event.kind() != EventKind::done) return false;
    for (Waiter *waiter = first_; waiter; waiter = waiter->next_) {
        if (!event.is(*waiter->operation_)) continue;
        waiter->resume();
        return true;
    }
    return false;
}

inline std::size_t Coroutines::resume_finished() {
    std::size_t count = 0;
    for (Waiter *waiter = first_; waiter;) {
        if (!waiter->operation_->done()) {
            waiter = waiter->next_;
            continue;
        }
        waiter->resume();
        ++count;
        waiter = first_;  // the coroutine may have changed the list
    }
    return count;
}

/// A coroutine without a result. It runs at once, until it waits. Move-only. Destroying it destroys the coroutine, which
/// cancels the operation that it waits for.
///
/// Any other coroutine type can wait for operations too. With CONVAI_CPP_EXCEPTIONS an exception that leaves the coroutine
/// reaches the function that resumed it; without, it ends the program.
class [[nodiscard]] Task {
public:
    /// What the compiler needs of a coroutine.
    struct promise_type {
        /// Creates the Task. @return the Task.
        [[nodiscard]] Task get_return_object() noexcept {
            return Task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        /// Runs at once. @return an object that does not wait.
        [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
        /// Stays until the Task is destroyed. @return an object that waits.
        [[nodiscard]] std::suspend_always final_suspend() const noexcept { return {}; }
        /// Ends the coroutine.
        void return_void() const noexcept {}
        /// Handles an exception that leaves the coroutine.
        void unhandled_exception() const {
#ifdef CONVAI_CPP_EXCEPTIONS
            throw;
#else
            std::terminate();
#endif
        }
    };

    /// Creates a Task that is done.
    Task() noexcept = default;
    /// Takes the coroutine of another Task. @param other  the other one; done afterwards.
    Task(Task &&other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    /// Destroys the coroutine and takes that of another Task. @param other  the other one. @return this object.
    Task &operator=(Task &&other) noexcept {
        Task taken(std::move(other));
        std::swap(coroutine_, taken.coroutine_);
        return *this;
    }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    /// Destroys the coroutine.
    ~Task() {
        if (coroutine_) coroutine_.destroy();
    }

    /// Tells whether the coroutine has ended. @return true where it has ended or there is none.
    [[nodiscard]] bool done() const noexcept { return !coroutine_ || coroutine_.done(); }

private:
    explicit Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}
    std::coroutine_handle<promise_type> coroutine_{};
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_COROUTINE_HPP

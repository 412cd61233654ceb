/// @file
/// Part of convai.hpp: a completion queue that several clients share.

#ifndef CONVAI_CPP_QUEUE_HPP
#define CONVAI_CPP_QUEUE_HPP

#include "operation.hpp"

CONVAI_CPP_BEGIN

/// A completion queue for several clients, so that one loop receives the events of all of them. Move-only.
///
///     const auto queue = convai::Queue::create();
///     options.queue = &*queue;                                // of each client
///     while (const convai::Event event = queue->next()) ...  // as Client::next
///
/// A client without one has a queue of its own. No client closes the queue: a client that is closed ends only its own
/// operations, which are delivered as cancelled. Threads: any, also at the same time; each event is delivered to one caller.
class Queue : public Owned<convai_queue> {
public:
    using Owned<convai_queue>::Owned;

    /// Creates a queue. Blocks: no.
    ///
    /// @return the queue. Errors: internal; unsupported as for Client::create.
    [[nodiscard]] static Result<Queue> create() noexcept {
        if (!compatible()) return detail::unfit_library();
        convai_error *error = nullptr;
        convai_queue *queue = convai_queue_new(&error);
        return detail::created<Queue>(queue, error);
    }

    /// Returns the next event of any client of the queue. Operations finish in any order; the end of each is reported once,
    /// after all events of its pieces. Blocks: for `timeout` at most.
    ///
    /// @param timeout  the longest wait for an event. Zero does not wait; convai::forever waits without limit.
    /// @return the event, which is false if there is none: Event::code says why.
    [[nodiscard]] Event next(milliseconds timeout = milliseconds()) const noexcept {
        convai_event event = CONVAI_EVENT_INIT;
        const convai_status status = convai_queue_next(get(), detail::c_wait(timeout), &event);
        return Event(detail::code(status), event);
    }

    /// Returns a file descriptor that is readable while there is an event; see Client::wake_handle. Blocks: no.
    ///
    /// @return the descriptor, which the queue owns. Errors: bad_handle, forked, closed, internal.
    [[nodiscard]] Result<std::intptr_t> wake_handle() const noexcept {
        std::intptr_t handle = -1;
        const convai_status status = convai_queue_wake_handle(get(), &handle);
        return detail::written(status, handle);
    }
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_QUEUE_HPP

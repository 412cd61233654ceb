// The client, the requests that are on their way, and who waits for them. Everything that is delivered is delivered by
// drain(), on the thread that calls it: in the engine the game thread, once a frame.
#pragma once

#include "Failure.h"

#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

namespace convai_core {

// A request that was begun. Never given out twice; 0 is none.
using Ticket = std::uint64_t;

// Whose life a request depends on: a world or a component. 0 is nobody's.
using Scope = std::uint64_t;

// How a request ended. Of the three objects the one that fits the request is there; on failure it holds what did arrive.
struct Reply {
    Failure failure;  // none where the request succeeded
    convai::Response response;
    convai::Character character;
    convai::Outcome outcome;
};

// Who waits for a request. Exactly one of the two is called, once; neither after the request was cancelled by its ticket.
struct Listener {
    std::function<void(Reply &&)> deliver;
    // The scope ended or the hub was closed: nothing more will come. May be empty.
    std::function<void()> abandoned;
};

// What every request has.
struct Call {
    Scope scope = 0;
    std::uint32_t timeout_ms = 0;       // 0: the client's
    std::int32_t response_level = 0;    // 0: none
    Listener listener;
};

// How a client is set up; zero and empty take the library's defaults.
struct ClientSettings {
    std::string api_key;
    std::string base_url;
    std::string proxy;
    std::string user_agent;
    std::uint32_t connect_timeout_ms = 0;
    std::uint32_t timeout_ms = 0;
    std::uint32_t voice_timeout_ms = 0;
    std::uint32_t upload_sample_rate = 0;
};

struct DrainReport {
    std::size_t delivered = 0;
    bool out_of_time = false;  // more may have been ready; they come with the next drain
};

// Not for several threads: use it on one.
class Hub {
public:
    // Microseconds of a clock that never goes back. For tests; empty takes the system's.
    using Clock = std::function<std::int64_t()>;

    explicit Hub(Clock clock = {});
    ~Hub();
    Hub(const Hub &) = delete;
    Hub &operator=(const Hub &) = delete;

    // Makes the client. Where there was one, it is closed and what it was asked for is abandoned. Sends nothing.
    Failure open(const ClientSettings &settings);
    // Instead of open(): every request ends with this failure, at the drain after it was begun.
    void unavailable(Failure reason);
    // Why requests cannot be made; none where they can.
    const Failure &problem() const noexcept { return problem_; }
    // Changes with each open(): a conversation of an older client has to be made again.
    std::uint64_t generation() const noexcept { return generation_; }
    const convai::Client &client() const noexcept { return client_; }

    // Begins a request: `start` is called at once with the client and the options, and gives a Result<Operation<...>>.
    // The listener is never called before this returns, also where the request cannot be started. Gives 0, and calls
    // nobody, where the hub was closed.
    template <typename Start>
    Ticket begin(Call &&call, const Start &start) {
        if (closed_) return 0;
        if (problem_) return refuse(std::move(call), problem_);
        convai::CallOptions options;
        options.timeout_ms = call.timeout_ms;
        options.response_level = call.response_level;
        options.user_data = last_ticket_ + 1;
        auto started = start(client_, options);
        if (!started) return refuse(std::move(call), Failure::from(started.error()));
        return keep(std::move(call), *std::move(started));
    }
    // Begins a request that has failed already.
    Ticket refuse(Call &&call, Failure reason);

    // Ends a request without a word to its listener. Gives false where it had ended before.
    bool cancel(Ticket ticket);
    // Ends all requests of a scope; their listeners are told that they are abandoned.
    std::size_t abandon(Scope scope);
    // How many requests have not ended.
    std::size_t pending() const noexcept { return requests_.size(); }

    // Delivers what has ended, in that order, until `budget_us` microseconds are over; at least one, so that a small
    // budget cannot stop everything. What a listener begins meanwhile and is refused waits for the next drain. A listener
    // may do whatever it likes, also close the hub; a drain within a drain does nothing.
    DrainReport drain(std::int64_t budget_us);

    // Abandons all requests and ends the library's threads. For good: nothing is delivered any more. Blocks for
    // `deadline_ms` at the most, normally under a millisecond. Gives ok, or timeout where a thread still ends.
    convai::Code close(std::uint32_t deadline_ms);

private:
    struct Request {
        Call call;
        convai::AnyOperation operation;  // empty where it was refused
        void (*take)(const convai::AnyOperation &, Reply &) = nullptr;
        Failure refusal;
    };

    template <typename Value>
    static void take(const convai::AnyOperation &operation, Reply &reply) {
        auto taken = operation.take<Value>();
        reply.failure = Failure::from(taken.error());
        put(reply, *std::move(taken));
    }
    static void put(Reply &reply, convai::Response &&value) { reply.response = std::move(value); }
    static void put(Reply &reply, convai::Character &&value) { reply.character = std::move(value); }
    static void put(Reply &reply, convai::Outcome &&value) { reply.outcome = std::move(value); }

    template <typename Value>
    Ticket keep(Call &&call, convai::Operation<Value> &&operation) {
        Request request;
        request.call = std::move(call);
        request.operation = std::move(operation);
        request.take = &Hub::take<Value>;
        requests_.emplace(++last_ticket_, std::move(request));
        return last_ticket_;
    }

    bool deliver_next(Ticket newest, DrainReport &report);
    bool deliver(Ticket ticket);
    static void tell_abandoned(std::vector<Request> &requests);

    Clock clock_;
    convai::Client client_;
    Failure problem_;
    std::unordered_map<Ticket, Request> requests_;
    std::deque<Ticket> refused_;
    Ticket last_ticket_ = 0;
    std::uint64_t generation_ = 0;
    bool closed_ = false;
    bool draining_ = false;
};

}  // namespace convai_core

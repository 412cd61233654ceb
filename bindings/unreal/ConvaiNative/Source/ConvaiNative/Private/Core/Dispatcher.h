// Owns the client and tracks its requests. drain() delivers the results on the thread that calls it: in the engine this
// is the game thread, once per frame.
#pragma once

#include "Reply.h"
#include "Scene.h"

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace convai_native {

// Identifies a request. An id is never used twice. 0 means that there is no request.
using RequestId = std::uint64_t;

// Identifies the world or component whose end abandons a request. 0 means that none does.
using Scope = std::uint64_t;

// The result of a request. One of the four objects is filled, depending on the request. After a failure it holds what
// arrived before the failure.
struct CallResult {
    Failure failure;  // empty if the request succeeded
    convai::Response response;
    convai::Character character;
    convai::Outcome outcome;
    Reply reply;  // of begin_call()

    // The reply of this type, or an empty pointer.
    template <typename Object>
    Shared<Object> get() const {
        const auto *const found = std::get_if<Shared<Object>>(&reply);
        return found ? *found : Shared<Object>();
    }
};

// Receives the end of a request: exactly one of `deliver` and `abandoned` is called, once. Nothing is called after cancel().
struct Listener {
    // A piece of the reply to a turn with convai::Flags::stream. Called any number of times before the end. May be empty.
    std::function<void(RequestId id, convai::Piece &&)> piece;
    // An action of a turn. Called once for each, in their order, before the end: after the piece that has it, or if the turn
    // was successful. May be empty.
    std::function<void(const std::string &)> action;
    std::function<void(CallResult &&)> deliver;
    // The scope ended, or the dispatcher was closed or opened again. May be empty.
    std::function<void()> abandoned;
};

// Settings that every request has.
struct Call {
    Scope scope = 0;
    std::int32_t timeout_ms = 0;           // 0: the client's timeout
    std::int32_t connect_timeout_ms = 0;   // 0: the client's timeout for connecting
    std::int32_t idle_timeout_ms = 0;      // how long a streamed reply may pause; 0: the client's
    std::int32_t deadline_ms = 0;          // from the start of the call, time in the queue included; 0: none
    std::uint32_t upload_sample_rate = 0;  // 0: the client's sample rate
    std::int32_t response_level = 0;       // 0: not sent
    Scene scene;                           // of this turn alone; empty: that of its conversation
    Listener listener;
};

// Settings of the client. Zero and empty stand for the defaults of the library.
struct ClientSettings {
    std::string api_key;     // ignored if there is an auth token
    std::string auth_token;  // in place of the key
    std::string base_url;
    std::string proxy;
    std::string ca_pem;
    std::string user_agent;
    std::int32_t connect_timeout_ms = 0;
    std::int32_t timeout_ms = 0;
    std::int32_t voice_timeout_ms = 0;
    std::int32_t idle_timeout_ms = 0;
    std::uint32_t upload_sample_rate = 0;
    std::uint32_t max_in_flight = 0;
    std::uint32_t max_queued = 0;
    std::uint64_t max_queued_bytes = 0;
    std::uint64_t max_response_bytes = 0;
    // Receives a line for each call that has ended, from drain(), open() and close(). Empty turns the log off.
    std::function<void(const std::string &)> log;
};

struct DrainReport {
    std::size_t delivered = 0;  // ends of requests, and announcements of pieces
    bool out_of_time = false;  // true if the budget ended before the queue was empty
};

// Not thread-safe: use a dispatcher on one thread only.
class Dispatcher {
public:
    // Returns the microseconds of a monotonic clock. Tests pass their own; empty means the system's clock.
    using Clock = std::function<std::int64_t()>;

    explicit Dispatcher(Clock clock = {});
    ~Dispatcher();
    Dispatcher(const Dispatcher &) = delete;
    Dispatcher &operator=(const Dispatcher &) = delete;

    // Creates the client. If there is a client already, closes it and abandons its requests. Sends nothing.
    Failure open(const ClientSettings &settings);
    // Used in place of open() when there can be no client: every request fails with `reason` at the next drain().
    void unavailable(Failure reason);
    // Why requests cannot be made. Empty if they can.
    const Failure &problem() const noexcept { return problem_; }
    // Increases with each client. A conversation of an older client must be created again.
    std::uint64_t generation() const noexcept { return generation_; }
    const convai::Client &client() const noexcept { return client_; }

    // Starts a request. Calls `start` immediately with the client and the call options; `start` returns a
    // Result<Operation<...>>. If the start fails, the listener receives the failure at the next drain(), never before
    // begin() has returned. Returns 0 and calls nothing if the dispatcher is closed.
    template <typename Start>
    RequestId begin(Call &&call, const Start &start) {
        if (closed_) return 0;
        if (problem_) return fail(std::move(call), problem_);
        auto started = start(client_, options_of(call));
        if (!started) return fail(std::move(call), Failure::from(started.error()));
        const Take take = take_of(*started);
        return track(std::move(call), *std::move(started), take);
    }
    // The same with a function of the C interface: `start(client, options, error)` returns the operation, or NULL.
    //
    // @tparam Object  the result of the operation, for example convai_voices.
    template <typename Object, typename Start>
    RequestId begin_call(Call &&call, const Start &start) {
        if (closed_) return 0;
        if (problem_) return fail(std::move(call), problem_);
        convai_call_options options = convai::detail::c_options(options_of(call));
        const CScene scene(call.scene);
        if (!call.scene.empty()) options.scene = scene.get();
        convai_error *raw_error = nullptr;
        convai::AnyOperation operation(start(client_.get(), &options, &raw_error));
        const convai::Error error(raw_error);
        if (!operation) return fail(std::move(call), error ? Failure::from(error) : Failure::make(convai::Code::bad_handle, "The call could not be started."));
        return track(std::move(call), std::move(operation), &Dispatcher::take_object<Object>);
    }
    // Adds a request that has already failed. The listener receives `reason` at the next drain().
    RequestId fail(Call &&call, Failure reason);

    // Cancels a request. Its listener is not called. Returns false if the request has already ended.
    bool cancel(RequestId id);
    // Cancels all requests of a scope and calls `abandoned` of their listeners. Returns how many there were.
    std::size_t abandon(Scope scope);
    // Adds the reply of a turn to a playback, which plays what has arrived, and the rest while it arrives.
    Failure play(RequestId id, convai_playback *playback, bool replace) const;
    // Replaces the credentials of the client: an API key, or an auth token in its place. The other one is empty. Requests that
    // run or wait keep theirs.
    Failure set_credentials(const std::string &api_key, const std::string &auth_token) const;
    // Closes idle connections, so that the next request opens a new one. Requests in flight are not affected.
    void reset_connections() noexcept;
    // How far a request is, or nothing if it has ended. A request that failed to start is done until it is delivered.
    std::optional<convai::Progress> progress(RequestId id) const;
    // The number of requests that have not ended.
    std::size_t pending() const noexcept { return requests_.size(); }

    // Delivers pieces and finished requests in the order in which that happened, for at most `budget_us` microseconds. Delivers at
    // least one if there is one, so that a small budget cannot stop all delivery. A request that a listener starts and
    // that fails to start is delivered by the next drain(). A listener may call any function, including close(); a
    // drain() within a drain() does nothing.
    DrainReport drain(std::int64_t budget_us);

    // Abandons all requests and joins the threads of the library. The dispatcher cannot be opened again. Blocks for at
    // most `timeout_ms`, normally for less than a millisecond. Returns `timeout` if a thread is still running.
    convai::Code close(std::int32_t timeout_ms);

private:
    using Take = void (*)(const convai::AnyOperation &, CallResult &);
    struct Request {
        Call call;
        convai::AnyOperation operation;  // empty if the start failed
        Take take = nullptr;
        std::size_t actions = 0;  // how many were announced
        Failure start_failure;
    };

    template <typename Value>
    static Take take_of(const convai::Operation<Value> &) { return &Dispatcher::take_value<Value>; }
    template <typename Value>
    static void take_value(const convai::AnyOperation &operation, CallResult &result) {
        auto taken = operation.take<Value>();
        result.failure = Failure::from(taken.error());
        store(result, *std::move(taken));
    }
    static void store(CallResult &result, convai::Response &&value) { result.response = std::move(value); }
    static void store(CallResult &result, convai::Character &&value) { result.character = std::move(value); }
    static void store(CallResult &result, convai::Outcome &&value) { result.outcome = std::move(value); }

    template <typename Object>
    static void take_object(const convai::AnyOperation &operation, CallResult &result) {
        Object *object = nullptr;
        take(operation.get(), object);
        result.failure = Failure::from(object ? convai::ErrorView(object->error) : convai::ErrorView(convai::Code::bad_handle));
        if (object) store(result, object);
    }
    static void store(CallResult &result, convai_response *object) { result.response = convai::Response(object); }
    static void store(CallResult &result, convai_character *object) { result.character = convai::Character(object); }
    static void store(CallResult &result, convai_result *object) { result.outcome = convai::Outcome(object); }
    template <typename Object>
    static void store(CallResult &result, Object *object) {
        result.reply = Shared<Object>(object, [object](const Object *) { release(object); });
    }

    convai::CallOptions options_of(const Call &call) const;
    RequestId track(Call &&call, convai::AnyOperation &&operation, Take take);
    void pump_log();
    bool deliver_next(RequestId newest, DrainReport &report);
    bool deliver_pieces(RequestId id);
    bool deliver_actions(RequestId id, const std::vector<std::string> &actions);
    bool deliver(RequestId id);
    static void notify_abandoned(std::vector<Request> &requests);

    Clock clock_;
    convai::Client client_;
    std::function<void(const std::string &)> log_;
    Failure problem_;
    std::unordered_map<RequestId, Request> requests_;
    std::deque<RequestId> failed_starts_;
    RequestId last_id_ = 0;
    std::uint64_t generation_ = 0;
    bool closed_ = false;
    bool draining_ = false;
};

}  // namespace convai_native

#include "Dispatcher.h"

#include "LateBinding.h"

#include <algorithm>
#include <chrono>

namespace convai_native {
namespace {

constexpr std::int32_t destructor_timeout_ms = 2000;
// How many calls may end between two frames before the oldest are dropped from the log.
constexpr std::uint32_t log_capacity = 256;

std::int64_t steady_microseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

convai::ClientOptions client_options(const ClientSettings &settings) {
    convai::ClientOptions options;
    if (settings.auth_token.empty()) options.api_key = settings.api_key;
    else options.auth_token = settings.auth_token;
    options.base_url = settings.base_url;
    options.proxy = settings.proxy;
    options.ca_pem = settings.ca_pem;
    options.user_agent = settings.user_agent;
    options.connect_timeout = convai::milliseconds(settings.connect_timeout_ms);
    options.timeout = convai::milliseconds(settings.timeout_ms);
    options.voice_timeout = convai::milliseconds(settings.voice_timeout_ms);
    options.idle_timeout = convai::milliseconds(settings.idle_timeout_ms);
    options.upload_sample_rate = settings.upload_sample_rate;
    options.max_in_flight = settings.max_in_flight;
    options.max_queued = settings.max_queued;
    options.max_queued_bytes = settings.max_queued_bytes;
    options.max_response_bytes = settings.max_response_bytes;
    if (settings.log) options.log_capacity = log_capacity;
    return options;
}

const char *connection_name(std::int32_t connection) {
    switch (connection) {
    case CONVAI_CONNECTION_NEW: return "new";
    case CONVAI_CONNECTION_REUSED: return "reused";
    default: return "no";
    }
}

// A time in milliseconds, or "-" where the call did not get that far.
std::string time(std::int64_t microseconds) {
    return microseconds < 0 ? std::string("-") : std::to_string(microseconds / 1000) + "." + std::to_string(microseconds / 100 % 10);
}

std::string line_of(const convai_log_entry &entry) {
    std::string line;
    if (entry.dropped != 0) line = std::to_string(entry.dropped) + " calls before this one are missing. ";
    line += std::string(entry.method) + " " + entry.path + ": " + convai_status_name(entry.status);
    line += ", HTTP " + std::to_string(entry.http_status) + " on " + connection_name(entry.connection) + " connection; ";
    line += std::to_string(entry.bytes_sent) + " bytes sent, " + std::to_string(entry.bytes_received) + " received; ms: ";
    line += "queued " + time(entry.queued_us) + ", name " + time(entry.name_us) + ", connect " + time(entry.connect_us);
    line += ", TLS " + time(entry.tls_us) + ", sent " + time(entry.sent_us) + ", first byte " + time(entry.first_byte_us);
    return line + ", total " + time(entry.total_us) + "; request " + entry.request_id;
}

// The actions of a piece or a response.
template <typename Object>
std::vector<std::string> actions_of(const Object *object) {
    return {object->actions, object->actions + object->action_count};
}

}  // namespace

Dispatcher::Dispatcher(Clock clock) : clock_(clock ? std::move(clock) : Clock(steady_microseconds)) {
    problem_ = Failure::make(convai::Code::closed, "The Convai client is not open yet.");
}

Dispatcher::~Dispatcher() { (void)close(destructor_timeout_ms); }

convai::CallOptions Dispatcher::options_of(const Call &call) const {
    convai::CallOptions options;
    options.timeout = convai::milliseconds(call.timeout_ms);
    options.connect_timeout = convai::milliseconds(call.connect_timeout_ms);
    options.idle_timeout = convai::milliseconds(call.idle_timeout_ms);
    options.deadline = convai::milliseconds(call.deadline_ms);
    options.upload_sample_rate = call.upload_sample_rate;
    options.response_level = call.response_level;
    options.user_data = last_id_ + 1;
    return options;
}

RequestId Dispatcher::track(Call &&call, convai::AnyOperation &&operation, Take take) {
    Request request;
    request.call = std::move(call);
    request.operation = std::move(operation);
    request.take = take;
    requests_.emplace(++last_id_, std::move(request));
    return last_id_;
}

Failure Dispatcher::open(const ClientSettings &settings) {
    unavailable(Failure());  // closes the previous client
    if (closed_) return problem_ = Failure::make(convai::Code::closed, "The Convai client is closed.");
    if (!library_bound()) {
        return problem_ = Failure::make(convai::Code::unsupported,
                                        "The Convai library is not loaded: look for LogConvaiNative in the output log.");
    }
    log_ = settings.log;
    auto created = convai::Client::create(client_options(settings));
    problem_ = Failure::from(created.error());
    client_ = *std::move(created);
    return problem_;
}

void Dispatcher::unavailable(Failure reason) {
    std::vector<Request> ended;
    for (auto &entry : requests_) ended.push_back(std::move(entry.second));
    requests_.clear();
    failed_starts_.clear();
    if (log_ && client_) {
        (void)client_.close(convai::milliseconds(0));  // so that the log has the calls that end now
        pump_log();
    }
    client_ = convai::Client();
    log_ = nullptr;
    ++generation_;
    problem_ = std::move(reason);
    notify_abandoned(ended);
}

RequestId Dispatcher::fail(Call &&call, Failure reason) {
    if (closed_) return 0;
    Request request;
    request.call = std::move(call);
    request.start_failure = std::move(reason);
    requests_.emplace(++last_id_, std::move(request));
    failed_starts_.push_back(last_id_);
    return last_id_;
}

// Destroying the operation cancels it.
bool Dispatcher::cancel(RequestId id) { return requests_.erase(id) != 0; }

std::size_t Dispatcher::abandon(Scope scope) {
    std::vector<Request> ended;
    for (auto entry = requests_.begin(); entry != requests_.end();) {
        if (entry->second.call.scope != scope) {
            ++entry;
            continue;
        }
        ended.push_back(std::move(entry->second));
        entry = requests_.erase(entry);
    }
    notify_abandoned(ended);
    return ended.size();
}

std::optional<convai::Progress> Dispatcher::progress(RequestId id) const {
    const auto found = requests_.find(id);
    if (found == requests_.end()) return std::nullopt;
    convai::Progress done;
    done.state = convai::State::done;
    if (!found->second.operation) return done;
    const auto progress = found->second.operation.progress();
    return progress ? *progress : done;
}

Failure Dispatcher::play(RequestId id, convai_playback *playback, bool replace) const {
    const auto found = requests_.find(id);
    if (found == requests_.end() || !found->second.operation) return Failure();  // it has failed, and has no voice
    const auto mode = replace ? CONVAI_PLAYBACK_REPLACE : CONVAI_PLAYBACK_QUEUE;
    const auto code = static_cast<convai::Code>(convai_playback_add_operation(playback, found->second.operation.get(), mode));
    return code == convai::Code::ok ? Failure() : Failure::make(code, std::string(convai::describe(code)));
}

Failure Dispatcher::set_credentials(const std::string &api_key, const std::string &auth_token) const {
    convai_error *raw_error = nullptr;
    const auto code = static_cast<convai::Code>(convai_client_set_credentials(client_.get(), api_key.empty() ? nullptr : api_key.c_str(),
                                                                              auth_token.empty() ? nullptr : auth_token.c_str(), &raw_error));
    const convai::Error error(raw_error);
    if (error) return Failure::from(error);
    return code == convai::Code::ok ? Failure() : Failure::make(code, std::string(convai::describe(code)));
}

// An empty client would call the library, which may not be loaded.
void Dispatcher::reset_connections() noexcept {
    if (client_) (void)client_.reset_connections();
}

DrainReport Dispatcher::drain(std::int64_t budget_us) {
    DrainReport report;
    if (draining_ || closed_) return report;
    draining_ = true;
    const std::int64_t end = clock_() + budget_us;
    const RequestId newest = last_id_;
    while (deliver_next(newest, report)) {
        if (report.delivered == 0 || clock_() < end) continue;
        report.out_of_time = true;
        break;
    }
    pump_log();
    draining_ = false;
    return report;
}

void Dispatcher::pump_log() {
    const auto log = log_;  // a listener may have opened another client
    if (!log || !client_) return;
    convai_log_entry *entry = nullptr;
    while (client_ && convai_client_next_log(client_.get(), &entry) == CONVAI_OK) {
        const std::string line = line_of(*entry);
        (void)convai_log_entry_free(&entry);
        log(line);
    }
}

// Delivers the next event. Returns false if there is none.
bool Dispatcher::deliver_next(RequestId newest, DrainReport &report) {
    RequestId id = 0;
    if (!failed_starts_.empty() && failed_starts_.front() <= newest) {
        id = failed_starts_.front();
        failed_starts_.pop_front();
    } else {
        if (!client_) return false;
        const convai::Event event = client_.next();
        if (!event) return false;
        id = event.user_data();
        if (event.kind() == convai::EventKind::pieces) {
            if (deliver_pieces(id)) ++report.delivered;
            return true;
        }
        if (event.kind() != convai::EventKind::done) return true;
    }
    if (deliver(id)) ++report.delivered;
    return true;
}

// Delivers the pieces that have arrived. Returns false if there is none. The listener may end the request.
bool Dispatcher::deliver_pieces(RequestId id) {
    bool any = false;
    for (auto found = requests_.find(id); found != requests_.end(); found = requests_.find(id)) {
        const Listener &listener = found->second.call.listener;
        convai::Piece piece = listener.piece || listener.action ? found->second.operation.next_piece() : convai::Piece();
        if (!piece) break;
        any = true;
        const auto actions = actions_of(piece.get());
        if (const auto on_piece = listener.piece) on_piece(id, std::move(piece));
        (void)deliver_actions(id, actions);
    }
    return any;
}

// Announces actions. Returns false if the request has ended, for example by its listener.
bool Dispatcher::deliver_actions(RequestId id, const std::vector<std::string> &actions) {
    for (const std::string &action : actions) {
        const auto found = requests_.find(id);
        if (found == requests_.end()) return false;
        ++found->second.actions;
        if (const auto listener = found->second.call.listener.action) listener(action);
    }
    return requests_.count(id) != 0;
}

// Returns false if the request was cancelled or abandoned.
bool Dispatcher::deliver(RequestId id) {
    auto found = requests_.find(id);
    if (found == requests_.end()) return false;
    CallResult result;
    if (found->second.take) found->second.take(found->second.operation, result);
    else result.failure = std::move(found->second.start_failure);
    if (result.response && !result.failure && result.response.get()->interrupted == 0) {
        // Those of its pieces were announced.
        const auto all = actions_of(result.response.get());
        const auto announced = std::min(found->second.actions, all.size());
        if (!deliver_actions(id, {all.begin() + static_cast<std::ptrdiff_t>(announced), all.end()})) return true;
        found = requests_.find(id);
    }
    Request request = std::move(found->second);
    requests_.erase(found);
    request.operation = convai::AnyOperation();
    if (request.call.listener.deliver) request.call.listener.deliver(std::move(result));
    return true;
}

convai::Code Dispatcher::close(std::int32_t timeout_ms) {
    if (closed_) return convai::Code::ok;
    closed_ = true;
    const convai::Code code = client_ ? client_.close(convai::milliseconds(timeout_ms)) : convai::Code::ok;
    unavailable(Failure::make(convai::Code::closed, "The Convai client is closed."));
    return code;
}

void Dispatcher::notify_abandoned(std::vector<Request> &requests) {
    for (Request &request : requests) {
        request.operation = convai::AnyOperation();
        if (request.call.listener.abandoned) request.call.listener.abandoned();
    }
}

}  // namespace convai_native

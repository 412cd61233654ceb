#include "Hub.h"

#include "LateBinding.h"

#include <chrono>

namespace convai_core {
namespace {

constexpr std::uint32_t forgotten_close_ms = 2000;

std::int64_t steady_microseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

Hub::Hub(Clock clock) : clock_(clock ? std::move(clock) : Clock(steady_microseconds)) {
    problem_ = Failure::make(convai::Code::closed, "The Convai client was not opened yet.");
}

Hub::~Hub() { (void)close(forgotten_close_ms); }

Failure Hub::open(const ClientSettings &settings) {
    unavailable(Failure());  // ends what an older client does
    if (closed_) return problem_ = Failure::make(convai::Code::closed, "The Convai client was closed.");
    if (!library_bound()) {
        return problem_ = Failure::make(convai::Code::unsupported, "The Convai library is not loaded: see the log's LogConvai lines.");
    }
    convai::ClientOptions options;
    options.api_key = settings.api_key;
    options.base_url = settings.base_url;
    options.proxy = settings.proxy;
    options.user_agent = settings.user_agent;
    options.connect_timeout_ms = settings.connect_timeout_ms;
    options.timeout_ms = settings.timeout_ms;
    options.voice_timeout_ms = settings.voice_timeout_ms;
    options.upload_sample_rate = settings.upload_sample_rate;
    auto made = convai::Client::create(options);
    problem_ = Failure::from(made.error());
    client_ = *std::move(made);
    return problem_;
}

void Hub::unavailable(Failure reason) {
    std::vector<Request> ended;
    for (auto &entry : requests_) ended.push_back(std::move(entry.second));
    requests_.clear();
    refused_.clear();
    client_ = convai::Client();
    ++generation_;
    problem_ = std::move(reason);
    tell_abandoned(ended);
}

Ticket Hub::refuse(Call &&call, Failure reason) {
    if (closed_) return 0;
    Request request;
    request.call = std::move(call);
    request.refusal = std::move(reason);
    requests_.emplace(++last_ticket_, std::move(request));
    refused_.push_back(last_ticket_);
    return last_ticket_;
}

bool Hub::cancel(Ticket ticket) { return requests_.erase(ticket) != 0; }  // freeing its operation cancels it

std::size_t Hub::abandon(Scope scope) {
    std::vector<Request> ended;
    for (auto entry = requests_.begin(); entry != requests_.end();) {
        if (entry->second.call.scope != scope) {
            ++entry;
            continue;
        }
        ended.push_back(std::move(entry->second));
        entry = requests_.erase(entry);
    }
    tell_abandoned(ended);
    return ended.size();
}

DrainReport Hub::drain(std::int64_t budget_us) {
    DrainReport report;
    if (draining_ || closed_) return report;
    draining_ = true;
    const std::int64_t end = clock_() + budget_us;
    const Ticket newest = last_ticket_;
    while (deliver_next(newest, report)) {
        if (report.delivered == 0 || clock_() < end) continue;
        report.out_of_time = true;
        break;
    }
    draining_ = false;
    return report;
}

// Delivers one ended request. False where there is none.
bool Hub::deliver_next(Ticket newest, DrainReport &report) {
    Ticket ticket = 0;
    if (!refused_.empty() && refused_.front() <= newest) {
        ticket = refused_.front();
        refused_.pop_front();
    } else {
        if (!client_) return false;
        const convai::Finished finished = client_.next();
        if (!finished) return false;
        ticket = finished.user_data();
    }
    if (deliver(ticket)) ++report.delivered;
    return true;
}

// False where nobody waits for it any more.
bool Hub::deliver(Ticket ticket) {
    const auto found = requests_.find(ticket);
    if (found == requests_.end()) return false;
    Request request = std::move(found->second);
    requests_.erase(found);
    Reply reply;
    if (request.take) request.take(request.operation, reply);
    else reply.failure = std::move(request.refusal);
    request.operation = convai::AnyOperation();
    if (request.call.listener.deliver) request.call.listener.deliver(std::move(reply));
    return true;
}

convai::Code Hub::close(std::uint32_t deadline_ms) {
    if (closed_) return convai::Code::ok;
    closed_ = true;
    const convai::Code code = client_ ? client_.close(deadline_ms) : convai::Code::ok;
    unavailable(Failure::make(convai::Code::closed, "The Convai client was closed."));
    return code;
}

void Hub::tell_abandoned(std::vector<Request> &requests) {
    for (Request &request : requests) {
        request.operation = convai::AnyOperation();
        if (request.call.listener.abandoned) request.call.listener.abandoned();
    }
}

}  // namespace convai_core

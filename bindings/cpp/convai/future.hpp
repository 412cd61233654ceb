/// @file
/// Results as std::future. Not part of convai.hpp.
///
///     convai::Futures futures;
///     std::thread drain([&] { futures.run(client); });  // ends when the client is closed
///     std::future<convai::Result<convai::Response>> reply = futures.add(conversation.say_async("Hello"));
///     show(reply.get()->text());

#ifndef CONVAI_CPP_FUTURE_HPP
#define CONVAI_CPP_FUTURE_HPP

#include "client.hpp"

#include <future>
#include <memory>
#include <mutex>
#include <vector>

CONVAI_CPP_BEGIN

/// Operations whose results are delivered as std::future. The library never calls back, so a thread of the program has to
/// read the events: run() on a thread of its own, or complete() in a loop that exists already.
///
/// A std::future that is not needed any more may be dropped; its operation runs to its end. Threads: any, also at the same
/// time.
class Futures {
public:
    /// Creates an object without operations.
    Futures() = default;
    Futures(const Futures &) = delete;
    Futures &operator=(const Futures &) = delete;
    /// Cancels the operations that have not finished. Their futures receive Code::cancelled.
    ~Futures() {
        for (const std::unique_ptr<Entry> &entry : entries_) {
            (void)entry->operation.cancel();
            entry->deliver();
        }
    }

    /// Delivers the result of an operation.
    ///
    /// @param started  what an `_async` function returned. Where it is an error, the future receives that error.
    /// @return the future result.
    template <typename Value>
    [[nodiscard]] std::future<Result<Value>> add(Result<Operation<Value>> &&started) {
        if (!started) {
            std::promise<Result<Value>> promise;
            promise.set_value(std::move(started).error());
            return promise.get_future();
        }
        auto entry = std::make_unique<EntryOf<Value>>(std::move(started).value());
        std::future<Result<Value>> future = entry->promise.get_future();
        const std::lock_guard<std::mutex> lock(mutex_);
        // An operation that has finished may have been reported before it got here.
        if (entry->operation.done()) entry->deliver();
        else entries_.push_back(std::move(entry));
        return future;
    }

    /// Delivers the result of the operation of an event.
    ///
    /// @param event  an event of Client::next.
    /// @return false where the operation was not added here.
    bool complete(const Event &event) {
        if (event.kind() != EventKind::done) return false;
        return take_where([&](const Entry &entry) { return event.is(entry.operation); }) != 0;
    }
    /// Delivers the results of all operations that have finished. run() does this when the client is closed.
    ///
    /// @return the number of operations.
    std::size_t complete_finished() {
        return take_where([](const Entry &entry) { return entry.operation.done(); });
    }
    /// Reads the events of a client until the client is closed. Events of operations that were not added here are lost.
    /// Blocks: until Client::close or convai::shutdown.
    ///
    /// @param source  the Client.
    template <typename Source>
    void run(const Source &source) {
        for (;;) {
            const Event event = source.next(forever);
            if (event) {
                (void)complete(event);
            } else if (event.code() != Code::pending) {
                (void)complete_finished();
                return;
            }
        }
    }

private:
    struct Entry {
        explicit Entry(AnyOperation &&started) noexcept : operation(std::move(started)) {}
        Entry(const Entry &) = delete;
        Entry &operator=(const Entry &) = delete;
        virtual ~Entry() = default;
        virtual void deliver() = 0;
        AnyOperation operation;
    };
    template <typename Value>
    struct EntryOf final : Entry {
        using Entry::Entry;
        void deliver() override { promise.set_value(this->operation.template take<Value>()); }
        std::promise<Result<Value>> promise{};
    };

    template <typename Condition>
    std::size_t take_where(Condition condition) {
        std::vector<std::unique_ptr<Entry>> finished;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            for (std::size_t index = 0; index < entries_.size();) {
                if (!condition(*entries_[index])) {
                    ++index;
                    continue;
                }
                finished.push_back(std::move(entries_[index]));
                entries_[index] = std::move(entries_.back());
                entries_.pop_back();
            }
        }
        for (const std::unique_ptr<Entry> &entry : finished) entry->deliver();
        return finished.size();
    }

    std::mutex mutex_{};
    std::vector<std::unique_ptr<Entry>> entries_{};
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_FUTURE_HPP

/// @file
/// Part of convai.hpp: the log of a client.

#ifndef CONVAI_CPP_LOG_HPP
#define CONVAI_CPP_LOG_HPP

#include "result.hpp"

CONVAI_CPP_BEGIN

/// Whether a call used a new connection.
enum class Connection : std::int32_t {
    unknown = CONVAI_CONNECTION_UNKNOWN,  ///< The call did not get that far.
    fresh = CONVAI_CONNECTION_NEW,        ///< A connection was made for the call.
    reused = CONVAI_CONNECTION_REUSED,    ///< An idle keep-alive connection was used.
};

/// One call in the log of a client. Move-only. Client::next_log returns it:
///
///     while (const convai::LogEntry entry = client.next_log()) {
///         std::printf("%s %s: %d us\n", entry.method().data(), entry.path().data(), int(entry.total_us()));
///     }
///
/// Times ending in `_us` are microseconds from the start of the call; -1 where the call did not get that far. All views are
/// valid until the LogEntry is destroyed or assigned to, and NUL-terminated.
class LogEntry : public Owned<convai_log_entry> {
public:
    using Owned<convai_log_entry>::Owned;

    /// Creates an entry from the values of the C interface.
    ///
    /// @param code   the status that convai_client_next_log returned.
    /// @param entry  the entry that it wrote.
    LogEntry(Code code, convai_log_entry *entry) noexcept : Owned(entry), code_(code) {}

    /// Returns how Client::next_log ended.
    /// @return Code::ok where there is an entry; Code::pending where there is none; Code::bad_handle or Code::forked.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// Returns the value of the X-Request-ID header. @return a random UUID.
    [[nodiscard]] std::string_view request_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->request_id, get()->request_id_len) : detail::view(nullptr, 0);
    }
    void request_id() const && = delete;
    /// Returns the HTTP method. @return the method.
    [[nodiscard]] std::string_view method() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->method, get()->method_len) : detail::view(nullptr, 0);
    }
    void method() const && = delete;
    /// Returns the path of the URL, without host and query. @return the path.
    [[nodiscard]] std::string_view path() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->path, get()->path_len) : detail::view(nullptr, 0);
    }
    void path() const && = delete;
    /// Returns how the call ended. @return Code::ok where it succeeded; Code::bad_handle where this entry is empty.
    [[nodiscard]] Code status() const noexcept {
        return get() ? static_cast<Code>(get()->status) : Code::bad_handle;
    }
    /// Returns the HTTP status of the reply. @return 0 where no reply began to arrive.
    [[nodiscard]] std::int32_t http_status() const noexcept { return get() ? get()->http_status : 0; }
    /// Tells whether a connection was made for the call. @return the kind of connection.
    [[nodiscard]] Connection connection() const noexcept {
        return get() ? static_cast<Connection>(get()->connection) : Connection::unknown;
    }
    /// Returns CallOptions::user_data of the call. @return the value.
    [[nodiscard]] std::uint64_t user_data() const noexcept { return get() ? get()->user_data : 0; }
    /// Returns how many entries were dropped before this one because the log was full. @return the number.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return get() ? get()->dropped : 0; }
    /// Returns how much of the body of the request was sent. @return the number of bytes.
    [[nodiscard]] std::uint64_t bytes_sent() const noexcept { return get() ? get()->bytes_sent : 0; }
    /// Returns how much of the body of the reply arrived. @return the number of bytes.
    [[nodiscard]] std::uint64_t bytes_received() const noexcept { return get() ? get()->bytes_received : 0; }
    /// Returns when the call started. @return milliseconds since 1970-01-01 00:00 UTC, by the clock of the system.
    [[nodiscard]] std::int64_t started_unix_ms() const noexcept { return get() ? get()->started_unix_ms : 0; }
    /// Returns when the call left the queue. @return the time in microseconds, or -1.
    [[nodiscard]] std::int64_t queued_us() const noexcept { return get() ? get()->queued_us : -1; }
    /// Returns when the host name was resolved. @return the time in microseconds, or -1.
    [[nodiscard]] std::int64_t name_us() const noexcept { return get() ? get()->name_us : -1; }
    /// Returns when the connection was made. @return the time in microseconds, or -1.
    [[nodiscard]] std::int64_t connect_us() const noexcept { return get() ? get()->connect_us : -1; }
    /// Returns when the TLS handshake was done. @return the time in microseconds, or -1.
    [[nodiscard]] std::int64_t tls_us() const noexcept { return get() ? get()->tls_us : -1; }
    /// Returns when the request was sent. @return the time in microseconds, or -1.
    [[nodiscard]] std::int64_t sent_us() const noexcept { return get() ? get()->sent_us : -1; }
    /// Returns when the head of the reply arrived. @return the time in microseconds, or -1.
    [[nodiscard]] std::int64_t first_byte_us() const noexcept { return get() ? get()->first_byte_us : -1; }
    /// Returns when the call ended. @return the time in microseconds.
    [[nodiscard]] std::int64_t total_us() const noexcept { return get() ? get()->total_us : -1; }

private:
    Code code_ = Code::bad_handle;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_LOG_HPP

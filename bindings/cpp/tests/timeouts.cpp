// The timeouts of a client and of a call. The defaults are at least ten seconds: a call that ends much earlier has used the
// timeout that was set.
#include "support.hpp"

#if !defined(_WIN32)
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#include <chrono>

using convai::CallOptions;
using convai::ClientOptions;
using convai::Code;
using convai::Flags;

/// Expects that a call ends with the timeout that was set, not with the default.
template <typename Call>
static void expect_timeout(Call call) {
    const auto begin = std::chrono::steady_clock::now();
    CHECK_EQ(call(), Code::timeout);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(9));
}

TEST_CASE_FIXTURE(Emulated, "a client has timeouts for text and for voice") {
    emulator::fault(R"({"hang":true,"count":0})");
    const convai::Client text = UNWRAP(emulator::client([](ClientOptions &options) { options.timeout = convai::milliseconds(150); }));
    expect_timeout([&] { return text.get_response_text(emulator::pell, convai::new_session, "Hello").error().code(); });
    const convai::Client voice = UNWRAP(emulator::client([](ClientOptions &options) { options.voice_timeout = convai::milliseconds(150); }));
    expect_timeout([&] { return voice.get_response_text(emulator::pell, convai::new_session, "Hello", Flags::voice).error().code(); });
}

TEST_CASE_FIXTURE(Emulated, "a call has its own timeout") {
    emulator::fault(R"({"hang":true,"count":0})");
    const convai::Client client = UNWRAP(emulator::client());
    CallOptions options;
    options.timeout = convai::milliseconds(150);
    const auto turn = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello", Flags::text, options));
    expect_timeout([&] { return turn.wait_and_take().error().code(); });
}

TEST_CASE_FIXTURE(Emulated, "a blocking call has its own timeout") {
    emulator::fault(R"({"hang":true,"count":0})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    CallOptions options;
    options.timeout = convai::milliseconds(150);
    expect_timeout([&] { return client.character_get(emulator::pell, options).error().code(); });
    expect_timeout([&] {
        return client.get_response_text(emulator::pell, convai::new_session, "Hello", Flags::text, options).error().code();
    });
    expect_timeout([&] { return conversation.say("Hello", Flags::text, options).error().code(); });
}

TEST_CASE_FIXTURE(Emulated, "a negative timeout in options is refused and nothing is sent") {
    CHECK_EQ(emulator::client([](ClientOptions &options) { options.connect_timeout = convai::milliseconds(-1); }).error().code(),
             Code::invalid_argument);
    const convai::Client client = UNWRAP(emulator::client());
    CallOptions options;
    options.connect_timeout = convai::milliseconds(-1);
    CHECK_EQ(client.character_get(emulator::pell, options).error().code(), Code::invalid_argument);
    CHECK_EQ(client.character_get_async(emulator::pell, options).error().code(), Code::invalid_argument);
    CHECK_EQ(emulator::count(), 0);
}

// Windows refuses connections when the backlog is full.
#if !defined(_WIN32)
namespace {

/// A port that does not accept connections: its backlog is full.
class FullPort {
public:
    FullPort() {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        socklen_t size = sizeof address_;
        CHECK(::bind(sockets_[0], reinterpret_cast<sockaddr *>(&address_), size) == 0);
        CHECK(::listen(sockets_[0], 0) == 0);
        CHECK(::getsockname(sockets_[0], reinterpret_cast<sockaddr *>(&address_), &size) == 0);
        for (int count = 0; count < 4; ++count) {
            sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            (void)::connect(sockets_.back(), reinterpret_cast<sockaddr *>(&address_), size);
        }
    }
    ~FullPort() {
        for (const int socket : sockets_) ::close(socket);
    }
    FullPort(const FullPort &) = delete;
    FullPort &operator=(const FullPort &) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

private:
    sockaddr_in address_{};
    std::vector<int> sockets_;
};

}  // namespace

TEST_CASE_FIXTURE(Emulated, "connecting has its own timeout") {
    const FullPort port;
    const std::string url = port.url();
    const convai::Client short_timeout = UNWRAP(emulator::client([&](ClientOptions &options) {
        options.base_url = url;
        options.connect_timeout = convai::milliseconds(200);
    }));
    expect_timeout([&] { return short_timeout.character_get(emulator::pell).error().code(); });
    const convai::Client default_timeout = UNWRAP(emulator::client([&](ClientOptions &options) { options.base_url = url; }));
    CallOptions options;
    options.connect_timeout = convai::milliseconds(200);
    const auto reading = UNWRAP(default_timeout.character_get_async(emulator::pell, options));
    expect_timeout([&] { return reading.wait_and_take().error().code(); });
}
#endif

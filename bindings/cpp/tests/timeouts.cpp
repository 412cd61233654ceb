// Each timeout, of the client and of one call. The defaults are ten seconds and more: a call that ends long before has used
// the one that was set.
#include "emulator.hpp"
#include "harness.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

using convai::CallOptions;
using convai::ClientOptions;
using convai::Code;
using convai::Flags;

/// Runs out of the time that was set, and not of the default.
template <typename Call>
static void expect_timeout(Call call) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_SAME(call(), Code::timeout);
    EXPECT(std::chrono::steady_clock::now() - begin < std::chrono::seconds(9));
}

TEST(a_client_has_timeouts_for_text_and_for_voice) {
    emulator::fault(R"({"hang":true,"count":0})");
    const convai::Client hasty = UNWRAP(emulator::client([](ClientOptions &options) { options.timeout_ms = 150; }));
    expect_timeout([&] { return hasty.get_response_text(emulator::pell, "", "Hello").error().code(); });
    const convai::Client brief = UNWRAP(emulator::client([](ClientOptions &options) { options.voice_timeout_ms = 150; }));
    expect_timeout([&] { return brief.get_response_text(emulator::pell, "", "Hello", Flags::voice).error().code(); });
}

TEST(a_call_has_its_own_timeout) {
    emulator::fault(R"({"hang":true,"count":0})");
    const convai::Client client = UNWRAP(emulator::client());
    CallOptions options;
    options.timeout_ms = 150;
    const auto turn = UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello", Flags::text, options));
    expect_timeout([&] { return turn.wait_and_take().error().code(); });
}

namespace {

/// A port on which nobody answers: its queue of connections is full, and nobody takes one from it.
class DeafPort {
public:
    DeafPort() {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        socklen_t size = sizeof address_;
        EXPECT(::bind(sockets_[0], reinterpret_cast<sockaddr *>(&address_), size) == 0);
        EXPECT(::listen(sockets_[0], 0) == 0);
        EXPECT(::getsockname(sockets_[0], reinterpret_cast<sockaddr *>(&address_), &size) == 0);
        for (int count = 0; count < 4; ++count) {
            sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            (void)::connect(sockets_.back(), reinterpret_cast<sockaddr *>(&address_), size);
        }
    }
    ~DeafPort() {
        for (const int socket : sockets_) ::close(socket);
    }
    DeafPort(const DeafPort &) = delete;
    DeafPort &operator=(const DeafPort &) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

private:
    sockaddr_in address_{};
    std::vector<int> sockets_;
};

}  // namespace

TEST(connecting_has_a_timeout_too) {
    const DeafPort deaf;
    const std::string url = deaf.url();
    const convai::Client hasty = UNWRAP(emulator::client([&](ClientOptions &options) {
        options.base_url = url;
        options.connect_timeout_ms = 200;
    }));
    expect_timeout([&] { return hasty.character_get(emulator::pell).error().code(); });
    const convai::Client patient = UNWRAP(emulator::client([&](ClientOptions &options) { options.base_url = url; }));
    CallOptions options;
    options.connect_timeout_ms = 200;
    const auto reading = UNWRAP(patient.character_get_async(emulator::pell, options));
    expect_timeout([&] { return reading.wait_and_take().error().code(); });
}

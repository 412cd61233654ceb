#include "harness.h"

#include "LibraryFile.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

bool failed = false;
std::string own_folder;

[[noreturn]] void give_up(const std::string &why) {
    std::printf("the tests cannot go on: %s\n", why.c_str());
    std::exit(2);
}

std::string variable(const char *name) {
    const char *value = std::getenv(name);
    if (!value || !*value) give_up(std::string(name) + " is not set: start the suite with bindings/unreal/tests/run.sh");
    return value;
}

}  // namespace

namespace harness {

std::vector<Test> &tests() {
    static std::vector<Test> all;
    return all;
}

void expect(bool holds, const char *what, const char *file, int line, const std::string &seen) {
    if (holds) return;
    failed = true;
    const char *slash = std::strrchr(file, '/');
    std::printf("    %s:%d: not so: %s%s%s\n", slash ? slash + 1 : file, line, what, seen.empty() ? "" : ": ",
                seen.substr(0, 400).c_str());
}

std::string library_path() { return variable("CONVAI_LIBRARY"); }
std::string beside(const std::string &name) { return own_folder + "/" + name; }
void figure(const char *what, double value, const char *unit) { std::printf("    figure: %s %.3g %s\n", what, value, unit); }

convai_core::Failure bind(const std::string &path) {
    convai_core::LoadedFile file;
    struct stat unused{};
    file.path = path;
    file.exists = ::stat(path.c_str(), &unused) == 0;
    file.problem = convai_core::problem_of_file(path);
    file.handle = file.problem.empty() ? ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    file.find = [](void *handle, const char *name) { return ::dlsym(handle, name); };
    return convai_core::bind_library(file);
}

const std::string &emulator() {
    static const std::string url = variable("CONVAI_BASE_URL");
    return url;
}

std::string send(const char *method, const std::string &path, const std::string &body) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(emulator().c_str() + std::strlen("http://127.0.0.1:"))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) give_up("no emulator there");
    const std::string request = std::string(method) + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) give_up("no emulator");
    std::string answer;
    char piece[4096];
    for (ssize_t now = 0; (now = ::recv(socket, piece, sizeof piece, 0)) > 0;) answer.append(piece, static_cast<std::size_t>(now));
    ::close(socket);
    const std::size_t head = answer.find("\r\n\r\n");
    if (head == std::string::npos || answer.compare(0, 10, "HTTP/1.1 2") != 0) give_up(path + " gave " + answer);
    return answer.substr(head + 4);
}

convai_core::ClientSettings client_settings() {
    convai_core::ClientSettings settings;
    const char *const key = std::getenv("CONVAI_TEST_KEY");
    settings.api_key = key && *key ? key : "a-key-for-tests";
    settings.base_url = emulator();
    settings.proxy = "direct";
    return settings;
}

OpenHub::OpenHub() {
    const convai_core::Failure failure = open(client_settings());
    expect(!failure, "the hub opens", __FILE__, __LINE__, failure.message);
}

convai_core::Call Inbox::call(convai_core::Scope scope) {
    convai_core::Call made;
    made.scope = scope;
    made.listener.deliver = [this](convai_core::Reply &&reply) { replies.push_back(std::move(reply)); };
    made.listener.abandoned = [this] { ++abandoned; };
    return made;
}

const convai_core::Reply &Inbox::only() const {
    static const convai_core::Reply none;
    expect(replies.size() == 1 && abandoned == 0, "there is exactly one reply", __FILE__, __LINE__, std::to_string(replies.size()));
    return replies.empty() ? none : replies.front();
}

bool drain_until(convai_core::Hub &hub, const std::function<bool()> &holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        hub.drain(1000);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

bool drain_all(convai_core::Hub &hub) {
    return drain_until(hub, [&] { return hub.pending() == 0; });
}

convai_core::Ticket ask(convai_core::Hub &hub, const std::string &text, convai_core::Call &&call) {
    return hub.begin(std::move(call), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.start_get_response_text(pell, convai::new_session, text, convai::Flags::text, options);
    });
}

}  // namespace harness

// Runs all tests, or those whose name holds the first argument.
int main(int arguments, char **argument) {
    own_folder = std::string(argument[0]).substr(0, std::string(argument[0]).rfind('/'));
    int passed = 0, lost = 0;
    for (const harness::Test &test : harness::tests()) {
        if (arguments > 1 && !std::strstr(test.name, argument[1])) continue;
        failed = false;
        std::printf("  %s\n", test.name);
        std::fflush(stdout);
        const convai_core::Failure failure = harness::bind(harness::library_path());
        if (failure) give_up(failure.message);
        harness::send("POST", "/_emulator/reset");
        test.run();
        const convai_core::Failure again = harness::bind(harness::library_path());  // to count also where the test unbound it
        EXPECT(!again);
        EXPECT_SAME(convai::live_objects(), std::uint64_t{0});
        ++(failed ? lost : passed);
        if (failed) std::printf("  FAILED: %s\n", test.name);
        std::fflush(stdout);
    }
    std::printf("%d passed, %d failed\n", passed, lost);
    return lost == 0 && passed > 0 ? 0 : 1;
}

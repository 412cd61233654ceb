// The doctest runner and the functions of support.h.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "support.h"

#include "LibraryFile.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

namespace {

[[noreturn]] void give_up(const std::string &why) {
    std::printf("the tests cannot continue: %s\n", why.c_str());
    std::exit(2);
}

std::string variable(const char *name) {
    const char *value = std::getenv(name);
    if (!value || !*value) give_up(std::string(name) + " is not set: run bindings/unreal/tests/run.sh");
    return value;
}

}  // namespace

namespace support {

std::string library_path() { return variable("CONVAI_LIBRARY"); }
std::string test_file(const std::string &name) { return variable("CONVAI_TEST_FOLDER") + "/" + name; }
void figure(const char *what, double value, const char *unit) { std::printf("figure: %s %.3g %s\n", what, value, unit); }

convai_native::Failure bind(const std::string &path) {
    convai_native::LoadedFile file;
    struct stat unused{};
    file.path = path;
    file.exists = ::stat(path.c_str(), &unused) == 0;
    file.problem = convai_native::problem_of_file(path);
    file.handle = file.problem.empty() ? ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    file.find = [](void *handle, const char *name) { return ::dlsym(handle, name); };
    return convai_native::bind_library(file);
}

const std::string &emulator() {
    static const std::string url = variable("CONVAI_BASE_URL");
    return url;
}

std::vector<float> spoken() {
    std::ifstream file(variable("CONVAI_SPEECH_FILE"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto audio = convai::Audio::read_wav({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
    std::vector<float> samples(audio->pcm().size());
    if (samples.empty() || convai::to_f32(audio->pcm(), samples) != convai::Code::ok) give_up("the recorded question cannot be read");
    return samples;
}

std::string emulator_with_tls() { return variable("CONVAI_TLS_URL"); }

std::string authority() {
    std::ifstream file(variable("CONVAI_TLS_AUTHORITY"));
    return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

std::string send(const char *method, const std::string &path, const std::string &body) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(emulator().c_str() + std::strlen("http://127.0.0.1:"))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) give_up("the emulator does not answer");
    const std::string request = std::string(method) + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) give_up("the emulator does not read");
    std::string answer;
    char piece[4096];
    for (ssize_t now = 0; (now = ::recv(socket, piece, sizeof piece, 0)) > 0;) answer.append(piece, static_cast<std::size_t>(now));
    ::close(socket);
    const std::size_t head = answer.find("\r\n\r\n");
    if (head == std::string::npos || answer.compare(0, 10, "HTTP/1.1 2") != 0) give_up(path + " returned " + answer);
    return answer.substr(head + 4);
}

convai_native::ClientSettings client_settings() {
    convai_native::ClientSettings settings;
    const char *const key = std::getenv("CONVAI_TEST_KEY");
    settings.api_key = key && *key ? key : "a-key-for-tests";
    settings.base_url = emulator();
    settings.proxy = "direct";
    return settings;
}

OpenDispatcher::OpenDispatcher() {
    const convai_native::Failure failure = open(client_settings());
    CHECK_MESSAGE(!failure, failure.message);
}

convai_native::Call Inbox::call(convai_native::Scope scope) {
    convai_native::Call made;
    made.scope = scope;
    made.listener.deliver = [this](convai_native::CallResult &&result) { results.push_back(std::move(result)); };
    made.listener.abandoned = [this] { ++abandoned; };
    return made;
}

const convai_native::CallResult &Inbox::only() const {
    static const convai_native::CallResult none;
    CHECK(results.size() == 1);
    CHECK(abandoned == 0);
    return results.empty() ? none : results.front();
}

bool drain_until(convai_native::Dispatcher &dispatcher, const std::function<bool()> &holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        dispatcher.drain(1000);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

bool drain_all(convai_native::Dispatcher &dispatcher) {
    return drain_until(dispatcher, [&] { return dispatcher.pending() == 0; });
}

convai_native::RequestId ask(convai_native::Dispatcher &dispatcher, const std::string &text, convai_native::Call &&call) {
    return dispatcher.begin(std::move(call), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.get_response_text_async(convai::CharacterId(pell), convai::new_session, text, convai::Flags::text, options);
    });
}


Test::Test() {
    const convai_native::Failure failure = support::bind(library_path());
    if (failure) give_up(failure.message);
    send("POST", "/_emulator/reset");
}

Test::~Test() {
    const convai_native::Failure failure = support::bind(library_path());  // the test may have unbound it
    CHECK_MESSAGE(!failure, failure.message);
    CHECK(convai::live_objects() == 0);
}

}  // namespace support

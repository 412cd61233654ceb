#include "emulator.hpp"

#include "../../../tests/c/sockets.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

[[noreturn]] static void give_up(const std::string &why) {
    std::printf("cannot continue the tests: %s\n", why.c_str());
    std::exit(2);
}

namespace emulator {

const std::string &url() {
    static const std::string address = [] {
        const char *given = std::getenv("CONVAI_BASE_URL");
        if (!given || std::strncmp(given, "http://127.0.0.1:", 17) != 0) {
            give_up("CONVAI_BASE_URL must be the address of an emulator");
        }
        return std::string(given);
    }();
    return address;
}

std::string key() {
    const char *given = std::getenv("CONVAI_TEST_KEY");
    return given && *given ? given : "a-key-for-tests";
}

std::string send(std::string_view method, std::string_view path, std::string_view body) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(url().c_str() + 17)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const int connected = ::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    if (connected != 0) give_up("cannot connect to the emulator");
    std::string request;
    request.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    request.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(body.size()));
    request.append("\r\n\r\n").append(body);
    std::size_t sent = 0;
    while (sent < request.size()) {
        const auto now = ::send(socket, request.data() + sent, static_cast<socket_length>(request.size() - sent), MSG_NOSIGNAL);
        if (now <= 0) give_up("cannot send the request to the emulator");
        sent += static_cast<std::size_t>(now);
    }
    std::string reply;
    char piece[4096];
    for (auto now = ::recv(socket, piece, sizeof piece, 0); now > 0; now = ::recv(socket, piece, sizeof piece, 0)) {
        reply.append(piece, static_cast<std::size_t>(now));
    }
    close_socket(socket);
    const std::size_t head = reply.find("\r\n\r\n");
    if (head == std::string::npos || reply.compare(0, 10, "HTTP/1.1 2") != 0) {
        give_up(std::string(method).append(" ").append(path).append(" returned ").append(reply));
    }
    return reply.substr(head + 4);
}

long count() {
    const std::string reply = send("GET", "/_emulator/journal/count");
    return std::atol(reply.c_str() + reply.find("\"kept\":") + 7);
}

}  // namespace emulator

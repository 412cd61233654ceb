/* Sockets of POSIX and of Windows under the same names. */
#ifndef SOCKETS_H
#define SOCKETS_H

#if defined(_WIN32)
/* Windows keeps a SOCKET within 32 bits, so the programs keep it in an int, as elsewhere. */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
/* A macro of winnt.h, and a method of HTTP. */
#undef DELETE

#define poll WSAPoll
#define close_socket closesocket
#define SHUT_RDWR SD_BOTH
/* The length that send takes. */
typedef int socket_length;
/* Windows has no SIGPIPE. */
#define MSG_NOSIGNAL 0
/* Any pointer is an option, as elsewhere. */
#define setsockopt(socket, level, name, value, length) \
    setsockopt((socket), (level), (name), (const char *)(value), (length))

__attribute__((constructor)) static inline void start_sockets(void) {
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
}
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define close_socket close
typedef size_t socket_length;
#endif

#endif

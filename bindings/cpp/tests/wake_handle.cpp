// How a host program waits for the handle of a client or a queue: it is a file descriptor, and on Windows an event.
#include "support.hpp"

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

bool support::is_awake(std::intptr_t handle, int timeout_ms) {
    return WaitForSingleObject(reinterpret_cast<HANDLE>(handle), static_cast<DWORD>(timeout_ms)) == WAIT_OBJECT_0;
}
#else
#include <poll.h>

bool support::is_awake(std::intptr_t handle, int timeout_ms) {
    pollfd wake{static_cast<int>(handle), POLLIN, 0};
    return ::poll(&wake, 1, timeout_ms) == 1;
}
#endif

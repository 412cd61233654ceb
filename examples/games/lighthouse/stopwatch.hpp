#pragma once

// How much of a frame the library takes: for the HUD and the log of the frames.

#include <algorithm>
#include <chrono>
#include <ctime>

/// Adds up the calls of one frame, and remembers the longest of the game.
class Stopwatch {
public:
    struct Frame {
        double wall_ms = 0;  ///< The time that passed in the calls, with what other programs took of it.
        double cpu_ms = 0;   ///< The processor time of this thread.
    };

    /// Measures from here to the end of the scope.
    class Lap {
    public:
        explicit Lap(Stopwatch &watch)
            : watch_(watch),
              wall_(std::chrono::steady_clock::now()),
              cpu_(thread_ms()) {}
        Lap(const Lap &) = delete;
        Lap &operator=(const Lap &) = delete;
        ~Lap() {
            const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - wall_;
            watch_.now_.wall_ms += wall.count();
            watch_.now_.cpu_ms += thread_ms() - cpu_;
        }

    private:
        Stopwatch &watch_;
        std::chrono::steady_clock::time_point wall_;
        double cpu_;
    };

    /// Ends a frame, and begins the next one.
    void next_frame() {
        last_ = now_;
        longest_.wall_ms = std::max(longest_.wall_ms, now_.wall_ms);
        longest_.cpu_ms = std::max(longest_.cpu_ms, now_.cpu_ms);
        now_ = {};
    }
    const Frame &last() const { return last_; }
    const Frame &longest() const { return longest_; }

private:
    static double thread_ms() {
#ifdef CLOCK_THREAD_CPUTIME_ID
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
#else
        return static_cast<double>(std::clock()) * 1e3 / CLOCKS_PER_SEC;
#endif
    }

    Frame now_, last_, longest_;
};

/// @file
/// Part of convai.hpp: times. chrono.hpp adds conversions from and to std::chrono.

#ifndef CONVAI_CPP_TIME_HPP
#define CONVAI_CPP_TIME_HPP

#include <cstdint>
#include <type_traits>
#include <utility>

#include "config.hpp"

CONVAI_CPP_BEGIN

namespace detail {

// chrono.hpp defines the conversions of durations. This header does not include <chrono>, which is large.
template <typename Duration>
struct DurationTraits;

inline constexpr std::int32_t max_milliseconds = 2147483647;

template <typename Integer>
[[nodiscard]] constexpr std::int32_t saturated(Integer count) noexcept {
    if constexpr (std::is_signed_v<Integer>) {
        if (count < Integer{0}) {
            if constexpr (sizeof(Integer) > sizeof(std::int32_t)) {
                if (count < -Integer{max_milliseconds}) return -max_milliseconds;
            }
            return static_cast<std::int32_t>(count);
        }
    }
    if constexpr (sizeof(Integer) >= sizeof(std::int32_t)) {
        if (count > Integer{max_milliseconds}) return max_milliseconds;
    }
    return static_cast<std::int32_t>(count);
}

}  // namespace detail

/// A time in milliseconds. A time beyond the limits of 32 bits is the longest one, convai::forever.
///
/// With convai/chrono.hpp every duration of std::chrono converts to it, and it converts to every duration that can hold it.
class milliseconds {
public:
    /// Creates a time of zero: the default in options, no waiting in waits.
    constexpr milliseconds() noexcept = default;
    /// Creates a time.
    ///
    /// @param count  the number of milliseconds.
    template <typename Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0>
    explicit constexpr milliseconds(Integer count) noexcept : count_(detail::saturated(count)) {}
    /// Converts a duration of std::chrono, rounded up. Needs convai/chrono.hpp.
    ///
    /// @param duration  the duration.
    template <typename Duration, typename Traits = detail::DurationTraits<Duration>, typename = decltype(Traits::known)>
    constexpr milliseconds(const Duration &duration) noexcept : count_(Traits::milliseconds_of(duration)) {}
    /// Converts to a duration of std::chrono. Needs convai/chrono.hpp. @return the same time.
    template <typename Duration, typename Traits = detail::DurationTraits<Duration>, typename = decltype(Traits::holds_all)>
    [[nodiscard]] constexpr operator Duration() const noexcept {
        return Traits::duration_of(count_);
    }

    /// Returns the number of milliseconds. @return the number, which is negative for a negative time.
    [[nodiscard]] constexpr std::int32_t count() const noexcept { return count_; }

    /// Compares two times. @param left  a time. @param right  a time. @return true where they are the same.
    [[nodiscard]] friend constexpr bool operator==(milliseconds left, milliseconds right) noexcept {
        return left.count_ == right.count_;
    }
    /// Compares two times. @param left  a time. @param right  a time. @return true where they differ.
    [[nodiscard]] friend constexpr bool operator!=(milliseconds left, milliseconds right) noexcept {
        return left.count_ != right.count_;
    }
    /// Compares two times. @param left  a time. @param right  a time. @return true where the left one is shorter.
    [[nodiscard]] friend constexpr bool operator<(milliseconds left, milliseconds right) noexcept {
        return left.count_ < right.count_;
    }

private:
    std::int32_t count_ = 0;
};

/// The time that a wait without limit takes. In options it is the longest time, 24 days.
inline constexpr milliseconds forever{detail::max_milliseconds};

/// Suffixes for times: `using namespace convai::literals;`.
namespace literals {

/// Creates a time in milliseconds: `500_ms`. @param count  the number of milliseconds. @return the time.
[[nodiscard]] constexpr milliseconds operator""_ms(unsigned long long count) noexcept { return milliseconds(count); }
/// Creates a time in seconds: `2_s`. @param count  the number of seconds. @return the time.
[[nodiscard]] constexpr milliseconds operator""_s(unsigned long long count) noexcept {
    return milliseconds(count > 2147483u ? 2147483647u : count * 1000u);
}

}  // namespace literals

namespace detail {

/// A time to wait for the C interface, where negative is without limit: a time that has passed is not waited for.
[[nodiscard]] constexpr std::int32_t c_wait(milliseconds time) noexcept {
    if (time == forever) return -1;
    return time.count() < 0 ? 0 : time.count();
}

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_TIME_HPP

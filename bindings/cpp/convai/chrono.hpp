/// @file
/// Conversions between convai::milliseconds and std::chrono. Not part of convai.hpp, because the header chrono of the standard library is large.
///
///     #include <convai.hpp>
///     #include <convai/chrono.hpp>
///
///     turn.wait(std::chrono::seconds(2));
///     options.timeout = std::chrono::minutes(1);
///     std::chrono::milliseconds time = options.timeout;

#ifndef CONVAI_CPP_CHRONO_HPP
#define CONVAI_CPP_CHRONO_HPP

#include <chrono>

#include "time.hpp"

CONVAI_CPP_BEGIN

namespace detail {

// Seconds as an integer cannot hold every time.
template <bool all>
struct HoldsAll {};
template <>
struct HoldsAll<true> {
    static constexpr bool holds_all = true;
};

template <typename Count, typename Period>
struct DurationTraits<std::chrono::duration<Count, Period>>
    : HoldsAll<std::is_convertible_v<std::chrono::milliseconds, std::chrono::duration<Count, Period>>> {
    using Duration = std::chrono::duration<Count, Period>;
    static constexpr bool known = true;

    // Rounded up: a wait of half a millisecond is a wait. Compared as long double, because a count of 64 bits may be too large.
    [[nodiscard]] static constexpr std::int32_t milliseconds_of(const Duration &duration) noexcept {
        using Exact = std::chrono::duration<long double, std::milli>;
        const long double exact = Exact(duration).count();
        if (exact != exact) return 0;  // not a number
        if (exact >= static_cast<long double>(max_milliseconds)) return max_milliseconds;
        if (exact <= -static_cast<long double>(max_milliseconds)) return -max_milliseconds;
        const auto whole = static_cast<std::int32_t>(exact);
        return static_cast<long double>(whole) < exact ? whole + 1 : whole;
    }
    [[nodiscard]] static constexpr Duration duration_of(std::int32_t count) noexcept {
        return std::chrono::milliseconds(count);
    }
};

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_CHRONO_HPP

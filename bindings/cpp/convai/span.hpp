/// @file
/// Part of convai.hpp: views of arrays.

#ifndef CONVAI_CPP_SPAN_HPP
#define CONVAI_CPP_SPAN_HPP

#include "core.hpp"

CONVAI_CPP_BEGIN

/// A view of elements that somebody else owns: a pointer and a count.
///
/// Converts from arrays, std::vector, std::array, std::span and every other type that has data() and size(). A span does
/// not keep its elements alive.
///
/// @tparam Element  the type of the elements; const for a view that cannot write.
template <typename Element>
class Span {
    template <typename Container>
    using DataOf = std::remove_pointer_t<decltype(std::declval<Container &>().data())>;
    // As for std::span, the conversion may add const but not change the element type.
    template <typename Container>
    using IfFits = std::enable_if_t<!std::is_same_v<std::decay_t<Container>, Span> &&
                                    std::is_convertible_v<DataOf<Container> (*)[], Element (*)[]> &&
                                    std::is_convertible_v<decltype(std::declval<Container &>().size()), std::size_t>>;

public:
    using element_type = Element;                      ///< The type of the elements, with const where they are.
    using value_type = std::remove_cv_t<Element>;      ///< The type of the elements.
    using size_type = std::size_t;                     ///< The type of the size.
    using difference_type = std::ptrdiff_t;            ///< The type of a distance.
    using pointer = Element *;                         ///< The type of an address.
    using reference = Element &;                       ///< The type of a reference.
    using iterator = Element *;                        ///< The type of an iterator.

    /// Creates an empty span.
    constexpr Span() noexcept = default;
    /// Creates a span of `size` elements.
    ///
    /// @param data  the first element.
    /// @param size  the number of elements.
    constexpr Span(Element *data, std::size_t size) noexcept : data_(data), size_(size) {}
    /// Creates a span of a whole array.
    ///
    /// @param array  the array.
    template <std::size_t Size>
    constexpr Span(Element (&array)[Size]) noexcept : data_(array), size_(Size) {}
    /// Creates a span of all elements of a container.
    ///
    /// @param container  an object with data() and size(), which must outlive the span.
    template <typename Container, typename = IfFits<Container>, std::enable_if_t<!detail::dies<Container>, int> = 0>
    constexpr Span(Container &&container) noexcept : data_(container.data()), size_(container.size()) {}
    /// Creates a span of all elements of a temporary container, as an argument of a call. Only for const elements.
    ///
    /// @param container  an object with data() and size(), which must outlive the span.
    template <typename Container, typename = IfFits<Container>,
              std::enable_if_t<detail::dies<Container> && std::is_const_v<Element>, int> = 0>
    constexpr Span(Container &&container CONVAI_CPP_LIFETIMEBOUND) noexcept
        : data_(container.data()), size_(container.size()) {}

    /// Returns the address of the first element. @return nullptr where the span is empty by default.
    [[nodiscard]] constexpr Element *data() const noexcept { return data_; }
    /// Returns the number of elements. @return the number.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Returns the size of all elements in bytes. @return the number of bytes.
    [[nodiscard]] constexpr std::size_t size_bytes() const noexcept { return size_ * sizeof(Element); }
    /// Tells whether there are no elements. @return true where size() is 0.
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    /// Returns one element. @param index  its position, which must be less than size(). @return the element.
    [[nodiscard]] constexpr Element &operator[](std::size_t index) const noexcept { return data_[index]; }
    /// Returns the start of the elements. @return a pointer to the first one.
    [[nodiscard]] constexpr Element *begin() const noexcept { return data_; }
    /// Returns the end of the elements. @return a pointer past the last one.
    [[nodiscard]] constexpr Element *end() const noexcept { return data_ + size_; }

    /// Returns a part of the span. The part never extends past the end of the span.
    ///
    /// @param first  the position of its first element.
    /// @param count  the largest number of elements.
    /// @return the part; empty where `first` is not less than size().
    [[nodiscard]] constexpr Span part(std::size_t first, std::size_t count) const noexcept {
        if (first >= size_) return {};
        const std::size_t rest = size_ - first;
        return Span(data_ + first, count < rest ? count : rest);
    }

private:
    Element *data_ = nullptr;
    std::size_t size_ = 0;
};

CONVAI_CPP_END

// <string_view> declares these, because std::string_view is such a range itself.
#if defined(__cpp_lib_ranges) && !defined(DOXYGEN)
template <typename Element>
inline constexpr bool std::ranges::enable_borrowed_range<convai::Span<Element>> = true;
template <typename Element>
inline constexpr bool std::ranges::enable_view<convai::Span<Element>> = true;
#endif

#endif  // CONVAI_CPP_SPAN_HPP

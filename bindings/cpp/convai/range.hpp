/// @file
/// Part of convai.hpp: views of the arrays in a reply.

#ifndef CONVAI_CPP_RANGE_HPP
#define CONVAI_CPP_RANGE_HPP

#include "result.hpp"

CONVAI_CPP_BEGIN

/// A view of an array in a reply: a range with random access, which does not keep the reply alive.
///
/// @tparam Item  what an iterator returns, by value: a view of one element.
/// @tparam Raw   the type of an element in the C interface.
template <typename Item, typename Raw>
class Range {
public:
    /// An item that lives as long as the expression, for `iterator->`.
    class Arrow {
    public:
        /// Keeps an item. @param item  the item.
        explicit Arrow(const Item &item) noexcept : item_(item) {}
        /// Accesses a member of the item. @return the address of the item.
        [[nodiscard]] const Item *operator->() const noexcept { return &item_; }

    private:
        Item item_;
    };

    /// Iterates over the items, in any order. It remains valid without its Range, as long as the reply.
    class Iterator {
    public:
        using value_type = Item;                                      ///< The type of an item.
        using difference_type = std::ptrdiff_t;                       ///< The type of a distance.
        using reference = Item;                                       ///< Items are returned by value.
        using pointer = Arrow;                                        ///< What `->` returns.
        using iterator_category = std::input_iterator_tag;            ///< As `reference` is no reference.
        using iterator_concept = std::random_access_iterator_tag;     ///< The category since C++20.

        /// Creates an iterator that points nowhere.
        Iterator() noexcept = default;
        /// Creates an iterator. @param at  the current item.
        explicit Iterator(const Raw *const *at) noexcept : at_(at) {}
        /// Returns the current item. @return a view that is valid as long as the reply.
        [[nodiscard]] Item operator*() const noexcept { return Item(*at_); }
        /// Accesses a member of the current item. @return the item, as an object for `->`.
        [[nodiscard]] Arrow operator->() const noexcept { return Arrow(**this); }
        /// Returns another item. @param offset  its distance. @return a view that is valid as long as the reply.
        [[nodiscard]] Item operator[](difference_type offset) const noexcept { return Item(at_[offset]); }
        /// Moves to the next item. @return this iterator.
        Iterator &operator++() noexcept { return *this += 1; }
        /// Moves to the next item. @return the iterator before.
        Iterator operator++(int) noexcept {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        /// Moves to the previous item. @return this iterator.
        Iterator &operator--() noexcept { return *this -= 1; }
        /// Moves to the previous item. @return the iterator before.
        Iterator operator--(int) noexcept {
            const Iterator before = *this;
            --*this;
            return before;
        }
        /// Moves forwards. @param offset  the distance. @return this iterator.
        Iterator &operator+=(difference_type offset) noexcept {
            at_ += offset;
            return *this;
        }
        /// Moves backwards. @param offset  the distance. @return this iterator.
        Iterator &operator-=(difference_type offset) noexcept {
            at_ -= offset;
            return *this;
        }
        /// Adds a distance. @param at  an iterator. @param offset  the distance. @return the sum.
        [[nodiscard]] friend Iterator operator+(Iterator at, difference_type offset) noexcept { return at += offset; }
        /// Adds a distance. @param offset  the distance. @param at  an iterator. @return the sum.
        [[nodiscard]] friend Iterator operator+(difference_type offset, Iterator at) noexcept { return at += offset; }
        /// Subtracts a distance. @param at  an iterator. @param offset  the distance. @return the difference.
        [[nodiscard]] friend Iterator operator-(Iterator at, difference_type offset) noexcept { return at -= offset; }
        /// Returns a distance. @param left  an iterator. @param right  an iterator. @return the distance from right to left.
        [[nodiscard]] friend difference_type operator-(Iterator left, Iterator right) noexcept { return left.at_ - right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where both point to the same item.
        [[nodiscard]] friend bool operator==(Iterator left, Iterator right) noexcept { return left.at_ == right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where they point to different items.
        [[nodiscard]] friend bool operator!=(Iterator left, Iterator right) noexcept { return left.at_ != right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left item is the earlier one.
        [[nodiscard]] friend bool operator<(Iterator left, Iterator right) noexcept { return left.at_ < right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left item is the later one.
        [[nodiscard]] friend bool operator>(Iterator left, Iterator right) noexcept { return right < left; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left item is not later.
        [[nodiscard]] friend bool operator<=(Iterator left, Iterator right) noexcept { return !(right < left); }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left item is not earlier.
        [[nodiscard]] friend bool operator>=(Iterator left, Iterator right) noexcept { return !(left < right); }

    private:
        const Raw *const *at_ = nullptr;
    };
    using value_type = Item;          ///< The type of an item.
    using iterator = Iterator;        ///< The type of an iterator.
    using const_iterator = Iterator;  ///< The type of an iterator.

    /// Creates a view of no items.
    Range() noexcept = default;
    /// Creates a view.
    ///
    /// @param items  the items, or nullptr.
    /// @param count  the number of items.
    Range(const Raw *const *items, std::size_t count) noexcept : items_(items), count_(items ? count : 0) {}
    /// Returns the number of items. @return the number.
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    /// Tells whether there are no items. @return true where size() is 0.
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    /// Returns one item. @param index  its position, which must be less than size(). @return the item.
    [[nodiscard]] Item operator[](std::size_t index) const noexcept { return Item(items_[index]); }
    /// Returns the start of the items. @return an iterator at the first one.
    [[nodiscard]] Iterator begin() const noexcept { return Iterator(items_); }
    /// Returns the end of the items. @return an iterator past the last one.
    [[nodiscard]] Iterator end() const noexcept { return Iterator(items_ + count_); }

private:
    const Raw *const *items_ = nullptr;
    std::size_t count_ = 0;
};

/// A view of an array of NUL-terminated strings in a reply.
using Strings = Range<std::string_view, char>;

namespace detail {

template <typename Item, typename Raw>
inline constexpr bool borrows<Range<Item, Raw>> = true;

/// A text of a struct of the C interface, or of none; never without data.
template <typename Raw>
[[nodiscard]] std::string_view text_of(const Raw *raw, const char *Raw::*text, std::size_t Raw::*length) noexcept {
    return raw ? view(raw->*text, raw->*length) : view(nullptr, 0);
}

}  // namespace detail

/// A view of one element of a list in a reply. It is valid until the owner of the list is destroyed or assigned to. Views of
/// text are NUL-terminated, and empty where the service did not send the field.
///
/// @tparam Struct  the struct of the C interface.
template <typename Struct>
class ListEntry {
public:
    using Raw = Struct;  ///< The struct of the C interface.

    /// Creates a view of nothing, whose texts are empty.
    constexpr ListEntry() noexcept = default;
    /// Views an element. @param raw  the struct of the C interface, or nullptr.
    explicit constexpr ListEntry(const Raw *raw) noexcept : raw_(raw) {}
    /// Tells whether there is an element. @return false where this is a view of nothing.
    [[nodiscard]] explicit operator bool() const noexcept { return raw_ != nullptr; }
    /// Returns the struct of the C interface. @return the struct, which the list owns.
    [[nodiscard]] const Raw *get() const noexcept { return raw_; }

protected:
    /// @cond
    [[nodiscard]] std::string_view read(const char *Raw::*text, std::size_t Raw::*length) const noexcept {
        return detail::text_of(raw_, text, length);
    }
    /// @endcond

private:
    const Raw *raw_ = nullptr;
};

/// A list that the service returned: a range of its elements. Move-only. All views are valid until the list is destroyed or
/// assigned to.
///
/// @tparam Object  the struct of the C interface.
/// @tparam Item    the view of one element.
/// @tparam items   the array in the struct.
/// @tparam count   the number of its elements.
template <typename Object, typename Item, auto items, auto count>
class List : public Owned<Object> {
public:
    using View = Range<Item, typename Item::Raw>;  ///< The type of a view of the elements.
    using value_type = Item;                       ///< The type of an element.
    using iterator = typename View::Iterator;      ///< The type of an iterator.
    using const_iterator = iterator;               ///< The type of an iterator.
    using Owned<Object>::Owned;

    /// Views the elements. @return a range that is valid as long as this list.
    [[nodiscard]] View all() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        const Object *list = this->get();
        return list ? View(list->*items, list->*count) : View();
    }
    void all() const && = delete;
    /// Returns the number of elements. @return the number.
    [[nodiscard]] std::size_t size() const noexcept { return this->get() ? this->get()->*count : 0; }
    /// Tells whether there are no elements. @return true where size() is 0.
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// Returns one element. @param index  its position, which must be less than size(). @return a view of the element.
    [[nodiscard]] Item operator[](std::size_t index) const & noexcept CONVAI_CPP_LIFETIMEBOUND { return all()[index]; }
    void operator[](std::size_t index) const && = delete;
    /// Returns the start of the elements. @return an iterator at the first one.
    [[nodiscard]] iterator begin() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return all().begin(); }
    void begin() const && = delete;
    /// Returns the end of the elements. @return an iterator past the last one.
    [[nodiscard]] iterator end() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return all().end(); }
    void end() const && = delete;
    /// Returns the unparsed reply, which contains fields that have no function here. @return JSON.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(this->get(), &Object::raw_json, &Object::raw_json_len);
    }
    void raw_json() const && = delete;
};

CONVAI_CPP_END

#if defined(__cpp_lib_ranges) && !defined(DOXYGEN)
template <typename Item, typename Raw>
inline constexpr bool std::ranges::enable_borrowed_range<convai::Range<Item, Raw>> = true;
template <typename Item, typename Raw>
inline constexpr bool std::ranges::enable_view<convai::Range<Item, Raw>> = true;
#endif

#endif  // CONVAI_CPP_RANGE_HPP

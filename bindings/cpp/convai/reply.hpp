/// @file
/// Part of convai.hpp: what the service returns.

#ifndef CONVAI_CPP_REPLY_HPP
#define CONVAI_CPP_REPLY_HPP

#include "audio.hpp"

CONVAI_CPP_BEGIN

/// The reply of a character, with its voice where Flags::voice was set. Move-only.
///
/// Nothing is copied: all views are valid until the Response is destroyed or assigned to. Views of text are NUL-terminated,
/// and empty where the reply does not contain the field.
class Response : public AudioData<convai_response> {
public:
    using AudioData::AudioData;

    /// Returns what the character says.
    /// @return the text; after a failed turn the fallback line, or the text that did arrive.
    [[nodiscard]] std::string_view text() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->text, get()->text_len) : detail::view(nullptr, 0);
    }
    void text() const && = delete;
    /// Returns the session id. Pass it with the next turn; a Conversation does that itself. @return the id.
    [[nodiscard]] SessionId session_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return SessionId(get() ? detail::view(get()->session_id, get()->session_id_len) : detail::view(nullptr, 0));
    }
    void session_id() const && = delete;
    /// Returns the id of the character that replied. @return the id.
    [[nodiscard]] CharacterId character_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return CharacterId(get() ? detail::view(get()->character_id, get()->character_id_len) : detail::view(nullptr, 0));
    }
    void character_id() const && = delete;
    /// Returns what the service understood: the transcript, where audio was sent. @return the text.
    [[nodiscard]] std::string_view user_query() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->user_query, get()->user_query_len) : detail::view(nullptr, 0);
    }
    void user_query() const && = delete;
    /// Tells whether the player interrupted the turn with Conversation::interrupt, also after the reply had arrived: it is
    /// not to be shown, and a Playback does not play it. @return true where the turn was interrupted.
    [[nodiscard]] bool interrupted() const noexcept { return get() && get()->interrupted != 0; }
    /// Returns the unparsed reply. @return JSON; after a failed turn at most 64 KiB of any content, UTF-8 or not.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
    void raw_json() const && = delete;
};

/// A view of an array of NUL-terminated strings in a reply.
class Strings {
public:
    /// Iterates over the strings, in any order. It remains valid without its Strings, as long as the reply.
    class Iterator {
    public:
        using value_type = std::string_view;                          ///< The type of a string.
        using difference_type = std::ptrdiff_t;                       ///< The type of a distance.
        using reference = std::string_view;                           ///< Strings are returned by value.
        using pointer = void;                                         ///< There is no object to point to.
        using iterator_category = std::input_iterator_tag;            ///< As `reference` is no reference.
        using iterator_concept = std::random_access_iterator_tag;     ///< The category since C++20.

        /// Creates an iterator that points nowhere.
        Iterator() noexcept = default;
        /// Creates an iterator. @param at  the current string.
        explicit Iterator(const char *const *at) noexcept : at_(at) {}
        /// Returns the current string. @return a view that is valid as long as the reply.
        [[nodiscard]] std::string_view operator*() const noexcept { return *at_; }
        /// Returns another string. @param offset  its distance. @return a view that is valid as long as the reply.
        [[nodiscard]] std::string_view operator[](difference_type offset) const noexcept { return at_[offset]; }
        /// Moves to the next string. @return this iterator.
        Iterator &operator++() noexcept { return *this += 1; }
        /// Moves to the next string. @return the iterator before.
        Iterator operator++(int) noexcept {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        /// Moves to the previous string. @return this iterator.
        Iterator &operator--() noexcept { return *this -= 1; }
        /// Moves to the previous string. @return the iterator before.
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
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where both point to the same string.
        [[nodiscard]] friend bool operator==(Iterator left, Iterator right) noexcept { return left.at_ == right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where they point to different strings.
        [[nodiscard]] friend bool operator!=(Iterator left, Iterator right) noexcept { return left.at_ != right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left string is the earlier one.
        [[nodiscard]] friend bool operator<(Iterator left, Iterator right) noexcept { return left.at_ < right.at_; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left string is the later one.
        [[nodiscard]] friend bool operator>(Iterator left, Iterator right) noexcept { return right < left; }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left string is not later.
        [[nodiscard]] friend bool operator<=(Iterator left, Iterator right) noexcept { return !(right < left); }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where the left string is not earlier.
        [[nodiscard]] friend bool operator>=(Iterator left, Iterator right) noexcept { return !(left < right); }

    private:
        const char *const *at_ = nullptr;
    };
    using value_type = std::string_view;  ///< The type of a string.
    using iterator = Iterator;            ///< The type of an iterator.
    using const_iterator = Iterator;      ///< The type of an iterator.

    /// Creates a view of no strings.
    Strings() noexcept = default;
    /// Creates a view.
    ///
    /// @param strings  the strings, or nullptr.
    /// @param count    the number of strings.
    Strings(const char *const *strings, std::size_t count) noexcept : strings_(strings), count_(strings ? count : 0) {}
    /// Returns the number of strings. @return the number.
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    /// Tells whether there are no strings. @return true where size() is 0.
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    /// Returns one string. @param index  its position, which must be less than size(). @return the string.
    [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept { return strings_[index]; }
    /// Returns the start of the strings. @return an iterator at the first one.
    [[nodiscard]] Iterator begin() const noexcept { return Iterator(strings_); }
    /// Returns the end of the strings. @return an iterator past the last one.
    [[nodiscard]] Iterator end() const noexcept { return Iterator(strings_ + count_); }

private:
    const char *const *strings_ = nullptr;
    std::size_t count_ = 0;
};

/// A character. Move-only. Create and clone return the id only.
///
/// All views are valid until the Character is destroyed or assigned to. They are NUL-terminated, and empty where the service
/// did not send the field.
class Character : public Owned<convai_character> {
public:
    using Owned<convai_character>::Owned;

    /// Returns the id, which every other call requires. @return the id.
    [[nodiscard]] CharacterId id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return CharacterId(get() ? detail::view(get()->id, get()->id_len) : detail::view(nullptr, 0));
    }
    void id() const && = delete;
    /// Returns the name. @return the name.
    [[nodiscard]] std::string_view name() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->name, get()->name_len) : detail::view(nullptr, 0);
    }
    void name() const && = delete;
    /// Returns the id of the user who created the character. @return the id.
    [[nodiscard]] std::string_view user_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->user_id, get()->user_id_len) : detail::view(nullptr, 0);
    }
    void user_id() const && = delete;
    /// Returns the voice. @return a name of the voice list of the service.
    [[nodiscard]] std::string_view voice_type() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->voice_type, get()->voice_type_len) : detail::view(nullptr, 0);
    }
    void voice_type() const && = delete;
    /// Returns when the character was created. @return the time in the format of the service.
    [[nodiscard]] std::string_view timestamp() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->timestamp, get()->timestamp_len) : detail::view(nullptr, 0);
    }
    void timestamp() const && = delete;
    /// Returns who the character is, in prose. @return the text.
    [[nodiscard]] std::string_view backstory() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->backstory, get()->backstory_len) : detail::view(nullptr, 0);
    }
    void backstory() const && = delete;
    /// Returns the languages that the character speaks. @return their codes, such as "en-US".
    [[nodiscard]] Strings language_codes() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? Strings(get()->language_codes, get()->language_code_count) : Strings(nullptr, 0);
    }
    void language_codes() const && = delete;
    /// Returns the unparsed reply, which contains fields that have no function here. @return JSON.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
    void raw_json() const && = delete;
};

/// The outcome of an update or a deletion. Move-only.
class Outcome : public Owned<convai_result> {
public:
    using Owned<convai_result>::Owned;

    /// Returns the unparsed reply. @return a view that is valid until the Outcome is destroyed or assigned to.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
    void raw_json() const && = delete;
};

CONVAI_CPP_END

#if defined(__cpp_lib_ranges) && !defined(DOXYGEN)
template <>
inline constexpr bool std::ranges::enable_borrowed_range<convai::Strings> = true;
template <>
inline constexpr bool std::ranges::enable_view<convai::Strings> = true;
#endif

#endif  // CONVAI_CPP_REPLY_HPP

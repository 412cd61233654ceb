/// @file
/// Part of convai.hpp: the voices and languages of the service.

#ifndef CONVAI_CPP_VOICE_HPP
#define CONVAI_CPP_VOICE_HPP

#include "range.hpp"

CONVAI_CPP_BEGIN

namespace detail {

[[nodiscard]] constexpr char lower_case(char character) noexcept {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}
/// Whether a text begins with another one, in any case.
[[nodiscard]] inline bool begins_like(std::string_view text, std::string_view start) noexcept {
    if (text.size() < start.size()) return false;
    for (std::size_t index = 0; index < start.size(); ++index) {
        if (lower_case(text[index]) != lower_case(start[index])) return false;
    }
    return true;
}
/// Whether a language code is another one, or a kind of it: "en-US" is a kind of "en".
[[nodiscard]] inline bool is_kind_of(std::string_view code, std::string_view language) noexcept {
    return begins_like(code, language) && (code.size() == language.size() || code[language.size()] == '-');
}

}  // namespace detail

/// A voice that a character can have: an element of Voices.
class Voice : public ListEntry<convai_voice> {
public:
    using ListEntry<convai_voice>::ListEntry;

    /// Returns the name to show to a person. @return the name.
    [[nodiscard]] std::string_view name() const noexcept { return read(&Raw::name, &Raw::name_len); }
    /// Returns the service's name of the voice, for CharacterSpec::voice_type. @return the name.
    [[nodiscard]] std::string_view value() const noexcept { return read(&Raw::value, &Raw::value_len); }
    /// Returns the section of the list, such as "Azure Voices". Sources spell some sections in several ways.
    /// @return the section.
    [[nodiscard]] std::string_view section() const noexcept { return read(&Raw::section, &Raw::section_len); }
    /// Returns the gender. @return "MALE" or "FEMALE", as the service sends it.
    [[nodiscard]] std::string_view gender() const noexcept { return read(&Raw::gender, &Raw::gender_len); }
    /// Returns the address of a sample to listen to. @return a URL.
    [[nodiscard]] std::string_view sample_url() const noexcept { return read(&Raw::sample_url, &Raw::sample_url_len); }
    /// Returns the languages that the voice speaks. @return their codes, such as "en-US".
    [[nodiscard]] Strings language_codes() const noexcept {
        return get() ? Strings(get()->language_codes, get()->language_code_count) : Strings();
    }
    /// Returns where the service offers the voice. @return names such as "PRODUCTION".
    [[nodiscard]] Strings environments() const noexcept {
        return get() ? Strings(get()->environments, get()->environment_count) : Strings();
    }
    /// Tells whether the voice speaks a language.
    ///
    /// @param language  a code in any case: "en-US", or "en" for every kind of English. Every voice speaks "".
    /// @return true where the voice speaks it.
    [[nodiscard]] bool speaks(Text language) const noexcept {
        for (const std::string_view code : language_codes()) {
            if (detail::is_kind_of(code, language.view())) return true;
        }
        return language.empty();
    }
};

/// The voices of a list that fit a search: a range that iterates forwards. It is valid as long as the list and the texts that
/// were searched for.
class VoiceSearch {
public:
    /// Iterates over the voices that fit.
    class Iterator {
    public:
        using value_type = Voice;                               ///< The type of a voice.
        using difference_type = std::ptrdiff_t;                 ///< The type of a distance.
        using reference = Voice;                                ///< Voices are returned by value.
        using pointer = Range<Voice, convai_voice>::Arrow;      ///< What `->` returns.
        using iterator_category = std::input_iterator_tag;      ///< As `reference` is no reference.
        using iterator_concept = std::forward_iterator_tag;     ///< The category since C++20.

        /// Creates an iterator that points nowhere.
        Iterator() noexcept = default;
        /// Returns the current voice. @return a view that is valid as long as the list.
        [[nodiscard]] Voice operator*() const noexcept { return *at_; }
        /// Accesses a member of the current voice. @return the voice, as an object for `->`.
        [[nodiscard]] pointer operator->() const noexcept { return pointer(*at_); }
        /// Moves to the next voice that fits. @return this iterator.
        Iterator &operator++() noexcept {
            ++at_;
            skip();
            return *this;
        }
        /// Moves to the next voice that fits. @return the iterator before.
        Iterator operator++(int) noexcept {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where both point to the same voice.
        [[nodiscard]] friend bool operator==(const Iterator &left, const Iterator &right) noexcept {
            return left.at_ == right.at_;
        }
        /// Compares. @param left  an iterator. @param right  an iterator. @return true where they point to different voices.
        [[nodiscard]] friend bool operator!=(const Iterator &left, const Iterator &right) noexcept { return !(left == right); }

    private:
        friend class VoiceSearch;
        using Position = Range<Voice, convai_voice>::Iterator;
        Iterator(Position at, Position end, Text language, Text gender) noexcept
            : at_(at), end_(end), language_(language), gender_(gender) {
            skip();
        }
        void skip() noexcept {
            while (at_ != end_ && !fits(*at_)) ++at_;
        }
        [[nodiscard]] static bool is(std::string_view text, std::string_view other) noexcept {
            return text.size() == other.size() && detail::begins_like(text, other);
        }
        [[nodiscard]] bool fits(Voice voice) const noexcept {
            return voice.speaks(language_) && (gender_.empty() || is(voice.gender(), gender_.view()));
        }

        Position at_{}, end_{};
        Text language_{}, gender_{};
    };
    using value_type = Voice;         ///< The type of a voice.
    using iterator = Iterator;        ///< The type of an iterator.
    using const_iterator = Iterator;  ///< The type of an iterator.

    /// Finds all voices. @param voices  the voices.
    explicit VoiceSearch(Range<Voice, convai_voice> voices) noexcept : voices_(voices) {}
    /// Finds those that speak a language, in place of the language of this search.
    ///
    /// @param language  a code in any case: "en-US", or "en" for every kind of English.
    /// @return the voices that fit.
    [[nodiscard]] VoiceSearch in_language(TextField language) const noexcept {
        VoiceSearch search = *this;
        search.language_ = language;
        return search;
    }
    /// Finds those of a gender, in place of the gender of this search.
    ///
    /// @param gender  "FEMALE" or "MALE", in any case.
    /// @return the voices that fit.
    [[nodiscard]] VoiceSearch with_gender(TextField gender) const noexcept {
        VoiceSearch search = *this;
        search.gender_ = gender;
        return search;
    }
    /// Returns the start of the voices that fit. @return an iterator at the first one.
    [[nodiscard]] Iterator begin() const noexcept { return {voices_.begin(), voices_.end(), language_, gender_}; }
    /// Returns the end of the voices. @return an iterator past the last one.
    [[nodiscard]] Iterator end() const noexcept { return {voices_.end(), voices_.end(), language_, gender_}; }
    /// Tells whether no voice fits. @return true where there is none.
    [[nodiscard]] bool empty() const noexcept { return begin() == end(); }
    /// Counts the voices that fit, by a look at each. @return the number.
    [[nodiscard]] std::size_t count() const noexcept {
        std::size_t found = 0;
        for (Iterator at = begin(); at != end(); ++at) ++found;
        return found;
    }

private:
    Range<Voice, convai_voice> voices_;
    Text language_{}, gender_{};
};

/// The voices of the service, in its order: a range of Voice. Move-only.
///
///     for (const convai::Voice voice : voices.in_language("en").with_gender("FEMALE")) show(voice.name());
class Voices : public List<convai_voices, Voice, &convai_voices::voices, &convai_voices::voice_count> {
public:
    using List<convai_voices, Voice, &convai_voices::voices, &convai_voices::voice_count>::List;

    /// Finds the voices that speak a language.
    ///
    /// @param language  a code in any case: "en-US", or "en" for every kind of English.
    /// @return the voices that fit, valid as long as this list and `language`.
    [[nodiscard]] VoiceSearch in_language(TextField language) const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return VoiceSearch(all()).in_language(language);
    }
    void in_language(TextField language) const && = delete;
    /// Finds the voices of a gender.
    ///
    /// @param gender  "FEMALE" or "MALE", in any case.
    /// @return the voices that fit, valid as long as this list and `gender`.
    [[nodiscard]] VoiceSearch with_gender(TextField gender) const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return VoiceSearch(all()).with_gender(gender);
    }
    void with_gender(TextField gender) const && = delete;
};

/// A language that a character can speak: an element of Languages.
class Language : public ListEntry<convai_language> {
public:
    using ListEntry<convai_language>::ListEntry;

    /// Returns the code, for CharacterSpec::language_codes. @return a code such as "en-US".
    [[nodiscard]] std::string_view code() const noexcept { return read(&Raw::code, &Raw::code_len); }
    /// Returns the name to show to a person. @return the name.
    [[nodiscard]] std::string_view name() const noexcept { return read(&Raw::name, &Raw::name_len); }
};

/// The languages of the service, in its order: a range of Language. Move-only.
class Languages : public List<convai_languages, Language, &convai_languages::languages, &convai_languages::language_count> {
public:
    using List<convai_languages, Language, &convai_languages::languages, &convai_languages::language_count>::List;
};

namespace detail {

template <>
inline constexpr bool borrows<VoiceSearch> = true;

}  // namespace detail

CONVAI_CPP_END

#if defined(__cpp_lib_ranges) && !defined(DOXYGEN)
template <>
inline constexpr bool std::ranges::enable_borrowed_range<convai::VoiceSearch> = true;
template <>
inline constexpr bool std::ranges::enable_view<convai::VoiceSearch> = true;
#endif

#endif  // CONVAI_CPP_VOICE_HPP

/// @file
/// Part of convai.hpp: text that the program passes, and the ids of characters and sessions.

#ifndef CONVAI_CPP_TEXT_HPP
#define CONVAI_CPP_TEXT_HPP

#include <cstddef>
#include <string_view>
#include <type_traits>

#include "config.hpp"

CONVAI_CPP_BEGIN

namespace detail {

// A pointer has a constructor of its own, because it may be null.
template <typename String>
inline constexpr bool is_string = std::is_convertible_v<const String &, std::string_view> &&
                                  !std::is_convertible_v<const String &, const char *>;

// A temporary object that owns its elements, such as a std::string or a std::vector. A view is trivially copyable.
template <typename Type>
inline constexpr bool dies = !std::is_reference_v<Type> && !std::is_trivially_copyable_v<Type>;

}  // namespace detail

/// A view of text as an argument. Converts from string literals, pointers, std::string and every type that converts to
/// std::string_view.
///
/// A null pointer, as std::getenv returns it, is text without data: a call that requires the text fails with an error.
class Text {
public:
    /// Creates text without data.
    constexpr Text() noexcept = default;
    /// Views NUL-terminated text.
    ///
    /// @param text  the text; nullptr for text without data.
    constexpr Text(const char *text) noexcept : view_(text ? std::string_view(text) : std::string_view()) {}
    /// Views a string.
    ///
    /// @param text  the string, which must outlive the view.
    template <typename String, std::enable_if_t<detail::is_string<String>, int> = 0>
    constexpr Text(const String &text) noexcept : view_(text) {}

    /// Returns the text. @return a view; its data() is nullptr where there is no data.
    [[nodiscard]] constexpr std::string_view view() const noexcept { return view_; }
    /// Tells whether there are no characters. @return true where view() is empty.
    [[nodiscard]] constexpr bool empty() const noexcept { return view_.empty(); }

private:
    std::string_view view_{};
};

/// A view of text as a field. Like Text, but it cannot be made from a temporary std::string, which it would outlive.
class TextField : public Text {
public:
    /// Creates a field without data.
    constexpr TextField() noexcept = default;
    /// Views NUL-terminated text.
    ///
    /// @param text  the text; nullptr for a field without data.
    constexpr TextField(const char *text) noexcept : Text(text) {}
    /// Views a string.
    ///
    /// @param text  the string, which must outlive the field.
    template <typename String,
              std::enable_if_t<detail::is_string<std::decay_t<String>> && !detail::dies<String>, int> = 0>
    constexpr TextField(String &&text) noexcept : Text(text) {}
    template <typename String, std::enable_if_t<detail::is_string<std::decay_t<String>> && detail::dies<String>, int> = 0>
    TextField(String &&) = delete;
};

/// A view of the id of a character: `convai::CharacterId(id)`. It does not convert from text by itself, so that an id, a
/// session id and what the player says cannot be mixed up.
class CharacterId {
public:
    /// Creates an id without data, which every call refuses.
    constexpr CharacterId() noexcept = default;
    /// Views an id.
    ///
    /// @param id  the id, which must outlive the view.
    explicit constexpr CharacterId(Text id) noexcept : id_(id) {}

    /// Returns the id. @return a view of the text.
    [[nodiscard]] constexpr std::string_view view() const noexcept { return id_.view(); }
    /// Tells whether there is no id. @return true where view() is empty.
    [[nodiscard]] constexpr bool empty() const noexcept { return id_.empty(); }
    /// Compares two ids. @param left  an id. @param right  an id. @return true where they are the same.
    [[nodiscard]] friend constexpr bool operator==(CharacterId left, CharacterId right) noexcept {
        return left.view() == right.view();
    }
    /// Compares two ids. @param left  an id. @param right  an id. @return true where they differ.
    [[nodiscard]] friend constexpr bool operator!=(CharacterId left, CharacterId right) noexcept {
        return left.view() != right.view();
    }

private:
    Text id_{};
};

/// A view of the id of a session: `convai::SessionId(id)`, Response::session_id or a SavedSession. It does not convert from
/// text by itself.
class SessionId {
public:
    /// Creates an id that starts a new session: convai::new_session.
    constexpr SessionId() noexcept = default;
    /// Views an id.
    ///
    /// @param id  the id, which must outlive the view. Without characters it starts a new session.
    explicit constexpr SessionId(Text id) noexcept : id_(id) {}

    /// Returns the id. @return a view of the text.
    [[nodiscard]] constexpr std::string_view view() const noexcept { return id_.view(); }
    /// Tells whether there is no session. @return true where view() is empty.
    [[nodiscard]] constexpr bool empty() const noexcept { return id_.empty(); }
    /// Compares two ids. @param left  an id. @param right  an id. @return true where they are the same.
    [[nodiscard]] friend constexpr bool operator==(SessionId left, SessionId right) noexcept {
        return left.view() == right.view();
    }
    /// Compares two ids. @param left  an id. @param right  an id. @return true where they differ.
    [[nodiscard]] friend constexpr bool operator!=(SessionId left, SessionId right) noexcept {
        return left.view() != right.view();
    }

private:
    Text id_{};
};

/// The session id that starts a new session.
inline constexpr SessionId new_session{};

CONVAI_CPP_END

#endif  // CONVAI_CPP_TEXT_HPP

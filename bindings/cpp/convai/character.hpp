/// @file
/// Part of convai.hpp: characters.

#ifndef CONVAI_CPP_CHARACTER_HPP
#define CONVAI_CPP_CHARACTER_HPP

#include "range.hpp"

CONVAI_CPP_BEGIN

/// A view of a character: an element of Characters, or of a Character. The list of the service has no backstories, and its
/// elements have no raw_json: Client::character_get reads both.
class CharacterView : public ListEntry<convai_character> {
public:
    using ListEntry<convai_character>::ListEntry;

    /// Returns the id, which every other call requires. @return the id.
    [[nodiscard]] CharacterId id() const noexcept { return CharacterId(read(&Raw::id, &Raw::id_len)); }
    /// Returns the name. @return the name.
    [[nodiscard]] std::string_view name() const noexcept { return read(&Raw::name, &Raw::name_len); }
    /// Returns the id of the user who created the character. @return the id.
    [[nodiscard]] std::string_view user_id() const noexcept { return read(&Raw::user_id, &Raw::user_id_len); }
    /// Returns the voice. @return Voice::value of a voice of the service.
    [[nodiscard]] std::string_view voice_type() const noexcept { return read(&Raw::voice_type, &Raw::voice_type_len); }
    /// Returns when the character was created. @return the time in the format of the service.
    [[nodiscard]] std::string_view timestamp() const noexcept { return read(&Raw::timestamp, &Raw::timestamp_len); }
    /// Returns who the character is, in prose. @return the text.
    [[nodiscard]] std::string_view backstory() const noexcept { return read(&Raw::backstory, &Raw::backstory_len); }
    /// Returns the languages that the character speaks. @return their codes, such as "en-US".
    [[nodiscard]] Strings language_codes() const noexcept {
        return get() ? Strings(get()->language_codes, get()->language_code_count) : Strings();
    }
    /// Returns the unparsed character, which contains fields that have no function here. @return JSON.
    [[nodiscard]] std::string_view raw_json() const noexcept { return read(&Raw::raw_json, &Raw::raw_json_len); }
};

/// A character. Move-only. Create and clone return the id only.
///
/// All views are valid until the Character is destroyed or assigned to. They are NUL-terminated, and empty where the service
/// did not send the field.
class Character : public Owned<convai_character> {
public:
    using Owned<convai_character>::Owned;

    /// Views the character. @return a view that is valid as long as this Character.
    [[nodiscard]] CharacterView view() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return CharacterView(get()); }
    void view() const && = delete;
    /// Returns the id, which every other call requires. @return the id.
    [[nodiscard]] CharacterId id() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().id(); }
    void id() const && = delete;
    /// Returns the name. @return the name.
    [[nodiscard]] std::string_view name() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().name(); }
    void name() const && = delete;
    /// Returns the id of the user who created the character. @return the id.
    [[nodiscard]] std::string_view user_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().user_id(); }
    void user_id() const && = delete;
    /// Returns the voice. @return Voice::value of a voice of the service.
    [[nodiscard]] std::string_view voice_type() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().voice_type(); }
    void voice_type() const && = delete;
    /// Returns when the character was created. @return the time in the format of the service.
    [[nodiscard]] std::string_view timestamp() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().timestamp(); }
    void timestamp() const && = delete;
    /// Returns who the character is, in prose. @return the text.
    [[nodiscard]] std::string_view backstory() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().backstory(); }
    void backstory() const && = delete;
    /// Returns the languages that the character speaks. @return their codes, such as "en-US".
    [[nodiscard]] Strings language_codes() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().language_codes(); }
    void language_codes() const && = delete;
    /// Returns the unparsed reply, which contains fields that have no function here. @return JSON.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return view().raw_json(); }
    void raw_json() const && = delete;
};

/// The characters of the account, in the order of the service: a range of CharacterView. Move-only.
class Characters
    : public List<convai_characters, CharacterView, &convai_characters::characters, &convai_characters::character_count> {
public:
    using List<convai_characters, CharacterView, &convai_characters::characters, &convai_characters::character_count>::List;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_CHARACTER_HPP

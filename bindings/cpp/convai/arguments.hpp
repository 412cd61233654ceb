/// @file
/// Part of convai.hpp: conversion of arguments for the C interface.

#ifndef CONVAI_CPP_ARGUMENTS_HPP
#define CONVAI_CPP_ARGUMENTS_HPP

#include "options.hpp"
#include "voice.hpp"

CONVAI_CPP_BEGIN
namespace detail {

inline constexpr char contains_nul[] = "A string contains a NUL character, which would truncate it: remove the character.";

/// A NUL-terminated copy of a string that lives as long as one call. Short strings are copied without allocation.
class CString {
public:
    /// `argument` is the name for errors: a string literal.
    CString(const char *argument, std::string_view text) noexcept : argument_(argument) {
        if (!text.data()) return;  // absent: NULL for the C interface
        char *target = small_;
        if (text.size() >= sizeof small_) target = heap_ = new (std::nothrow) char[text.size() + 1];
        if (!target) {
            problem_ = Code::internal;
            return;
        }
        for (std::size_t index = 0; index < text.size(); ++index) {
            if (text[index] == '\0') problem_ = Code::invalid_argument;
            target[index] = text[index];
        }
        target[text.size()] = '\0';
        text_ = target;
    }
    CString(const char *argument, Text text) noexcept : CString(argument, text.view()) {}
    CString(const char *argument, CharacterId id) noexcept : CString(argument, id.view()) {}
    CString(const char *argument, SessionId id) noexcept : CString(argument, id.view()) {}
    CString(const CString &) = delete;
    CString &operator=(const CString &) = delete;
    ~CString() { delete[] heap_; }

    [[nodiscard]] const char *get() const noexcept { return text_; }
    [[nodiscard]] Code code() const noexcept { return problem_; }
    [[nodiscard]] Error problem() const noexcept {
        if (problem_ == Code::ok) return Error();
        if (problem_ == Code::internal) return Error(problem_, "There is not enough memory to copy the arguments.");
        return Error(problem_, contains_nul, argument_);
    }

private:
    const char *argument_;
    const char *text_ = nullptr;
    char *heap_ = nullptr;
    Code problem_ = Code::ok;
    char small_[256];
};

/// Returns the first problem of the strings of a call.
[[nodiscard]] inline Error problem_of() noexcept { return Error(); }
template <typename... Strings>
[[nodiscard]] Error problem_of(const CString &first, const Strings &...others) noexcept {
    return first.code() == Code::ok ? problem_of(others...) : first.problem();
}

/// For strings whose absence means a default: an empty string is absent too.
[[nodiscard]] inline Text or_null(Text text) noexcept { return text.empty() ? Text() : text; }
[[nodiscard]] inline Text or_null(SessionId id) noexcept { return or_null(Text(id.view())); }

[[nodiscard]] inline std::uint32_t bits(Flags flags) noexcept { return static_cast<std::uint32_t>(flags); }

/// The settings of a call for the C interface.
[[nodiscard]] inline convai_call_options c_options(const CallOptions &options) noexcept {
    convai_call_options result = CONVAI_CALL_OPTIONS_INIT;
    result.timeout_ms = options.timeout.count();
    result.connect_timeout_ms = options.connect_timeout.count();
    result.idle_timeout_ms = options.idle_timeout.count();
    result.deadline_ms = options.deadline.count();
    result.upload_sample_rate = options.upload_sample_rate;
    result.response_level = options.response_level;
    result.user_data = options.user_data;
    return result;
}

/// A CharacterSpec for the C interface that lives as long as one call.
class CSpec {
public:
    explicit CSpec(const CharacterSpec &spec) noexcept
        : name_("spec.name", spec.name),
          voice_type_("spec.voice_type", spec.voice_type),
          backstory_("spec.backstory", spec.backstory),
          actions_("spec.actions", spec.actions) {
        c_spec_.name = name_.get();
        c_spec_.voice_type = voice_type_.get();
        c_spec_.backstory = backstory_.get();
        c_spec_.actions = actions_.get();
        copy(spec.language_codes);
        if (spec.known_voices) c_spec_.known_voices = spec.known_voices->get();
        if (spec.known_languages) c_spec_.known_languages = spec.known_languages->get();
        if (spec.known_voices && !*spec.known_voices) empty_list_ = "spec.known_voices";
        if (spec.known_languages && !*spec.known_languages) empty_list_ = "spec.known_languages";
    }
    CSpec(const CSpec &) = delete;
    CSpec &operator=(const CSpec &) = delete;

    [[nodiscard]] const convai_character_spec *get() const noexcept { return &c_spec_; }
    [[nodiscard]] Error problem() const noexcept {
        if (!languages_fit_) {
            return Error(Code::invalid_argument,
                         "`spec.language_codes` is invalid: pass at most 64 codes of at most 35 bytes, without NUL "
                         "characters.",
                         "spec.language_codes");
        }
        if (empty_list_) {
            return Error(Code::bad_handle, "The list is empty (moved from, released or never created).", empty_list_);
        }
        return problem_of(name_, voice_type_, backstory_, actions_);
    }

private:
    static constexpr std::size_t max_languages = 64;
    static constexpr std::size_t language_size = 36;  // the length that BCP 47 requires of a fixed buffer, and the NUL

    void copy(Span<const std::string_view> languages) noexcept {
        languages_fit_ = languages.size() <= max_languages;
        if (languages.empty() || !languages_fit_) return;
        for (const std::string_view language : languages) {
            char *target = language_texts_[c_spec_.language_code_count];
            if (language.size() >= language_size) languages_fit_ = false;
            const std::size_t length = language.size() < language_size ? language.size() : language_size - 1;
            for (std::size_t index = 0; index < length; ++index) {
                if (language[index] == '\0') languages_fit_ = false;
                target[index] = language[index];
            }
            target[length] = '\0';
            languages_[c_spec_.language_code_count++] = target;
        }
        c_spec_.language_codes = languages_;
    }

    CString name_, voice_type_, backstory_, actions_;
    bool languages_fit_ = true;
    const char *empty_list_ = nullptr;
    convai_character_spec c_spec_ = CONVAI_CHARACTER_SPEC_INIT;
    const char *languages_[max_languages];
    char language_texts_[max_languages][language_size];
};

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_ARGUMENTS_HPP

/// @file
/// Part of convai.hpp: the calls of Client about the account.

#ifndef CONVAI_CPP_ACCOUNT_CALLS_HPP
#define CONVAI_CPP_ACCOUNT_CALLS_HPP

#include "operation.hpp"

CONVAI_CPP_BEGIN

/// The calls of Client about the account: a class of their own, so that they have a header of their own.
/// Programs use Client.
class AccountCalls : public Owned<convai_client> {
public:
    using Owned<convai_client>::Owned;

    /// @name Lists
    /// What the service offers, and what the account has.
    /// @{

    /// Lists the voices of the service, for CharacterSpec::voice_type (GET /tts/get_available_voices). The list has
    /// about 180 KB: read it once. A list that was cut is an error, and never shorter than what was sent.
    ///
    /// @param options  the settings of this call.
    /// @return the voices, which Voices::in_language and Voices::with_gender search.
    [[nodiscard]] Result<Voices> voice_list(const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Voices(convai_voice_list(get(), &call));
    }
    /// Starts voice_list() and returns at once. Blocks: no.
    ///
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Voices>> voice_list_async(const CallOptions &options = {}) const noexcept {
        return detail::started<Voices>(options, [&](auto *call, auto **error) {
            return convai_voice_list_async(get(), call, error);
        });
    }

    /// Lists the languages of the service, for CharacterSpec::language_codes (GET /tts/get_available_languages).
    ///
    /// @param options  the settings of this call.
    /// @return the languages.
    [[nodiscard]] Result<Languages> language_list(const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Languages(convai_language_list(get(), &call));
    }
    /// Starts language_list() and returns at once. Blocks: no.
    ///
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Languages>> language_list_async(const CallOptions &options = {}) const noexcept {
        return detail::started<Languages>(options, [&](auto *call, auto **error) {
            return convai_language_list_async(get(), call, error);
        });
    }

    /// Lists the characters of the account (POST /character/list), without their backstories.
    ///
    /// @param options  the settings of this call.
    /// @return the characters.
    [[nodiscard]] Result<Characters> character_list(const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Characters(convai_character_list(get(), &call));
    }
    /// Starts character_list() and returns at once. Blocks: no.
    ///
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Characters>> character_list_async(const CallOptions &options = {}) const noexcept {
        return detail::started<Characters>(options, [&](auto *call, auto **error) {
            return convai_character_list_async(get(), call, error);
        });
    }

    /// @}
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_ACCOUNT_CALLS_HPP

/// @file
/// Part of convai.hpp: the calls of Client about the account.

#ifndef CONVAI_CPP_ACCOUNT_CALLS_HPP
#define CONVAI_CPP_ACCOUNT_CALLS_HPP

#include "operation.hpp"
#include "token.hpp"
#include "usage.hpp"

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

    /// @name Tokens
    /// A server has the API key, and gives tokens to the game.
    /// @{

    /// Creates an auth token (POST /user/connect), which a client takes in place of the API key: the server that creates
    /// it keeps the key. A token that was created before remains valid. Documented: a token is valid for an hour; an
    /// older page says 24 hours.
    ///
    /// @param options  the settings of this call.
    /// @return the token.
    [[nodiscard]] Result<Token> token_create(const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Token(convai_token_create(get(), &call));
    }
    /// Starts token_create() and returns at once. Blocks: no.
    ///
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Token>> token_create_async(const CallOptions &options = {}) const noexcept {
        return detail::started<Token>(options, [&](auto *call, auto **error) {
            return convai_token_create_async(get(), call, error);
        });
    }

    /// Moves the expiry of an auth token (POST /user/extend-token), usually to 24 hours from now. Documented: one page
    /// asks for the API key, another one sends the token alone. The credential of the client is sent.
    ///
    /// @param token    the token. It is redacted as the API key is.
    /// @param options  the settings of this call.
    /// @return the token with its new expiry.
    [[nodiscard]] Result<Token> token_extend(Text token, const CallOptions &options = {}) const noexcept {
        const detail::CString c_token("token", token);
        if (Error problem = detail::problem_of(c_token)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Token(convai_token_extend(get(), c_token.get(), &call));
    }
    /// Starts token_extend() and returns at once. Blocks: no.
    ///
    /// @param token    the token. It is redacted as the API key is.
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Token>> token_extend_async(Text token, const CallOptions &options = {}) const noexcept {
        const detail::CString c_token("token", token);
        if (Error problem = detail::problem_of(c_token)) return problem;
        return detail::started<Token>(options, [&](auto *call, auto **error) {
            return convai_token_extend_async(get(), c_token.get(), call, error);
        });
    }

    /// Revokes an auth token (POST /user/revoke-token): calls that are sent with it fail from then on. The credential of
    /// the client is sent, as for token_extend().
    ///
    /// @param token    the token. It is redacted as the API key is.
    /// @param options  the settings of this call.
    /// @return the outcome.
    [[nodiscard]] Result<Outcome> token_revoke(Text token, const CallOptions &options = {}) const noexcept {
        const detail::CString c_token("token", token);
        if (Error problem = detail::problem_of(c_token)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Outcome(convai_token_revoke(get(), c_token.get(), &call));
    }
    /// Starts token_revoke() and returns at once. Blocks: no.
    ///
    /// @param token    the token. It is redacted as the API key is.
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Outcome>> token_revoke_async(Text token, const CallOptions &options = {}) const noexcept {
        const detail::CString c_token("token", token);
        if (Error problem = detail::problem_of(c_token)) return problem;
        return detail::started<Outcome>(options, [&](auto *call, auto **error) {
            return convai_token_revoke_async(get(), c_token.get(), call, error);
        });
    }

    /// @}

    /// @name Account
    /// Usage, and any other request.
    /// @{

    /// Reads the plan of the account and how much of it is used (POST /user/user-api-usage). It also tells whether the
    /// API key is valid. Undocumented: seen in the Unreal plugin of the service.
    ///
    /// @param options  the settings of this call.
    /// @return the usage.
    [[nodiscard]] Result<Usage> usage_get(const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Usage(convai_usage_get(get(), &call));
    }
    /// Starts usage_get() and returns at once. Blocks: no.
    ///
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Usage>> usage_get_async(const CallOptions &options = {}) const noexcept {
        return detail::started<Usage>(options, [&](auto *call, auto **error) {
            return convai_usage_get_async(get(), call, error);
        });
    }

    /// Sends a request to any path of the service, also to one that this library does not know. Connections, timeouts,
    /// cancellation, limits, errors and the log are those of every other call. A reply outside of 2xx is an error, and so
    /// is JSON with an error field.
    ///
    /// @param request  the request.
    /// @param options  the settings of this call.
    /// @return the reply: Outcome::http_status, Outcome::content_type and Outcome::body.
    [[nodiscard]] Result<Outcome> call(const Request & request, const CallOptions &options = {}) const noexcept {
        const detail::CRequest c_request(request);
        if (Error problem = c_request.problem()) return problem;
        const convai_call_options call = detail::c_options(options);
        return Outcome(convai_call(get(), c_request.get(), &call));
    }
    /// Starts call() and returns at once. Blocks: no.
    ///
    /// @param request  the request.
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Outcome>> call_async(const Request & request,
                                                        const CallOptions &options = {}) const noexcept {
        const detail::CRequest c_request(request);
        if (Error problem = c_request.problem()) return problem;
        return detail::started<Outcome>(options, [&](auto *call, auto **error) {
            return convai_call_async(get(), c_request.get(), call, error);
        });
    }

    /// @}
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_ACCOUNT_CALLS_HPP

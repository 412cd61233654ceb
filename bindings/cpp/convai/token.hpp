/// @file
/// Part of convai.hpp: tokens, which a shipped game uses in place of an API key.

#ifndef CONVAI_CPP_TOKEN_HPP
#define CONVAI_CPP_TOKEN_HPP

#include "range.hpp"

CONVAI_CPP_BEGIN

/// An auth token. Move-only. All views are valid until the Token is destroyed or assigned to. They are NUL-terminated, and
/// empty where the service did not send the field.
///
/// A token is a secret, as the API key is: it is redacted in everything that a failed call returns.
class Token : public Owned<convai_token> {
public:
    using Owned<convai_token>::Owned;

    /// Returns the token, for ClientOptions::auth_token and Credentials::auth_token. @return the token; after
    /// Client::token_extend the one of the reply, or else the one that was extended.
    [[nodiscard]] std::string_view token() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_token::token, &convai_token::token_len);
    }
    void token() const && = delete;
    /// Returns when the token expires. @return a date, or a number of seconds from now, in the format of the service.
    [[nodiscard]] std::string_view expires() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_token::expires, &convai_token::expires_len);
    }
    void expires() const && = delete;
    /// Returns when the token expires, as a number. @return milliseconds since 1970-01-01 00:00 UTC; -1 where the service did
    /// not say it, or in a form that the library does not read.
    [[nodiscard]] std::int64_t expires_at_ms() const noexcept { return get() ? get()->expires_at_ms : -1; }
    /// Returns the unparsed reply, token included. @return JSON.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_token::raw_json, &convai_token::raw_json_len);
    }
    void raw_json() const && = delete;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_TOKEN_HPP

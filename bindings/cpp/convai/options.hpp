/// @file
/// Part of convai.hpp: the settings of a client and of a call, and the fields of a character.

#ifndef CONVAI_CPP_OPTIONS_HPP
#define CONVAI_CPP_OPTIONS_HPP

#include "span.hpp"

namespace convai {

/// The settings of a client. Set `api_key`; every other field has a default. Client::create copies all strings.
///
/// Times are in milliseconds. 0 is the default; negative times are refused.
struct ClientOptions {
    std::string_view api_key;     ///< The API key. Required. White space at its ends is ignored.
    std::string_view base_url;    ///< The address of the service. Empty for "https://api.convai.com".
    std::string_view proxy;       ///< Empty for the settings of the system, "direct" for no proxy, or
                                  ///< "http://[user:password@]host:port".
    std::string_view ca_pem;      ///< Additional certificate authorities, as PEM. Verification cannot be turned off.
    std::string_view user_agent;  ///< The User-Agent header. Empty for that of the library.
    std::int32_t connect_timeout_ms = 0;   ///< The limit for connecting, including TLS. 0 for 10,000.
    std::int32_t timeout_ms = 0;           ///< The limit for a call without voice, from leaving the queue. 0 for 30,000.
    std::int32_t voice_timeout_ms = 0;     ///< The limit for a call that requests voice or sends audio. 0 for 60,000.
    std::uint32_t max_in_flight = 0;       ///< The number of requests that run at the same time. 0 for 64.
    std::uint32_t max_queued = 0;          ///< The number of requests that may be queued. 0 for 1,024.
    std::uint64_t max_queued_bytes = 0;    ///< The bytes of text and audio of all unfinished requests. 0 for 256 MiB.
    std::uint32_t upload_sample_rate = 0;  ///< The sample rate in Hz to which samples are resampled. 0 keeps the rate.
    std::uint64_t max_response_bytes = 0;  ///< The size limit of a reply. 0 for 64 MiB.
};

/// The settings of one call. A field that is 0 takes the setting of the client; negative times are refused.
struct CallOptions {
    std::int32_t timeout_ms = 0;           ///< The limit for the call in milliseconds, from leaving the queue.
    std::int32_t connect_timeout_ms = 0;   ///< The limit for connecting in milliseconds.
    std::uint32_t upload_sample_rate = 0;  ///< The sample rate in Hz to which samples are resampled.
    std::int32_t response_level = 0;       ///< The "responseLevel" of the service, for turns. 0 does not send it.
    std::uint64_t user_data = 0;           ///< A value that Event and Progress return: an index, or user_data(pointer).
};

/// Converts a pointer for CallOptions::user_data; Event::pointer converts it back. The library does not dereference it.
///
/// @param pointer  an address that must be valid when the event arrives.
/// @return the value for CallOptions::user_data.
[[nodiscard]] inline std::uint64_t user_data(const void *pointer) noexcept {
    return reinterpret_cast<std::uintptr_t>(pointer);
}

/// The fields of a character, to create or to update it. The call copies all strings.
///
/// A field without data (the default) is not sent: an update keeps its value. The empty string "" is sent.
struct CharacterSpec {
    std::string_view name{};      ///< The name. Required to create; not empty.
    std::string_view voice_type{};  ///< A name of the voice list of the service, such as "US MALE 1". Required to create.
    std::string_view backstory{}; ///< Who the character is, in prose. Required to create.
    std::string_view actions{};   ///< What the character can do, separated by commas. "" removes all actions.
    /// Language codes, such as "en-US", for an update only: at most 64 of at most 35 bytes each. An empty span keeps them.
    Span<const std::string_view> language_codes{};
};

}  // namespace convai

#endif  // CONVAI_CPP_OPTIONS_HPP

/// @file
/// Part of convai.hpp: the settings of a client and of a call, and the fields of a character.

#ifndef CONVAI_CPP_OPTIONS_HPP
#define CONVAI_CPP_OPTIONS_HPP

#include "span.hpp"

CONVAI_CPP_BEGIN

class Languages;
class Queue;
class Voices;
struct Scene;

/// The settings of a client. Set `api_key` or `auth_token`; every other field has a default. Client::create copies all strings.
///
/// A time of zero is the default; negative times are refused.
struct ClientOptions {
    TextField api_key{};     ///< The API key. White space at its ends is ignored. A shipped game has a token instead.
    TextField base_url{};    ///< The address of the service. Empty for "https://api.convai.com".
    TextField proxy{};       ///< Empty for the settings of the system, "direct" for no proxy, or
                                  ///< "http://[user:password@]host:port".
    TextField ca_pem{};      ///< Additional certificate authorities, as PEM. Verification cannot be turned off.
    TextField user_agent{};  ///< The User-Agent header. Empty for that of the library.
    milliseconds connect_timeout{};        ///< The limit for connecting, including TLS. Zero for 10 seconds.
    milliseconds timeout{};        ///< The limit for a call without voice, from leaving the queue. Zero for 30 seconds.
    milliseconds voice_timeout{};  ///< The limit for a call that requests voice or sends audio. Zero for 60 seconds.
    std::uint32_t max_in_flight = 0;       ///< The number of requests that run at the same time. 0 for 64.
    std::uint32_t max_queued = 0;          ///< The number of requests that may be queued. 0 for 1,024.
    std::uint64_t max_queued_bytes = 0;    ///< The bytes of text and audio of all unfinished requests. 0 for 256 MiB.
    std::uint32_t upload_sample_rate = 0;  ///< The sample rate in Hz to which samples are resampled. 0 keeps the rate.
    const Queue *queue = nullptr;          ///< A queue to share with other clients; nullptr for one of its own.
    std::uint32_t log_capacity = 0;        ///< The number of entries in the log, for Client::next_log. 0 for no log.
    std::uint64_t max_response_bytes = 0;  ///< The size limit of a reply. 0 for 64 MiB.
    milliseconds idle_timeout{};           ///< How long a streamed reply may pause. Zero for 30 seconds.
    TextField auth_token{};                ///< A token from Client::token_create, in place of the API key.
};

/// What a client identifies itself with, for Client::set_credentials: one of the two.
struct Credentials {
    TextField api_key{};     ///< The API key.
    TextField auth_token{};  ///< A token from Client::token_create.
};

/// The settings of one call. A field that is zero takes the setting of the client; negative times are refused.
struct CallOptions {
    milliseconds timeout{};                ///< The limit for the call, from leaving the queue.
    milliseconds connect_timeout{};        ///< The limit for connecting.
    milliseconds deadline{};               ///< The limit from the start of the call, time in the queue included.
    std::uint32_t upload_sample_rate = 0;  ///< The sample rate in Hz to which samples are resampled.
    std::int32_t response_level = 0;       ///< The "responseLevel" of the service, for turns. 0 does not send it.
    std::uint64_t user_data = 0;           ///< A value that Event and Progress return: an index, or user_data(pointer).
    milliseconds idle_timeout{};           ///< How long a streamed reply may pause; `timeout` ends with its first byte.
    const Scene *scene = nullptr;          ///< The scene of a turn, in place of that of the conversation as a whole. Calls that
                                           ///< are not turns ignore it. The call copies the scene.
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
    TextField name{};      ///< The name. Required to create; not empty.
    TextField voice_type{};  ///< Voice::value of a voice, such as "US MALE 1". Required to create.
    TextField backstory{}; ///< Who the character is, in prose. Required to create.
    TextField actions{};   ///< What the character can do, separated by commas. "" removes all actions.
    /// Language codes, such as "en-US", for an update only: at most 64 of at most 35 bytes each. An empty span keeps them.
    Span<const std::string_view> language_codes{};
    const Voices *known_voices = nullptr;        ///< Refuses a voice that is not in this list, without a request. Voices
                                                 ///< change: with nullptr the service checks the voice.
    const Languages *known_languages = nullptr;  ///< Refuses a language that is not in this list, without a request.
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_OPTIONS_HPP

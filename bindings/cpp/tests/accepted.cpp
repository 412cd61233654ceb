// Uses of temporary objects that are safe. They must compile: the restrictions that rejected.cpp tests do not hit them.
#include <convai.hpp>

#include <iterator>
#include <string>
#include <vector>

void show(const convai::ErrorView &error);

convai::Result<convai::Character> character(const convai::Client &client);
convai::Result<convai::Character> character(const convai::Client &client) {
    const auto reply = client.get_response_text(convai::CharacterId("x"), convai::new_session, "y");
    if (!reply) return reply.error();
    return client.character_get(reply->character_id());
}

bool every_use(const convai::Client &client, const convai::Conversation &conversation);
bool every_use(const convai::Client &client, const convai::Conversation &conversation) {
    const bool failed = client.character_get(convai::CharacterId("x")).error().code() == convai::Code::not_found ||
                        client.character_get(convai::CharacterId("x")).error().retryable() || client.character_get(convai::CharacterId("x")).error().http_status() > 0;
    show(client.character_get(convai::CharacterId("x")).error());
    const convai::Error error = client.character_get(convai::CharacterId("x")).error();
    const convai::ErrorView view = error;
    const convai::Code code = client.conversation(convai::CharacterId("x"))->interrupt();
    auto reply = client.get_response_text_async(convai::CharacterId("x"), convai::new_session, "y")->wait_and_take();
    const convai::Response taken = *client.get_response_text(convai::CharacterId("x"), convai::new_session, "y");
    const auto &extended = *client.character_get(convai::CharacterId("x"));
    const std::size_t frames = convai::Audio::build_wav(convai::Pcm::f32(std::vector<float>(480), 1, 48000)).value().frames();
    const auto read = convai::Audio::read_wav(std::vector<std::uint8_t>(44));
    const auto session = conversation.session_id();
    const auto loaded = client.conversation(convai::CharacterId("x"), *session);
    for (const convai::Voice voice : *client.voice_list()) (void)voice.name();  // the list lives as long as the loop
    const convai::Span<const float> part = convai::Span<const float>(nullptr, 0).part(0, 1);
    return failed && view && code == convai::Code::ok && reply && taken && extended && frames != 0 && read && loaded &&
           part.empty() && client.conversation(convai::CharacterId("x"), convai::SessionId(std::string("s")));
}

// Spans and the strings of a reply are views whose iterators outlive them.
#ifdef __cpp_lib_ranges
#include <ranges>
#include <span>

static_assert(std::ranges::borrowed_range<convai::Span<float>> && std::ranges::view<convai::Span<float>>);
static_assert(std::ranges::contiguous_range<convai::Span<const float>> && std::ranges::sized_range<convai::Span<float>>);
static_assert(std::ranges::borrowed_range<convai::Strings> && std::ranges::view<convai::Strings>);
static_assert(std::ranges::random_access_range<convai::Strings> && std::ranges::common_range<convai::Strings>);
static_assert(std::ranges::random_access_range<convai::Voices> && std::ranges::sized_range<const convai::Characters>);
static_assert(!std::ranges::borrowed_range<convai::Voices>);
static_assert(std::ranges::borrowed_range<convai::VoiceSearch> && std::ranges::view<convai::VoiceSearch>);
static_assert(std::ranges::forward_range<convai::VoiceSearch> && std::ranges::common_range<convai::VoiceSearch>);
static_assert(std::is_convertible_v<convai::Span<float>, std::span<const float>>);
static_assert(std::is_convertible_v<std::span<float>, convai::Span<const float>>);
static_assert(std::is_same_v<std::ranges::borrowed_iterator_t<convai::Span<float>>, float *>);
#endif
static_assert(std::is_same_v<std::iterator_traits<convai::Strings::Iterator>::value_type, std::string_view>);

// Uses of temporary objects that are safe. They must compile: the restrictions that rejected.cpp tests do not hit them.
#include <convai.hpp>

#include <string>
#include <vector>

void show(const convai::ErrorView &error);

convai::Result<convai::Character> character(const convai::Client &client);
convai::Result<convai::Character> character(const convai::Client &client) {
    const auto reply = client.get_response_text("x", "", "y");
    if (!reply) return reply.error();
    return client.character_get(reply->character_id());
}

bool every_use(const convai::Client &client, const convai::Conversation &conversation);
bool every_use(const convai::Client &client, const convai::Conversation &conversation) {
    const bool failed = client.character_get("x").error().code() == convai::Code::not_found ||
                        client.character_get("x").error().retryable() || client.character_get("x").error().http_status() > 0;
    show(client.character_get("x").error());
    const convai::Error error = client.character_get("x").error();
    const convai::ErrorView view = error;
    const convai::Code code = client.conversation("x")->interrupt();
    auto reply = client.get_response_text_async("x", "", "y")->wait_and_take();
    const convai::Response taken = *client.get_response_text("x", "", "y");
    const auto &extended = *client.character_get("x");
    const std::size_t frames = convai::Audio::build_wav(convai::Pcm::f32(std::vector<float>(480), 1, 48000)).value().frames();
    const auto read = convai::Audio::read_wav(std::vector<std::uint8_t>(44));
    const auto loaded = client.conversation("x", *conversation.session_id());
    const convai::Span<const float> part = convai::Span<const float>(nullptr, 0).part(0, 1);
    return failed && view && code == convai::Code::ok && reply && taken && extended && frames != 0 && read && loaded &&
           part.empty() && client.conversation("x", std::string("s"));
}

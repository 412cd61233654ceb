// A program that is built with the installed package in every way that the README describes.
#include <convai.hpp>

#include <cstdio>
#include <cstdlib>

int main() {
    convai::ClientOptions options;
    options.api_key = std::getenv("CONVAI_API_KEY");
    options.base_url = std::getenv("CONVAI_BASE_URL");
    const auto client = convai::Client::create(options);
    const convai::CharacterId id(std::getenv("CONVAI_CHARACTER_ID"));
    const auto reply = client->get_response_text(id, convai::new_session, "Who are you?");
    if (!reply) {
        std::fprintf(stderr, "%s\n", reply.error().message().data());
        return 1;
    }
    std::printf("library %s: %s\n", convai::version().data(), reply->text().data());
    return reply->text().empty() ? 1 : 0;
}

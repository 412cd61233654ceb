// The tiny project that is built from the installed tree in every way that the README names.
#include <convai.hpp>

#include <cstdio>
#include <cstdlib>

int main() {
    convai::ClientOptions options;
    if (const char *key = std::getenv("CONVAI_API_KEY")) options.api_key = key;
    if (const char *url = std::getenv("CONVAI_BASE_URL")) options.base_url = url;
    const auto client = convai::Client::create(options);
    const char *id = std::getenv("CONVAI_CHARACTER_ID");
    const auto answer = client->get_response_text(id ? id : "", convai::new_session, "Who are you?");
    if (!answer) {
        std::fprintf(stderr, "%s\n", answer.error().message().data());
        return 1;
    }
    std::printf("library %s: %s\n", convai::version().data(), answer->text().data());
    return answer->text().empty() ? 1 : 0;
}

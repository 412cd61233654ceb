// What the player says arrives byte for byte, and what the character says comes back so.
#include "emulator.hpp"
#include "harness.hpp"

using harness::contains;

static const char *const sayings[] = {
    "plain",
    "a&b=c+d%20e;f?g#h",
    "two\nlines\r\nand\ttabs",
    "\"quoted\" and 'quoted' and \\ back",
    "Grüße aus Köln, ¿qué tal?",
    "日本語のテキストと한국어",
    "مرحبا بالعالم",
    "emoji 👩‍🚀🏳️‍🌈 and astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "------WebKitFormBoundary7MA4YWxkTrZu0gW",
    "Content-Disposition: form-data; name=\"charID\"",
    "  spaces at both ends  ",
};

TEST(text_survives_both_encodings) {
    emulator::settings(R"({"echo":true})");
    const convai::Client client = UNWRAP(emulator::client());
    for (const char *said : sayings) {
        EXPECT_SAME(UNWRAP(client.get_response_text(emulator::pell, "", said)).text(), std::string_view(said));
        const convai::Response second =
            UNWRAP(client.get_response_text(emulator::pell, "", said, convai::Flags::multipart));
        EXPECT_SAME(second.text(), std::string_view(said));
    }
}

TEST(strings_around_the_small_buffer_survive) {
    emulator::settings(R"({"echo":true})");
    const convai::Client client = UNWRAP(emulator::client());
    for (const std::size_t length : {1u, 254u, 255u, 256u, 257u, 70000u}) {
        const std::string said(length, 'x');
        EXPECT_SAME(UNWRAP(client.get_response_text(emulator::pell, "", said)).text(), std::string_view(said));
    }
}

TEST(a_view_into_a_longer_string_ends_where_it_ends) {
    emulator::settings(R"({"echo":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const std::string_view part = std::string_view("Hello, world").substr(0, 5);
    EXPECT_SAME(UNWRAP(client.get_response_text(emulator::pell, "", part)).text(), part);
}

TEST(a_character_keeps_its_umlauts) {
    const convai::Client client = UNWRAP(emulator::client());
    convai::CharacterSpec spec;
    spec.name = "Jürgen 🎩";
    spec.voice_type = "DE MALE";
    spec.backstory = "Wohnt in 東京.\nMag \"Zitate\".";
    const convai::Character made = UNWRAP(client.character_create(spec));
    const convai::Character read = UNWRAP(client.character_get(made.id()));
    EXPECT_SAME(read.name(), spec.name);
    EXPECT_SAME(read.backstory(), spec.backstory);
}

TEST(the_key_and_the_user_agent_go_into_headers) {
    const convai::Client client =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.user_agent = "Tavern/3 (test)"; }));
    (void)UNWRAP(client.character_get(emulator::pell));
    const std::string sent = emulator::last("/character/get");
    EXPECT(contains(sent, "\"user-agent\":\"Tavern/3 (test)\""));
    EXPECT(contains(sent, "\"key_leaked\":false"));
}

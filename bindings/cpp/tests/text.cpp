// Text arrives at the service and returns from it byte for byte.
#include "support.hpp"

using support::contains;

static const char *const texts[] = {
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

TEST_CASE_FIXTURE(Emulated, "text arrives unchanged in both encodings") {
    emulator::settings(R"({"echo":true})");
    const convai::Client client = UNWRAP(emulator::client());
    for (const char *text : texts) {
        CHECK_EQ(text_of(UNWRAP(client.get_response_text(emulator::pell, convai::new_session, text))), std::string_view(text));
        const convai::Response second =
            UNWRAP(client.get_response_text(emulator::pell, convai::new_session, text, convai::Flags::multipart));
        CHECK_EQ(second.text(), std::string_view(text));
    }
}

TEST_CASE_FIXTURE(Emulated, "strings of about the size of the small buffer arrive unchanged") {
    emulator::settings(R"({"echo":true})");
    const convai::Client client = UNWRAP(emulator::client());
    for (const std::size_t length : {1u, 254u, 255u, 256u, 257u, 70000u}) {
        const std::string text(length, 'x');
        CHECK_EQ(text_of(UNWRAP(client.get_response_text(emulator::pell, convai::new_session, text))), std::string_view(text));
    }
}

TEST_CASE_FIXTURE(Emulated, "a view of part of a string sends that part only") {
    emulator::settings(R"({"echo":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const std::string_view part = std::string_view("Hello, world").substr(0, 5);
    CHECK_EQ(text_of(UNWRAP(client.get_response_text(emulator::pell, convai::new_session, part))), part);
}

TEST_CASE_FIXTURE(Emulated, "the fields of a character keep their Unicode characters") {
    const convai::Client client = UNWRAP(emulator::client());
    convai::CharacterSpec spec;
    spec.name = "Jürgen 🎩";
    spec.voice_type = "DE MALE";
    spec.backstory = "Wohnt in 東京.\nMag \"Zitate\".";
    const convai::Character made = UNWRAP(client.character_create(spec));
    const convai::Character read = UNWRAP(client.character_get(made.id()));
    CHECK_EQ(read.name(), spec.name.view());
    CHECK_EQ(read.backstory(), spec.backstory.view());
}

TEST_CASE_FIXTURE(Emulated, "the API key and the user agent are sent as headers") {
    const convai::Client client =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.user_agent = "Tavern/3 (test)"; }));
    (void)UNWRAP(client.character_get(emulator::pell));
    const std::string sent = emulator::last("/character/get");
    CHECK(contains(sent, "\"user-agent\":\"Tavern/3 (test)\""));
    CHECK(contains(sent, "\"key_leaked\":false"));
}

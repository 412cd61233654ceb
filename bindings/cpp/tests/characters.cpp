// Create, get, find, update, clone and delete, blocking and non-blocking.
#include "support.hpp"

using convai::CharacterSpec;
using support::contains;

static CharacterSpec mara() {
    CharacterSpec spec;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mara keeps the lighthouse.";
    spec.actions = "Wave, Light the lamp";
    return spec;
}

TEST_CASE_FIXTURE(Emulated, "a character is created and read") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    CHECK(!made.id().empty());
    CHECK(made.name().empty());
    const std::string sent = emulator::last("/character/create");
    CHECK(contains(sent, "\"charName\":\"Mara\""));
    CHECK(contains(sent, "\"actions\":\"Wave, Light the lamp\""));

    const convai::Character read = UNWRAP(client.character_get(made.id()));
    CHECK_EQ(read.id(), made.id());
    CHECK_EQ(read.name(), "Mara");
    CHECK_EQ(read.voice_type(), "US FEMALE 1");
    CHECK_EQ(read.backstory(), "Mara keeps the lighthouse.");
    CHECK(!read.user_id().empty());
    CHECK(!read.timestamp().empty());
    CHECK(contains(read.raw_json(), "\"character_name\""));
    CHECK(read.name().data()[read.name().size()] == '\0');
    const convai::CharacterView view = read.view();
    CHECK_EQ(view.id(), made.id());
    CHECK_EQ(view.backstory().data(), read.backstory().data());
    CHECK((!convai::CharacterView() && convai::CharacterView().name().empty() && convai::CharacterView().language_codes().empty()));
}

TEST_CASE_FIXTURE(Emulated, "a character is found by its name") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character found = UNWRAP(client.character_find("Pell the Lamplighter"));
    CHECK_EQ(found.id(), emulator::pell);
    CHECK(contains(emulator::last("/character/get"), "\"charName\":\"Pell the Lamplighter\""));
}

TEST_CASE_FIXTURE(Emulated, "an update sends only the fields that are set") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    CharacterSpec change;
    change.backstory = "Mara has left the lighthouse.";
    const convai::Outcome outcome = UNWRAP(client.character_update(made.id(), change));
    CHECK(contains(outcome.raw_json(), "SUCCESS"));
    const std::string sent = emulator::last("/character/update");
    CHECK(contains(sent, "\"backstory\":\"Mara has left the lighthouse.\""));
    CHECK(!contains(sent, "charName"));
    CHECK(!contains(sent, "languageCodes"));
    CHECK(!contains(sent, "\"action\":"));
    const convai::Character read = UNWRAP(client.character_get(made.id()));
    CHECK_EQ(read.name(), "Mara");
    CHECK_EQ(read.backstory(), "Mara has left the lighthouse.");
}

TEST_CASE_FIXTURE(Emulated, "an update sends languages and empty strings") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    const std::string_view languages[] = {"en-US", "de-DE"};
    CharacterSpec change;
    change.language_codes = languages;
    change.actions = "";
    (void)UNWRAP(client.character_update(made.id(), change));
    const std::string sent = emulator::last("/character/update");
    CHECK(contains(sent, "\"languageCodes\":[\"en-US\",\"de-DE\"]"));
    CHECK(contains(sent, "\"action\":\"\""));
    const convai::Character read = UNWRAP(client.character_get(made.id()));
    CHECK_EQ(read.language_codes().size(), 2u);
    std::string all;
    for (const std::string_view language : read.language_codes()) all.append(language).append(" ");
    CHECK_EQ(all, "en-US de-DE ");
}

TEST_CASE_FIXTURE(Emulated, "invalid language codes are refused and nothing is sent") {
    const convai::Client client = UNWRAP(emulator::client());
    std::vector<std::string_view> many(65, "en-US");
    CharacterSpec change;
    change.language_codes = many;
    CHECK_EQ(client.character_update(emulator::pell, change).error().code(), convai::Code::invalid_argument);
    const std::string_view longer[] = {"a-language-code-that-is-far-too-long-for-one"};
    change.language_codes = longer;
    CHECK_EQ(client.character_update(emulator::pell, change).error().code(), convai::Code::invalid_argument);
    const std::string_view cut[] = {std::string_view("en\0US", 5)};
    change.language_codes = cut;
    CHECK_EQ(client.character_update_async(emulator::pell, change).error().code(), convai::Code::invalid_argument);
    CHECK_EQ(emulator::count(), 0);
    many.resize(64);
    change.language_codes = many;
    const convai::Character made = UNWRAP(client.character_create(mara()));
    CHECK(client.character_update(made.id(), change));
}

TEST_CASE_FIXTURE(Emulated, "a character is cloned") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character plain = UNWRAP(client.character_clone(emulator::pell));
    CHECK(!contains(emulator::last("/user/clone_character"), "\"KB\":true"));
    const convai::Character with = UNWRAP(client.character_clone(emulator::pell, true));
    CHECK(contains(emulator::last("/user/clone_character"), "\"KB\":true"));
    CHECK(plain.id() != with.id());
    const convai::Character copy = UNWRAP(client.character_get(with.id()));
    CHECK_EQ(copy.name(), "Pell the Lamplighter");
}

TEST_CASE_FIXTURE(Emulated, "a character is deleted") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    const convai::Outcome outcome = UNWRAP(client.character_delete(made.id()));
    CHECK(contains(outcome.raw_json(), "SUCCESS"));
    CHECK(!client.character_get(made.id()));
}

TEST_CASE_FIXTURE(Emulated, "every character call has a non-blocking form") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(UNWRAP(client.character_create_async(mara())).wait_and_take());
    const convai::Character read = UNWRAP(UNWRAP(client.character_get_async(made.id())).wait_and_take());
    CHECK_EQ(read.name(), "Mara");
    const convai::Character found = UNWRAP(UNWRAP(client.character_find_async("Mara")).wait_and_take());
    CHECK_EQ(found.id(), made.id());
    CharacterSpec change;
    change.name = "Mara the Elder";
    const convai::Outcome updated = UNWRAP(UNWRAP(client.character_update_async(made.id(), change)).wait_and_take());
    CHECK(contains(updated.raw_json(), "SUCCESS"));
    const convai::Character copy = UNWRAP(UNWRAP(client.character_clone_async(made.id(), true)).wait_and_take());
    const convai::Character copied = UNWRAP(client.character_get(copy.id()));
    CHECK_EQ(copied.name(), "Mara the Elder");
    const convai::Outcome gone = UNWRAP(UNWRAP(client.character_delete_async(made.id())).wait_and_take());
    CHECK(contains(gone.raw_json(), "SUCCESS"));
    CHECK(!client.character_get(made.id()));
}

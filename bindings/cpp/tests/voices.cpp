// The voices and languages of the service, and the characters of the account.
#include "support.hpp"

#include <convai/future.hpp>

#include <algorithm>
#include <thread>

using convai::Client;
using convai::Code;
using convai::Voice;
using convai::Voices;
using support::contains;

TEST_CASE_FIXTURE(Emulated, "voices are listed and searched") {
    const Client client = UNWRAP(emulator::client());
    const Voices voices = UNWRAP(client.voice_list());
    CHECK(voices.size() > 10);
    if (voices.size() <= 10) return;
    CHECK(!voices.empty());
    const auto found = std::find_if(voices.begin(), voices.end(), [](Voice voice) { return voice.value() == "US FEMALE 1"; });
    CHECK(found != voices.end());
    if (found == voices.end()) return;
    CHECK_EQ(found->gender(), "FEMALE");
    CHECK(!found->name().empty());
    CHECK(!found->section().empty());
    CHECK(contains(found->sample_url(), "http"));
    CHECK_EQ(found->language_codes()[0], "en-US");
    CHECK_EQ(found->environments()[0], "PRODUCTION");
    CHECK(contains(voices.raw_json(), "US FEMALE 1"));
    CHECK_EQ(voices.all().size(), voices.size());
    CHECK_EQ(voices[0].value(), voices.begin()->value());

    const std::size_t english = voices.in_language("en").count();
    CHECK(english > 0);
    CHECK(english < voices.size());
    CHECK_EQ(voices.in_language("EN").count(), english);
    CHECK(voices.in_language("en-us").count() <= english);
    CHECK_EQ(voices.in_language("e").count(), 0u);
    CHECK(voices.in_language("en-US-x").empty());
    std::size_t both = 0;
    for (const Voice voice : voices.in_language("en").with_gender("female")) {
        CHECK_EQ(voice.gender(), "FEMALE");
        CHECK(voice.speaks("en"));
        ++both;
    }
    CHECK(both > 0);
    CHECK_EQ(voices.with_gender("FEMALE").in_language("en").count(), both);
    CHECK_EQ(voices.with_gender("FEMALE").count() + voices.with_gender("MALE").count(), voices.size());
    CHECK_EQ(voices.in_language("").count(), voices.size());
    const auto search = voices.in_language("en-US");
    auto at = search.begin();
    CHECK_EQ(at->value(), (*at).value());
    const auto before = at++;
    CHECK(before != at);
}

TEST_CASE_FIXTURE(Emulated, "a list of 180 KB is complete") {
    emulator::settings(R"({"voice_count":600})");
    const Client client = UNWRAP(emulator::client());
    const Voices voices = UNWRAP(UNWRAP(client.voice_list_async()).wait_and_take());
    CHECK_EQ(voices.size(), 600u);
    CHECK(voices.raw_json().size() > 150000);
}

TEST_CASE_FIXTURE(Emulated, "languages are listed") {
    const Client client = UNWRAP(emulator::client());
    const convai::Languages languages = UNWRAP(client.language_list());
    CHECK(languages.size() > 10);
    const auto english = std::find_if(languages.begin(), languages.end(), [](convai::Language one) { return one.code() == "en-US"; });
    CHECK(english != languages.end());
    if (english == languages.end()) return;
    CHECK(contains(english->name(), "English"));
    const convai::Languages again = UNWRAP(UNWRAP(client.language_list_async()).wait_and_take());
    CHECK_EQ(again.size(), languages.size());
    CHECK_EQ(again.raw_json(), languages.raw_json());
}

TEST_CASE_FIXTURE(Emulated, "the characters of the account are listed") {
    const Client client = UNWRAP(emulator::client());
    convai::CharacterSpec spec;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mara keeps the lighthouse.";
    const convai::Character made = UNWRAP(client.character_create(spec));
    const convai::Characters characters = UNWRAP(client.character_list());
    const auto mara = std::find_if(characters.begin(), characters.end(), [&](convai::CharacterView one) { return one.id() == made.id(); });
    CHECK(mara != characters.end());
    if (mara == characters.end()) return;
    CHECK_EQ(mara->name(), "Mara");
    CHECK_EQ(mara->voice_type(), "US FEMALE 1");
    CHECK((mara->raw_json().empty() && mara->backstory().empty()));
    CHECK(contains(characters.raw_json(), "\"Mara\""));
    CHECK(contains(characters.raw_json(), "\"characters\""));
    (void)UNWRAP(client.character_delete(made.id()));
    const convai::Characters fewer = UNWRAP(UNWRAP(client.character_list_async()).wait_and_take());
    CHECK_EQ(fewer.size() + 1, characters.size());
}

TEST_CASE_FIXTURE(Emulated, "a voice or a language that is not in a known list is refused, and nothing is sent") {
    const Client client = UNWRAP(emulator::client());
    const Voices voices = UNWRAP(client.voice_list());
    const convai::Languages languages = UNWRAP(client.language_list());
    const long before = emulator::count();
    convai::CharacterSpec spec;
    spec.name = "Mara";
    spec.backstory = "Mara keeps the lighthouse.";
    spec.voice_type = "US FEMALE 11";
    spec.known_voices = &voices;
    const auto refused = client.character_create(spec);
    CHECK_EQ(refused.error().code(), Code::invalid_argument);
    CHECK_EQ(refused.error().argument(), "spec.voice_type");
    CHECK(contains(refused.error().message(), "US FEMALE 1"));
    CHECK_EQ(client.character_create_async(spec).error().code(), Code::invalid_argument);
    const std::string_view codes[] = {"en-US", "xx-YY"};
    convai::CharacterSpec change;
    change.language_codes = codes;
    change.known_languages = &languages;
    const auto changed = client.character_update(emulator::pell, change);
    CHECK_EQ(changed.error().argument(), "spec.language_codes[1]");
    const Voices moved_from;
    change.known_voices = &moved_from;
    const auto empty = client.character_update(emulator::pell, change);
    CHECK_EQ(empty.error().code(), Code::bad_handle);
    CHECK_EQ(empty.error().argument(), "spec.known_voices");
    CHECK_EQ(emulator::count(), before);
    spec.voice_type = "US FEMALE 1";
    CHECK(client.character_create(spec));
}

TEST_CASE_FIXTURE(Emulated, "a failed list is empty and has its error") {
    const Client client = UNWRAP(emulator::client());
    emulator::fault(R"({"status":500})");
    const auto voices = client.voice_list();
    CHECK_EQ(voices.error().code(), Code::server);
    CHECK(voices->empty());
    CHECK(voices->begin() == voices->end());
    CHECK(voices->in_language("en").empty());
    const Voices none;
    CHECK((none.size() == 0 && none.raw_json().empty() && none.with_gender("MALE").empty()));
    CHECK((Voice().name().empty() && Voice().language_codes().empty() && !Voice()));
    CHECK_EQ(Client().language_list().error().code(), Code::bad_handle);
}

TEST_CASE_FIXTURE(Emulated, "lists are delivered as futures") {
    const Client client = UNWRAP(emulator::client());
    convai::Futures futures;
    std::thread drain([&] { futures.run(client); });
    auto voices = futures.add(client.voice_list_async());
    auto languages = futures.add(client.language_list_async());
    auto characters = futures.add(client.character_list_async());
    const auto listed = voices.get();
    CHECK(listed->size() > 10);
    CHECK(languages.get());
    CHECK(characters.get());
    CHECK_EQ(client.close(convai::milliseconds(20000)), Code::ok);
    drain.join();
}

// Chat history, usage, generated texts and speech, the narrative design, and requests to any path.
#include "support.hpp"

#include <convai/future.hpp>

using convai::Client;
using convai::Code;
using convai::SessionId;
using support::contains;

/// Says something, and returns the session.
static std::string talked(const Client &client, std::string_view text) {
    return session_of(UNWRAP(client.get_response_text(emulator::pell, convai::new_session, text)));
}

TEST_CASE_FIXTURE(Emulated, "the history of a character is listed, read and deleted") {
    const Client client = UNWRAP(emulator::client());
    const std::string first = talked(client, "Good evening"), second = talked(client, "Hello again");
    const convai::Chats chats = UNWRAP(client.chat_list(emulator::pell));
    CHECK_EQ(chats.size(), 2u);
    if (chats.size() != 2u) return;
    CHECK(!chats[0].date().empty());
    CHECK(!chats[0].time().empty());
    CHECK(!chats[0].is_in_memory(true));
    CHECK_EQ(UNWRAP(client.chat_list(emulator::pell, 1)).size(), 1u);
    CHECK(contains(emulator::last("/character/chatHistory/list"), "\"limit\":\"1\""));

    const convai::Chat chat = UNWRAP(client.chat_get(emulator::pell, SessionId(first)));
    CHECK_EQ(chat.size(), 2u);
    if (chat.size() != 2u) return;
    CHECK_EQ(chat[0].text(), "Good evening");
    CHECK_EQ(chat[0].speaker(), "User");
    CHECK_EQ(chat[1].speaker(), "Character");
    CHECK(!chat[1].timestamp().empty());
    CHECK(!chat[1].is_trigger());
    CHECK((convai::ChatMessage().is_trigger(true) && convai::ChatSummary().is_in_memory(true)));

    const SessionId gone[] = {SessionId(first), SessionId(second)};
    CHECK_EQ(UNWRAP(client.chat_delete(emulator::pell, gone)).http_status(), 200);
    CHECK(UNWRAP(client.chat_list(emulator::pell)).empty());
}

TEST_CASE_FIXTURE(Emulated, "every call about the history has a non-blocking form") {
    const Client client = UNWRAP(emulator::client());
    const std::string session = talked(client, "Good evening");
    CHECK_EQ(UNWRAP(UNWRAP(client.chat_list_async(emulator::pell)).wait_and_take()).size(), 1u);
    CHECK_EQ(UNWRAP(UNWRAP(client.chat_get_async(emulator::pell, SessionId(session))).wait_and_take()).size(), 2u);
    const SessionId gone[] = {SessionId(session)};
    CHECK(UNWRAP(UNWRAP(client.chat_delete_async(emulator::pell, gone)).wait_and_take()));
}

TEST_CASE_FIXTURE(Emulated, "invalid ids of sessions are refused, and nothing is sent") {
    const Client client = UNWRAP(emulator::client());
    const SessionId cut[] = {SessionId("a"), SessionId(std::string_view("b\0c", 3))};
    const auto refused = client.chat_delete(emulator::pell, cut);
    CHECK_EQ(refused.error().code(), Code::invalid_argument);
    CHECK_EQ(refused.error().argument(), "session_ids[1]");
    CHECK_EQ(client.chat_delete_async(emulator::pell, {}).error().group(), convai::Group::caller);
    const auto unnamed = client.chat_get(emulator::pell, convai::new_session);
    CHECK_EQ(unnamed.error().argument(), "session_id");
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "the usage of the account is read") {
    const Client client = UNWRAP(emulator::client());
    const auto interactions = [](const convai::Usage &usage) {
        for (const convai::UsageMetric metric : usage.metrics()) {
            if (metric.id() == "interactions") return metric.used();
        }
        return -2.0;
    };
    const convai::Usage before = UNWRAP(client.usage_get());
    CHECK(!before.user_name().empty());
    CHECK(contains(before.email(), "@"));
    CHECK(!before.plan_name().empty());
    CHECK(!before.expires().empty());
    CHECK(!before.metrics().empty());
    if (before.metrics().empty()) return;
    CHECK(before.metrics()[0].limit() > 0);
    CHECK(contains(before.raw_json(), "metrics"));
    (void)talked(client, "Hello");
    const convai::Usage after = UNWRAP(UNWRAP(client.usage_get_async()).wait_and_take());
    CHECK_EQ(interactions(after), interactions(before) + 1);
    CHECK_EQ(convai::UsageMetric().used(), -1.0);
}

TEST_CASE_FIXTURE(Emulated, "texts are generated") {
    const Client client = UNWRAP(emulator::client());
    const convai::GeneratedText lines = UNWRAP(client.generate_starters(emulator::pell));
    CHECK(lines.lines().size() > 1);
    CHECK(contains(lines.text(), lines.lines()[0]));
    const std::string session = talked(client, "Hello");
    const convai::GeneratedText more =
        UNWRAP(UNWRAP(client.generate_starters_async(emulator::pell, SessionId(session))).wait_and_take());
    CHECK(!more.lines().empty());
    CHECK(contains(emulator::last("/character/generate-starter-conversation"), session));
    const convai::GeneratedText story = UNWRAP(client.generate_backstory("Mara", "She keeps the lighthouse."));
    CHECK(contains(story.text(), "You are Mara. She keeps the lighthouse."));
    const convai::GeneratedText again = UNWRAP(UNWRAP(client.generate_backstory_async("Mara", "She sings.")).wait_and_take());
    CHECK(contains(again.text(), "She sings."));
}

TEST_CASE_FIXTURE(Emulated, "a text is spoken") {
    const Client client = UNWRAP(emulator::client());
    const convai::Audio audio = UNWRAP(client.generate_speech("Mind the step.", "US FEMALE 1"));
    CHECK(audio.frames() > 1000);
    CHECK_EQ(audio.pcm().size(), audio.frames() * audio.channels());
    CHECK_EQ(audio.audio_form(), convai::AudioForm::wav);
    convai::Futures futures;
    auto later = futures.add(client.generate_speech_async("Mind the step.", "US FEMALE 1"));
    while (!futures.complete(client.next(convai::forever))) continue;
    const auto again = later.get();
    CHECK_EQ(again->frames(), audio.frames());
    const auto silent = client.generate_speech("", "US FEMALE 1");
    CHECK_EQ(silent.error().argument(), "transcript");
}

/// Sends a request and returns the reply as text.
static std::string call(const Client &client, std::string_view path, std::string_view json) {
    convai::Request request;
    request.path = path;
    request.json = json;
    const convai::Outcome reply = UNWRAP(client.call(request));
    return std::string(reply.raw_json());
}

TEST_CASE_FIXTURE(Emulated, "the narrative of a character is read") {
    const Client client = UNWRAP(emulator::client());
    convai::CharacterSpec spec;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mara keeps the lighthouse.";
    const convai::Character mara = UNWRAP(client.character_create(spec));
    const std::string id(mara.id().view());
    const auto with_id = [&](std::string_view rest) { return R"({"character_id":")" + id + R"(",)" + std::string(rest) + "}"; };
    CHECK(UNWRAP(client.section_list(mara.id())).empty());
    call(client, "/character/toggle-is-narrative-driven", with_id(R"("is_narrative_driven":true)"));
    call(client, "/character/narrative/create-section", with_id(R"("section_name":"Dusk","objective":"Light the lamps.")"));
    call(client, "/character/narrative/create-trigger", with_id(R"("trigger_name":"storm","trigger_message":"A storm comes.")"));

    const convai::NarrativeSections sections = UNWRAP(client.section_list(mara.id()));
    CHECK_EQ(sections.size(), 1u);
    if (sections.size() != 1u) return;
    CHECK_EQ(sections[0].name(), "Dusk");
    CHECK_EQ(sections[0].objective(), "Light the lamps.");
    CHECK(!sections[0].id().empty());
    CHECK(sections[0].decisions().empty());
    emulator::fault(R"({"status":200,"json":[{"section_id":"s","decisions":[{"criteria":"It is dark.","next_section_id":"n"}]}]})");
    const convai::NarrativeSections decided = UNWRAP(client.section_list(mara.id()));
    CHECK_EQ(decided.size(), 1u);
    for (const convai::NarrativeSection section : decided) {
        CHECK_EQ(section.decisions().size(), 1u);
        CHECK_EQ(section.decisions()[0].criteria(), "It is dark.");
        CHECK_EQ(section.decisions().begin()->next_section_id(), "n");
    }
    CHECK((convai::NarrativeDecision().criteria().empty() && convai::NarrativeSection().decisions().empty()));
    CHECK_EQ(UNWRAP(UNWRAP(client.section_list_async(mara.id())).wait_and_take()).size(), 1u);

    const std::string session = session_of(UNWRAP(client.get_response_text(mara.id(), convai::new_session, "Hello")));
    const convai::NarrativeSections current = UNWRAP(client.section_current(mara.id(), SessionId(session)));
    CHECK_EQ(current.size(), 1u);
    if (current.size() != 1u) return;
    CHECK_EQ(current[0].id(), sections[0].id());
    CHECK_EQ(UNWRAP(UNWRAP(client.section_current_async(mara.id(), SessionId(session))).wait_and_take()).size(), 1u);

    const convai::NarrativeTriggers triggers = UNWRAP(client.trigger_list(mara.id()));
    CHECK_EQ(triggers.size(), 1u);
    if (triggers.size() != 1u) return;
    CHECK_EQ(triggers[0].name(), "storm");
    CHECK_EQ(triggers[0].message(), "A storm comes.");
    CHECK(!triggers[0].id().empty());
    CHECK(triggers[0].destination_section_id().empty());
    CHECK_EQ(UNWRAP(UNWRAP(client.trigger_list_async(mara.id())).wait_and_take()).size(), 1u);
}

TEST_CASE_FIXTURE(Emulated, "any path can be called, with JSON, a form, a file or no body") {
    const Client client = UNWRAP(emulator::client());
    convai::Request request;
    request.path = "/character/get";
    const std::string json = R"({"charID":")" + std::string(emulator::pell.view()) + "\"}";
    request.json = json;
    const convai::Outcome character = UNWRAP(client.call(request));
    CHECK_EQ(character.http_status(), 200);
    CHECK(contains(character.content_type(), "json"));
    CHECK(contains(character.raw_json(), "Pell the Lamplighter"));
    CHECK_EQ(character.body().size(), character.raw_json().size());

    convai::Request list;
    list.method = "GET";
    list.path = "/tts/get_available_languages";
    const convai::Outcome languages = UNWRAP(client.call(list));
    CHECK(contains(languages.raw_json(), "en-US"));

    const convai::Field texts[] = {{"charID", emulator::pell.view(), {}, {}, {}}, {"sessionID", "-1", {}, {}, {}},
                                   {"userText", "Söhne & Töchter", {}, {}, {}}, {"voiceResponse", "False", {}, {}, {}}};
    convai::Request form;
    form.path = "/character/getResponse";
    form.fields = texts;
    const convai::Outcome said = UNWRAP(UNWRAP(client.call_async(form)).wait_and_take());
    CHECK(contains(said.raw_json(), "\"text\""));
    CHECK(contains(emulator::last("/character/getResponse"), "urlencoded"));
    form.multipart = true;
    CHECK(client.call(form));
    CHECK(contains(emulator::last("/character/getResponse"), "multipart"));

    const std::vector<std::int16_t> silence(16000);
    const convai::Audio wav = UNWRAP(convai::Audio::build_wav(convai::Pcm::s16(silence, 1, 16000)));
    const convai::Field files[] = {texts[0], texts[1], texts[3], {"file", {}, wav.wav(), "audio.wav", "audio/wav"}};
    form.multipart = false;
    form.fields = files;
    CHECK(client.call(form));
    CHECK(contains(emulator::last("/character/getResponse"), "\"frames\":16000"));
}

TEST_CASE_FIXTURE(Emulated, "an invalid request is refused, and nothing is sent") {
    const Client client = UNWRAP(emulator::client());
    const auto refused = [&](const convai::Request &request, std::string_view argument) {
        const auto result = client.call(request);
        CHECK_EQ(result.error().group(), convai::Group::caller);
        CHECK_EQ(result.error().argument(), argument);
        const auto not_started = client.call_async(request);
        CHECK_EQ(not_started.error().argument(), argument);
    };
    refused({}, "request.path");
    refused({{}, "https://example.com/x", {}, {}, false}, "request.path");
    refused({{}, "/a/../b", {}, {}, false}, "request.path");
    refused({{}, std::string_view("/a\0b", 4), {}, {}, false}, "request.path");
    refused({"BREW", "/a", {}, {}, false}, "request.method");
    refused({{}, "/a", "{", {}, false}, "request.json");
    const convai::Field unnamed[] = {{"", "x", {}, {}, {}}};
    refused({{}, "/a", {}, unnamed, false}, "request.fields[0].name");
    CHECK_EQ(emulator::count(), 0);
    const auto missing = client.call({{}, "/no/such/path", {}, {}, false});
    CHECK_EQ(missing.error().group(), convai::Group::service);
    CHECK_EQ(missing.error().http_status(), 404);
}

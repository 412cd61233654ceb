// Characters that act: scenes of conversations and of turns, and the actions of replies.
#include "support.hpp"

#include "tone.hpp"

#include <convai/future.hpp>

using convai::Client;
using convai::Code;
using convai::Conversation;
using convai::Flags;
using convai::Scene;
using convai::SceneItem;
using support::contains;

static const char *const turn_path = "/character/getResponse";

/// A scene with everything in it.
struct Bar {
    std::string_view actions[3] = {"Jump", "Wave", "Serve"};
    SceneItem objects[2] = {{"Mojito", "a glass with mint"}, {"Chair#1", {}}};
    SceneItem characters[1] = {{"Mara", "keeps the lighthouse"}};
    Scene scene{};
    Bar() {
        scene.actions = actions;
        scene.objects = objects;
        scene.characters = characters;
    }
    Bar(const Bar &) = delete;
    Bar &operator=(const Bar &) = delete;
};

template <typename Reply>
static std::string actions_of(const Reply &reply) {
    std::string all;
    for (const std::string_view action : reply.actions()) all.append(action).append(";");
    return all;
}

TEST_CASE_FIXTURE(Emulated, "a character acts in the scene of its conversation") {
    const Client client = UNWRAP(emulator::client());
    const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const Bar bar;
    CHECK(conversation.set_scene(bar.scene));
    const convai::Response first = UNWRAP(conversation.say("Jump, and then serve a mojito."));
    CHECK_EQ(actions_of(first), "Jump;Serve Mojito;");
    CHECK_EQ(first.actions()[1], "Serve Mojito");
    CHECK(contains(first.action_sequence(), "Jump\n"));
    CHECK(first.tag().empty());
    const std::string sent = emulator::last(turn_path);
    CHECK(contains(sent, "Jump"));
    CHECK(contains(sent, R"(\"name\":\"Mojito\")"));
    CHECK(contains(sent, R"(\"description\":\"a glass with mint\")"));
    CHECK(contains(sent, R"(\"bio\":\"keeps the lighthouse\")"));

    // The scene stays until it is changed.
    CHECK_EQ(actions_of(UNWRAP(conversation.say("Please wave."))), "Wave;");
    CHECK(conversation.set_scene(nullptr));
    const convai::Response last = UNWRAP(conversation.say("Please wave."));
    CHECK(last.actions().empty());
    CHECK(last.action_sequence().empty());
    CHECK(!contains(emulator::last(turn_path), "actions"));
}

TEST_CASE_FIXTURE(Emulated, "the scene of a turn replaces that of its conversation") {
    const Client client = UNWRAP(emulator::client());
    const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const Bar bar;
    CHECK(conversation.set_scene(bar.scene));
    const std::string_view actions[] = {"Bow"};
    Scene scene;
    scene.actions = actions;
    convai::CallOptions options;
    options.scene = &scene;
    CHECK_EQ(actions_of(UNWRAP(conversation.say("Bow and wave.", Flags::text, options))), "Bow;");
    CHECK(!contains(emulator::last(turn_path), "Mojito"));
    CHECK_EQ(actions_of(UNWRAP(conversation.say("Bow and wave."))), "Wave;");
}

TEST_CASE_FIXTURE(Emulated, "every kind of turn has a scene") {
    const Client client = UNWRAP(emulator::client());
    const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const Bar bar;
    convai::CallOptions options;
    options.scene = &bar.scene;
    const std::vector<std::int16_t> samples = tone::s16(1600);
    const convai::Pcm pcm = convai::Pcm::s16(samples, 1, 16000);
    const convai::Audio file = UNWRAP(convai::Audio::build_wav(pcm));
    convai::UtteranceOptions collected;
    collected.sample_rate = 16000;
    const convai::Utterance utterance = UNWRAP(convai::Utterance::create(collected));
    const auto check_sent = [](auto &&turn) {
        CHECK(turn);
        CHECK(contains(emulator::last(turn_path), "Serve"));
    };
    const auto check_ended = [&](auto &&started) { check_sent(UNWRAP(std::move(started)).wait_and_take()); };
    check_sent(client.get_response_text(emulator::pell, convai::new_session, "Wave", Flags::text, options));
    check_sent(client.get_response_pcm(emulator::pell, convai::new_session, pcm, Flags::text, options));
    check_sent(client.get_response_wav(emulator::pell, convai::new_session, file.wav(), Flags::text, options));
    check_ended(client.get_response_text_async(emulator::pell, convai::new_session, "Wave", Flags::text, options));
    check_ended(client.get_response_pcm_async(emulator::pell, convai::new_session, pcm, Flags::text, options));
    check_ended(client.get_response_wav_async(emulator::pell, convai::new_session, file.wav(), Flags::text, options));
    check_sent(conversation.say_pcm(pcm, Flags::text, options));
    check_sent(conversation.say_wav(file.wav(), Flags::text, options));
    CHECK_EQ(utterance.push(samples), Code::ok);
    check_sent(conversation.say_utterance(utterance, Flags::text, options));
    check_ended(conversation.say_async("Wave", Flags::text, options));
    check_ended(conversation.say_pcm_async(pcm, Flags::text, options));
    check_ended(conversation.say_wav_async(file.wav(), Flags::text, options));
    CHECK_EQ(utterance.push(samples), Code::ok);
    check_ended(conversation.say_utterance_async(utterance, Flags::text, options));
    // A call that is no turn ignores the scene.
    CHECK(client.character_get(emulator::pell, options));
}

TEST_CASE_FIXTURE(Emulated, "the pieces of a reply have its actions") {
    const Client client = UNWRAP(emulator::client());
    const Bar bar;
    convai::CallOptions options;
    options.scene = &bar.scene;
    const auto turn = UNWRAP(
        client.get_response_text_async(emulator::pell, convai::new_session, "Wave and jump!", Flags::stream, options));
    std::string in_pieces;
    for (const convai::Piece &piece : turn.pieces()) in_pieces += actions_of(piece);
    const convai::Response whole = UNWRAP(turn.take());
    CHECK_EQ(actions_of(whole), "Wave;Jump;");
    CHECK_EQ(in_pieces, "Wave;Jump;");
}

TEST_CASE_FIXTURE(Emulated, "a classification has a tag, and further fields are sent as they are") {
    const Client client = UNWRAP(emulator::client());
    const std::string_view labels[] = {"greeting", "question"};
    const convai::Field fields[] = {{"speaker", "Mara & Söhne", {}, {}, {}}};
    Scene scene;
    scene.classification = "True";
    scene.class_labels = labels;
    scene.fields = fields;
    convai::CallOptions options;
    options.scene = &scene;
    const convai::Response reply =
        UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Is that a question?", Flags::text, options));
    CHECK_EQ(reply.tag(), "question");
    const std::string sent = emulator::last(turn_path);
    CHECK(contains(sent, R"("classification":"True")"));
    CHECK(contains(sent, "Mara & Söhne"));
}

TEST_CASE_FIXTURE(Emulated, "an invalid scene is refused, and nothing is sent") {
    const Client client = UNWRAP(emulator::client());
    const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const auto refused = [&](const Scene &scene, std::string_view argument, Code code = Code::invalid_argument) {
        const auto result = conversation.set_scene(scene);
        CHECK_EQ(result.error().code(), code);
        CHECK_EQ(result.error().argument(), argument);
        convai::CallOptions options;
        options.scene = &scene;
        const convai::Error error = conversation.say("Hello", Flags::text, options).error();
        CHECK_EQ(error.code(), code);
        CHECK_EQ(error.argument(), std::string("options.").append(argument));
        CHECK_EQ(conversation.say_async("Hello", Flags::text, options).error().code(), code);
        CHECK_EQ(client.get_response_text(emulator::pell, convai::new_session, "Hello", Flags::text, options).error().code(), code);
    };
    const std::string_view separated[] = {"Wave", "Jump; and run"};
    refused({separated, {}, {}, {}, {}, {}}, "scene.actions[1]");
    const std::string_view twice[] = {"Wave", "Jump", "Wave"};
    refused({twice, {}, {}, {}, {}, {}}, "scene.actions[2]");
    const SceneItem unnamed[] = {{"Lamp", {}}, {"Chair", {}}, {"", "a table"}};
    refused({{}, unnamed, {}, {}, {}, {}}, "scene.objects[2].name");
    const SceneItem missing[] = {{{}, "a table"}};
    refused({{}, {}, missing, {}, {}, {}}, "scene.characters[0].name", Code::null_pointer);
    const SceneItem broken[] = {{"Lamp", "\xff"}};
    refused({{}, broken, {}, {}, {}, {}}, "scene.objects[0].description", Code::invalid_utf8);
    // A NUL character would truncate a string for C: the wrapper finds it.
    const SceneItem cut[] = {{"Lamp", {}}, {std::string_view("Cha\0ir", 6), {}}};
    refused({{}, cut, {}, {}, {}, {}}, "scene.objects[1].name");
    const std::string_view cut_action[] = {std::string_view("\0", 1)};
    refused({cut_action, {}, {}, {}, {}, {}}, "scene.actions[0]");
    refused({{}, {}, {}, std::string_view("T\0", 2), {}, {}}, "scene.classification");
    std::vector<convai::Field> fields(12);
    for (convai::Field &field : fields) field.name = field.value = "x";
    fields[11].value = std::string_view("a\0b", 3);
    refused({{}, {}, {}, {}, {}, fields}, "scene.fields[11].value");
    const convai::Field own[] = {{"charID", "x", {}, {}, {}}};
    refused({{}, {}, {}, {}, {}, own}, "scene.fields[0].name");
    const std::uint8_t bytes[] = {1, 2};
    convai::Field file[1];
    file[0].name = "file";
    file[0].file = bytes;
    file[0].file_name = "notes.txt";
    file[0].content_type = "text/plain";
    refused({{}, {}, {}, {}, {}, file}, "scene.fields[0].file");
    CHECK_EQ(emulator::count(), 0);
    CHECK_EQ(Conversation().set_scene({}).error().code(), Code::bad_handle);
    CHECK_EQ(Conversation().set_scene(nullptr).error().code(), Code::bad_handle);
    // The conversation keeps the scene that it had.
    const Bar bar;
    CHECK(conversation.set_scene(bar.scene));
    CHECK(!conversation.set_scene({twice, {}, {}, {}, {}, {}}));
    CHECK_EQ(actions_of(UNWRAP(conversation.say("Wave!"))), "Wave;");
}

TEST_CASE_FIXTURE(Emulated, "a scene may be large, and may be destroyed after the call") {
    const Client client = UNWRAP(emulator::client());
    const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    {
        std::vector<std::string> names;
        std::vector<SceneItem> objects;
        for (int index = 0; index < 500; ++index) names.push_back("Chair#" + std::to_string(index));
        for (const std::string &name : names) objects.push_back({name, "a chair"});
        const std::string_view actions[] = {"Break"};
        Scene scene;
        scene.actions = actions;
        scene.objects = objects;
        CHECK(conversation.set_scene(scene));
    }
    CHECK_EQ(actions_of(UNWRAP(conversation.say("Break chair 499."))), "Break Chair#499;");
}

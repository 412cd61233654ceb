// Coroutines that wait for operations. run.sh compiles this program as C++20.
#include "support.hpp"

#include <convai/chrono.hpp>
#include <convai/coroutine.hpp>

using convai::Client;
using convai::Code;
using convai::Coroutines;
using convai::Task;

using namespace std::chrono_literals;

static Task converse(Coroutines &coroutines, const convai::Conversation &conversation, std::vector<std::string> &replies) {
    for (const char *line : {"Hello", "Who are you?", "Goodbye"}) {
        const auto reply = co_await coroutines.finish(conversation.say_async(line));
        CHECK(reply);
        replies.push_back(std::string(reply->text()));
    }
}

static Task code_of(Coroutines &coroutines, convai::Result<convai::Operation<convai::Character>> started, Code &code) {
    const auto character = co_await coroutines.finish(std::move(started));
    code = character.error().code();
}

TEST_CASE_FIXTURE(Emulated, "coroutines wait for operations in a game loop") {
    const Client client = UNWRAP(emulator::client());
    Coroutines coroutines;
    constexpr std::size_t count = 5;
    std::vector<convai::Conversation> conversations;
    std::vector<std::string> replies[count];
    std::vector<Task> tasks;
    for (std::size_t index = 0; index < count; ++index) {
        conversations.push_back(UNWRAP(client.conversation(emulator::pell)));
    }
    for (std::size_t index = 0; index < count; ++index) {
        tasks.push_back(converse(coroutines, conversations[index], replies[index]));
    }
    CHECK(coroutines.waiting());
    while (coroutines.waiting()) CHECK(!coroutines.next(client, 20s));
    for (std::size_t index = 0; index < count; ++index) {
        CHECK(tasks[index].done());
        CHECK_EQ(replies[index].size(), 3u);
    }
    CHECK_EQ(emulator::count(), 15);
}

TEST_CASE_FIXTURE(Emulated, "events of other operations are returned to the game loop") {
    const Client client = UNWRAP(emulator::client());
    Coroutines coroutines;
    Code code = Code::pending;
    const Task task = code_of(coroutines, client.character_get_async(emulator::pell), code);
    const auto other = UNWRAP(client.character_get_async(emulator::pell));
    bool seen = false;
    while (!seen || !task.done()) {
        const convai::Event event = coroutines.next(client, 20s);
        if (event) {
            CHECK(event.is(other));
            seen = true;
        } else {
            CHECK_EQ(event.code(), Code::pending);
        }
    }
    CHECK_EQ(code, Code::ok);
}

TEST_CASE_FIXTURE(Emulated, "a coroutine does not wait for what has finished or was not started") {
    const Client client = UNWRAP(emulator::client());
    Coroutines coroutines;
    Code code = Code::pending;
    Task task = code_of(coroutines, client.character_get_async(convai::CharacterId("")), code);
    CHECK((task.done() && code == Code::invalid_argument));
    auto started = client.character_get_async(emulator::pell);
    CHECK(client.next(20s));
    task = code_of(coroutines, std::move(started), code);
    CHECK((task.done() && code == Code::ok));
    CHECK(Task().done());
}

TEST_CASE_FIXTURE(Emulated, "destroying a coroutine cancels its operation") {
    emulator::fault(R"({"hang":true,"count":0})");
    const Client client = UNWRAP(emulator::client());
    Coroutines coroutines;
    Code first = Code::pending, second = Code::pending, third = Code::pending;
    Task destroyed = code_of(coroutines, client.character_get_async(emulator::pell), first);
    const Task kept = code_of(coroutines, client.character_get_async(emulator::pell), second);
    {
        Coroutines ends;
        destroyed = code_of(ends, client.character_get_async(emulator::pell), third);
    }
    CHECK_EQ(convai::live_objects(), 3u);  // the client and two operations
    destroyed = Task();
    CHECK_EQ(convai::live_objects(), 2u);
    CHECK_EQ(client.close(20s), Code::ok);
    while (!kept.done()) (void)coroutines.next(client);
    CHECK_EQ(second, Code::cancelled);
    CHECK((first == Code::pending && third == Code::pending && !coroutines.waiting()));
}

TEST_CASE_FIXTURE(Emulated, "only the end of an operation resumes its coroutine") {
    emulator::fault(R"({"hang":true,"path":"/character/get"})");
    const Client client = UNWRAP(emulator::client());
    Coroutines coroutines;
    Code code = Code::pending;
    auto started = client.character_get_async(emulator::pell);
    convai_operation *const operation = started->get();
    const Task task = code_of(coroutines, std::move(started), code);
    CHECK(!coroutines.resume(event_of(operation, 77)));
    CHECK(coroutines.waiting());
    CHECK_EQ(convai_operation_cancel(operation), CONVAI_OK);
    CHECK(!coroutines.next(client, 20s));
    CHECK_EQ(code, Code::cancelled);
}

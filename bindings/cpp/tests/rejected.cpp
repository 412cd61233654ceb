// Plausible lines that are wrong. Each must not compile: headers.sh compiles every case alone, after the lines above the
// first one. A case begins with its name and a part of the message of g++ and of clang++.
#include <convai.hpp>

#include <string>
#include <vector>

[[maybe_unused]] static convai::Client client;
[[maybe_unused]] static convai::Utterance utterance;
[[maybe_unused]] static std::vector<float> samples;
[[maybe_unused]] static void show(convai::ErrorView) {}

//: a pointer and a count, as the number of samples | no matching (member )?function
convai::Code f() { return utterance.push(samples.data(), samples.size()); }

//: a playback that reads into samples of somebody else | no matching (member )?function
std::size_t f(const convai::Playback &p, convai::Span<const float> s) { return p.read(s, 2); }

//: a playback that reads a pointer and a count, as the number of samples | no matching (member )?function
std::size_t f(const convai::Playback &p) { return p.read(samples.data(), samples.size(), 2); }

//: a number without a unit as a fade | could not convert|cannot convert|no viable conversion|no matching
void f(const convai::Playback &p) { p.stop(20); }

//: a view of the error of a temporary Result | deleted
convai::ErrorView f() { convai::ErrorView e = client.character_get(convai::CharacterId("x")).error(); return e; }

//: assigning the error of a temporary Result to a view | deleted
void f(convai::ErrorView e) { e = client.character_get(convai::CharacterId("x")).error(); }

//: passing the error of a temporary Result as a view by value | deleted
void f() { show(client.character_get(convai::CharacterId("x")).error()); }

//: the message of the error of a temporary Result | deleted
std::string_view f() { return client.character_get(convai::CharacterId("x")).error().message(); }

//: the argument of a temporary Error | deleted
std::string_view f() { return client.character_get(convai::CharacterId("x")).error().argument(); }

//: the text of the reply of a temporary Result | deleted
std::string_view f() { return client.get_response_text(convai::CharacterId("x"), convai::new_session, "y")->text(); }

//: the text of a temporary Response | deleted
std::string_view f() { return (*client.get_response_text(convai::CharacterId("x"), convai::new_session, "y")).text(); }

//: the text of a moved Response | deleted
std::string_view f(convai::Response &r) { return std::move(r).text(); }

//: the samples of a temporary Response | deleted
convai::Span<const std::int16_t> f() { return client.get_response_text(convai::CharacterId("x"), convai::new_session, "y").value().pcm(); }

//: a loop over the pieces of a temporary Operation | deleted
void f(const convai::Conversation &c) { for (const convai::Piece &p : c.say_async("x").value().pieces()) (void)p; }

//: the text of a temporary Piece | deleted
std::string_view f(const convai::AnyOperation &o) { return o.next_piece().text(); }

//: a loop over the languages of a temporary Character | deleted
void f() { for (std::string_view code : client.character_get(convai::CharacterId("x"))->language_codes()) (void)code; }

//: the bytes of a temporary Audio | deleted
convai::Span<const std::uint8_t> f() { return convai::Audio::read_wav({})->wav(); }

//: the raw JSON of a temporary Outcome | deleted
std::string_view f() { return client.character_delete(convai::CharacterId("x"))->raw_json(); }

//: the text of a temporary session id | deleted
std::string_view f(const convai::Conversation &c) { return c.session_id()->view(); }

//: the error of a const temporary Result | deleted
void f(const convai::Result<convai::Client> r) { (void)std::move(r).error(); }

//: a writable span of a temporary container | conversion|no viable
void f() { convai::Span<float> s = std::vector<float>(3); (void)s; }

//: text in place of the id of a character | could not convert|cannot convert|no viable conversion|no matching
void f() { (void)client.character_get("x"); }

//: a character id and what the player says, swapped | could not convert|cannot convert|no viable conversion|no matching
void f() { (void)client.get_response_text("Hello", convai::new_session, convai::CharacterId("x")); }

//: a session id and a character id, swapped | could not convert|cannot convert|no viable conversion|no matching
void f(convai::CharacterId c, convai::SessionId s) { (void)client.get_response_text(s, c, "Hello"); }

//: a session id and what the player says, swapped | could not convert|cannot convert|no viable conversion|no matching
void f(convai::CharacterId c, convai::SessionId s) { (void)client.get_response_text(c, "Hello", s); }

//: the ids of a conversation, swapped | could not convert|cannot convert|no viable conversion|no matching
void f(convai::CharacterId c, convai::SessionId s) { (void)client.conversation(s, c); }

//: the id of a character as the name to find | could not convert|cannot convert|no viable conversion|no matching
void f(convai::CharacterId c) { (void)client.character_find(c); }

//: an id of one kind made from the other | no matching
convai::SessionId f(convai::CharacterId c) { return convai::SessionId(c); }

//: an option that outlives its string | deleted
void f(convai::ClientOptions &o) { o.api_key = std::string("key"); }

//: a field of a character that outlives its string | deleted
void f(convai::CharacterSpec &s) { s.name = std::to_string(7); }

//: a saved session that outlives its Result | deleted
convai::SessionId f(const convai::Conversation &c) { convai::SessionId s = *c.session_id(); return s; }

//: a number without a unit as a wait | could not convert|cannot convert|no viable conversion|no matching
void f(const convai::AnyOperation &o) { o.wait(5); }

//: a number without a unit as an option | no match|no viable|conversion
void f(convai::CallOptions &o) { o.timeout = 5; }

//: a time as a number | conversion|convert
int f(convai::milliseconds time) { return time; }

//: an object of a scene that outlives its name | deleted
convai::SceneItem f() { return {std::string("Chair#") + "1", {}}; }

//: a loop over the actions of a temporary Response | deleted
void f(const convai::Conversation &c) { for (std::string_view action : c.say("x")->actions()) (void)action; }

//: the scene of a conversation, and its Result ignored | nodiscard
void f(const convai::Conversation &c, const convai::Scene &s) { c.set_scene(s); }

//: a search in a temporary list of voices | deleted
void f() { for (convai::Voice voice : client.voice_list()->in_language("en")) (void)voice; }

//: a search that outlives the text that it searches for | deleted
void f(const convai::Voices &v) { for (convai::Voice voice : v.in_language(std::string("en"))) (void)voice; }

//: an element of a temporary list | deleted
convai::Voice f() { return (*client.voice_list())[0]; }

//: an element of a list that transform destroys | would dangle
void f() { (void)client.voice_list().transform([](const convai::Voices &v) { return v[0]; }); }

//: a view of a value that transform destroys | would dangle
void f() { (void)client.character_get(convai::CharacterId("x")).transform([](const convai::Character &c) { return c.name(); }); }

//: and_then with a function that returns no Result | no type|no match|returns a Result
void f() { (void)client.character_get(convai::CharacterId("x")).and_then([](const convai::Character &) { return 1; }); }

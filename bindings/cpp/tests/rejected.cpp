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

//: a view of the error of a temporary Result | deleted
convai::ErrorView f() { convai::ErrorView e = client.character_get("x").error(); return e; }

//: assigning the error of a temporary Result to a view | deleted
void f(convai::ErrorView e) { e = client.character_get("x").error(); }

//: passing the error of a temporary Result as a view by value | deleted
void f() { show(client.character_get("x").error()); }

//: the message of the error of a temporary Result | deleted
std::string_view f() { return client.character_get("x").error().message(); }

//: the argument of a temporary Error | deleted
std::string_view f() { return client.character_get("x").error().argument(); }

//: the text of the reply of a temporary Result | deleted
std::string_view f() { return client.get_response_text("x", "", "y")->text(); }

//: the text of a temporary Response | deleted
std::string_view f() { return (*client.get_response_text("x", "", "y")).text(); }

//: the text of a moved Response | deleted
std::string_view f(convai::Response &r) { return std::move(r).text(); }

//: the samples of a temporary Response | deleted
convai::Span<const std::int16_t> f() { return client.get_response_text("x", "", "y").value().pcm(); }

//: a loop over the languages of a temporary Character | deleted
void f() { for (std::string_view code : client.character_get("x")->language_codes()) (void)code; }

//: the bytes of a temporary Audio | deleted
convai::Span<const std::uint8_t> f() { return convai::Audio::read_wav({})->wav(); }

//: the raw JSON of a temporary Outcome | deleted
std::string_view f() { return client.character_delete("x")->raw_json(); }

//: the text of a temporary session id | deleted
std::string_view f(const convai::Conversation &c) { return c.session_id()->view(); }

//: the error of a const temporary Result | deleted
void f(const convai::Result<convai::Client> r) { (void)std::move(r).error(); }

//: a writable span of a temporary container | conversion|no viable
void f() { convai::Span<float> s = std::vector<float>(3); (void)s; }

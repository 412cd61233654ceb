// convai.hpp: characters that talk, for C++17 and later. Header-only, over the C interface of convai.h.
//
// A complete program:
//
//     #include <convai.hpp>
//     #include <cstdio>
//     #include <cstdlib>
//
//     int main() {
//         convai::ClientOptions options;
//         if (const char *key = std::getenv("CONVAI_API_KEY")) options.api_key = key;
//         if (const char *url = std::getenv("CONVAI_BASE_URL")) options.base_url = url;  // not set: the real service
//         const char *id = std::getenv("CONVAI_CHARACTER_ID");
//         if (!id) return 2;
//
//         convai::Result<convai::Client> client = convai::Client::create(options);
//         if (!client) {
//             std::fprintf(stderr, "%s\n", client.error().message().data());
//             return 1;
//         }
//         auto answer = client->get_response_text(id, convai::new_session, "What is your name?");
//         if (!answer) {
//             std::fprintf(stderr, "%s\n", answer.error().message().data());
//             return 1;
//         }
//         std::printf("%s\n", answer->text().data());
//     }
//
//     c++ -std=c++17 program.cpp $(pkg-config --cflags --libs convai)
//
// Ownership. Client, Conversation, Operation, Utterance, Response, Character, Outcome, Audio and Error are move-only
// and own one object of the library each, like a unique_ptr. Nothing of a reply is copied: text(), pcm() and the rest
// are views that live until the object that gave them is destroyed or assigned to. Views of text are NUL-terminated, so
// data() can go to any C function.
//
// Moved-from and default-made objects are empty. Every function may be called on them and answers Code::bad_handle;
// their views are empty. The value() of a failed Result is such an object, or what did arrive of a reply.
//
// Errors. Whatever can fail in an interesting way returns a Result, which must be looked at; the others return a Code.
// Nothing throws, unless CONVAI_CPP_EXCEPTIONS is defined and value_or_throw() is called.
//
// Threads. Functions may be called from any thread, also several at once on one object: they are const and the library
// does the locking. Moving, assigning and destroying are not: first end what other threads wait for, with
// Client::close, Operation::cancel or Conversation::interrupt.
//
// Engines. No exceptions and no RTTI are needed, no type of the standard library crosses the library's border, there
// are no static initialisers, and all macros begin with CONVAI_.

#ifndef CONVAI_CPP_HPP
#define CONVAI_CPP_HPP

#include "convai/core.hpp"
#include "convai/result.hpp"
#include "convai/audio.hpp"
#include "convai/reply.hpp"
#include "convai/operation.hpp"
#include "convai/client.hpp"
#include "convai/conversation.hpp"

#endif  // CONVAI_CPP_HPP

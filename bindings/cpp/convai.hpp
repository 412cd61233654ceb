/// @file
/// The C++ interface of the Convai character API, for C++17 and later. Header-only, on top of convai.h.
///
/// A complete program:
///
///     #include <convai.hpp>
///     #include <cstdio>
///     #include <cstdlib>
///
///     int main() {
///         convai::ClientOptions options;
///         options.api_key = std::getenv("CONVAI_API_KEY");    // may be null
///         options.base_url = std::getenv("CONVAI_BASE_URL");  // null for the default
///         const convai::CharacterId id(std::getenv("CONVAI_CHARACTER_ID"));
///
///         convai::Result<convai::Client> client = convai::Client::create(options);
///         if (!client) {
///             std::fprintf(stderr, "%s\n", client.error().message().data());
///             return 1;
///         }
///         auto reply = client->get_response_text(id, convai::new_session, "What is your name?");
///         if (!reply) {
///             std::fprintf(stderr, "%s\n", reply.error().message().data());
///             return 1;
///         }
///         std::printf("%s\n", reply->text().data());
///     }
///
/// Compile it with `c++ -std=c++17 program.cpp $(pkg-config --cflags --libs convai)`.
///
/// **Ownership.** Client, Queue, Conversation, Operation, Utterance, Playback, Response, Piece, Character, Outcome, Audio,
/// Token, LogEntry and Error are move-only, and so are lists, such as Voices. Each owns one object of the library, like std::unique_ptr. Replies are not copied:
/// text(), pcm() and similar functions return views that are valid until the object is destroyed or assigned to. Views of
/// text are NUL-terminated: their data() can be passed to C functions.
///
/// **Empty objects.** Objects that are moved from or created by default are empty. Every function may be called on them: it
/// returns Code::bad_handle or an empty view.
///
/// **Errors.** A function that can fail returns a Result, which the compiler does not let you ignore, or a Code. Nothing
/// throws, except value_or_throw() where CONVAI_CPP_EXCEPTIONS is defined.
///
/// **Threads.** Functions may be called from any thread, also at the same time on one object. They are const, and the
/// library locks where necessary. Moving, assigning and destroying an object is not thread-safe: first end the calls of other
/// threads with Client::close, Operation::cancel or Conversation::interrupt. The library never calls back into the program.
///
/// **Engines.** The headers need neither exceptions nor RTTI. No type of the standard library crosses the boundary of the
/// library. There are no static initializers, and all macros begin with `CONVAI_`.

#ifndef CONVAI_CPP_HPP
#define CONVAI_CPP_HPP

#include "convai/core.hpp"
#include "convai/result.hpp"
#include "convai/range.hpp"
#include "convai/audio.hpp"
#include "convai/scene.hpp"
#include "convai/reply.hpp"
#include "convai/character.hpp"
#include "convai/voice.hpp"
#include "convai/token.hpp"
#include "convai/chat.hpp"
#include "convai/usage.hpp"
#include "convai/narrative.hpp"
#include "convai/request.hpp"
#include "convai/piece.hpp"
#include "convai/operation.hpp"
#include "convai/queue.hpp"
#include "convai/log.hpp"
#include "convai/client.hpp"
#include "convai/playback.hpp"
#include "convai/utterance.hpp"
#include "convai/conversation.hpp"

#endif  // CONVAI_CPP_HPP

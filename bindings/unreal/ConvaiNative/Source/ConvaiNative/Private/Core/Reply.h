// The results of the calls that are not turns, as the C interface returns them.
#pragma once

#include "Failure.h"

#include <memory>
#include <variant>

namespace convai_native {

// For each kind of result: takes it from a finished operation, and frees it.
inline void take(convai_operation *from, convai_voices *&to) { to = convai_operation_take_voices(from); }
inline void take(convai_operation *from, convai_languages *&to) { to = convai_operation_take_languages(from); }
inline void take(convai_operation *from, convai_characters *&to) { to = convai_operation_take_characters(from); }
inline void take(convai_operation *from, convai_token *&to) { to = convai_operation_take_token(from); }
inline void take(convai_operation *from, convai_chats *&to) { to = convai_operation_take_chats(from); }
inline void take(convai_operation *from, convai_chat *&to) { to = convai_operation_take_chat(from); }
inline void take(convai_operation *from, convai_usage *&to) { to = convai_operation_take_usage(from); }
inline void take(convai_operation *from, convai_generated_text *&to) { to = convai_operation_take_generated_text(from); }
inline void take(convai_operation *from, convai_audio *&to) { to = convai_operation_take_audio(from); }
inline void take(convai_operation *from, convai_sections *&to) { to = convai_operation_take_sections(from); }
inline void take(convai_operation *from, convai_triggers *&to) { to = convai_operation_take_triggers(from); }
inline void take(convai_operation *from, convai_result *&to) { to = convai_operation_take_result(from); }
inline void take(convai_operation *from, convai_response *&to) { to = convai_operation_take_response(from); }
inline void take(convai_operation *from, convai_character *&to) { to = convai_operation_take_character(from); }

inline void release(convai_voices *object) { (void)convai_voices_free(&object); }
inline void release(convai_languages *object) { (void)convai_languages_free(&object); }
inline void release(convai_characters *object) { (void)convai_characters_free(&object); }
inline void release(convai_token *object) { (void)convai_token_free(&object); }
inline void release(convai_chats *object) { (void)convai_chats_free(&object); }
inline void release(convai_chat *object) { (void)convai_chat_free(&object); }
inline void release(convai_usage *object) { (void)convai_usage_free(&object); }
inline void release(convai_generated_text *object) { (void)convai_generated_text_free(&object); }
inline void release(convai_audio *object) { (void)convai_audio_free(&object); }
inline void release(convai_sections *object) { (void)convai_sections_free(&object); }
inline void release(convai_triggers *object) { (void)convai_triggers_free(&object); }

template <typename Object>
using Shared = std::shared_ptr<const Object>;

// The result of a call, or nothing. Copies share it.
using Reply = std::variant<std::monostate, Shared<convai_voices>, Shared<convai_languages>, Shared<convai_characters>, Shared<convai_token>,
                           Shared<convai_chats>, Shared<convai_chat>, Shared<convai_usage>, Shared<convai_generated_text>, Shared<convai_audio>,
                           Shared<convai_sections>, Shared<convai_triggers>>;

}  // namespace convai_native

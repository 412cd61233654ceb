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
inline void take(convai_operation *from, convai_result *&to) { to = convai_operation_take_result(from); }
inline void take(convai_operation *from, convai_response *&to) { to = convai_operation_take_response(from); }
inline void take(convai_operation *from, convai_character *&to) { to = convai_operation_take_character(from); }

inline void release(convai_voices *object) { (void)convai_voices_free(&object); }
inline void release(convai_languages *object) { (void)convai_languages_free(&object); }
inline void release(convai_characters *object) { (void)convai_characters_free(&object); }
inline void release(convai_token *object) { (void)convai_token_free(&object); }

template <typename Object>
using Shared = std::shared_ptr<const Object>;

// The result of a call, or nothing. Copies share it.
using Reply = std::variant<std::monostate, Shared<convai_voices>, Shared<convai_languages>, Shared<convai_characters>, Shared<convai_token>>;

}  // namespace convai_native

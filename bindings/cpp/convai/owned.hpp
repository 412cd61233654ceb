/// @file
/// Part of convai.hpp: the base of every class that owns an object of the library.

#ifndef CONVAI_CPP_OWNED_HPP
#define CONVAI_CPP_OWNED_HPP

#include "core.hpp"

CONVAI_CPP_BEGIN
namespace detail {

inline void free_object(convai_client *object) noexcept { (void)convai_client_free(&object); }
inline void free_object(convai_queue *object) noexcept { (void)convai_queue_free(&object); }
inline void free_object(convai_conversation *object) noexcept { (void)convai_conversation_free(&object); }
inline void free_object(convai_operation *object) noexcept { (void)convai_operation_free(&object); }
inline void free_object(convai_utterance *object) noexcept { (void)convai_utterance_free(&object); }
inline void free_object(convai_playback *object) noexcept { (void)convai_playback_free(&object); }
inline void free_object(convai_response *object) noexcept { (void)convai_response_free(&object); }
inline void free_object(convai_piece *object) noexcept { (void)convai_piece_free(&object); }
inline void free_object(convai_character *object) noexcept { (void)convai_character_free(&object); }
inline void free_object(convai_result *object) noexcept { (void)convai_result_free(&object); }
inline void free_object(convai_audio *object) noexcept { (void)convai_audio_free(&object); }
inline void free_object(convai_characters *object) noexcept { (void)convai_characters_free(&object); }
inline void free_object(convai_voices *object) noexcept { (void)convai_voices_free(&object); }
inline void free_object(convai_languages *object) noexcept { (void)convai_languages_free(&object); }
inline void free_object(convai_token *object) noexcept { (void)convai_token_free(&object); }
inline void free_object(convai_chats *object) noexcept { (void)convai_chats_free(&object); }
inline void free_object(convai_chat *object) noexcept { (void)convai_chat_free(&object); }
inline void free_object(convai_usage *object) noexcept { (void)convai_usage_free(&object); }
inline void free_object(convai_generated_text *object) noexcept { (void)convai_generated_text_free(&object); }
inline void free_object(convai_sections *object) noexcept { (void)convai_sections_free(&object); }
inline void free_object(convai_triggers *object) noexcept { (void)convai_triggers_free(&object); }
inline void free_object(convai_log_entry *object) noexcept { (void)convai_log_entry_free(&object); }
inline void free_object(convai_error *object) noexcept { (void)convai_error_free(&object); }

}  // namespace detail

/// Owns one object of the C interface, like std::unique_ptr: the base of every move-only class here.
///
/// Objects that are moved from, released or created by default are empty. Every function may be called on an empty object
/// and returns Code::bad_handle, or an empty view.
///
/// @tparam Type  the type of the object in convai.h.
template <typename Type>
class Owned {
public:
    /// The type of the object in convai.h.
    using Object = Type;

    /// Creates an empty object.
    constexpr Owned() noexcept = default;
    /// Takes ownership of an object of the C interface.
    ///
    /// @param object  the object, or nullptr for an empty object.
    explicit Owned(Object *object) noexcept : object_(object) {}
    /// Takes the object of another owner.
    ///
    /// @param other  the other owner; empty afterwards.
    Owned(Owned &&other) noexcept : object_(other.release()) {}
    /// Frees the current object and takes that of another owner. Assigning an object to itself changes nothing.
    ///
    /// @param other  the other owner; empty afterwards.
    /// @return this object.
    Owned &operator=(Owned &&other) noexcept {
        const Owned old(std::exchange(object_, other.release()));  // its destructor frees the previous object
        return *this;
    }
    Owned(const Owned &) = delete;
    Owned &operator=(const Owned &) = delete;
    /// Frees the object.
    ~Owned() {
        if (object_) detail::free_object(object_);
    }

    /// Tells whether there is an object. @return false where this object is empty.
    [[nodiscard]] explicit operator bool() const noexcept { return object_ != nullptr; }
    /// Returns the object for calls of the C interface. @return the object, which stays owned: do not free it.
    [[nodiscard]] Object *get() const noexcept { return object_; }
    /// Gives up ownership and becomes empty. @return the object, which the caller frees with the function in convai.h.
    [[nodiscard]] Object *release() noexcept { return std::exchange(object_, nullptr); }

private:
    Object *object_ = nullptr;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_OWNED_HPP

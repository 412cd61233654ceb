//! `convai_conversation`: a character and a session.

use super::{
    client::{self, convai_client},
    error::convai_error,
    playback::{self, convai_playback},
    scene::{self, convai_scene},
    status::convai_status,
    support::{
        guard,
        handles::{self, Kind},
        text::{copy_out, optional_text, required_text},
    },
};
use crate::api::{Conversation, Error};
use std::{ffi::c_char, sync::Arc};

/// A character and a session. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_conversation {
    _opaque: [u8; 0],
}

/// The object behind the handle. Dropping it cancels the turns that have not finished.
pub(super) struct ConversationObject(Conversation);

impl ConversationObject {
    pub fn api(&self) -> &Conversation {
        &self.0
    }
}

impl Drop for ConversationObject {
    fn drop(&mut self) {
        self.0.cancel_turns();
    }
}

pub(super) fn object(conversation: *mut convai_conversation) -> Result<Arc<ConversationObject>, Error> {
    handles::get(conversation.addr(), Kind::Conversation)
}

/// Creates a conversation with a character. It sends nothing.
///
/// The first turn starts a session, or continues `session_id`; each following turn continues the session that the
/// service returned. A turn that fails leaves the session as it is. The turns are sent one after the other, in the order
/// in which they were said, also after one has failed; different conversations run in parallel.
///
/// @param client The client. It may be closed or freed before the conversation; turns then fail with CLOSED.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id A session to continue, from a saved game. `CONVAI_NEW_SESSION` or NULL starts a new one.
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return The conversation, which the caller frees with `convai_conversation_free`, or NULL on failure.
///
/// Errors: BAD_HANDLE, FORKED, NULL_POINTER, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_new(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    error: *mut *mut convai_error,
) -> *mut convai_conversation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            let client = client::object(client)?;
            let character_id = required_text(character_id, "character_id")?;
            let conversation = client.conversation(character_id, optional_text(session_id, "session_id")?)?;
            handles::insert(Arc::new(ConversationObject(conversation)), Kind::Conversation)
        })
    }
}

/// Frees a conversation and sets the caller's variable to NULL. Turns that have not finished are cancelled; their
/// operations must still be freed. What its playback has of finished turns is heard to the end.
///
/// @param conversation The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a conversation) or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_free(conversation: *mut *mut convai_conversation) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable.
        if let Some(object) = unsafe { handles::remove::<ConversationObject, _>(conversation, Kind::Conversation) }? {
            // Now, even if another thread still uses the object.
            object.api().cancel_turns();
        }
        Ok(())
    })
}

/// Cancels the running turn and all turns that wait: the player interrupts, or walks away. The session is kept. Each of
/// these turns ends with CANCELLED.
///
/// The playback of the conversation, if it has one, fades out what is heard of its turns in 10 ms, and drops their other
/// voices. A turn that has ended already, and whose response was not taken, keeps its response, with `interrupted` set, and
/// is delivered once, as always. Another playback, to which a turn was added by `convai_playback_add_operation`, plays it to
/// its end: stop it.
///
/// @param conversation The conversation.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_interrupt(conversation: *mut convai_conversation) -> convai_status {
    guard::status(|| {
        object(conversation)?.api().interrupt();
        Ok(())
    })
}

/// Sets where the voices of a conversation are heard. The reply of each turn with `CONVAI_VOICE` that is said from now on,
/// blocking or not, is added to the playback as `convai_playback_add_operation` does, in the order of the turns. With
/// `CONVAI_STREAM` it is heard while it arrives. `max_buffered_ms` does not limit these voices. Several conversations may have
/// the same playback, which plays their voices one after the other.
///
/// @param conversation The conversation.
/// @param playback The playback. NULL adds further turns to none. It may be freed before the conversation, whose turns then
/// are not heard and succeed all the same.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_set_playback(
    conversation: *mut convai_conversation,
    playback: *mut convai_playback,
) -> convai_status {
    guard::status(|| {
        let conversation = object(conversation)?;
        let playback = if playback.is_null() { None } else { Some(playback::object(playback)?) };
        conversation.api().set_playback(playback.as_ref());
        Ok(())
    })
}

/// Forgets the session: the next turn that is said starts a new one. Turns that were said before continue in the old
/// one.
///
/// @param conversation The conversation.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_reset(conversation: *mut convai_conversation) -> convai_status {
    guard::status(|| {
        object(conversation)?.api().reset();
        Ok(())
    })
}

/// Sets the line that takes the place of a missing `text` if a turn fails, such as "Sorry, I can't chat right now.".
/// The `error` is set as well. It applies to turns that end after this call. A turn that ends with CANCELLED or with a
/// 1xx code does not get it.
///
/// @param conversation The conversation.
/// @param text The line, which is copied. NULL removes it.
///
/// @return `CONVAI_OK`, INVALID_UTF8, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_set_fallback(
    conversation: *mut convai_conversation,
    text: *const c_char,
) -> convai_status {
    guard::status(|| {
        // SAFETY: NULL or NUL-terminated, as the comment above demands.
        let text = unsafe { optional_text(text, "text") }?;
        object(conversation)?.api().set_fallback(text);
        Ok(())
    })
}

/// Sets the scene of a conversation: what the character can do, and what and who is there. It is sent with each turn that is
/// said from now on, until it is set again. Turns that were said before keep the scene that they were said in, also while
/// they wait. A turn whose options have a scene is sent with that one.
///
/// @param conversation The conversation.
/// @param scene The scene, which is copied. NULL removes it.
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT, BAD_HANDLE or FORKED. After a failure the
/// conversation has the scene that it had before.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_set_scene(
    conversation: *mut convai_conversation,
    scene: *const convai_scene,
    error: *mut *mut convai_error,
) -> convai_status {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::described_status(error, || {
            let conversation = object(conversation)?;
            conversation.api().set_scene(scene::read(scene, "scene")?);
            Ok(())
        })
    }
}

/// Copies the id of the session, for a saved game: pass it to `convai_conversation_new` when the game is loaded. While
/// a turn runs, this is the id that the last finished turn returned.
///
/// @param conversation The conversation.
/// @param buffer Receives the id and a NUL; "" if there is no session yet. May be NULL if `capacity` is 0, to ask for
/// the length.
/// @param capacity The size of the buffer in bytes, NUL included. 64 is enough for the ids that the service uses today.
/// @param length Receives the length of the id in bytes, without the NUL. May be NULL.
///
/// @return `CONVAI_OK`, BUFFER_TOO_SMALL if `capacity` is not larger than the length (only `length` is written),
/// NULL_POINTER, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_session_id(
    conversation: *mut convai_conversation,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> convai_status {
    guard::status(|| {
        let session = object(conversation)?.api().session_id().unwrap_or_default();
        // SAFETY: the pointers are NULL or valid, as the comment above demands.
        unsafe { copy_out(&session, buffer, capacity, length) }
    })
}

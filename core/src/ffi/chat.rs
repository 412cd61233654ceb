//! `convai_chats`, `convai_chat`: the history of a character.

use super::{
    any_call::Deliverable,
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_CHAT, CONVAI_KIND_CHATS, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory::{self, OwnedStructs},
        text::{OwnedBytes, OwnedText},
    },
};
use crate::api::{CallResult, Chat, ChatMessage, ChatSummary, Error};
use std::ffi::c_char;

/// The value of a field for something that may be unknown.
fn flag(known: Option<bool>) -> i32 {
    known.map_or(-1, i32::from)
}

/// A session of the past, inside a `convai_chats`. A string that the service did not send is NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_chat_summary {
    /// The id of the session, which `convai_chat_get` and `convai_chat_delete` take, and with which a turn continues it.
    pub session_id: *const c_char,
    /// The length of `session_id` in bytes, without the NUL.
    pub session_id_len: usize,
    /// The day of the session in the format of the service, such as "25-09-2024" (day, month, year).
    pub date: *const c_char,
    /// The length of `date` in bytes, without the NUL.
    pub date_len: usize,
    /// The time of the session in the format of the service, such as "20:52:57".
    pub time: *const c_char,
    /// The length of `time` in bytes, without the NUL.
    pub time_len: usize,
    /// 1 if the session was added to the memory of the character, 0 if it was not, -1 if the service does not say.
    pub is_in_memory: i32,
    /// Always 0.
    pub reserved: u32,
}

#[repr(C)]
struct ChatSummaryOwner {
    view: convai_chat_summary,
    _texts: [OwnedText; 3],
}

memory::owned!(ChatSummaryOwner => convai_chat_summary);

impl ChatSummaryOwner {
    fn new(summary: ChatSummary) -> Box<Self> {
        let texts = [summary.session_id, summary.date, summary.time].map(OwnedText::new);
        let [session_id, date, time] = &texts;
        let view = convai_chat_summary {
            session_id: session_id.pointer(),
            session_id_len: session_id.len(),
            date: date.pointer(),
            date_len: date.len(),
            time: time.pointer(),
            time_len: time.len(),
            is_in_memory: flag(summary.is_in_memory),
            reserved: 0,
        };
        Box::new(Self { view, _texts: texts })
    }
}

/// The sessions of a character, or the error. Read-only; the caller owns it and frees it with `convai_chats_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_chats {
    /// NULL if the call succeeded. Freed with the list.
    pub error: *const convai_error,
    /// An array of `chat_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
    /// sessions.
    pub chats: *const *const convai_chat_summary,
    /// How many sessions there are.
    pub chat_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct ChatsOwner {
    view: convai_chats,
    _error: EmbeddedError,
    _chats: OwnedStructs<ChatSummaryOwner>,
    _raw: OwnedBytes,
}

memory::owned!(ChatsOwner => convai_chats);

impl ChatsOwner {
    fn new(result: CallResult<Vec<ChatSummary>>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let chats = OwnedStructs::new(result.value.into_iter().map(ChatSummaryOwner::new).collect());
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_chats {
            error: error.pointer(),
            chats: chats.pointer(),
            chat_count: chats.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _chats: chats, _raw: raw })
    }
}

impl Deliverable for Vec<ChatSummary> {
    type Owner = ChatsOwner;
    const KIND: i32 = CONVAI_KIND_CHATS;

    fn into_owner(result: CallResult<Self>) -> Box<ChatsOwner> {
        ChatsOwner::new(result)
    }
}

impl FromError for *mut convai_chats {
    fn from_error(error: Error) -> Self {
        memory::transfer(ChatsOwner::new(error.into()))
    }
}

/// Takes the chats out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_CHATS`.
///
/// @return The chats, never NULL; the caller owns them and frees them with `convai_chats_free`. If the call failed,
/// their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
/// FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_chats(operation: *mut convai_operation) -> *mut convai_chats {
    guard::result(|| operation::take::<Vec<ChatSummary>>(operation))
}

/// Frees the chats with all strings, and sets the caller's variable to NULL.
///
/// @param chats The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chats_free(chats: *mut *mut convai_chats) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<ChatsOwner>(chats) })
}

/// One sentence of a session, inside a `convai_chat`. A string that the service did not send is NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_chat_message {
    /// When it was said, in the format of the service, such as "2024-09-25 20:52:57.123456". What the player says and
    /// the answer have the same.
    pub timestamp: *const c_char,
    /// The length of `timestamp` in bytes, without the NUL.
    pub timestamp_len: usize,
    /// Who said it: "User" or "Character".
    pub speaker: *const c_char,
    /// The length of `speaker` in bytes, without the NUL.
    pub speaker_len: usize,
    /// What was said.
    pub text: *const c_char,
    /// The length of `text` in bytes, without the NUL.
    pub text_len: usize,
    /// 1 if a trigger of the narrative design began this exchange, 0 if the player did, -1 if the service does not say.
    pub is_trigger: i32,
    /// Always 0.
    pub reserved: u32,
}

#[repr(C)]
struct ChatMessageOwner {
    view: convai_chat_message,
    _texts: [OwnedText; 3],
}

memory::owned!(ChatMessageOwner => convai_chat_message);

impl ChatMessageOwner {
    fn new(message: ChatMessage) -> Box<Self> {
        let texts = [message.timestamp, message.speaker, message.text].map(OwnedText::new);
        let [timestamp, speaker, text] = &texts;
        let view = convai_chat_message {
            timestamp: timestamp.pointer(),
            timestamp_len: timestamp.len(),
            speaker: speaker.pointer(),
            speaker_len: speaker.len(),
            text: text.pointer(),
            text_len: text.len(),
            is_trigger: flag(message.is_trigger),
            reserved: 0,
        };
        Box::new(Self { view, _texts: texts })
    }
}

/// What was said in a session, or the error. Read-only; the caller owns it and frees it with `convai_chat_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_chat {
    /// NULL if the call succeeded. Freed with the chat.
    pub error: *const convai_error,
    /// An array of `message_count` pointers, none of which is NULL, in the order of the service; or NULL if nothing was
    /// said.
    pub messages: *const *const convai_chat_message,
    /// How many messages there are.
    pub message_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct ChatOwner {
    view: convai_chat,
    _error: EmbeddedError,
    _messages: OwnedStructs<ChatMessageOwner>,
    _raw: OwnedBytes,
}

memory::owned!(ChatOwner => convai_chat);

impl ChatOwner {
    fn new(result: CallResult<Chat>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let messages = OwnedStructs::new(result.value.0.into_iter().map(ChatMessageOwner::new).collect());
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_chat {
            error: error.pointer(),
            messages: messages.pointer(),
            message_count: messages.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _messages: messages, _raw: raw })
    }
}

impl Deliverable for Chat {
    type Owner = ChatOwner;
    const KIND: i32 = CONVAI_KIND_CHAT;

    fn into_owner(result: CallResult<Self>) -> Box<ChatOwner> {
        ChatOwner::new(result)
    }
}

impl FromError for *mut convai_chat {
    fn from_error(error: Error) -> Self {
        memory::transfer(ChatOwner::new(error.into()))
    }
}

/// Takes the chat out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_CHAT`.
///
/// @return The chat, never NULL; the caller owns it and frees it with `convai_chat_free`. If the call failed, its
/// `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
/// `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_chat(operation: *mut convai_operation) -> *mut convai_chat {
    guard::result(|| operation::take::<Chat>(operation))
}

/// Frees the chat with all strings, and sets the caller's variable to NULL.
///
/// @param chat The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_free(chat: *mut *mut convai_chat) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<ChatOwner>(chat) })
}

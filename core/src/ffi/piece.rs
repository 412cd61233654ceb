//! `convai_piece`: a part of the reply to a turn, while the rest is still on its way.

use super::{
    error::{EmbeddedError, convai_error},
    operation::{self, convai_operation},
    status::convai_status,
    support::{
        guard, memory, structs,
        text::{OwnedLines, OwnedText},
        time,
    },
};
use crate::api::{self, Error, NextPiece, Piece, Status};
use std::{ffi::c_char, ptr, sync::Arc};

/// A part of a reply: text, samples, actions, or several of them. Read-only; the caller owns it and frees it with `convai_piece_free`.
///
/// Joined in their order, the texts are the `text` of the response, and the samples are its `pcm`. How much of each a
/// piece holds is up to the service, which documents no schema for its streams: see `CONVAI_STREAM`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_piece {
    /// Always NULL: why a turn failed is in its response.
    pub error: *const convai_error,
    /// The text that follows that of the piece before, mostly with the space in between. NUL-terminated UTF-8, never
    /// NULL; "" if the piece has no text.
    pub text: *const c_char,
    /// The length of `text` in bytes, without the NUL.
    pub text_len: usize,
    /// The id of the session, or NULL until it is known. If the turn fails later, it must not be continued.
    pub session_id: *const c_char,
    /// The length of `session_id` in bytes, without the NUL.
    pub session_id_len: usize,
    /// The 16-bit samples that follow those of the piece before, with interleaved channels, `frames * channels` in all.
    /// NULL if the piece has no audio. All pieces of a reply have the channels and the rate of its first samples.
    pub samples: *const i16,
    /// The number of frames (samples per channel).
    pub frames: usize,
    /// Where `samples` begin in the audio of the reply, in frames. Without samples: where the next ones will begin.
    pub first_frame: u64,
    /// The number of channels. 0 until the first samples have come.
    pub channels: u32,
    /// The sample rate in Hz. 0 until the first samples have come.
    pub sample_rate: u32,
    /// What the character does, one action in each line, or NULL if the piece does not say.
    pub action_sequence: *const c_char,
    /// The length of `action_sequence` in bytes, without the NUL.
    pub action_sequence_len: usize,
    /// The result of a classification, or NULL if the piece does not say.
    pub tag: *const c_char,
    /// The length of `tag` in bytes, without the NUL.
    pub tag_len: usize,
    /// The actions of `action_sequence`, in their order: its lines without empty ones, and without the white space around
    /// each. NULL if there are none.
    pub actions: *const *const c_char,
    /// The number of `actions`.
    pub action_count: usize,
}

#[repr(C)]
pub(super) struct PieceOwner {
    view: convai_piece,
    _error: EmbeddedError,
    _texts: [OwnedText; 4],
    _actions: OwnedLines,
    _samples: Option<Arc<[i16]>>,
}

memory::owned!(PieceOwner => convai_piece);

impl PieceOwner {
    fn new(piece: Piece) -> Box<Self> {
        let Piece { text, session_id, samples, first_frame, sample_rate, channels, action_sequence, tag } = piece;
        let error = EmbeddedError::new(None);
        let actions = action_sequence.as_deref().map(api::actions).map(OwnedLines::new).unwrap_or_default();
        let texts = [Some(text), session_id, action_sequence, tag].map(OwnedText::new);
        let [text, session_id, action_sequence, tag] = &texts;
        let view = convai_piece {
            error: error.pointer(),
            text: text.pointer(),
            text_len: text.len(),
            session_id: session_id.pointer(),
            session_id_len: session_id.len(),
            samples: samples.as_ref().map_or(ptr::null(), |samples| samples.as_ptr()),
            frames: samples.as_ref().map_or(0, |samples| samples.len() / usize::from(channels.max(1))),
            first_frame,
            channels: channels.into(),
            sample_rate,
            action_sequence: action_sequence.pointer(),
            action_sequence_len: action_sequence.len(),
            tag: tag.pointer(),
            tag_len: tag.len(),
            actions: actions.pointer(),
            action_count: actions.len(),
        };
        Box::new(Self { view, _error: error, _texts: texts, _actions: actions, _samples: samples })
    }
}

/// Returns the next piece of the reply to a turn.
///
/// A turn with `CONVAI_STREAM` has its pieces as they arrive; if the service ignores the flag, it has one piece when it
/// ends. A turn without the flag has one piece, too. A turn that fails has the pieces that came before, and its error in
/// the response. A reply that holds nothing has no piece.
///
/// Pieces can still be read after the response was taken, until the operation is freed.
///
/// @param operation An operation of kind `CONVAI_KIND_RESPONSE`.
/// @param timeout_ms How long to wait for a piece, in milliseconds. 0 does not wait, a negative number waits without
/// limit.
/// @param piece Receives the piece, which the caller frees with `convai_piece_free`, or NULL in all other cases. Must not
/// be NULL.
///
/// @return `CONVAI_OK` and a piece; `CONVAI_OK` and NULL (no more will come: the operation has finished, or another
/// thread freed it during the wait); `CONVAI_PENDING` and NULL (no piece in that time: `CONVAI_EVENT_PIECES` announces the
/// next one of a turn with `CONVAI_STREAM`, and `CONVAI_EVENT_DONE` that of any other turn); NULL_POINTER, WRONG_KIND,
/// BAD_HANDLE or FORKED.
///
/// Threads: any; each piece is returned to one caller. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_next_piece(
    operation: *mut convai_operation,
    timeout_ms: i32,
    piece: *mut *mut convai_piece,
) -> convai_status {
    guard::one_of_statuses(|| {
        if piece.is_null() {
            return Err(Error::null("piece"));
        }
        // SAFETY: not NULL, and valid for writing, as the comment above demands.
        unsafe { structs::write_value(piece, ptr::null_mut()) };
        match operation::reply(operation)?.next_piece(time::wait(timeout_ms)) {
            NextPiece::Pending => Ok(Status::Pending),
            NextPiece::Ended => Ok(Status::Ok),
            NextPiece::Piece(next) => {
                let next = memory::transfer(PieceOwner::new(next));
                // SAFETY: as above.
                unsafe { structs::write_value(piece, next) };
                Ok(Status::Ok)
            }
        }
    })
}

/// Frees a piece with its strings and samples, and sets the caller's variable to NULL.
///
/// @param piece The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no piece at this address (freed already, or not a piece).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_piece_free(piece: *mut *mut convai_piece) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<PieceOwner>(piece) })
}

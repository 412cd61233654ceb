//! Answers of a character: get response by text, by PCM, by a ready WAV.

use super::{
    audio::{convai_pcm, pcm_from_c},
    client::{convai_call_options, convai_client},
    error::{HeldError, convai_error},
    guard, memory,
    operation::{self, Pending, convai_operation},
    samples::Samples,
    status::convai_status,
    structs,
    text::{OwnedBytes, OwnedText, optional_text, required_text},
};
use crate::api::{Answer, AudioForm, Error, Query, Response, TurnOptions};
use std::ffi::c_char;

/// Flags of a turn: text alone.
pub const CONVAI_TEXT: u32 = 0;
/// Flags of a turn: ask for the answer in the character's voice too.
pub const CONVAI_VOICE: u32 = 1;
/// Flags of a turn: send text as multipart/form-data instead of application/x-www-form-urlencoded. The service takes
/// both; some gateways in between do not. Audio is always sent as multipart.
pub const CONVAI_MULTIPART: u32 = 2;

/// `audio_form`: there is no audio.
pub const CONVAI_AUDIO_NONE: i32 = 0;
/// `audio_form`: the audio came as a WAV file; its header says rate and channels.
pub const CONVAI_AUDIO_WAV: i32 = 1;
/// `audio_form`: the audio came as bare 16-bit samples; the rate is the one that the reply states, and `wav` was built
/// around them.
pub const CONVAI_AUDIO_RAW_PCM: i32 = 2;

/// What a character answered, or why it did not. Read-only; free it with `convai_response_free`.
///
/// A failed turn keeps what did arrive: text and session where only the audio is broken, the raw reply, and the fallback
/// line of a conversation.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_response {
    /// NULL where the call succeeded. Freed with the response.
    pub error: *const convai_error,
    /// What the character says. NUL-terminated UTF-8, never NULL: "" where there is none.
    pub text: *const c_char,
    /// The text's length in bytes, without the NUL.
    pub text_len: usize,
    /// The session, to be passed with the next turn. NUL-terminated, or NULL where the reply gave none.
    pub session_id: *const c_char,
    pub session_id_len: usize,
    /// The character that answered, or NULL where the reply does not say.
    pub character_id: *const c_char,
    pub character_id_len: usize,
    /// What the service understood: of audio, its transcript. NULL where the reply does not say.
    pub user_query: *const c_char,
    pub user_query_len: usize,
    /// The voice as a complete WAV file, or NULL where there is none.
    pub wav: *const u8,
    /// The file's length in bytes.
    pub wav_len: usize,
    /// The voice as 16-bit samples, channels interleaved, or NULL where there is none. `frames * channels` samples.
    pub pcm: *const i16,
    /// How many frames: samples per channel.
    pub frames: usize,
    /// How many channels: 1 from the service today, but take it from here. 0 without audio.
    pub channels: u32,
    /// Frames per second. Differs from voice to voice. 0 without audio.
    pub sample_rate: u32,
    /// `CONVAI_AUDIO_NONE`, `_WAV` or `_RAW_PCM`.
    pub audio_form: i32,
    /// Always 0.
    pub reserved: u32,
    /// The reply as it came, NUL-terminated, or NULL where none came. Where the call failed it may be anything, UTF-8 or
    /// not, and is cut after 64 KiB.
    pub raw_json: *const c_char,
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct ResponseOwner {
    view: convai_response,
    _error: HeldError,
    _texts: [OwnedText; 4],
    _samples: Samples,
    _raw: OwnedBytes,
}

impl ResponseOwner {
    pub fn new(answer: Answer<Response>) -> Box<Self> {
        let error = HeldError::new(answer.error);
        let raw = OwnedBytes::new(answer.raw);
        let response = answer.value;
        let form = match response.audio.as_ref().map(|audio| audio.form) {
            None => CONVAI_AUDIO_NONE,
            Some(AudioForm::Wav) => CONVAI_AUDIO_WAV,
            Some(AudioForm::RawPcm) => CONVAI_AUDIO_RAW_PCM,
        };
        let samples = Samples::new(response.audio);
        let texts =
            [Some(response.text.unwrap_or_default()), response.session_id, response.character_id, response.user_query]
                .map(OwnedText::new);
        let [text, session_id, character_id, user_query] = &texts;
        let view = convai_response {
            error: error.pointer(),
            text: text.pointer(),
            text_len: text.len(),
            session_id: session_id.pointer(),
            session_id_len: session_id.len(),
            character_id: character_id.pointer(),
            character_id_len: character_id.len(),
            user_query: user_query.pointer(),
            user_query_len: user_query.len(),
            wav: samples.wav().0,
            wav_len: samples.wav().1,
            pcm: samples.pcm(),
            frames: samples.frames(),
            channels: samples.channels(),
            sample_rate: samples.sample_rate(),
            audio_form: form,
            reserved: 0,
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _texts: texts, _samples: samples, _raw: raw })
    }
}

// SAFETY: the view is the first field of this box, of the C layout that the pointer promises.
memory::handed_out!(ResponseOwner => convai_response);

impl guard::Fallback for *mut convai_response {
    fn failed(error: Error) -> Self {
        memory::hand_out(ResponseOwner::new(error.into()))
    }
}

/// Frees a response and sets the caller's variable to NULL. Its strings, WAV and samples end with it.
///
/// @param response the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE where the pointer is not a response that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_response_free(response: *mut *mut convai_response) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::take_back::<ResponseOwner>(response) })
}

/// Reads the flags of a turn.
pub(super) fn turn_options(flags: u32) -> Result<TurnOptions, Error> {
    let unknown = flags & !(CONVAI_VOICE | CONVAI_MULTIPART);
    if unknown != 0 {
        return Err(Error::argument(
            "flags",
            format!(
                "`flags` has unknown bits ({unknown:#x}): combine `CONVAI_VOICE` and `CONVAI_MULTIPART`, or pass `CONVAI_TEXT`"
            ),
        ));
    }
    Ok(TurnOptions { voice: flags & CONVAI_VOICE != 0, multipart: flags & CONVAI_MULTIPART != 0 })
}

/// # Safety
/// The pointers are NULL or valid; `query` reads what its caller was given.
unsafe fn get_response(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    query: impl FnOnce(u32) -> Result<Query, Error>,
    flags: u32,
    options: *const convai_call_options,
) -> Result<Pending<Response>, Error> {
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |client, call| {
            let character_id = required_text(character_id, "character_id")?;
            let session_id = optional_text(session_id, "session_id")?;
            let turn = turn_options(flags)?;
            let query = query(client.api.upload_rate(&call))?;
            client.api.get_response(character_id, session_id, query, turn, &call)
        })
    }
}

/// Reads text for a turn.
///
/// # Safety
/// NULL or NUL-terminated.
pub(super) unsafe fn text_query(text: *const c_char) -> Result<Query, Error> {
    // SAFETY: as above.
    Query::text(unsafe { required_text(text, "text") }?)
}

/// Reads PCM for a turn, and makes the copy that the library keeps.
///
/// # Safety
/// NULL, or a struct that tells the truth about its samples.
pub(super) unsafe fn pcm_query(pcm: *const convai_pcm, upload_rate: u32) -> Result<Query, Error> {
    // SAFETY: as above.
    Query::pcm(&unsafe { pcm_from_c(pcm) }?, upload_rate)
}

/// Reads a ready WAV for a turn, and copies it.
///
/// # Safety
/// NULL, or `wav_len` bytes that can be read.
pub(super) unsafe fn wav_query(wav: *const u8, wav_len: usize) -> Result<Query, Error> {
    // SAFETY: as above.
    Query::wav(unsafe { structs::copy(wav, wav_len, "wav") }?).map_err(|error| error.about("wav"))
}

/// Says text to a character and waits for the answer (POST /character/getResponse).
///
/// @param client the client.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id the session that goes on, from the last response; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param text what the player says, UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the call failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx
/// and 5xx. Never repeated for you: an answer costs quota and moves the session on. On failure keep the session id that
/// you have.
///
/// Threads: any. Blocks: until the answer is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_text(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| {
        unsafe { get_response(client, character_id, session_id, |_| text_query(text), flags, options) }?.wait()
    })
}

/// Starts `convai_get_response_text` and returns at once.
///
/// @param client the client.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id the session that goes on, from the last response; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param text what the player says, UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_response`, or NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, INVALID_UTF8, INVALID_ARGUMENT, STRUCT_SIZE.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_text_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            get_response(client, character_id, session_id, |_| text_query(text), flags, options)?.start()
        })
    }
}

/// Says recorded samples to a character and waits for the answer (POST /character/getResponse with a file).
///
/// The samples are averaged to one channel, converted to 16 bits with rounding and saturation, resampled where the
/// client's or the call's `upload_sample_rate` asks for it, and sent as a WAV file.
///
/// @param client the client.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id the session that goes on, from the last response; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param pcm the samples, in any usual form. Copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the call failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx, 3xx, 4xx
/// and 5xx. Never repeated for you: an answer costs quota and moves the session on. On failure keep the session id that
/// you have.
///
/// Threads: any. Blocks: until the answer is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_pcm(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| {
        unsafe { get_response(client, character_id, session_id, |rate| pcm_query(pcm, rate), flags, options) }?.wait()
    })
}

/// Starts `convai_get_response_pcm` and returns at once.
///
/// @param client the client.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id the session that goes on, from the last response; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param pcm the samples, in any usual form. Copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_response`, or NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT, AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_pcm_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            get_response(client, character_id, session_id, |rate| pcm_query(pcm, rate), flags, options)?.start()
        })
    }
}

/// Says a ready WAV file to a character and waits for the answer (POST /character/getResponse with a file).
///
/// The file is checked and sent as it is: one channel, integer samples of 16 bits or more. For anything else read it with
/// `convai_audio_read_wav` and send its samples with the `_pcm` function.
///
/// @param client the client.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id the session that goes on, from the last response; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param wav the file's bytes. Copied before the function returns. Must not be NULL.
/// @param wav_len how many bytes.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the call failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx, 3xx, 4xx
/// and 5xx. Never repeated for you: an answer costs quota and moves the session on. On failure keep the session id that
/// you have.
///
/// Threads: any. Blocks: until the answer is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_wav(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| {
        unsafe { get_response(client, character_id, session_id, |_| wav_query(wav, wav_len), flags, options) }?.wait()
    })
}

/// Starts `convai_get_response_wav` and returns at once.
///
/// @param client the client.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id the session that goes on, from the last response; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param wav the file's bytes. Copied before the function returns. Must not be NULL.
/// @param wav_len how many bytes.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_response`, or NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, INVALID_UTF8, INVALID_ARGUMENT, AUDIO_INPUT, STRUCT_SIZE.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_wav_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            get_response(client, character_id, session_id, |_| wav_query(wav, wav_len), flags, options)?.start()
        })
    }
}

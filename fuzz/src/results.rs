//! Reads results through their pointers, as a C program does, and checks them.

use convai::ffi::{
    audio::{CONVAI_AUDIO_NONE, CONVAI_AUDIO_RAW_PCM, CONVAI_AUDIO_WAV, convai_audio, convai_audio_free},
    character::{convai_character, convai_character_free},
    error::{convai_error, convai_error_free},
    response::{convai_response, convai_response_free},
    result::{convai_result, convai_result_free},
    status::{CONVAI_ERROR_INTERNAL, CONVAI_ERROR_INVALID_ARGUMENT, CONVAI_OK},
    token::{convai_token, convai_token_free},
};
use std::{
    ffi::{CStr, c_char},
    slice,
};

/// The longest message, whatever a server sends: twice 500 characters of the server, and the text of the library.
const LONGEST_MESSAGE: usize = 2 * 4 * 500 + 500;

/// The content of a `convai_error`.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    pub status: i32,
    pub http_status: i32,
    pub message: String,
    pub service_message: Option<String>,
}

/// Bytes that are followed by a NUL.
unsafe fn bytes<'a>(pointer: *const c_char, length: usize) -> Option<&'a [u8]> {
    if pointer.is_null() {
        assert_eq!(length, 0);
        return None;
    }
    let bytes = unsafe { slice::from_raw_parts(pointer.cast::<u8>(), length + 1) };
    assert_eq!(bytes[length], 0);
    Some(&bytes[..length])
}

unsafe fn text<'a>(pointer: *const c_char, length: usize) -> Option<&'a str> {
    unsafe { bytes(pointer, length) }.map(|bytes| std::str::from_utf8(bytes).expect("UTF-8"))
}

/// Reads an error that may be NULL.
pub unsafe fn error(error: *const convai_error) -> Option<Failure> {
    let error = unsafe { error.as_ref() }?;
    let message = unsafe { text(error.message, error.message_len) }.expect("a message");
    let service_message = unsafe { text(error.service_message, error.service_message_len) };
    let reference = unsafe { text(error.reference, error.reference_len) };
    assert!((CONVAI_ERROR_INVALID_ARGUMENT..CONVAI_ERROR_INTERNAL).contains(&error.status), "{message}");
    assert!(error.retry_after_ms >= -1);
    assert!(matches!((error.retryable, error.request_sent), (0 | 1, 0 | 1)));
    assert!(!message.is_empty() && message.len() <= LONGEST_MESSAGE, "{} bytes: {message}", message.len());
    for text in [Some(message), service_message, reference].into_iter().flatten() {
        assert!(!text.is_empty() && !text.contains(char::is_control), "{text:?}");
    }
    Some(Failure {
        status: error.status,
        http_status: error.http_status,
        message: message.to_owned(),
        service_message: service_message.map(str::to_owned),
    })
}

/// Reads and frees the error that a function returned through its last parameter.
pub unsafe fn take_error(mut given: *mut convai_error) -> Option<Failure> {
    let failure = unsafe { error(given) };
    assert_eq!(unsafe { convai_error_free(&mut given) }, CONVAI_OK);
    failure
}

pub unsafe fn take_result(mut given: *mut convai_result) -> Option<Failure> {
    let result = unsafe { given.as_ref() }.expect("never NULL");
    unsafe { bytes(result.raw_json, result.raw_json_len) };
    let failure = unsafe { error(result.error) };
    assert_eq!(unsafe { convai_result_free(&mut given) }, CONVAI_OK);
    failure
}

pub unsafe fn take_character(mut given: *mut convai_character) -> (bool, Option<Failure>) {
    let character = unsafe { given.as_ref() }.expect("never NULL");
    let id = unsafe { text(character.id, character.id_len) };
    for (pointer, length) in [
        (character.name, character.name_len),
        (character.user_id, character.user_id_len),
        (character.voice_type, character.voice_type_len),
        (character.timestamp, character.timestamp_len),
        (character.backstory, character.backstory_len),
    ] {
        assert_ne!(unsafe { text(pointer, length) }, Some("NULL"), "the service sends \"NULL\" for a missing value");
    }
    assert_eq!(character.language_codes.is_null(), character.language_code_count == 0);
    for index in 0..character.language_code_count {
        let code = unsafe { CStr::from_ptr(*character.language_codes.add(index)) };
        code.to_str().expect("UTF-8");
    }
    unsafe { bytes(character.raw_json, character.raw_json_len) };
    let read = (id.is_some(), unsafe { error(character.error) });
    assert_eq!(unsafe { convai_character_free(&mut given) }, CONVAI_OK);
    read
}

/// Returns whether the token has a text.
pub unsafe fn take_token(mut given: *mut convai_token) -> (bool, Option<Failure>) {
    let token = unsafe { given.as_ref() }.expect("never NULL");
    let (text_of_token, expires) =
        unsafe { (text(token.token, token.token_len), text(token.expires, token.expires_len)) };
    for text in [text_of_token, expires] {
        assert_ne!(text, Some("NULL"), "the service sends \"NULL\" for a missing value");
    }
    assert!(token.expires_at_ms == -1 || (token.expires_at_ms >= 0 && expires.is_some()));
    unsafe { bytes(token.raw_json, token.raw_json_len) };
    let read = (text_of_token.is_some(), unsafe { error(token.error) });
    assert_eq!(unsafe { convai_token_free(&mut given) }, CONVAI_OK);
    read
}

/// The content of a response, without its error.
#[derive(Debug, PartialEq, Eq)]
pub struct Content {
    pub text: String,
    pub session_id: Option<String>,
    pub sound: Option<Sound>,
}

pub unsafe fn take_response(mut given: *mut convai_response) -> (Content, Option<Failure>) {
    let response = unsafe { given.as_ref() }.expect("never NULL");
    unsafe {
        text(response.character_id, response.character_id_len);
        text(response.user_query, response.user_query_len);
        bytes(response.raw_json, response.raw_json_len);
    }
    let content = Content {
        text: unsafe { text(response.text, response.text_len) }.expect("never NULL").to_owned(),
        session_id: unsafe { text(response.session_id, response.session_id_len) }.map(str::to_owned),
        sound: unsafe {
            Sound::read(
                (response.wav, response.wav_len),
                (response.pcm, response.frames, response.channels),
                (response.sample_rate, response.audio_form),
            )
        },
    };
    assert_eq!(response.interrupted, 0);
    let failure = unsafe { error(response.error) };
    assert_eq!(unsafe { convai_response_free(&mut given) }, CONVAI_OK);
    (content, failure)
}

pub unsafe fn take_audio(mut given: *mut convai_audio) -> Result<Sound, Failure> {
    let audio = unsafe { given.as_ref() }.expect("never NULL");
    let sound = unsafe {
        Sound::read(
            (audio.wav, audio.wav_len),
            (audio.pcm, audio.frames, audio.channels),
            (audio.sample_rate, audio.audio_form),
        )
    };
    assert_eq!(audio.reserved, 0);
    let failure = unsafe { error(audio.error) };
    assert_eq!(unsafe { convai_audio_free(&mut given) }, CONVAI_OK);
    assert_eq!(sound.is_none(), failure.is_some());
    sound.ok_or_else(|| failure.expect("an error where there is no audio"))
}

/// Audio of a result, copied through its pointers.
#[derive(Debug, PartialEq, Eq)]
pub struct Sound {
    pub wav: Vec<u8>,
    pub samples: Vec<i16>,
    pub frames: usize,
    pub channels: u32,
    pub sample_rate: u32,
    pub raw: bool,
}

impl Sound {
    unsafe fn read(wav: (*const u8, usize), pcm: (*const i16, usize, u32), (rate, form): (u32, i32)) -> Option<Self> {
        let (samples, frames, channels) = pcm;
        if form == CONVAI_AUDIO_NONE {
            assert!(wav.0.is_null() && wav.1 == 0 && samples.is_null() && (frames, channels, rate) == (0, 0, 0));
            return None;
        }
        assert!([CONVAI_AUDIO_WAV, CONVAI_AUDIO_RAW_PCM].contains(&form));
        assert!(!wav.0.is_null() && !samples.is_null() && samples.is_aligned() && channels > 0 && rate > 0);
        let sound = Self {
            wav: unsafe { slice::from_raw_parts(wav.0, wav.1) }.to_vec(),
            samples: unsafe { slice::from_raw_parts(samples, frames * channels as usize) }.to_vec(),
            frames,
            channels,
            sample_rate: rate,
            raw: form == CONVAI_AUDIO_RAW_PCM,
        };
        sound.check_file();
        Some(sound)
    }

    /// The header of the file agrees with the fields, and the file is complete.
    fn check_file(&self) {
        let info = convai::audio::parse_wav(&self.wav).expect("the library reads its own files");
        assert_eq!(
            (info.frames(), u32::from(info.channels), info.sample_rate, info.truncated),
            (self.frames, self.channels, self.sample_rate, false)
        );
    }
}

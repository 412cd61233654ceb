//! Structs of any size and content, as a program that was compiled with another version passes them, and any text in their
//! strings.

#![no_main]

use arbitrary::Arbitrary;
use convai::ffi::{
    audio::{convai_audio_level, convai_pcm},
    call_options::convai_call_options,
    character_calls::{convai_character_create_async, convai_character_update_async},
    character_spec::convai_character_spec,
    client::{convai_client_free, convai_client_new, convai_client_options},
    error::convai_error,
    get_response::convai_get_response_text_async,
    operation::{convai_operation, convai_operation_poll, convai_progress},
    status::*,
    utterance::{convai_utterance_free, convai_utterance_new, convai_utterance_options},
};
use convai_fuzz::{clients, results};
use libfuzzer_sys::fuzz_target;
use std::{
    ffi::{CString, c_char},
    mem::offset_of,
    ptr::null_mut,
};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    which: Which,
    /// `struct_size`, relative to the size of this version.
    size: Size,
    /// The bytes of the struct and of its tail. Zeros follow.
    content: &'a [u8],
    /// The strings. A missing one is NULL.
    texts: [Option<&'a [u8]>; 6],
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Which {
    ClientOptions,
    CallOptions,
    CharacterSpec { update: bool },
    Pcm,
    UtteranceOptions,
    Progress,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Size {
    Right,
    Off(i8),
    Longer(u16),
    Any(u32),
}

fuzz_target!(|input: Input<'_>| {
    let texts = input.texts.map(|text| text.map(|text| CString::new(before_nul(text)).expect("no NUL")));
    let texts = texts.each_ref().map(|text| text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr()));
    match input.which {
        Which::ClientOptions => client_options(&input, texts),
        Which::CallOptions => call_options(&input),
        Which::CharacterSpec { update } => character_spec(&input, texts, update),
        Which::Pcm => pcm(&input),
        Which::UtteranceOptions => utterance_options(&input),
        Which::Progress => progress(&input),
    }
});

fn before_nul(text: &[u8]) -> &[u8] {
    &text[..text.iter().position(|&byte| byte == 0).unwrap_or(text.len())]
}

/// A struct of another version of the header, at an odd address. The buffer has as many bytes as `struct_size` says, so that
/// the sanitizer sees a read past the end.
struct Foreign {
    memory: Box<[u8]>,
    size: usize,
    known: usize,
}

impl Foreign {
    fn new<T>(input: &Input<'_>) -> Self {
        let known = size_of::<T>();
        let size = match input.size {
            Size::Right => known as u32,
            Size::Off(by) => (known as u32).wrapping_add_signed(by.into()),
            Size::Longer(by) => known as u32 + u32::from(by) % 4200,
            Size::Any(size) => size,
        };
        // An impossible size is refused before any other field is read.
        let present = if size <= 4096 { size.max(4) as usize } else { 4 };
        let mut memory = vec![0; 1 + present].into_boxed_slice();
        let content = &input.content[..input.content.len().min(present)];
        memory[1..1 + content.len()].copy_from_slice(content);
        memory[1..5].copy_from_slice(&size.to_ne_bytes());
        Self { memory, size: size as usize, known }
    }

    fn pointer<T>(&mut self) -> *mut T {
        self.memory[1..].as_mut_ptr().cast()
    }

    fn put<const SIZE: usize>(&mut self, offset: usize, value: [u8; SIZE]) {
        if let Some(field) = self.memory[1..].get_mut(offset..offset + SIZE) {
            field.copy_from_slice(&value);
        }
    }

    fn put_pointer<T>(&mut self, offset: usize, pointer: *const T) {
        self.put(offset, pointer.addr().to_ne_bytes());
    }

    fn u32_at(&self, offset: usize) -> u32 {
        let field = self.memory[1..].get(offset..offset + 4);
        field.map_or(0, |field| u32::from_ne_bytes(field.try_into().expect("four")))
    }

    /// Whether this version accepts the size.
    fn size_is_good(&self) -> bool {
        (self.known..=4096).contains(&self.size)
    }

    /// Whether this version accepts the struct: its size is valid, and no unknown field is set.
    fn is_good(&self) -> bool {
        self.size_is_good() && self.memory[1 + self.known..].iter().all(|&byte| byte == 0)
    }
}

fn client_options(input: &Input<'_>, texts: [*const c_char; 6]) {
    let mut foreign = Foreign::new::<convai_client_options>(input);
    let fields = [
        offset_of!(convai_client_options, api_key),
        offset_of!(convai_client_options, base_url),
        offset_of!(convai_client_options, proxy),
        offset_of!(convai_client_options, ca_pem),
        offset_of!(convai_client_options, user_agent),
        offset_of!(convai_client_options, auth_token),
    ];
    for (offset, text) in fields.into_iter().zip(texts) {
        foreign.put_pointer(offset, text);
    }
    let good = foreign.is_good();
    let mut error = null_mut();
    let mut client = unsafe { convai_client_new(foreign.pointer(), &mut error) };
    let failure = unsafe { results::take_error(error) };
    assert_eq!(client.is_null(), failure.is_some());
    match failure {
        Some(failure) if good => assert!(
            matches!(
                failure.status,
                CONVAI_ERROR_INVALID_UTF8
                    | CONVAI_ERROR_API_KEY
                    | CONVAI_ERROR_OPTIONS
                    | CONVAI_ERROR_INVALID_ARGUMENT
                    | CONVAI_ERROR_BAD_HANDLE
                    | CONVAI_ERROR_FORKED
            ),
            "{failure:?}"
        ),
        Some(failure) => assert_eq!(failure.status, CONVAI_ERROR_STRUCT_SIZE, "{failure:?}"),
        None => assert!(good),
    }
    assert_eq!(unsafe { convai_client_free(&mut client) }, CONVAI_OK);
}

/// Checks the error of a call with a closed client: it checks its arguments before it reports that it is closed.
fn not_started(operation: *mut convai_operation, error: *mut convai_error, good: bool, also: &[i32]) {
    assert!(operation.is_null());
    let failure = unsafe { results::take_error(error) }.expect("a closed client starts nothing");
    if good {
        assert!(failure.status == CONVAI_ERROR_CLOSED || also.contains(&failure.status), "{failure:?}");
    } else {
        assert_eq!(failure.status, CONVAI_ERROR_STRUCT_SIZE, "{failure:?}");
    }
}

fn call_options(input: &Input<'_>) {
    let mut foreign = Foreign::new::<convai_call_options>(input);
    let good = foreign.is_good();
    let mut error = null_mut();
    let (id, text) = (c"id".as_ptr(), c"text".as_ptr());
    let operation = unsafe {
        let options = foreign.pointer();
        convai_get_response_text_async(clients::closed(), id, std::ptr::null(), text, 0, options, &mut error)
    };
    not_started(operation, error, good, &[CONVAI_ERROR_INVALID_ARGUMENT]);
}

fn character_spec(input: &Input<'_>, texts: [*const c_char; 6], update: bool) {
    let mut foreign = Foreign::new::<convai_character_spec>(input);
    let fields = [
        offset_of!(convai_character_spec, name),
        offset_of!(convai_character_spec, voice_type),
        offset_of!(convai_character_spec, backstory),
        offset_of!(convai_character_spec, actions),
    ];
    for (offset, text) in fields.into_iter().zip(texts) {
        foreign.put_pointer(offset, text);
    }
    // The array has as many elements as the count says, and an odd address.
    let count = foreign.u32_at(offset_of!(convai_character_spec, language_code_count)) % 6;
    foreign.put(offset_of!(convai_character_spec, language_code_count), count.to_ne_bytes());
    let codes = texts[..(count as usize).min(5)].iter().flat_map(|text| text.addr().to_ne_bytes());
    let codes: Box<[u8]> = std::iter::once(0).chain(codes).collect();
    foreign.put_pointer(offset_of!(convai_character_spec, language_codes), codes[1..].as_ptr());

    let good = foreign.is_good();
    let mut error = null_mut();
    let operation = unsafe {
        let (client, spec) = (clients::closed(), foreign.pointer());
        if update {
            convai_character_update_async(client, c"id".as_ptr(), spec, std::ptr::null(), &mut error)
        } else {
            convai_character_create_async(client, spec, std::ptr::null(), &mut error)
        }
    };
    let also = [CONVAI_ERROR_INVALID_UTF8, CONVAI_ERROR_INVALID_ARGUMENT, CONVAI_ERROR_NULL_POINTER];
    not_started(operation, error, good, &also);
}

fn pcm(input: &Input<'_>) {
    let mut foreign = Foreign::new::<convai_pcm>(input);
    // The samples exist. The library checks their number against the format.
    let samples = input.content;
    foreign.put_pointer(offset_of!(convai_pcm, samples), samples.as_ptr());
    foreign.put(offset_of!(convai_pcm, samples_bytes), samples.len().to_ne_bytes());
    let (mut peak, mut rms) = (0.0, 0.0);
    let status = unsafe { convai_audio_level(foreign.pointer(), &mut peak, &mut rms) };
    if foreign.is_good() {
        assert!(matches!(status, CONVAI_OK | CONVAI_ERROR_AUDIO_INPUT | CONVAI_ERROR_INVALID_ARGUMENT), "{status}");
    } else {
        assert_eq!(status, CONVAI_ERROR_STRUCT_SIZE);
    }
}

fn utterance_options(input: &Input<'_>) {
    let mut foreign = Foreign::new::<convai_utterance_options>(input);
    // A large utterance takes most of the time of a run, so its length is limited.
    let (max_ms, default_ms) = (offset_of!(convai_utterance_options, max_ms), 30_000);
    let frames_per_second = u64::from(foreign.u32_at(offset_of!(convai_utterance_options, sample_rate)));
    let frame_bytes = 4 * u64::from(foreign.u32_at(offset_of!(convai_utterance_options, channels)));
    let milliseconds = match foreign.u32_at(max_ms) {
        0 => default_ms,
        given => u64::from(given),
    };
    let bytes = frames_per_second.saturating_mul(frame_bytes).saturating_mul(milliseconds) / 1000;
    if bytes > 1 << 20 && milliseconds <= 600_000 {
        foreign.put(max_ms, 5u32.to_ne_bytes());
    }
    let good = foreign.is_good();
    let mut error = null_mut();
    let mut utterance = unsafe { convai_utterance_new(foreign.pointer(), &mut error) };
    let failure = unsafe { results::take_error(error) };
    assert_eq!(utterance.is_null(), failure.is_some());
    match failure {
        Some(failure) if good => {
            assert!(matches!(failure.status, CONVAI_ERROR_AUDIO_INPUT | CONVAI_ERROR_INVALID_ARGUMENT), "{failure:?}")
        }
        Some(failure) => assert_eq!(failure.status, CONVAI_ERROR_STRUCT_SIZE, "{failure:?}"),
        None => assert!(good),
    }
    assert_eq!(unsafe { convai_utterance_free(&mut utterance) }, CONVAI_OK);
}

fn progress(input: &Input<'_>) {
    let mut foreign = Foreign::new::<convai_progress>(input);
    let before = foreign.memory.clone();
    let status = unsafe { convai_operation_poll(clients::ended_operation(), foreign.pointer()) };
    let written = if foreign.size_is_good() { foreign.known } else { 4 };
    assert_eq!(status, if foreign.size_is_good() { CONVAI_OK } else { CONVAI_ERROR_STRUCT_SIZE });
    assert_eq!(foreign.memory[..5], before[..5], "struct_size does not change");
    assert_eq!(foreign.memory[1 + written..], before[1 + written..], "unknown fields do not change");
}

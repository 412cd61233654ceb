//! Tests of the C boundary in memory: buffers have exactly the size that the caller states, at any address. Miri runs
//! these tests (tests/miri/run.sh) and reports every access outside of a buffer.

use super::{
    audio::*,
    client::convai_client_options,
    error::*,
    operation::convai_progress,
    status::*,
    support::{
        handles, memory,
        structs::{self, Versioned},
    },
    utterance::*,
    version::*,
};
use crate::api::{Error, Status};
use std::{
    ffi::{CStr, CString, c_char},
    ptr,
};

/// The first `size` bytes of a C struct, alone in a buffer that begins `shift` bytes behind an aligned address.
struct Foreign {
    bytes: Vec<u8>,
    shift: usize,
}

impl Foreign {
    fn new<T: Versioned>(value: T, size: usize, shift: usize) -> Self {
        let mut bytes = vec![0; shift + size];
        let known = size.min(size_of::<T>());
        // SAFETY: as many bytes as the smaller of both has.
        unsafe { ptr::from_ref(&value).cast::<u8>().copy_to_nonoverlapping(bytes.as_mut_ptr().add(shift), known) };
        bytes[shift..][..4].copy_from_slice(&(size as u32).to_ne_bytes());
        Self { bytes, shift }
    }

    fn pointer<T>(&mut self) -> *mut T {
        self.bytes[self.shift..].as_mut_ptr().cast()
    }
}

fn pcm(samples: &[i16]) -> convai_pcm {
    convai_pcm {
        struct_size: size_of::<convai_pcm>() as u32,
        format: CONVAI_PCM_S16,
        samples: samples.as_ptr().cast(),
        samples_bytes: size_of_val(samples),
        frames: samples.len(),
        channels: 1,
        sample_rate: 16_000,
    }
}

#[test]
fn a_struct_is_read_within_its_stated_size() {
    let value = pcm(&[1, 2, 3]);
    for shift in 0..4 {
        for size in convai_pcm::FIRST_SIZE..size_of::<convai_pcm>() + 9 {
            let mut foreign = Foreign::new(value, size, shift);
            // SAFETY: readable for the size that it says.
            let read = unsafe { structs::read_required::<convai_pcm>(foreign.pointer(), "pcm") }.unwrap();
            assert_eq!((read.samples, read.frames, read.sample_rate), (value.samples, 3, 16_000));
        }
    }
}

#[test]
fn an_invalid_struct_size_is_refused_before_any_field_is_read() {
    for size in [0, 1, 3, convai_pcm::FIRST_SIZE - 1, 4097, u32::MAX as usize] {
        // The allocation ends behind the size.
        let alone = Box::new(size as u32);
        // SAFETY: readable for four bytes; nothing else may be read.
        let read = unsafe { structs::read::<convai_pcm>(ptr::from_ref(&*alone).cast()) };
        assert_eq!(read.err().map(|error| error.status), Some(Status::StructSize), "{size}");
    }
    // SAFETY: NULL is allowed.
    unsafe {
        assert!(structs::read::<convai_pcm>(ptr::null()).unwrap().is_none());
        assert_eq!(
            structs::read_required::<convai_pcm>(ptr::null(), "pcm").err().map(|error| error.status),
            Some(Status::NullPointer)
        );
    }
}

#[test]
fn a_field_of_a_newer_version_must_be_zero() {
    let size = size_of::<convai_pcm>() + 8;
    for behind in 0..8 {
        let mut foreign = Foreign::new(pcm(&[]), size, 0);
        foreign.bytes[size - 1 - behind] = 1;
        // SAFETY: readable for the size that it says.
        let read = unsafe { structs::read::<convai_pcm>(foreign.pointer()) };
        assert_eq!(read.err().map(|error| error.status), Some(Status::StructSize));
    }
}

#[test]
fn a_struct_is_written_within_its_stated_size() {
    // SAFETY: plain data, for which zero is a good value.
    let mut value: convai_progress = unsafe { std::mem::zeroed() };
    (value.state, value.bytes_sent, value.user_data) = (3, 7, u64::MAX);
    for shift in 0..4 {
        for size in convai_progress::FIRST_SIZE..size_of::<convai_progress>() + 9 {
            // SAFETY: as above.
            let mut foreign = Foreign::new(unsafe { std::mem::zeroed::<convai_progress>() }, size, shift);
            // SAFETY: readable and writable for the size that it says.
            let read = unsafe {
                structs::write(foreign.pointer(), &value).unwrap();
                structs::read_required::<convai_progress>(foreign.pointer(), "progress").unwrap()
            };
            assert_eq!((read.state, read.bytes_sent, read.user_data), (3, 7, u64::MAX));
            assert_eq!(read.struct_size as usize, size);
        }
    }
    // SAFETY: NULL is allowed.
    unsafe { structs::write::<convai_progress>(ptr::null_mut(), &value) }.unwrap();
}

#[test]
fn convai_struct_size_returns_the_size_of_the_struct() {
    for (name, size) in [
        (c"convai_pcm", size_of::<convai_pcm>()),
        (c"convai_client_options", size_of::<convai_client_options>()),
        (c"convai_progress", size_of::<convai_progress>()),
        (c"no such struct", 0),
    ] {
        // SAFETY: text with a NUL.
        assert_eq!(unsafe { convai_struct_size(name.as_ptr()) }, size, "{name:?}");
    }
}

#[test]
fn buffers_are_checked_before_any_access() {
    let values = [1i32, 2, 3];
    // SAFETY: as many values as are said, or pointers that must be refused.
    unsafe {
        assert_eq!(structs::slice(values.as_ptr(), 3, "values").unwrap(), values);
        assert!(structs::slice::<i32>(ptr::null(), 0, "values").unwrap().is_empty());
        assert!(structs::slice::<i32>(ptr::null(), 1, "values").is_err());
        assert!(structs::slice(values.as_ptr(), usize::MAX / 2, "values").is_err());
        assert!(structs::slice(values.as_ptr().byte_add(1), 1, "values").is_err());
        assert_eq!(structs::copy(values.as_ptr().cast(), 4, "bytes").unwrap(), 1i32.to_ne_bytes());
        let mut output = [0u8; 9];
        let within: *mut u64 = output.as_mut_ptr().add(1).cast();
        structs::write_value(within, u64::MAX);
        structs::write_value::<u64>(ptr::null_mut(), 1);
        assert_eq!(output, [0, 255, 255, 255, 255, 255, 255, 255, 255]);
    }
}

#[test]
fn strings_are_read_and_written() {
    use super::support::text::*;
    let (first, second) = (CString::new("één").unwrap(), CString::new("").unwrap());
    let list = [first.as_ptr(), second.as_ptr()];
    // SAFETY: texts with a NUL each, in a list of two; buffers of the lengths that are said.
    unsafe {
        assert_eq!(required_text(first.as_ptr(), "text").unwrap(), "één");
        assert_eq!(text_list(list.as_ptr(), 2, "list").unwrap(), ["één", ""]);
        assert!(optional_text(c"\xff".as_ptr(), "text").is_err());
        let mut exact = [1 as c_char; 6];
        let mut length = 0;
        copy_out("één", exact.as_mut_ptr(), exact.len(), &mut length).unwrap();
        assert_eq!((CStr::from_ptr(exact.as_ptr()).to_str(), length), (Ok("één"), 5));
        assert!(copy_out("één", exact.as_mut_ptr(), 5, &mut length).is_err());
    }
    let owned = OwnedList::new(vec!["one".into(), "two".into()]);
    let moved = [owned];
    // SAFETY: the list has two texts, wherever it was moved to.
    let texts = unsafe { std::slice::from_raw_parts(moved[0].pointer(), moved[0].len()) };
    // SAFETY: as above.
    assert_eq!(texts.iter().map(|text| unsafe { CStr::from_ptr(*text) }).collect::<Vec<_>>(), [c"one", c"two"]);
}

#[test]
fn a_result_is_freed_once_and_as_its_own_type() {
    let error = memory::transfer(ErrorOwner::new(Error::new(Status::Server, "a message")));
    let mut variable = error;
    // SAFETY: alive, and each variable is valid.
    unsafe {
        assert_eq!(CStr::from_ptr((*error).message), c"a message");
        // A caller may write into the struct although it must not: that changes only its own view.
        (*error).message = ptr::null();
        let mut wrong: *mut convai_audio = error.cast();
        assert_eq!(convai_audio_free(&mut wrong), CONVAI_ERROR_BAD_HANDLE);
        assert_eq!(convai_error_free(&mut variable), CONVAI_OK);
        assert!(variable.is_null());
        variable = error;
        assert_eq!(convai_error_free(&mut variable), CONVAI_ERROR_BAD_HANDLE);
        assert_eq!(variable, error);
        assert_eq!(convai_error_free(ptr::null_mut()), CONVAI_OK);
    }
}

/// The samples of a file may lie at an odd address, and the file may be incomplete.
#[test]
fn audio_is_built_read_and_freed() {
    let samples = [1i16, -2, i16::MAX, i16::MIN];
    // SAFETY: the samples that the struct says; results that are alive until they are freed.
    unsafe {
        let mut built = convai_audio_build_wav(&pcm(&samples), 0);
        assert!((*built).error.is_null());
        assert_eq!(std::slice::from_raw_parts((*built).pcm, 4), samples);
        let file = std::slice::from_raw_parts((*built).wav, (*built).wav_len).to_vec();
        assert_eq!(convai_audio_free(&mut built), CONVAI_OK);
        for shift in 0..2 {
            let shifted = [&vec![0; shift], &file[..]].concat();
            let mut read = convai_audio_read_wav(shifted[shift..].as_ptr(), file.len(), 0);
            assert_eq!(std::slice::from_raw_parts((*read).pcm, (*read).frames), samples);
            assert_eq!(convai_audio_free(&mut read), CONVAI_OK);
        }
        let mut none = convai_audio_read_wav(file.as_ptr(), 3, 0);
        assert!(!(*(*none).error).message.is_null() && (*none).wav.is_null());
        assert_eq!(convai_audio_free(&mut none), CONVAI_OK);
    }
}

#[test]
fn samples_are_converted_between_buffers_of_the_caller() {
    let (input, mut floats, mut back) = ([0i16, 16_384, i16::MIN], [0f32; 3], [1i16; 3]);
    // SAFETY: as many values as are said; buffers that overlap, or are NULL, must be refused.
    unsafe {
        assert_eq!(convai_audio_s16_to_f32(input.as_ptr(), floats.as_mut_ptr(), 3), CONVAI_OK);
        assert_eq!(convai_audio_f32_to_s16(floats.as_ptr(), back.as_mut_ptr(), 3), CONVAI_OK);
        let over = floats.as_mut_ptr();
        assert_eq!(convai_audio_f32_to_s16(over, over.cast(), 3), CONVAI_ERROR_INVALID_ARGUMENT);
        assert_eq!(convai_audio_s16_to_f32(ptr::null(), over, 3), CONVAI_ERROR_NULL_POINTER);
    }
    assert_eq!(back, input);
}

#[test]
fn an_utterance_accepts_chunks_at_any_address() {
    let options = convai_utterance_options {
        struct_size: size_of::<convai_utterance_options>() as u32,
        format: CONVAI_PCM_S16,
        channels: 1,
        sample_rate: 8_000,
        max_ms: 10,
        ..Default::default()
    };
    let chunk = [0u8; 21];
    let (mut peak, mut frames) = (1f32, 0u64);
    // SAFETY: as many frames as are said; handles that are checked.
    unsafe {
        let mut utterance = convai_utterance_new(&options, ptr::null_mut());
        assert_eq!(convai_utterance_push(utterance, chunk[1..].as_ptr().cast(), 10), CONVAI_OK);
        assert_eq!(convai_utterance_level(utterance, &mut peak, ptr::null_mut()), CONVAI_OK);
        assert_eq!(convai_utterance_length(utterance, &mut frames, ptr::null_mut()), CONVAI_OK);
        assert_eq!((peak, frames), (0.0, 10));
        let stale = utterance;
        assert_eq!(convai_utterance_free(&mut utterance), CONVAI_OK);
        assert_eq!(convai_utterance_push(stale, chunk.as_ptr().cast(), 1), CONVAI_ERROR_BAD_HANDLE);
        let mut error = ptr::null_mut();
        assert!(convai_utterance_new(ptr::null(), &mut error).is_null());
        assert_eq!((*error).status, CONVAI_ERROR_NULL_POINTER);
        assert_eq!(convai_error_free(&mut error), CONVAI_OK);
    }
}

/// Several threads use the handle table and the registry; one frees what another looks up.
#[test]
fn threads_share_the_table() {
    std::thread::scope(|scope| {
        for number in 0..3u32 {
            scope.spawn(move || {
                for round in 0..4 {
                    let shared = std::sync::Arc::new(number + round);
                    let token: *mut () = handles::insert(shared, handles::Kind::Client).unwrap();
                    let address = token.addr();
                    let reader = scope.spawn(move || handles::get::<u32>(address, handles::Kind::Client).is_ok());
                    let mut variable = token;
                    // SAFETY: a valid variable.
                    let removed = unsafe { handles::remove::<u32, _>(&mut variable, handles::Kind::Client) };
                    assert_eq!(removed.unwrap().as_deref(), Some(&(number + round)));
                    reader.join().unwrap();
                    let mut error = memory::transfer(ErrorOwner::new(Error::new(Status::Server, "")));
                    // SAFETY: as above.
                    assert_eq!(unsafe { convai_error_free(&mut error) }, CONVAI_OK);
                }
            });
        }
    });
}

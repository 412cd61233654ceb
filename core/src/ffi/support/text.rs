//! Strings from C, which are NUL-terminated and checked to be UTF-8, and strings to C, which are NUL-terminated and
//! have a length.

use crate::api::{Error, Status};
use std::ffi::{CStr, c_char};

/// Reads a string that may be NULL.
///
/// # Safety
/// NULL, or NUL-terminated and alive as long as what is returned.
pub(in crate::ffi) unsafe fn optional_text<'a>(pointer: *const c_char, what: &str) -> Result<Option<&'a str>, Error> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: as above.
    let bytes = unsafe { CStr::from_ptr(pointer) }.to_bytes();
    std::str::from_utf8(bytes).map(Some).map_err(|invalid| {
        Error::new(
            Status::InvalidUtf8,
            format!(
                "`{what}` is not valid UTF-8 at byte {}: convert it to UTF-8 before passing it",
                invalid.valid_up_to()
            ),
        )
        .about(what)
    })
}

/// Reads a string that must not be NULL.
///
/// # Safety
/// As for `optional_text`.
pub(in crate::ffi) unsafe fn required_text<'a>(pointer: *const c_char, what: &str) -> Result<&'a str, Error> {
    // SAFETY: as above.
    unsafe { optional_text(pointer, what) }?.ok_or_else(|| Error::null(what))
}

/// Reads an array of strings. `pointer` may be NULL if `count` is 0.
///
/// # Safety
/// NULL, or `count` strings that are NULL or NUL-terminated.
pub(in crate::ffi) unsafe fn text_list(
    pointer: *const *const c_char,
    count: u32,
    what: &str,
) -> Result<Vec<String>, Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if pointer.is_null() {
        return Err(Error::null(what));
    }
    // SAFETY: as above.
    let item = |index| unsafe { required_text(pointer.add(index).read_unaligned(), &format!("{what}[{index}]")) };
    (0..count as usize).map(|index| item(index).map(str::to_owned)).collect()
}

/// Copies a string and a NUL into the caller's buffer.
///
/// # Safety
/// The pointers are NULL or valid, the buffer for `capacity` bytes.
pub(in crate::ffi) unsafe fn copy_out(
    text: &str,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Result<(), Error> {
    // SAFETY: as above.
    unsafe {
        super::structs::write_value(length, text.len());
        if buffer.is_null() && capacity != 0 {
            return Err(Error::null("buffer"));
        }
        if text.len() >= capacity {
            return Err(Error::new(
                Status::BufferTooSmall,
                format!("`capacity` must be at least {} bytes", text.len() + 1),
            ));
        }
        buffer.copy_from_nonoverlapping(text.as_ptr().cast(), text.len());
        buffer.add(text.len()).write(0);
    }
    Ok(())
}

/// Bytes that C points into, followed by a NUL.
#[derive(Default)]
pub(in crate::ffi) struct OwnedBytes(Option<Vec<u8>>);

impl OwnedBytes {
    pub fn new(bytes: Option<Vec<u8>>) -> Self {
        Self(bytes.map(|mut bytes| {
            bytes.reserve_exact(1);
            bytes.push(0);
            bytes
        }))
    }

    pub fn pointer(&self) -> *const c_char {
        self.0.as_ref().map_or(std::ptr::null(), |bytes| bytes.as_ptr().cast())
    }

    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |bytes| bytes.len() - 1)
    }
}

/// A string that C points into.
#[derive(Default)]
pub(in crate::ffi) struct OwnedText(OwnedBytes);

impl OwnedText {
    pub fn new(text: Option<String>) -> Self {
        Self(OwnedBytes::new(text.map(String::into_bytes)))
    }

    /// The text, unless C has overwritten it with something that is not UTF-8.
    pub fn get(&self) -> Option<&str> {
        let (_nul, text) = self.0.0.as_ref()?.split_last()?;
        std::str::from_utf8(text).ok()
    }

    pub fn pointer(&self) -> *const c_char {
        self.0.pointer()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The lines of a text as an array of strings that C points into. They stand in one buffer, so that many short lines take
/// little memory. No line holds a NUL.
#[derive(Default)]
pub(in crate::ffi) struct OwnedLines {
    pointers: Vec<*const c_char>,
    _bytes: Vec<u8>,
}

impl OwnedLines {
    pub fn new<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut bytes = Vec::new();
        for line in lines {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(0);
        }
        let mut pointers = Vec::with_capacity(bytes.iter().filter(|&&byte| byte == 0).count());
        pointers.extend(bytes.split_inclusive(|&byte| byte == 0).map(|line| line.as_ptr().cast()));
        Self { pointers, _bytes: bytes }
    }

    pub fn pointer(&self) -> *const *const c_char {
        if self.pointers.is_empty() { std::ptr::null() } else { self.pointers.as_ptr() }
    }

    pub fn len(&self) -> usize {
        self.pointers.len()
    }
}

/// An array of strings that C points into.
pub(in crate::ffi) struct OwnedList {
    pointers: Vec<*const c_char>,
    _texts: Vec<OwnedText>,
}

impl OwnedList {
    pub fn new(texts: Vec<String>) -> Self {
        let texts: Vec<_> = texts.into_iter().map(|text| OwnedText::new(Some(text))).collect();
        Self { pointers: texts.iter().map(OwnedText::pointer).collect(), _texts: texts }
    }

    pub fn pointer(&self) -> *const *const c_char {
        if self.pointers.is_empty() { std::ptr::null() } else { self.pointers.as_ptr() }
    }

    pub fn len(&self) -> usize {
        self.pointers.len()
    }
}

//! `convai_field`: a field of a form.

use super::support::{structs, text::required_text};
use crate::api::Error;
use std::ffi::c_char;

/// A field of a form, by its name: for what the service offers and this library does not know. Start from
/// `CONVAI_FIELD_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_field {
    /// `sizeof(convai_field)`; the INIT macro sets it.
    pub struct_size: u32,
    /// Always 0.
    pub reserved: u32,
    /// The name. Required, without quotation marks, backslashes and control characters.
    pub name: *const c_char,
    /// The text of the field, which may be empty. Required, unless `file` is set.
    pub value: *const c_char,
    /// The bytes of a file. A scene holds no files.
    pub file: *const u8,
    /// The length of `file` in bytes.
    pub file_len: usize,
    /// The name of the file, such as "notes.txt". A field without a file has none.
    pub file_name: *const c_char,
    /// The content type of the file, such as "text/plain". A field without a file has none.
    pub content_type: *const c_char,
}

structs::versioned!(convai_field, content_type: *const c_char);

/// Reads fields that hold texts.
///
/// # Safety
/// NULL, or `count` pointers that are NULL or valid.
pub(super) unsafe fn read_texts(
    fields: *const *const convai_field,
    count: u32,
    what: &str,
) -> Result<Vec<(String, String)>, Error> {
    // SAFETY: as above.
    unsafe {
        structs::read_list(fields, count, what, |field: convai_field, what| {
            let has_file = !(field.file.is_null() && field.file_name.is_null() && field.content_type.is_null());
            if has_file || field.file_len != 0 {
                let what = format!("{what}.file");
                let message = format!("`{what}` is set, but the fields of a scene are texts: set `value` only");
                return Err(Error::argument(what, message));
            }
            let name = required_text(field.name, &format!("{what}.name"))?;
            let value = required_text(field.value, &format!("{what}.value"))?;
            Ok((name.to_owned(), value.to_owned()))
        })
    }
}

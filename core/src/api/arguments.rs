//! Checks of the arguments that several calls take.

use super::{Error, turn_fields::NEW_SESSION};

/// A character id, trimmed: a pasted id often carries white space.
pub(super) fn checked_id(id: &str) -> Result<&str, Error> {
    let id = not_empty(id, "character_id")?.trim();
    match id.bytes().position(|byte| byte.is_ascii_control()) {
        None => Ok(id),
        Some(at) => Err(Error::argument(
            "character_id",
            format!("`character_id` holds a control character at byte {at}: copy it again"),
        )),
    }
}

/// The id of a session that exists, trimmed.
pub(super) fn past_session<'a>(id: &'a str, what: &str) -> Result<&'a str, Error> {
    let id = not_empty(id, what)?.trim();
    match id == NEW_SESSION {
        false => Ok(id),
        true => Err(Error::argument(
            what,
            format!("`{what}` is \"{NEW_SESSION}\", which starts a new session: name one that exists"),
        )),
    }
}

pub(super) fn not_empty<'a>(value: &'a str, what: &str) -> Result<&'a str, Error> {
    if value.trim().is_empty() {
        return Err(Error::argument(what, format!("`{what}` must not be empty")));
    }
    Ok(value)
}

/// The name of a form field. It stands between quotes in the head of a multipart field, where parsers disagree about
/// characters that would have to be escaped.
pub(super) fn checked_field_name<'a>(name: &'a str, what: &str) -> Result<&'a str, Error> {
    let name = not_empty(name, what)?;
    if name.contains(|letter: char| letter == '"' || letter == '\\' || letter.is_control()) {
        let message = format!("`{what}` holds a quotation mark, a backslash or a control character: leave it out");
        return Err(Error::argument(what, message));
    }
    Ok(name)
}

//! A request to any path of the service.

use super::replies::Done;
use crate::{
    api::{
        CallOptions, CallResult, Client, Error, PendingCall, Status,
        arguments::{checked_field_name, not_empty},
        call_sender::ServiceRequest,
        json_fields::Json,
        secrets::Secrets,
        service_error,
    },
    transport::{
        HeaderText, HttpResponse, Method,
        form::{EncodedBody, Form},
    },
};
use bytes::Bytes;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// A request to a path of the service.
#[derive(Default)]
pub struct Request<'a> {
    /// `None` is POST.
    pub method: Option<&'a str>,
    /// Relative to the base URL. It may have a query.
    pub path: &'a str,
    /// The body as JSON, in place of fields.
    pub json: Option<&'a str>,
    pub fields: Vec<RequestField<'a>>,
    /// Send the fields as multipart even if none is a file.
    pub multipart: bool,
}

/// A field of a form: a text, or a file.
pub struct RequestField<'a> {
    pub name: &'a str,
    pub content: FieldContent<'a>,
}

pub enum FieldContent<'a> {
    Text(&'a str),
    File { bytes: &'a [u8], name: Option<&'a str>, content_type: Option<&'a str> },
}

const METHODS: [Method; 5] = [Method::POST, Method::GET, Method::PUT, Method::PATCH, Method::DELETE];

/// What a file is called, and its type, if the caller does not say.
const FILE_NAME: &str = "file";
const FILE_TYPE: &str = "application/octet-stream";

impl Client {
    /// Sends a request. The body of the reply is in `raw_json`, whatever it is.
    pub fn request(&self, request: &Request<'_>, call: &CallOptions) -> Result<PendingCall<Done>, Error> {
        let method = method(request.method)?;
        let (path, query) = checked_path(request.path)?;
        let body = body(request)?;
        if body.is_some() && matches!(method, Method::GET | Method::DELETE) {
            let argument = if request.json.is_some() { "request.json" } else { "request.fields" };
            let message = format!("`{argument}` is set, but a {method} request has no body: put values into the query");
            return Err(Error::argument(argument, message));
        }
        let url = self.url(path).with_query(query);
        self.start_request(ServiceRequest { body, ..ServiceRequest::new(method, url) }, call, read_any)
    }
}

fn method(name: Option<&str>) -> Result<Method, Error> {
    let Some(name) = name else { return Ok(Method::POST) };
    METHODS.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name)).ok_or_else(|| {
        let message =
            "`request.method` is none of GET, POST, PUT, PATCH and DELETE: correct it, or leave it out for POST";
        Error::argument("request.method", message)
    })
}

fn body(request: &Request<'_>) -> Result<Option<EncodedBody>, Error> {
    let Request { json, fields, .. } = request;
    match json {
        Some(_) if !fields.is_empty() => Err(Error::argument(
            "request.json",
            "`request.json` and `request.fields` are both set: a request has one body",
        )),
        Some(json) => {
            serde_json::from_slice::<IgnoredAny>(json.as_bytes()).map_err(|error| {
                let (line, column) = (error.line(), error.column());
                let message = format!("`request.json` is not JSON (line {line}, column {column}): correct it");
                Error::argument("request.json", message)
            })?;
            Ok(Some(EncodedBody::json(json.as_bytes().to_vec())))
        }
        None if fields.is_empty() => Ok(None),
        None => form(fields, request.multipart).map(Some),
    }
}

fn form(fields: &[RequestField<'_>], multipart: bool) -> Result<EncodedBody, Error> {
    let mut form = Form::default();
    for (index, RequestField { name, content }) in fields.iter().enumerate() {
        let part = |part: &str| format!("request.fields[{index}].{part}");
        let name = checked_field_name(name, &part("name"))?.to_owned();
        form = match content {
            FieldContent::Text(text) => form.field(name, *text),
            FieldContent::File { bytes, name: file_name, content_type } => {
                let file_name = checked_field_name(file_name.unwrap_or(FILE_NAME), &part("file_name"))?.to_owned();
                let content_type = content_type.unwrap_or(FILE_TYPE).trim();
                if !content_type.contains('/') || HeaderText::new(content_type).is_none() {
                    let what = part("content_type");
                    let message = format!("`{what}` is not a content type: it must look like \"audio/wav\"");
                    return Err(Error::argument(what, message));
                }
                form.file(name, file_name, content_type.to_owned(), copied(bytes)?)
            }
        };
    }
    Ok(if multipart || form.has_files() { form.multipart() } else { form.url_encoded() })
}

/// A copy of a file, which may be too large for the memory that is left.
fn copied(bytes: &[u8]) -> Result<Bytes, Error> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len())
        .map_err(|_| Error::new(Status::Internal, format!("there is no memory for a file of {} bytes", bytes.len())))?;
    copy.extend_from_slice(bytes);
    Ok(copy.into())
}

/// Splits a path into the path itself and its query. It must stay below the base URL: the request carries the API key.
fn checked_path(path: &str) -> Result<(&str, Option<&str>), Error> {
    let refused = |problem: &str| {
        Err(Error::argument(
            "request.path",
            format!("`request.path` {problem}: write a path of the service, such as \"character/list\""),
        ))
    };
    let path = not_empty(path, "request.path")?.trim();
    if path.chars().any(char::is_control) {
        return refused("holds a control character");
    }
    if path.contains('#') {
        return refused("has a fragment (#), which is never sent");
    }
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let relative = path.strip_prefix('/').unwrap_or(path);
    let decoded = decoded(relative);
    if relative.is_empty() {
        return refused("is empty");
    }
    if decoded.contains('\\') {
        return refused("holds a backslash");
    }
    if decoded.chars().any(|letter| letter.is_control() || letter == char::REPLACEMENT_CHARACTER) {
        return refused("holds a control character, or bytes that are not UTF-8");
    }
    if relative.starts_with('/') || relative.contains("//") {
        return refused("has an empty part (//), with which another host may be named");
    }
    if decoded.split('/').any(|part| part == "." || part == "..") {
        return refused("has a part \".\" or \"..\", with which it may leave the base URL");
    }
    // A first part with a colon is a scheme, unless a slash precedes it.
    if relative.len() == path.len() && decoded.split('/').next().is_some_and(|first| first.contains(':')) {
        return refused("begins with a scheme, but has to be relative to the base URL");
    }
    Ok((relative, query))
}

/// A path without percent-encoding, however often it was encoded: a gateway may decode it more than once.
fn decoded(path: &str) -> Cow<'_, str> {
    let mut decoded = Cow::Borrowed(path);
    while let Cow::Owned(once) = decode_once(&decoded) {
        decoded = Cow::Owned(once);
    }
    decoded
}

/// Borrowed if nothing is encoded.
fn decode_once(path: &str) -> Cow<'_, str> {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digit = |index: usize| char::from(*behind.get(index)?).to_digit(16);
        let encoded = if first == b'%' { digit(0).zip(digit(1)) } else { None };
        let (byte, taken) = encoded.map_or((first, 1), |(high, low)| ((high * 16 + low) as u8, 3));
        bytes.push(byte);
        rest = &rest[taken..];
    }
    if bytes.len() == path.len() { Cow::Borrowed(path) } else { String::from_utf8_lossy(&bytes).into_owned().into() }
}

/// Keeps a reply as it is. It is JSON or anything else, but an error is what it is for every call.
fn read_any(response: HttpResponse, secrets: &Secrets) -> CallResult<Done> {
    let HttpResponse { head, body } = &response;
    let json = Json::read(body);
    if json.is_err() && service_error::is_success(head) && service_error::is_compressed(head) {
        let error = service_error::unreadable(head, body, "it is compressed", secrets);
        return CallResult::partial(Done::of(head, secrets), error, body, secrets);
    }
    match service_error::check(head, body, &json.unwrap_or_default(), secrets) {
        Ok(()) => CallResult::success(Done::of(head, secrets), response.body),
        Err(error) => CallResult::partial(Done::of(head, secrets), error, body, secrets),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::HttpUrl;

    fn url(path: &str) -> Option<String> {
        let base = HttpUrl::parse("https://host/base").expect("a URL");
        let (path, query) = checked_path(path).ok()?;
        Some(base.join(path).with_query(query).as_str().to_owned())
    }

    #[test]
    fn a_path_stays_below_the_base_url() {
        for (path, sent) in [
            ("character/list", "https://host/base/character/list"),
            ("/character/list", "https://host/base/character/list"),
            (" tts/ ", "https://host/base/tts/"),
            ("voices/US%20MALE%201", "https://host/base/voices/US%20MALE%201"),
            ("voices/US MALE 1", "https://host/base/voices/US%20MALE%201"),
            ("caf\u{e9}/100%", "https://host/base/caf%C3%A9/100%"),
            ("list?page=2&of=a/../b//c:d@e\\", "https://host/base/list?page=2&of=a/../b//c:d@e\\"),
            ("list?", "https://host/base/list?"),
            ("@other/x", "https://host/base/@other/x"),
            ("/voices:search", "https://host/base/voices:search"),
            ("a...b/..c/d..", "https://host/base/a...b/..c/d.."),
        ] {
            assert_eq!(url(path).as_deref(), Some(sent), "{path}");
        }
    }

    #[test]
    fn a_path_that_could_lead_elsewhere_is_refused() {
        for path in [
            "",
            " ",
            "/",
            "?a=b",
            "http://other/x",
            "https:other",
            "mailto:x",
            "%68ttps:other",
            "//other/x",
            "///other",
            "/%2e%2e/x",
            "a//b",
            "..",
            "a/..",
            "a/../../x",
            "./a",
            "a/.%2E/b",
            "a/%252e%252e/b",
            "a/%25252e./b",
            "..%2fx",
            "a/..%5cx",
            "\\\\other\\x",
            "/\\other",
            "a%5Cb",
            "a\tb",
            "a\r\nHost: other",
            "a%0d%0ab",
            "a#b",
            "a?b#c",
            "a/%c0%ae%c0%ae/b",
            "a\u{85}b",
            "a\0b",
        ] {
            assert_eq!(url(path), None, "{path:?}");
        }
    }
}

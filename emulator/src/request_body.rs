//! Decodes request bodies: JSON, URL-encoded forms and multipart forms. Every byte of a field is kept as it arrived.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::stream;
use percent_encoding::percent_decode;
use serde_json::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// No content type and no body.
    #[default]
    Empty,
    Json,
    UrlEncoded,
    Multipart,
    Other,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Json => "json",
            Self::UrlEncoded => "urlencoded",
            Self::Multipart => "multipart",
            Self::Other => "other",
        }
    }

    fn detect(content_type: Option<&str>, body: &[u8]) -> Self {
        let media_type =
            content_type.and_then(|value| value.split(';').next()).map(|value| value.trim().to_ascii_lowercase());
        match media_type.as_deref() {
            Some("application/json") => Self::Json,
            Some("application/x-www-form-urlencoded") => Self::UrlEncoded,
            Some("multipart/form-data") => Self::Multipart,
            None if body.is_empty() => Self::Empty,
            _ => Self::Other,
        }
    }
}

/// A form field, or a top-level member of a JSON object.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub bytes: Bytes,
}

/// A part of a multipart form that has a file name.
#[derive(Clone, Debug)]
pub struct FilePart {
    pub name: String,
    pub filename: String,
    pub content_type: Option<String>,
    pub bytes: Bytes,
    /// The journal's description of the file, computed when it is first shown.
    pub description: Arc<OnceLock<Value>>,
}

/// A decoded body. If decoding fails, `problem` says why, and what was decoded before the failure is kept.
#[derive(Clone, Debug, Default)]
pub struct RequestBody {
    pub encoding: Encoding,
    pub fields: Vec<Field>,
    pub files: Vec<FilePart>,
    pub json: Option<Value>,
    pub problem: Option<String>,
    /// The charset of the content type, in lower case.
    pub charset: Option<String>,
}

impl RequestBody {
    pub async fn decode(content_type: Option<&str>, bytes: &Bytes) -> Self {
        let mut body = Self { encoding: Encoding::detect(content_type, bytes), ..Self::default() };
        let parameters = content_type.unwrap_or_default().split(';').skip(1);
        body.charset = parameters.filter_map(|parameter| parameter.split_once('=')).find_map(|(name, value)| {
            let value = value.trim().trim_matches('"').to_ascii_lowercase();
            name.trim().eq_ignore_ascii_case("charset").then_some(value)
        });
        match body.encoding {
            Encoding::Json => body.decode_json(bytes),
            Encoding::UrlEncoded => body.decode_urlencoded(bytes),
            Encoding::Multipart => body.decode_multipart(content_type, bytes).await,
            Encoding::Empty | Encoding::Other => {}
        }
        body
    }

    /// The text of the first field with this name. A part with a file name is a file, not a field.
    pub fn text(&self, name: &str) -> Option<String> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(String::from_utf8_lossy(&field.bytes).into_owned())
    }

    pub fn file(&self, name: &str) -> Option<&FilePart> {
        self.files.iter().find(|file| file.name == name)
    }

    fn push_field(&mut self, name: String, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        self.fields.push(Field { name, bytes });
    }

    fn decode_json(&mut self, bytes: &[u8]) {
        match serde_json::from_slice::<Value>(bytes) {
            Ok(value) => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    let text = match member {
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    self.push_field(name.clone(), text);
                }
                self.json = Some(value);
            }
            Err(error) => self.problem = Some(format!("invalid JSON: {error}")),
        }
    }

    /// Skips empty pairs: scripts in some game engines build bodies that begin with `&`.
    fn decode_urlencoded(&mut self, bytes: &[u8]) {
        for pair in bytes.split(|byte| *byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode_component(halves.next().unwrap_or_default());
            let value = decode_component(halves.next().unwrap_or_default());
            self.push_field(String::from_utf8_lossy(&name).into_owned(), value);
        }
    }

    async fn decode_multipart(&mut self, content_type: Option<&str>, bytes: &Bytes) {
        let boundary = match multer::parse_boundary(content_type.unwrap_or_default()) {
            Ok(boundary) => boundary,
            Err(error) => {
                self.problem = Some(format!("no boundary in the content type: {error}"));
                return;
            }
        };
        let whole = stream::iter([Ok::<_, std::convert::Infallible>(bytes.clone())]);
        let mut parts = multer::Multipart::new(whole, boundary);
        loop {
            match parts.next_field().await {
                Ok(Some(part)) => {
                    if let Err(error) = self.decode_part(part).await {
                        self.problem = Some(format!("invalid part in the multipart body: {error}"));
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    self.problem = Some(format!("invalid multipart body: {error}"));
                    return;
                }
            }
        }
    }

    async fn decode_part(&mut self, part: multer::Field<'_>) -> multer::Result<()> {
        let name = part.name().unwrap_or_default().to_owned();
        let filename = part.file_name().map(str::to_owned);
        let content_type =
            part.headers().get("content-type").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let bytes = part.bytes().await?;
        match filename {
            Some(filename) => {
                self.files.push(FilePart { name, filename, content_type, bytes, description: Arc::default() });
            }
            None => self.push_field(name, bytes),
        }
        Ok(())
    }
}

/// Decodes `+` and percent-encoding.
fn decode_component(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}

/// Accepts `true`, `false`, `1` and `0`, in any case.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Splits a list that is sent as one string with commas.
pub fn split_list(text: &str) -> Vec<String> {
    text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

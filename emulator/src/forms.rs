//! Reads request bodies: JSON, url-encoded forms, multipart forms. Keeps every byte as it came.

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

    fn of(content_type: Option<&str>, body: &[u8]) -> Self {
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

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub bytes: Bytes,
}

#[derive(Clone, Debug)]
pub struct FilePart {
    pub name: String,
    pub filename: String,
    pub content_type: Option<String>,
    pub bytes: Bytes,
    /// What the journal says of the bytes, once somebody has looked.
    pub facts: Arc<OnceLock<Value>>,
}

/// A decoded body. What could not be decoded is named in `problem`; what came before it is kept.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub encoding: Encoding,
    pub fields: Vec<Field>,
    pub files: Vec<FilePart>,
    pub json: Option<Value>,
    pub problem: Option<String>,
}

impl Form {
    pub async fn read(content_type: Option<&str>, body: &Bytes) -> Self {
        let mut form = Self { encoding: Encoding::of(content_type, body), ..Self::default() };
        match form.encoding {
            Encoding::Json => form.read_json(body),
            Encoding::UrlEncoded => form.read_urlencoded(body),
            Encoding::Multipart => form.read_multipart(content_type, body).await,
            Encoding::Empty | Encoding::Other => {}
        }
        form
    }

    /// The first field of that name. A form has text fields only; a part with a file name is a file.
    pub fn text(&self, name: &str) -> Option<String> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(String::from_utf8_lossy(&field.bytes).into_owned())
    }

    pub fn file(&self, name: &str) -> Option<&FilePart> {
        self.files.iter().find(|file| file.name == name)
    }

    fn push(&mut self, name: String, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        self.fields.push(Field { name, bytes });
    }

    fn read_json(&mut self, body: &[u8]) {
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    let text = match member {
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    self.push(name.clone(), text);
                }
                self.json = Some(value);
            }
            Err(error) => self.problem = Some(format!("not JSON: {error}")),
        }
    }

    /// Empty pairs are skipped: game scripts build such bodies with a `&` in front.
    fn read_urlencoded(&mut self, body: &[u8]) {
        for pair in body.split(|byte| *byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default());
            let value = decode(halves.next().unwrap_or_default());
            self.push(String::from_utf8_lossy(&name).into_owned(), value);
        }
    }

    async fn read_multipart(&mut self, content_type: Option<&str>, body: &Bytes) {
        let boundary = match multer::parse_boundary(content_type.unwrap_or_default()) {
            Ok(boundary) => boundary,
            Err(error) => {
                self.problem = Some(format!("no boundary in the content type: {error}"));
                return;
            }
        };
        let whole = stream::iter([Ok::<_, std::convert::Infallible>(body.clone())]);
        let mut parts = multer::Multipart::new(whole, boundary);
        loop {
            match parts.next_field().await {
                Ok(Some(part)) => {
                    if let Err(error) = self.read_part(part).await {
                        self.problem = Some(format!("a multipart part is broken: {error}"));
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    self.problem = Some(format!("the multipart body is broken: {error}"));
                    return;
                }
            }
        }
    }

    async fn read_part(&mut self, part: multer::Field<'_>) -> multer::Result<()> {
        let name = part.name().unwrap_or_default().to_owned();
        let filename = part.file_name().map(str::to_owned);
        let content_type =
            part.headers().get("content-type").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let bytes = part.bytes().await?;
        match filename {
            Some(filename) => self.files.push(FilePart { name, filename, content_type, bytes, facts: Arc::default() }),
            None => self.push(name, bytes),
        }
        Ok(())
    }
}

fn decode(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}

/// `True`, `false`, `1`, `0`, in any case.
pub fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

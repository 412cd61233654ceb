//! Request bodies. Text is sent URL-encoded, a file as multipart.
//!
//! Multipart is written here, because the forms of the HTTP library copy a file several times: an upload of a 200 KB
//! WAV with `reqwest::blocking` and its multipart form takes several times as long (see docs/performance.md).

use super::{header::HeaderText, random::random_128_bits};
use bytes::Bytes;
use std::{borrow::Cow, sync::Arc};

/// Names and values of fields that several forms share.
pub type SharedFields = Arc<[(Cow<'static, str>, String)]>;

/// The fields of a form and at most one file, in the order in which they are sent.
#[derive(Default)]
pub struct Form<'a> {
    fields: Vec<(&'static str, Cow<'a, str>)>,
    shared: Option<SharedFields>,
    file: Option<File>,
}

struct File {
    field: &'static str,
    name: &'static str,
    content_type: &'static str,
    content: Bytes,
}

/// A body that is ready to be sent.
pub struct EncodedBody {
    pub content_type: HeaderText,
    /// Buffers that are sent one after the other.
    pub parts: Vec<Bytes>,
}

impl EncodedBody {
    pub fn json(json: Vec<u8>) -> Self {
        Self { content_type: HeaderText::from_static("application/json"), parts: vec![Bytes::from(json)] }
    }
}

impl<'a> Form<'a> {
    pub fn field(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Adds fields after those of the form itself.
    pub fn shared(mut self, fields: SharedFields) -> Self {
        self.shared = Some(fields);
        self
    }

    pub fn file(mut self, field: &'static str, name: &'static str, content_type: &'static str, content: Bytes) -> Self {
        self.file = Some(File { field, name, content_type, content });
        self
    }

    /// Encodes the fields as application/x-www-form-urlencoded, which cannot hold a file.
    pub fn url_encoded(&self) -> EncodedBody {
        debug_assert!(self.file.is_none());
        let mut body = form_urlencoded::Serializer::new(String::with_capacity(2 * self.length()));
        body.extend_pairs(&self.fields);
        if let Some(shared) = &self.shared {
            body.extend_pairs(shared.iter());
        }
        EncodedBody {
            content_type: HeaderText::from_static("application/x-www-form-urlencoded"),
            parts: vec![Bytes::from(body.finish())],
        }
    }

    /// Encodes the form as multipart/form-data. The boundary is random and does not occur in a field.
    pub fn multipart(&self) -> EncodedBody {
        let boundary = self.boundary();
        let mut head =
            String::with_capacity(self.length() + 128 * (self.fields.len() + self.shared_fields().len() + 2));
        for (name, value) in self.all_fields() {
            for text in
                ["--", &boundary, "\r\nContent-Disposition: form-data; name=\"", name, "\"\r\n\r\n", value, "\r\n"]
            {
                head.push_str(text);
            }
        }
        let end = format!("--{boundary}--\r\n");
        let parts = match &self.file {
            None => vec![Bytes::from(head + &end)],
            Some(file) => {
                head.push_str(&format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                    file.field, file.name, file.content_type
                ));
                vec![Bytes::from(head), file.content.clone(), Bytes::from(format!("\r\n{end}"))]
            }
        };
        let content_type = HeaderText::new(&format!("multipart/form-data; boundary={boundary}"));
        EncodedBody { content_type: content_type.expect("a boundary is plain ASCII"), parts }
    }

    /// The length of all names and values, in bytes.
    fn length(&self) -> usize {
        let own: usize = self.fields.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        let shared: usize = self.shared_fields().iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        own + shared
    }

    fn shared_fields(&self) -> &[(Cow<'static, str>, String)] {
        self.shared.as_deref().unwrap_or_default()
    }

    fn all_fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.fields.iter().map(|(name, value)| (*name, &**value));
        own.chain(self.shared_fields().iter().map(|(name, value)| (&**name, value.as_str())))
    }

    /// A random boundary of 128 bits. It is too long to occur in a field by chance; this is checked nevertheless,
    /// because the check is cheap.
    fn boundary(&self) -> String {
        loop {
            let boundary = format!("convai-{:032x}", random_128_bits());
            if !self.all_fields().any(|(_, value)| value.contains(&boundary)) {
                return boundary;
            }
        }
    }
}

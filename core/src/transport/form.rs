//! Request bodies. Text is sent URL-encoded, a file as multipart.
//!
//! Multipart is written here, because the forms of the HTTP library copy a file several times: an upload of a 200 KB
//! WAV with `reqwest::blocking` and its multipart form takes several times as long (see docs/performance.md).

use super::{header::HeaderText, random::random_128_bits};
use bytes::Bytes;
use std::{borrow::Cow, sync::Arc};

/// Names and values of fields that several forms share.
pub type SharedFields = Arc<[(Cow<'static, str>, String)]>;

/// The fields of a form and its files, in the order in which they are sent: the files come last. Names hold neither
/// quotation marks nor line breaks.
#[derive(Default)]
pub struct Form<'a> {
    fields: Vec<(Cow<'static, str>, Cow<'a, str>)>,
    shared: Option<SharedFields>,
    files: Vec<File>,
}

struct File {
    field: Cow<'static, str>,
    name: Cow<'static, str>,
    content_type: Cow<'static, str>,
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
    pub fn field(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Adds fields after those of the form itself.
    pub fn shared(mut self, fields: SharedFields) -> Self {
        self.shared = Some(fields);
        self
    }

    pub fn file(
        mut self,
        field: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        content_type: impl Into<Cow<'static, str>>,
        content: Bytes,
    ) -> Self {
        self.files.push(File { field: field.into(), name: name.into(), content_type: content_type.into(), content });
        self
    }

    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// Encodes the fields as application/x-www-form-urlencoded, which cannot hold a file.
    pub fn url_encoded(&self) -> EncodedBody {
        debug_assert!(!self.has_files());
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
        let mut parts = Vec::with_capacity(2 * self.files.len() + 1);
        for File { field, name, content_type, content } in &self.files {
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n",
            ));
            parts.extend([Bytes::from(std::mem::take(&mut head)), content.clone()]);
            head.push_str("\r\n");
        }
        head.push_str(&format!("--{boundary}--\r\n"));
        parts.push(Bytes::from(head));
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
        let own = self.fields.iter().map(|(name, value)| (&**name, &**value));
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

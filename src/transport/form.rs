//! Form bodies. Text goes url-encoded, a file goes as multipart; both are written into buffers of our own, because the
//! HTTP library's own forms copy a file several times.

use bytes::Bytes;
use std::{
    borrow::Cow,
    hash::{BuildHasher, Hasher, RandomState},
};

/// The fields of a form, and at most one file, in the order in which they are sent.
#[derive(Default)]
pub struct Form<'a> {
    fields: Vec<(&'static str, Cow<'a, str>)>,
    file: Option<File>,
}

struct File {
    field: &'static str,
    name: &'static str,
    content_type: &'static str,
    content: Bytes,
}

/// A body that is ready to be sent.
pub struct Encoded {
    pub content_type: String,
    pub parts: Vec<Bytes>,
}

impl<'a> Form<'a> {
    pub fn field(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    pub fn file(mut self, field: &'static str, name: &'static str, content_type: &'static str, content: Bytes) -> Self {
        self.file = Some(File { field, name, content_type, content });
        self
    }

    /// As application/x-www-form-urlencoded. A file has no place in it.
    pub fn url_encoded(&self) -> Encoded {
        debug_assert!(self.file.is_none());
        let mut body = form_urlencoded::Serializer::new(String::with_capacity(2 * self.length()));
        body.extend_pairs(&self.fields);
        Encoded { content_type: "application/x-www-form-urlencoded".into(), parts: vec![Bytes::from(body.finish())] }
    }

    /// As multipart/form-data. The boundary is random, and does not occur in what is sent.
    pub fn multipart(&self) -> Encoded {
        let boundary = self.boundary();
        let mut head = String::with_capacity(self.length() + 128 * (self.fields.len() + 2));
        for (name, value) in &self.fields {
            for piece in
                ["--", &boundary, "\r\nContent-Disposition: form-data; name=\"", name, "\"\r\n\r\n", value, "\r\n"]
            {
                head.push_str(piece);
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
        Encoded { content_type: format!("multipart/form-data; boundary={boundary}"), parts }
    }

    /// The bytes of all names and values.
    fn length(&self) -> usize {
        self.fields.iter().map(|(name, value)| name.len() + value.len() + 2).sum()
    }

    /// 128 random bits cannot be met by chance; a value that knows them all the same is looked for, as it costs nothing.
    fn boundary(&self) -> String {
        loop {
            // The standard library's hashers begin with keys from the system's randomness.
            let half = || RandomState::new().build_hasher().finish();
            let boundary = format!("convai-{:016x}{:016x}", half(), half());
            if !self.fields.iter().any(|(_, value)| value.contains(&boundary)) {
                return boundary;
            }
        }
    }
}

//! Form bodies. Text goes url-encoded, a file goes as multipart; both are written into buffers of our own, because the
//! HTTP library's own forms copy a file several times.

use bytes::Bytes;

/// The fields of a form, and at most one file, in the order in which they are sent.
#[derive(Default)]
pub struct Form {
    fields: Vec<(&'static str, String)>,
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

impl Form {
    pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
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
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&self.fields);
        Encoded { content_type: "application/x-www-form-urlencoded".into(), parts: vec![Bytes::from(body.finish())] }
    }

    /// As multipart/form-data. The boundary is random, and does not occur in what is sent.
    pub fn multipart(&self) -> Encoded {
        let boundary = self.boundary();
        let mut head = String::new();
        for (name, value) in &self.fields {
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
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

    /// 128 random bits cannot be met by chance; a value that knows them all the same is looked for, as it costs nothing.
    fn boundary(&self) -> String {
        loop {
            let mut random = [0; 16];
            // Without the system's randomness the address of a local still differs from run to run; and it is checked.
            if getrandom::fill(&mut random).is_err() {
                let address = std::ptr::from_ref(&random).addr() as u64;
                random[..8].copy_from_slice(&address.to_le_bytes());
            }
            let boundary = format!("convai-{:032x}", u128::from_le_bytes(random));
            if !self.fields.iter().any(|(_, value)| value.contains(&boundary)) {
                return boundary;
            }
        }
    }
}

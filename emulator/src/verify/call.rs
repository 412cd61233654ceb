//! Sends the request of a sample, and reads the reply.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tokio::time::timeout;

use super::belief;
use super::sample::{Events, Key, Sample, Values, fill};
use crate::upstream::{BaseUrl, HttpClient};
use crate::wav::{Pcm, encode_wav};

/// A reply with a voice can take this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// Separates the parts of multipart forms.
const BOUNDARY: &str = "convai-emulator-verify-5f1d7c2a";

/// A service, and the key of the user.
pub struct Service {
    pub url: BaseUrl,
    pub key: String,
    pub client: HttpClient,
}

pub struct Reply {
    pub status: u16,
    content_type: String,
    body: Bytes,
}

/// Why a sample was not sent.
pub enum NotSent {
    /// It needs a value that no reply had.
    Needs(String),
    /// The service cannot be reached.
    Unreachable(String),
}

impl Service {
    pub async fn send(&self, sample: &Sample, values: &Values) -> Result<Reply, NotSent> {
        let (content_type, body) = body(sample, values).map_err(NotSent::Needs)?;
        let key = match sample.key {
            Key::Own => Some(("CONVAI-API-KEY", self.key.clone())),
            Key::Bad => Some(("CONVAI-API-KEY", "bad-key".to_owned())),
            Key::None => None,
            Key::Token => {
                let token = values.get("token").ok_or_else(|| NotSent::Needs("token".to_owned()))?;
                Some(("API-AUTH-TOKEN", token.clone()))
            }
        };
        self.request(&sample.method, &sample.path, key, content_type, body).await.map_err(NotSent::Unreachable)
    }

    /// Posts JSON with the key of the user.
    pub async fn post(&self, path: &str, json: &Value) -> Result<Reply, String> {
        let key = Some(("CONVAI-API-KEY", self.key.clone()));
        self.request("POST", path, key, "application/json".to_owned(), json.to_string().into_bytes()).await
    }

    async fn request(
        &self,
        method: &str,
        path: &str,
        key: Option<(&str, String)>,
        content_type: String,
        body: Vec<u8>,
    ) -> Result<Reply, String> {
        let mut request = hyper::Request::builder().method(method).uri(self.url.join(path)?);
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        if let Some((name, key)) = key {
            request = request.header(name, key);
        }
        let request =
            request.body(Full::new(Bytes::from(body))).map_err(|_| "the key is no header value".to_owned())?;
        let exchange = async {
            let response = self.client.send(request).await.map_err(|error| error.to_string())?;
            let status = response.status().as_u16();
            let content_type = response.headers().get("content-type");
            let content_type = content_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            let body = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
            Ok(Reply { status, content_type: content_type.unwrap_or_default(), body })
        };
        timeout(PATIENCE, exchange)
            .await
            .unwrap_or_else(|_| Err(format!("no reply after {} seconds", PATIENCE.as_secs())))
    }
}

/// The content type and the body of a request.
fn body(sample: &Sample, values: &Values) -> Result<(String, Vec<u8>), String> {
    if let Some(json) = &sample.json {
        let escaped = |value: &str| {
            let json = Value::from(value).to_string();
            json[1..json.len() - 1].to_owned()
        };
        return Ok(("application/json".to_owned(), fill(json, values, escaped)?.into_bytes()));
    }
    let url_encoded = "application/x-www-form-urlencoded".to_owned();
    if let Some(form) = &sample.raw_form {
        return Ok((url_encoded, fill(form, values, str::to_owned)?.into_bytes()));
    }
    if let Some(form) = &sample.form {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form {
            encoded.append_pair(name, &fill(value, values, str::to_owned)?);
        }
        return Ok((url_encoded, encoded.finish().into_bytes()));
    }
    let Some(form) = &sample.multipart else {
        return Ok((String::new(), Vec::new()));
    };
    let mut body = Vec::new();
    for (name, value) in form {
        let value = fill(value, values, str::to_owned)?;
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    if let Some(kind) = &sample.recording {
        let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"audio.wav\"";
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\n{kind}\r\n").bytes());
        body.extend(tone());
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    Ok((format!("multipart/form-data; boundary={BOUNDARY}"), body))
}

/// Half a second of a tone.
fn tone() -> Vec<u8> {
    let samples = (0..8000).map(|index| (12_000.0 * (f64::from(index) * 0.12).sin()) as i16).collect();
    encode_wav(&Pcm { samples, rate: 16_000 })
}

impl Reply {
    /// The body, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The first part of the body, for messages.
    pub fn start(&self) -> String {
        belief::shown(&Value::from(String::from_utf8_lossy(&self.body)))
    }

    /// In what the reply differs from what is believed.
    pub fn differences(&self, sample: &Sample, values: &Values) -> Result<Vec<String>, String> {
        let mut beliefs = sample.reply.clone();
        for belief in beliefs.values_mut() {
            *belief = fill(belief, values, str::to_owned)?;
        }
        if self.status != sample.status {
            return Ok(vec![format!("status: believed {}, answered {}: {}", sample.status, self.status, self.start())]);
        }
        let mut found = Vec::new();
        if sample.audio {
            self.check_content_type("audio/", &mut found);
            if !belief::is_wav(&self.body) {
                found.push(format!("body: believed wav, answered {}", self.start()));
            }
            return Ok(found);
        }
        match sample.events {
            Some(kind) => {
                self.check_content_type("text/event-stream", &mut found);
                self.check_events(kind, &beliefs, &mut found);
            }
            None => {
                self.check_content_type("application/json", &mut found);
                match self.json() {
                    Some(reply) => found.extend(belief::differences(&reply, &beliefs, sample.further)),
                    None => found.push(format!("body: believed JSON, answered {}", self.start())),
                }
            }
        }
        Ok(found)
    }

    fn check_content_type(&self, believed: &str, found: &mut Vec<String>) {
        if !self.content_type.starts_with(believed) {
            found.push(format!("content-type: believed {believed}, answered {:?}", self.content_type));
        }
    }

    fn check_events(&self, kind: Events, beliefs: &BTreeMap<String, String>, found: &mut Vec<String>) {
        let text = String::from_utf8_lossy(&self.body).replace("\r\n", "\n");
        let events: Vec<String> = text
            .split("\n\n")
            .map(|event| event.lines().filter_map(|line| line.strip_prefix("data:")).collect::<Vec<_>>().join("\n"))
            .filter(|data| !data.trim().is_empty())
            .collect();
        if events.is_empty() {
            found.push(format!("events: believed one or more, answered {}", self.start()));
        }
        if kind == Events::Text {
            return;
        }
        let mut words = String::new();
        for event in &events {
            match serde_json::from_str::<Value>(event) {
                Ok(object) => {
                    words += object["text"].as_str().unwrap_or_default();
                    found.extend(belief::differences(&object, beliefs, false));
                }
                Err(_) => found.push(format!(
                    "event: believed a JSON object, answered {}",
                    belief::shown(&Value::from(event.trim()))
                )),
            }
        }
        if words.trim().is_empty() {
            found.push("text: believed text in the events, it is missing".to_owned());
        }
        found.sort();
        found.dedup();
    }
}

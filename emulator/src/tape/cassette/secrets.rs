//! Finds the keys and tokens of a recording, and masks them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::redact::MIN_SEARCH_LENGTH;

/// Names of JSON fields and form fields whose values are secret, in lower case and without `-` and `_`.
const SECRET_FIELDS: [&str; 10] = [
    "apiauthtoken",
    "convaiapikey",
    "apikey",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "token",
    "secret",
    "password",
    "email",
];

/// The secrets that were seen, each with what stands for it in the cassette. The same secret always gets the same mask, so
/// that a request with a token can be told from one with another.
#[derive(Default)]
pub struct Secrets {
    masks: BTreeMap<String, String>,
}

impl Secrets {
    /// The mask of a secret: `masked-key-1`. `kind` is part of it.
    pub fn mask_of(&mut self, kind: &str, secret: &str) -> String {
        if let Some(mask) = self.masks.get(secret) {
            return mask.clone();
        }
        // A mask that is sent back stays what it is.
        if secret.starts_with("masked-") {
            return secret.to_owned();
        }
        let prefix = format!("masked-{kind}-");
        let earlier = self.masks.values().filter(|mask| mask.starts_with(&prefix)).count();
        let mask = format!("{prefix}{}", earlier + 1);
        self.masks.insert(secret.to_owned(), mask.clone());
        mask
    }

    /// Learns the secret of a header that carries a credential.
    pub fn mask_of_header(&mut self, name: &str, value: &str) -> String {
        let kind = match name {
            "convai-api-key" | "x-api-key" => "key",
            "api-auth-token" => "token",
            _ => "secret",
        };
        self.mask_of(kind, value.trim())
    }

    /// Learns a form field, if its name says that it is secret.
    pub fn learn_field(&mut self, name: &str, value: &str) {
        let name: String = name.to_ascii_lowercase().chars().filter(|c| !matches!(c, '-' | '_')).collect();
        if SECRET_FIELDS.contains(&name.as_str()) && value.len() >= MIN_SEARCH_LENGTH {
            let kind = match name.as_str() {
                "email" => "email",
                name if name.ends_with("token") => "token",
                name if name.ends_with("key") => "key",
                _ => "secret",
            };
            self.mask_of(kind, value);
        }
    }

    /// Learns the secret fields of JSON, at any depth.
    pub fn learn_json(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.learn_json(item)),
            Value::Object(fields) => {
                for (name, field) in fields {
                    match field {
                        Value::String(text) => self.learn_field(name, text),
                        other => self.learn_json(other),
                    }
                }
            }
            _ => {}
        }
    }

    /// Masks each secret in a text: as it is, as JSON writes it, and as a URL does. A secret of a few letters would be found
    /// everywhere, and is masked in its header only.
    pub fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for (secret, mask) in self.searched() {
            for form in forms(secret) {
                if masked.contains(&form) {
                    masked = masked.replace(&form, mask);
                }
            }
        }
        masked
    }

    /// Masks bytes that are no text.
    pub fn mask_bytes(&self, bytes: &mut [u8]) {
        for (secret, _) in self.searched() {
            crate::redact::redact_bytes(bytes, secret);
        }
    }

    /// Whether a text of the JSON contains a secret, however it is escaped.
    pub fn are_in(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.searched().any(|(secret, _)| text.contains(secret)),
            Value::Array(items) => items.iter().any(|item| self.are_in(item)),
            Value::Object(fields) => fields.values().any(|field| self.are_in(field)),
            _ => false,
        }
    }

    /// The longest first, because a secret may contain another.
    fn searched(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut searched: Vec<(&str, &str)> = self
            .masks
            .iter()
            .filter(|(secret, _)| secret.len() >= MIN_SEARCH_LENGTH)
            .map(|(secret, mask)| (secret.as_str(), mask.as_str()))
            .collect();
        searched.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        searched.into_iter()
    }
}

/// How a secret can be written.
fn forms(secret: &str) -> Vec<String> {
    let json = Value::from(secret).to_string();
    let url = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string();
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![secret.to_owned(), json[1..json.len() - 1].to_owned(), form, url.to_lowercase(), url];
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_secret_has_one_mask_in_all_its_forms() {
        let mut secrets = Secrets::default();
        assert_eq!(secrets.mask_of_header("convai-api-key", "key with \"/+"), "masked-key-1");
        assert_eq!(secrets.mask_of_header("convai-api-key", "another-key"), "masked-key-2");
        assert_eq!(secrets.mask_of_header("convai-api-key", "key with \"/+"), "masked-key-1");
        assert_eq!(secrets.mask_of_header("api-auth-token", "masked-token-4"), "masked-token-4");
        let text = "a=key with \"/+ b=key+with+%22%2F%2B c=key%20with%20%22%2f%2b d=key with \\\"/+ e=another-key-2";
        assert_eq!(secrets.mask(text), "a=masked-key-1 b=masked-key-1 c=masked-key-1 d=masked-key-1 e=masked-key-2-2");
    }

    #[test]
    fn secrets_in_replies_are_found_by_the_names_of_their_fields() {
        let mut secrets = Secrets::default();
        let reply =
            json!({ "usage": [{ "Email": "somebody@example.com" }], "apiAuthToken": "eyJ.abc.def", "token": 5 });
        secrets.learn_json(&reply);
        assert_eq!(
            secrets.mask(&reply.to_string()),
            r#"{"apiAuthToken":"masked-token-1","token":5,"usage":[{"Email":"masked-email-1"}]}"#
        );
    }

    #[test]
    fn a_short_secret_is_masked_in_its_header_only() {
        let mut secrets = Secrets::default();
        assert_eq!(secrets.mask_of_header("convai-api-key", "any"), "masked-key-1");
        assert_eq!(secrets.mask("many words"), "many words");
    }

    #[test]
    fn a_secret_that_json_escapes_in_an_unusual_way_is_noticed() {
        let mut secrets = Secrets::default();
        secrets.mask_of("key", "a-long-key");
        let value: Value = serde_json::from_str(r#"{"a":["\u0061-long-key"]}"#).expect("JSON");
        assert!(secrets.are_in(&value) && !secrets.are_in(&json!("a-short-key")));
    }
}

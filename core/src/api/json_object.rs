//! Writes the JSON of a request. A tree of values, as serde_json has it, would make the library larger.

/// A JSON object, written field by field.
#[derive(Default)]
pub(super) struct JsonObject(String);

impl JsonObject {
    /// An object of texts.
    pub fn of(texts: &[(&str, &str)]) -> Self {
        texts.iter().fold(Self::default(), |object, (name, text)| object.text(name, text))
    }

    pub fn text(self, name: &str, text: &str) -> Self {
        self.field(name, &quoted(text))
    }

    pub fn texts(self, name: &str, texts: &[String]) -> Self {
        let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
        self.field(name, &format!("[{}]", texts.join(",")))
    }

    pub fn flag(self, name: &str, is_set: bool) -> Self {
        self.field(name, if is_set { "true" } else { "false" })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_bytes(self) -> Vec<u8> {
        format!("{{{}}}", self.0).into_bytes()
    }

    fn field(mut self, name: &str, json: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(json);
        self
    }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let texts = ["plain", "with \"quotes\" \\ and \u{1}\n", "Grüße, 日本語 \u{1f600}", ""].map(str::to_owned);
        let object = JsonObject::of(&[("a", &texts[1]), (&texts[1], "b")]).texts("list", &texts).flag("yes", true);
        let object = object.texts("none", &[]).flag("no", false).into_bytes();
        let expected =
            serde_json::json!({"a": texts[1], &texts[1]: "b", "list": texts, "yes": true, "none": [], "no": false});
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&object).expect("JSON"), expected);
        assert!(JsonObject::default().is_empty());
        assert_eq!(JsonObject::default().into_bytes(), b"{}");
    }
}

//! Reads the JSON of control requests. The error names the field that is wrong.

#[cfg(test)]
use std::{env, fs, path::Path};

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a request body. `what` begins the error message: "a fault".
pub fn parse<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, String> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| format!("{what} must be a JSON object: {error}"))?;
    from_value(value, what)
}

/// The same for JSON that is parsed already.
pub fn from_value<T: DeserializeOwned>(value: Value, what: &str) -> Result<T, String> {
    if !value.is_object() {
        return Err(format!("{what} must be a JSON object"));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let (path, message) = (error.path().to_string(), error.inner().to_string());
        // The message of an unknown field names it.
        if path == "." || message.starts_with("unknown field") { message } else { format!("{path}: {message}") }
    })
}

/// Compares a committed schema with the one that the types give.
#[cfg(test)]
pub fn check_schema(name: &str, schema: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = format!("{}\n", serde_json::to_string_pretty(schema).expect("JSON"));
    if env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &text).expect("a writable file");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "{name} is not the schema of the types; run the unit tests with UPDATE_SCHEMA=1 to write it"
    );
}

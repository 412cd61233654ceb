//! Reads the JSON of control requests. The error names the field that is wrong.

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

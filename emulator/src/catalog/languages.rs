//! The languages of the service's documentation.

use serde_json::{Value, json};

/// Codes and names, in the order of the documentation.
pub const LANGUAGES: [(&str, &str); 24] = [
    ("en-US", "English"),
    ("es-ES", "Spanish"),
    ("fr-FR", "French"),
    ("ar", "Arabic"),
    ("hi-IN", "Hindi"),
    ("ja-JP", "Japanese"),
    ("ko-KR", "Korean"),
    ("ru-RU", "Russian"),
    ("nl-NL", "Dutch"),
    ("nl-BE", "Dutch (Belgium)"),
    ("cmn-CN", "Chinese (Mainland)"),
    ("de-DE", "German"),
    ("vi-VN", "Vietnamese"),
    ("it-IT", "Italian"),
    ("tr-TR", "Turkish"),
    ("pt-BR", "Portuguese (Brazil)"),
    ("es-MX", "Mexican Spanish"),
    ("zh-HK", "Cantonese"),
    ("pl-PL", "Polish (Poland)"),
    ("pt-PT", "Portuguese (Portugal)"),
    ("es-US", "Spanish (United States)"),
    ("sv-SE", "Swedish"),
    ("kk-KZ", "Kazakh (Kazakhstan)"),
    ("fi-FI", "Finnish"),
];

/// The body of `/tts/get_available_languages`: objects with a single key each.
pub fn languages() -> Value {
    LANGUAGES.iter().map(|(code, name)| json!({ *code: { "lang_code": code, "lang_name": name } })).collect()
}

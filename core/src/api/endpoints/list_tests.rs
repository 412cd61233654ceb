//! Lists that are long, cut, hostile, or in another form than the documented one.

use super::{Character, Language, Voice, replies::Entry, replies::read_list};
use crate::{
    api::{CallResult, Status, secrets::Secrets},
    transport::HttpResponse,
};

fn read<T: Entry>(status: u16, body: &str) -> CallResult<Vec<T>> {
    let response = HttpResponse::new(status, &[("content-type", b"application/json")], body.as_bytes());
    read_list(response.expect("valid headers"), &Secrets::of_key("0123456789ab"))
}

fn good<T: Entry>(body: &str) -> Vec<T> {
    let result = read(200, body);
    assert_eq!(result.error, None, "{body}");
    assert_eq!(result.raw_json.as_deref(), Some(body.as_bytes()));
    result.value
}

/// The message of a reply that cannot be used.
fn bad<T: Entry>(body: &str) -> String {
    let result = read::<T>(200, body);
    let error = result.error.unwrap_or_else(|| panic!("accepted: {:.200}", body));
    assert!(result.value.is_empty());
    assert_eq!(
        (error.status, error.http_status, error.request_sent),
        (Status::BadReply, Some(200), true),
        "{body:.200}"
    );
    error.into_fields().message.into_owned()
}

fn voice(name: &str, value: &str, section: &str, languages: &[&str]) -> Voice {
    Voice {
        name: Some(name.into()),
        value: Some(value.into()),
        section: section.into(),
        gender: None,
        sample_url: None,
        language_codes: languages.iter().map(|code| (*code).to_owned()).collect(),
        environments: Vec::new(),
    }
}

#[test]
fn a_voice_has_its_section_and_all_its_fields() {
    let reply = r#"{"Azure Voices": [{"Lena": {"voice_value": "de-Lena", "lang_codes": ["de-DE", "de-AT"], "gender": "FEMALE",
        "sample_link": "https://s/1.wav", "deployment_env": ["PRODUCTION", "BETA"], "new": {"a": [1]}}}],
        "ElevenLabs Voices (New)": [{"Otto": {"voice_value": "o"}}, {"Ida": {"voice_value": "i"}}], "Empty": []}"#;
    let lena = Voice {
        gender: Some("FEMALE".into()),
        sample_url: Some("https://s/1.wav".into()),
        environments: vec!["PRODUCTION".into(), "BETA".into()],
        ..voice("Lena", "de-Lena", "Azure Voices", &["de-DE", "de-AT"])
    };
    let new = "ElevenLabs Voices (New)";
    assert_eq!(good::<Voice>(reply), [lena, voice("Otto", "o", new, &[]), voice("Ida", "i", new, &[])]);
}

#[test]
fn a_voice_is_read_in_other_forms() {
    for (reply, expected) in [
        (r#"[{"name": "A", "voice_value": "a", "language_codes": "en-US"}]"#, voice("A", "a", "", &["en-US"])),
        (
            r#"{"voices": [{"A": {"VOICE_VALUE": "a", "Lang_Codes": ["x", null, 7]}}]}"#,
            voice("A", "a", "voices", &["x", "7"]),
        ),
        (r#"{"response": {"S": [{"A": {"voice_value": "a", "gender": "NULL"}}]}}"#, voice("A", "a", "S", &[])),
        (r#"{"STATUS": "SUCCESS", "S": [null, 1, [], {}, {"A": {"voice_value": "a"}}]}"#, voice("A", "a", "S", &[])),
        ("\u{feff}{\"S\": [{\"A\": {\"voice_value\": \"a\", \"gain\": NaN}}]}", voice("A", "a", "S", &[])),
        // Two lists of one name.
        (r#"{"S": [], "S": [{"A": {"voice_value": "a", "lang_codes": {}}}]}"#, voice("A", "a", "S", &[])),
    ] {
        assert_eq!(good::<Voice>(reply), [expected], "{reply}");
    }
    let half = good::<Voice>(r#"{"S": [{"A": {}}, {"voice_value": "b"}]}"#);
    let fields: Vec<_> = half.iter().map(|voice| (voice.name.as_deref(), voice.value.as_deref())).collect();
    assert_eq!(fields, [(Some("A"), None), (None, Some("b"))]);
}

#[test]
fn languages_are_read_in_every_form() {
    let language = |code: &str, name: Option<&str>| Language { code: Some(code.into()), name: name.map(str::to_owned) };
    for reply in [
        r#"[{"en-US": {"lang_code": "en-US", "lang_name": "English"}}, {"ar": {"lang_code": "ar", "lang_name": "NULL"}}]"#,
        r#"{"languages": [{"code": "en-US", "name": "English"}, {"ar": {}}]}"#,
        r#"[{"en-US": {"LANG_NAME": "English"}}, {"Arabic": {"language_code": "ar", "lang_name": null}}, null]"#,
    ] {
        assert_eq!(good::<Language>(reply), [language("en-US", Some("English")), language("ar", None)], "{reply}");
    }
}

#[test]
fn the_characters_of_a_list_have_the_fields_that_it_has() {
    let reply = r#"{"characters": [{"character_id": "1", "character_name": "Ada", "user_id": "u", "voice_type": "MALE",
        "timestamp": "2024-01-01", "language_code": "en-US", "listing": "NULL", "backstory": "NULL", "model_details": {"a": "NULL"},
        "prompt": {"a": {"b": {"c": {"d": {"e": [[[[[1]]]]]}}}}}},
        {"charID": "2", "charName": "Bo", "language_codes": ["en-US", "de-DE"]}, {"other": 1}]}"#;
    let [ada, bo] = &good::<Character>(reply)[..] else { panic!("two characters") };
    assert_eq!((ada.id.as_deref(), ada.name.as_deref(), ada.backstory.as_deref()), (Some("1"), Some("Ada"), None));
    assert_eq!((ada.voice_type.as_deref(), &ada.language_codes[..]), (Some("MALE"), &["en-US".to_owned()][..]));
    assert_eq!((bo.id.as_deref(), bo.language_codes.len()), (Some("2"), 2));
    assert_eq!(good::<Character>(r#"{"characters": []}"#), []);
    assert_eq!(good::<Character>("[]"), []);
}

#[test]
fn a_reply_without_a_list_is_an_error() {
    for reply in ["{}", "\"\"", "null", r#"{"STATUS": "SUCCESS"}"#, r#"{"a": {"b": {"c": {"d": {"e": []}}}}}"#] {
        assert!(bad::<Voice>(reply).contains("it holds no list of voices"), "{reply}");
        assert!(bad::<Language>(reply).contains("it holds no list of languages"), "{reply}");
        assert!(bad::<Character>(reply).contains("it holds no list of characters"), "{reply}");
    }
    // Lists of something else.
    for reply in ["[1, 2]", "[null]", r#"{"a": ["x"], "b": [{"c": "d"}]}"#, r#"[[{"name": "x"}]]"#] {
        assert!(bad::<Character>(reply).contains("it holds no list of characters"), "{reply}");
    }
    for reply in ["", "<html>", "[{\"A\": {}}", "{\"S\": [{\"A\": {\"voice_value\": \"a\"}}], ", "[] []"] {
        assert!(bad::<Voice>(reply).contains("cannot be read"), "{reply}");
    }
}

#[test]
fn an_error_reply_is_read_as_one() {
    for (http, body, status, message) in [
        (401, r#"{"ERROR": "Invalid API key provided."}"#, Status::Authentication, "Invalid API key provided."),
        (400, r#"{"ERROR": "API key not found"}"#, Status::Authentication, "API key not found"),
        (422, r#"{"detail": [{"msg": "a"}, {"msg": "b"}]}"#, Status::BadRequest, "a; b"),
        (500, r#"[{"en-US": {}}]"#, Status::Server, r#"[{"en-US": {}}]"#),
        (200, r#"{"ERROR": "no"}"#, Status::Refused, "no"),
    ] {
        let error = read::<Language>(http, body).error.unwrap_or_else(|| panic!("accepted: {body}"));
        assert_eq!((error.status, error.service_message.as_deref()), (status, Some(message)), "{body}");
    }
}

/// A list of voices of at least so many bytes, and how many there are.
fn voices(bytes: usize) -> (String, usize) {
    let mut list = String::from("{");
    let mut count = 0;
    for section in 0.. {
        list += &format!("{}\"Section {section}\": [", if section > 0 { ", " } else { "" });
        for entry in 0..300 {
            let comma = if entry > 0 { ", " } else { "" };
            list += &format!(
                "{comma}{{\"Voice {count}\": {{\"voice_value\": \"v-{count}\", \"lang_codes\": [\"en-US\", \"de-DE\"], \
                 \"gender\": \"MALE\", \"sample_link\": \"https://samples.test/{count}.wav\", \
                 \"deployment_env\": [\"PRODUCTION\"]}}}}"
            );
            count += 1;
        }
        list += "]";
        if list.len() >= bytes {
            break;
        }
    }
    (list + "}", count)
}

#[test]
fn a_long_list_is_complete() {
    for bytes in [180_000, 5_000_000] {
        let (reply, count) = voices(bytes);
        let list = good::<Voice>(&reply);
        assert_eq!(list.len(), count);
        for (index, voice) in list.iter().enumerate() {
            assert_eq!(voice.value, Some(format!("v-{index}")));
            assert_eq!(*voice.section, format!("Section {}", index / 300));
        }
    }
    let many = format!("[{}{{\"a\": {{\"lang_name\": \"A\"}}}}]", "{\"a\": {}},".repeat(99_999));
    assert_eq!(good::<Language>(&many).len(), 100_000);
    // More languages than the other replies may have values.
    let codes = "\"en-US\",".repeat(9_999);
    let many = format!("{{\"S\": [{{\"A\": {{\"lang_codes\": [{codes}\"de-DE\"]}}}}]}}");
    assert_eq!(good::<Voice>(&many)[0].language_codes.len(), 10_000);
    let sections: String = (0..500).map(|number| format!("\"S{number}\": [{{\"A\": {{}}}}],")).collect();
    assert_eq!(good::<Voice>(&format!("{{{sections}\"T\": []}}")).len(), 500);
}

#[test]
fn a_list_that_ends_early_is_never_a_shorter_list() {
    let (reply, _) = voices(2_000);
    let reply = &reply[..2_000];
    for end in 0..reply.len() {
        bad::<Voice>(&reply[..end]);
    }
}

/// The library keeps a value or an entry in at most some 100 bytes, besides its text.
#[test]
fn a_list_that_would_take_memory_out_of_proportion_is_refused() {
    let long = "it lists more than the library reads";
    assert!(bad::<Language>(&format!("[{}1]", "{\"a\":{}},".repeat(1 << 20))).contains(long));
    assert!(bad::<Voice>(&format!("[{}1]", "{\"a\":{}},".repeat(1 << 18))).contains(long));
    assert!(bad::<Character>(&format!("[{}1]", "{\"charID\":1},".repeat(1 << 18))).contains(long));
    // Entries with many values: in one of them, or in all together.
    let codes = |count: usize| format!("{{\"a\":{{\"lang_codes\":[{}0]}}}}", "0,".repeat(count));
    assert!(bad::<Voice>(&format!("[{}]", codes(1 << 17))).contains(long));
    assert!(bad::<Voice>(&format!("[{}1]", (codes(1 << 15) + ",").repeat(64))).contains(long));
    assert!(bad::<Voice>(&format!("[{{\"a\":{{}},\"b\":[{}0]}}]", "[],".repeat(1 << 17))).contains(long));
    // Many lists, and what is not in one.
    let sections: String = (0..5_000).map(|number| format!("\"{number}\":[],")).collect();
    assert!(bad::<Voice>(&format!("{{{sections}\"a\":[]}}")).contains(long));
    // What is dropped is read all the same.
    let dropped = format!("[{}{{\"a\":{{}}}}]", "[0,1],\"x\",".repeat(1 << 19));
    assert_eq!(good::<Voice>(&dropped).len(), 1);
    let deep = format!("[{{\"a\":{{\"x\":{}1{}}}}}]", "[".repeat(90), "]".repeat(90));
    assert_eq!(good::<Voice>(&deep).len(), 1);
    assert!(bad::<Voice>(&"[".repeat(1 << 20)).contains("its JSON is invalid"));
}

/// A name that all entries of a list have is kept once.
#[test]
fn the_voices_of_a_section_share_its_name() {
    let name = "s".repeat(1 << 20);
    let list = good::<Voice>(&format!("{{\"{name}\":[{}{{\"a\":{{}}}}]}}", "{\"a\":{}},".repeat(99_999)));
    assert_eq!(list.len(), 100_000);
    assert!(list.iter().all(|voice| std::sync::Arc::ptr_eq(&voice.section, &list[0].section)));
}

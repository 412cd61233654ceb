//! Form bodies: other parsers read the fields that were written, in the same order.

#![no_main]

use arbitrary::Arbitrary;
use convai::transport::form::{EncodedBody, Form};
use futures_util::stream;
use libfuzzer_sys::fuzz_target;
use multer::{Multipart, bytes::Bytes};

/// The names that the library sends. A caller sets the values, and the names and values of further fields.
const NAMES: [&str; 6] = ["charID", "sessionID", "voiceResponse", "responseLevel", "userText", "sample_rate"];

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    fields: Vec<(u8, &'a str)>,
    further: Vec<(&'a str, &'a str)>,
    file: Option<&'a [u8]>,
}

fuzz_target!(|input: Input<'_>| {
    let fields: Vec<_> =
        input.fields.iter().map(|&(name, value)| (NAMES[usize::from(name) % NAMES.len()], value)).collect();
    let form = fields.iter().fold(Form::default(), |form, &(name, value)| form.field(name, value));
    // The library refuses any other name.
    let is_refused = |letter: char| letter == '"' || letter == '\\' || letter.is_control();
    let is_name = |name: &str| !name.is_empty() && !name.contains(is_refused);
    let further: Vec<_> = input.further.iter().copied().filter(|(name, _)| is_name(name)).collect();
    let form = form.shared(further.iter().map(|&(name, value)| (name.to_owned().into(), value.to_owned())).collect());
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain(further).collect();
    if input.file.is_none() {
        url_encoded(&form, &fields);
    }
    let form = match input.file {
        None => form,
        Some(file) => form.file("file", "audio.wav", "audio/wav", Bytes::copy_from_slice(file)),
    };
    multipart(form.multipart(), &fields, input.file);
});

fn url_encoded(form: &Form, fields: &[(&str, &str)]) {
    let encoded = form.url_encoded();
    assert_eq!(encoded.content_type.as_bytes(), b"application/x-www-form-urlencoded");
    let body = String::from_utf8(encoded.parts.concat()).expect("an encoded form is text");
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._+%&=".contains(&byte);
    assert!(body.bytes().all(harmless), "{body:?}");
    let decode = |text: &str| urlencoding::decode(&text.replace('+', " ")).expect("UTF-8").into_owned();
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    let read: Vec<_> = pairs.map(|pair| pair.split_once('=').expect("a pair")).collect();
    assert_eq!(read.len(), fields.len());
    for ((name, value), sent) in read.into_iter().zip(fields) {
        assert_eq!((decode(name).as_str(), decode(value).as_str()), *sent);
    }
}

fn multipart(encoded: EncodedBody, fields: &[(&str, &str)], file: Option<&[u8]>) {
    let content_type = std::str::from_utf8(encoded.content_type.as_bytes()).expect("ASCII");
    let boundary = multer::parse_boundary(content_type).expect("a boundary");
    assert!(boundary.len() <= 70 && boundary.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    let body = encoded.parts.concat();
    let needle = format!("--{boundary}");
    let occurrences = body.windows(needle.len()).filter(|window| *window == needle.as_bytes()).count();
    assert_eq!(occurrences, fields.len() + usize::from(file.is_some()) + 1, "the boundary occurs only between parts");

    futures_executor::block_on(async {
        let chunks = encoded.parts.into_iter().map(Ok::<Bytes, std::convert::Infallible>);
        let mut parts = Multipart::new(stream::iter(chunks), boundary);
        for (name, value) in fields {
            let part = parts.next_field().await.expect("multipart").expect("a part for each field");
            assert_eq!((part.name(), part.file_name(), part.headers().len()), (Some(*name), None, 1));
            assert_eq!(part.bytes().await.expect("its content"), value.as_bytes());
        }
        if let Some(file) = file {
            let part = parts.next_field().await.expect("multipart").expect("a part for the file");
            assert_eq!((part.name(), part.file_name(), part.headers().len()), (Some("file"), Some("audio.wav"), 2));
            assert_eq!(part.content_type().map(ToString::to_string).as_deref(), Some("audio/wav"));
            assert_eq!(part.bytes().await.expect("its content"), file);
        }
        assert!(parts.next_field().await.expect("multipart").is_none(), "there is no other part");
    });
}

//! Refuses faults that contradict themselves, or that could never do what they say.

use hyper::header::{HeaderName, HeaderValue};

use super::spec::{CutPlace, FaultSpec, Keys, StreamFault};
use crate::endpoint::Endpoint;

/// Which key is wrong, and why.
pub type FaultError = (&'static str, String);

/// The first thing that is wrong with the fault.
pub fn check(spec: &FaultSpec) -> Result<(), FaultError> {
    let keys = spec.keys();
    check_requests(spec, &keys)?;
    check_parameters(spec)?;
    check_replacement(spec, &keys)?;
    check_delivery(spec, &keys)?;
    for (name, value) in spec.headers.iter().flatten() {
        if HeaderName::from_bytes(name.as_bytes()).is_err() || HeaderValue::from_str(value).is_err() {
            return Err(("headers", format!("headers: {name} is not a valid header, or its value cannot be sent")));
        }
    }
    let groups = [&keys.replace, &keys.rewrite, &keys.deliver, &keys.dress];
    let delay = spec.delay_ms.is_some_and(|ms| ms > 0);
    if groups.iter().all(|group| group.is_empty()) && spec.status.is_none() && !delay {
        return Err(("path", "this fault does nothing; say what happens, such as status, delay_ms or cut".to_owned()));
    }
    Ok(())
}

/// Whether there can be requests that the fault matches.
fn check_requests(spec: &FaultSpec, keys: &Keys) -> Result<(), FaultError> {
    if spec.probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
        return Err(("probability", "probability must be a number from 0 to 1".to_owned()));
    }
    if spec.seed.is_some() && spec.probability.is_none() {
        return Err(("seed", "seed belongs to probability, which is not given".to_owned()));
    }
    let Some(path) = spec.path.as_deref().filter(|path| *path != "*") else {
        return Ok(());
    };
    let endpoint = Endpoint::from_path(path.trim_end_matches('/'))
        .ok_or_else(|| ("path", format!("no endpoint has the path {path}; the paths are: *, {}", Endpoint::paths())))?;
    if spec.character.is_some() && !endpoint.names_character() {
        return Err(("character", format!("a request to {path} names no character, so character matches none")));
    }
    let wrong = keys.rewrite.iter().find(|key| match **key {
        "get" => endpoint != Endpoint::Get,
        _ => endpoint != Endpoint::GetResponse,
    });
    match wrong {
        Some(key) => Err((key, format!("{key} rewrites a field that responses of {path} do not have"))),
        None if spec.stream.is_some() && endpoint != Endpoint::GetResponse && !endpoint.always_streams() => {
            Err(("stream", format!("stream disturbs a stream, and responses of {path} are none")))
        }
        None if spec.stream == Some(StreamFault::Rate) && endpoint.always_streams() => {
            Err(("stream", format!("\"stream\":\"rate\" needs audio, which responses of {path} do not have")))
        }
        None => Ok(()),
    }
}

/// Whether each parameter has the key to which it belongs.
fn check_parameters(spec: &FaultSpec) -> Result<(), FaultError> {
    let cuts = spec.cut.is_some() || spec.cut_chunked || spec.stream == Some(StreamFault::Cut);
    let fails = spec.stream == Some(StreamFault::Error);
    let cuts_body = spec.cut == Some(CutPlace::MidBody) || spec.cut_chunked;
    for (key, given, owner, belongs) in [
        ("message", spec.message.is_some(), spec.error_shape.is_some() || fails, "error_shape or \"stream\":\"error\""),
        ("pieces", spec.pieces.is_some(), spec.stream.is_some(), "stream"),
        ("rate", spec.rate.is_some(), spec.stream == Some(StreamFault::Rate), "\"stream\":\"rate\""),
        ("every_ms", spec.every_ms.is_some(), spec.drip.is_some(), "drip"),
        ("how", spec.how.is_some(), cuts, "cut, cut_chunked or \"stream\":\"cut\""),
        ("bytes", spec.bytes.is_some(), cuts_body, "\"cut\":\"mid_body\" or cut_chunked"),
    ] {
        if given && !owner {
            return Err((key, format!("{key} belongs to {belongs}, which is not given")));
        }
    }
    Ok(())
}

fn check_replacement(spec: &FaultSpec, keys: &Keys) -> Result<(), FaultError> {
    if let [first, second, ..] = keys.replace[..] {
        return Err((
            second,
            format!("only one of these keys can be given, because each is the response: {first}, {second}"),
        ));
    }
    let replacement = keys.replace.first().copied();
    if let (true, Some(key)) = (spec.stream.is_some(), replacement.or(spec.status.map(|_| "status"))) {
        return Err((key, format!("stream disturbs the real response, and {key} replaces it; leave out one")));
    }
    if let (Some(_), Some(key @ ("html_502" | "wrong_types" | "deep_json" | "invalid_utf8" | "huge"))) =
        (spec.status, replacement)
    {
        return Err(("status", format!("{key} has a status of its own; leave out status")));
    }
    if spec.huge.is_some() && (spec.body_prefix.is_some() || spec.body_suffix.is_some()) {
        let message = "huge is generated while it is sent; it cannot be combined with body_prefix or body_suffix";
        return Err(("huge", message.to_owned()));
    }
    if spec.redirect.is_some() && spec.status.is_some_and(|status| !(300..=399).contains(&status.code())) {
        return Err(("status", "the status of a redirect must be from 300 to 399".to_owned()));
    }
    if let (true, Some(key)) = (replacement.is_some() || spec.status.is_some(), keys.rewrite.first().copied()) {
        let replacement = replacement.unwrap_or("status");
        return Err((
            key,
            format!("{key} rewrites the real response, and {replacement} replaces it; they cannot be combined"),
        ));
    }
    Ok(())
}

fn check_delivery(spec: &FaultSpec, keys: &Keys) -> Result<(), FaultError> {
    if let [first, second, ..] = keys.deliver[..] {
        return Err((
            second,
            format!("only one of these keys can be given, because each sends the response: {first}, {second}"),
        ));
    }
    let Some(delivery) = keys.deliver.first().copied() else {
        return Ok(());
    };
    let no_response = spec.hang || matches!(spec.cut, Some(CutPlace::BeforeBody | CutPlace::BeforeAnswer));
    if no_response {
        let status = spec.status.map(|_| "status");
        let unseen = [&keys.replace[..], &keys.rewrite, &keys.dress].concat().into_iter().chain(status).next();
        if let Some(key) = unseen {
            return Err((key, format!("with this {delivery} no response is sent, so {key} would have no effect")));
        }
    }
    if spec.cut == Some(CutPlace::BeforeBody) {
        if spec.character.is_some() {
            let message = "before_body cannot be combined with character, because the character id is in the body";
            return Err(("character", message.to_owned()));
        }
        if spec.delay_ms.is_some() {
            return Err(("delay_ms", "before_body cuts at once, so delay_ms would have no effect".to_owned()));
        }
    }
    if spec.stream == Some(StreamFault::Rate) && spec.rate.is_none() {
        return Err(("stream", "\"stream\":\"rate\" needs the key rate, the new sample rate in Hz".to_owned()));
    }
    if spec.wrong_length == Some(0) {
        return Err(("wrong_length", "a wrong_length of 0 is the right length".to_owned()));
    }
    if spec.huge.is_some() && delivery != "chunked" {
        let message = format!("huge is generated while it is sent; it cannot be combined with {delivery}");
        return Err(("huge", message));
    }
    Ok(())
}

//! Turns a fault's specification into what it matches and does.

use std::time::Duration;

use super::check::{FaultError, check};
use super::replace::{ErrorShape, Replacement};
use super::rewrite::Rewrite;
use super::spec::{CutPlace, FaultSpec, How, StreamFault};
use super::stream::{StreamChange, StreamEffect};
use super::{Effect, Matcher};
use crate::connection::End;
use crate::delivery::Delivery;

/// How long a `drip` pauses between its pieces.
const DRIP_PAUSE_MS: u64 = 10;
/// How many bytes of a body are sent before it is cut.
const BYTES_BEFORE_CUT: usize = 10;

pub fn fault(spec: &FaultSpec) -> Result<(Matcher, Effect), FaultError> {
    check(spec)?;
    let end = end(spec);
    let before_body = (spec.cut == Some(CutPlace::BeforeBody)).then_some(end);
    let effect = Effect {
        id: 0,
        hit: 0,
        delay: Duration::from_millis(spec.delay_ms.unwrap_or(0)),
        replacement: replacement(spec),
        rewrite: rewrite(spec),
        delivery: delivery(spec, end),
        before_body,
        stream: stream(spec),
    };
    Ok((matcher(spec), effect))
}

fn matcher(spec: &FaultSpec) -> Matcher {
    let path = spec.path.as_deref().filter(|path| *path != "*");
    Matcher {
        path: path.map(|path| path.trim_end_matches('/').to_owned()),
        character: spec.character.clone(),
        skip: spec.skip.unwrap_or(0),
        // A fault with a probability stays active until it is cleared, unless a count is given.
        count: spec.count.unwrap_or(u64::from(spec.probability.is_none())),
        only_streams: spec.stream.is_some(),
        probability: spec.probability,
        seed: spec.seed.unwrap_or(0),
    }
}

fn replacement(spec: &FaultSpec) -> Option<Replacement> {
    let status = |default: u16| spec.status.map_or(default, |status| status.code());
    // The error of a stream comes in its middle.
    let replacement = if let Some(shape) = spec.error_shape.filter(|_| spec.stream.is_none()) {
        Replacement::Error { shape, status: status(500), message: spec.message.clone() }
    } else if spec.html_502 {
        Replacement::Html502
    } else if spec.not_json {
        Replacement::NotJson(status(200))
    } else if spec.wrong_types {
        Replacement::WrongTypes
    } else if let Some(depth) = spec.deep_json {
        Replacement::DeepJson(depth)
    } else if let Some(location) = &spec.redirect {
        Replacement::Redirect { status: status(302), location: location.clone() }
    } else if spec.invalid_utf8 {
        Replacement::InvalidUtf8
    } else if let Some(bytes) = spec.huge {
        Replacement::Huge(bytes)
    } else if spec.empty_body {
        Replacement::Status { status: status(200), body: Some(Vec::new()) }
    } else if let Some(body) = body(spec) {
        Replacement::Status { status: status(200), body: Some(body) }
    } else {
        Replacement::Status { status: spec.status?.code(), body: None }
    };
    Some(replacement)
}

fn body(spec: &FaultSpec) -> Option<Vec<u8>> {
    let text = spec.body.clone().or_else(|| spec.json.as_ref().map(ToString::to_string));
    text.map(String::into_bytes)
}

fn rewrite(spec: &FaultSpec) -> Rewrite {
    Rewrite {
        headers: spec.headers.clone().unwrap_or_default().into_iter().collect(),
        content_type: spec.content_type.clone(),
        audio: spec.audio,
        sample_rate: spec.sample_rate.clone(),
        text: spec.text,
        session: spec.session,
        get: spec.get,
        body_prefix: spec.body_prefix.clone(),
        body_suffix: spec.body_suffix.clone(),
        chunked: spec.chunked,
    }
}

fn stream(spec: &FaultSpec) -> Option<StreamEffect> {
    let change = match spec.stream? {
        StreamFault::Cut | StreamFault::Stall => StreamChange::BreakOff,
        StreamFault::BrokenJson => StreamChange::BreakJson,
        StreamFault::Error => StreamChange::Fail {
            shape: spec.error_shape.unwrap_or(ErrorShape::UpperError),
            message: spec.message.clone().unwrap_or_else(|| "Internal Server Error".to_owned()),
        },
        StreamFault::Rate => StreamChange::Rate(spec.rate?.hz()),
    };
    Some(StreamEffect { pieces: spec.pieces.unwrap_or(1), change })
}

fn end(spec: &FaultSpec) -> End {
    match spec.how {
        None | Some(How::Fin) => End::Fin,
        Some(How::Rst) => End::Rst,
    }
}

fn delivery(spec: &FaultSpec, end: End) -> Delivery {
    let bytes = spec.bytes.unwrap_or(BYTES_BEFORE_CUT);
    if spec.hang {
        return Delivery::Hang;
    }
    match spec.stream {
        Some(StreamFault::Cut) => return Delivery::Unfinished(end),
        Some(StreamFault::Stall) => return Delivery::Unfinished(End::Hold),
        _ => {}
    }
    if let Some(piece) = spec.drip {
        let every = Duration::from_millis(spec.every_ms.unwrap_or(DRIP_PAUSE_MS));
        return Delivery::Drip { piece: piece.get(), every };
    }
    if let Some(difference) = spec.wrong_length {
        return Delivery::WrongLength(difference);
    }
    if spec.cut_chunked {
        return Delivery::CutChunked { bytes, end };
    }
    if let Some(length) = spec.declared_only {
        return Delivery::DeclaredOnly(length.get());
    }
    match spec.cut {
        // The connection is cut before there is a response to deliver.
        None | Some(CutPlace::BeforeBody) => Delivery::Complete,
        Some(CutPlace::BeforeAnswer) => Delivery::CutBeforeResponse(end),
        Some(CutPlace::AfterHeaders) => Delivery::CutAfterHeaders(end),
        Some(CutPlace::MidBody) => Delivery::CutMidBody { bytes, end },
    }
}

//! A door for the fuzz targets (`fuzz/`), in no other build: the replies of each endpoint are read here without a network
//! in between, and handed out as they are to C.

use super::{
    character::{CharacterOwner, convai_character},
    memory,
    response::{ResponseOwner, convai_response},
    result::{ResultOwner, convai_result},
};
use crate::api::readers;
pub use crate::transport::Reply;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// A reply as the network gives it; `None` where a header could not have come through.
pub fn reply(status: u16, headers: &[(&str, &[u8])], body: &[u8]) -> Option<Reply> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?);
    }
    Some(Reply { status, headers: map, body: body.to_vec() })
}

/// The reply to update and delete.
pub fn read_done(reply: Reply) -> *mut convai_result {
    memory::hand_out(ResultOwner::new(readers::read_done(reply)))
}

/// The reply to create and clone.
pub fn read_id(reply: Reply) -> *mut convai_character {
    memory::hand_out(CharacterOwner::new(readers::read_id(reply)))
}

/// The reply to get and find.
pub fn read_character(reply: Reply) -> *mut convai_character {
    memory::hand_out(CharacterOwner::new(readers::read_character(reply)))
}

/// The reply to a turn.
pub fn read_response(reply: Reply) -> *mut convai_response {
    memory::hand_out(ResponseOwner::new(readers::read_response(reply)))
}

//! Entry points for the fuzz targets (`fuzz/`), in no other build: they read the reply of each endpoint without a
//! network, and return what C would get.

use super::{
    character::{CharacterOwner, convai_character},
    response::{ResponseOwner, convai_response},
    result::{ResultOwner, convai_result},
    support::memory,
    token::{TokenOwner, convai_token},
};
pub use crate::api::readers::HttpResponse;
use crate::api::readers::{self, Secrets};

/// A response as the network delivers it. `None` if a header is one that no server could have sent.
pub fn response(status: u16, headers: &[(&str, &[u8])], body: &[u8]) -> Option<HttpResponse> {
    HttpResponse::new(status, headers, body)
}

fn secrets() -> Secrets {
    Secrets::of_key("0123456789abcdef")
}

/// The reply to update and delete.
pub fn read_done(response: HttpResponse) -> *mut convai_result {
    memory::transfer(ResultOwner::new(readers::read_done(response, &secrets())))
}

/// The reply to create and clone.
pub fn read_id(response: HttpResponse) -> *mut convai_character {
    memory::transfer(CharacterOwner::new(readers::read_id(response, &secrets())))
}

/// The reply to get and find.
pub fn read_character(response: HttpResponse) -> *mut convai_character {
    memory::transfer(CharacterOwner::new(readers::read_character(response, &secrets())))
}

/// The reply to a call that creates a token.
pub fn read_new_token(response: HttpResponse) -> *mut convai_token {
    memory::transfer(TokenOwner::new(readers::read_new_token(response, &secrets())))
}

/// The reply to a call that extends a token.
pub fn read_extended_token(response: HttpResponse) -> *mut convai_token {
    memory::transfer(TokenOwner::new(readers::read_extended_token(response, &secrets())))
}

/// The reply to a call that revokes a token.
pub fn read_revoked_token(response: HttpResponse) -> *mut convai_result {
    memory::transfer(ResultOwner::new(readers::read_revoked_token(response, &secrets())))
}

/// The reply to a turn.
pub fn read_response(response: HttpResponse) -> *mut convai_response {
    memory::transfer(ResponseOwner::new(readers::read_response(response, &secrets())))
}

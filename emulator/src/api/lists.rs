//! The lists of characters, voices and languages.

use serde_json::json;

use super::fields::ignore_body;
use super::leniency::Leniency;
use crate::catalog;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::world::World;

/// The characters that were created or configured. Public ones belong to nobody's account.
pub fn characters(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    ignore_body(body, leniency);
    HttpResponse::json(200, json!({ "characters": world.registry.list() }))
}

pub fn voices(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    ignore_body(body, leniency);
    let count = world.settings().voice_count.get();
    HttpResponse::json(200, catalog::voices(count))
}

pub fn languages(body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    ignore_body(body, leniency);
    HttpResponse::json(200, catalog::languages())
}

//! The six endpoints, as the service's documentation describes them.

mod auth;
mod characters;
mod get_response;
mod turn_request;
mod turn_response;

use hyper::header::HeaderMap;

use crate::endpoint::Endpoint;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::state::State;
use crate::world::{Durable, World};

pub use auth::user;

/// Checks the credentials, then calls the endpoint.
pub async fn handle(
    state: &State,
    world: &World,
    endpoint: Endpoint,
    headers: &HeaderMap,
    body: &RequestBody,
) -> HttpResponse {
    let checked = auth::check(&state.options, &world.settings(), endpoint, headers);
    if let Err(error) = checked {
        return error;
    }
    let user = user(headers).unwrap_or_default();
    match endpoint {
        Endpoint::Create => characters::create(world, body, &user).await,
        Endpoint::Update => characters::update(world, body).await,
        Endpoint::Get => characters::get(world, body),
        Endpoint::Delete => characters::delete(world, body).await,
        Endpoint::Clone => characters::clone(world, body, &user).await,
        Endpoint::GetResponse => get_response::get_response(state, world, body).await,
    }
}

/// Waits until a change is on disk, if the emulator keeps its state there. The response is sent after it.
async fn stored(change: Durable, response: HttpResponse) -> HttpResponse {
    match change.await {
        Ok(()) => response,
        Err(error) => HttpResponse::error(500, "ERROR", "Internal Server Error")
            .with_note(format!("the state cannot be written: {error}; check the disk of the emulator")),
    }
}

//! The endpoints, as the service's documentation describes them.

mod auth;
mod characters;
mod chats;
mod fields;
mod generation;
mod leniency;
mod lists;
mod narrative;
mod speech;
mod tokens;
mod turn;
mod usage;

use std::sync::Arc;

use hyper::header::HeaderMap;

use crate::endpoint::Endpoint;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::state::State;
use crate::world::{Durable, World};

pub use auth::user;
use leniency::Leniency;

/// Checks the credentials, then calls the endpoint. `disturbed` says that a fault changes the response, which then must be
/// complete before it is sent.
pub async fn handle(
    state: &State,
    world: &Arc<World>,
    endpoint: Endpoint,
    headers: &HeaderMap,
    body: &RequestBody,
    disturbed: bool,
) -> HttpResponse {
    let mut leniency = Leniency::new(world.settings().loose);
    if let Err(error) = auth::check(&state.options, world, endpoint, headers, body, &mut leniency) {
        return error;
    }
    let user = user(headers).unwrap_or_default();
    let response = match endpoint {
        Endpoint::Create => characters::create(world, body, &user, &mut leniency).await,
        Endpoint::Update => characters::update(world, body, &mut leniency).await,
        Endpoint::Get => characters::get(world, body, &mut leniency),
        Endpoint::Delete => characters::delete(world, body, &mut leniency).await,
        Endpoint::Clone => characters::clone(world, body, &user, &mut leniency).await,
        Endpoint::GetResponse => turn::get_response(state, world, body, &user, disturbed, &mut leniency).await,
        Endpoint::CharacterList => lists::characters(world, body, &mut leniency),
        Endpoint::Voices => lists::voices(world, body, &mut leniency),
        Endpoint::Languages => lists::languages(body, &mut leniency),
        Endpoint::Connect => tokens::connect(world, body, &user, &mut leniency).await,
        Endpoint::ExtendToken => tokens::extend(world, body, &mut leniency).await,
        Endpoint::RevokeToken => tokens::revoke(world, body, &mut leniency).await,
        Endpoint::ChatList => chats::list(world, body, &mut leniency),
        Endpoint::ChatDetails => chats::details(world, body, &mut leniency),
        Endpoint::ChatDelete => chats::delete(world, body, &mut leniency).await,
        Endpoint::Usage => usage::usage(world, body, &user, &mut leniency),
        Endpoint::Starters => generation::starters(world, body, &mut leniency),
        Endpoint::Backstory => generation::backstory(world, body, &mut leniency),
        Endpoint::Speech => speech::speak(state, world, body, &mut leniency).await,
        Endpoint::ToggleNarrative
        | Endpoint::CreateSection
        | Endpoint::EditSection
        | Endpoint::DeleteSection
        | Endpoint::GetSection
        | Endpoint::ListSections
        | Endpoint::CurrentSection
        | Endpoint::CreateTrigger
        | Endpoint::UpdateTrigger
        | Endpoint::DeleteTrigger
        | Endpoint::GetTrigger
        | Endpoint::ListTriggers => narrative::handle(world, endpoint, body, &mut leniency).await,
    };
    // A turn is counted when it becomes part of its session.
    if !matches!(endpoint, Endpoint::GetResponse | Endpoint::Usage) && (200..300).contains(&response.status) {
        world.registry.count_call(&user);
    }
    leniency.mark(response)
}

/// Waits until a change is on disk, if the emulator keeps its state there. The response is sent after it.
async fn stored(change: Durable, response: HttpResponse) -> HttpResponse {
    match change.await {
        Ok(()) => response,
        Err(error) => HttpResponse::error(500, "ERROR", "Internal Server Error")
            .with_note(format!("the state cannot be written: {error}; check the disk of the emulator")),
    }
}

/// The service reads UTF-8. The error names another charset, or the field with other bytes.
fn check_charset(body: &RequestBody, leniency: &mut Leniency) -> Result<(), String> {
    if let Some(charset) = body.charset.as_deref().filter(|charset| !matches!(*charset, "utf-8" | "utf8" | "us-ascii"))
    {
        leniency.violation(format!("the charset is {charset}, and the service reads UTF-8"))?;
    }
    match body.fields.iter().find(|field| std::str::from_utf8(&field.bytes).is_err()) {
        Some(field) => leniency.violation(format!("{} is not UTF-8", field.name)),
        None => Ok(()),
    }
}

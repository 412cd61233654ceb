//! The endpoints connect, extend-token and revoke-token: short-lived tokens that stand for an API key.

use serde_json::{Value, json};

use super::fields::{ignore_body, json_object, required_text};
use super::leniency::Leniency;
use super::stored;
use crate::clock::Clock;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::token;
use crate::world::{Token, TokenProblem, World};

pub async fn connect(world: &World, body: &RequestBody, user: &str, leniency: &mut Leniency) -> HttpResponse {
    ignore_body(body, leniency);
    let text = match token::generate(user) {
        Ok(text) => text,
        Err(error) => {
            return HttpResponse::error(500, "ERROR", "Internal Server Error")
                .with_note(format!("the system gives no random bytes: {error}"));
        }
    };
    let (expires, time) = expiry(world);
    let reply = json!({ "apiAuthToken": text, "expirationTime": time });
    let change = world.registry.add_token(Token { token: text, user: user.to_owned(), expires, revoked: false });
    stored(change, HttpResponse::json(200, reply)).await
}

/// The token is valid for its whole lifetime again.
pub async fn extend(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let (expires, time) = expiry(world);
    change(world, body, leniency, json!({ "expirationTime": time }), |token| token.expires = expires).await
}

pub async fn revoke(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    change(world, body, leniency, json!({ "status": "success" }), |token| token.revoked = true).await
}

async fn change(
    world: &World,
    body: &RequestBody,
    leniency: &mut Leniency,
    reply: Value,
    change: impl FnOnce(&mut Token),
) -> HttpResponse {
    let token = match json_object(body, leniency).and_then(|fields| required_text(fields, "apiAuthToken")) {
        Ok(token) => token,
        Err(cause) => {
            return HttpResponse::error(400, "ERROR", "apiAuthToken is a required field").with_note(cause);
        }
    };
    let user = token::user(token).unwrap_or_default();
    match world.registry.change_token(token, &user, world.clock.utc(), change) {
        Ok(change) => stored(change, HttpResponse::json(200, reply)).await,
        Err(problem) => HttpResponse::error(400, "ERROR", "Invalid auth token provided.").with_note(problem.text()),
    }
}

/// Whether the request names a valid token in its body.
pub fn names_valid_token(world: &World, body: &RequestBody) -> bool {
    body.text("apiAuthToken").is_some_and(|token| check(world, &token).is_ok())
}

pub fn check(world: &World, token: &str) -> Result<(), TokenProblem> {
    let user = token::user(token).ok_or(TokenProblem::Unknown)?;
    world.registry.check_token(token, &user, world.clock.utc())
}

/// When a token that begins now expires: in microseconds since 1970, and as text.
fn expiry(world: &World) -> (i64, String) {
    let lifetime = world.settings().token_lifetime_ms.get();
    let expires = world.clock.utc().saturating_add(lifetime.saturating_mul(1000));
    (expires, Clock::iso(expires, lifetime % 1000 != 0))
}

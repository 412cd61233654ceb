//! The six endpoints, as the service's documentation describes them.

mod auth;
mod characters;
mod get_response;
mod turn_request;
mod turn_response;

use std::sync::Arc;

use hyper::header::HeaderMap;

use crate::endpoint::Endpoint;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::state::State;

/// Checks the credentials, then calls the endpoint.
pub async fn handle(state: &Arc<State>, endpoint: Endpoint, headers: &HeaderMap, body: &RequestBody) -> HttpResponse {
    let user = match auth::check(state, endpoint, headers) {
        Ok(user) => user,
        Err(error) => return error,
    };
    match endpoint {
        Endpoint::Create => characters::create(state, body, &user),
        Endpoint::Update => characters::update(state, body),
        Endpoint::Get => characters::get(state, body),
        Endpoint::Delete => characters::delete(state, body),
        Endpoint::Clone => characters::clone(state, body, &user),
        Endpoint::GetResponse => get_response::get_response(state, body).await,
    }
}

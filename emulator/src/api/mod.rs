//! The six endpoints, as the service's documentation describes them.

mod auth;
mod characters;
mod get_response;
mod turn_request;
mod turn_response;

use std::sync::Arc;

use hyper::header::HeaderMap;

use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::state::State;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Create,
    Update,
    Get,
    Delete,
    Clone,
    GetResponse,
}

impl Endpoint {
    /// All paths, for messages.
    pub const PATHS: &str = "/character/create, /character/update, /character/get, /character/delete, \
        /user/clone_character, /character/getResponse";

    /// The endpoint with this path, which must not end in a slash.
    pub fn from_path(path: &str) -> Option<Self> {
        match path {
            "/character/create" => Some(Self::Create),
            "/character/update" => Some(Self::Update),
            "/character/get" => Some(Self::Get),
            "/character/delete" => Some(Self::Delete),
            "/user/clone_character" => Some(Self::Clone),
            "/character/getResponse" => Some(Self::GetResponse),
            _ => None,
        }
    }

    /// The JSON key under which this endpoint reports an invalid API key.
    pub fn auth_error_key(self) -> &'static str {
        match self {
            Self::Create | Self::Update => "API_ERROR",
            _ => "ERROR",
        }
    }
}

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

//! The six endpoints, as their documents describe them.

mod auth;
mod characters;
mod interaction;
mod stream;

use std::sync::Arc;

use hyper::header::HeaderMap;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::forms::{Encoding, Form};
use crate::shared::Shared;

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
    pub const LIST: &str = "/character/create, /character/update, /character/get, /character/delete, \
        /user/clone_character, /character/getResponse";

    /// The endpoint of a path that has no slash at its end.
    pub fn of(path: &str) -> Option<Self> {
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

    /// The key under which this endpoint reports a refused API key.
    pub fn auth_error_key(self) -> &'static str {
        match self {
            Self::Create | Self::Update => "API_ERROR",
            _ => "ERROR",
        }
    }
}

pub async fn answer(shared: &Arc<Shared>, endpoint: Endpoint, headers: &HeaderMap, form: &Form) -> Answer {
    let user = match auth::check(shared, endpoint, headers) {
        Ok(user) => user,
        Err(refusal) => return refusal,
    };
    match endpoint {
        Endpoint::Create => characters::create(shared, form, &user),
        Endpoint::Update => characters::update(shared, form),
        Endpoint::Get => characters::get(shared, form),
        Endpoint::Delete => characters::delete(shared, form),
        Endpoint::Clone => characters::clone(shared, form, &user),
        Endpoint::GetResponse => interaction::get_response(shared, form).await,
    }
}

/// The JSON object of a request, or why there is none.
fn object(form: &Form) -> Result<&Map<String, Value>, String> {
    if form.encoding != Encoding::Json {
        return Err(format!("the content type has to be application/json, this body is {}", form.encoding.name()));
    }
    if let Some(problem) = &form.problem {
        return Err(problem.clone());
    }
    form.json.as_ref().and_then(Value::as_object).ok_or_else(|| "the JSON body has to be an object".to_owned())
}

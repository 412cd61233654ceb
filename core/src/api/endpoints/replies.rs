//! Reads the replies of calls that are not turns.

use crate::{
    api::{
        CallResult,
        json_fields::{Json, Limits},
        json_repair,
        secrets::Secrets,
        service_error,
    },
    transport::HttpResponse,
};

/// Reads a reply that only reports success. Its wording varies, so any JSON is accepted, and so is an empty body.
/// Anything else is refused: an HTML page with a 2xx status does not come from the service.
pub fn read_done(response: HttpResponse, secrets: &Secrets) -> CallResult<()> {
    let read = json_repair::read(&response.body, |body| {
        let json = if body.trim_ascii().is_empty() { Json::Nothing } else { Json::read(body)? };
        Ok(service_error::check(&response.head, &response.body, &json, secrets))
    });
    match read {
        Ok(Ok(())) => CallResult::success((), response.body),
        Ok(Err(error)) => CallResult::failure(error, &response.body, secrets),
        Err(problem) => CallResult::failure(
            service_error::not_json(&response.head, &response.body, &problem, secrets),
            &response.body,
            secrets,
        ),
    }
}

/// Reads a reply with `read`. If that returns `None`, the call fails, and `problem` says in a phrase what is wrong with the
/// reply.
pub(in crate::api) fn read<T: Default>(
    response: HttpResponse,
    secrets: &Secrets,
    limits: Limits,
    problem: &str,
    read: impl Fn(&Json<'_>) -> Option<T>,
) -> CallResult<T> {
    let outcome = json_repair::read(&response.body, |body| {
        let json = Json::read_within(body, limits)?;
        Ok(service_error::check(&response.head, &response.body, &json, secrets).map(|()| read(&json)))
    });
    let error = match outcome {
        Ok(Ok(Some(value))) => return CallResult::success(value, response.body),
        Ok(Ok(None)) => service_error::unreadable(&response.head, &response.body, problem, secrets),
        Ok(Err(error)) => error,
        Err(problem) => service_error::not_json(&response.head, &response.body, &problem, secrets),
    };
    CallResult::failure(error, &response.body, secrets)
}

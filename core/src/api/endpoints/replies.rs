//! Reads the replies of calls that are not turns.

use crate::{
    api::{
        CallResult, Error,
        json_fields::{Json, Limits},
        json_repair,
        secrets::Secrets,
        service_error,
    },
    transport::{HttpResponse, ResponseHead},
};
use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

/// What is known of a reply that was not read further.
#[derive(Default)]
pub struct Done {
    /// The HTTP status, if a reply arrived.
    pub http_status: Option<u16>,
    pub content_type: Option<String>,
}

impl Done {
    pub(super) fn of(head: &ResponseHead, secrets: &Secrets) -> Self {
        let content_type = head.header("content-type").map(|kind| secrets.redact(kind).into_owned());
        Self { http_status: Some(head.status), content_type }
    }
}

/// Reads a reply that only reports success. Its wording varies, so any JSON is accepted, and so is an empty body.
/// Anything else is refused: an HTML page with a 2xx status does not come from the service.
pub fn read_done(response: HttpResponse, secrets: &Secrets) -> CallResult<Done> {
    let done = Done::of(&response.head, secrets);
    let read = json_repair::read(&response.body, |body| {
        let json = if body.trim_ascii().is_empty() { Json::Nothing } else { Json::read(body)? };
        Ok(service_error::check(&response.head, &response.body, &json, secrets))
    });
    match read {
        Ok(Ok(())) => CallResult::success(done, response.body),
        Ok(Err(error)) => CallResult::partial(done, error, &response.body, secrets),
        Err(problem) => {
            let error = service_error::not_json(&response.head, &response.body, &problem, secrets);
            CallResult::partial(done, error, &response.body, secrets)
        }
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
    let value = RefCell::new(None);
    let error = read_with(&response, secrets, limits, problem, &|json| {
        *value.borrow_mut() = read(json);
        value.borrow().is_some()
    });
    ended(value.into_inner().unwrap_or_default(), error, response, secrets)
}

/// Reads a reply with `read`, which returns whether the reply is what was asked for. Returns why the call fails, if it does.
/// Compiled once for all types of values.
fn read_with(
    response: &HttpResponse,
    secrets: &Secrets,
    limits: Limits,
    problem: &str,
    read: &dyn Fn(&Json<'_>) -> bool,
) -> Option<Error> {
    let HttpResponse { head, body } = response;
    let outcome = json_repair::read(body, |text| {
        let json = Json::read_within(text, limits)?;
        Ok(service_error::check(head, body, &json, secrets).map(|()| read(&json)))
    });
    match outcome {
        Ok(Ok(true)) => None,
        Ok(Ok(false)) => Some(service_error::unreadable(head, body, problem, secrets)),
        Ok(Err(error)) => Some(error),
        Err(problem) => Some(service_error::not_json(head, body, &problem, secrets)),
    }
}

fn ended<T: Default>(value: T, error: Option<Error>, response: HttpResponse, secrets: &Secrets) -> CallResult<T> {
    match error {
        None => CallResult::success(value, response.body),
        Some(error) => CallResult::failure(error, &response.body, secrets),
    }
}

/// The error of a reply that is not what was asked for: what its HTTP status or its fields say.
pub(super) fn refusal(response: &HttpResponse, secrets: &Secrets) -> Error {
    let HttpResponse { head, body } = response;
    match Json::read(body) {
        Ok(json) => service_error::refusal(head, body, &json, secrets),
        Err(problem) => service_error::not_json(head, body, &problem, secrets),
    }
}

/// An entry of a list.
pub(in crate::api) trait Entry: Sized {
    /// What is wrong with a reply without a list of such entries, in a phrase.
    const MISSING: &str;

    /// Reads an entry of the list of this name. `None` if it is something else.
    fn read(list: &Arc<str>, entry: &Json<'_>) -> Option<Self>;

    /// How many texts the entry holds besides its fields.
    fn more_texts(&self) -> usize {
        0
    }
}

/// Reads a reply that consists of one list or of several. Entries that are something else are left out, but if all are,
/// the call fails, as it does with a list that is too long or was cut.
pub(in crate::api) fn read_list<T: Entry>(response: HttpResponse, secrets: &Secrets) -> CallResult<Vec<T>> {
    let entries = RefCell::new(Vec::new());
    let error = read_entries(&response, secrets, T::MISSING, &|list, entry| {
        let mut entries = entries.borrow_mut();
        let Some(entry) = entry else {
            entries.clear();
            return Some(0);
        };
        let entry = T::read(list, entry)?;
        // A field of an entry has the size of a text.
        let values = size_of::<T>() / size_of::<String>() + entry.more_texts();
        entries.push(entry);
        Some(values)
    });
    ended(entries.into_inner(), error, response, secrets)
}

/// Keeps an entry of the list of this name. Returns how many values it keeps, or `None` if the entry is something else.
/// Without an entry it forgets those before: a reply that is repaired is read twice.
type Keep<'k> = dyn Fn(&Arc<str>, Option<&Json<'_>>) -> Option<usize> + 'k;

/// Passes each entry of a reply to `keep`. Returns why the call fails, if it does. Compiled once for all types of entries.
fn read_entries(response: &HttpResponse, secrets: &Secrets, missing: &str, keep: &Keep<'_>) -> Option<Error> {
    let HttpResponse { head, body } = response;
    if !service_error::is_success(head) {
        return read_with(response, secrets, Limits::REPLY, missing, &|_| false);
    }
    let outcome = json_repair::read(body, |text| {
        let (kept, found) = (Cell::new(0_usize), Cell::new(0_usize));
        let list = RefCell::new(Arc::from(""));
        keep(&list.borrow(), None);
        let rest = Json::read_lists(text, &|name, index, entry| {
            found.set(found.get() + 1);
            let mut list = list.borrow_mut();
            if index == 0 {
                *list = Arc::from(name);
            }
            let Some(values) = keep(&list, Some(entry)) else { return 0 };
            kept.set(kept.get() + 1);
            values
        })?;
        let is_something_else = kept.get() == 0 && found.get() > 0;
        Ok(check_list(response, secrets, rest, is_something_else, missing))
    });
    match outcome {
        Ok(checked) => checked.err(),
        Err(problem) => Some(service_error::not_json(head, body, &problem, secrets)),
    }
}

/// Checks a reply that was read as a list. `rest` is the reply without the entries.
fn check_list(
    response: &HttpResponse,
    secrets: &Secrets,
    rest: Option<Json<'_>>,
    is_something_else: bool,
    missing: &str,
) -> Result<(), Error> {
    let unreadable = |problem| Err(service_error::unreadable(&response.head, &response.body, problem, secrets));
    let Some(rest) = rest else { return unreadable("it lists more than the library reads") };
    service_error::check(&response.head, &response.body, &rest, secrets)?;
    if is_something_else || !holds_list(&rest) { unreadable(missing) } else { Ok(()) }
}

fn holds_list(json: &Json<'_>) -> bool {
    match json {
        Json::List(_) => true,
        Json::Object(fields) => fields.iter().any(|(_, value)| holds_list(value)),
        Json::Text(_) | Json::Flag(_) | Json::Nothing => false,
    }
}

/// An entry of the form `{"name": {...}}`, or the object itself without a name.
pub(in crate::api) fn named<'j, 'a>(entry: &'j Json<'a>) -> (Option<&'j str>, &'j Json<'a>) {
    match entry {
        Json::Object(fields) => match &fields[..] {
            [(name, inner)] if inner.is_object() => (Some(name), inner),
            _ => (None, entry),
        },
        _ => (None, entry),
    }
}

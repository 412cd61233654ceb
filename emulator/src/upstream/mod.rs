//! Requests to other servers, over HTTP/1.1.
//!
//! Each request has a connection of its own, which closes when the request or the body of its response is dropped. So a turn
//! that is cancelled ends its request, and no request depends on an earlier one. Redirects are not followed: they would
//! carry credentials to another server.

mod base_url;
mod client;
mod trust;

pub use base_url::BaseUrl;
pub use client::{HttpClient, ResponseBody};

//! One request in, one reply out, and its end at any time. Knows nothing of Convai.
//!
//! - `worker`: the one thread of a client, started with its first request, and joined when it is closed
//! - `call`: what a waiter and the worker share: how far a request is, and its single end
//! - `exchange`: sends a request and collects its reply, within times and sizes
//! - `failure`: why no reply came
//! - `body`: the request's body as a counted stream, for progress
//! - `form`: bodies as url-encoded and multipart forms
//! - `names`: host names to addresses, one look-up at a time
//! - `trust`: which certificates are believed

mod body;
mod call;
mod exchange;
mod failure;
pub mod form;
mod names;
mod trust;
mod worker;

pub use call::{Call, Outcome, Phase, Progress, Stop, Taken};
pub use exchange::{Line, Reply, Request, Times};
pub use failure::{Failure, FailureKind, TlsProblem};
pub use trust::Authorities;
pub use worker::{ProxyChoice, Refusal, Settings, Worker};

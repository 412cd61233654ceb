//! HTTP requests that can be cancelled at any time. Knows nothing of Convai.
//!
//! - `worker`: the I/O thread of a client: started with its first request, joined when the client closes
//! - `call`: state shared by the waiting thread and the I/O thread: progress, and exactly one outcome
//! - `cpu_pool`: the threads of a client that compute
//! - `request`: sends one request and collects its response, within timeouts and a size limit
//! - `http_client`: the connections and their settings
//! - `connection`: how far the connection of a request is, and whether it is new
//! - `deadline`: the total deadline of a call
//! - `counted_body`: the request body as a counted stream, for progress
//! - `form`: request bodies as URL-encoded and multipart forms
//! - `failure`: why no complete response arrived
//! - `timeline`: when a call passed each phase, for a log
//! - `proxy`: which proxy the requests go through
//! - `lookup`: host name lookups in the operating system
//! - `resolver`: the addresses of a server, the one that answers first
//! - `system_authorities`: the certificate authorities of the operating system
//! - `system_threads`: threads that may hang in the operating system
//! - `tls`, `tls_sessions`: the TLS settings; the sessions that can be resumed
//! - `url`, `header`: checked parts of a request
//! - `random`: random numbers, for request ids and the boundaries of forms

mod call;
mod call_context;
mod connection;
mod counted_body;
mod cpu_pool;
mod deadline;
mod failure;
pub mod form;
mod header;
mod http_client;
mod lookup;
mod proxy;
mod random;
mod receive;
mod request;
mod resolver;
mod system_authorities;
mod system_threads;
mod timeline;
mod tls;
mod tls_sessions;
mod url;
mod worker;

pub use call::{Call, Companion, OnEnd, Outcome, Phase, Progress, Stop, Taken};
pub use call_context::{CallContext, Timeouts};
pub use cpu_pool::Computation;
pub use deadline::{Deadline, Work};
pub use failure::{Failure, FailureKind, TlsProblem};
pub use header::HeaderText;
pub use http_client::Settings;
pub use proxy::{Proxy, ProxyChoice};
pub use random::random_128_bits;
pub use receive::{HttpResponse, READ_IN_PLACE_BYTES, Reply, ResponseHead, StreamReader};
pub use request::{HttpRequest, Method};
pub use system_authorities::SystemAuthorities;
pub use timeline::{Connection, Observer, Trace};
pub use tls::Authorities;
pub use url::HttpUrl;
pub use worker::{SubmitError, Worker};

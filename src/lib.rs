//! Convai: characters that talk, for game engines. A client library for the Convai character REST API with a C ABI.
//!
//! A call travels one way through four rooms, and its reply the same way back:
//!
//! - [`ffi`]: the C ABI (`include/convai.h` is made from it). Checks, converts, calls, hands over. All unsafe code, but for what
//!   `signals` asks of the operating system, and the vector instructions of `audio`.
//! - [`api`]: the service in safe Rust: characters, turns, conversations, what its replies and failures mean.
//! - [`transport`]: one request in, one reply out, and its end at any time. Knows nothing of Convai.
//! - [`audio`]: samples in any usual form to what the service takes, and its replies to samples. Knows no network.
//!
//! Programs use it through C, or through the wrappers in `bindings`. The Rust items are public for the library's own
//! tests and benchmarks; only the C ABI is kept stable.

#[cfg(panic = "abort")]
compile_error!(
    "convai must be built with panic = \"unwind\": a panic is contained at the C border, not the host's end"
);

#[deny(unsafe_code)]
pub mod api;
#[deny(unsafe_code)]
pub mod audio;
pub mod ffi;
#[deny(unsafe_code)]
mod panics;
#[deny(unsafe_code)]
mod signals;
#[deny(unsafe_code)]
pub mod transport;

//! The library behind its C ABI, in layers.
//!
//! A call passes through the layers in one direction, and its result comes back the same way:
//!
//! ```text
//! ffi  ->  api  ->  transport  ->  network
//!            \-->  audio
//! ```
//!
//! - [`ffi`]: the C ABI, from which `include/convai.h` is generated. It checks arguments, calls `api`, and returns results
//!   that the caller owns.
//! - [`api`]: the service in safe Rust: characters, turns, conversations, and what replies and failures mean.
//! - [`transport`]: HTTP requests that can be cancelled at any time. Knows nothing of Convai.
//! - [`audio`]: samples to what the service accepts, and its replies to samples. Knows nothing of the network, and is a
//!   crate of its own.
//!
//! Programs use the library through C or through the wrappers in `bindings`. The Rust items are public for the tests,
//! benchmarks and fuzz targets of this repository; only the C ABI is stable.

#[cfg(panic = "abort")]
compile_error!(
    "convai must be built with panic = \"unwind\": a panic is contained inside the library and must not end the host program"
);

#[deny(unsafe_code)]
pub mod api;
pub use convai_audio as audio;

mod box_slot;
mod exchange;
pub mod ffi;
#[deny(unsafe_code)]
mod panics;
#[deny(unsafe_code)]
mod signals;
#[deny(unsafe_code)]
mod sockets;
#[deny(unsafe_code)]
pub mod transport;
#[deny(unsafe_code)]
mod unloading;
#[deny(unsafe_code)]
mod wake;

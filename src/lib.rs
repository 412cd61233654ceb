//! Convai Native: characters that talk, for game engines. A client library for the Convai character REST API with a C ABI.
//!
//! This crate is what is linked into `libconvai`. All code is in `convai-core`, which is optimised for size, and in
//! `convai-audio`, which is optimised for speed.

pub use convai_core::*;

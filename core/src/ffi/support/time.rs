//! Times in milliseconds. In options 0 is the default and a negative number is refused; in functions 0 does not wait
//! and a negative number is without limit.

use crate::api::Error;
use std::time::{Duration, Instant};

/// A time in an options struct. `None` is the default.
pub(in crate::ffi) fn option(milliseconds: i32, name: &'static str) -> Result<Option<Duration>, Error> {
    let time = u64::try_from(milliseconds).map_err(|_| {
        Error::argument(name, format!("`{name}` is {milliseconds}: set a number of milliseconds, or 0 for the default"))
    })?;
    Ok((time != 0).then(|| Duration::from_millis(time)))
}

/// How long a function waits. `None` is without limit.
pub(in crate::ffi) fn wait(milliseconds: i32) -> Option<Duration> {
    u64::try_from(milliseconds).ok().map(Duration::from_millis)
}

/// When a wait that begins now ends. `None` is never.
pub(in crate::ffi) fn deadline(wait: Option<Duration>) -> Option<Instant> {
    wait.and_then(|wait| Instant::now().checked_add(wait))
}

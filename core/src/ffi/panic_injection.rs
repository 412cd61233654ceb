//! What the library exports to the test of its panics, besides the header's functions.

use super::support::text::optional_text;
use std::ffi::c_char;

/// Makes the function of this name panic; NULL ends that.
///
/// # Safety
/// `name` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
unsafe extern "C" fn convai_test_panic_in(name: *const c_char) {
    // SAFETY: as above.
    let name = unsafe { optional_text(name, "name") };
    crate::panics::inject_in(name.ok().flatten().unwrap_or_default());
}

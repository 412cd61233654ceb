//! The Rust half of race.c: a counter that threads change without any lock.

static mut COUNTER: u64 = 0;

#[unsafe(no_mangle)]
pub extern "C" fn race_in_rust() {
    // SAFETY: none. This is the race.
    unsafe {
        let counter = &raw mut COUNTER;
        counter.write(counter.read().wrapping_add(1));
    }
}

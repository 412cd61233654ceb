//! The planted data race in Rust: two threads change a counter without a lock.

static mut COUNTER: u64 = 0;

#[unsafe(no_mangle)]
pub extern "C" fn race_in_rust() {
    // SAFETY: none: the race is planted on purpose.
    unsafe {
        let counter = &raw mut COUNTER;
        counter.write(counter.read().wrapping_add(1));
    }
}

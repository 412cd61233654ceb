//! The planted bugs in Rust, in a library that is compiled with the flags of the library under test.

use std::hint::black_box;

#[unsafe(no_mangle)]
pub extern "C" fn overflow_in_rust(length: usize) {
    let mut bytes = black_box(vec![0u8; length]);
    // SAFETY: none: the write is one past the end, on purpose.
    unsafe { bytes.as_mut_ptr().add(length).write(1) };
    black_box(&bytes);
}

#[unsafe(no_mangle)]
pub extern "C" fn use_after_free_in_rust() {
    let bytes = black_box(Box::into_raw(Box::new(1u64)));
    // SAFETY: none: the write is to freed memory, on purpose.
    unsafe {
        drop(Box::from_raw(bytes));
        black_box(bytes).write(2);
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn leak_in_rust() {
    std::mem::forget(black_box(vec![1u8; 100]));
}

//! Measures the peak of allocated memory.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;
static ALLOCATED: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// Runs `body`, and fails if it had more than `limit` bytes allocated at any time.
pub fn within<T>(limit: usize, body: impl FnOnce() -> T) -> T {
    let before = ALLOCATED.load(Relaxed);
    PEAK.store(before, Relaxed);
    let value = body();
    let peak = PEAK.load(Relaxed) - before;
    assert!(peak <= limit, "{peak} bytes were allocated, and {limit} are allowed");
    value
}

fn add(size: usize) {
    let allocated = ALLOCATED.fetch_add(size, Relaxed) + size;
    PEAK.fetch_max(allocated, Relaxed);
}

// SAFETY: every function calls the same function of the system allocator, and counts the size.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The old and the new block exist at the same time.
        add(size);
        ALLOCATED.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        ALLOCATED.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

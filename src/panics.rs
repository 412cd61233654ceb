//! Panics are bugs of ours and must not become the host's: they are caught where they would leave the library, and only
//! the place is kept. The payload is not: it may quote what the player said.

use std::{
    cell::{Cell, RefCell},
    panic::{self, UnwindSafe},
    sync::Once,
};

thread_local! {
    /// How many of our guards this thread is inside.
    static INSIDE: Cell<u32> = const { Cell::new(0) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `body`; where it panics, gives the file and line instead.
pub(crate) fn catch<T>(body: impl FnOnce() -> T + UnwindSafe) -> Result<T, String> {
    install_hook();
    let inside = |change: i32| {
        // In a thread-local destructor these may be gone: then the hook of the host prints, which is all that is lost.
        let _ = INSIDE.try_with(|inside| inside.set(inside.get().wrapping_add_signed(change)));
    };
    inside(1);
    let outcome = panic::catch_unwind(body);
    inside(-1);
    outcome.map_err(|payload| {
        // A payload's destructor may panic in its turn; it is not ours to run.
        std::mem::forget(payload);
        PLACE.try_with(RefCell::take).unwrap_or_default()
    })
}

/// The place of the panic that is unwinding this thread, for destructors.
pub(crate) fn under_way() -> Option<String> {
    std::thread::panicking().then(|| PLACE.try_with(|place| place.borrow().clone()).unwrap_or_default())
}

/// Keeps a contained panic off the host's standard error. Panics that are not inside a guard go on to whatever hook was
/// there before.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if INSIDE.try_with(Cell::get).unwrap_or(0) == 0 {
                return before(info);
            }
            let place = info.location().map(|place| format!("{}:{}", file_name(place.file()), place.line()));
            let _ = PLACE.try_with(|slot| slot.replace(place.unwrap_or_default()));
        }));
    });
}

/// The file without the directories of the machine that built it.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// In a test build: panics where `CONVAI_TEST_PANIC` names the function that `place` was written in.
#[cfg(feature = "panic-injection")]
pub(crate) fn injected<T, F: FnOnce() -> Result<T, crate::api::Error>>(_place: &F) {
    injected_at(std::any::type_name::<F>());
}

#[cfg(not(feature = "panic-injection"))]
pub(crate) fn injected<T, F: FnOnce() -> Result<T, crate::api::Error>>(_place: &F) {}

/// In a test build: panics where `CONVAI_TEST_PANIC` is part of `path`.
#[cfg(feature = "panic-injection")]
pub(crate) fn injected_at(path: &str) {
    if let Ok(wanted) = std::env::var("CONVAI_TEST_PANIC") {
        let hit = path.split("::").any(|part| part == wanted);
        assert!(!hit || wanted.is_empty(), "injected");
    }
}

#[cfg(not(feature = "panic-injection"))]
pub(crate) fn injected_at(_path: &str) {}

//! Contains panics. A panic is a bug of this library and must not end the host program: it is caught before it leaves
//! the library. Only its source location is kept; the payload may quote what the player said.

use std::{
    cell::{Cell, RefCell},
    panic::{self, UnwindSafe},
    sync::Once,
};

thread_local! {
    /// How many calls of `catch` this thread is in; they may be nested.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static LOCATION: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `body`. If it panics, returns the source location as `file:line`.
pub(crate) fn catch<T>(body: impl FnOnce() -> T + UnwindSafe) -> Result<T, String> {
    install_hook();
    let nest = |change: i32| {
        // In a thread-local destructor the counter may be gone. Then the host program's hook prints the panic, and
        // nothing else is lost.
        let _ = DEPTH.try_with(|depth| depth.set(depth.get().wrapping_add_signed(change)));
    };
    nest(1);
    let outcome = panic::catch_unwind(body);
    nest(-1);
    outcome.map_err(|payload| {
        // The destructor of the payload may panic as well, so it never runs.
        std::mem::forget(payload);
        LOCATION.try_with(RefCell::take).unwrap_or_default()
    })
}

/// Runs `body` for the thread of an audio callback, and returns `None` if it panics. Uses no thread-local: a thread's
/// first access to one of a loaded library allocates. The hook recognises such a panic by its location.
pub(crate) fn catch_in_audio<T>(body: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    // The destructor of the payload may panic as well, so it never runs.
    panic::catch_unwind(body).map_err(std::mem::forget).ok()
}

/// Continues on this thread a panic that `catch` stopped on another thread.
pub(crate) fn resume(location: String) -> ! {
    let _ = LOCATION.try_with(|slot| slot.replace(location));
    // Calls no hook: the panic was reported where it began.
    panic::resume_unwind(Box::new(()))
}

/// The location of the panic that is unwinding this thread, for destructors.
pub(crate) fn unwinding_from() -> Option<String> {
    std::thread::panicking().then(|| LOCATION.try_with(|location| location.borrow().clone()).unwrap_or_default())
}

/// Installs a panic hook that prints nothing for panics inside `catch` and in the code of this library, and calls the
/// previous hook for all others.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if DEPTH.try_with(Cell::get).unwrap_or(0) == 0 {
                if !info.location().is_some_and(|location| is_own(location.file())) {
                    previous(info);
                }
                return;
            }
            let location =
                info.location().map(|location| format!("{}:{}", file_name(location.file()), location.line()));
            let _ = LOCATION.try_with(|slot| slot.replace(location.unwrap_or_default()));
        }));
    });
}

/// Whether a file belongs to this library, outside of its unit tests: their panics are reported.
fn is_own(path: &str) -> bool {
    !cfg!(test) && file!().strip_suffix("panics.rs").is_some_and(|folder| path.starts_with(folder))
}

/// The file name without the directories of the machine that built the library.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// In a test build: panics if the test asked for a panic in the function that the closure was written in.
#[cfg(feature = "panic-injection")]
pub(crate) fn injected<F>(_closure: &F) {
    injected_at(std::any::type_name::<F>());
}

#[cfg(not(feature = "panic-injection"))]
pub(crate) fn injected<F>(_closure: &F) {}

/// In a test build: panics if the test asked for a panic in a part of `path`.
#[cfg(feature = "panic-injection")]
pub(crate) fn injected_at(path: &str) {
    let wanted = WANTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    let hit = path.split("::").any(|part| part == wanted);
    assert!(!hit || wanted.is_empty(), "injected");
}

#[cfg(not(feature = "panic-injection"))]
pub(crate) fn injected_at(_path: &str) {}

/// The function that panics in a test build. It is no environment variable, because the threads of the library would read
/// that while the test sets it.
#[cfg(feature = "panic-injection")]
static WANTED: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

/// Makes the function of this name panic; an empty name ends that.
#[cfg(feature = "panic-injection")]
pub(crate) fn inject_in(name: &str) {
    name.clone_into(&mut WANTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
}

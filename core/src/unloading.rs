//! Keeps the library in memory when the host program unloads it.
//!
//! A thread of the library may still run then: a lookup of a host name cannot be ended. On Linux a linker argument keeps the
//! library mapped (see `build.rs`), and macOS never unloads a library that has thread-local variables.

/// Called before the library starts a thread. Does nothing from the second time on.
#[cfg(windows)]
#[allow(unsafe_code, reason = "only the operating system's functions keep a DLL loaded")]
pub(crate) fn prevent() {
    use std::sync::Once;
    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
    };

    static PIN: Once = Once::new();
    PIN.call_once(|| {
        let flags = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
        let address: *const Once = &PIN;
        let mut module = std::ptr::null_mut();
        // SAFETY: with these flags the second argument is any address in the module. It fails for no address of a loaded
        // module.
        unsafe { GetModuleHandleExW(flags, address.cast(), &mut module) };
    });
}

#[cfg(not(windows))]
pub(crate) fn prevent() {}

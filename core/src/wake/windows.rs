#![allow(unsafe_code, reason = "only the operating system's functions make and signal an event")]

use std::{
    io,
    os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle},
};
use windows_sys::Win32::System::Threading::{CreateEventW, ResetEvent, SetEvent};

/// A manual-reset event without a name.
pub(crate) struct Wake {
    event: OwnedHandle,
    signaled: bool,
}

impl Wake {
    pub fn new() -> io::Result<Self> {
        const MANUAL_RESET: i32 = 1;
        const NOT_SIGNALED: i32 = 0;
        // SAFETY: the security attributes and the name may be NULL.
        let event = unsafe { CreateEventW(std::ptr::null(), MANUAL_RESET, NOT_SIGNALED, std::ptr::null()) };
        if event.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the event was just created and has no other owner.
        Ok(Self { event: unsafe { OwnedHandle::from_raw_handle(event) }, signaled: false })
    }

    /// The HANDLE to wait for.
    pub fn handle(&self) -> isize {
        self.event.as_raw_handle().addr() as isize
    }

    pub fn set(&mut self, signaled: bool) {
        if signaled == self.signaled {
            return;
        }
        let event = self.event.as_raw_handle();
        // SAFETY: the event is open as long as `self`. These functions fail only for an invalid handle.
        unsafe {
            if signaled {
                SetEvent(event)
            } else {
                ResetEvent(event)
            };
        }
        self.signaled = signaled;
    }

    /// What a wait without a timeout would report.
    #[cfg(test)]
    pub fn is_set(&mut self) -> bool {
        use windows_sys::Win32::{Foundation::WAIT_OBJECT_0, System::Threading::WaitForSingleObject};
        // SAFETY: the event is open as long as `self`.
        unsafe { WaitForSingleObject(self.event.as_raw_handle(), 0) == WAIT_OBJECT_0 }
    }
}

//! Windows leaves the children of a process that exits alone. The program waits for its parent, and its own children, which
//! speak replies, are in a job that ends with the program, however that ends.

use std::io;
use std::mem::{size_of, zeroed};
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::process;
use std::thread;

use windows_sys::Win32::Foundation::{FILETIME, HANDLE, INVALID_HANDLE_VALUE};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation, SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, GetProcessTimes, INFINITE, OpenProcess, PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SYNCHRONIZE,
    WaitForSingleObject,
};

pub enum Parent {
    Running(OwnedHandle),
    Exited,
    /// No process of Windows started this one. Under Wine, a Linux program did.
    Unknown,
}

impl Parent {
    /// Also puts this process into a job.
    pub fn of_this_process() -> io::Result<Self> {
        end_children_with_this_process()?;
        let id = parent_id()?;
        if id == 0 {
            return Ok(Self::Unknown);
        }
        let access = PROCESS_SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION;
        // SAFETY: the call takes no pointers. A process id that is not in use gives a null handle.
        let handle = unsafe { OpenProcess(access, 0, id) };
        let Ok(parent) = owned(handle) else {
            return Ok(Self::Exited);
        };
        // The id of a process that has exited is given to another one, which is younger than this process.
        // SAFETY: the pseudo handle of this process is always valid.
        let own = start_time(unsafe { GetCurrentProcess() })?;
        let older = start_time(parent.as_raw_handle())? <= own;
        Ok(if older { Self::Running(parent) } else { Self::Exited })
    }

    /// Never returns if the parent is unknown.
    pub fn wait_for_exit(&self) {
        match self {
            Self::Running(parent) => {
                // SAFETY: the handle is open for as long as `self` lives.
                unsafe { WaitForSingleObject(parent.as_raw_handle(), INFINITE) };
            }
            Self::Exited => {}
            Self::Unknown => loop {
                thread::park();
            },
        }
    }
}

/// The id of the parent, from a list of all processes.
fn parent_id() -> io::Result<u32> {
    // SAFETY: the call takes no pointers.
    let list = owned(unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) })?;
    // SAFETY: the struct consists of integers, for which zero is valid.
    let mut entry: PROCESSENTRY32W = unsafe { zeroed() };
    entry.dwSize = size_of::<PROCESSENTRY32W>() as u32;
    // SAFETY: the handle is open, and the entry says its size.
    let mut found = unsafe { Process32FirstW(list.as_raw_handle(), &mut entry) };
    while found != 0 {
        if entry.th32ProcessID == process::id() {
            return Ok(entry.th32ParentProcessID);
        }
        // SAFETY: as above.
        found = unsafe { Process32NextW(list.as_raw_handle(), &mut entry) };
    }
    Err(io::Error::new(io::ErrorKind::NotFound, "the system does not list this process"))
}

/// When a process was created, in units of 100 nanoseconds.
fn start_time(process: HANDLE) -> io::Result<u64> {
    let zero = FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 };
    let (mut created, mut exited, mut kernel, mut user) = (zero, zero, zero, zero);
    // SAFETY: the four pointers are to variables of the right type.
    check(unsafe { GetProcessTimes(process, &mut created, &mut exited, &mut kernel, &mut user) })?;
    Ok(u64::from(created.dwHighDateTime) << 32 | u64::from(created.dwLowDateTime))
}

/// The job ends its processes when its last handle is closed. This process has the only handle, and never closes it.
fn end_children_with_this_process() -> io::Result<()> {
    // SAFETY: null stands for the default security and for no name.
    let job = owned(unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) })?;
    // SAFETY: the struct consists of integers, for which zero is valid.
    let mut limits: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { zeroed() };
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    // SAFETY: the pointer and the size are those of the struct that this kind of information needs.
    check(unsafe {
        SetInformationJobObject(
            job.as_raw_handle(),
            JobObjectExtendedLimitInformation,
            (&raw const limits).cast(),
            size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32,
        )
    })?;
    // SAFETY: both handles are valid.
    check(unsafe { AssignProcessToJobObject(job.as_raw_handle(), GetCurrentProcess()) })?;
    std::mem::forget(job);
    Ok(())
}

fn owned(handle: HANDLE) -> io::Result<OwnedHandle> {
    if handle.is_null() || handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle was just opened, and nothing else owns it.
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

fn check(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

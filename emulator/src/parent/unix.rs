//! When a parent process exits, the system gives its children another parent.

use std::io;
use std::os::unix::process::parent_id;
use std::thread;
use std::time::Duration;

pub struct Parent(u32);

impl Parent {
    pub fn of_this_process() -> io::Result<Self> {
        Ok(Self(parent_id()))
    }

    pub fn wait_for_exit(&self) {
        while parent_id() == self.0 {
            thread::sleep(Duration::from_millis(200));
        }
    }
}

//! Objects that exist as long as the process and need no network.

use convai::ffi::{
    character_calls::convai_character_get_async,
    client::{convai_client, convai_client_close, convai_client_free, convai_client_new, convai_client_options},
    operation::{convai_operation, convai_operation_cancel, convai_operation_wait},
    status::CONVAI_OK,
};
use std::{
    ptr::{null, null_mut},
    sync::LazyLock,
};

/// A handle as a number, which threads can share.
fn shared(token: usize) -> usize {
    assert_ne!(token, 0);
    token
}

/// A client of a port on this machine without a server.
pub fn new() -> *mut convai_client {
    let options = convai_client_options {
        struct_size: size_of::<convai_client_options>() as u32,
        log_capacity: 0,
        api_key: c"key".as_ptr(),
        base_url: c"http://127.0.0.1:1".as_ptr(),
        proxy: null(),
        ca_pem: null(),
        user_agent: null(),
        connect_timeout_ms: 0,
        timeout_ms: 0,
        voice_timeout_ms: 0,
        max_in_flight: 0,
        max_queued: 0,
        upload_sample_rate: 0,
        max_response_bytes: 0,
        max_queued_bytes: 0,
        queue: null_mut(),
        idle_timeout_ms: 0,
        reserved: 0,
        auth_token: null(),
    };
    unsafe { convai_client_new(&options, null_mut()) }
}

/// A closed client: it checks its arguments and then refuses to start anything.
pub fn closed() -> *mut convai_client {
    static CLIENT: LazyLock<usize> = LazyLock::new(|| {
        let client = new();
        assert_eq!(unsafe { convai_client_close(client, 10_000) }, CONVAI_OK);
        shared(client.addr())
    });
    std::ptr::without_provenance_mut(*CLIENT)
}

/// An ended operation whose result was not taken, and whose client was freed.
pub fn ended_operation() -> *mut convai_operation {
    static OPERATION: LazyLock<usize> = LazyLock::new(|| {
        let mut client = new();
        let operation = unsafe { convai_character_get_async(client, c"id".as_ptr(), null(), null_mut()) };
        unsafe {
            assert_eq!(convai_operation_cancel(operation), CONVAI_OK);
            assert_eq!(convai_operation_wait(operation, -1), CONVAI_OK);
            assert_eq!(convai_client_free(&mut client), CONVAI_OK);
        }
        shared(operation.addr())
    });
    std::ptr::without_provenance_mut(*OPERATION)
}

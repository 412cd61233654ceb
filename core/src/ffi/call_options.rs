//! `convai_call_options`: the settings of one call.

use super::{
    scene::{self, convai_scene},
    support::{structs, time},
};
use crate::api::{CallOptions, Deadline, Error};

/// Settings of one call. Start from `CONVAI_CALL_OPTIONS_INIT`; a field that is 0 takes the client's setting.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_call_options {
    /// `sizeof(convai_call_options)`; the INIT macro sets it.
    pub struct_size: u32,
    /// The timeout of the call in milliseconds, from leaving the queue to the end of the reply, or, if the reply is
    /// streamed, to its first byte. 0 takes the client's.
    pub timeout_ms: i32,
    /// The timeout for connecting in milliseconds. 0 takes the client's.
    pub connect_timeout_ms: i32,
    /// The sample rate in Hz to which PCM is resampled before it is sent, from 8,000 to 192,000. 0 takes the client's.
    /// Other calls ignore it.
    pub upload_sample_rate: u32,
    /// The service's "responseLevel". 0 sends none. Calls that are not turns ignore it. The service's documents show
    /// the value 5 in a sample and do not explain it.
    pub response_level: i32,
    /// The total deadline of the call in milliseconds, measured from its start: the time in the client's queue and behind
    /// earlier turns of its conversation is included. When it expires, the call ends with TIMEOUT, and its message says
    /// where the call was. `timeout_ms` holds as well. 0 sets no deadline.
    pub deadline_ms: i32,
    /// A value of the program, such as an index or a pointer cast to `uint64_t`, that comes back in `convai_event`,
    /// `convai_progress` and `convai_log_entry`. The library does not interpret it.
    pub user_data: u64,
    /// How long a streamed reply may pause, in milliseconds; then the call ends with TIMEOUT. 0 takes the client's. Calls
    /// without `CONVAI_STREAM` ignore it.
    pub idle_timeout_ms: i32,
    /// Always 0.
    pub reserved: u32,
    /// The scene of a turn, which is copied. In a conversation it takes the place of the whole scene of the conversation for
    /// this turn. NULL takes that of the conversation, if there is one. Calls that are not turns ignore it.
    pub scene: *const convai_scene,
}

structs::versioned!(convai_call_options, scene: *const convai_scene);

/// Reads the options of a call, and its `user_data`. Only a turn has a scene.
///
/// # Safety
/// `options` is NULL or valid.
pub(super) unsafe fn read(options: *const convai_call_options, is_turn: bool) -> Result<(CallOptions, u64), Error> {
    // SAFETY: as above.
    let Some(options) = (unsafe { structs::read::<convai_call_options>(options) })? else {
        return Ok((CallOptions::default(), 0));
    };
    let has_scene = is_turn && !options.scene.is_null();
    let call = CallOptions {
        timeout: time::option(options.timeout_ms, "options.timeout_ms")?,
        connect_timeout: time::option(options.connect_timeout_ms, "options.connect_timeout_ms")?,
        idle_timeout: time::option(options.idle_timeout_ms, "options.idle_timeout_ms")?,
        upload_sample_rate: options.upload_sample_rate,
        response_level: (options.response_level != 0).then_some(options.response_level),
        user_data: options.user_data,
        deadline: time::option(options.deadline_ms, "options.deadline_ms")?.map(Deadline::after),
        // SAFETY: as above.
        scene: if has_scene { unsafe { scene::read(options.scene, "options.scene") }? } else { None },
    };
    Ok((call, options.user_data))
}

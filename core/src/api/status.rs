//! How a call ended, as a number that all languages share.

use std::ffi::CStr;

macro_rules! statuses {
    ($($variant:ident = $code:literal, $text:literal;)*) => {
        /// How a call ended. The codes come in groups of a hundred: 1xx the call was not accepted, 2xx no complete
        /// reply arrived, 3xx the service refused the request, 4xx the reply cannot be used, 5xx the library failed.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(i32)]
        pub enum Status { $($variant = $code),* }

        impl Status {
            /// All statuses, in the order of their codes.
            pub const ALL: &'static [Status] = &[$(Status::$variant),*];

            pub fn from_code(code: i32) -> Option<Self> {
                match code { $($code => Some(Status::$variant),)* _ => None }
            }

            /// What the status means and what to do.
            pub fn text(self) -> &'static CStr {
                match self { $(Status::$variant => $text),* }
            }
        }
    };
}

impl Status {
    /// Whether the caller passed something invalid, so that nothing was sent.
    pub fn is_callers_mistake(self) -> bool {
        (100..200).contains(&(self as i32))
    }
}

statuses! {
    Ok = 0, c"Success.";
    Pending = 1, c"Not finished yet: poll or wait again.";
    InvalidArgument = 100, c"An argument is missing, empty or out of range: check the values that were passed.";
    NullPointer = 101, c"A pointer is NULL that must not be NULL.";
    InvalidUtf8 = 102, c"A string is not valid UTF-8: convert it before passing it.";
    BadHandle = 103, c"The handle is NULL, was freed already, or is of another kind.";
    StructSize = 104, c"A struct has no valid struct_size, or has fields set that this library does not know: start from its _INIT macro.";
    ApiKey = 105, c"The API key or the auth token is empty or holds invalid characters, or both are set: set one of them, copied again.";
    Options = 106, c"A client option is invalid: check base URL, proxy, certificates and user agent.";
    AudioInput = 107, c"The audio cannot be used: check format, channels, sample rate and length.";
    NotReady = 108, c"The operation has not finished: wait for it first.";
    AlreadyTaken = 109, c"The operation's result was taken already: free the operation.";
    WrongKind = 110, c"The operation holds a result of another kind: take that kind. Or the utterance has another trigger.";
    QueueFull = 111, c"Too many requests or too much audio is waiting: let some finish, or raise `max_queued`, or the limit of the playback.";
    Closed = 112, c"The client was closed: make a new one.";
    Forked = 113, c"The handle belongs to the process that forked this one: make a new client here.";
    UtteranceFull = 114, c"The utterance is full: say it or clear it, or make it with a larger `max_ms`.";
    BufferTooSmall = 115, c"The buffer is too small: give as many bytes as the length says, and one more.";
    Unsupported = 116, c"Not available on this operating system.";
    Busy = 117, c"The utterance is in use for a moment: nothing is lost, try again.";
    Network = 200, c"The network failed: try again.";
    NameNotResolved = 201, c"The host's name cannot be resolved: check the base URL and the connection to the Internet.";
    Connect = 202, c"No connection can be made: check the base URL, the network and the firewall.";
    Tls = 203, c"The TLS handshake failed: check the clock and, behind an inspecting proxy, add its certificate with `ca_pem`.";
    Proxy = 204, c"The proxy refused or cannot be reached: check the proxy option and the system's proxy settings.";
    Timeout = 205, c"A timeout expired: try again, or allow more time.";
    ConnectionLost = 206, c"The connection was lost in the middle: the service may have acted on the request.";
    Cancelled = 207, c"The request was cancelled.";
    Refused = 300, c"The service refused the request: see its message.";
    Authentication = 301, c"The service rejected the API key or the auth token, or the plan does not cover the call: check them and the plan.";
    NotFound = 302, c"The service does not know what the call names, such as the character: check the id or the name.";
    RateLimited = 303, c"Too many requests, or the quota is used up: wait, or check the plan's usage.";
    ProcessFailure = 304, c"The service could not generate an answer: check the character's id, else try again.";
    Server = 305, c"The service failed: try again later.";
    BadRequest = 306, c"The service says that the request is invalid: see its message.";
    Redirect = 307, c"The service answered with a redirect, which is never followed: correct the base URL.";
    BadReply = 400, c"The reply is not what the service documents: check the base URL, and see `raw_json`.";
    EmptyReply = 401, c"The reply holds neither text nor audio: try again.";
    ReplyAudio = 402, c"The reply's audio cannot be read; its text is available.";
    ReplyTooLarge = 403, c"The reply is larger than `max_response_bytes`: raise it if such replies are expected.";
    Internal = 500, c"The library failed, or memory, a thread, a file descriptor or a handle could not be had: see the message.";
    Panic = 501, c"The library panicked and contained the panic: please report it.";
}

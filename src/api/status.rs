//! How a call ended, as a number that C, C#, C++ and Python share.

use std::ffi::CStr;

macro_rules! statuses {
    ($($variant:ident = $code:literal, $name:literal, $text:literal;)*) => {
        /// How a call ended. In groups of a hundred: the caller's mistake, no reply, the service's refusal, an unreadable
        /// reply, the library.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(i32)]
        pub enum Status { $($variant = $code),* }

        impl Status {
            /// All of them, in order.
            pub const ALL: &'static [Status] = &[$(Status::$variant),*];

            pub fn from_code(code: i32) -> Option<Self> {
                match code { $($code => Some(Status::$variant),)* _ => None }
            }

            /// The name that the C header has for it.
            pub fn name(self) -> &'static CStr {
                match self { $(Status::$variant => $name),* }
            }

            /// What it means and what to do.
            pub fn text(self) -> &'static CStr {
                match self { $(Status::$variant => $text),* }
            }
        }
    };
}

statuses! {
    Ok = 0, c"CONVAI_OK", c"Success.";
    Pending = 1, c"CONVAI_PENDING", c"Not finished yet: poll or wait again.";
    InvalidArgument = 100, c"CONVAI_ERROR_INVALID_ARGUMENT", c"An argument is missing, empty or out of its range: check the values that were passed.";
    NullPointer = 101, c"CONVAI_ERROR_NULL_POINTER", c"A pointer is NULL where it must not be.";
    InvalidUtf8 = 102, c"CONVAI_ERROR_INVALID_UTF8", c"A string is not valid UTF-8: convert it before passing it.";
    BadHandle = 103, c"CONVAI_ERROR_BAD_HANDLE", c"The handle is NULL, was freed before, or is of another kind.";
    StructSize = 104, c"CONVAI_ERROR_STRUCT_SIZE", c"A struct does not say its size, or has fields set that this library does not know: start from its _INIT macro.";
    ApiKey = 105, c"CONVAI_ERROR_API_KEY", c"The API key is empty or holds characters that no key has: copy it again from the service's dashboard.";
    Options = 106, c"CONVAI_ERROR_OPTIONS", c"A client option cannot be used: check base URL, proxy, certificates and user agent.";
    AudioInput = 107, c"CONVAI_ERROR_AUDIO_INPUT", c"The audio cannot be used: check format, channels, sample rate and length.";
    NotReady = 108, c"CONVAI_ERROR_NOT_READY", c"The operation has not finished: wait for it first.";
    AlreadyTaken = 109, c"CONVAI_ERROR_ALREADY_TAKEN", c"The operation's result was taken before: free the operation.";
    WrongKind = 110, c"CONVAI_ERROR_WRONG_KIND", c"The operation holds a result of another kind: take that kind.";
    QueueFull = 111, c"CONVAI_ERROR_QUEUE_FULL", c"Too many requests wait already: let some finish, or raise `max_queued`.";
    Closed = 112, c"CONVAI_ERROR_CLOSED", c"The client was closed: make a new one.";
    Forked = 113, c"CONVAI_ERROR_FORKED", c"The handle belongs to the process that forked this one: make a new client here.";
    UtteranceFull = 114, c"CONVAI_ERROR_UTTERANCE_FULL", c"The utterance is full: say it or clear it, or make it with a larger `max_ms`.";
    BufferTooSmall = 115, c"CONVAI_ERROR_BUFFER_TOO_SMALL", c"The buffer is too small: give as many bytes as the length says, and one more.";
    Unsupported = 116, c"CONVAI_ERROR_UNSUPPORTED", c"Not available on this operating system.";
    Network = 200, c"CONVAI_ERROR_NETWORK", c"The network failed: try again.";
    NameNotResolved = 201, c"CONVAI_ERROR_NAME_NOT_RESOLVED", c"The host's name cannot be resolved: check the base URL and the connection to the Internet.";
    Connect = 202, c"CONVAI_ERROR_CONNECT", c"No connection can be made: check the base URL, the network and the firewall.";
    Tls = 203, c"CONVAI_ERROR_TLS", c"The TLS handshake failed: check the clock and, behind an inspecting proxy, add its certificate with `ca_pem`.";
    Proxy = 204, c"CONVAI_ERROR_PROXY", c"The proxy refused or cannot be reached: check the proxy option and the host's proxy settings.";
    Timeout = 205, c"CONVAI_ERROR_TIMEOUT", c"The time ran out: try again, or allow more time.";
    ConnectionLost = 206, c"CONVAI_ERROR_CONNECTION_LOST", c"The connection was lost in the middle: the service may have acted on the request.";
    Cancelled = 207, c"CONVAI_ERROR_CANCELLED", c"The request was cancelled.";
    Refused = 300, c"CONVAI_ERROR_REFUSED", c"The service refused the request: see its message.";
    Authentication = 301, c"CONVAI_ERROR_AUTHENTICATION", c"The service did not accept the API key, or the plan does not cover the call: check key and plan.";
    NotFound = 302, c"CONVAI_ERROR_NOT_FOUND", c"The service has no such character: check the id or the name.";
    RateLimited = 303, c"CONVAI_ERROR_RATE_LIMITED", c"Too many requests, or the quota is used up: wait, or check the plan's usage.";
    ProcessFailure = 304, c"CONVAI_ERROR_PROCESS_FAILURE", c"The service could not make an answer: check the character's id, else try again.";
    Server = 305, c"CONVAI_ERROR_SERVER", c"The service failed: try again later.";
    BadRequest = 306, c"CONVAI_ERROR_BAD_REQUEST", c"The service calls the request wrong: see its message.";
    Redirect = 307, c"CONVAI_ERROR_REDIRECT", c"The service redirects elsewhere, which is never followed: correct the base URL.";
    BadReply = 400, c"CONVAI_ERROR_BAD_REPLY", c"The reply is not what the service documents: check that the base URL is the service's, and see `raw_json`.";
    EmptyReply = 401, c"CONVAI_ERROR_EMPTY_REPLY", c"The reply holds neither text nor audio: try again.";
    ReplyAudio = 402, c"CONVAI_ERROR_REPLY_AUDIO", c"The reply's audio cannot be read; its text is there all the same.";
    ReplyTooLarge = 403, c"CONVAI_ERROR_REPLY_TOO_LARGE", c"The reply is larger than `max_response_bytes`: raise it if such replies are expected.";
    Internal = 500, c"CONVAI_ERROR_INTERNAL", c"The library failed in a way that should not be possible: see the message, and please report it.";
    Panic = 501, c"CONVAI_ERROR_PANIC", c"The library failed inside and contained it: please report it.";
}

// Written by generate.py from include/convai.h. Do not edit: change the header, then run
// `python3 bindings/csharp/generate.py`. A test compares.
namespace Convai
{
    /// <summary>
    /// Why a call failed. The codes come in groups of a hundred: 1xx the caller's mistake (nothing was sent), 2xx no
    /// reply came, 3xx the service refused, 4xx the reply cannot be read, 5xx the library itself. A later library may
    /// give codes that are not listed here: treat an unknown one like its group.
    /// </summary>
    public enum ConvaiErrorCode
    {
        /// <summary>An argument is missing, empty or out of its range; the message names it.</summary>
        InvalidArgument = 100,

        /// <summary>A pointer is NULL where it must not be.</summary>
        NullPointer = 101,

        /// <summary>A string is not valid UTF-8; the message gives the byte offset.</summary>
        InvalidUtf8 = 102,

        /// <summary>A handle is NULL, was freed already, is of another kind, or never was one.</summary>
        BadHandle = 103,

        /// <summary><c>struct_size</c> is smaller than the first version of the struct, or fields that this library does not know are not zero.</summary>
        StructSize = 104,

        /// <summary>The API key is empty or holds characters that no key has.</summary>
        ApiKey = 105,

        /// <summary>A client option is unusable: base URL, proxy, certificates, user agent.</summary>
        Options = 106,

        /// <summary>The audio to send cannot be sent: the message says what is wrong with it.</summary>
        AudioInput = 107,

        /// <summary>The operation has not finished: there is nothing to take yet.</summary>
        NotReady = 108,

        /// <summary>The operation's result was taken before.</summary>
        AlreadyTaken = 109,

        /// <summary>The operation holds a result of another kind. Nothing was taken.</summary>
        WrongKind = 110,

        /// <summary>Too many requests of this client wait already (<c>max_queued</c>).</summary>
        QueueFull = 111,

        /// <summary>The client was closed.</summary>
        Closed = 112,

        /// <summary>The handle belongs to the process that forked this one. Make a new client here.</summary>
        Forked = 113,

        /// <summary>The utterance holds as much as it was made for.</summary>
        UtteranceFull = 114,

        /// <summary>The caller's buffer is too small. Nothing was written to it.</summary>
        BufferTooSmall = 115,

        /// <summary>Not available on this operating system.</summary>
        Unsupported = 116,

        /// <summary>The network failed in another way than the codes below name.</summary>
        Network = 200,

        /// <summary>The host's name cannot be resolved.</summary>
        NameNotResolved = 201,

        /// <summary>No connection: refused or unreachable.</summary>
        Connect = 202,

        /// <summary>The TLS handshake failed, most often because the certificate is not trusted.</summary>
        Tls = 203,

        /// <summary>The proxy refused, or the one that <c>proxy</c> names cannot be reached (one of the host's settings gives CONNECT).</summary>
        Proxy = 204,

        /// <summary>The time that was given ran out.</summary>
        Timeout = 205,

        /// <summary>The connection was lost while the request was on its way or the reply came.</summary>
        ConnectionLost = 206,

        /// <summary>Cancelled by the caller, by an interruption or by closing the client.</summary>
        Cancelled = 207,

        /// <summary>The service refused with an HTTP status that no other code stands for.</summary>
        Refused = 300,

        /// <summary>The service did not accept the API key, or the plan does not cover the call.</summary>
        Authentication = 301,

        /// <summary>The service has no such character (or failed to look it up: its answers do not tell the two apart).</summary>
        NotFound = 302,

        /// <summary>Too many requests, or the plan's quota is used up.</summary>
        RateLimited = 303,

        /// <summary>The service could not make an answer ("process_failure"): an unknown character id, or the generation failed.</summary>
        ProcessFailure = 304,

        /// <summary>The service failed (5xx).</summary>
        Server = 305,

        /// <summary>The service calls the request wrong (400 or 422).</summary>
        BadRequest = 306,

        /// <summary>The answer was a redirect. It is never followed, as it would carry the API key elsewhere: correct the base URL.</summary>
        Redirect = 307,

        /// <summary>The reply is not what the service documents: HTML, broken JSON, or a field is missing.</summary>
        BadReply = 400,

        /// <summary>The reply holds neither text nor audio.</summary>
        EmptyReply = 401,

        /// <summary>The reply's audio cannot be read. Its text and session are there all the same.</summary>
        ReplyAudio = 402,

        /// <summary>The reply is larger than <c>max_response_bytes</c>.</summary>
        ReplyTooLarge = 403,

        /// <summary>The library failed in a way that should not be possible.</summary>
        Internal = 500,

        /// <summary>The library panicked and contained it. Please report it.</summary>
        Panic = 501,
    }
}

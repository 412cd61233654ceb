"""Generated from abi/convai.json by bindings/python/generate.py. Do not edit.

Every pointer is a `c_void_p`, which is an int or None in Python. ctypes would convert a returned `c_char_p` to bytes
and lose the address that has to be freed. Input strings are `c_char_p`, which takes bytes.
"""

from __future__ import annotations

from ctypes import (
    CDLL,
    POINTER,
    Structure,
    c_char_p,
    c_double,
    c_float,
    c_int32,
    c_int64,
    c_size_t,
    c_ssize_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from enum import IntEnum
from typing import Any, Callable, Optional

# The session id that starts a new session. NULL, "" and white space do the same.
NEW_SESSION = "-1"
# The version of the ABI that this header describes. It is raised only when something is removed or its layout
# changes, not by additions. Compare it with `convai_abi_version()` before any other call.
ABI_VERSION = 1
# `state`: waits in the client's queue, for an earlier turn of its conversation, or until its samples are
# converted.
STATE_QUEUED = 0
# `state`: resolves the host name, connects or sends.
STATE_SENDING = 1
# `state`: everything is sent; no reply yet.
STATE_WAITING = 2
# `state`: the reply is arriving.
STATE_RECEIVING = 3
# `state`: finished: answered, failed, timed out or cancelled.
STATE_DONE = 4
# `kind`: take the result with `convai_operation_take_result`.
KIND_RESULT = 1
# `kind`: take the result with `convai_operation_take_character`.
KIND_CHARACTER = 2
# `kind`: take the result with `convai_operation_take_response`.
KIND_RESPONSE = 3
# `kind`: take the result with `convai_operation_take_characters`.
KIND_CHARACTERS = 4
# `kind`: take the result with `convai_operation_take_voices`.
KIND_VOICES = 5
# `kind`: take the result with `convai_operation_take_languages`.
KIND_LANGUAGES = 6
# `kind`: take the result with `convai_operation_take_token`.
KIND_TOKEN = 7
# `kind`: take the result with `convai_operation_take_chats`.
KIND_CHATS = 8
# `kind`: take the result with `convai_operation_take_chat`.
KIND_CHAT = 9
# `kind`: take the result with `convai_operation_take_usage`.
KIND_USAGE = 10
# `kind`: take the result with `convai_operation_take_generated_text`.
KIND_GENERATED_TEXT = 11
# `kind`: take the result with `convai_operation_take_audio`.
KIND_AUDIO = 12
# `kind`: take the result with `convai_operation_take_sections`.
KIND_SECTIONS = 13
# `kind`: take the result with `convai_operation_take_triggers`.
KIND_TRIGGERS = 14
# `kind` of an event: the operation has finished.
EVENT_DONE = 1
# `kind` of an event: pieces of the reply to a turn with `CONVAI_STREAM` can be read. Read them with
# `convai_operation_next_piece` until it returns `CONVAI_PENDING`: then the next piece is announced again. No
# event of this kind follows the one that tells the end of the operation, and none comes for other operations.
EVENT_PIECES = 2
# `flags` of a turn: respond in text only. Bits that no flag names give INVALID_ARGUMENT.
TEXT = 0
# `flags` of a turn: respond in text and in the character's voice.
VOICE = 1
# `flags` of a turn: send text as multipart/form-data instead of application/x-www-form-urlencoded. The service
# accepts both; some gateways do not. Audio is always sent as multipart.
MULTIPART = 2
# `flags` of a turn: if the turn succeeds, its `raw_json` is NULL. That saves memory: the raw reply of a voice
# holds the audio once more, in base64.
OMIT_RAW_JSON = 4
# `flags` of a turn: ask the service for the reply in pieces, as it is made. `convai_operation_next_piece` reads
# them from an operation; the response is the same as without the flag, with the pieces joined. A blocking turn
# returns the whole response. This is built from weak evidence. The service's documentation has one row about the
# parameter (`stream`, in interaction-api.md of Conv-AI/Convai-Documentation), and no schema; what a stream looks
# like is known from one public client of 2023. The library therefore accepts many forms, and also a service that
# ignores the flag. Without the flag, a turn uses the form that is documented. `timeout_ms` ends with the first
# byte of a streamed reply; then `idle_timeout_ms` bounds each pause, and `deadline_ms` the whole. A turn that
# fails or is cancelled midway keeps its text and audio in the response, beside the error.
STREAM = 8
# `trigger`: the first chunk begins a recording. Push while the button of push to talk is held, then say the
# utterance.
TRIGGER_PUSH = 0
# `trigger`: `convai_utterance_begin` begins a recording, which contains the `pre_roll_ms` before it. Push all the
# time; call it when the button of push to talk is pressed, and say the utterance when the button is released.
TRIGGER_BEGIN = 1
# `trigger`: the player's voice begins a recording, which contains the `pre_roll_ms` before it, and silence ends
# it. Push all the time, and call `convai_utterance_next` in each frame of the game.
TRIGGER_SPEECH = 2
# `event`: the player has begun to speak.
UTTERANCE_SPEECH_STARTED = 1
# `event`: the player has finished, or the gate was closed, or the microphone has changed.
UTTERANCE_SPEECH_ENDED = 2
# `event`: the recording has reached `max_ms`. If the player speaks on, the next recording continues without a
# gap.
UTTERANCE_MAX_LENGTH = 3
# `format`: unsigned 8-bit samples; 128 is silence.
PCM_U8 = 1
# `format`: signed 16-bit samples.
PCM_S16 = 2
# `format`: signed 24-bit samples, packed into 3 bytes.
PCM_S24 = 3
# `format`: signed 32-bit samples.
PCM_S32 = 4
# `format`: 32-bit float samples from -1 to 1. Values outside are clipped, NaN becomes silence.
PCM_F32 = 5
# `audio_form`: there is no audio.
AUDIO_NONE = 0
# `audio_form`: the audio arrived as a WAV file, whose header gives sample rate and channels.
AUDIO_WAV = 1
# `audio_form`: the audio arrived as raw 16-bit samples. The sample rate is the one that the reply states, and
# `wav` was built from the samples.
AUDIO_RAW_PCM = 2
# `mode`: the voice is heard after those that are in the queue.
PLAYBACK_QUEUE = 0
# `mode`: what is heard fades out in 10 ms, the queue is emptied, and then the voice is heard.
PLAYBACK_REPLACE = 1
# `state`: nothing was added, or everything was stopped or interrupted.
PLAYBACK_EMPTY = 0
# `state`: there is a voice that does not sound: nothing of it has arrived, the rest of it has not arrived (a gap,
# and no end), the audio callback has not read it yet, or the playback is paused.
PLAYBACK_BUFFERING = 1
# `state`: the last read returned voice; without a device, a voice plays.
PLAYBACK_SPEAKING = 2
# `state`: the last frame of the last voice was read. It sounds `latency_ms` later.
PLAYBACK_ENDED = 3
# `connection`: the call ended before it sent anything.
CONNECTION_UNKNOWN = 0
# `connection`: one that was made for this call.
CONNECTION_NEW = 1
# `connection`: one that existed already, or became free while the call was connecting.
CONNECTION_REUSED = 2


class Status(IntEnum):
    """The status codes of the library, without their C prefix: `ConvaiError.code` is one of them.

    Codes are in groups of a hundred. 1xx: an argument or the state of an object is invalid, and nothing was sent. 2xx:
    no response arrived. 3xx: the service refused the request. 4xx: the response is invalid. 5xx: the library failed.
    """

    OK = 0
    """Success."""
    PENDING = 1
    """Not finished, or no event, within the given time. Not an error."""
    INVALID_ARGUMENT = 100
    """An argument is missing, empty, out of range, too large, misaligned, or overlaps another. If there is an error,
    its `argument` names it."""
    NULL_POINTER = 101
    """A pointer that must not be NULL is NULL."""
    INVALID_UTF8 = 102
    """A string is not valid UTF-8. The message gives the byte offset."""
    BAD_HANDLE = 103
    """A handle or the address of a result is not valid: NULL, freed already, of another kind, or never returned by this
    library."""
    STRUCT_SIZE = 104
    """`struct_size` is not set, a reserved field is not 0, or a field is set that this version of the library does not
    know."""
    API_KEY = 105
    """The API key or the auth token is empty or holds invalid characters, or both are set."""
    OPTIONS = 106
    """The base URL, the proxy, `ca` or the user agent is invalid. A number that is out of range gives
    INVALID_ARGUMENT."""
    AUDIO_INPUT = 107
    """The audio is empty, invalid or unsupported: format, channels, sample rate or length. The message says which."""
    NOT_READY = 108
    """The operation has not finished, so there is no result to take yet."""
    ALREADY_TAKEN = 109
    """The operation's result was taken already."""
    WRONG_KIND = 110
    """The operation holds a result of another kind, and nothing was taken. Or the utterance has another trigger."""
    QUEUE_FULL = 111
    """The client has `max_in_flight` + `max_queued` calls that have not finished, turns that wait in a conversation
    included; or these calls and the new one hold more than `max_queued_bytes`. Or a playback holds `max_buffered` of
    audio. Try again later."""
    CLOSED = 112
    """The client was closed."""
    FORKED = 113
    """The handle belongs to the parent process. Create a new client after `fork()`."""
    UTTERANCE_FULL = 114
    """The utterance is full (`max_seconds`)."""
    BUFFER_TOO_SMALL = 115
    """The buffer is too small. Nothing was written to it; the function's `length` parameter receives the length that is
    needed, without the NUL."""
    UNSUPPORTED = 116
    """Not available on this operating system."""
    BUSY = 117
    """Another thread pushes into the utterance, or the samples that it said before are still being converted. Nothing
    was lost: try again."""
    NETWORK = 200
    """The network failed in a way that no code below describes."""
    NAME_NOT_RESOLVED = 201
    """The host name cannot be resolved."""
    CONNECT = 202
    """No connection could be made: the server, or a proxy of the system's settings, refused it or is unreachable."""
    TLS = 203
    """The TLS handshake failed, usually because the certificate is not trusted."""
    PROXY = 204
    """The proxy refused the connection or requires a password, or the proxy of the option `proxy` cannot be reached. If
    a proxy of the system's settings cannot be reached, the code is CONNECT."""
    TIMEOUT = 205
    """A timeout expired: of a call, of its connection, or of closing a client; or the service gave up waiting for the
    request (408). Waiting for an operation in vain gives `CONVAI_PENDING` instead."""
    CONNECTION_LOST = 206
    """The connection was lost while the request was being sent or the reply was arriving."""
    CANCELLED = 207
    """The operation was cancelled: by the caller, by an interruption, or because the client was closed."""
    REFUSED = 300
    """The service refused the request with an HTTP status that no other code describes."""
    AUTHENTICATION = 301
    """The service rejected the API key or the auth token, which may have expired or been revoked, or the plan does not
    cover the call."""
    NOT_FOUND = 302
    """The character does not exist, or the service failed to look it up: its replies do not tell the two apart."""
    RATE_LIMITED = 303
    """Too many requests, or the plan's quota is used up."""
    PROCESS_FAILURE = 304
    """The service could not generate an answer ('process_failure'): the character id is unknown, or the generation
    failed."""
    SERVER = 305
    """The service failed (5xx)."""
    BAD_REQUEST = 306
    """The service says that the request is invalid (400 or 422)."""
    REDIRECT = 307
    """The service answered with a redirect. It is never followed, because that would send the API key to another host:
    correct the base URL."""
    BAD_REPLY = 400
    """The reply is not what the service documents: not HTTP, not JSON (an HTML page, compressed data), or without a
    field that must be there."""
    EMPTY_REPLY = 401
    """The reply holds neither text nor audio, and no actions."""
    REPLY_AUDIO = 402
    """The reply's audio cannot be read. Its text and session are available."""
    REPLY_TOO_LARGE = 403
    """The reply is larger than `max_response_bytes`, or there is no memory for it."""
    INTERNAL = 500
    """The library could not get memory, a thread, a file descriptor or a handle, or it failed in a way that should be
    impossible. The message says which. Please report the latter."""
    PANIC = 501
    """The library panicked and contained the panic. Please report it."""


class convai_error(Structure):
    __slots__ = ()  # setting an unknown field is an error
    status: int
    http_status: int
    retryable: int
    request_sent: int
    retry_after_ms: int
    message: Optional[int]
    message_len: int
    service_message: Optional[int]
    service_message_len: int
    reference: Optional[int]
    reference_len: int
    argument: Optional[int]
    argument_len: int
    _fields_ = [
        ("status", c_int32),
        ("http_status", c_int32),
        ("retryable", c_int32),
        ("request_sent", c_int32),
        ("retry_after_ms", c_int32),
        ("message", c_void_p),
        ("message_len", c_size_t),
        ("service_message", c_void_p),
        ("service_message_len", c_size_t),
        ("reference", c_void_p),
        ("reference_len", c_size_t),
        ("argument", c_void_p),
        ("argument_len", c_size_t),
    ]


class convai_client_options(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    log_capacity: int
    api_key: Optional[bytes]
    base_url: Optional[bytes]
    proxy: Optional[bytes]
    ca_pem: Optional[bytes]
    user_agent: Optional[bytes]
    connect_timeout_ms: int
    timeout_ms: int
    voice_timeout_ms: int
    max_in_flight: int
    max_queued: int
    upload_sample_rate: int
    max_response_bytes: int
    max_queued_bytes: int
    queue: Optional[int]
    idle_timeout_ms: int
    reserved: int
    auth_token: Optional[bytes]
    _fields_ = [
        ("struct_size", c_uint32),
        ("log_capacity", c_uint32),
        ("api_key", c_char_p),
        ("base_url", c_char_p),
        ("proxy", c_char_p),
        ("ca_pem", c_char_p),
        ("user_agent", c_char_p),
        ("connect_timeout_ms", c_int32),
        ("timeout_ms", c_int32),
        ("voice_timeout_ms", c_int32),
        ("max_in_flight", c_uint32),
        ("max_queued", c_uint32),
        ("upload_sample_rate", c_uint32),
        ("max_response_bytes", c_uint64),
        ("max_queued_bytes", c_uint64),
        ("queue", c_void_p),
        ("idle_timeout_ms", c_int32),
        ("reserved", c_uint32),
        ("auth_token", c_char_p),
    ]


class convai_progress(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    state: int
    kind: int
    reserved: int
    bytes_sent: int
    bytes_to_send: int
    bytes_received: int
    bytes_to_receive: int
    user_data: int
    _fields_ = [
        ("struct_size", c_uint32),
        ("state", c_int32),
        ("kind", c_int32),
        ("reserved", c_uint32),
        ("bytes_sent", c_uint64),
        ("bytes_to_send", c_uint64),
        ("bytes_received", c_uint64),
        ("bytes_to_receive", c_uint64),
        ("user_data", c_uint64),
    ]


class convai_event(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    kind: int
    operation: Optional[int]
    user_data: int
    _fields_ = [
        ("struct_size", c_uint32),
        ("kind", c_int32),
        ("operation", c_void_p),
        ("user_data", c_uint64),
    ]


class convai_result(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    raw_json: Optional[int]
    raw_json_len: int
    http_status: int
    reserved: int
    content_type: Optional[int]
    content_type_len: int
    _fields_ = [
        ("error", c_void_p),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
        ("http_status", c_int32),
        ("reserved", c_uint32),
        ("content_type", c_void_p),
        ("content_type_len", c_size_t),
    ]


class convai_character(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    id: Optional[int]
    id_len: int
    name: Optional[int]
    name_len: int
    user_id: Optional[int]
    user_id_len: int
    voice_type: Optional[int]
    voice_type_len: int
    timestamp: Optional[int]
    timestamp_len: int
    backstory: Optional[int]
    backstory_len: int
    language_codes: Optional[int]
    language_code_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("id", c_void_p),
        ("id_len", c_size_t),
        ("name", c_void_p),
        ("name_len", c_size_t),
        ("user_id", c_void_p),
        ("user_id_len", c_size_t),
        ("voice_type", c_void_p),
        ("voice_type_len", c_size_t),
        ("timestamp", c_void_p),
        ("timestamp_len", c_size_t),
        ("backstory", c_void_p),
        ("backstory_len", c_size_t),
        ("language_codes", c_void_p),
        ("language_code_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_voice(Structure):
    __slots__ = ()  # setting an unknown field is an error
    name: Optional[int]
    name_len: int
    value: Optional[int]
    value_len: int
    section: Optional[int]
    section_len: int
    gender: Optional[int]
    gender_len: int
    sample_url: Optional[int]
    sample_url_len: int
    language_codes: Optional[int]
    language_code_count: int
    environments: Optional[int]
    environment_count: int
    _fields_ = [
        ("name", c_void_p),
        ("name_len", c_size_t),
        ("value", c_void_p),
        ("value_len", c_size_t),
        ("section", c_void_p),
        ("section_len", c_size_t),
        ("gender", c_void_p),
        ("gender_len", c_size_t),
        ("sample_url", c_void_p),
        ("sample_url_len", c_size_t),
        ("language_codes", c_void_p),
        ("language_code_count", c_size_t),
        ("environments", c_void_p),
        ("environment_count", c_size_t),
    ]


class convai_voices(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    voices: Optional[int]
    voice_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("voices", c_void_p),
        ("voice_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_language(Structure):
    __slots__ = ()  # setting an unknown field is an error
    code: Optional[int]
    code_len: int
    name: Optional[int]
    name_len: int
    _fields_ = [
        ("code", c_void_p),
        ("code_len", c_size_t),
        ("name", c_void_p),
        ("name_len", c_size_t),
    ]


class convai_languages(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    languages: Optional[int]
    language_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("languages", c_void_p),
        ("language_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_character_spec(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    language_code_count: int
    name: Optional[bytes]
    voice_type: Optional[bytes]
    backstory: Optional[bytes]
    actions: Optional[bytes]
    language_codes: Any
    known_voices: Optional[int]
    known_languages: Optional[int]
    _fields_ = [
        ("struct_size", c_uint32),
        ("language_code_count", c_uint32),
        ("name", c_char_p),
        ("voice_type", c_char_p),
        ("backstory", c_char_p),
        ("actions", c_char_p),
        ("language_codes", POINTER(c_char_p)),
        ("known_voices", c_void_p),
        ("known_languages", c_void_p),
    ]


class convai_scene_item(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    reserved: int
    name: Optional[bytes]
    description: Optional[bytes]
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("name", c_char_p),
        ("description", c_char_p),
    ]


class convai_field(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    reserved: int
    name: Optional[bytes]
    value: Optional[bytes]
    file: Optional[int]
    file_len: int
    file_name: Optional[bytes]
    content_type: Optional[bytes]
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("name", c_char_p),
        ("value", c_char_p),
        ("file", c_void_p),
        ("file_len", c_size_t),
        ("file_name", c_char_p),
        ("content_type", c_char_p),
    ]


class convai_scene(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    action_count: int
    actions: Any
    objects: Optional[int]
    characters: Optional[int]
    object_count: int
    character_count: int
    classification: Optional[bytes]
    class_labels: Any
    class_label_count: int
    field_count: int
    fields: Optional[int]
    _fields_ = [
        ("struct_size", c_uint32),
        ("action_count", c_uint32),
        ("actions", POINTER(c_char_p)),
        ("objects", c_void_p),
        ("characters", c_void_p),
        ("object_count", c_uint32),
        ("character_count", c_uint32),
        ("classification", c_char_p),
        ("class_labels", POINTER(c_char_p)),
        ("class_label_count", c_uint32),
        ("field_count", c_uint32),
        ("fields", c_void_p),
    ]


class convai_call_options(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    timeout_ms: int
    connect_timeout_ms: int
    upload_sample_rate: int
    response_level: int
    deadline_ms: int
    user_data: int
    idle_timeout_ms: int
    reserved: int
    scene: Optional[int]
    _fields_ = [
        ("struct_size", c_uint32),
        ("timeout_ms", c_int32),
        ("connect_timeout_ms", c_int32),
        ("upload_sample_rate", c_uint32),
        ("response_level", c_int32),
        ("deadline_ms", c_int32),
        ("user_data", c_uint64),
        ("idle_timeout_ms", c_int32),
        ("reserved", c_uint32),
        ("scene", c_void_p),
    ]


class convai_characters(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    characters: Optional[int]
    character_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("characters", c_void_p),
        ("character_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_token(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    token: Optional[int]
    token_len: int
    expires: Optional[int]
    expires_len: int
    expires_at_ms: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("token", c_void_p),
        ("token_len", c_size_t),
        ("expires", c_void_p),
        ("expires_len", c_size_t),
        ("expires_at_ms", c_int64),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_response(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    text: Optional[int]
    text_len: int
    session_id: Optional[int]
    session_id_len: int
    character_id: Optional[int]
    character_id_len: int
    user_query: Optional[int]
    user_query_len: int
    wav: Optional[int]
    wav_len: int
    pcm: Optional[int]
    frames: int
    channels: int
    sample_rate: int
    audio_form: int
    interrupted: int
    raw_json: Optional[int]
    raw_json_len: int
    actions: Optional[int]
    action_count: int
    action_sequence: Optional[int]
    action_sequence_len: int
    tag: Optional[int]
    tag_len: int
    _fields_ = [
        ("error", c_void_p),
        ("text", c_void_p),
        ("text_len", c_size_t),
        ("session_id", c_void_p),
        ("session_id_len", c_size_t),
        ("character_id", c_void_p),
        ("character_id_len", c_size_t),
        ("user_query", c_void_p),
        ("user_query_len", c_size_t),
        ("wav", c_void_p),
        ("wav_len", c_size_t),
        ("pcm", c_void_p),
        ("frames", c_size_t),
        ("channels", c_uint32),
        ("sample_rate", c_uint32),
        ("audio_form", c_int32),
        ("interrupted", c_int32),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
        ("actions", c_void_p),
        ("action_count", c_size_t),
        ("action_sequence", c_void_p),
        ("action_sequence_len", c_size_t),
        ("tag", c_void_p),
        ("tag_len", c_size_t),
    ]


class convai_pcm(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    format: int
    samples: Optional[int]
    samples_bytes: int
    frames: int
    channels: int
    sample_rate: int
    _fields_ = [
        ("struct_size", c_uint32),
        ("format", c_int32),
        ("samples", c_void_p),
        ("samples_bytes", c_size_t),
        ("frames", c_size_t),
        ("channels", c_uint32),
        ("sample_rate", c_uint32),
    ]


class convai_piece(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    text: Optional[int]
    text_len: int
    session_id: Optional[int]
    session_id_len: int
    samples: Optional[int]
    frames: int
    first_frame: int
    channels: int
    sample_rate: int
    action_sequence: Optional[int]
    action_sequence_len: int
    tag: Optional[int]
    tag_len: int
    actions: Optional[int]
    action_count: int
    _fields_ = [
        ("error", c_void_p),
        ("text", c_void_p),
        ("text_len", c_size_t),
        ("session_id", c_void_p),
        ("session_id_len", c_size_t),
        ("samples", c_void_p),
        ("frames", c_size_t),
        ("first_frame", c_uint64),
        ("channels", c_uint32),
        ("sample_rate", c_uint32),
        ("action_sequence", c_void_p),
        ("action_sequence_len", c_size_t),
        ("tag", c_void_p),
        ("tag_len", c_size_t),
        ("actions", c_void_p),
        ("action_count", c_size_t),
    ]


class convai_utterance_options(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    format: int
    channels: int
    sample_rate: int
    max_ms: int
    trigger: int
    pre_roll_ms: int
    speech_ms: int
    silence_ms: int
    speech_threshold: float
    silence_threshold: float
    _fields_ = [
        ("struct_size", c_uint32),
        ("format", c_int32),
        ("channels", c_uint32),
        ("sample_rate", c_uint32),
        ("max_ms", c_int32),
        ("trigger", c_int32),
        ("pre_roll_ms", c_int32),
        ("speech_ms", c_int32),
        ("silence_ms", c_int32),
        ("speech_threshold", c_float),
        ("silence_threshold", c_float),
    ]


class convai_audio(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    wav: Optional[int]
    wav_len: int
    pcm: Optional[int]
    frames: int
    channels: int
    sample_rate: int
    audio_form: int
    reserved: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("wav", c_void_p),
        ("wav_len", c_size_t),
        ("pcm", c_void_p),
        ("frames", c_size_t),
        ("channels", c_uint32),
        ("sample_rate", c_uint32),
        ("audio_form", c_int32),
        ("reserved", c_uint32),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_playback_options(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    sample_rate: int
    latency_ms: int
    start_buffer_ms: int
    max_buffered_ms: int
    without_device: int
    _fields_ = [
        ("struct_size", c_uint32),
        ("sample_rate", c_uint32),
        ("latency_ms", c_int32),
        ("start_buffer_ms", c_int32),
        ("max_buffered_ms", c_int32),
        ("without_device", c_uint32),
    ]


class convai_playback_state(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    state: int
    paused: int
    underruns: int
    played_ms: int
    buffered_ms: int
    operation: Optional[int]
    user_data: int
    frames: int
    sample_rate: int
    rms: float
    peak: float
    mouth: float
    _fields_ = [
        ("struct_size", c_uint32),
        ("state", c_int32),
        ("paused", c_int32),
        ("underruns", c_uint32),
        ("played_ms", c_uint64),
        ("buffered_ms", c_uint64),
        ("operation", c_void_p),
        ("user_data", c_uint64),
        ("frames", c_uint64),
        ("sample_rate", c_uint32),
        ("rms", c_float),
        ("peak", c_float),
        ("mouth", c_float),
    ]


class convai_chat_summary(Structure):
    __slots__ = ()  # setting an unknown field is an error
    session_id: Optional[int]
    session_id_len: int
    date: Optional[int]
    date_len: int
    time: Optional[int]
    time_len: int
    is_in_memory: int
    reserved: int
    _fields_ = [
        ("session_id", c_void_p),
        ("session_id_len", c_size_t),
        ("date", c_void_p),
        ("date_len", c_size_t),
        ("time", c_void_p),
        ("time_len", c_size_t),
        ("is_in_memory", c_int32),
        ("reserved", c_uint32),
    ]


class convai_chats(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    chats: Optional[int]
    chat_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("chats", c_void_p),
        ("chat_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_chat_message(Structure):
    __slots__ = ()  # setting an unknown field is an error
    timestamp: Optional[int]
    timestamp_len: int
    speaker: Optional[int]
    speaker_len: int
    text: Optional[int]
    text_len: int
    is_trigger: int
    reserved: int
    _fields_ = [
        ("timestamp", c_void_p),
        ("timestamp_len", c_size_t),
        ("speaker", c_void_p),
        ("speaker_len", c_size_t),
        ("text", c_void_p),
        ("text_len", c_size_t),
        ("is_trigger", c_int32),
        ("reserved", c_uint32),
    ]


class convai_chat(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    messages: Optional[int]
    message_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("messages", c_void_p),
        ("message_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_generated_text(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    text: Optional[int]
    text_len: int
    lines: Optional[int]
    line_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("text", c_void_p),
        ("text_len", c_size_t),
        ("lines", c_void_p),
        ("line_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_decision(Structure):
    __slots__ = ()  # setting an unknown field is an error
    criteria: Optional[int]
    criteria_len: int
    next_section_id: Optional[int]
    next_section_id_len: int
    _fields_ = [
        ("criteria", c_void_p),
        ("criteria_len", c_size_t),
        ("next_section_id", c_void_p),
        ("next_section_id_len", c_size_t),
    ]


class convai_section(Structure):
    __slots__ = ()  # setting an unknown field is an error
    id: Optional[int]
    id_len: int
    name: Optional[int]
    name_len: int
    objective: Optional[int]
    objective_len: int
    decisions: Optional[int]
    decision_count: int
    _fields_ = [
        ("id", c_void_p),
        ("id_len", c_size_t),
        ("name", c_void_p),
        ("name_len", c_size_t),
        ("objective", c_void_p),
        ("objective_len", c_size_t),
        ("decisions", c_void_p),
        ("decision_count", c_size_t),
    ]


class convai_sections(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    sections: Optional[int]
    section_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("sections", c_void_p),
        ("section_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_trigger(Structure):
    __slots__ = ()  # setting an unknown field is an error
    id: Optional[int]
    id_len: int
    name: Optional[int]
    name_len: int
    message: Optional[int]
    message_len: int
    destination_section_id: Optional[int]
    destination_section_id_len: int
    _fields_ = [
        ("id", c_void_p),
        ("id_len", c_size_t),
        ("name", c_void_p),
        ("name_len", c_size_t),
        ("message", c_void_p),
        ("message_len", c_size_t),
        ("destination_section_id", c_void_p),
        ("destination_section_id_len", c_size_t),
    ]


class convai_triggers(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    triggers: Optional[int]
    trigger_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("triggers", c_void_p),
        ("trigger_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_usage_metric(Structure):
    __slots__ = ()  # setting an unknown field is an error
    id: Optional[int]
    id_len: int
    limit: float
    used: float
    _fields_ = [
        ("id", c_void_p),
        ("id_len", c_size_t),
        ("limit", c_double),
        ("used", c_double),
    ]


class convai_usage(Structure):
    __slots__ = ()  # setting an unknown field is an error
    error: Optional[int]
    user_name: Optional[int]
    user_name_len: int
    email: Optional[int]
    email_len: int
    plan_name: Optional[int]
    plan_name_len: int
    expires: Optional[int]
    expires_len: int
    metrics: Optional[int]
    metric_count: int
    raw_json: Optional[int]
    raw_json_len: int
    _fields_ = [
        ("error", c_void_p),
        ("user_name", c_void_p),
        ("user_name_len", c_size_t),
        ("email", c_void_p),
        ("email_len", c_size_t),
        ("plan_name", c_void_p),
        ("plan_name_len", c_size_t),
        ("expires", c_void_p),
        ("expires_len", c_size_t),
        ("metrics", c_void_p),
        ("metric_count", c_size_t),
        ("raw_json", c_void_p),
        ("raw_json_len", c_size_t),
    ]


class convai_request(Structure):
    __slots__ = ()  # setting an unknown field is an error
    struct_size: int
    flags: int
    method: Optional[bytes]
    path: Optional[bytes]
    json: Optional[bytes]
    fields: Optional[int]
    field_count: int
    reserved: int
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("method", c_char_p),
        ("path", c_char_p),
        ("json", c_char_p),
        ("fields", c_void_p),
        ("field_count", c_uint32),
        ("reserved", c_uint32),
    ]


class convai_log_entry(Structure):
    __slots__ = ()  # setting an unknown field is an error
    request_id: Optional[int]
    request_id_len: int
    method: Optional[int]
    method_len: int
    path: Optional[int]
    path_len: int
    status: int
    http_status: int
    connection: int
    reserved: int
    user_data: int
    dropped: int
    bytes_sent: int
    bytes_received: int
    started_unix_ms: int
    queued_us: int
    name_us: int
    connect_us: int
    tls_us: int
    sent_us: int
    first_byte_us: int
    total_us: int
    _fields_ = [
        ("request_id", c_void_p),
        ("request_id_len", c_size_t),
        ("method", c_void_p),
        ("method_len", c_size_t),
        ("path", c_void_p),
        ("path_len", c_size_t),
        ("status", c_int32),
        ("http_status", c_int32),
        ("connection", c_int32),
        ("reserved", c_uint32),
        ("user_data", c_uint64),
        ("dropped", c_uint64),
        ("bytes_sent", c_uint64),
        ("bytes_received", c_uint64),
        ("started_unix_ms", c_int64),
        ("queued_us", c_int64),
        ("name_us", c_int64),
        ("connect_us", c_int64),
        ("tls_us", c_int64),
        ("sent_us", c_int64),
        ("first_byte_us", c_int64),
        ("total_us", c_int64),
    ]


STRUCTS: tuple[type[Structure], ...] = (
    convai_error,
    convai_client_options,
    convai_progress,
    convai_event,
    convai_result,
    convai_character,
    convai_voice,
    convai_voices,
    convai_language,
    convai_languages,
    convai_character_spec,
    convai_scene_item,
    convai_field,
    convai_scene,
    convai_call_options,
    convai_characters,
    convai_token,
    convai_response,
    convai_pcm,
    convai_piece,
    convai_utterance_options,
    convai_audio,
    convai_playback_options,
    convai_playback_state,
    convai_chat_summary,
    convai_chats,
    convai_chat_message,
    convai_chat,
    convai_generated_text,
    convai_decision,
    convai_section,
    convai_sections,
    convai_trigger,
    convai_triggers,
    convai_usage_metric,
    convai_usage,
    convai_request,
    convai_log_entry,
)


def _bind(dll: CDLL, name: str, restype: Any, *argtypes: Any) -> Any:
    function = getattr(dll, name)
    function.restype = restype
    function.argtypes = argtypes
    return function


class Library:
    """The functions of a loaded library, each with its argument and result types."""

    def __init__(self, dll: CDLL) -> None:
        self.convai_abi_version: Callable[[], int] = _bind(
            dll, "convai_abi_version", c_uint32
        )
        self.convai_version: Callable[[], Optional[int]] = _bind(
            dll, "convai_version", c_void_p
        )
        self.convai_struct_size: Callable[[Optional[bytes]], int] = _bind(
            dll, "convai_struct_size", c_size_t, c_char_p
        )
        self.convai_live_objects: Callable[[], int] = _bind(
            dll, "convai_live_objects", c_uint64
        )
        self.convai_status_name: Callable[[int], Optional[int]] = _bind(
            dll, "convai_status_name", c_void_p, c_int32
        )
        self.convai_status_text: Callable[[int], Optional[int]] = _bind(
            dll, "convai_status_text", c_void_p, c_int32
        )
        self.convai_error_free: Callable[[Any], int] = _bind(
            dll, "convai_error_free", c_int32, POINTER(c_void_p)
        )
        self.convai_client_new: Callable[[Any, Any], Optional[int]] = _bind(
            dll, "convai_client_new", c_void_p, POINTER(convai_client_options), POINTER(c_void_p)
        )
        self.convai_client_set_credentials: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], int] = _bind(
            dll, "convai_client_set_credentials", c_int32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p)
        )
        self.convai_client_close: Callable[[Optional[int], int], int] = _bind(
            dll, "convai_client_close", c_int32, c_void_p, c_int32
        )
        self.convai_client_reset_connections: Callable[[Optional[int]], int] = _bind(
            dll, "convai_client_reset_connections", c_int32, c_void_p
        )
        self.convai_client_free: Callable[[Any], int] = _bind(
            dll, "convai_client_free", c_int32, POINTER(c_void_p)
        )
        self.convai_shutdown: Callable[[int], int] = _bind(
            dll, "convai_shutdown", c_int32, c_int32
        )
        self.convai_operation_poll: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_operation_poll", c_int32, c_void_p, POINTER(convai_progress)
        )
        self.convai_operation_wait: Callable[[Optional[int], int], int] = _bind(
            dll, "convai_operation_wait", c_int32, c_void_p, c_int32
        )
        self.convai_operation_cancel: Callable[[Optional[int]], int] = _bind(
            dll, "convai_operation_cancel", c_int32, c_void_p
        )
        self.convai_operation_free: Callable[[Any], int] = _bind(
            dll, "convai_operation_free", c_int32, POINTER(c_void_p)
        )
        self.convai_client_next: Callable[[Optional[int], int, Any], int] = _bind(
            dll, "convai_client_next", c_int32, c_void_p, c_int32, POINTER(convai_event)
        )
        self.convai_client_wake_handle: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_client_wake_handle", c_int32, c_void_p, POINTER(c_ssize_t)
        )
        self.convai_queue_new: Callable[[Any], Optional[int]] = _bind(
            dll, "convai_queue_new", c_void_p, POINTER(c_void_p)
        )
        self.convai_queue_next: Callable[[Optional[int], int, Any], int] = _bind(
            dll, "convai_queue_next", c_int32, c_void_p, c_int32, POINTER(convai_event)
        )
        self.convai_queue_wake_handle: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_queue_wake_handle", c_int32, c_void_p, POINTER(c_ssize_t)
        )
        self.convai_queue_free: Callable[[Any], int] = _bind(
            dll, "convai_queue_free", c_int32, POINTER(c_void_p)
        )
        self.convai_operation_take_result: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_result", c_void_p, c_void_p
        )
        self.convai_result_free: Callable[[Any], int] = _bind(
            dll, "convai_result_free", c_int32, POINTER(c_void_p)
        )
        self.convai_operation_take_character: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_character", c_void_p, c_void_p
        )
        self.convai_character_free: Callable[[Any], int] = _bind(
            dll, "convai_character_free", c_int32, POINTER(c_void_p)
        )
        self.convai_character_create: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_character_create", c_void_p, c_void_p, POINTER(convai_character_spec), POINTER(convai_call_options)
        )
        self.convai_character_create_async: Callable[[Optional[int], Any, Any, Any], Optional[int]] = _bind(
            dll, "convai_character_create_async", c_void_p, c_void_p, POINTER(convai_character_spec), POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_character_update: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_character_update", c_void_p, c_void_p, c_char_p, POINTER(convai_character_spec), POINTER(convai_call_options)
        )
        self.convai_character_update_async: Callable[[Optional[int], Optional[bytes], Any, Any, Any], Optional[int]] = _bind(
            dll, "convai_character_update_async", c_void_p, c_void_p, c_char_p, POINTER(convai_character_spec), POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_character_get: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_character_get", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_character_get_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_character_get_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_character_find: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_character_find", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_character_find_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_character_find_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_character_clone: Callable[[Optional[int], Optional[bytes], int, Any], Optional[int]] = _bind(
            dll, "convai_character_clone", c_void_p, c_void_p, c_char_p, c_int32, POINTER(convai_call_options)
        )
        self.convai_character_clone_async: Callable[[Optional[int], Optional[bytes], int, Any, Any], Optional[int]] = _bind(
            dll, "convai_character_clone_async", c_void_p, c_void_p, c_char_p, c_int32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_character_delete: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_character_delete", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_character_delete_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_character_delete_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_characters: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_characters", c_void_p, c_void_p
        )
        self.convai_characters_free: Callable[[Any], int] = _bind(
            dll, "convai_characters_free", c_int32, POINTER(c_void_p)
        )
        self.convai_character_list: Callable[[Optional[int], Any], Optional[int]] = _bind(
            dll, "convai_character_list", c_void_p, c_void_p, POINTER(convai_call_options)
        )
        self.convai_character_list_async: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_character_list_async", c_void_p, c_void_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_voices: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_voices", c_void_p, c_void_p
        )
        self.convai_voices_free: Callable[[Any], int] = _bind(
            dll, "convai_voices_free", c_int32, POINTER(c_void_p)
        )
        self.convai_voice_list: Callable[[Optional[int], Any], Optional[int]] = _bind(
            dll, "convai_voice_list", c_void_p, c_void_p, POINTER(convai_call_options)
        )
        self.convai_voice_list_async: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_voice_list_async", c_void_p, c_void_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_languages: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_languages", c_void_p, c_void_p
        )
        self.convai_languages_free: Callable[[Any], int] = _bind(
            dll, "convai_languages_free", c_int32, POINTER(c_void_p)
        )
        self.convai_language_list: Callable[[Optional[int], Any], Optional[int]] = _bind(
            dll, "convai_language_list", c_void_p, c_void_p, POINTER(convai_call_options)
        )
        self.convai_language_list_async: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_language_list_async", c_void_p, c_void_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_token_create: Callable[[Optional[int], Any], Optional[int]] = _bind(
            dll, "convai_token_create", c_void_p, c_void_p, POINTER(convai_call_options)
        )
        self.convai_token_create_async: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_token_create_async", c_void_p, c_void_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_token_extend: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_token_extend", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_token_extend_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_token_extend_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_token_revoke: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_token_revoke", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_token_revoke_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_token_revoke_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_token: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_token", c_void_p, c_void_p
        )
        self.convai_token_free: Callable[[Any], int] = _bind(
            dll, "convai_token_free", c_int32, POINTER(c_void_p)
        )
        self.convai_operation_take_response: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_response", c_void_p, c_void_p
        )
        self.convai_response_free: Callable[[Any], int] = _bind(
            dll, "convai_response_free", c_int32, POINTER(c_void_p)
        )
        self.convai_get_response_text: Callable[[Optional[int], Optional[bytes], Optional[bytes], Optional[bytes], int, Any], Optional[int]] = _bind(
            dll, "convai_get_response_text", c_void_p, c_void_p, c_char_p, c_char_p, c_char_p, c_uint32, POINTER(convai_call_options)
        )
        self.convai_get_response_text_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Optional[bytes], int, Any, Any], Optional[int]] = _bind(
            dll, "convai_get_response_text_async", c_void_p, c_void_p, c_char_p, c_char_p, c_char_p, c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_get_response_pcm: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, int, Any], Optional[int]] = _bind(
            dll, "convai_get_response_pcm", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_pcm), c_uint32, POINTER(convai_call_options)
        )
        self.convai_get_response_pcm_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, int, Any, Any], Optional[int]] = _bind(
            dll, "convai_get_response_pcm_async", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_pcm), c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_get_response_wav: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, int, int, Any], Optional[int]] = _bind(
            dll, "convai_get_response_wav", c_void_p, c_void_p, c_char_p, c_char_p, c_void_p, c_size_t, c_uint32, POINTER(convai_call_options)
        )
        self.convai_get_response_wav_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, int, int, Any, Any], Optional[int]] = _bind(
            dll, "convai_get_response_wav_async", c_void_p, c_void_p, c_char_p, c_char_p, c_void_p, c_size_t, c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_next_piece: Callable[[Optional[int], int, Any], int] = _bind(
            dll, "convai_operation_next_piece", c_int32, c_void_p, c_int32, POINTER(c_void_p)
        )
        self.convai_piece_free: Callable[[Any], int] = _bind(
            dll, "convai_piece_free", c_int32, POINTER(c_void_p)
        )
        self.convai_conversation_new: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_conversation_new", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(c_void_p)
        )
        self.convai_conversation_free: Callable[[Any], int] = _bind(
            dll, "convai_conversation_free", c_int32, POINTER(c_void_p)
        )
        self.convai_conversation_interrupt: Callable[[Optional[int]], int] = _bind(
            dll, "convai_conversation_interrupt", c_int32, c_void_p
        )
        self.convai_conversation_set_playback: Callable[[Optional[int], Optional[int]], int] = _bind(
            dll, "convai_conversation_set_playback", c_int32, c_void_p, c_void_p
        )
        self.convai_conversation_reset: Callable[[Optional[int]], int] = _bind(
            dll, "convai_conversation_reset", c_int32, c_void_p
        )
        self.convai_conversation_set_fallback: Callable[[Optional[int], Optional[bytes]], int] = _bind(
            dll, "convai_conversation_set_fallback", c_int32, c_void_p, c_char_p
        )
        self.convai_conversation_set_scene: Callable[[Optional[int], Any, Any], int] = _bind(
            dll, "convai_conversation_set_scene", c_int32, c_void_p, POINTER(convai_scene), POINTER(c_void_p)
        )
        self.convai_conversation_session_id: Callable[[Optional[int], Any, int, Any], int] = _bind(
            dll, "convai_conversation_session_id", c_int32, c_void_p, c_void_p, c_size_t, POINTER(c_size_t)
        )
        self.convai_conversation_say: Callable[[Optional[int], Optional[bytes], int, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say", c_void_p, c_void_p, c_char_p, c_uint32, POINTER(convai_call_options)
        )
        self.convai_conversation_say_async: Callable[[Optional[int], Optional[bytes], int, Any, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_async", c_void_p, c_void_p, c_char_p, c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_conversation_say_pcm: Callable[[Optional[int], Any, int, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_pcm", c_void_p, c_void_p, POINTER(convai_pcm), c_uint32, POINTER(convai_call_options)
        )
        self.convai_conversation_say_pcm_async: Callable[[Optional[int], Any, int, Any, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_pcm_async", c_void_p, c_void_p, POINTER(convai_pcm), c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_conversation_say_wav: Callable[[Optional[int], Any, int, int, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_wav", c_void_p, c_void_p, c_void_p, c_size_t, c_uint32, POINTER(convai_call_options)
        )
        self.convai_conversation_say_wav_async: Callable[[Optional[int], Any, int, int, Any, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_wav_async", c_void_p, c_void_p, c_void_p, c_size_t, c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_conversation_say_utterance: Callable[[Optional[int], Optional[int], int, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_utterance", c_void_p, c_void_p, c_void_p, c_uint32, POINTER(convai_call_options)
        )
        self.convai_conversation_say_utterance_async: Callable[[Optional[int], Optional[int], int, Any, Any], Optional[int]] = _bind(
            dll, "convai_conversation_say_utterance_async", c_void_p, c_void_p, c_void_p, c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_utterance_new: Callable[[Any, Any], Optional[int]] = _bind(
            dll, "convai_utterance_new", c_void_p, POINTER(convai_utterance_options), POINTER(c_void_p)
        )
        self.convai_utterance_push: Callable[[Optional[int], Any, int], int] = _bind(
            dll, "convai_utterance_push", c_int32, c_void_p, c_void_p, c_size_t
        )
        self.convai_utterance_push_pcm: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_utterance_push_pcm", c_int32, c_void_p, POINTER(convai_pcm)
        )
        self.convai_utterance_begin: Callable[[Optional[int]], int] = _bind(
            dll, "convai_utterance_begin", c_int32, c_void_p
        )
        self.convai_utterance_next: Callable[[Optional[int], Any, Any], int] = _bind(
            dll, "convai_utterance_next", c_int32, c_void_p, POINTER(c_int32), POINTER(c_void_p)
        )
        self.convai_utterance_set_gate: Callable[[Optional[int], int], int] = _bind(
            dll, "convai_utterance_set_gate", c_int32, c_void_p, c_int32
        )
        self.convai_utterance_level: Callable[[Optional[int], Any, Any], int] = _bind(
            dll, "convai_utterance_level", c_int32, c_void_p, POINTER(c_float), POINTER(c_float)
        )
        self.convai_utterance_length: Callable[[Optional[int], Any, Any], int] = _bind(
            dll, "convai_utterance_length", c_int32, c_void_p, POINTER(c_uint64), POINTER(c_int32)
        )
        self.convai_utterance_set_playback: Callable[[Optional[int], Optional[int]], int] = _bind(
            dll, "convai_utterance_set_playback", c_int32, c_void_p, c_void_p
        )
        self.convai_utterance_clipped: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_utterance_clipped", c_int32, c_void_p, POINTER(c_uint64)
        )
        self.convai_utterance_clear: Callable[[Optional[int]], int] = _bind(
            dll, "convai_utterance_clear", c_int32, c_void_p
        )
        self.convai_utterance_free: Callable[[Any], int] = _bind(
            dll, "convai_utterance_free", c_int32, POINTER(c_void_p)
        )
        self.convai_audio_build_wav: Callable[[Any, int], Optional[int]] = _bind(
            dll, "convai_audio_build_wav", c_void_p, POINTER(convai_pcm), c_uint32
        )
        self.convai_audio_read_wav: Callable[[Any, int, int], Optional[int]] = _bind(
            dll, "convai_audio_read_wav", c_void_p, c_void_p, c_size_t, c_uint32
        )
        self.convai_operation_take_audio: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_audio", c_void_p, c_void_p
        )
        self.convai_audio_free: Callable[[Any], int] = _bind(
            dll, "convai_audio_free", c_int32, POINTER(c_void_p)
        )
        self.convai_audio_s16_to_f32: Callable[[Any, Any, int], int] = _bind(
            dll, "convai_audio_s16_to_f32", c_int32, c_void_p, POINTER(c_float), c_size_t
        )
        self.convai_audio_f32_to_s16: Callable[[Any, Any, int], int] = _bind(
            dll, "convai_audio_f32_to_s16", c_int32, c_void_p, c_void_p, c_size_t
        )
        self.convai_audio_level: Callable[[Any, Any, Any], int] = _bind(
            dll, "convai_audio_level", c_int32, POINTER(convai_pcm), POINTER(c_float), POINTER(c_float)
        )
        self.convai_playback_new: Callable[[Any, Any], Optional[int]] = _bind(
            dll, "convai_playback_new", c_void_p, POINTER(convai_playback_options), POINTER(c_void_p)
        )
        self.convai_playback_free: Callable[[Any], int] = _bind(
            dll, "convai_playback_free", c_int32, POINTER(c_void_p)
        )
        self.convai_playback_add_pcm: Callable[[Optional[int], Any, int, int], int] = _bind(
            dll, "convai_playback_add_pcm", c_int32, c_void_p, POINTER(convai_pcm), c_uint64, c_int32
        )
        self.convai_playback_add_operation: Callable[[Optional[int], Optional[int], int], int] = _bind(
            dll, "convai_playback_add_operation", c_int32, c_void_p, c_void_p, c_int32
        )
        self.convai_playback_stop: Callable[[Optional[int], int], int] = _bind(
            dll, "convai_playback_stop", c_int32, c_void_p, c_int32
        )
        self.convai_playback_pause: Callable[[Optional[int], int], int] = _bind(
            dll, "convai_playback_pause", c_int32, c_void_p, c_int32
        )
        self.convai_playback_set_volume: Callable[[Optional[int], float], int] = _bind(
            dll, "convai_playback_set_volume", c_int32, c_void_p, c_float
        )
        self.convai_playback_set_device: Callable[[Optional[int], int, int], int] = _bind(
            dll, "convai_playback_set_device", c_int32, c_void_p, c_uint32, c_int32
        )
        self.convai_playback_poll: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_playback_poll", c_int32, c_void_p, POINTER(convai_playback_state)
        )
        self.convai_playback_read_f32: Callable[[Optional[int], Any, int, int], int] = _bind(
            dll, "convai_playback_read_f32", c_size_t, c_void_p, POINTER(c_float), c_size_t, c_uint32
        )
        self.convai_playback_read_s16: Callable[[Optional[int], Any, int, int], int] = _bind(
            dll, "convai_playback_read_s16", c_size_t, c_void_p, c_void_p, c_size_t, c_uint32
        )
        self.convai_playback_read_ahead_f32: Callable[[Optional[int], Any, int, int, int, int], int] = _bind(
            dll, "convai_playback_read_ahead_f32", c_size_t, c_void_p, POINTER(c_float), c_size_t, c_uint32, c_size_t, c_int32
        )
        self.convai_playback_read_ahead_s16: Callable[[Optional[int], Any, int, int, int, int], int] = _bind(
            dll, "convai_playback_read_ahead_s16", c_size_t, c_void_p, c_void_p, c_size_t, c_uint32, c_size_t, c_int32
        )
        self.convai_operation_take_chats: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_chats", c_void_p, c_void_p
        )
        self.convai_chats_free: Callable[[Any], int] = _bind(
            dll, "convai_chats_free", c_int32, POINTER(c_void_p)
        )
        self.convai_operation_take_chat: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_chat", c_void_p, c_void_p
        )
        self.convai_chat_free: Callable[[Any], int] = _bind(
            dll, "convai_chat_free", c_int32, POINTER(c_void_p)
        )
        self.convai_chat_list: Callable[[Optional[int], Optional[bytes], int, Any], Optional[int]] = _bind(
            dll, "convai_chat_list", c_void_p, c_void_p, c_char_p, c_int32, POINTER(convai_call_options)
        )
        self.convai_chat_list_async: Callable[[Optional[int], Optional[bytes], int, Any, Any], Optional[int]] = _bind(
            dll, "convai_chat_list_async", c_void_p, c_void_p, c_char_p, c_int32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_chat_get: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_chat_get", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_chat_get_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_chat_get_async", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_chat_delete: Callable[[Optional[int], Optional[bytes], Any, int, Any], Optional[int]] = _bind(
            dll, "convai_chat_delete", c_void_p, c_void_p, c_char_p, POINTER(c_void_p), c_uint32, POINTER(convai_call_options)
        )
        self.convai_chat_delete_async: Callable[[Optional[int], Optional[bytes], Any, int, Any, Any], Optional[int]] = _bind(
            dll, "convai_chat_delete_async", c_void_p, c_void_p, c_char_p, POINTER(c_void_p), c_uint32, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_generated_text: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_generated_text", c_void_p, c_void_p
        )
        self.convai_generated_text_free: Callable[[Any], int] = _bind(
            dll, "convai_generated_text_free", c_int32, POINTER(c_void_p)
        )
        self.convai_generate_starters: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_generate_starters", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_generate_starters_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_generate_starters_async", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_generate_backstory: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_generate_backstory", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_generate_backstory_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_generate_backstory_async", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_generate_speech: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_generate_speech", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_generate_speech_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_generate_speech_async", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_sections: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_sections", c_void_p, c_void_p
        )
        self.convai_sections_free: Callable[[Any], int] = _bind(
            dll, "convai_sections_free", c_int32, POINTER(c_void_p)
        )
        self.convai_operation_take_triggers: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_triggers", c_void_p, c_void_p
        )
        self.convai_triggers_free: Callable[[Any], int] = _bind(
            dll, "convai_triggers_free", c_int32, POINTER(c_void_p)
        )
        self.convai_section_list: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_section_list", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_section_list_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_section_list_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_section_current: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_section_current", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_section_current_async: Callable[[Optional[int], Optional[bytes], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_section_current_async", c_void_p, c_void_p, c_char_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_trigger_list: Callable[[Optional[int], Optional[bytes], Any], Optional[int]] = _bind(
            dll, "convai_trigger_list", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options)
        )
        self.convai_trigger_list_async: Callable[[Optional[int], Optional[bytes], Any, Any], Optional[int]] = _bind(
            dll, "convai_trigger_list_async", c_void_p, c_void_p, c_char_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_operation_take_usage: Callable[[Optional[int]], Optional[int]] = _bind(
            dll, "convai_operation_take_usage", c_void_p, c_void_p
        )
        self.convai_usage_free: Callable[[Any], int] = _bind(
            dll, "convai_usage_free", c_int32, POINTER(c_void_p)
        )
        self.convai_usage_get: Callable[[Optional[int], Any], Optional[int]] = _bind(
            dll, "convai_usage_get", c_void_p, c_void_p, POINTER(convai_call_options)
        )
        self.convai_usage_get_async: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_usage_get_async", c_void_p, c_void_p, POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_call: Callable[[Optional[int], Any, Any], Optional[int]] = _bind(
            dll, "convai_call", c_void_p, c_void_p, POINTER(convai_request), POINTER(convai_call_options)
        )
        self.convai_call_async: Callable[[Optional[int], Any, Any, Any], Optional[int]] = _bind(
            dll, "convai_call_async", c_void_p, c_void_p, POINTER(convai_request), POINTER(convai_call_options), POINTER(c_void_p)
        )
        self.convai_client_next_log: Callable[[Optional[int], Any], int] = _bind(
            dll, "convai_client_next_log", c_int32, c_void_p, POINTER(c_void_p)
        )
        self.convai_log_entry_free: Callable[[Any], int] = _bind(
            dll, "convai_log_entry_free", c_int32, POINTER(c_void_p)
        )


FUNCTIONS: tuple[str, ...] = (
    "convai_abi_version",
    "convai_version",
    "convai_struct_size",
    "convai_live_objects",
    "convai_status_name",
    "convai_status_text",
    "convai_error_free",
    "convai_client_new",
    "convai_client_set_credentials",
    "convai_client_close",
    "convai_client_reset_connections",
    "convai_client_free",
    "convai_shutdown",
    "convai_operation_poll",
    "convai_operation_wait",
    "convai_operation_cancel",
    "convai_operation_free",
    "convai_client_next",
    "convai_client_wake_handle",
    "convai_queue_new",
    "convai_queue_next",
    "convai_queue_wake_handle",
    "convai_queue_free",
    "convai_operation_take_result",
    "convai_result_free",
    "convai_operation_take_character",
    "convai_character_free",
    "convai_character_create",
    "convai_character_create_async",
    "convai_character_update",
    "convai_character_update_async",
    "convai_character_get",
    "convai_character_get_async",
    "convai_character_find",
    "convai_character_find_async",
    "convai_character_clone",
    "convai_character_clone_async",
    "convai_character_delete",
    "convai_character_delete_async",
    "convai_operation_take_characters",
    "convai_characters_free",
    "convai_character_list",
    "convai_character_list_async",
    "convai_operation_take_voices",
    "convai_voices_free",
    "convai_voice_list",
    "convai_voice_list_async",
    "convai_operation_take_languages",
    "convai_languages_free",
    "convai_language_list",
    "convai_language_list_async",
    "convai_token_create",
    "convai_token_create_async",
    "convai_token_extend",
    "convai_token_extend_async",
    "convai_token_revoke",
    "convai_token_revoke_async",
    "convai_operation_take_token",
    "convai_token_free",
    "convai_operation_take_response",
    "convai_response_free",
    "convai_get_response_text",
    "convai_get_response_text_async",
    "convai_get_response_pcm",
    "convai_get_response_pcm_async",
    "convai_get_response_wav",
    "convai_get_response_wav_async",
    "convai_operation_next_piece",
    "convai_piece_free",
    "convai_conversation_new",
    "convai_conversation_free",
    "convai_conversation_interrupt",
    "convai_conversation_set_playback",
    "convai_conversation_reset",
    "convai_conversation_set_fallback",
    "convai_conversation_set_scene",
    "convai_conversation_session_id",
    "convai_conversation_say",
    "convai_conversation_say_async",
    "convai_conversation_say_pcm",
    "convai_conversation_say_pcm_async",
    "convai_conversation_say_wav",
    "convai_conversation_say_wav_async",
    "convai_conversation_say_utterance",
    "convai_conversation_say_utterance_async",
    "convai_utterance_new",
    "convai_utterance_push",
    "convai_utterance_push_pcm",
    "convai_utterance_begin",
    "convai_utterance_next",
    "convai_utterance_set_gate",
    "convai_utterance_level",
    "convai_utterance_length",
    "convai_utterance_set_playback",
    "convai_utterance_clipped",
    "convai_utterance_clear",
    "convai_utterance_free",
    "convai_audio_build_wav",
    "convai_audio_read_wav",
    "convai_operation_take_audio",
    "convai_audio_free",
    "convai_audio_s16_to_f32",
    "convai_audio_f32_to_s16",
    "convai_audio_level",
    "convai_playback_new",
    "convai_playback_free",
    "convai_playback_add_pcm",
    "convai_playback_add_operation",
    "convai_playback_stop",
    "convai_playback_pause",
    "convai_playback_set_volume",
    "convai_playback_set_device",
    "convai_playback_poll",
    "convai_playback_read_f32",
    "convai_playback_read_s16",
    "convai_playback_read_ahead_f32",
    "convai_playback_read_ahead_s16",
    "convai_operation_take_chats",
    "convai_chats_free",
    "convai_operation_take_chat",
    "convai_chat_free",
    "convai_chat_list",
    "convai_chat_list_async",
    "convai_chat_get",
    "convai_chat_get_async",
    "convai_chat_delete",
    "convai_chat_delete_async",
    "convai_operation_take_generated_text",
    "convai_generated_text_free",
    "convai_generate_starters",
    "convai_generate_starters_async",
    "convai_generate_backstory",
    "convai_generate_backstory_async",
    "convai_generate_speech",
    "convai_generate_speech_async",
    "convai_operation_take_sections",
    "convai_sections_free",
    "convai_operation_take_triggers",
    "convai_triggers_free",
    "convai_section_list",
    "convai_section_list_async",
    "convai_section_current",
    "convai_section_current_async",
    "convai_trigger_list",
    "convai_trigger_list_async",
    "convai_operation_take_usage",
    "convai_usage_free",
    "convai_usage_get",
    "convai_usage_get_async",
    "convai_call",
    "convai_call_async",
    "convai_client_next_log",
    "convai_log_entry_free",
)

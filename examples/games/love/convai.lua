-- What this game uses of convai.h, for LuaJIT's FFI. It loads the shared library; no compiler is needed.

local ffi = require("ffi")

ffi.cdef[[
typedef struct convai_client convai_client;
typedef struct convai_conversation convai_conversation;
typedef struct convai_operation convai_operation;
typedef struct convai_playback convai_playback;
typedef struct convai_queue convai_queue;

typedef struct { int32_t status; int32_t http_status, retryable, request_sent, retry_after_ms; const char *message; } convai_error;
typedef struct {
    uint32_t struct_size, log_capacity;
    const char *api_key, *base_url, *proxy, *ca_pem, *user_agent;
    int32_t connect_timeout_ms, timeout_ms, voice_timeout_ms;
    uint32_t max_in_flight, max_queued, upload_sample_rate;
    uint64_t max_response_bytes, max_queued_bytes;
    convai_queue *queue;
    int32_t idle_timeout_ms;
    uint32_t reserved;
    const char *auth_token;
} convai_client_options;
typedef struct {
    uint32_t struct_size, sample_rate;
    int32_t latency_ms, start_buffer_ms, max_buffered_ms;
    uint32_t without_device;
} convai_playback_options;
typedef struct {
    uint32_t struct_size;
    int32_t state, paused;
    uint32_t underruns;
    uint64_t played_ms, buffered_ms;
    convai_operation *operation;
    uint64_t user_data, frames;
    uint32_t sample_rate;
    float rms, peak, mouth;
} convai_playback_state;
typedef struct { const convai_error *error; const char *text; } convai_piece;
typedef struct { const convai_error *error; const char *text; } convai_response;

convai_client *convai_client_new(const convai_client_options *, convai_error **);
convai_conversation *convai_conversation_new(convai_client *, const char *character_id, const char *session_id, convai_error **);
int32_t convai_conversation_set_playback(convai_conversation *, convai_playback *);
int32_t convai_conversation_set_fallback(convai_conversation *, const char *line);
int32_t convai_conversation_interrupt(convai_conversation *);
convai_operation *convai_conversation_say_async(convai_conversation *, const char *text, uint32_t flags, const void *options,
                                                convai_error **);
int32_t convai_operation_next_piece(convai_operation *, int32_t timeout_ms, convai_piece **);
int32_t convai_operation_poll(convai_operation *, void *progress);
convai_response *convai_operation_take_response(convai_operation *);
convai_playback *convai_playback_new(const convai_playback_options *, convai_error **);
int32_t convai_playback_poll(convai_playback *, convai_playback_state *);
size_t convai_playback_read_ahead_s16(convai_playback *, int16_t *out, size_t capacity, uint32_t channels, size_t queued, int32_t ahead_ms);
void convai_client_free(convai_client **);
void convai_conversation_free(convai_conversation **);
void convai_operation_free(convai_operation **);
void convai_playback_free(convai_playback **);
void convai_piece_free(convai_piece **);
void convai_response_free(convai_response **);
void convai_error_free(convai_error **);
uint64_t convai_live_objects(void);
uint32_t convai_abi_version(void);
]]

local library = ffi.load(os.getenv("CONVAI_LIBRARY") or "convai")
assert(library.convai_abi_version() == 1, "This version of the library is another one than convai.lua is for.")
return library

/**
 * @file convai.h
 *
 * Convai Native: characters that talk. The C API of a client for the Convai character service.
 *
 * A complete program:
 *
 *     #include <convai.h>
 *     #include <stdio.h>
 *     #include <stdlib.h>
 *
 *     int main(void) {
 *         convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
 *         convai_error *error = NULL;
 *         options.api_key = getenv("CONVAI_API_KEY");
 *         options.base_url = getenv("CONVAI_BASE_URL");   // NULL: the real service
 *         convai_client *client = convai_client_new(&options, &error);
 *         if (!client) {
 *             fprintf(stderr, "%s\n", error->message);
 *             convai_error_free(&error);
 *             return 1;
 *         }
 *         convai_response *response = convai_get_response_text(
 *             client, getenv("CONVAI_CHARACTER_ID"), CONVAI_NEW_SESSION, "What is your name?", CONVAI_TEXT, NULL);
 *         if (response->error) fprintf(stderr, "%s\n", response->error->message);
 *         else                 printf("%s\n", response->text);
 *         convai_response_free(&response);
 *         convai_client_free(&client);
 *         return 0;
 *     }
 *
 *     cc program.c -lconvai                       (Linux, macOS; MinGW)
 *     cl program.c convai.dll.lib                 (Windows, MSVC)
 *
 * To link statically, define CONVAI_STATIC; docs/static-linking.md lists the system libraries.
 *
 * Terms. A call sends one request to the service and receives one reply. A turn is a call in which the player says
 * something and the character responds. An operation is a call that runs in the background. A result is the struct in
 * which a call ends.
 *
 * Ownership. The caller owns the results and handles that a function returns, and frees each with the function that its
 * comment names. A free function takes the address of the caller's variable and, if it succeeds, sets the variable to
 * NULL; if it fails with BAD_HANDLE or FORKED, the variable keeps its value. Everything inside a result lives as long
 * as the result. Arguments are copied before a function returns. The strings of convai_version, convai_status_name and
 * convai_status_text belong to the library.
 *
 * Handles (client, operation, conversation, utterance, playback) are tokens and not addresses: a handle that is NULL,
 * was freed or is of another kind gives CONVAI_ERROR_BAD_HANDLE, never a crash. If another thread frees a handle during
 * a call, the call ends as if the object had been cancelled or closed. Results (response, piece, character, token,
 * result, audio, error) are memory: free each once, and do not use it afterwards. A second free through a copy of the pointer
 * gives BAD_HANDLE only until the memory is in use again; then it frees the new result.
 *
 * Errors. A function that returns a result never returns NULL; the first field of the result, `error`, is NULL on
 * success. A function that creates a handle returns NULL on failure; its last parameter, `error`, receives a new error
 * on failure and NULL on success, whatever the variable held before. All other functions return a convai_status; some of
 * them have a last parameter `error`, too, which receives the same. In a list of errors, NAME stands for
 * CONVAI_ERROR_NAME, and "any 2xx" for the codes from 200 to 299. Every function that can fail may give PANIC and
 * INTERNAL.
 *
 * Resources. If memory for audio, a file or an utterance, a thread, a file descriptor or a handle cannot be had, the
 * function fails with INTERNAL and its message says which; a reply for which there is no memory fails with
 * REPLY_TOO_LARGE. A small allocation that fails aborts the process. At most 1,048,576 handles exist at a time (16,384
 * on 32-bit systems).
 *
 * Strings are UTF-8. Strings that go in are NUL-terminated; a required one gives INVALID_ARGUMENT if it holds nothing
 * but white space, and ids are trimmed. Strings that come out are NUL-terminated, and a result also gives their length,
 * because a text may contain NUL. A buffer of more than 1 GiB, in or out, gives INVALID_ARGUMENT.
 *
 * Structs that the caller provides begin with `struct_size`: start from the _INIT macro of the struct, then set the
 * fields that you need. A field that is 0 or NULL has its default; a field without a default says "Required". The
 * library writes at most `struct_size` bytes into a convai_progress, convai_event or convai_playback_state.
 *
 * Versions. A program runs with the library of its header, or with a newer one that has the same ABI version. Check
 * once, at the start: convai_abi_version() == CONVAI_ABI_VERSION, and for the structs that you read,
 * convai_struct_size("convai_response") >= sizeof(convai_response). Structs that the library returns may grow at the
 * end.
 *
 * Times are milliseconds. In an options struct 0 is the default, and a negative number gives INVALID_ARGUMENT. As a
 * parameter, 0 does not wait, and a negative number waits without limit. The timeout of a call begins when it leaves
 * the queue: the time in the queue, and behind earlier turns of a conversation, does not count.
 *
 * Blocking and non-blocking. A function that talks to the service blocks until the call has ended. Its non-blocking
 * form has the same name with _async at the end and the same parameters, followed by `error`; it returns an operation
 * immediately. Both take the settings of one call: timeouts, upload sample rate, response level, scene.
 *
 * Threads. Every function may be called from any thread at any time, and several threads may use the same handle.
 * Several threads may read one result, but none may use it after it was freed. The memory of an argument must not
 * change during the call. No function may be called from a signal handler. The library never calls back into the
 * program. Each client starts a thread with its first request, one for each host name lookup, and at most two that
 * convert audio and read long replies and that end when they are idle; the first client that uses https starts one
 * that reads the certificates of the operating system. All playbacks together have one, which converts audio and ends
 * when it is idle. None of these threads receives signals of the program. "Blocks: no" means that a function never
 * waits for the network, a name lookup, TLS or a file, and may be called inside a frame.
 *
 * Shutdown. convai_client_close ends everything that a client does and joins its threads; convai_client_free does the
 * same and frees the client. Call convai_shutdown before your code is reloaded, and at exit: it closes all clients and
 * stops all playbacks. On Linux and Android the shared library stays mapped after dlclose. Elsewhere, and if it is
 * linked statically into a plugin, call it before the code is unloaded; on Windows not from DllMain.
 *
 * Environment variables (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY and their lower-case forms, SSL_CERT_FILE,
 * SSL_CERT_DIR) are read at a client's first request, the last two only if it uses https: set them before. The files that
 * these two name are read once in a process: a client with the same values takes what was read. If that failed, the next
 * request tries again.
 *
 * fork(). In a child process the handles of the parent give CONVAI_ERROR_FORKED. Results of the parent can still be
 * read, but not freed: their free functions give BAD_HANDLE. A child can create its own clients.
 */

#ifndef CONVAI_H
#define CONVAI_H

/* Generated by cbindgen from core/src/ffi. To change a comment or a signature, change it there and run `make header`. */

#include <stddef.h>
#include <stdint.h>

/**
 * @defgroup library Library
 * The version of the library, and the checks that a wrapper makes when it loads the library.
 *
 * @defgroup status Status codes
 * How a call ended.
 *
 * @defgroup error Errors
 * Why a call failed: what happened, what to do, and what the service said.
 *
 * @defgroup client Client
 * An API key or an auth token, the address of a service, and the connections to it.
 *
 * @defgroup operation Operations
 * Calls that run in the background: start one, poll it or wait for it, take its result, free it.
 *
 * @defgroup queue Completion queue
 * Operations that have finished, delivered to the host's own thread.
 *
 * @defgroup character Characters
 * Create, update, get, find, clone, delete and list characters.
 *
 * @defgroup voice Voices
 * The voices that characters can have.
 *
 * @defgroup language Languages
 * The languages that characters can speak.
 *
 * @defgroup token Auth tokens
 * Tokens that stand in for the API key, so that the key is not part of a game.
 *
 * @defgroup turn Turns
 * What the player says, by text or by audio, and what the character answers.
 *
 * @defgroup conversation Conversations
 * Turns in order, in one session, with interruption.
 *
 * @defgroup utterance Utterances
 * Microphone samples, collected until the player stops.
 *
 * @defgroup audio Audio
 * WAV files, samples and levels. Needs no client.
 *
 * @defgroup playback Playback
 * What the player hears: samples for an audio callback, and what is heard now, for animation and captions.
 *
 * @defgroup chat Chat history
 * What players and a character said in earlier sessions.
 *
 * @defgroup generation Generation
 * Opening lines, backstories and speech, outside of a conversation.
 *
 * @defgroup narrative Narrative design
 * The sections and the triggers of a character's story.
 *
 * @defgroup usage Usage
 * The account and its plan.
 *
 * @defgroup request Requests
 * Any path of the service, also what this library has no function for.
 *
 * @defgroup log Log
 * What each call of a client did and how long its phases took, for diagnosis. Polled, like the completion queue.
 */

/* Declares a function of the shared library. Define CONVAI_STATIC when linking the static library. */
#ifndef CONVAI_API
#if defined(_WIN32) && !defined(CONVAI_STATIC)
#define CONVAI_API __declspec(dllimport)
#else
#define CONVAI_API
#endif
#endif

/**
 * The session id that starts a new session. NULL, "" and white space do the same.
 * @ingroup turn
 */
#define CONVAI_NEW_SESSION "-1"

/**
 * Initializes a convai_client_options: sets its size, and all other fields to 0.
 * @ingroup client
 */
#define CONVAI_CLIENT_OPTIONS_INIT \
    { sizeof(convai_client_options), 0, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, NULL }

/**
 * Initializes a convai_call_options: sets its size, and all other fields to 0.
 * @ingroup operation
 */
#define CONVAI_CALL_OPTIONS_INIT { sizeof(convai_call_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL }

/**
 * Initializes a convai_field: sets its size, and all other fields to 0.
 * @ingroup turn
 */
#define CONVAI_FIELD_INIT { sizeof(convai_field), 0, NULL, NULL, NULL, 0, NULL, NULL }

/**
 * Initializes a convai_scene_item: sets its size, and all other fields to 0.
 * @ingroup turn
 */
#define CONVAI_SCENE_ITEM_INIT { sizeof(convai_scene_item), 0, NULL, NULL }

/**
 * Initializes a convai_scene: sets its size, and all other fields to 0.
 * @ingroup turn
 */
#define CONVAI_SCENE_INIT { sizeof(convai_scene), 0, NULL, NULL, NULL, 0, 0, NULL, NULL, 0, 0, NULL }

/**
 * Initializes a convai_request: sets its size, and all other fields to 0.
 * @ingroup request
 */
#define CONVAI_REQUEST_INIT { sizeof(convai_request), 0, NULL, NULL, NULL, NULL, 0, 0 }

/**
 * Initializes a convai_character_spec: sets its size, and all other fields to 0.
 * @ingroup character
 */
#define CONVAI_CHARACTER_SPEC_INIT { sizeof(convai_character_spec), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/**
 * Initializes a convai_pcm: sets its size, and all other fields to 0.
 * @ingroup audio
 */
#define CONVAI_PCM_INIT { sizeof(convai_pcm), 0, NULL, 0, 0, 0, 0 }

/**
 * Initializes a convai_progress: sets its size, and all other fields to 0.
 * @ingroup operation
 */
#define CONVAI_PROGRESS_INIT { sizeof(convai_progress), 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Initializes a convai_event: sets its size, and all other fields to 0.
 * @ingroup queue
 */
#define CONVAI_EVENT_INIT { sizeof(convai_event), 0, NULL, 0 }

/**
 * Initializes a convai_utterance_options: sets its size, and all other fields to 0.
 * @ingroup utterance
 */
#define CONVAI_UTTERANCE_OPTIONS_INIT { sizeof(convai_utterance_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Initializes a convai_playback_options: sets its size, and all other fields to 0.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_OPTIONS_INIT { sizeof(convai_playback_options), 0, 0, 0, 0, 0 }

/**
 * Initializes a convai_playback_state: sets its size, and all other fields to 0.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_STATE_INIT { sizeof(convai_playback_state), 0, 0, 0, 0, 0, NULL, 0, 0, 0, 0, 0, 0 }

/**
 * The version of the ABI that this header describes. It is raised only when something is removed or its layout
 * changes, not by additions. Compare it with `convai_abi_version()` before any other call.
 * @ingroup library
 */
#define CONVAI_ABI_VERSION 1

/**
 * Success.
 * @ingroup status
 */
#define CONVAI_OK 0

/**
 * Not finished, or no event, within the given time. Not an error.
 * @ingroup status
 */
#define CONVAI_PENDING 1

/**
 * An argument is missing, empty, out of range, too large, misaligned, or overlaps another. If there is an error, its
 * `argument` names it.
 * @ingroup status
 */
#define CONVAI_ERROR_INVALID_ARGUMENT 100

/**
 * A pointer that must not be NULL is NULL.
 * @ingroup status
 */
#define CONVAI_ERROR_NULL_POINTER 101

/**
 * A string is not valid UTF-8. The message gives the byte offset.
 * @ingroup status
 */
#define CONVAI_ERROR_INVALID_UTF8 102

/**
 * A handle or the address of a result is not valid: NULL, freed already, of another kind, or never returned by this
 * library.
 * @ingroup status
 */
#define CONVAI_ERROR_BAD_HANDLE 103

/**
 * `struct_size` is not set, a reserved field is not 0, or a field is set that this version of the library does not
 * know.
 * @ingroup status
 */
#define CONVAI_ERROR_STRUCT_SIZE 104

/**
 * The API key or the auth token is empty or holds invalid characters, or both are set.
 * @ingroup status
 */
#define CONVAI_ERROR_API_KEY 105

/**
 * The base URL, the proxy, `ca_pem` or the user agent is invalid. A number that is out of range gives
 * INVALID_ARGUMENT.
 * @ingroup status
 */
#define CONVAI_ERROR_OPTIONS 106

/**
 * The audio is empty, invalid or unsupported: format, channels, sample rate or length. The message says which.
 * @ingroup status
 */
#define CONVAI_ERROR_AUDIO_INPUT 107

/**
 * The operation has not finished, so there is no result to take yet.
 * @ingroup status
 */
#define CONVAI_ERROR_NOT_READY 108

/**
 * The operation's result was taken already.
 * @ingroup status
 */
#define CONVAI_ERROR_ALREADY_TAKEN 109

/**
 * The operation holds a result of another kind, and nothing was taken. Or the utterance has another trigger.
 * @ingroup status
 */
#define CONVAI_ERROR_WRONG_KIND 110

/**
 * The client has `max_in_flight` + `max_queued` calls that have not finished, turns that wait in a conversation
 * included; or these calls and the new one hold more than `max_queued_bytes`. Or a playback holds `max_buffered_ms` of
 * audio. Try again later.
 * @ingroup status
 */
#define CONVAI_ERROR_QUEUE_FULL 111

/**
 * The client was closed.
 * @ingroup status
 */
#define CONVAI_ERROR_CLOSED 112

/**
 * The handle belongs to the parent process. Create a new client after `fork()`.
 * @ingroup status
 */
#define CONVAI_ERROR_FORKED 113

/**
 * The utterance is full (`max_ms`).
 * @ingroup status
 */
#define CONVAI_ERROR_UTTERANCE_FULL 114

/**
 * The buffer is too small. Nothing was written to it; the function's `length` parameter receives the length that is
 * needed, without the NUL.
 * @ingroup status
 */
#define CONVAI_ERROR_BUFFER_TOO_SMALL 115

/**
 * Not available on this operating system.
 * @ingroup status
 */
#define CONVAI_ERROR_UNSUPPORTED 116

/**
 * Another thread pushes into the utterance, or the samples that it said before are still being converted. Nothing was
 * lost: try again.
 * @ingroup status
 */
#define CONVAI_ERROR_BUSY 117

/**
 * The network failed in a way that no code below describes.
 * @ingroup status
 */
#define CONVAI_ERROR_NETWORK 200

/**
 * The host name cannot be resolved.
 * @ingroup status
 */
#define CONVAI_ERROR_NAME_NOT_RESOLVED 201

/**
 * No connection could be made: the server, or a proxy of the system's settings, refused it or is unreachable.
 * @ingroup status
 */
#define CONVAI_ERROR_CONNECT 202

/**
 * The TLS handshake failed, usually because the certificate is not trusted.
 * @ingroup status
 */
#define CONVAI_ERROR_TLS 203

/**
 * The proxy refused the connection or requires a password, or the proxy of the option `proxy` cannot be reached. If a
 * proxy of the system's settings cannot be reached, the code is CONNECT.
 * @ingroup status
 */
#define CONVAI_ERROR_PROXY 204

/**
 * A timeout expired: of a call, of its connection, or of closing a client; or the service gave up waiting for the
 * request (408). Waiting for an operation in vain gives `CONVAI_PENDING` instead.
 * @ingroup status
 */
#define CONVAI_ERROR_TIMEOUT 205

/**
 * The connection was lost while the request was being sent or the reply was arriving.
 * @ingroup status
 */
#define CONVAI_ERROR_CONNECTION_LOST 206

/**
 * The operation was cancelled: by the caller, by an interruption, or because the client was closed.
 * @ingroup status
 */
#define CONVAI_ERROR_CANCELLED 207

/**
 * The service refused the request with an HTTP status that no other code describes.
 * @ingroup status
 */
#define CONVAI_ERROR_REFUSED 300

/**
 * The service rejected the API key or the auth token, which may have expired or been revoked, or the plan does not cover
 * the call.
 * @ingroup status
 */
#define CONVAI_ERROR_AUTHENTICATION 301

/**
 * The character does not exist, or the service failed to look it up: its replies do not tell the two apart.
 * @ingroup status
 */
#define CONVAI_ERROR_NOT_FOUND 302

/**
 * Too many requests, or the plan's quota is used up.
 * @ingroup status
 */
#define CONVAI_ERROR_RATE_LIMITED 303

/**
 * The service could not generate an answer ("process_failure"): the character id is unknown, or the generation failed.
 * @ingroup status
 */
#define CONVAI_ERROR_PROCESS_FAILURE 304

/**
 * The service failed (5xx).
 * @ingroup status
 */
#define CONVAI_ERROR_SERVER 305

/**
 * The service says that the request is invalid (400 or 422).
 * @ingroup status
 */
#define CONVAI_ERROR_BAD_REQUEST 306

/**
 * The service answered with a redirect. It is never followed, because that would send the API key to another host:
 * correct the base URL.
 * @ingroup status
 */
#define CONVAI_ERROR_REDIRECT 307

/**
 * The reply is not what the service documents: not HTTP, not JSON (an HTML page, compressed data), or without a field
 * that must be there.
 * @ingroup status
 */
#define CONVAI_ERROR_BAD_REPLY 400

/**
 * The reply holds neither text nor audio, and no actions.
 * @ingroup status
 */
#define CONVAI_ERROR_EMPTY_REPLY 401

/**
 * The reply's audio cannot be read. Its text and session are available.
 * @ingroup status
 */
#define CONVAI_ERROR_REPLY_AUDIO 402

/**
 * The reply is larger than `max_response_bytes`, or there is no memory for it.
 * @ingroup status
 */
#define CONVAI_ERROR_REPLY_TOO_LARGE 403

/**
 * The library could not get memory, a thread, a file descriptor or a handle, or it failed in a way that should be
 * impossible. The message says which. Please report the latter.
 * @ingroup status
 */
#define CONVAI_ERROR_INTERNAL 500

/**
 * The library panicked and contained the panic. Please report it.
 * @ingroup status
 */
#define CONVAI_ERROR_PANIC 501

/**
 * `state`: waits in the client's queue, for an earlier turn of its conversation, or until its samples are converted.
 * @ingroup operation
 */
#define CONVAI_STATE_QUEUED 0

/**
 * `state`: resolves the host name, connects or sends.
 * @ingroup operation
 */
#define CONVAI_STATE_SENDING 1

/**
 * `state`: everything is sent; no reply yet.
 * @ingroup operation
 */
#define CONVAI_STATE_WAITING 2

/**
 * `state`: the reply is arriving.
 * @ingroup operation
 */
#define CONVAI_STATE_RECEIVING 3

/**
 * `state`: finished: answered, failed, timed out or cancelled.
 * @ingroup operation
 */
#define CONVAI_STATE_DONE 4

/**
 * `kind`: take the result with `convai_operation_take_result`.
 * @ingroup operation
 */
#define CONVAI_KIND_RESULT 1

/**
 * `kind`: take the result with `convai_operation_take_character`.
 * @ingroup operation
 */
#define CONVAI_KIND_CHARACTER 2

/**
 * `kind`: take the result with `convai_operation_take_response`.
 * @ingroup operation
 */
#define CONVAI_KIND_RESPONSE 3

/**
 * `kind`: take the result with `convai_operation_take_characters`.
 * @ingroup operation
 */
#define CONVAI_KIND_CHARACTERS 4

/**
 * `kind`: take the result with `convai_operation_take_voices`.
 * @ingroup operation
 */
#define CONVAI_KIND_VOICES 5

/**
 * `kind`: take the result with `convai_operation_take_languages`.
 * @ingroup operation
 */
#define CONVAI_KIND_LANGUAGES 6

/**
 * `kind`: take the result with `convai_operation_take_token`.
 * @ingroup operation
 */
#define CONVAI_KIND_TOKEN 7

/**
 * `kind`: take the result with `convai_operation_take_chats`.
 * @ingroup operation
 */
#define CONVAI_KIND_CHATS 8

/**
 * `kind`: take the result with `convai_operation_take_chat`.
 * @ingroup operation
 */
#define CONVAI_KIND_CHAT 9

/**
 * `kind`: take the result with `convai_operation_take_usage`.
 * @ingroup operation
 */
#define CONVAI_KIND_USAGE 10

/**
 * `kind`: take the result with `convai_operation_take_generated_text`.
 * @ingroup operation
 */
#define CONVAI_KIND_GENERATED_TEXT 11

/**
 * `kind`: take the result with `convai_operation_take_audio`.
 * @ingroup operation
 */
#define CONVAI_KIND_AUDIO 12

/**
 * `kind`: take the result with `convai_operation_take_sections`.
 * @ingroup operation
 */
#define CONVAI_KIND_SECTIONS 13

/**
 * `kind`: take the result with `convai_operation_take_triggers`.
 * @ingroup operation
 */
#define CONVAI_KIND_TRIGGERS 14

/**
 * `kind` of an event: the operation has finished.
 * @ingroup queue
 */
#define CONVAI_EVENT_DONE 1

/**
 * `kind` of an event: pieces of the reply to a turn with `CONVAI_STREAM` can be read. Read them with
 * `convai_operation_next_piece` until it returns `CONVAI_PENDING`: then the next piece is announced again. No event of
 * this kind follows the one that tells the end of the operation, and none comes for other operations.
 * @ingroup queue
 */
#define CONVAI_EVENT_PIECES 2

/**
 * `flags` of a turn: respond in text only. Bits that no flag names give INVALID_ARGUMENT.
 * @ingroup turn
 */
#define CONVAI_TEXT 0

/**
 * `flags` of a turn: respond in text and in the character's voice.
 * @ingroup turn
 */
#define CONVAI_VOICE 1

/**
 * `flags` of a turn: send text as multipart/form-data instead of application/x-www-form-urlencoded. The service
 * accepts both; some gateways do not. Audio is always sent as multipart.
 * @ingroup turn
 */
#define CONVAI_MULTIPART 2

/**
 * `flags` of a turn: if the turn succeeds, its `raw_json` is NULL. That saves memory: the raw reply of a voice holds the
 * audio once more, in base64.
 * @ingroup turn
 */
#define CONVAI_OMIT_RAW_JSON 4

/**
 * `flags` of a turn: ask the service for the reply in pieces, as it is made. `convai_operation_next_piece` reads them
 * from an operation; the response is the same as without the flag, with the pieces joined. A blocking turn returns the
 * whole response.
 *
 * This is built from weak evidence. The service's documentation has one row about the parameter (`stream`, in
 * interaction-api.md of Conv-AI/Convai-Documentation), and no schema; what a stream looks like is known from one public
 * client of 2023. The library therefore accepts many forms, and also a service that ignores the flag. Without the flag,
 * a turn uses the form that is documented.
 *
 * `timeout_ms` ends with the first byte of a streamed reply; then `idle_timeout_ms` bounds each pause, and
 * `deadline_ms` the whole. A turn that fails or is cancelled midway keeps its text and audio in the response, beside
 * the error.
 * @ingroup turn
 */
#define CONVAI_STREAM 8

/**
 * `trigger`: the first chunk begins a recording. Push while the button of push to talk is held, then say the
 * utterance.
 * @ingroup utterance
 */
#define CONVAI_TRIGGER_PUSH 0

/**
 * `trigger`: `convai_utterance_begin` begins a recording, which contains the `pre_roll_ms` before it. Push all the
 * time; call it when the button of push to talk is pressed, and say the utterance when the button is released.
 * @ingroup utterance
 */
#define CONVAI_TRIGGER_BEGIN 1

/**
 * `trigger`: the player's voice begins a recording, which contains the `pre_roll_ms` before it, and silence ends it.
 * Push all the time, and call `convai_utterance_next` in each frame of the game.
 * @ingroup utterance
 */
#define CONVAI_TRIGGER_SPEECH 2

/**
 * `event`: the player has begun to speak.
 * @ingroup utterance
 */
#define CONVAI_UTTERANCE_SPEECH_STARTED 1

/**
 * `event`: the player has finished, or the gate was closed, or the microphone has changed.
 * @ingroup utterance
 */
#define CONVAI_UTTERANCE_SPEECH_ENDED 2

/**
 * `event`: the recording has reached `max_ms`. If the player speaks on, the next recording continues without a gap.
 * @ingroup utterance
 */
#define CONVAI_UTTERANCE_MAX_LENGTH 3

/**
 * `format`: unsigned 8-bit samples; 128 is silence.
 * @ingroup audio
 */
#define CONVAI_PCM_U8 1

/**
 * `format`: signed 16-bit samples.
 * @ingroup audio
 */
#define CONVAI_PCM_S16 2

/**
 * `format`: signed 24-bit samples, packed into 3 bytes.
 * @ingroup audio
 */
#define CONVAI_PCM_S24 3

/**
 * `format`: signed 32-bit samples.
 * @ingroup audio
 */
#define CONVAI_PCM_S32 4

/**
 * `format`: 32-bit float samples from -1 to 1. Values outside are clipped, NaN becomes silence.
 * @ingroup audio
 */
#define CONVAI_PCM_F32 5

/**
 * `audio_form`: there is no audio.
 * @ingroup audio
 */
#define CONVAI_AUDIO_NONE 0

/**
 * `audio_form`: the audio arrived as a WAV file, whose header gives sample rate and channels.
 * @ingroup audio
 */
#define CONVAI_AUDIO_WAV 1

/**
 * `audio_form`: the audio arrived as raw 16-bit samples. The sample rate is the one that the reply states, and `wav`
 * was built from the samples.
 * @ingroup audio
 */
#define CONVAI_AUDIO_RAW_PCM 2

/**
 * `mode`: the voice is heard after those that are in the queue.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_QUEUE 0

/**
 * `mode`: what is heard fades out in 10 ms, the queue is emptied, and then the voice is heard.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_REPLACE 1

/**
 * `state`: nothing was added, or everything was stopped or interrupted.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_EMPTY 0

/**
 * `state`: there is a voice that does not sound: nothing of it has arrived, the rest of it has not arrived (a gap, and no
 * end), the audio callback has not read it yet, or the playback is paused.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_BUFFERING 1

/**
 * `state`: the last read returned voice; without a device, a voice plays.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_SPEAKING 2

/**
 * `state`: the last frame of the last voice was read. It sounds `latency_ms` later.
 * @ingroup playback
 */
#define CONVAI_PLAYBACK_ENDED 3

/**
 * `connection`: the call ended before it sent anything.
 * @ingroup log
 */
#define CONVAI_CONNECTION_UNKNOWN 0

/**
 * `connection`: one that was made for this call.
 * @ingroup log
 */
#define CONVAI_CONNECTION_NEW 1

/**
 * `connection`: one that existed already, or became free while the call was connecting.
 * @ingroup log
 */
#define CONVAI_CONNECTION_REUSED 2

/**
 * A client: an API key or an auth token, the address of a service, and the connections to it. Opaque; the value is a token and not an
 * address.
 * @ingroup client
 */
typedef struct convai_client convai_client;

/**
 * A character and a session. Opaque; the value is a token and not an address.
 * @ingroup conversation
 */
typedef struct convai_conversation convai_conversation;

/**
 * A call that runs, or whose result waits to be taken. Opaque; the value is a token and not an address.
 * @ingroup operation
 */
typedef struct convai_operation convai_operation;

/**
 * What the player hears: a queue of voices, and the audio callback that reads them. Opaque; the value is a token and
 * not an address.
 * @ingroup playback
 */
typedef struct convai_playback convai_playback;

/**
 * A completion queue that several clients share. Opaque; the value is a token and not an address.
 * @ingroup queue
 */
typedef struct convai_queue convai_queue;

/**
 * Collects samples until the player stops. Opaque; the value is a token and not an address.
 * @ingroup utterance
 */
typedef struct convai_utterance convai_utterance;

/**
 * How a call ended. 0 is success, 1 means "not finished yet". Errors come in groups of a hundred: 1xx the call was not
 * accepted and nothing was sent, 2xx no complete reply arrived, 3xx the service refused the request, 4xx the reply
 * cannot be used, 5xx the library failed. A later version may add codes to a group: treat an unknown code like its
 * group. The number of a retired code is never used again.
 * @ingroup status
 */
typedef int32_t convai_status;

/**
 * Why a call failed. Read-only. It lives until it is freed, or until the result that contains it is freed.
 * @ingroup error
 */
typedef struct convai_error {
    /**
     * One of `CONVAI_ERROR_...`.
     */
    convai_status status;
    /**
     * The HTTP status of the reply, also of one that did not arrive completely, or 0 if none began to arrive.
     */
    int32_t http_status;
    /**
     * 1 if the same call may succeed when it is repeated later, else 0. The library itself repeats a request only if
     * an idle keep-alive connection turns out to be dead before a byte was sent: a turn costs quota, and a second
     * "create" makes a second character.
     */
    int32_t retryable;
    /**
     * 1 if some of the request may have left this machine, so that the service may have acted on it; else 0.
     */
    int32_t request_sent;
    /**
     * How many milliseconds the service asks to wait before the call is repeated, or -1 if it does not say. A date in
     * its reply is converted; 0 means that it is past.
     */
    int32_t retry_after_ms;
    /**
     * What happened and what to do, in English, with `service_message` included. NUL-terminated UTF-8, never NULL.
     * Identifiers of this header stand in backticks, so that a wrapper can replace them by its own names. The API key
     * and auth tokens are redacted. The library adds nothing that a player said, but the service's message may quote it.
     */
    const char *message;
    /**
     * The length of `message` in bytes, without the NUL.
     */
    size_t message_len;
    /**
     * The service's own message, or the readable beginning of a reply without one, or NULL. At most 500 characters;
     * control characters are replaced by U+FFFD.
     */
    const char *service_message;
    /**
     * The length of `service_message` in bytes, without the NUL.
     */
    size_t service_message_len;
    /**
     * The id of the request at the service, for its support, or NULL if the reply has none.
     */
    const char *reference;
    /**
     * The length of `reference` in bytes, without the NUL.
     */
    size_t reference_len;
    /**
     * The argument at fault in its C spelling, such as "text", "options.timeout_ms" or "spec.language_codes[2]", or
     * NULL if no argument is at fault.
     */
    const char *argument;
    /**
     * The length of `argument` in bytes, without the NUL.
     */
    size_t argument_len;
} convai_error;

/**
 * The settings of a client. Start from `CONVAI_CLIENT_OPTIONS_INIT` and set `api_key` or `auth_token`; any other
 * field that is 0 or NULL takes its default. All strings are NUL-terminated UTF-8 and are copied.
 * @ingroup client
 */
typedef struct convai_client_options {
    /**
     * `sizeof(convai_client_options)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * How many entries the client's log holds; read them with `convai_client_next_log`. Default: 0, which turns the log
     * off. With a log, each request has a header X-Request-ID.
     */
    uint32_t log_capacity;
    /**
     * The API key. Required, unless `auth_token` is set. White space at its ends is removed. The key is sent in the
     * header `convai-api-key`, and is redacted in everything that a failed call returns.
     */
    const char *api_key;
    /**
     * The address of the service. Default: "https://api.convai.com", also for "". A path and a trailing slash are
     * allowed; a user name, a password, a query and a fragment are not. A host name with other letters than ASCII must
     * be written in Punycode.
     */
    const char *base_url;
    /**
     * The proxy. NULL or "" takes the proxy settings of the system (environment variables; on Windows and macOS also
     * the system settings), except for a `base_url` on a loopback address, which is reached directly. "direct" uses no
     * proxy. Anything else is the URL of a proxy, "http://[user:password@]host:port".
     */
    const char *proxy;
    /**
     * Further certificate authorities to trust, as PEM text, such as that of a company's TLS-inspecting proxy; or
     * NULL. An empty text gives OPTIONS. The authorities of Mozilla and of the operating system are always trusted.
     * Verification cannot be turned off.
     */
    const char *ca_pem;
    /**
     * The value of the User-Agent header. NULL for the library's own; "" sends an empty one.
     */
    const char *user_agent;
    /**
     * The timeout for connecting in milliseconds; name lookup, proxy and TLS handshake included. Reading the
     * certificates of the operating system, once in a process, counts for `timeout_ms` alone. Default: 10,000.
     */
    int32_t connect_timeout_ms;
    /**
     * The timeout of a call without audio in milliseconds, from leaving the queue until the reply is read or, if it is
     * streamed, until its first byte arrives. The conversion of samples takes place while the call is queued; what is left of it then counts, too. Default:
     * 30,000.
     */
    int32_t timeout_ms;
    /**
     * The timeout in milliseconds of a call that asks for a voice, sends audio or generates something
     * (`convai_generate_backstory`), measured as for `timeout_ms`. Default: 60,000. The `timeout_ms` of a call's options replaces either.
     */
    int32_t voice_timeout_ms;
    /**
     * How many requests run at once; further ones wait in a queue. A streamed reply counts until its end, which is
     * seconds. Default: 64.
     */
    uint32_t max_in_flight;
    /**
     * How many more calls may wait; one more fails with QUEUE_FULL. Default: 1,024. See also `max_queued_bytes`.
     */
    uint32_t max_queued;
    /**
     * The sample rate in Hz to which PCM is resampled before it is sent, from 8,000 to 192,000. Default: the rate of
     * the input.
     */
    uint32_t upload_sample_rate;
    /**
     * The largest reply that is accepted, in bytes. Default: 67,108,864 (64 MiB).
     */
    uint64_t max_response_bytes;
    /**
     * How many bytes of text and audio the calls that have not finished may hold together; a call that exceeds it fails
     * with QUEUE_FULL. Default: 268,435,456 (256 MiB).
     */
    uint64_t max_queued_bytes;
    /**
     * A completion queue that the client shares with others, which may be freed before the client. NULL gives the
     * client a queue of its own, which `convai_client_next` reads.
     */
    struct convai_queue *queue;
    /**
     * How long a streamed reply may pause, in milliseconds. Default: 30,000. The `idle_timeout_ms` of a call's options
     * replaces it.
     */
    int32_t idle_timeout_ms;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * An auth token, which your server created with `convai_token_create`, in place of the API key: set exactly one of
     * the two; "" counts as NULL. White space at its ends is removed. The token is sent in the header `api-auth-token`,
     * and is redacted as the key is. The page of the service about Unity says that its SDK sends the token in the header
     * of the key: a server that wants that takes the token as `api_key`.
     */
    const char *auth_token;
} convai_client_options;

/**
 * The progress of an operation. Start from `CONVAI_PROGRESS_INIT`.
 * @ingroup operation
 */
typedef struct convai_progress {
    /**
     * `sizeof(convai_progress)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * One of `CONVAI_STATE_...`.
     */
    int32_t state;
    /**
     * One of `CONVAI_KIND_...`: which function takes the result.
     */
    int32_t kind;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * How many bytes of the request's body were passed to the connection.
     */
    uint64_t bytes_sent;
    /**
     * The size of the request's body in bytes; 0 until sending begins.
     */
    uint64_t bytes_to_send;
    /**
     * How many bytes of the reply's body have arrived.
     */
    uint64_t bytes_received;
    /**
     * The size of the reply's body in bytes; 0 if the service does not say.
     */
    uint64_t bytes_to_receive;
    /**
     * The `user_data` of the call's options.
     */
    uint64_t user_data;
} convai_progress;

/**
 * What happened to an operation. Start from `CONVAI_EVENT_INIT`. A later version of the library may deliver further
 * kinds: ignore an unknown one.
 * @ingroup queue
 */
typedef struct convai_event {
    /**
     * `sizeof(convai_event)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * One of `CONVAI_EVENT_...`, or 0 if there is no event.
     */
    int32_t kind;
    /**
     * The handle that the `_async` function returned; not a second one. NULL if there is no event.
     */
    struct convai_operation *operation;
    /**
     * The `user_data` of the operation's call options.
     */
    uint64_t user_data;
} convai_event;

/**
 * The outcome of a call that returns no data, such as `convai_character_delete`, or the reply to `convai_call`. Read-only;
 * the caller owns it and frees it with `convai_result_free`.
 * @ingroup operation
 */
typedef struct convai_result {
    /**
     * NULL if the call succeeded. Freed with the result.
     */
    const struct convai_error *error;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived: usually JSON, and
     * for `convai_call` any bytes. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key and
     * auth tokens replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
    /**
     * The HTTP status of the reply, or 0 if none arrived.
     */
    int32_t http_status;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * The content type of the reply as its header states it, such as "application/json", or NULL.
     */
    const char *content_type;
    /**
     * The length of `content_type` in bytes, without the NUL.
     */
    size_t content_type_len;
} convai_result;

/**
 * A character, or the error. Read-only; the caller owns it and frees it with
 * `convai_character_free`.
 *
 * Strings are NUL-terminated UTF-8, each followed by its length in bytes without the NUL. A field that the service did
 * not send is NULL with length 0. After create and clone only `id` is set.
 * @ingroup character
 */
typedef struct convai_character {
    /**
     * NULL if the call succeeded. Freed with the character.
     */
    const struct convai_error *error;
    /**
     * The character's id, which the other calls take as `character_id`, or NULL if the reply names none.
     */
    const char *id;
    /**
     * The length of `id` in bytes, without the NUL.
     */
    size_t id_len;
    /**
     * The character's name.
     */
    const char *name;
    /**
     * The length of `name` in bytes, without the NUL.
     */
    size_t name_len;
    /**
     * The id of the user who created it.
     */
    const char *user_id;
    /**
     * The length of `user_id` in bytes, without the NUL.
     */
    size_t user_id_len;
    /**
     * The name of its voice, such as "US MALE 1".
     */
    const char *voice_type;
    /**
     * The length of `voice_type` in bytes, without the NUL.
     */
    size_t voice_type_len;
    /**
     * When it was created, in the format of the service.
     */
    const char *timestamp;
    /**
     * The length of `timestamp` in bytes, without the NUL.
     */
    size_t timestamp_len;
    /**
     * Who the character is, in prose.
     */
    const char *backstory;
    /**
     * The length of `backstory` in bytes, without the NUL.
     */
    size_t backstory_len;
    /**
     * The languages that it speaks: an array of `language_code_count` NUL-terminated strings, or NULL if there are
     * none.
     */
    const char *const *language_codes;
    /**
     * How many strings `language_codes` holds.
     */
    size_t language_code_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with all
     * fields of the service, also those that this struct does not have. If the call failed it is the first 64 KiB,
     * which need not be JSON or UTF-8, with the API key or auth token replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_character;

/**
 * A voice, inside a `convai_voices`. Strings are NUL-terminated UTF-8, each followed by its length in bytes without the
 * NUL. A field that the service did not send is NULL with length 0.
 * @ingroup voice
 */
typedef struct convai_voice {
    /**
     * The name to show to a person.
     */
    const char *name;
    /**
     * The length of `name` in bytes, without the NUL.
     */
    size_t name_len;
    /**
     * The service's name of the voice ("voice_value"), as `convai_character_spec.voice_type` takes it.
     */
    const char *value;
    /**
     * The length of `value` in bytes, without the NUL.
     */
    size_t value_len;
    /**
     * The section of the service's list, such as "Azure Voices". Sources spell some sections in several ways.
     */
    const char *section;
    /**
     * The length of `section` in bytes, without the NUL.
     */
    size_t section_len;
    /**
     * "MALE" or "FEMALE", as the service sends it.
     */
    const char *gender;
    /**
     * The length of `gender` in bytes, without the NUL.
     */
    size_t gender_len;
    /**
     * The address of a sample to listen to.
     */
    const char *sample_url;
    /**
     * The length of `sample_url` in bytes, without the NUL.
     */
    size_t sample_url_len;
    /**
     * The languages that it speaks: an array of `language_code_count` NUL-terminated strings, such as "en-US", or NULL if
     * there are none.
     */
    const char *const *language_codes;
    /**
     * How many strings `language_codes` holds.
     */
    size_t language_code_count;
    /**
     * Where the service offers it ("deployment_env"): an array of `environment_count` NUL-terminated strings, such as
     * "PRODUCTION", or NULL if there are none.
     */
    const char *const *environments;
    /**
     * How many strings `environments` holds.
     */
    size_t environment_count;
} convai_voice;

/**
 * The voices of the service, or the error. Read-only; the caller owns it and frees it with `convai_voices_free`.
 * @ingroup voice
 */
typedef struct convai_voices {
    /**
     * NULL if the call succeeded. Freed with the list.
     */
    const struct convai_error *error;
    /**
     * An array of `voice_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
     * voices.
     */
    const struct convai_voice *const *voices;
    /**
     * How many voices there are.
     */
    size_t voice_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_voices;

/**
 * A language, inside a `convai_languages`. Strings are NUL-terminated UTF-8, or NULL with length 0 if the service did
 * not send them.
 * @ingroup language
 */
typedef struct convai_language {
    /**
     * The code of the language, such as "en-US", as `convai_character_spec.language_codes` takes it.
     */
    const char *code;
    /**
     * The length of `code` in bytes, without the NUL.
     */
    size_t code_len;
    /**
     * The name of the language, such as "English (US)".
     */
    const char *name;
    /**
     * The length of `name` in bytes, without the NUL.
     */
    size_t name_len;
} convai_language;

/**
 * The languages of the service, or the error. Read-only; the caller owns it and frees it with `convai_languages_free`.
 * @ingroup language
 */
typedef struct convai_languages {
    /**
     * NULL if the call succeeded. Freed with the list.
     */
    const struct convai_error *error;
    /**
     * An array of `language_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
     * languages.
     */
    const struct convai_language *const *languages;
    /**
     * How many languages there are.
     */
    size_t language_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_languages;

/**
 * The fields of a character to create or to update. Start from `CONVAI_CHARACTER_SPEC_INIT`. A field that is NULL is
 * not sent: an update leaves it as it is. All strings are NUL-terminated UTF-8 and are copied.
 * @ingroup character
 */
typedef struct convai_character_spec {
    /**
     * `sizeof(convai_character_spec)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * How many strings `language_codes` holds. 0 leaves the languages as they are.
     */
    uint32_t language_code_count;
    /**
     * The character's name. Required to create. Must not be empty.
     */
    const char *name;
    /**
     * A voice of the service's voice list, such as "US MALE 1". Required to create. Must not be empty.
     */
    const char *voice_type;
    /**
     * Who the character is, in prose. Required to create. Must not be empty.
     */
    const char *backstory;
    /**
     * The actions that the character can do, separated by commas. Optional; "" removes them.
     */
    const char *actions;
    /**
     * `language_code_count` languages, such as "en-US". Only for an update: create refuses them with INVALID_ARGUMENT.
     */
    const char *const *language_codes;
    /**
     * The voices that the service has, from `convai_voice_list`: a `voice_type` that is none of them is refused with
     * INVALID_ARGUMENT before anything is sent, and the message names the one that was probably meant. NULL does not
     * check: the service changes its voices. A pointer to anything else gives BAD_HANDLE. Only used during the call.
     */
    const struct convai_voices *known_voices;
    /**
     * The languages that the service has, from `convai_language_list`. Checks `language_codes` in the same way.
     */
    const struct convai_languages *known_languages;
} convai_character_spec;

/**
 * An object or a character of a scene. Start from `CONVAI_SCENE_ITEM_INIT`.
 * @ingroup turn
 */
typedef struct convai_scene_item {
    /**
     * `sizeof(convai_scene_item)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * The name, as the actions of a reply say it. Required, without semicolons and line breaks. The service's documents
     * advise to number what looks alike, such as "Chair#1" and "Chair#2".
     */
    const char *name;
    /**
     * What the object is, or who the character is, without semicolons. NULL is the same as "". That of a character is
     * sent as its "bio".
     */
    const char *description;
} convai_scene_item;

/**
 * A field of a form, by its name: for what the service offers and this library does not know. Start from
 * `CONVAI_FIELD_INIT`.
 * @ingroup turn
 */
typedef struct convai_field {
    /**
     * `sizeof(convai_field)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * The name. Required, without quotation marks, backslashes and control characters.
     */
    const char *name;
    /**
     * The text of the field, which may be empty. Required, unless `file` is set.
     */
    const char *value;
    /**
     * The bytes of a file. A scene holds no files.
     */
    const uint8_t *file;
    /**
     * The length of `file` in bytes.
     */
    size_t file_len;
    /**
     * The name of the file, such as "notes.txt". A field without a file has none.
     */
    const char *file_name;
    /**
     * The content type of the file, such as "text/plain". A field without a file has none.
     */
    const char *content_type;
} convai_field;

/**
 * What a character can do in a turn, and what and who is there (POST /character/getResponse with "actions", "objects" and
 * "characters"; action-api.md of Conv-AI/Convai-Documentation). The service answers with the actions that the character
 * takes: see `actions` of `convai_response`. Start from `CONVAI_SCENE_INIT`.
 *
 * White space around names is dropped. A name that is empty, stands twice in its list, or holds a semicolon or a line break
 * gives INVALID_ARGUMENT, and nothing is sent: the `argument` of the error names it, such as "scene.objects[2].name". An
 * empty list is not sent.
 * @ingroup turn
 */
typedef struct convai_scene {
    /**
     * `sizeof(convai_scene)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * The number of `actions`.
     */
    uint32_t action_count;
    /**
     * What the character can do, such as "Jump" and "Wave", without commas. NULL if `action_count` is 0.
     */
    const char *const *actions;
    /**
     * The objects that are there. NULL if `object_count` is 0.
     */
    const struct convai_scene_item *const *objects;
    /**
     * The characters that are there, the player included if it has a name. NULL if `character_count` is 0.
     */
    const struct convai_scene_item *const *characters;
    /**
     * The number of `objects`.
     */
    uint32_t object_count;
    /**
     * The number of `characters`.
     */
    uint32_t character_count;
    /**
     * The service's "classification": "True", "False" or "multistep". With "True" and `class_labels`, the reply has a
     * `tag`. NULL sends none. Undocumented: seen in the Unreal plugin of the service.
     */
    const char *classification;
    /**
     * The service's "classLabels": the labels of which a `tag` is one, without commas. NULL if `class_label_count` is 0.
     * Undocumented, like `classification`.
     */
    const char *const *class_labels;
    /**
     * The number of `class_labels`.
     */
    uint32_t class_label_count;
    /**
     * The number of `fields`.
     */
    uint32_t field_count;
    /**
     * Further fields of the form, which are sent as they are; without files. The name of a field that the library sets
     * itself gives INVALID_ARGUMENT. NULL if `field_count` is 0.
     */
    const struct convai_field *const *fields;
} convai_scene;

/**
 * Settings of one call. Start from `CONVAI_CALL_OPTIONS_INIT`; a field that is 0 takes the client's setting.
 * @ingroup operation
 */
typedef struct convai_call_options {
    /**
     * `sizeof(convai_call_options)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * The timeout of the call in milliseconds, from leaving the queue to the end of the reply, or, if the reply is
     * streamed, to its first byte. 0 takes the client's.
     */
    int32_t timeout_ms;
    /**
     * The timeout for connecting in milliseconds. 0 takes the client's.
     */
    int32_t connect_timeout_ms;
    /**
     * The sample rate in Hz to which PCM is resampled before it is sent, from 8,000 to 192,000. 0 takes the client's.
     * Other calls ignore it.
     */
    uint32_t upload_sample_rate;
    /**
     * The service's "responseLevel". 0 sends none. Calls that are not turns ignore it. The service's documents show
     * the value 5 in a sample and do not explain it.
     */
    int32_t response_level;
    /**
     * The total deadline of the call in milliseconds, measured from its start: the time in the client's queue and behind
     * earlier turns of its conversation is included. When it expires, the call ends with TIMEOUT, and its message says
     * where the call was. `timeout_ms` holds as well. 0 sets no deadline.
     */
    int32_t deadline_ms;
    /**
     * A value of the program, such as an index or a pointer cast to `uint64_t`, that comes back in `convai_event`,
     * `convai_progress` and `convai_log_entry`. The library does not interpret it.
     */
    uint64_t user_data;
    /**
     * How long a streamed reply may pause, in milliseconds; then the call ends with TIMEOUT. 0 takes the client's. Calls
     * without `CONVAI_STREAM` ignore it.
     */
    int32_t idle_timeout_ms;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * The scene of a turn, which is copied. In a conversation it takes the place of the whole scene of the conversation for
     * this turn. NULL takes that of the conversation, if there is one. Calls that are not turns ignore it.
     */
    const struct convai_scene *scene;
} convai_call_options;

/**
 * The characters of the account, or the error. Read-only; the caller owns it and frees it with `convai_characters_free`.
 * @ingroup character
 */
typedef struct convai_characters {
    /**
     * NULL if the call succeeded. Freed with the list.
     */
    const struct convai_error *error;
    /**
     * An array of `character_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
     * characters. They are freed with the list. Their `error` and `raw_json` are NULL. The service's list has no
     * backstories: `convai_character_get` reads one.
     */
    const struct convai_character *const *characters;
    /**
     * How many characters there are.
     */
    size_t character_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with all
     * fields of the service. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key
     * replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_characters;

/**
 * An auth token, or the error. Read-only; the caller owns it and frees it with `convai_token_free`.
 *
 * Strings are NUL-terminated UTF-8, each followed by its length in bytes without the NUL. A field that the service did
 * not send is NULL with length 0.
 * @ingroup token
 */
typedef struct convai_token {
    /**
     * NULL if the call succeeded. Freed with the token.
     */
    const struct convai_error *error;
    /**
     * The token, for `auth_token` of `convai_client_options` and for `convai_client_set_credentials`. After
     * `convai_token_extend` it is the token that the reply names, or else the one that was extended.
     */
    const char *token;
    /**
     * The length of `token` in bytes, without the NUL.
     */
    size_t token_len;
    /**
     * When the token expires, as the service wrote it: a date, or a number of seconds from now.
     */
    const char *expires;
    /**
     * The length of `expires` in bytes, without the NUL.
     */
    size_t expires_len;
    /**
     * When the token expires, in milliseconds since 1970 in UTC; -1 if the service did not say it, or not in a form
     * that the library reads. Those are ISO 8601 with or without a fraction and a zone, dates as in HTTP, and seconds
     * or milliseconds since 1970, also as text. A number below 100,000,000 counts in seconds from now, by the clock of
     * this machine.
     */
    int64_t expires_at_ms;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with the
     * token. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key and the
     * tokens replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_token;

/**
 * What a character answered, or the reason why it did not. Read-only; the caller owns it and frees it with
 * `convai_response_free`.
 *
 * A failed turn keeps what arrived: text and session if only the audio cannot be read, the raw reply, and the fallback
 * line of a conversation.
 * @ingroup turn
 */
typedef struct convai_response {
    /**
     * NULL if the call succeeded. Freed with the response.
     */
    const struct convai_error *error;
    /**
     * What the character says. NUL-terminated UTF-8, never NULL; "" if there is no text.
     */
    const char *text;
    /**
     * The length of `text` in bytes, without the NUL. Use it, because the text may contain NUL.
     */
    size_t text_len;
    /**
     * The id of the session, to be passed with the next turn. NUL-terminated, or NULL if the reply names none.
     */
    const char *session_id;
    /**
     * The length of `session_id` in bytes, without the NUL.
     */
    size_t session_id_len;
    /**
     * The id of the character that answered, or NULL if the reply does not say.
     */
    const char *character_id;
    /**
     * The length of `character_id` in bytes, without the NUL.
     */
    size_t character_id_len;
    /**
     * What the service understood; for audio, its transcript. NULL if the reply does not say.
     */
    const char *user_query;
    /**
     * The length of `user_query` in bytes, without the NUL.
     */
    size_t user_query_len;
    /**
     * The voice as a complete WAV file, or NULL if there is no voice.
     */
    const uint8_t *wav;
    /**
     * The length of `wav` in bytes.
     */
    size_t wav_len;
    /**
     * The voice as 16-bit samples with interleaved channels, `frames * channels` in all, or NULL if there is no voice.
     */
    const int16_t *pcm;
    /**
     * The number of frames (samples per channel).
     */
    size_t frames;
    /**
     * The number of channels. The service sends 1 today; rely on this field. 0 without audio.
     */
    uint32_t channels;
    /**
     * The sample rate in Hz. It differs from voice to voice. 0 without audio.
     */
    uint32_t sample_rate;
    /**
     * `CONVAI_AUDIO_NONE`, `_WAV` or `_RAW_PCM`.
     */
    int32_t audio_form;
    /**
     * 1 if `convai_conversation_interrupt` was called after the turn was said and before its response was taken, also if
     * the turn had ended by then: the player does not want to hear it, and no playback accepts it. Else 0.
     */
    int32_t interrupted;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with the
     * audio in base64, or NULL with `CONVAI_OMIT_RAW_JSON`; it need not be valid JSON, because the library overlooks
     * some mistakes. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key
     * or auth token replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
    /**
     * The actions that the character takes, in their order, such as "Jump" and "Wave": the lines of `action_sequence` without
     * empty ones, and without the white space around each. NULL if there are none.
     */
    const char *const *actions;
    /**
     * The number of `actions`.
     */
    size_t action_count;
    /**
     * The actions as the service sent them, in lines, or NULL if the reply names none. Of a streamed reply: those of its
     * pieces, one piece after the other.
     */
    const char *action_sequence;
    /**
     * The length of `action_sequence` in bytes, without the NUL.
     */
    size_t action_sequence_len;
    /**
     * The result of the classification that the scene of the turn asked for, or NULL if the reply has none. Undocumented:
     * seen in the Unreal plugin of the service.
     */
    const char *tag;
    /**
     * The length of `tag` in bytes, without the NUL.
     */
    size_t tag_len;
} convai_response;

/**
 * Samples that the caller owns. Start from `CONVAI_PCM_INIT`. Little-endian, with interleaved channels, at any
 * alignment.
 * @ingroup audio
 */
typedef struct convai_pcm {
    /**
     * `sizeof(convai_pcm)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * Required. One of `CONVAI_PCM_...`.
     */
    int32_t format;
    /**
     * Required. The samples.
     */
    const void *samples;
    /**
     * The size of the samples in bytes, or 0 if `frames` is set. One of the two is required; if both are set, they
     * must agree.
     */
    size_t samples_bytes;
    /**
     * The number of frames (samples per channel), or 0 if `samples_bytes` is set.
     */
    size_t frames;
    /**
     * Required. The number of channels: 1 to 32. A turn averages them to one.
     */
    uint32_t channels;
    /**
     * Required. The sample rate in Hz: 8,000 to 192,000.
     */
    uint32_t sample_rate;
} convai_pcm;

/**
 * A part of a reply: text, samples, actions, or several of them. Read-only; the caller owns it and frees it with `convai_piece_free`.
 *
 * Joined in their order, the texts are the `text` of the response, and the samples are its `pcm`. How much of each a
 * piece holds is up to the service, which documents no schema for its streams: see `CONVAI_STREAM`.
 * @ingroup turn
 */
typedef struct convai_piece {
    /**
     * Always NULL: why a turn failed is in its response.
     */
    const struct convai_error *error;
    /**
     * The text that follows that of the piece before, mostly with the space in between. NUL-terminated UTF-8, never
     * NULL; "" if the piece has no text.
     */
    const char *text;
    /**
     * The length of `text` in bytes, without the NUL.
     */
    size_t text_len;
    /**
     * The id of the session, or NULL until it is known. If the turn fails later, it must not be continued.
     */
    const char *session_id;
    /**
     * The length of `session_id` in bytes, without the NUL.
     */
    size_t session_id_len;
    /**
     * The 16-bit samples that follow those of the piece before, with interleaved channels, `frames * channels` in all.
     * NULL if the piece has no audio. All pieces of a reply have the channels and the rate of its first samples.
     */
    const int16_t *samples;
    /**
     * The number of frames (samples per channel).
     */
    size_t frames;
    /**
     * Where `samples` begin in the audio of the reply, in frames. Without samples: where the next ones will begin.
     */
    uint64_t first_frame;
    /**
     * The number of channels. 0 until the first samples have come.
     */
    uint32_t channels;
    /**
     * The sample rate in Hz. 0 until the first samples have come.
     */
    uint32_t sample_rate;
    /**
     * What the character does, one action in each line, or NULL if the piece does not say.
     */
    const char *action_sequence;
    /**
     * The length of `action_sequence` in bytes, without the NUL.
     */
    size_t action_sequence_len;
    /**
     * The result of a classification, or NULL if the piece does not say.
     */
    const char *tag;
    /**
     * The length of `tag` in bytes, without the NUL.
     */
    size_t tag_len;
    /**
     * The actions of `action_sequence`, in their order: its lines without empty ones, and without the white space around
     * each. NULL if there are none.
     */
    const char *const *actions;
    /**
     * The number of `actions`.
     */
    size_t action_count;
} convai_piece;

/**
 * What an utterance collects. Start from `CONVAI_UTTERANCE_OPTIONS_INIT`. A field that the trigger does not use must
 * be 0.
 * @ingroup utterance
 */
typedef struct convai_utterance_options {
    /**
     * `sizeof(convai_utterance_options)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * Required. The format of the chunks: one of `CONVAI_PCM_...`.
     */
    int32_t format;
    /**
     * Required. The number of channels, which are interleaved: 1 to 32.
     */
    uint32_t channels;
    /**
     * Required. The sample rate in Hz: 8,000 to 192,000.
     */
    uint32_t sample_rate;
    /**
     * The longest recording in milliseconds, with its pre-roll. Default: 30,000. At most 600,000, and at most 256 MiB
     * of samples.
     */
    int32_t max_ms;
    /**
     * What begins a recording: one of `CONVAI_TRIGGER_...`. Default: the first chunk.
     */
    int32_t trigger;
    /**
     * How much of the time before its beginning a recording contains, in milliseconds, so that the first syllable is
     * not lost. Default: 300. At most 10,000, and 1 keeps next to nothing. Not for `CONVAI_TRIGGER_PUSH`.
     */
    int32_t pre_roll_ms;
    /**
     * Only for `CONVAI_TRIGGER_SPEECH`, as all fields below: how long speech is heard before it counts, in
     * milliseconds. The recording contains this time, too. Default: 100. At most 10,000.
     */
    int32_t speech_ms;
    /**
     * How long silence is heard before it ends a recording, in milliseconds. Default: 600. At most 10,000.
     */
    int32_t silence_ms;
    /**
     * The score from which a sound counts as speech, above 0 and at most 1. Default: 0.7. A higher one ignores more
     * noise and misses more quiet speech.
     */
    float speech_threshold;
    /**
     * The score below which a sound counts as silence, above 0 and at most `speech_threshold`. Default: 0.4.
     */
    float silence_threshold;
} convai_utterance_options;

/**
 * Audio, or the error. Read-only; the caller owns it and frees it with `convai_audio_free`.
 * @ingroup audio
 */
typedef struct convai_audio {
    /**
     * NULL if the call succeeded. Freed with the audio.
     */
    const struct convai_error *error;
    /**
     * A complete WAV file, or NULL if the call failed.
     */
    const uint8_t *wav;
    /**
     * The length of `wav` in bytes.
     */
    size_t wav_len;
    /**
     * The same as 16-bit samples with interleaved channels, `frames * channels` in all. NULL if the call failed.
     */
    const int16_t *pcm;
    /**
     * The number of frames (samples per channel).
     */
    size_t frames;
    /**
     * The number of channels.
     */
    uint32_t channels;
    /**
     * The sample rate in Hz.
     */
    uint32_t sample_rate;
    /**
     * `CONVAI_AUDIO_WAV`, `CONVAI_AUDIO_RAW_PCM` if raw samples were read, or `CONVAI_AUDIO_NONE` on failure.
     */
    int32_t audio_form;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * The reply of a call of the service that failed: the first 64 KiB, NUL-terminated, which need not be text, with the
     * API key replaced by "***". NULL if none arrived, and after a success: `wav` is the reply.
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_audio;

/**
 * How a playback is made. Start from `CONVAI_PLAYBACK_OPTIONS_INIT`.
 * @ingroup playback
 */
typedef struct convai_playback_options {
    /**
     * `sizeof(convai_playback_options)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * Required. The sample rate of the device in Hz: 8,000 to 192,000.
     */
    uint32_t sample_rate;
    /**
     * The time from a read until its samples are heard, in milliseconds: at most 1,000. The state tells what is heard
     * and not what was read, so `operation`, `frames`, the level and `mouth` follow later by this time. Default: 0.
     */
    int32_t latency_ms;
    /**
     * A voice begins when so many milliseconds of it have arrived, or all of it: at most 500. A voice that arrives more
     * slowly begins 250 ms later than that after its first samples. A longer buffer hides the gaps of a slow network. Default: 0, which begins with the
     * first frame.
     */
    int32_t start_buffer_ms;
    /**
     * How much audio the playback holds at most, in milliseconds: at most 3,600,000. The turns of a conversation are
     * never refused. Default: 300,000.
     */
    int32_t max_buffered_ms;
    /**
     * 1: there is no audio device, as on a server. A voice plays by the clock and ends when its time has passed, and
     * reads return silence. 0: a voice plays while the host program reads.
     */
    uint32_t without_device;
} convai_playback_options;

/**
 * What is heard now. Start from `CONVAI_PLAYBACK_STATE_INIT`.
 * @ingroup playback
 */
typedef struct convai_playback_state {
    /**
     * `sizeof(convai_playback_state)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * `CONVAI_PLAYBACK_EMPTY`, `_BUFFERING`, `_SPEAKING` or `_ENDED`.
     */
    int32_t state;
    /**
     * 1 while the playback is paused, else 0.
     */
    int32_t paused;
    /**
     * How often a voice had a gap, because the rest of it had not arrived, since the playback was created. A gap is
     * counted when the voice continues.
     */
    uint32_t underruns;
    /**
     * The length of all voice that was read since the playback was created, in milliseconds.
     */
    uint64_t played_ms;
    /**
     * The length of what is in the queue and was not read, in milliseconds, as far as it has arrived.
     */
    uint64_t buffered_ms;
    /**
     * The operation whose reply is heard. NULL for samples, and if nothing is heard. It stays after the end of the last
     * voice. It is there to be compared: it is not owned, must not be freed, and may have been freed already.
     */
    struct convai_operation *operation;
    /**
     * The `user_data` of the voice that is heard: that of the call's options, or of `convai_playback_add_pcm`.
     */
    uint64_t user_data;
    /**
     * How many frames of that voice were heard, at its own sample rate. For captions in time with the sound, show the
     * `text` of a piece when this has reached its `first_frame`.
     */
    uint64_t frames;
    /**
     * The sample rate of that voice in Hz, or 0 if there is none.
     */
    uint32_t sample_rate;
    /**
     * The level of what is heard, from 0 (silence) to 1 (full scale): the root mean square over 20 ms, volume and fades
     * included.
     */
    float rms;
    /**
     * The largest absolute sample value over 20 ms, from 0 to 1.
     */
    float peak;
    /**
     * How far a mouth is open, from 0 to 1: the amplitude of the voice, smoothed, relative to its loudest part. The
     * volume does not change it.
     */
    float mouth;
} convai_playback_state;

/**
 * A session of the past, inside a `convai_chats`. A string that the service did not send is NULL with length 0.
 * @ingroup chat
 */
typedef struct convai_chat_summary {
    /**
     * The id of the session, which `convai_chat_get` and `convai_chat_delete` take, and with which a turn continues it.
     */
    const char *session_id;
    /**
     * The length of `session_id` in bytes, without the NUL.
     */
    size_t session_id_len;
    /**
     * The day of the session in the format of the service, such as "25-09-2024" (day, month, year).
     */
    const char *date;
    /**
     * The length of `date` in bytes, without the NUL.
     */
    size_t date_len;
    /**
     * The time of the session in the format of the service, such as "20:52:57".
     */
    const char *time;
    /**
     * The length of `time` in bytes, without the NUL.
     */
    size_t time_len;
    /**
     * 1 if the session was added to the memory of the character, 0 if it was not, -1 if the service does not say.
     */
    int32_t is_in_memory;
    /**
     * Always 0.
     */
    uint32_t reserved;
} convai_chat_summary;

/**
 * The sessions of a character, or the error. Read-only; the caller owns it and frees it with `convai_chats_free`.
 * @ingroup chat
 */
typedef struct convai_chats {
    /**
     * NULL if the call succeeded. Freed with the list.
     */
    const struct convai_error *error;
    /**
     * An array of `chat_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
     * sessions.
     */
    const struct convai_chat_summary *const *chats;
    /**
     * How many sessions there are.
     */
    size_t chat_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_chats;

/**
 * One sentence of a session, inside a `convai_chat`. A string that the service did not send is NULL with length 0.
 * @ingroup chat
 */
typedef struct convai_chat_message {
    /**
     * When it was said, in the format of the service, such as "2024-09-25 20:52:57.123456". What the player says and
     * the answer have the same.
     */
    const char *timestamp;
    /**
     * The length of `timestamp` in bytes, without the NUL.
     */
    size_t timestamp_len;
    /**
     * Who said it: "User" or "Character".
     */
    const char *speaker;
    /**
     * The length of `speaker` in bytes, without the NUL.
     */
    size_t speaker_len;
    /**
     * What was said.
     */
    const char *text;
    /**
     * The length of `text` in bytes, without the NUL.
     */
    size_t text_len;
    /**
     * 1 if a trigger of the narrative design began this exchange, 0 if the player did, -1 if the service does not say.
     */
    int32_t is_trigger;
    /**
     * Always 0.
     */
    uint32_t reserved;
} convai_chat_message;

/**
 * What was said in a session, or the error. Read-only; the caller owns it and frees it with `convai_chat_free`.
 * @ingroup chat
 */
typedef struct convai_chat {
    /**
     * NULL if the call succeeded. Freed with the chat.
     */
    const struct convai_error *error;
    /**
     * An array of `message_count` pointers, none of which is NULL, in the order of the service; or NULL if nothing was
     * said.
     */
    const struct convai_chat_message *const *messages;
    /**
     * How many messages there are.
     */
    size_t message_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_chat;

/**
 * A generated text, or the error. Read-only; the caller owns it and frees it with `convai_generated_text_free`.
 * @ingroup generation
 */
typedef struct convai_generated_text {
    /**
     * NULL if the call succeeded. Freed with the text.
     */
    const struct convai_error *error;
    /**
     * The whole text. Never NULL; empty if nothing came. After an error, what came before it.
     */
    const char *text;
    /**
     * The length of `text` in bytes, without the NUL.
     */
    size_t text_len;
    /**
     * The lines of the text, without the white space around them: an array of `line_count` NUL-terminated strings, or NULL
     * if there are none. Blank lines are left out. Each line of `convai_generate_starters` is one suggestion.
     */
    const char *const *lines;
    /**
     * How many lines there are.
     */
    size_t line_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_generated_text;

/**
 * What leads from a section to another, inside a `convai_section`. A string that the service did not send is NULL with
 * length 0.
 * @ingroup narrative
 */
typedef struct convai_decision {
    /**
     * When the story goes on with the other section, in prose.
     */
    const char *criteria;
    /**
     * The length of `criteria` in bytes, without the NUL.
     */
    size_t criteria_len;
    /**
     * The id of the other section.
     */
    const char *next_section_id;
    /**
     * The length of `next_section_id` in bytes, without the NUL.
     */
    size_t next_section_id_len;
} convai_decision;

/**
 * A section of a story, inside a `convai_sections`. A string that the service did not send is NULL with length 0.
 * @ingroup narrative
 */
typedef struct convai_section {
    /**
     * The id of the section.
     */
    const char *id;
    /**
     * The length of `id` in bytes, without the NUL.
     */
    size_t id_len;
    /**
     * The name of the section.
     */
    const char *name;
    /**
     * The length of `name` in bytes, without the NUL.
     */
    size_t name_len;
    /**
     * What the character does in this section, in prose.
     */
    const char *objective;
    /**
     * The length of `objective` in bytes, without the NUL.
     */
    size_t objective_len;
    /**
     * An array of `decision_count` pointers, none of which is NULL; or NULL if there are no decisions.
     */
    const struct convai_decision *const *decisions;
    /**
     * How many decisions there are.
     */
    size_t decision_count;
} convai_section;

/**
 * Sections of a story, or the error. Read-only; the caller owns it and frees it with `convai_sections_free`.
 * @ingroup narrative
 */
typedef struct convai_sections {
    /**
     * NULL if the call succeeded. Freed with the list.
     */
    const struct convai_error *error;
    /**
     * An array of `section_count` pointers, none of which is NULL, in the order of the service; or NULL if there are
     * none.
     */
    const struct convai_section *const *sections;
    /**
     * How many sections there are.
     */
    size_t section_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_sections;

/**
 * An event of the game that the story reacts to, inside a `convai_triggers`. A string that the service did not send is
 * NULL with length 0.
 * @ingroup narrative
 */
typedef struct convai_trigger {
    /**
     * The id of the trigger.
     */
    const char *id;
    /**
     * The length of `id` in bytes, without the NUL.
     */
    size_t id_len;
    /**
     * The name of the trigger.
     */
    const char *name;
    /**
     * The length of `name` in bytes, without the NUL.
     */
    size_t name_len;
    /**
     * What the character is told when the trigger fires.
     */
    const char *message;
    /**
     * The length of `message` in bytes, without the NUL.
     */
    size_t message_len;
    /**
     * The id of the section that follows, or NULL if none does.
     */
    const char *destination_section_id;
    /**
     * The length of `destination_section_id` in bytes, without the NUL.
     */
    size_t destination_section_id_len;
} convai_trigger;

/**
 * The triggers of a story, or the error. Read-only; the caller owns it and frees it with `convai_triggers_free`.
 * @ingroup narrative
 */
typedef struct convai_triggers {
    /**
     * NULL if the call succeeded. Freed with the list.
     */
    const struct convai_error *error;
    /**
     * An array of `trigger_count` pointers, none of which is NULL, in the order of the service; or NULL if there are
     * none.
     */
    const struct convai_trigger *const *triggers;
    /**
     * How many triggers there are.
     */
    size_t trigger_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_triggers;

/**
 * Something that the plan limits, inside a `convai_usage`.
 * @ingroup usage
 */
typedef struct convai_usage_metric {
    /**
     * What is counted, such as "interactions" or "core-api"; or NULL. A metric with several limits stands in the list
     * several times.
     */
    const char *id;
    /**
     * The length of `id` in bytes, without the NUL.
     */
    size_t id_len;
    /**
     * How much the plan allows, or -1 if the service does not say.
     */
    double limit;
    /**
     * How much of it is used, or -1 if the service does not say.
     */
    double used;
} convai_usage_metric;

/**
 * The account and its plan, or the error. Read-only; the caller owns it and frees it with `convai_usage_free`. A string
 * that the service did not send is NULL with length 0.
 * @ingroup usage
 */
typedef struct convai_usage {
    /**
     * NULL if the call succeeded. Freed with the usage.
     */
    const struct convai_error *error;
    /**
     * The name of the account.
     */
    const char *user_name;
    /**
     * The length of `user_name` in bytes, without the NUL.
     */
    size_t user_name_len;
    /**
     * The e-mail address of the account.
     */
    const char *email;
    /**
     * The length of `email` in bytes, without the NUL.
     */
    size_t email_len;
    /**
     * The name of the plan.
     */
    const char *plan_name;
    /**
     * The length of `plan_name` in bytes, without the NUL.
     */
    size_t plan_name_len;
    /**
     * When the plan ends, in the format of the service.
     */
    const char *expires;
    /**
     * The length of `expires` in bytes, without the NUL.
     */
    size_t expires_len;
    /**
     * An array of `metric_count` pointers, none of which is NULL; or NULL if there are none.
     */
    const struct convai_usage_metric *const *metrics;
    /**
     * How many metrics there are.
     */
    size_t metric_count;
    /**
     * The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
     * failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
     */
    const char *raw_json;
    /**
     * The length of `raw_json` in bytes, without the NUL.
     */
    size_t raw_json_len;
} convai_usage;

/**
 * A request to a path of the service, for what this library has no function for. Start from `CONVAI_REQUEST_INIT`.
 * Everything is copied before the function returns. The body is JSON, a form, or nothing.
 * @ingroup request
 */
typedef struct convai_request {
    /**
     * `sizeof(convai_request)`; the INIT macro sets it.
     */
    uint32_t struct_size;
    /**
     * 0, or `CONVAI_MULTIPART` to send the fields as multipart/form-data also if none of them is a file.
     */
    uint32_t flags;
    /**
     * "GET", "POST", "PUT", "PATCH" or "DELETE". NULL is POST. GET and DELETE have no body.
     */
    const char *method;
    /**
     * The path, relative to `base_url`, such as "character/list"; it may have a query. Required. So that the API key stays
     * with the service, a path is refused that has a scheme, an empty part ("//"), a part "." or "..", a backslash, a
     * fragment or a control character, percent-encoded or not.
     */
    const char *path;
    /**
     * The body as JSON, which is checked and sent as it is; or NULL.
     */
    const char *json;
    /**
     * The fields of a form: `field_count` pointers. The body is application/x-www-form-urlencoded, or multipart/form-data
     * if a field is a file: the texts first, then the files. NULL if `field_count` is 0.
     */
    const struct convai_field *const *fields;
    /**
     * How many fields there are. Must be 0 if `json` is set.
     */
    uint32_t field_count;
    /**
     * Always 0.
     */
    uint32_t reserved;
} convai_request;

/**
 * What one call did. Read-only; the caller owns it and frees it with `convai_log_entry_free`. It holds no API key, no
 * auth token, no text and no audio.
 *
 * The times are those of `curl --write-out`: microseconds from the start of the call until the phase had ended, so
 * that each includes the ones before it. -1 means that the call did not get there or that it had no such phase: a
 * call on a reused connection resolves no name and does not connect.
 * @ingroup log
 */
typedef struct convai_log_entry {
    /**
     * The value of the request's X-Request-ID header: a random UUID. NUL-terminated, never NULL.
     */
    const char *request_id;
    /**
     * The length of `request_id` in bytes, without the NUL.
     */
    size_t request_id_len;
    /**
     * The HTTP method. NUL-terminated, never NULL.
     */
    const char *method;
    /**
     * The length of `method` in bytes, without the NUL.
     */
    size_t method_len;
    /**
     * The path of the request's URL, without host and query. API key and auth token are redacted. NUL-terminated, never NULL.
     */
    const char *path;
    /**
     * The length of `path` in bytes, without the NUL.
     */
    size_t path_len;
    /**
     * How the call ended: `CONVAI_OK` or one of `CONVAI_ERROR_...`.
     */
    convai_status status;
    /**
     * The HTTP status of the reply, or 0 if none began to arrive.
     */
    int32_t http_status;
    /**
     * One of `CONVAI_CONNECTION_...`.
     */
    int32_t connection;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * The `user_data` of the call's options.
     */
    uint64_t user_data;
    /**
     * How many entries were dropped between the last one that was read and this one, because the log was full.
     */
    uint64_t dropped;
    /**
     * How many bytes of the request's body were passed to the connection.
     */
    uint64_t bytes_sent;
    /**
     * How many bytes of the reply's body arrived.
     */
    uint64_t bytes_received;
    /**
     * When the call started: milliseconds since 1970-01-01 00:00 UTC, by the clock of the system.
     */
    int64_t started_unix_ms;
    /**
     * Until the call left the queue.
     */
    int64_t queued_us;
    /**
     * Until the host name, or that of the proxy, was resolved. An address needs no lookup.
     */
    int64_t name_us;
    /**
     * Until the TCP connection was made, or the tunnel through a proxy.
     */
    int64_t connect_us;
    /**
     * Until the TLS handshake was done. There is none for `http://`.
     */
    int64_t tls_us;
    /**
     * Until the last byte of the request's body was passed to the connection.
     */
    int64_t sent_us;
    /**
     * Until the head of the reply arrived. A service that answers before it has read everything may do so before
     * `sent_us`.
     */
    int64_t first_byte_us;
    /**
     * Until the call ended. Never -1.
     */
    int64_t total_us;
} convai_log_entry;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the ABI version of the loaded library.
 *
 * @return `CONVAI_ABI_VERSION` if the layouts of this header and of the library agree. The library may still be older
 * than the header, with fewer functions and fields: `convai_struct_size` tells. With any other number, call nothing
 * else.
 *
 * Errors: none. Threads: any. Blocks: no.
 * @ingroup library
 */
CONVAI_API uint32_t convai_abi_version(void);

/**
 * Returns the version of the loaded library.
 *
 * @return A NUL-terminated string such as "0.1.0" that lives as long as the library and must not be freed.
 *
 * Errors: none. Threads: any. Blocks: no.
 * @ingroup library
 */
CONVAI_API const char *convai_version(void);

/**
 * Returns the size of a public struct in the loaded library. A binding that declares the structs itself, as C# and
 * Python do, checks them with this function when it loads the library.
 *
 * @param name The name of the struct, such as "convai_response". May be NULL.
 *
 * @return The size in bytes, or 0 for NULL and for an unknown name. A newer library may have larger structs: fields
 * are only added at the end.
 *
 * Errors: none. Threads: any. Blocks: no.
 * @ingroup library
 */
CONVAI_API size_t convai_struct_size(const char *name);

/**
 * Counts the objects that the caller owns and has not freed: clients, operations, conversations, utterances,
 * playbacks, results and errors. Assert that it is 0 at the end of your tests: leak checkers do not report objects that
 * the library can still reach.
 *
 * @return The number of objects.
 *
 * Errors: none. Threads: any. Blocks: no.
 * @ingroup library
 */
CONVAI_API uint64_t convai_live_objects(void);

/**
 * Returns the name of a status code, such as "CONVAI_ERROR_TIMEOUT".
 *
 * @param status Any number.
 *
 * @return A NUL-terminated string that lives as long as the library and must not be freed. A code that this version of
 * the library does not know gives "CONVAI_ERROR_UNKNOWN", which is not a constant.
 *
 * Errors: none. Threads: any. Blocks: no.
 * @ingroup status
 */
CONVAI_API const char *convai_status_name(convai_status status);

/**
 * Returns a sentence about a status code that says what it means and what to do, for functions that return only a
 * status. A `convai_error` has a more specific message.
 *
 * @param status Any number.
 *
 * @return A NUL-terminated English sentence that lives as long as the library and must not be freed.
 *
 * Errors: none. Threads: any. Blocks: no.
 * @ingroup status
 */
CONVAI_API const char *convai_status_text(convai_status status);

/**
 * Frees an error that a function returned through its `error` parameter, and sets the caller's variable to NULL.
 *
 * An error that is part of a result (`response->error`) is freed with the result; passing it here gives BAD_HANDLE.
 *
 * @param error The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no error at this address (freed already, or not an error).
 *
 * Threads: any. Blocks: no.
 * @ingroup error
 */
CONVAI_API convai_status convai_error_free(struct convai_error **error);

/**
 * Creates a client. It sends nothing and starts no thread before its first request.
 *
 * @param options The settings. Must not be NULL.
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return The client, which the caller frees with `convai_client_free`, or NULL on failure.
 *
 * Errors: NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, API_KEY, OPTIONS, INVALID_ARGUMENT; BAD_HANDLE or FORKED (`queue`).
 *
 * Threads: any. Blocks: no.
 * @ingroup client
 */
CONVAI_API
struct convai_client *convai_client_new(const struct convai_client_options *options,
                                        struct convai_error **error);

/**
 * Replaces the API key or the auth token of a client, for example a token that expires by one that your server created
 * in the meantime. Set exactly one of the two.
 *
 * The new credential is for the calls that start from now on. A call keeps the credential with which it started, also
 * while it is in the queue; so does a turn that waits in a conversation for the turns before it. Nothing is cancelled,
 * and the connections are kept. A turn that fails with AUTHENTICATION because its token expired while it waited can be
 * said again.
 *
 * @param client The client. If it is closed, this has no effect.
 * @param api_key The new API key, as `api_key` of `convai_client_options`. NULL or "" to set an auth token.
 * @param auth_token The new auth token, as `auth_token` of `convai_client_options`. NULL or "" to set an API key.
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return `CONVAI_OK`; API_KEY (neither or both are set, or the one that is set holds invalid characters; the client
 * keeps its credential), INVALID_UTF8, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup client
 */
CONVAI_API
convai_status convai_client_set_credentials(struct convai_client *client,
                                            const char *api_key,
                                            const char *auth_token,
                                            struct convai_error **error);

/**
 * Ends everything that a client does: operations that have not finished are cancelled, connections are closed, threads
 * are joined. After `CONVAI_OK` no thread of this client runs.
 *
 * Later calls of the client fail with CLOSED. Operations keep their results: they can still be delivered, taken and
 * freed. A blocking call on another thread returns with CANCELLED. A second close, also at the same time, waits for
 * the same end.
 *
 * @param client The client.
 * @param timeout_ms How long to wait for the threads, in milliseconds. 0 does not wait, a negative number waits
 * without limit. Threads normally end within a few milliseconds, also while audio is converted; only a host name
 * lookup or a file of certificates that hangs in the operating system, and a reply of many megabytes that is being
 * read, take longer.
 *
 * @return `CONVAI_OK`, TIMEOUT (a thread has not ended yet; it uses no memory of the host program; call again to wait
 * longer), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: for at most `timeout_ms`.
 * @ingroup client
 */
CONVAI_API convai_status convai_client_close(struct convai_client *client, int32_t timeout_ms);

/**
 * Closes the idle connections of a client, so that the next request opens a new one. Call it when the network of the
 * machine changes, for instance from Wi-Fi to a cable, or after sleep: connections of the old network are dead, and a
 * request that is sent over one of them ends only with its timeout.
 *
 * Calls in flight are not affected; idle connections are closed when the last of them ends. The host name is looked up
 * again, and the proxy settings of the system are read again. A client also notices dead connections by itself: after
 * a request over an older connection has timed out, it resets its connections.
 *
 * @param client The client. If it is closed, this does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup client
 */
CONVAI_API convai_status convai_client_reset_connections(struct convai_client *client);

/**
 * Closes a client as `convai_client_close` does with a timeout of two seconds, frees it, and sets the caller's
 * variable to NULL.
 *
 * Its operations and conversations remain valid until they are freed. The client's own completion queue and the
 * handle of `convai_client_wake_handle` end with it: to receive operations that were not delivered yet, call
 * `convai_client_close` and drain the queue first. A `convai_queue` still delivers them.
 *
 * @param client The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a client), FORKED, or TIMEOUT (the client is freed, but a
 * thread has not ended yet).
 *
 * Threads: any. Blocks: normally a few milliseconds, at most two seconds.
 * @ingroup client
 */
CONVAI_API convai_status convai_client_free(struct convai_client **client);

/**
 * Closes every client of this process as `convai_client_close` does, and stops every playback: for an editor's reload
 * hook, for leaving play mode, or for an atexit handler. Clients and playbacks must still be freed. New ones can be
 * created afterwards. May be called again, and without any client. A client that another thread creates meanwhile may be missed.
 *
 * @param timeout_ms How long to wait for all clients together, in milliseconds. 0 does not wait, a negative number
 * waits without limit.
 *
 * @return `CONVAI_OK`, or TIMEOUT if a thread has not ended yet.
 *
 * Threads: any. Blocks: for at most `timeout_ms`.
 * @ingroup client
 */
CONVAI_API
convai_status convai_shutdown(int32_t timeout_ms);

/**
 * Reports the progress of an operation.
 *
 * @param operation The operation.
 * @param progress Receives state, kind, byte counts and `user_data`; its `struct_size` must be set. May be NULL.
 *
 * @return `CONVAI_OK` if the operation has finished, `CONVAI_PENDING` if it has not, or BAD_HANDLE, FORKED or
 * STRUCT_SIZE.
 *
 * Threads: any. Blocks: no.
 * @ingroup operation
 */
CONVAI_API convai_status convai_operation_poll(struct convai_operation *operation, struct convai_progress *progress);

/**
 * Waits until an operation has finished.
 *
 * @param operation The operation.
 * @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit. Every
 * operation ends: its own timeout begins when it leaves the queue, and its deadline, if it has one, when it starts.
 *
 * @return `CONVAI_OK` if the operation has finished, `CONVAI_PENDING` if it has not finished in that time, or
 * BAD_HANDLE or FORKED. If another thread frees the operation meanwhile, it is cancelled and the wait returns
 * `CONVAI_OK`.
 *
 * Threads: any. Blocks: for at most `timeout_ms`.
 * @ingroup operation
 */
CONVAI_API convai_status convai_operation_wait(struct convai_operation *operation, int32_t timeout_ms);

/**
 * Cancels an operation, whatever its state. Threads that wait for it return at once, and its connection is closed. It
 * is delivered by `convai_client_next` like any other, and its result holds the error CANCELLED. An operation that has
 * finished is not changed.
 *
 * The service may have acted on a cancelled request: see `request_sent` of the error.
 *
 * @param operation The operation.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup operation
 */
CONVAI_API convai_status convai_operation_cancel(struct convai_operation *operation);

/**
 * Frees an operation and sets the caller's variable to NULL. An operation that has not finished is cancelled first. A
 * result that was not taken is freed with it.
 *
 * @param operation The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE (freed already, or not an operation) or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup operation
 */
CONVAI_API convai_status convai_operation_free(struct convai_operation **operation);

/**
 * Delivers the next event: an operation that has finished, or new pieces of a reply, in the order in which that
 * happened. A game loop drains the queue
 * once a frame with a timeout of 0; a worker thread waits.
 *
 * Every operation that an `_async` function returned is delivered once with `CONVAI_EVENT_DONE`, unless its result was
 * taken or it was freed before. A turn with `CONVAI_STREAM` is also delivered with `CONVAI_EVENT_PIECES`, any number of
 * times before that. A thread that waits here may receive the event before the `_async` function has returned on the thread that
 * started the operation: recognize the operation by its `user_data`.
 *
 * @param client The client that the operations belong to. It must not share a `convai_queue`.
 * @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit.
 * @param event Receives the event; its `struct_size` must be set. Without an event, its `kind` is 0 and its
 * `operation` is NULL. Must not be NULL.
 *
 * @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (nothing happened in that time), CLOSED (the client was
 * closed and everything was delivered), INVALID_ARGUMENT (the client's options name a `queue`), NULL_POINTER,
 * STRUCT_SIZE, BAD_HANDLE or FORKED.
 *
 * Threads: any; each event is delivered to one caller. Blocks: for at most `timeout_ms`.
 * @ingroup queue
 */
CONVAI_API
convai_status convai_client_next(struct convai_client *client,
                                 int32_t timeout_ms,
                                 struct convai_event *event);

/**
 * Returns a handle with which an event loop waits for `convai_client_next`. On Linux and macOS it is a file
 * descriptor, for `select`, `poll`, `epoll`, `kqueue`, or an event loop such as asyncio's. On Windows it is the HANDLE
 * of a manual-reset event, for `WaitForMultipleObjects` and the like.
 *
 * It is readable (on Windows: signaled) while an event waits to be delivered. When it is, call
 * `convai_client_next` until that returns `CONVAI_PENDING` or CLOSED. Once the client was closed and everything was
 * delivered, it stays readable, and `convai_client_next` returns CLOSED: then remove it from the event loop.
 *
 * Every call returns the same handle. It belongs to the client, and `convai_client_free` closes it: remove it from the
 * event loop before. Do not read from it, reset it or close it.
 *
 * @param client The client. It must not share a `convai_queue`.
 * @param handle Receives the handle. Must not be NULL.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT (the client's options name a `queue`), NULL_POINTER, BAD_HANDLE, FORKED, or
 * INTERNAL (the process has no file descriptors left).
 *
 * Threads: any. Blocks: no.
 * @ingroup queue
 */
CONVAI_API convai_status convai_client_wake_handle(struct convai_client *client, intptr_t *handle);

/**
 * Creates a completion queue for several clients, so that one thread or one event loop receives the operations of all
 * of them. Set it as `queue` in the options of each client. A client without one has a queue of its own.
 *
 * No client closes the queue: a client that is closed ends only its own operations, which are delivered as cancelled.
 *
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return The queue, which the caller frees with `convai_queue_free`, or NULL on failure.
 *
 * Errors: INTERNAL (too many objects are alive).
 *
 * Threads: any. Blocks: no.
 * @ingroup queue
 */
CONVAI_API struct convai_queue *convai_queue_new(struct convai_error **error);

/**
 * Delivers the next event of any client of the queue, as `convai_client_next` does for the queue of one client.
 *
 * @param queue The queue.
 * @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit.
 * @param event Receives the event; its `struct_size` must be set. Without an event, its `kind` is 0 and its
 * `operation` is NULL. Must not be NULL.
 *
 * @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (nothing happened in that time), CLOSED (another thread
 * freed the queue during the wait), NULL_POINTER, STRUCT_SIZE, BAD_HANDLE or FORKED.
 *
 * Threads: any; each event is delivered to one caller. Blocks: for at most `timeout_ms`.
 * @ingroup queue
 */
CONVAI_API convai_status convai_queue_next(struct convai_queue *queue, int32_t timeout_ms, struct convai_event *event);

/**
 * Returns a handle with which an event loop waits for `convai_queue_next`: on Linux and macOS a file descriptor that
 * is readable while an event waits, on Windows the HANDLE of a manual-reset event that is signaled
 * meanwhile. It is used like that of `convai_client_wake_handle`. It belongs to the queue, and `convai_queue_free`
 * closes it: remove it from the event loop before.
 *
 * @param queue The queue.
 * @param handle Receives the handle. Must not be NULL.
 *
 * @return `CONVAI_OK`, CLOSED (another thread freed the queue during the call), NULL_POINTER, BAD_HANDLE, FORKED, or
 * INTERNAL (the process has no file descriptors left).
 *
 * Threads: any. Blocks: no.
 * @ingroup queue
 */
CONVAI_API convai_status convai_queue_wake_handle(struct convai_queue *queue, intptr_t *handle);

/**
 * Frees a queue and sets the caller's variable to NULL. Waits for the queue on other threads return CLOSED at once,
 * also if operations have finished that were not delivered yet.
 *
 * The clients of the queue can still be used. Their operations are not delivered any more: wait for them with
 * `convai_operation_wait` or poll them, and free them as always.
 *
 * @param queue The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a queue) or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup queue
 */
CONVAI_API convai_status convai_queue_free(struct convai_queue **queue);

/**
 * Takes the result out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_RESULT`.
 *
 * @return The result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
 * `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
 * `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup operation
 */
CONVAI_API struct convai_result *convai_operation_take_result(struct convai_operation *operation);

/**
 * Frees a result and sets the caller's variable to NULL.
 *
 * @param result The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no result at this address (freed already, or not a result).
 *
 * Threads: any. Blocks: no.
 * @ingroup operation
 */
CONVAI_API convai_status convai_result_free(struct convai_result **result);

/**
 * Takes the character out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_CHARACTER`.
 *
 * @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. If the call failed,
 * its `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
 * FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API struct convai_character *convai_operation_take_character(struct convai_operation *operation);

/**
 * Frees a character and sets the caller's variable to NULL. To delete a character at the service use
 * `convai_character_delete`.
 *
 * @param character The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no character at this address (freed already, or not a
 * character).
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API convai_status convai_character_free(struct convai_character **character);

/**
 * Creates a character (POST /character/create). The call is never repeated by the library: a second "create" makes a
 * second character. If the reply names no id (BAD_REPLY), the service may have created the character nevertheless.
 *
 * @param client The client.
 * @param spec The fields of the character; name, voice_type and backstory are required. Must not be NULL.
 * @param options Settings of this call. May be NULL.
 *
 * @return A character with `id` set, never NULL; the caller owns it and frees it with `convai_character_free`. If the
 * call failed, its `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_character *convai_character_create(struct convai_client *client,
                                                 const struct convai_character_spec *spec,
                                                 const struct convai_call_options *options);

/**
 * Starts `convai_character_create` and returns immediately.
 *
 * @param client The client.
 * @param spec The fields of the character; name, voice_type and backstory are required. Must not be NULL.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_create_async(struct convai_client *client,
                                                       const struct convai_character_spec *spec,
                                                       const struct convai_call_options *options,
                                                       struct convai_error **error);

/**
 * Changes a character (POST /character/update). Only the fields of `spec` that are not NULL are sent and changed.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param spec The fields to change; at least one must be set. Must not be NULL.
 * @param options Settings of this call. May be NULL.
 *
 * @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT (also if
 * there is nothing to change); any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_result *convai_character_update(struct convai_client *client,
                                              const char *character_id,
                                              const struct convai_character_spec *spec,
                                              const struct convai_call_options *options);

/**
 * Starts `convai_character_update` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param spec The fields to change; at least one must be set. Must not be NULL.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT (also if
 * there is nothing to change).
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_update_async(struct convai_client *client,
                                                       const char *character_id,
                                                       const struct convai_character_spec *spec,
                                                       const struct convai_call_options *options,
                                                       struct convai_error **error);

/**
 * Reads a character by its id (POST /character/get): one of the account, or a public one.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. If the call failed,
 * its `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_character *convai_character_get(struct convai_client *client,
                                              const char *character_id,
                                              const struct convai_call_options *options);

/**
 * Starts `convai_character_get` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_get_async(struct convai_client *client,
                                                    const char *character_id,
                                                    const struct convai_call_options *options,
                                                    struct convai_error **error);

/**
 * Reads a character by its name (POST /character/get with the name). The service's documents do not say which one it
 * returns if several have the name.
 *
 * @param client The client.
 * @param name The name. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. If the call failed,
 * its `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_character *convai_character_find(struct convai_client *client,
                                               const char *name,
                                               const struct convai_call_options *options);

/**
 * Starts `convai_character_find` and returns immediately.
 *
 * @param client The client.
 * @param name The name. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_find_async(struct convai_client *client,
                                                     const char *name,
                                                     const struct convai_call_options *options,
                                                     struct convai_error **error);

/**
 * Copies a character (POST /user/clone_character). The call is never repeated by the library: a second "clone" makes a
 * second copy. If the reply names no id (BAD_REPLY), the service may have made the copy nevertheless.
 *
 * @param client The client.
 * @param character_id The id of the character to copy. Must not be NULL or empty.
 * @param with_knowledge_bank 0 copies the character without its knowledge bank, any other value copies both.
 * @param options Settings of this call. May be NULL.
 *
 * @return A character with the `id` of the copy, never NULL; the caller owns it and frees it with
 * `convai_character_free`. If the call failed, its `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_character *convai_character_clone(struct convai_client *client,
                                                const char *character_id,
                                                int32_t with_knowledge_bank,
                                                const struct convai_call_options *options);

/**
 * Starts `convai_character_clone` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character to copy. Must not be NULL or empty.
 * @param with_knowledge_bank 0 copies the character without its knowledge bank, any other value copies both.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_clone_async(struct convai_client *client,
                                                      const char *character_id,
                                                      int32_t with_knowledge_bank,
                                                      const struct convai_call_options *options,
                                                      struct convai_error **error);

/**
 * Deletes a character at the service (POST /character/delete). This cannot be undone, and the library never repeats
 * it. To free a `convai_character` use `convai_character_free`.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_result *convai_character_delete(struct convai_client *client,
                                              const char *character_id,
                                              const struct convai_call_options *options);

/**
 * Starts `convai_character_delete` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_delete_async(struct convai_client *client,
                                                       const char *character_id,
                                                       const struct convai_call_options *options,
                                                       struct convai_error **error);

/**
 * Takes the characters out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_CHARACTERS`.
 *
 * @return The characters, never NULL; the caller owns them and frees them with `convai_characters_free`. If the call
 * failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
 * or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_characters *convai_operation_take_characters(struct convai_operation *operation);

/**
 * Frees the characters with all their strings, and sets the caller's variable to NULL.
 *
 * @param characters The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such list at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API convai_status convai_characters_free(struct convai_characters **characters);

/**
 * Lists the characters of the account (POST /character/list).
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 *
 * @return The characters, never NULL; the caller owns them and frees them with `convai_characters_free`. If the call
 * failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup character
 */
CONVAI_API
struct convai_characters *convai_character_list(struct convai_client *client,
                                                const struct convai_call_options *options);

/**
 * Starts `convai_character_list` and returns immediately.
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_characters` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup character
 */
CONVAI_API
struct convai_operation *convai_character_list_async(struct convai_client *client,
                                                     const struct convai_call_options *options,
                                                     struct convai_error **error);

/**
 * Takes the voices out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_VOICES`.
 *
 * @return The voices, never NULL; the caller owns them and frees them with `convai_voices_free`. If the call
 * failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
 * or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup voice
 */
CONVAI_API
struct convai_voices *convai_operation_take_voices(struct convai_operation *operation);

/**
 * Frees the voices with all their strings, and sets the caller's variable to NULL.
 *
 * @param voices The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such list at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup voice
 */
CONVAI_API convai_status convai_voices_free(struct convai_voices **voices);

/**
 * Lists the voices that characters can have (GET /tts/get_available_voices). The service changes the list from time to time;
 * its documents show one of about 180 KB.
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 *
 * @return The voices, never NULL; the caller owns them and frees them with `convai_voices_free`. If the call
 * failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup voice
 */
CONVAI_API
struct convai_voices *convai_voice_list(struct convai_client *client,
                                        const struct convai_call_options *options);

/**
 * Starts `convai_voice_list` and returns immediately.
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_voices` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup voice
 */
CONVAI_API
struct convai_operation *convai_voice_list_async(struct convai_client *client,
                                                 const struct convai_call_options *options,
                                                 struct convai_error **error);

/**
 * Takes the languages out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_LANGUAGES`.
 *
 * @return The languages, never NULL; the caller owns them and frees them with `convai_languages_free`. If the call
 * failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
 * or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup language
 */
CONVAI_API
struct convai_languages *convai_operation_take_languages(struct convai_operation *operation);

/**
 * Frees the languages with all their strings, and sets the caller's variable to NULL.
 *
 * @param languages The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such list at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup language
 */
CONVAI_API convai_status convai_languages_free(struct convai_languages **languages);

/**
 * Lists the languages that characters can speak (GET /tts/get_available_languages).
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 *
 * @return The languages, never NULL; the caller owns them and frees them with `convai_languages_free`. If the call
 * failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup language
 */
CONVAI_API
struct convai_languages *convai_language_list(struct convai_client *client,
                                              const struct convai_call_options *options);

/**
 * Starts `convai_language_list` and returns immediately.
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_languages` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup language
 */
CONVAI_API
struct convai_operation *convai_language_list_async(struct convai_client *client,
                                                    const struct convai_call_options *options,
                                                    struct convai_error **error);

/**
 * Creates an auth token (POST /user/connect), which a client takes in place of the API key. A program of yours that has
 * the key creates tokens, and hands each player one: the key is then not part of the game. A token that was created
 * before remains valid.
 *
 * Documented: the call takes the API key, and a token is valid for an hour; an older page says 24 hours. The token is a
 * UUID on one page and a JSON Web Token on another: take it as it is.
 *
 * @param client The client. It has an API key.
 * @param options Settings of this call. May be NULL.
 *
 * @return A token with `token` set, never NULL; the caller owns it and frees it with `convai_token_free`. If the call
 * failed, its `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup token
 */
CONVAI_API
struct convai_token *convai_token_create(struct convai_client *client,
                                         const struct convai_call_options *options);

/**
 * Starts `convai_token_create` and returns immediately.
 *
 * @param client The client. It has an API key.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_token` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup token
 */
CONVAI_API
struct convai_operation *convai_token_create_async(struct convai_client *client,
                                                   const struct convai_call_options *options,
                                                   struct convai_error **error);

/**
 * Moves the expiry of an auth token (POST /user/extend-token), usually to 24 hours from now. The token stays the same.
 *
 * Documented: one page asks for the API key, another sends no credential but the token. The library sends the
 * credential of the client, so a client that was made with a token can extend it if the service allows that.
 *
 * @param client The client.
 * @param token The token. White space at its ends is removed. It is redacted as the API key is. Must not be NULL or
 * empty, or hold a space, a line break or another character than visible ASCII.
 * @param options Settings of this call. May be NULL.
 *
 * @return The token with its new expiry, never NULL; the caller owns it and frees it with `convai_token_free`. If the
 * call failed, its `error` is set: AUTHENTICATION if the service refuses the token because it has expired or was
 * revoked.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup token
 */
CONVAI_API
struct convai_token *convai_token_extend(struct convai_client *client,
                                         const char *token,
                                         const struct convai_call_options *options);

/**
 * Starts `convai_token_extend` and returns immediately.
 *
 * @param client The client.
 * @param token The token, as for `convai_token_extend`. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_token` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup token
 */
CONVAI_API
struct convai_operation *convai_token_extend_async(struct convai_client *client,
                                                   const char *token,
                                                   const struct convai_call_options *options,
                                                   struct convai_error **error);

/**
 * Revokes an auth token before it expires (POST /user/revoke-token): calls that are sent with it fail from then on.
 *
 * Documented: one page asks for the API key, another sends no credential but the token. The library sends the
 * credential of the client.
 *
 * @param client The client.
 * @param token The token, as for `convai_token_extend`. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup token
 */
CONVAI_API
struct convai_result *convai_token_revoke(struct convai_client *client,
                                          const char *token,
                                          const struct convai_call_options *options);

/**
 * Starts `convai_token_revoke` and returns immediately.
 *
 * @param client The client.
 * @param token The token, as for `convai_token_extend`. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup token
 */
CONVAI_API
struct convai_operation *convai_token_revoke_async(struct convai_client *client,
                                                   const char *token,
                                                   const struct convai_call_options *options,
                                                   struct convai_error **error);

/**
 * Takes the token out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_TOKEN`.
 *
 * @return The token, never NULL; the caller owns it and frees it with `convai_token_free`. If the call failed, its
 * `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
 * `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup token
 */
CONVAI_API struct convai_token *convai_operation_take_token(struct convai_operation *operation);

/**
 * Frees a token and sets the caller's variable to NULL. It stays valid at the service: see `convai_token_revoke`.
 *
 * @param token The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no token at this address (freed already, or not a token).
 *
 * Threads: any. Blocks: no.
 * @ingroup token
 */
CONVAI_API convai_status convai_token_free(struct convai_token **token);

/**
 * Takes the response out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_RESPONSE`.
 *
 * @return The response, never NULL; the caller owns it and frees it with `convai_response_free`. If the call failed,
 * its `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
 * FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup turn
 */
CONVAI_API struct convai_response *convai_operation_take_response(struct convai_operation *operation);

/**
 * Frees a response with its strings, WAV file and samples, and sets the caller's variable to NULL.
 *
 * @param response The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no response at this address (freed already, or not a
 * response).
 *
 * Threads: any. Blocks: no.
 * @ingroup turn
 */
CONVAI_API convai_status convai_response_free(struct convai_response **response);

/**
 * Says text to a character and waits for the response (POST /character/getResponse).
 *
 * The library never repeats a turn, because an answer costs quota and advances the session. If a turn fails, continue
 * with the session id of the last turn that succeeded.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param text What the player says, as UTF-8. Must not be NULL or empty.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup turn
 */
CONVAI_API
struct convai_response *convai_get_response_text(struct convai_client *client,
                                                 const char *character_id,
                                                 const char *session_id,
                                                 const char *text,
                                                 uint32_t flags,
                                                 const struct convai_call_options *options);

/**
 * Starts `convai_get_response_text` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param text What the player says, as UTF-8. Must not be NULL or empty.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_response` takes, or NULL if the turn was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup turn
 */
CONVAI_API
struct convai_operation *convai_get_response_text_async(struct convai_client *client,
                                                        const char *character_id,
                                                        const char *session_id,
                                                        const char *text,
                                                        uint32_t flags,
                                                        const struct convai_call_options *options,
                                                        struct convai_error **error);

/**
 * Says recorded samples to a character and waits for the response (POST /character/getResponse with a file).
 *
 * The samples are mixed to one channel, converted to 16 bits with rounding and saturation, resampled if
 * `upload_sample_rate` of the call or of the client is set, and sent as a WAV file.
 *
 * The calling thread reads the samples once, which takes about 0.1 ms for a second of 48 kHz stereo; the library's threads
 * do the rest. Collect long recordings in a `convai_utterance`, which is handed over without reading its samples.
 *
 * The library never repeats a turn, because an answer costs quota and advances the session. If a turn fails, continue
 * with the session id of the last turn that succeeded.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param pcm The samples. They are copied before the function returns. Must not be NULL.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
 * AUDIO_INPUT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup turn
 */
CONVAI_API
struct convai_response *convai_get_response_pcm(struct convai_client *client,
                                                const char *character_id,
                                                const char *session_id,
                                                const struct convai_pcm *pcm,
                                                uint32_t flags,
                                                const struct convai_call_options *options);

/**
 * Starts `convai_get_response_pcm` and returns when the samples were copied: after about 0.1 ms for a second of 48 kHz
 * stereo. To hand a long recording over in less time, use a `convai_utterance`.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param pcm The samples. They are copied before the function returns. Must not be NULL.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_response` takes, or NULL if the turn was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
 * AUDIO_INPUT.
 *
 * Threads: any. Blocks: no.
 * @ingroup turn
 */
CONVAI_API
struct convai_operation *convai_get_response_pcm_async(struct convai_client *client,
                                                       const char *character_id,
                                                       const char *session_id,
                                                       const struct convai_pcm *pcm,
                                                       uint32_t flags,
                                                       const struct convai_call_options *options,
                                                       struct convai_error **error);

/**
 * Says a WAV file to a character and waits for the response (POST /character/getResponse with a file).
 *
 * The file is checked and sent as it is. It must have one channel of integer samples with 16 bits or more. To send
 * another kind of file, read it with `convai_audio_read_wav` and send its samples with the `_pcm` function.
 *
 * The library never repeats a turn, because an answer costs quota and advances the session. If a turn fails, continue
 * with the session id of the last turn that succeeded.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
 * @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
 * AUDIO_INPUT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup turn
 */
CONVAI_API
struct convai_response *convai_get_response_wav(struct convai_client *client,
                                                const char *character_id,
                                                const char *session_id,
                                                const uint8_t *wav,
                                                size_t wav_len,
                                                uint32_t flags,
                                                const struct convai_call_options *options);

/**
 * Starts `convai_get_response_wav` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
 * @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_response` takes, or NULL if the turn was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
 * AUDIO_INPUT.
 *
 * Threads: any. Blocks: no.
 * @ingroup turn
 */
CONVAI_API
struct convai_operation *convai_get_response_wav_async(struct convai_client *client,
                                                       const char *character_id,
                                                       const char *session_id,
                                                       const uint8_t *wav,
                                                       size_t wav_len,
                                                       uint32_t flags,
                                                       const struct convai_call_options *options,
                                                       struct convai_error **error);

/**
 * Returns the next piece of the reply to a turn.
 *
 * A turn with `CONVAI_STREAM` has its pieces as they arrive; if the service ignores the flag, it has one piece when it
 * ends. A turn without the flag has one piece, too. A turn that fails has the pieces that came before, and its error in
 * the response. A reply that holds nothing has no piece.
 *
 * Pieces can still be read after the response was taken, until the operation is freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_RESPONSE`.
 * @param timeout_ms How long to wait for a piece, in milliseconds. 0 does not wait, a negative number waits without
 * limit.
 * @param piece Receives the piece, which the caller frees with `convai_piece_free`, or NULL in all other cases. Must not
 * be NULL.
 *
 * @return `CONVAI_OK` and a piece; `CONVAI_OK` and NULL (no more will come: the operation has finished, or another
 * thread freed it during the wait); `CONVAI_PENDING` and NULL (no piece in that time: `CONVAI_EVENT_PIECES` announces the
 * next one of a turn with `CONVAI_STREAM`, and `CONVAI_EVENT_DONE` that of any other turn); NULL_POINTER, WRONG_KIND,
 * BAD_HANDLE or FORKED.
 *
 * Threads: any; each piece is returned to one caller. Blocks: for at most `timeout_ms`.
 * @ingroup turn
 */
CONVAI_API
convai_status convai_operation_next_piece(struct convai_operation *operation,
                                          int32_t timeout_ms,
                                          struct convai_piece **piece);

/**
 * Frees a piece with its strings and samples, and sets the caller's variable to NULL.
 *
 * @param piece The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no piece at this address (freed already, or not a piece).
 *
 * Threads: any. Blocks: no.
 * @ingroup turn
 */
CONVAI_API convai_status convai_piece_free(struct convai_piece **piece);

/**
 * Creates a conversation with a character. It sends nothing.
 *
 * The first turn starts a session, or continues `session_id`; each following turn continues the session that the
 * service returned. A turn that fails leaves the session as it is. The turns are sent one after the other, in the order
 * in which they were said, also after one has failed; different conversations run in parallel.
 *
 * @param client The client. It may be closed or freed before the conversation; turns then fail with CLOSED.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id A session to continue, from a saved game. `CONVAI_NEW_SESSION` or NULL starts a new one.
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return The conversation, which the caller frees with `convai_conversation_free`, or NULL on failure.
 *
 * Errors: BAD_HANDLE, FORKED, NULL_POINTER, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
struct convai_conversation *convai_conversation_new(struct convai_client *client,
                                                    const char *character_id,
                                                    const char *session_id,
                                                    struct convai_error **error);

/**
 * Frees a conversation and sets the caller's variable to NULL. Turns that have not finished are cancelled; their
 * operations must still be freed. What its playback has of finished turns is heard to the end.
 *
 * @param conversation The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a conversation) or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API convai_status convai_conversation_free(struct convai_conversation **conversation);

/**
 * Cancels the running turn and all turns that wait: the player interrupts, or walks away. The session is kept. Each of
 * these turns ends with CANCELLED.
 *
 * The playback of the conversation, if it has one, fades out what is heard of its turns in 10 ms, and drops their other
 * voices. A turn that has ended already, and whose response was not taken, keeps its response, with `interrupted` set, and
 * is delivered once, as always. Another playback, to which a turn was added by `convai_playback_add_operation`, plays it to
 * its end: stop it.
 *
 * @param conversation The conversation.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
convai_status convai_conversation_interrupt(struct convai_conversation *conversation);

/**
 * Sets where the voices of a conversation are heard. The reply of each turn with `CONVAI_VOICE` that is said from now on,
 * blocking or not, is added to the playback as `convai_playback_add_operation` does, in the order of the turns. With
 * `CONVAI_STREAM` it is heard while it arrives. `max_buffered_ms` does not limit these voices. Several conversations may have
 * the same playback, which plays their voices one after the other.
 *
 * @param conversation The conversation.
 * @param playback The playback. NULL adds further turns to none. It may be freed before the conversation, whose turns then
 * are not heard and succeed all the same.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
convai_status convai_conversation_set_playback(struct convai_conversation *conversation,
                                               struct convai_playback *playback);

/**
 * Forgets the session: the next turn that is said starts a new one. Turns that were said before continue in the old
 * one.
 *
 * @param conversation The conversation.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API convai_status convai_conversation_reset(struct convai_conversation *conversation);

/**
 * Sets the line that takes the place of a missing `text` if a turn fails, such as "Sorry, I can't chat right now.".
 * The `error` is set as well. It applies to turns that end after this call. A turn that ends with CANCELLED or with a
 * 1xx code does not get it.
 *
 * @param conversation The conversation.
 * @param text The line, which is copied. NULL removes it.
 *
 * @return `CONVAI_OK`, INVALID_UTF8, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API convai_status convai_conversation_set_fallback(struct convai_conversation *conversation, const char *text);

/**
 * Sets the scene of a conversation: what the character can do, and what and who is there. It is sent with each turn that is
 * said from now on, until it is set again. Turns that were said before keep the scene that they were said in, also while
 * they wait. A turn whose options have a scene is sent with that one.
 *
 * @param conversation The conversation.
 * @param scene The scene, which is copied. NULL removes it.
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT, BAD_HANDLE or FORKED. After a failure the
 * conversation has the scene that it had before.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
convai_status convai_conversation_set_scene(struct convai_conversation *conversation,
                                            const struct convai_scene *scene,
                                            struct convai_error **error);

/**
 * Copies the id of the session, for a saved game: pass it to `convai_conversation_new` when the game is loaded. While
 * a turn runs, this is the id that the last finished turn returned.
 *
 * @param conversation The conversation.
 * @param buffer Receives the id and a NUL; "" if there is no session yet. May be NULL if `capacity` is 0, to ask for
 * the length.
 * @param capacity The size of the buffer in bytes, NUL included. 64 is enough for the ids that the service uses today.
 * @param length Receives the length of the id in bytes, without the NUL. May be NULL.
 *
 * @return `CONVAI_OK`, BUFFER_TOO_SMALL if `capacity` is not larger than the length (only `length` is written),
 * NULL_POINTER, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
convai_status convai_conversation_session_id(struct convai_conversation *conversation,
                                             char *buffer,
                                             size_t capacity,
                                             size_t *length);

/**
 * Says text to the character and waits for the response.
 *
 * @param conversation The conversation.
 * @param text What the player says, as UTF-8. Must not be NULL or empty.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
 * @ingroup conversation
 */
CONVAI_API
struct convai_response *convai_conversation_say(struct convai_conversation *conversation,
                                                const char *text,
                                                uint32_t flags,
                                                const struct convai_call_options *options);

/**
 * Starts `convai_conversation_say` and returns immediately.
 *
 * @param conversation The conversation.
 * @param text What the player says, as UTF-8. Must not be NULL or empty.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
 * the turn was not started. The caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
struct convai_operation *convai_conversation_say_async(struct convai_conversation *conversation,
                                                       const char *text,
                                                       uint32_t flags,
                                                       const struct convai_call_options *options,
                                                       struct convai_error **error);

/**
 * Says recorded samples to the character, as `convai_get_response_pcm` does, and waits for the response.
 *
 * @param conversation The conversation.
 * @param pcm The samples. They are copied before the function returns. Must not be NULL.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
 * @ingroup conversation
 */
CONVAI_API
struct convai_response *convai_conversation_say_pcm(struct convai_conversation *conversation,
                                                    const struct convai_pcm *pcm,
                                                    uint32_t flags,
                                                    const struct convai_call_options *options);

/**
 * Starts `convai_conversation_say_pcm` and returns when the samples were copied: after about 0.1 ms for a second of 48
 * kHz stereo. To hand a long recording over in less time, use a `convai_utterance`.
 *
 * @param conversation The conversation.
 * @param pcm The samples. They are copied before the function returns. Must not be NULL.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
 * the turn was not started. The caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
struct convai_operation *convai_conversation_say_pcm_async(struct convai_conversation *conversation,
                                                           const struct convai_pcm *pcm,
                                                           uint32_t flags,
                                                           const struct convai_call_options *options,
                                                           struct convai_error **error);

/**
 * Says a WAV file to the character, as `convai_get_response_wav` does, and waits for the response.
 *
 * @param conversation The conversation.
 * @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
 * @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
 * @ingroup conversation
 */
CONVAI_API
struct convai_response *convai_conversation_say_wav(struct convai_conversation *conversation,
                                                    const uint8_t *wav,
                                                    size_t wav_len,
                                                    uint32_t flags,
                                                    const struct convai_call_options *options);

/**
 * Starts `convai_conversation_say_wav` and returns immediately.
 *
 * @param conversation The conversation.
 * @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
 * @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
 * the turn was not started. The caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT.
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
struct convai_operation *convai_conversation_say_wav_async(struct convai_conversation *conversation,
                                                           const uint8_t *wav,
                                                           size_t wav_len,
                                                           uint32_t flags,
                                                           const struct convai_call_options *options,
                                                           struct convai_error **error);

/**
 * Says what an utterance has collected to the character, empties the utterance for the next recording, and waits for
 * the response. The samples are not copied: their buffer is handed over, whatever their length, and a second one takes
 * its place. It comes back as soon as the samples are converted, some milliseconds later; until then, saying the
 * utterance again gives BUSY. If the turn cannot be started, the utterance keeps its samples. If the turn fails later,
 * the samples are lost.
 *
 * @param conversation The conversation.
 * @param utterance The utterance.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 *
 * @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, BUSY, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT
 * (also if the utterance is empty); any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
 * @ingroup conversation
 */
CONVAI_API
struct convai_response *convai_conversation_say_utterance(struct convai_conversation *conversation,
                                                          struct convai_utterance *utterance,
                                                          uint32_t flags,
                                                          const struct convai_call_options *options);

/**
 * Starts `convai_conversation_say_utterance` and returns immediately.
 *
 * @param conversation The conversation.
 * @param utterance The utterance.
 * @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
 * `CONVAI_STREAM`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with
 * `convai_error_free`. May be NULL.
 *
 * @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
 * the turn was not started. The caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, BUSY, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT
 * (also if the utterance is empty).
 *
 * Threads: any. Blocks: no.
 * @ingroup conversation
 */
CONVAI_API
struct convai_operation *convai_conversation_say_utterance_async(struct convai_conversation *conversation,
                                                                 struct convai_utterance *utterance,
                                                                 uint32_t flags,
                                                                 const struct convai_call_options *options,
                                                                 struct convai_error **error);

/**
 * Creates an utterance and allocates all the memory that it will need: twice that of its longest recording, so that
 * one recording can be said while the next is made, or three times for `CONVAI_TRIGGER_SPEECH`, so that one more can
 * wait. That takes milliseconds for a long one: create it when a scene loads.
 *
 * @param options The samples to collect. Must not be NULL.
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return The utterance, which the caller frees with `convai_utterance_free`, or NULL on failure.
 *
 * Errors: NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT.
 *
 * Threads: any. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
struct convai_utterance *convai_utterance_new(const struct convai_utterance_options *options,
                                              struct convai_error **error);

/**
 * Adds a chunk of samples. Made for an audio thread: whatever it returns, it allocates nothing, frees nothing and waits
 * for nothing. It takes the time to copy and measure the chunk. With `CONVAI_TRIGGER_SPEECH` it also detects speech,
 * which takes about a millisecond for each second of samples.
 *
 * UTTERANCE_FULL means that the recording has reached `max_ms`: say the utterance, or clear it. With
 * `CONVAI_TRIGGER_SPEECH` it means that the player speaks while each of the three buffers holds a recording that was not
 * taken with `convai_utterance_next`, or neither said nor freed: do so. The recording begins as soon as a buffer is free,
 * and lacks what is older than its pre-roll. An utterance that `convai_utterance_next` delivered takes no samples.
 *
 * @param utterance The utterance.
 * @param samples The chunk, in the format of the utterance, with interleaved channels, at any alignment. May be NULL
 * if `frames` is 0.
 * @param frames The number of frames of the chunk. 0 does nothing.
 *
 * @return `CONVAI_OK`; UTTERANCE_FULL (the frames that fit were added, and the rest was dropped); BUSY (another thread
 * pushes at this moment, and nothing was added); NULL_POINTER, INVALID_ARGUMENT, BAD_HANDLE or FORKED.
 *
 * Threads: any, one at a time. Another thread may say, clear or free the utterance meanwhile. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
convai_status convai_utterance_push(struct convai_utterance *utterance,
                                    const void *samples,
                                    size_t frames);

/**
 * Adds a chunk of samples as `convai_utterance_push` does, and checks that its format, channels and sample rate are
 * those of the utterance. Use it where the microphone can change while it runs: a headset that is plugged in often has
 * another sample rate.
 *
 * If they differ, nothing is added and nothing is lost: the recording can still be said. With `CONVAI_TRIGGER_SPEECH`
 * it ends, and `convai_utterance_next` delivers it. Create another utterance for the changed microphone.
 *
 * @param utterance The utterance.
 * @param pcm The chunk. Must not be NULL. A chunk of 0 frames adds nothing.
 *
 * @return `CONVAI_OK`; AUDIO_INPUT (the format, the number of channels or the sample rate is not that of the
 * utterance); UTTERANCE_FULL and BUSY, as `convai_utterance_push` returns them; NULL_POINTER, STRUCT_SIZE,
 * INVALID_ARGUMENT, BAD_HANDLE or FORKED.
 *
 * Threads: any, one at a time, also an audio thread: whatever it returns, it allocates nothing, frees nothing and waits
 * for nothing. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API convai_status convai_utterance_push_pcm(struct convai_utterance *utterance, const struct convai_pcm *pcm);

/**
 * Begins a recording: the player has pressed the button of push to talk. The recording contains the `pre_roll_ms`
 * before the next chunk. If a recording was begun already, it is discarded, and the new one has no pre-roll. It ends
 * when the utterance is said or cleared.
 *
 * @param utterance The utterance, which was created with `CONVAI_TRIGGER_BEGIN`.
 *
 * @return `CONVAI_OK`, WRONG_KIND (another trigger), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API convai_status convai_utterance_begin(struct convai_utterance *utterance);

/**
 * Delivers the next event of an utterance that listens. Call it in each frame of the game until it returns
 * `CONVAI_PENDING`.
 *
 * The utterance has three buffers: one records, and two hold recordings that wait here or were taken and neither said
 * nor freed. A host program that does not call this function loses nothing that was recorded, but what the player says
 * while all three are in use: see `convai_utterance_push`.
 *
 * @param utterance The utterance, which was created with `CONVAI_TRIGGER_SPEECH`.
 * @param event Receives `CONVAI_UTTERANCE_SPEECH_STARTED`, `CONVAI_UTTERANCE_SPEECH_ENDED`,
 * `CONVAI_UTTERANCE_MAX_LENGTH`, or 0 without an event. Must not be NULL.
 * @param ended Receives a new utterance that holds the recording, if the event is one of the last two, else NULL. Say
 * it with `convai_conversation_say_utterance`, in any order and to any character. The caller owns it and frees it with
 * `convai_utterance_free`, also after it was said. It outlives the utterance that listens. Its buffer goes back when it was
 * said or freed. Must not be NULL.
 *
 * @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (there is none), NULL_POINTER, WRONG_KIND (another
 * trigger), BAD_HANDLE, FORKED, or INTERNAL (too many objects are alive; the event stays).
 *
 * Threads: any; each event is delivered to one caller. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
convai_status convai_utterance_next(struct convai_utterance *utterance,
                                    int32_t *event,
                                    struct convai_utterance **ended);

/**
 * Closes or opens the gate of an utterance that listens. While it is closed, nothing is taken for speech. A recording in
 * progress ends, and `convai_utterance_next` delivers it. Close the gate while the character's voice is heard through
 * loudspeakers: there is no echo cancellation, so the microphone would take the character for the player. With headphones
 * leave it open, so that the player can interrupt the character.
 *
 * @param utterance The utterance, which was created with `CONVAI_TRIGGER_SPEECH`.
 * @param closed 1 closes the gate, 0 opens it.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT (another number), WRONG_KIND (another trigger), BAD_HANDLE or FORKED.
 *
 * Threads: any. It takes effect with the next push. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
convai_status convai_utterance_set_gate(struct convai_utterance *utterance,
                                        int32_t closed);

/**
 * Measures how loud the last chunk was, over all channels, for a level meter. Frames that did not fit are measured,
 * too. The level is 0 before the first chunk, and after the utterance was said or cleared.
 *
 * @param utterance The utterance.
 * @param peak Receives the largest absolute sample value, from 0 (silence) to 1 (full scale). May be NULL.
 * @param rms Receives the root mean square, from 0 to 1. May be NULL.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any, also an audio thread, and while another thread pushes. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API convai_status convai_utterance_level(struct convai_utterance *utterance, float *peak, float *rms);

/**
 * Returns the length of the recording; 0 after the utterance was said or cleared, and with `CONVAI_TRIGGER_SPEECH`
 * between recordings.
 *
 * @param utterance The utterance.
 * @param frames Receives the number of frames. May be NULL.
 * @param milliseconds Receives the length in milliseconds, rounded down. May be NULL.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any, also an audio thread, and while another thread pushes. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
convai_status convai_utterance_length(struct convai_utterance *utterance,
                                      uint64_t *frames,
                                      int32_t *milliseconds);

/**
 * Closes the gate of an utterance that listens while a playback is heard, so that the microphone does not take the
 * character for the player. The gate closes with the first read that returns voice. It opens when the playback's latency and
 * another 200 ms, in which the room answers, have passed after the last such read. `convai_utterance_set_gate` works beside
 * it: the gate is open where neither closes it. For loudspeakers; with headphones do not call this, so that the player can
 * interrupt.
 *
 * @param utterance The utterance, which was created with `CONVAI_TRIGGER_SPEECH`.
 * @param playback The playback, which may be freed before the utterance and then closes no gate. NULL connects none.
 *
 * @return `CONVAI_OK`, WRONG_KIND (another trigger), BAD_HANDLE or FORKED.
 *
 * Threads: any. It takes effect with the next push. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
convai_status convai_utterance_set_playback(struct convai_utterance *utterance,
                                            struct convai_playback *playback);

/**
 * Counts the clipped samples of the recording, of all channels: those with the largest value that their format has. If
 * there are many, the microphone's gain is too high, and the player is hard to understand. The pre-roll is not counted.
 *
 * @param utterance The utterance.
 * @param samples Receives the number of clipped samples; 0 after the utterance was said or cleared. May be NULL.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any, also an audio thread, and while another thread pushes. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API convai_status convai_utterance_clipped(struct convai_utterance *utterance, uint64_t *samples);

/**
 * Discards the recording. The memory is kept for the next one. With `CONVAI_TRIGGER_SPEECH` it also discards the events
 * that `convai_utterance_next` has not delivered, and what was heard so far: a player who speaks is noticed anew.
 *
 * @param utterance The utterance.
 *
 * @return `CONVAI_OK`, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API convai_status convai_utterance_clear(struct convai_utterance *utterance);

/**
 * Frees an utterance and sets the caller's variable to NULL.
 *
 * @param utterance The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE (freed already, or not an utterance) or FORKED.
 *
 * Threads: any, also while the audio thread pushes: that push ends as usual, and later ones return BAD_HANDLE. Blocks: no.
 * @ingroup utterance
 */
CONVAI_API
convai_status convai_utterance_free(struct convai_utterance **utterance);

/**
 * Builds a 16-bit mono WAV file from samples, exactly as a turn sends them: channels averaged, values rounded and
 * clipped, and resampled on request.
 *
 * @param pcm The samples. Must not be NULL.
 * @param sample_rate The sample rate of the file in Hz, 8,000 to 192,000, or 0 to keep that of the samples.
 *
 * @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. Its `error` is set on
 * failure.
 *
 * Errors: NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no; resampling a long recording takes milliseconds.
 * @ingroup audio
 */
CONVAI_API struct convai_audio *convai_audio_build_wav(const struct convai_pcm *pcm, uint32_t sample_rate);

/**
 * Reads a WAV file (8 to 32-bit integer samples or float samples, any number of channels, also with extra chunks, an
 * extensible header, or a length that was never filled in), or raw 16-bit mono samples in little-endian order, whose
 * odd last byte is dropped. Other formats, such as MP3 and Ogg, give AUDIO_INPUT.
 *
 * @param wav The bytes, which are copied. Must not be NULL.
 * @param wav_len The number of bytes.
 * @param raw_sample_rate The sample rate of raw samples in Hz. With 0 only a WAV file is accepted.
 *
 * @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. Its `error` is set on
 * failure.
 *
 * Errors: NULL_POINTER, INVALID_ARGUMENT, AUDIO_INPUT.
 *
 * Threads: any. Blocks: no.
 * @ingroup audio
 */
CONVAI_API struct convai_audio *convai_audio_read_wav(const uint8_t *wav, size_t wav_len, uint32_t raw_sample_rate);

/**
 * Takes the audio out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_AUDIO`.
 *
 * @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. If the call failed, its
 * `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
 * `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup audio
 */
CONVAI_API struct convai_audio *convai_operation_take_audio(struct convai_operation *operation);

/**
 * Frees audio and sets the caller's variable to NULL.
 *
 * @param audio The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no audio at this address (freed already, or not audio).
 *
 * Threads: any. Blocks: no.
 * @ingroup audio
 */
CONVAI_API convai_status convai_audio_free(struct convai_audio **audio);

/**
 * Converts 16-bit samples to float samples, the format of most audio engines: -32768 becomes -1, 32767 becomes
 * 32767/32768. Converting back gives the same samples.
 *
 * @param input The samples, aligned for their type. May be NULL if `samples` is 0.
 * @param output Receives as many samples, aligned for their type. Must not overlap `input`. May be NULL if `samples`
 * is 0.
 * @param samples The number of samples: frames times channels.
 *
 * @return `CONVAI_OK`, NULL_POINTER, or INVALID_ARGUMENT (misaligned, overlapping, or more than 1 GiB).
 *
 * Threads: any. Blocks: no.
 * @ingroup audio
 */
CONVAI_API convai_status convai_audio_s16_to_f32(const int16_t *input, float *output, size_t samples);

/**
 * Converts float samples to 16-bit samples. Values are rounded and clipped to full scale; NaN becomes silence.
 *
 * @param input The samples, aligned for their type. May be NULL if `samples` is 0.
 * @param output Receives as many samples, aligned for their type. Must not overlap `input`. May be NULL if `samples`
 * is 0.
 * @param samples The number of samples: frames times channels.
 *
 * @return `CONVAI_OK`, NULL_POINTER, or INVALID_ARGUMENT (misaligned, overlapping, or more than 1 GiB).
 *
 * Threads: any. Blocks: no.
 * @ingroup audio
 */
CONVAI_API convai_status convai_audio_f32_to_s16(const float *input, int16_t *output, size_t samples);

/**
 * Measures how loud samples are.
 *
 * @param pcm The samples. Must not be NULL.
 * @param peak Receives the largest absolute sample value, from 0 (silence) to 1 (full scale). May be NULL.
 * @param rms Receives the root mean square, from 0 to 1. May be NULL.
 *
 * @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT or INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup audio
 */
CONVAI_API convai_status convai_audio_level(const struct convai_pcm *pcm, float *peak, float *rms);

/**
 * Creates a playback and allocates all the memory that its audio thread needs, about 200 KB. It opens no audio device:
 * that is the host program's, whose audio callback reads.
 *
 * @param options The device. Must not be NULL.
 * @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
 *
 * @return The playback, which the caller frees with `convai_playback_free`, or NULL on failure.
 *
 * Errors: NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
struct convai_playback *convai_playback_new(const struct convai_playback_options *options,
                                            struct convai_error **error);

/**
 * Frees a playback and sets the caller's variable to NULL. What it plays breaks off. For a fade, call
 * `convai_playback_stop`, let the callback read for the time of the fade, and then free the playback.
 *
 * @param playback The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a playback) or FORKED.
 *
 * Threads: any, also while the audio thread reads: that read ends as usual, and later ones return silence. Blocks: no.
 * @ingroup playback
 */
CONVAI_API convai_status convai_playback_free(struct convai_playback **playback);

/**
 * Adds samples as a voice. They are copied before the function returns. A thread of the library converts them to the
 * sample rate of the device. Several channels are averaged.
 *
 * @param playback The playback.
 * @param pcm The samples. Must not be NULL. No frames give AUDIO_INPUT.
 * @param user_data Any number, which `convai_playback_poll` returns while these samples are heard.
 * @param mode `CONVAI_PLAYBACK_QUEUE` or `CONVAI_PLAYBACK_REPLACE`.
 *
 * @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT, INVALID_ARGUMENT, QUEUE_FULL (the playback would hold more
 * than `max_buffered_ms`; nothing was added or replaced), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
convai_status convai_playback_add_pcm(struct convai_playback *playback,
                                      const struct convai_pcm *pcm,
                                      uint64_t user_data,
                                      int32_t mode);

/**
 * Adds the reply of a turn as a voice: what has arrived is heard, and the rest while it arrives. The turn may be running
 * or finished, and its response taken or not. A reply without audio ends as soon as it is its turn.
 *
 * The operation may be freed before the reply is heard. Freeing one that has not finished cancels the turn, as always;
 * what had arrived is heard. Do not add the turns of a conversation that has this playback by
 * `convai_conversation_set_playback`: they would be heard twice.
 *
 * @param playback The playback.
 * @param operation An operation of kind `CONVAI_KIND_RESPONSE`. `convai_playback_poll` returns it, and its `user_data`,
 * while it is heard.
 * @param mode `CONVAI_PLAYBACK_QUEUE` or `CONVAI_PLAYBACK_REPLACE`.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT, WRONG_KIND, CANCELLED (`convai_conversation_interrupt` was called since the turn
 * was said: nobody wants to hear it), QUEUE_FULL (the playback holds more than `max_buffered_ms` already; nothing was
 * added), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
convai_status convai_playback_add_operation(struct convai_playback *playback,
                                            struct convai_operation *operation,
                                            int32_t mode);

/**
 * Stops: what is heard fades out, and all voices are dropped, with what of them has not arrived yet. The state is
 * `CONVAI_PLAYBACK_EMPTY` at once, while the next reads return the fade. It cancels no turn, and voices that are added
 * later are heard.
 *
 * @param playback The playback.
 * @param fade_ms The length of the fade in milliseconds: 1 to 10,000, or 0 for one of 10 ms.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT (`fade_ms` is negative or larger), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API convai_status convai_playback_stop(struct convai_playback *playback, int32_t fade_ms);

/**
 * Pauses or continues. What is heard fades out in 5 ms, and later continues from there with a ramp of 5 ms. The state is
 * `CONVAI_PLAYBACK_BUFFERING` meanwhile, and reads return silence. Time does not pass in a pause, also without a device.
 *
 * @param playback The playback.
 * @param paused 1 to pause, 0 to continue. Pausing twice does nothing more.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT (another number), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
convai_status convai_playback_pause(struct convai_playback *playback,
                                    int32_t paused);

/**
 * Sets the volume. It changes within 10 ms, without a click.
 *
 * @param playback The playback.
 * @param gain The factor for each sample, from 0 (silence) to 8. It is 1 at first. The result is limited to full
 * scale.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT (out of range, or not a number), BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API convai_status convai_playback_set_volume(struct convai_playback *playback, float gain);

/**
 * Tells that the device has changed: another sample rate, another latency, or both. At another rate the voice fades out
 * in 10 ms and continues from there; reads that follow are at the new rate.
 *
 * @param playback The playback.
 * @param sample_rate The sample rate of the device in Hz: 8,000 to 192,000.
 * @param latency_ms The time from a read until its samples are heard, in milliseconds: 0 to 1,000.
 *
 * @return `CONVAI_OK`, INVALID_ARGUMENT, BAD_HANDLE or FORKED.
 *
 * Threads: any. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
convai_status convai_playback_set_device(struct convai_playback *playback,
                                         uint32_t sample_rate,
                                         int32_t latency_ms);

/**
 * Tells what is heard now, for animation, captions and the logic of the game. Call it in each frame of the game.
 *
 * @param playback The playback.
 * @param state Receives the state. Start from `CONVAI_PLAYBACK_STATE_INIT`; it can be used again for the next call. Must
 * not be NULL.
 *
 * @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, BAD_HANDLE or FORKED.
 *
 * Threads: any but the audio thread, because it takes a lock. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
convai_status convai_playback_poll(struct convai_playback *playback,
                                   struct convai_playback_state *state);

/**
 * Reads the next samples at the sample rate of the device, for an audio callback: it allocates nothing, frees nothing,
 * makes no system call, takes no lock and waits for nothing. It overwrites all of `out`: with silence where there is no
 * voice, and if the handle is NULL, was freed, belongs to the parent process, or is being read by another thread at this
 * moment.
 *
 * @param playback The playback.
 * @param out Receives `frames * channels` interleaved samples from -1 to 1. All channels of a frame get the same sample:
 * a voice is mono, and the host program places it. NULL, a misaligned buffer and one of more than 1 GiB are not written
 * to, and give 0.
 * @param frames The number of frames (samples per channel). 0 does nothing.
 * @param channels The number of channels of `out`. 0 does nothing.
 *
 * @return How many of the frames are voice, fades included. They can be anywhere in `out`. Fewer than `frames`, or 0, are
 * no end: `convai_playback_poll` tells.
 *
 * Errors: none. Threads: any, one at a time. Other threads may call every other function meanwhile, also
 * `convai_playback_free`. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
size_t convai_playback_read_f32(struct convai_playback *playback,
                                float *out,
                                size_t frames,
                                uint32_t channels);

/**
 * Reads the next samples in 16 bits. In all else as `convai_playback_read_f32`.
 *
 * @param playback The playback.
 * @param out Receives `frames * channels` interleaved samples. NULL, a misaligned buffer and one of more than 1 GiB are
 * not written to, and give 0.
 * @param frames The number of frames (samples per channel). 0 does nothing.
 * @param channels The number of channels of `out`. 0 does nothing.
 *
 * @return How many of the frames are voice, fades included.
 *
 * Errors: none. Threads: any, one at a time, as `convai_playback_read_f32`. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
size_t convai_playback_read_s16(struct convai_playback *playback,
                                int16_t *out,
                                size_t frames,
                                uint32_t channels);

/**
 * Reads for a host program without an audio callback, which pushes samples into a queue of the audio interface, as with
 * SDL. It reads what that queue lacks to hold `ahead_ms`; call it in each frame of the game, and push what it returns. It
 * ends with the voice, so that the next voice does not wait behind silence. The state takes the queue for latency, up to
 * 1,000 ms.
 *
 * @param playback The playback.
 * @param out Receives the interleaved samples from -1 to 1, `channels` for each frame. NULL, a misaligned buffer and one
 * of more than 1 GiB are not written to, and give 0.
 * @param capacity The size of `out` in frames. At most so many frames are read: it should hold `ahead_ms`.
 * @param channels The number of channels.
 * @param queued How many frames the queue holds now, at the sample rate of the device.
 * @param ahead_ms The length in milliseconds that the queue is to have. It has to outlast the longest frame of the
 * game; 100 is usual. A negative number counts as 0.
 *
 * @return How many frames to push, from the beginning of `out`; 0 if there is no voice, or the handle is NULL or was
 * freed. What follows them in `out` has no meaning.
 *
 * Errors: none. Threads: any, one at a time, as `convai_playback_read_f32`. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
size_t convai_playback_read_ahead_f32(struct convai_playback *playback,
                                      float *out,
                                      size_t capacity,
                                      uint32_t channels,
                                      size_t queued,
                                      int32_t ahead_ms);

/**
 * Reads for a host program without an audio callback, in 16 bits. In all else as `convai_playback_read_ahead_f32`.
 *
 * @param playback The playback.
 * @param out Receives the interleaved samples, `channels` for each frame. NULL, a misaligned buffer and one of more than
 * 1 GiB are not written to, and give 0.
 * @param capacity The size of `out` in frames.
 * @param channels The number of channels.
 * @param queued How many frames the queue holds now, at the sample rate of the device.
 * @param ahead_ms The length in milliseconds that the queue is to have. A negative number counts as 0.
 *
 * @return How many frames to push, from the beginning of `out`. What follows them in `out` has no meaning.
 *
 * Errors: none. Threads: any, one at a time, as `convai_playback_read_f32`. Blocks: no.
 * @ingroup playback
 */
CONVAI_API
size_t convai_playback_read_ahead_s16(struct convai_playback *playback,
                                      int16_t *out,
                                      size_t capacity,
                                      uint32_t channels,
                                      size_t queued,
                                      int32_t ahead_ms);

/**
 * Takes the chats out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_CHATS`.
 *
 * @return The chats, never NULL; the caller owns them and frees them with `convai_chats_free`. If the call failed,
 * their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
 * FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API struct convai_chats *convai_operation_take_chats(struct convai_operation *operation);

/**
 * Frees the chats with all strings, and sets the caller's variable to NULL.
 *
 * @param chats The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API convai_status convai_chats_free(struct convai_chats **chats);

/**
 * Takes the chat out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_CHAT`.
 *
 * @return The chat, never NULL; the caller owns it and frees it with `convai_chat_free`. If the call failed, its
 * `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
 * `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API struct convai_chat *convai_operation_take_chat(struct convai_operation *operation);

/**
 * Frees the chat with all strings, and sets the caller's variable to NULL.
 *
 * @param chat The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API convai_status convai_chat_free(struct convai_chat **chat);

/**
 * Lists the sessions of a character (POST /character/chatHistory/list).
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param limit How many sessions to list at most. 0 lists all.
 * @param options Settings of this call. May be NULL.
 *
 * @return The sessions, never NULL; the caller owns them and frees them with `convai_chats_free`. If the call failed,
 * their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup chat
 */
CONVAI_API
struct convai_chats *convai_chat_list(struct convai_client *client,
                                      const char *character_id,
                                      int32_t limit,
                                      const struct convai_call_options *options);

/**
 * Starts `convai_chat_list` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param limit How many sessions to list at most. 0 lists all.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_chats` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API
struct convai_operation *convai_chat_list_async(struct convai_client *client,
                                                const char *character_id,
                                                int32_t limit,
                                                const struct convai_call_options *options,
                                                struct convai_error **error);

/**
 * Reads what was said in a session (POST /character/chatHistory/details).
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
 * @param options Settings of this call. May be NULL.
 *
 * @return The messages, never NULL; the caller owns them and frees them with `convai_chat_free`. If the call failed,
 * their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup chat
 */
CONVAI_API
struct convai_chat *convai_chat_get(struct convai_client *client,
                                    const char *character_id,
                                    const char *session_id,
                                    const struct convai_call_options *options);

/**
 * Starts `convai_chat_get` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_chat` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API
struct convai_operation *convai_chat_get_async(struct convai_client *client,
                                               const char *character_id,
                                               const char *session_id,
                                               const struct convai_call_options *options,
                                               struct convai_error **error);

/**
 * Deletes sessions of a character (POST /character/chatHistory/delete). The service documents no way back.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_ids The ids of the sessions: `session_count` strings, none of which may be NULL, empty or
 * `CONVAI_NEW_SESSION`. Must not be NULL.
 * @param session_count How many ids there are; at least 1.
 * @param options Settings of this call. May be NULL.
 *
 * @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup chat
 */
CONVAI_API
struct convai_result *convai_chat_delete(struct convai_client *client,
                                         const char *character_id,
                                         const char *const *session_ids,
                                         uint32_t session_count,
                                         const struct convai_call_options *options);

/**
 * Starts `convai_chat_delete` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_ids The ids of the sessions: `session_count` strings, none of which may be NULL, empty or
 * `CONVAI_NEW_SESSION`. Must not be NULL.
 * @param session_count How many ids there are; at least 1.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup chat
 */
CONVAI_API
struct convai_operation *convai_chat_delete_async(struct convai_client *client,
                                                  const char *character_id,
                                                  const char *const *session_ids,
                                                  uint32_t session_count,
                                                  const struct convai_call_options *options,
                                                  struct convai_error **error);

/**
 * Takes the generated text out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_GENERATED_TEXT`.
 *
 * @return The generated text, never NULL; the caller owns it and frees it with `convai_generated_text_free`. If the
 * call failed, its `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND,
 * BAD_HANDLE or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup generation
 */
CONVAI_API struct convai_generated_text *convai_operation_take_generated_text(struct convai_operation *operation);

/**
 * Frees the generated text with all strings, and sets the caller's variable to NULL.
 *
 * @param text The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup generation
 */
CONVAI_API convai_status convai_generated_text_free(struct convai_generated_text **text);

/**
 * Asks for lines that the player could say next (POST /character/generate-starter-conversation). The timeout for voice
 * applies (`voice_timeout_ms`).
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL asks for opening
 * lines.
 * @param options Settings of this call. May be NULL.
 *
 * @return The lines, never NULL; the caller owns them and frees them with `convai_generated_text_free`. If the call
 * failed, their `error` is set. A reply without text is EMPTY_REPLY.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup generation
 */
CONVAI_API
struct convai_generated_text *convai_generate_starters(struct convai_client *client,
                                                       const char *character_id,
                                                       const char *session_id,
                                                       const struct convai_call_options *options);

/**
 * Starts `convai_generate_starters` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL asks for opening
 * lines.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_generated_text` takes, or NULL if the call was not started.
 * The caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup generation
 */
CONVAI_API
struct convai_operation *convai_generate_starters_async(struct convai_client *client,
                                                        const char *character_id,
                                                        const char *session_id,
                                                        const struct convai_call_options *options,
                                                        struct convai_error **error);

/**
 * Writes a backstory from a few words about a character (POST /character/generate-backstory). It changes no character:
 * pass it to `convai_character_create` or `convai_character_update`. The timeout for voice applies
 * (`voice_timeout_ms`).
 *
 * @param client The client.
 * @param name The name of the character. Must not be NULL or empty.
 * @param input_text What the backstory is to be about. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return The backstory, never NULL; the caller owns it and frees it with `convai_generated_text_free`. If the call
 * failed, its `error` is set. A reply without text is EMPTY_REPLY.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup generation
 */
CONVAI_API
struct convai_generated_text *convai_generate_backstory(struct convai_client *client,
                                                        const char *name,
                                                        const char *input_text,
                                                        const struct convai_call_options *options);

/**
 * Starts `convai_generate_backstory` and returns immediately.
 *
 * @param client The client.
 * @param name The name of the character. Must not be NULL or empty.
 * @param input_text What the backstory is to be about. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_generated_text` takes, or NULL if the call was not started.
 * The caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup generation
 */
CONVAI_API
struct convai_operation *convai_generate_backstory_async(struct convai_client *client,
                                                         const char *name,
                                                         const char *input_text,
                                                         const struct convai_call_options *options,
                                                         struct convai_error **error);

/**
 * Speaks a text (POST /tts/). The reply is a WAV file; `convai_call` gives other formats, such as MP3
 * ("encoding":"mp3"), as they are. The service documents that the voices of its realtime products are not supported.
 * The timeout for voice applies (`voice_timeout_ms`).
 *
 * @param client The client.
 * @param transcript The text to speak, as UTF-8. Must not be NULL or empty.
 * @param voice A voice of the service's voice list, such as "US MALE 1". Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. If the call failed, its
 * `error` is set. A reply that is no WAV file is REPLY_AUDIO; a message of the service in place of audio is REFUSED,
 * also with HTTP 200.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup generation
 */
CONVAI_API
struct convai_audio *convai_generate_speech(struct convai_client *client,
                                            const char *transcript,
                                            const char *voice,
                                            const struct convai_call_options *options);

/**
 * Starts `convai_generate_speech` and returns immediately.
 *
 * @param client The client.
 * @param transcript The text to speak, as UTF-8. Must not be NULL or empty.
 * @param voice A voice of the service's voice list, such as "US MALE 1". Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_audio` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup generation
 */
CONVAI_API
struct convai_operation *convai_generate_speech_async(struct convai_client *client,
                                                      const char *transcript,
                                                      const char *voice,
                                                      const struct convai_call_options *options,
                                                      struct convai_error **error);

/**
 * Takes the sections out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_SECTIONS`.
 *
 * @return The sections, never NULL; the caller owns them and frees them with `convai_sections_free`. If the call
 * failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND,
 * BAD_HANDLE or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API struct convai_sections *convai_operation_take_sections(struct convai_operation *operation);

/**
 * Frees the sections with all strings, and sets the caller's variable to NULL.
 *
 * @param sections The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API convai_status convai_sections_free(struct convai_sections **sections);

/**
 * Takes the triggers out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_TRIGGERS`.
 *
 * @return The triggers, never NULL; the caller owns them and frees them with `convai_triggers_free`. If the call
 * failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND,
 * BAD_HANDLE or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API struct convai_triggers *convai_operation_take_triggers(struct convai_operation *operation);

/**
 * Frees the triggers with all strings, and sets the caller's variable to NULL.
 *
 * @param triggers The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API convai_status convai_triggers_free(struct convai_triggers **triggers);

/**
 * Lists the sections of a character's story (POST /character/narrative/list-sections).
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return The sections, never NULL; the caller owns them and frees them with `convai_sections_free`. If the call
 * failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup narrative
 */
CONVAI_API
struct convai_sections *convai_section_list(struct convai_client *client,
                                            const char *character_id,
                                            const struct convai_call_options *options);

/**
 * Starts `convai_section_list` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_sections` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API
struct convai_operation *convai_section_list_async(struct convai_client *client,
                                                   const char *character_id,
                                                   const struct convai_call_options *options,
                                                   struct convai_error **error);

/**
 * Reads which section of the story a session is in (POST /character/narrative/get-current-section). Undocumented: seen
 * in the service's Unity package.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
 * @param options Settings of this call. May be NULL.
 *
 * @return The section as a list of one, or an empty list if the session is in none; never NULL; the caller owns them
 * and frees them with `convai_sections_free`. If the call failed, their `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup narrative
 */
CONVAI_API
struct convai_sections *convai_section_current(struct convai_client *client,
                                               const char *character_id,
                                               const char *session_id,
                                               const struct convai_call_options *options);

/**
 * Starts `convai_section_current` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_sections` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API
struct convai_operation *convai_section_current_async(struct convai_client *client,
                                                      const char *character_id,
                                                      const char *session_id,
                                                      const struct convai_call_options *options,
                                                      struct convai_error **error);

/**
 * Lists the triggers of a character's story (POST /character/narrative/list-triggers).
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 *
 * @return The triggers, never NULL; the caller owns them and frees them with `convai_triggers_free`. If the call
 * failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
 * (BAD_REPLY), and never shorter than what was sent.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup narrative
 */
CONVAI_API
struct convai_triggers *convai_trigger_list(struct convai_client *client,
                                            const char *character_id,
                                            const struct convai_call_options *options);

/**
 * Starts `convai_trigger_list` and returns immediately.
 *
 * @param client The client.
 * @param character_id The id of the character. Must not be NULL or empty.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_triggers` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup narrative
 */
CONVAI_API
struct convai_operation *convai_trigger_list_async(struct convai_client *client,
                                                   const char *character_id,
                                                   const struct convai_call_options *options,
                                                   struct convai_error **error);

/**
 * Takes the usage out of a finished operation, once. The operation must still be freed.
 *
 * @param operation An operation of kind `CONVAI_KIND_USAGE`.
 *
 * @return The usage, never NULL; the caller owns it and frees it with `convai_usage_free`. If the call failed, its
 * `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
 * `convai_client_next` does not deliver an operation whose result was taken.
 *
 * Threads: any. Blocks: no.
 * @ingroup usage
 */
CONVAI_API struct convai_usage *convai_operation_take_usage(struct convai_operation *operation);

/**
 * Frees the usage with all strings, and sets the caller's variable to NULL.
 *
 * @param usage The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
 * else).
 *
 * Threads: any. Blocks: no.
 * @ingroup usage
 */
CONVAI_API convai_status convai_usage_free(struct convai_usage **usage);

/**
 * Reads the plan of the account and how much of it is used (POST /user/user-api-usage). It also tells whether the API
 * key is valid. Undocumented: seen in the service's Unreal plugin.
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 *
 * @return The usage, never NULL; the caller owns it and frees it with `convai_usage_free`. If the call failed, its
 * `error` is set.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup usage
 */
CONVAI_API
struct convai_usage *convai_usage_get(struct convai_client *client,
                                      const struct convai_call_options *options);

/**
 * Starts `convai_usage_get` and returns immediately.
 *
 * @param client The client.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_usage` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup usage
 */
CONVAI_API
struct convai_operation *convai_usage_get_async(struct convai_client *client,
                                                const struct convai_call_options *options,
                                                struct convai_error **error);

/**
 * Sends a request to any path of the service, also to one that this library does not know. Connections, timeouts,
 * cancellation, limits, errors and the log are those of every other call; the API key is sent in its header.
 *
 * @param client The client.
 * @param request The request. Must not be NULL.
 * @param options Settings of this call. May be NULL.
 *
 * @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
 * `error` is set. Its `raw_json` is the body of the reply, byte for byte, whatever its content type is; `http_status`
 * and `content_type` say how it came. A reply outside of 2xx is an error, and so is JSON with an error field.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
 * 3xx, 4xx and 5xx.
 *
 * Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
 * client was closed.
 * @ingroup request
 */
CONVAI_API
struct convai_result *convai_call(struct convai_client *client,
                                  const struct convai_request *request,
                                  const struct convai_call_options *options);

/**
 * Starts `convai_call` and returns immediately.
 *
 * @param client The client.
 * @param request The request. Must not be NULL.
 * @param options Settings of this call. May be NULL.
 * @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
 * May be NULL.
 *
 * @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
 * caller frees it with `convai_operation_free`.
 *
 * Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
 *
 * Threads: any. Blocks: no.
 * @ingroup request
 */
CONVAI_API
struct convai_operation *convai_call_async(struct convai_client *client,
                                           const struct convai_request *request,
                                           const struct convai_call_options *options,
                                           struct convai_error **error);

/**
 * Takes the oldest entry out of a client's log. The log has one entry for each call that has ended, in the order in
 * which they ended: answered, failed, timed out or cancelled, blocking or not. The entry is there when the call's end
 * can be seen. A call that was not accepted (because an argument is invalid, the queue is full or the client is
 * closed) has none.
 *
 * A full log drops its oldest entry for each new one; the next entry that is read says how many were `dropped`. The
 * log can be read after the client is closed, and ends when it is freed.
 *
 * @param client A client with `options.log_capacity`.
 * @param entry Receives the entry, or NULL if there is none. The caller owns it and frees it with
 * `convai_log_entry_free`. Must not be NULL.
 *
 * @return `CONVAI_OK` (there is an entry), `CONVAI_PENDING` (the log is empty), INVALID_ARGUMENT (the client has no
 * log), NULL_POINTER, BAD_HANDLE or FORKED.
 *
 * Threads: any; each entry is given to one caller. Blocks: no.
 * @ingroup log
 */
CONVAI_API convai_status convai_client_next_log(struct convai_client *client, struct convai_log_entry **entry);

/**
 * Frees an entry of the log, and sets the caller's variable to NULL.
 *
 * @param entry The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
 *
 * @return `CONVAI_OK`, or BAD_HANDLE if the library holds no entry at this address (freed already, or not an entry).
 *
 * Threads: any. Blocks: no.
 * @ingroup log
 */
CONVAI_API convai_status convai_log_entry_free(struct convai_log_entry **entry);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CONVAI_H */

//! Any number as a handle in every function that takes one, and any address in every function that frees a result.

#![no_main]

use arbitrary::Arbitrary;
use convai::ffi::{
    audio::{convai_audio_free, convai_pcm},
    character::*,
    character_calls::*,
    character_spec::*,
    client::*,
    completion_queue::*,
    conversation::*,
    conversation_turns::*,
    error::convai_error_free,
    get_response::*,
    operation::*,
    queue::*,
    response::*,
    result::*,
    status::*,
    token::*,
    utterance::*,
    version::convai_live_objects,
};
use convai_fuzz::{clients, results};
use libfuzzer_sys::fuzz_target;
use std::{
    ffi::c_void,
    ptr::{null, null_mut, without_provenance_mut},
};

#[derive(Arbitrary, Debug)]
enum Token {
    Any(u64),
    /// The handle of a live object with these bits inverted.
    Near(Object, u64),
    /// The same with one bit inverted.
    Bit(Object, u8),
    /// A small number.
    Small(u16),
}

#[derive(Arbitrary, Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Object {
    Client,
    Operation,
    Conversation,
    Utterance,
    Queue,
}

struct Live {
    tokens: [usize; 5],
    before: u64,
}

fuzz_target!(|inputs: Vec<Token>| {
    let live = Live::new();
    for input in inputs.iter().take(16) {
        let token = match *input {
            Token::Any(number) => number as usize,
            Token::Near(object, bits) => live.tokens[object as usize] ^ bits as usize,
            Token::Bit(object, bit) => live.tokens[object as usize] ^ 1usize.rotate_left(bit.into()),
            Token::Small(number) => number.into(),
        };
        live.try_everywhere(token);
    }
    live.end();
});

impl Live {
    fn new() -> Self {
        // Created at the first use, and never freed.
        let client = clients::closed();
        let operation = clients::ended_operation();
        let before = convai_live_objects();
        let conversation = unsafe { convai_conversation_new(client, c"id".as_ptr(), null(), null_mut()) };
        let options = convai_utterance_options {
            struct_size: size_of::<convai_utterance_options>() as u32,
            format: 1,
            channels: 1,
            sample_rate: 8_000,
            max_ms: 1,
            ..Default::default()
        };
        let utterance = unsafe { convai_utterance_new(&options, null_mut()) };
        let queue = unsafe { convai_queue_new(null_mut()) };
        assert!(!conversation.is_null() && !utterance.is_null() && !queue.is_null());
        let tokens = [client.addr(), operation.addr(), conversation.addr(), utterance.addr(), queue.addr()];
        Self { tokens, before }
    }

    /// Frees the objects with their valid handles. No other object was created or freed.
    fn end(self) {
        let [_, _, conversation, utterance, queue] = self.tokens;
        let (mut conversation, mut utterance, mut queue) =
            (without_provenance_mut(conversation), without_provenance_mut(utterance), without_provenance_mut(queue));
        unsafe {
            assert_eq!(convai_operation_poll(clients::ended_operation(), null_mut()), CONVAI_OK);
            assert_eq!(convai_conversation_free(&mut conversation), CONVAI_OK);
            assert_eq!(convai_utterance_free(&mut utterance), CONVAI_OK);
            assert_eq!(convai_queue_free(&mut queue), CONVAI_OK);
        }
        assert!(conversation.is_null() && utterance.is_null() && queue.is_null());
        assert_eq!(convai_live_objects(), self.before);
    }

    fn is(&self, object: Object, token: usize) -> bool {
        self.tokens[object as usize] == token
    }

    fn try_everywhere(&self, token: usize) {
        self.try_as_client(token);
        self.try_as_operation(token);
        self.try_as_conversation(token);
        self.try_as_utterance(token);
        self.try_as_queue(token);
        free_as_result(token);
        assert_eq!(convai_live_objects(), self.before + 3, "an object was created or freed");
    }

    /// Checks the status of a call with a token where the handle of `object` is expected: `of_live` if the token is that
    /// handle, and an invalid handle otherwise.
    fn check(&self, object: Object, token: usize, status: i32, of_live: i32) {
        if self.is(object, token) {
            assert_eq!(status, of_live);
        } else {
            assert!(matches!(status, CONVAI_ERROR_BAD_HANDLE | CONVAI_ERROR_FORKED), "{status} for {token:#x}");
        }
    }

    fn try_as_client(&self, token: usize) {
        use CONVAI_ERROR_CLOSED as CLOSED;
        let (client, id): (*mut convai_client, _) = (without_provenance_mut(token), c"id".as_ptr());
        let check = |status, of_live| self.check(Object::Client, token, status, of_live);
        let failed = |failure: Option<results::Failure>| check(failure.map_or(CONVAI_OK, |f| f.status), CLOSED);
        let spec = spec();
        unsafe {
            let (mut event, mut fd) = (event(), -1);
            check(convai_client_close(client, 10_000), CONVAI_OK);
            check(convai_client_next(client, 0, &mut event), CLOSED);
            assert!(event.operation.is_null() && event.kind == 0);
            check(convai_client_wake_handle(client, &mut fd), CONVAI_OK);
            if !self.is(Object::Client, token) {
                free(token, |variable: &mut *mut convai_client| convai_client_free(variable));
                let mut error = null_mut();
                assert!(convai_conversation_new(client, id, null(), &mut error).is_null());
                failed(results::take_error(error));
            }
            failed(results::take_character(convai_character_create(client, &spec, null())).1);
            failed(results::take_result(convai_character_update(client, id, &spec, null())));
            failed(results::take_character(convai_character_get(client, id, null())).1);
            failed(results::take_character(convai_character_find(client, id, null())).1);
            failed(results::take_character(convai_character_clone(client, id, 0, null())).1);
            failed(results::take_result(convai_character_delete(client, id, null())));
            failed(results::take_token(convai_token_create(client, null())).1);
            failed(results::take_token(convai_token_extend(client, id, null())).1);
            failed(results::take_result(convai_token_revoke(client, id, null())));
            check(convai_client_set_credentials(client, null(), id, null_mut()), CONVAI_OK);
            failed(results::take_response(convai_get_response_text(client, id, null(), id, 0, null())).1);
            let mut error = null_mut();
            for start in [
                convai_character_get_async,
                convai_character_find_async,
                convai_character_delete_async,
                convai_token_extend_async,
                convai_token_revoke_async,
            ] {
                assert!(start(client, id, null(), &mut error).is_null());
                failed(results::take_error(error));
            }
            assert!(convai_token_create_async(client, null(), &mut error).is_null());
            failed(results::take_error(error));
            assert!(convai_character_create_async(client, &spec, null(), &mut error).is_null());
            failed(results::take_error(error));
            assert!(convai_character_update_async(client, id, &spec, null(), &mut error).is_null());
            failed(results::take_error(error));
            assert!(convai_character_clone_async(client, id, 1, null(), &mut error).is_null());
            failed(results::take_error(error));
            assert!(convai_get_response_text_async(client, id, null(), id, 1, null(), &mut error).is_null());
            failed(results::take_error(error));
            // The handle is checked before the other arguments, which are invalid.
            if !self.is(Object::Client, token) {
                failed(results::take_response(convai_get_response_pcm(client, id, null(), null(), 0, null())).1);
                failed(results::take_response(convai_get_response_wav(client, id, null(), null(), 0, 0, null())).1);
                assert!(convai_get_response_pcm_async(client, id, null(), null(), 0, null(), &mut error).is_null());
                failed(results::take_error(error));
                assert!(convai_get_response_wav_async(client, id, null(), null(), 0, 0, null(), &mut error).is_null());
                failed(results::take_error(error));
            }
        }
    }

    fn try_as_operation(&self, token: usize) {
        let operation: *mut convai_operation = without_provenance_mut(token);
        let check = |status, of_live| self.check(Object::Operation, token, status, of_live);
        let failed = |failure: Option<results::Failure>| {
            check(failure.map_or(CONVAI_OK, |failure| failure.status), CONVAI_ERROR_WRONG_KIND)
        };
        unsafe {
            check(convai_operation_poll(operation, null_mut()), CONVAI_OK);
            check(convai_operation_wait(operation, -1), CONVAI_OK);
            check(convai_operation_cancel(operation), CONVAI_OK);
            failed(results::take_response(convai_operation_take_response(operation)).1);
            failed(results::take_result(convai_operation_take_result(operation)));
            failed(results::take_token(convai_operation_take_token(operation)).1);
            if !self.is(Object::Operation, token) {
                failed(results::take_character(convai_operation_take_character(operation)).1);
                free(token, |variable: &mut *mut convai_operation| convai_operation_free(variable));
            }
        }
    }

    fn try_as_conversation(&self, token: usize) {
        let (conversation, text): (*mut convai_conversation, _) = (without_provenance_mut(token), c"text".as_ptr());
        let check = |status, of_live| self.check(Object::Conversation, token, status, of_live);
        let failed = |failure: Option<results::Failure>, of_live| {
            check(failure.map_or(CONVAI_OK, |failure| failure.status), of_live)
        };
        unsafe {
            let (mut buffer, mut length) = ([0; 64], 0);
            check(convai_conversation_interrupt(conversation), CONVAI_OK);
            check(convai_conversation_reset(conversation), CONVAI_OK);
            check(convai_conversation_set_fallback(conversation, text), CONVAI_OK);
            check(convai_conversation_set_scene(conversation, null(), null_mut()), CONVAI_OK);
            check(convai_conversation_session_id(conversation, buffer.as_mut_ptr(), 64, &mut length), CONVAI_OK);
            failed(
                results::take_response(convai_conversation_say(conversation, text, 0, null())).1,
                CONVAI_ERROR_CLOSED,
            );
            let mut error = null_mut();
            assert!(convai_conversation_say_async(conversation, text, 0, null(), &mut error).is_null());
            failed(results::take_error(error), CONVAI_ERROR_CLOSED);
            if self.is(Object::Conversation, token) {
                return;
            }
            free(token, |variable: &mut *mut convai_conversation| convai_conversation_free(variable));
            failed(results::take_response(convai_conversation_say_pcm(conversation, null(), 0, null())).1, 0);
            failed(results::take_response(convai_conversation_say_wav(conversation, null(), 0, 0, null())).1, 0);
            assert!(convai_conversation_say_pcm_async(conversation, null(), 0, null(), &mut error).is_null());
            failed(results::take_error(error), 0);
            assert!(convai_conversation_say_wav_async(conversation, null(), 0, 0, null(), &mut error).is_null());
            failed(results::take_error(error), 0);
        }
    }

    fn try_as_utterance(&self, token: usize) {
        let utterance: *mut convai_utterance = without_provenance_mut(token);
        let conversation: *mut convai_conversation = without_provenance_mut(self.tokens[Object::Conversation as usize]);
        let check = |status, of_live| self.check(Object::Utterance, token, status, of_live);
        let failed = |failure: Option<results::Failure>, of_live| {
            check(failure.map_or(CONVAI_OK, |failure| failure.status), of_live)
        };
        unsafe {
            let (mut peak, mut rms, mut frames, mut milliseconds, mut error) = (0.0, 0.0, 0, 0, null_mut());
            let chunk: *const c_void = [128u8; 4].as_ptr().cast();
            check(convai_utterance_push(utterance, chunk, 4), CONVAI_OK);
            let pcm = convai_pcm {
                struct_size: size_of::<convai_pcm>() as u32,
                format: 1,
                samples: chunk,
                samples_bytes: 0,
                frames: 4,
                channels: 1,
                sample_rate: 8_000,
            };
            check(convai_utterance_push_pcm(utterance, &pcm), CONVAI_OK);
            check(convai_utterance_begin(utterance), CONVAI_ERROR_WRONG_KIND);
            let (mut event, mut ended, mut clipped) = (0, null_mut(), 0);
            check(convai_utterance_next(utterance, &mut event, &mut ended), CONVAI_ERROR_WRONG_KIND);
            check(convai_utterance_set_gate(utterance, 1), CONVAI_ERROR_WRONG_KIND);
            check(convai_utterance_clipped(utterance, &mut clipped), CONVAI_OK);
            check(convai_utterance_level(utterance, &mut peak, &mut rms), CONVAI_OK);
            check(convai_utterance_length(utterance, &mut frames, &mut milliseconds), CONVAI_OK);
            let said = convai_conversation_say_utterance(conversation, utterance, 0, null());
            failed(results::take_response(said).1, CONVAI_ERROR_CLOSED);
            assert!(convai_conversation_say_utterance_async(conversation, utterance, 0, null(), &mut error).is_null());
            failed(results::take_error(error), CONVAI_ERROR_CLOSED);
            check(convai_utterance_clear(utterance), CONVAI_OK);
            if !self.is(Object::Utterance, token) {
                free(token, |variable: &mut *mut convai_utterance| convai_utterance_free(variable));
            }
        }
    }

    fn try_as_queue(&self, token: usize) {
        let queue: *mut convai_queue = without_provenance_mut(token);
        let check = |status, of_live| self.check(Object::Queue, token, status, of_live);
        unsafe {
            let (mut event, mut fd) = (event(), -1);
            check(convai_queue_next(queue, 0, &mut event), CONVAI_PENDING);
            assert!(event.operation.is_null() && event.kind == 0);
            check(convai_queue_wake_handle(queue, &mut fd), CONVAI_OK);
            if !self.is(Object::Queue, token) {
                free(token, |variable: &mut *mut convai_queue| convai_queue_free(variable));
            }
        }
    }
}

fn event() -> convai_event {
    convai_event { struct_size: size_of::<convai_event>() as u32, kind: 9, operation: null_mut(), user_data: 0 }
}

fn spec() -> convai_character_spec {
    convai_character_spec {
        struct_size: size_of::<convai_character_spec>() as u32,
        language_code_count: 0,
        name: c"name".as_ptr(),
        voice_type: c"voice".as_ptr(),
        backstory: c"backstory".as_ptr(),
        actions: null(),
        language_codes: null(),
        known_voices: null(),
        known_languages: null(),
    }
}

/// Calls a free function with a token that is not its own: NULL does nothing, and everything else is refused and stays in
/// the variable.
fn free<T>(token: usize, free: impl FnOnce(&mut *mut T) -> i32) {
    let mut variable = without_provenance_mut(token);
    let status = free(&mut variable);
    if token == 0 {
        assert_eq!(status, CONVAI_OK);
    } else {
        assert!(matches!(status, CONVAI_ERROR_BAD_HANDLE | CONVAI_ERROR_FORKED), "{status} for {token:#x}");
    }
    assert_eq!(variable.addr(), token);
}

/// There is no live result, so no address is freed.
fn free_as_result(address: usize) {
    unsafe {
        free(address, |variable| convai_error_free(variable));
        free(address, |variable| convai_result_free(variable));
        free(address, |variable| convai_character_free(variable));
        free(address, |variable| convai_response_free(variable));
        free(address, |variable| convai_audio_free(variable));
    }
}

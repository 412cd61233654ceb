// Every function of convai.h. Written by bindings/unreal/generate.py from the header: do not change it here.
//
// CONVAI_FUNCTION(result, name, parameters, arguments) is defined, and undefined again, by who includes this. There is
// no include guard, as it is included more than once.

CONVAI_FUNCTION(uint32_t, convai_abi_version, (void), ())
CONVAI_FUNCTION(const char *, convai_version, (void), ())
CONVAI_FUNCTION(size_t, convai_struct_size, (const char *name), (name))
CONVAI_FUNCTION(uint64_t, convai_live_objects, (void), ())
CONVAI_FUNCTION(const char *, convai_status_name, (convai_status status), (status))
CONVAI_FUNCTION(const char *, convai_status_text, (convai_status status), (status))
CONVAI_FUNCTION(convai_status, convai_error_free, (convai_error **error), (error))
CONVAI_FUNCTION(convai_client *, convai_client_new,
                (const convai_client_options *options, convai_error **error),
                (options, error))
CONVAI_FUNCTION(convai_status, convai_client_close, (convai_client *client, int32_t timeout_ms), (client, timeout_ms))
CONVAI_FUNCTION(convai_status, convai_client_free, (convai_client **client), (client))
CONVAI_FUNCTION(convai_status, convai_shutdown, (int32_t timeout_ms), (timeout_ms))
CONVAI_FUNCTION(convai_status, convai_client_next,
                (convai_client *client, int32_t timeout_ms, convai_event *event),
                (client, timeout_ms, event))
CONVAI_FUNCTION(convai_status, convai_client_wake_handle, (convai_client *client, intptr_t *handle), (client, handle))
CONVAI_FUNCTION(convai_status, convai_result_free, (convai_result **result), (result))
CONVAI_FUNCTION(convai_status, convai_character_free, (convai_character **character), (character))
CONVAI_FUNCTION(convai_character *, convai_character_create,
                (convai_client *client, const convai_character_spec *spec, const convai_call_options *options),
                (client, spec, options))
CONVAI_FUNCTION(convai_operation *, convai_character_create_async,
                (convai_client *client, const convai_character_spec *spec, const convai_call_options *options, convai_error **error),
                (client, spec, options, error))
CONVAI_FUNCTION(convai_result *, convai_character_update,
                (convai_client *client, const char *character_id, const convai_character_spec *spec, const convai_call_options *options),
                (client, character_id, spec, options))
CONVAI_FUNCTION(convai_operation *, convai_character_update_async,
                (convai_client *client, const char *character_id, const convai_character_spec *spec, const convai_call_options *options, convai_error **error),
                (client, character_id, spec, options, error))
CONVAI_FUNCTION(convai_character *, convai_character_get,
                (convai_client *client, const char *character_id, const convai_call_options *options),
                (client, character_id, options))
CONVAI_FUNCTION(convai_operation *, convai_character_get_async,
                (convai_client *client, const char *character_id, const convai_call_options *options, convai_error **error),
                (client, character_id, options, error))
CONVAI_FUNCTION(convai_character *, convai_character_find,
                (convai_client *client, const char *name, const convai_call_options *options),
                (client, name, options))
CONVAI_FUNCTION(convai_operation *, convai_character_find_async,
                (convai_client *client, const char *name, const convai_call_options *options, convai_error **error),
                (client, name, options, error))
CONVAI_FUNCTION(convai_character *, convai_character_clone,
                (convai_client *client, const char *character_id, int32_t with_knowledge_bank, const convai_call_options *options),
                (client, character_id, with_knowledge_bank, options))
CONVAI_FUNCTION(convai_operation *, convai_character_clone_async,
                (convai_client *client, const char *character_id, int32_t with_knowledge_bank, const convai_call_options *options, convai_error **error),
                (client, character_id, with_knowledge_bank, options, error))
CONVAI_FUNCTION(convai_result *, convai_character_delete,
                (convai_client *client, const char *character_id, const convai_call_options *options),
                (client, character_id, options))
CONVAI_FUNCTION(convai_operation *, convai_character_delete_async,
                (convai_client *client, const char *character_id, const convai_call_options *options, convai_error **error),
                (client, character_id, options, error))
CONVAI_FUNCTION(convai_status, convai_response_free, (convai_response **response), (response))
CONVAI_FUNCTION(convai_response *, convai_get_response_text,
                (convai_client *client, const char *character_id, const char *session_id, const char *text, uint32_t flags, const convai_call_options *options),
                (client, character_id, session_id, text, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_get_response_text_async,
                (convai_client *client, const char *character_id, const char *session_id, const char *text, uint32_t flags, const convai_call_options *options, convai_error **error),
                (client, character_id, session_id, text, flags, options, error))
CONVAI_FUNCTION(convai_response *, convai_get_response_pcm,
                (convai_client *client, const char *character_id, const char *session_id, const convai_pcm *pcm, uint32_t flags, const convai_call_options *options),
                (client, character_id, session_id, pcm, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_get_response_pcm_async,
                (convai_client *client, const char *character_id, const char *session_id, const convai_pcm *pcm, uint32_t flags, const convai_call_options *options, convai_error **error),
                (client, character_id, session_id, pcm, flags, options, error))
CONVAI_FUNCTION(convai_response *, convai_get_response_wav,
                (convai_client *client, const char *character_id, const char *session_id, const uint8_t *wav, size_t wav_len, uint32_t flags, const convai_call_options *options),
                (client, character_id, session_id, wav, wav_len, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_get_response_wav_async,
                (convai_client *client, const char *character_id, const char *session_id, const uint8_t *wav, size_t wav_len, uint32_t flags, const convai_call_options *options, convai_error **error),
                (client, character_id, session_id, wav, wav_len, flags, options, error))
CONVAI_FUNCTION(convai_status, convai_operation_poll,
                (convai_operation *operation, convai_progress *progress),
                (operation, progress))
CONVAI_FUNCTION(convai_status, convai_operation_wait,
                (convai_operation *operation, int32_t timeout_ms),
                (operation, timeout_ms))
CONVAI_FUNCTION(convai_status, convai_operation_cancel, (convai_operation *operation), (operation))
CONVAI_FUNCTION(convai_response *, convai_operation_take_response, (convai_operation *operation), (operation))
CONVAI_FUNCTION(convai_character *, convai_operation_take_character, (convai_operation *operation), (operation))
CONVAI_FUNCTION(convai_result *, convai_operation_take_result, (convai_operation *operation), (operation))
CONVAI_FUNCTION(convai_status, convai_operation_free, (convai_operation **operation), (operation))
CONVAI_FUNCTION(convai_conversation *, convai_conversation_new,
                (convai_client *client, const char *character_id, const char *session_id, convai_error **error),
                (client, character_id, session_id, error))
CONVAI_FUNCTION(convai_status, convai_conversation_free, (convai_conversation **conversation), (conversation))
CONVAI_FUNCTION(convai_status, convai_conversation_interrupt, (convai_conversation *conversation), (conversation))
CONVAI_FUNCTION(convai_status, convai_conversation_reset, (convai_conversation *conversation), (conversation))
CONVAI_FUNCTION(convai_status, convai_conversation_set_fallback,
                (convai_conversation *conversation, const char *text),
                (conversation, text))
CONVAI_FUNCTION(convai_status, convai_conversation_session_id,
                (convai_conversation *conversation, char *buffer, size_t capacity, size_t *length),
                (conversation, buffer, capacity, length))
CONVAI_FUNCTION(convai_response *, convai_conversation_say,
                (convai_conversation *conversation, const char *text, uint32_t flags, const convai_call_options *options),
                (conversation, text, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_conversation_say_async,
                (convai_conversation *conversation, const char *text, uint32_t flags, const convai_call_options *options, convai_error **error),
                (conversation, text, flags, options, error))
CONVAI_FUNCTION(convai_response *, convai_conversation_say_pcm,
                (convai_conversation *conversation, const convai_pcm *pcm, uint32_t flags, const convai_call_options *options),
                (conversation, pcm, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_conversation_say_pcm_async,
                (convai_conversation *conversation, const convai_pcm *pcm, uint32_t flags, const convai_call_options *options, convai_error **error),
                (conversation, pcm, flags, options, error))
CONVAI_FUNCTION(convai_response *, convai_conversation_say_wav,
                (convai_conversation *conversation, const uint8_t *wav, size_t wav_len, uint32_t flags, const convai_call_options *options),
                (conversation, wav, wav_len, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_conversation_say_wav_async,
                (convai_conversation *conversation, const uint8_t *wav, size_t wav_len, uint32_t flags, const convai_call_options *options, convai_error **error),
                (conversation, wav, wav_len, flags, options, error))
CONVAI_FUNCTION(convai_response *, convai_conversation_say_utterance,
                (convai_conversation *conversation, convai_utterance *utterance, uint32_t flags, const convai_call_options *options),
                (conversation, utterance, flags, options))
CONVAI_FUNCTION(convai_operation *, convai_conversation_say_utterance_async,
                (convai_conversation *conversation, convai_utterance *utterance, uint32_t flags, const convai_call_options *options, convai_error **error),
                (conversation, utterance, flags, options, error))
CONVAI_FUNCTION(convai_utterance *, convai_utterance_new,
                (const convai_utterance_options *options, convai_error **error),
                (options, error))
CONVAI_FUNCTION(convai_status, convai_utterance_push,
                (convai_utterance *utterance, const void *samples, size_t frames),
                (utterance, samples, frames))
CONVAI_FUNCTION(convai_status, convai_utterance_level,
                (convai_utterance *utterance, float *peak, float *rms),
                (utterance, peak, rms))
CONVAI_FUNCTION(convai_status, convai_utterance_length,
                (convai_utterance *utterance, uint64_t *frames, int32_t *milliseconds),
                (utterance, frames, milliseconds))
CONVAI_FUNCTION(convai_status, convai_utterance_clear, (convai_utterance *utterance), (utterance))
CONVAI_FUNCTION(convai_status, convai_utterance_free, (convai_utterance **utterance), (utterance))
CONVAI_FUNCTION(convai_audio *, convai_audio_build_wav,
                (const convai_pcm *pcm, uint32_t sample_rate),
                (pcm, sample_rate))
CONVAI_FUNCTION(convai_audio *, convai_audio_read_wav,
                (const uint8_t *wav, size_t wav_len, uint32_t raw_sample_rate),
                (wav, wav_len, raw_sample_rate))
CONVAI_FUNCTION(convai_status, convai_audio_free, (convai_audio **audio), (audio))
CONVAI_FUNCTION(convai_status, convai_audio_s16_to_f32,
                (const int16_t *input, float *output, size_t samples),
                (input, output, samples))
CONVAI_FUNCTION(convai_status, convai_audio_f32_to_s16,
                (const float *input, int16_t *output, size_t samples),
                (input, output, samples))
CONVAI_FUNCTION(convai_status, convai_audio_level, (const convai_pcm *pcm, float *peak, float *rms), (pcm, peak, rms))

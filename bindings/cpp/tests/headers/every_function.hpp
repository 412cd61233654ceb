// Calls every function of convai.hpp, which instantiates every template with the flags of the header checks.
#pragma once

#include <convai.hpp>
#include <convai.hpp>

inline std::size_t every_function(const convai::Client &client, const char *text_of_id) {
    using namespace convai;
    const CharacterId id(text_of_id);
    std::size_t sum = 0;
    const auto note = [&sum](auto &&result) {
        const auto &named = result;
        if (!named) sum += named.error().message().size() + named.error().service_message().size();
    };
    CharacterSpec spec;
    spec.name = "name";
    note(client.character_create(spec));
    note(client.character_update(id, spec));
    note(client.character_get(id));
    note(client.character_find(text_of_id));
    note(client.character_clone(id, true));
    note(client.character_delete(id));
    note(client.character_create_async(spec));
    note(client.character_update_async(id, spec));
    note(client.character_get_async(id));
    note(client.character_find_async(text_of_id));
    note(client.character_clone_async(id));
    note(client.character_delete_async(id));

    const auto voices = client.voice_list();
    const auto languages = client.language_list();
    const auto characters = client.character_list();
    note(voices);
    note(languages);
    note(characters);
    note(client.voice_list_async());
    note(client.language_list_async());
    note(client.character_list_async());
    for (const Voice voice : voices->in_language("en").with_gender("FEMALE")) {
        sum += voice.name().size() + voice.value().size() + voice.section().size() + voice.gender().size();
        sum += voice.sample_url().size() + voice.language_codes().size() + voice.environments().size();
    }
    sum += voices->with_gender("MALE").count() + voices->raw_json().size();
    for (const Language language : *languages) sum += language.code().size() + language.name().size();
    for (const CharacterView each : *characters) sum += each.name().size() + each.raw_json().size();
    spec.known_voices = &*voices;
    spec.known_languages = &*languages;

    const auto token = client.token_create();
    note(token);
    note(client.token_extend(text_of_id));
    note(client.token_revoke(text_of_id));
    note(client.token_create_async());
    note(client.token_extend_async(text_of_id));
    note(client.token_revoke_async(text_of_id));
    sum += token->token().size() + token->expires().size() + token->raw_json().size() + (token->expires_at_ms() > 0 ? 1u : 0u);
    note(client.set_credentials({{}, token->token()}));

    const SessionId session(text_of_id);
    const SessionId sessions[] = {session};
    const auto chats = client.chat_list(id);
    note(chats);
    note(client.chat_list_async(id, 1));
    for (const ChatSummary each : *chats) sum += each.session_id().view().size() + each.date().size() + each.time().size();
    const auto chat = client.chat_get(id, session);
    note(chat);
    note(client.chat_get_async(id, session));
    for (const ChatMessage each : *chat) sum += each.text().size() + each.speaker().size() + each.timestamp().size();
    note(client.chat_delete(id, sessions));
    note(client.chat_delete_async(id, sessions));
    const auto usage = client.usage_get();
    note(usage);
    note(client.usage_get_async());
    for (const UsageMetric each : usage->metrics()) sum += each.id().size() + (each.used() < each.limit() ? 1u : 0u);
    sum += usage->user_name().size() + usage->email().size() + usage->plan_name().size() + usage->expires().size();
    const auto starters = client.generate_starters(id);
    note(starters);
    note(client.generate_starters_async(id, session));
    sum += starters->text().size() + starters->lines().size() + starters->raw_json().size();
    note(client.generate_backstory("name", "text"));
    note(client.generate_backstory_async("name", "text"));
    note(client.generate_speech("text", "voice"));
    note(client.generate_speech_async("text", "voice"));
    const auto sections = client.section_list(id);
    note(sections);
    note(client.section_list_async(id));
    note(client.section_current(id, session));
    note(client.section_current_async(id, session));
    for (const NarrativeSection each : *sections) {
        sum += each.id().size() + each.name().size() + each.objective().size();
        for (const NarrativeDecision way : each.decisions()) sum += way.criteria().size() + way.next_section_id().size();
    }
    const auto triggers = client.trigger_list(id);
    note(triggers);
    note(client.trigger_list_async(id));
    for (const NarrativeTrigger each : *triggers) sum += each.id().size() + each.message().size() + each.destination_section_id().size();
    Request request;
    request.path = text_of_id;
    const auto outcome = client.call(request);
    note(outcome);
    note(client.call_async(request));
    sum += outcome->body().size() + outcome->content_type().size() + (outcome->http_status() == 200 ? 1u : 0u);

    const float floats[4] = {};
    std::int16_t whole[4] = {};
    const Pcm pcm = Pcm::f32(floats, 1, 48000);
    auto audio = Audio::build_wav(pcm);
    note(Audio::read_wav(audio->wav()));
    note(level(pcm));
    sum += to_s16(floats, whole) == Code::ok ? 1u : 0u;
    note(client.get_response_text(id, new_session, "text", Flags::voice | Flags::multipart));
    note(client.get_response_pcm(id, new_session, pcm));
    note(client.get_response_wav(id, new_session, audio->wav()));
    note(client.get_response_text_async(id, new_session, "text"));
    note(client.get_response_pcm_async(id, new_session, pcm));
    note(client.get_response_wav_async(id, new_session, audio->wav()));

    auto utterance = Utterance::create({Format::f32, 1, 48000, {}, Trigger::push, {}, {}, {}, 0, 0});
    sum += utterance->push(floats) == Code::ok ? 1u : 0u;
    sum += utterance->push_frames(floats, 4) == Code::ok ? 1u : 0u;
    sum += utterance->push(pcm) == Code::ok ? 1u : 0u;
    utterance->begin();
    note(utterance->next());
    utterance->set_gate(true);
    note(utterance->clipped());
    note(utterance->level());
    note(utterance->length());
    utterance->clear();
    PlaybackOptions device;
    device.sample_rate = 48000;
    auto playback = Playback::create(device);
    float out[4] = {};
    sum += playback->read(out, 2) + playback->read(whole, 2);
    sum += playback->read_ahead(out, 1, 0, milliseconds(100)) + playback->read_ahead(whole, 1, 0, milliseconds(100));
    sum += playback->add(pcm, PlaybackMode::replace) == Code::ok ? 1u : 0u;
    playback->stop();
    playback->pause();
    playback->resume();
    playback->set_volume(0.5f);
    playback->set_device(44100);
    note(playback->state());
    utterance->set_playback(*playback);
    utterance->set_playback(nullptr);
    auto conversation = client.conversation(id);
    conversation->set_playback(*playback);
    conversation->set_playback(nullptr);
    note(conversation->say("text"));
    note(conversation->say_pcm(pcm));
    note(conversation->say_wav(audio->wav()));
    note(conversation->say_utterance(*utterance));
    note(conversation->say_pcm_async(pcm));
    note(conversation->say_wav_async(audio->wav()));
    note(conversation->say_utterance_async(*utterance));
    note(conversation->session_id());
    const std::string_view actions[] = {"action"};
    const SceneItem things[] = {{"name", "description"}};
    const Field fields[] = {{"name", "value", {}, {}, {}}};
    const Scene scene{actions, things, things, "True", actions, fields};
    note(conversation->set_scene(scene));
    note(conversation->set_scene(nullptr));
    conversation->set_fallback("text");
    conversation->interrupt();
    conversation->reset();

    Operation<Response> turn = std::move(conversation->say_async("text")).value();
    note(turn.progress());
    turn.wait(convai::milliseconds(0));
    for (const Piece &piece : turn.pieces()) {
        sum += piece.text().size() + piece.session_id().view().size() + piece.pcm().size() + piece.frames();
        sum += piece.channels() + piece.sample_rate() + piece.action_sequence().size() + piece.tag().size() + piece.actions().size();
    }
    const Piece piece = turn.next_piece();
    sum += piece.code() == Code::pending ? 1u : 0u;
    sum += piece.first_frame() == 0 ? 1u : 0u;
    sum += playback->add(turn) == Code::ok ? 1u : 0u;
    const PlaybackState heard = playback->state().value_or(PlaybackState());
    sum += heard.is(turn) || heard.pointer<float>() != nullptr ? 1u : 0u;
    turn.cancel();
    Response response = std::move(turn.take()).value();
    sum += response.text().size() + response.pcm().size() + response.wav().size();
    sum += response.interrupted() ? 1u : 0u;
    sum += response.actions().size() + response.action_sequence().size() + response.tag().size();
    AnyOperation any = std::move(turn);
    note(any.take<Character>());
    const Event event = client.next();
    sum += event.is(any) || event.kind() == EventKind::done ? 1u : 0u;
    Character character = std::move(client.character_get(id)).value();
    for (const std::string_view code : character.language_codes()) sum += code.size();
    Error error = client.character_get(id).error();
    sum += error.reference().size() + error.argument().size() + name(error.code()).size() + describe(error.code()).size();
    note(client.wake_handle());
    client.reset_connections();
    auto queue = Queue::create();
    note(queue->wake_handle());
    sum += queue->next() ? 1u : 0u;
    const LogEntry entry = client.next_log();
    sum += entry.path().size() + entry.method().size() + entry.request_id().size() + (entry.status() == Code::ok ? 1u : 0u);
    client.close(convai::milliseconds(0));
    shutdown(convai::milliseconds(0));
    sum += live_objects() != 0 ? 1u : 0u;
    return sum + version().size();
}

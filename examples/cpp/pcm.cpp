// Samples in and out, as an engine has them: a microphone's float chunks go in, a buffer for the sound card comes out.
//
//     CONVAI_API_KEY=... pcm CHARACTER_ID question.wav answer.wav
//
// The file stands in for the microphone: it is read, and handed over in chunks of ten milliseconds.

#include <convai.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

namespace {

std::string_view environment(const char *name) {
    const char *value = std::getenv(name);
    return value ? std::string_view(value) : std::string_view();
}

int fail(const convai::ErrorView &error) {
    std::cerr << error.message() << '\n';
    return 1;
}

std::vector<std::uint8_t> read_file(const char *name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What the audio callback of an engine does. It may run on the audio thread: push() takes no memory.
convai::Code record(const convai::Utterance &utterance, convai::Span<const float> samples, std::size_t chunk) {
    for (std::size_t at = 0; at < samples.size(); at += chunk) {
        const convai::Code code = utterance.push(samples.part(at, chunk));
        if (code != convai::Code::ok) return code;
    }
    return convai::Code::ok;
}

}  // namespace

int main(int count, char **argument) {
    if (count != 4) {
        std::cerr << "usage: pcm CHARACTER_ID question.wav answer.wav\n";
        return 2;
    }
    convai::ClientOptions options;
    options.api_key = environment("CONVAI_API_KEY");
    options.base_url = environment("CONVAI_BASE_URL");
    options.upload_sample_rate = 16000;  // enough for speech, and a third of what 48,000 Hz would send
    const auto client = convai::Client::create(options);
    if (!client) return fail(client.error());
    const auto conversation = client->conversation(argument[1]);
    if (!conversation) return fail(conversation.error());

    const auto question = convai::Audio::read_wav(read_file(argument[2]));
    if (!question) return fail(question.error());
    std::vector<float> microphone(question->pcm().size());
    if (convai::to_f32(question->pcm(), microphone) != convai::Code::ok) return 1;

    convai::UtteranceOptions wanted;
    wanted.format = convai::Format::f32;
    wanted.channels = question->channels();
    wanted.sample_rate = question->sample_rate();
    const auto utterance = convai::Utterance::create(wanted);
    if (!utterance) return fail(utterance.error());

    // Push to talk: the player holds the key ...
    const std::size_t ten_ms = question->sample_rate() / 100 * question->channels();
    const convai::Code recorded = record(*utterance, microphone, ten_ms);
    if (recorded != convai::Code::ok) std::cerr << convai::describe(recorded) << '\n';
    std::cout << "Recorded " << utterance->length()->milliseconds << " ms.\n";

    // ... and lets go of it. Saying an utterance empties it for the next one.
    const auto answer = conversation->say_utterance(*utterance, convai::Flags::voice);
    if (!answer) return fail(answer.error());
    std::cout << "Understood: " << answer->user_query() << "\nAnswer: " << answer->text() << '\n';

    // What an engine plays: float samples, with the rate and the channels that this reply has.
    std::vector<float> playback(answer->pcm().size());
    if (convai::to_f32(answer->pcm(), playback) != convai::Code::ok) return 1;
    std::cout << "Voice: " << answer->frames() << " frames, " << answer->channels() << " channel(s), "
              << answer->sample_rate() << " Hz.\n";

    std::ofstream file(argument[3], std::ios::binary);
    file.write(reinterpret_cast<const char *>(answer->wav().data()), static_cast<std::streamsize>(answer->wav().size()));
    return file ? 0 : 1;
}

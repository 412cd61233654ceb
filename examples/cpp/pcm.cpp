// Samples in and out, as in a game engine: the program sends float samples of a microphone and receives float samples for
// playback.
//
//     CONVAI_API_KEY=... pcm CHARACTER_ID question.wav reply.wav
//
// The file question.wav takes the place of the microphone. The program reads it in chunks of ten milliseconds.

#include <convai.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

namespace {

int fail(const convai::ErrorView &error) {
    std::cerr << error.message() << '\n';
    return 1;
}

std::vector<std::uint8_t> read_file(const char *name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The work of an audio callback. It may run on the audio thread: push() does not allocate.
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
        std::cerr << "usage: pcm CHARACTER_ID question.wav reply.wav\n";
        return 2;
    }
    convai::ClientOptions options;
    options.api_key = std::getenv("CONVAI_API_KEY");
    options.base_url = std::getenv("CONVAI_BASE_URL");
    options.upload_sample_rate = 16000;  // sufficient for speech, and a third of the data of 48,000 Hz
    const auto client = convai::Client::create(options);
    if (!client) return fail(client.error());
    const auto conversation = client->conversation(convai::CharacterId(argument[1]));
    if (!conversation) return fail(conversation.error());

    const auto question = convai::Audio::read_wav(read_file(argument[2]));
    if (!question) return fail(question.error());
    std::vector<float> microphone(question->pcm().size());
    if (convai::to_f32(question->pcm(), microphone) != convai::Code::ok) return 1;

    convai::UtteranceOptions recording;
    recording.format = convai::Format::f32;
    recording.channels = question->channels();
    recording.sample_rate = question->sample_rate();
    const auto utterance = convai::Utterance::create(recording);
    if (!utterance) return fail(utterance.error());

    // Push to talk: record while the player holds the key.
    const std::size_t ten_ms = question->sample_rate() / 100 * question->channels();
    const convai::Code recorded = record(*utterance, microphone, ten_ms);
    if (recorded != convai::Code::ok) std::cerr << convai::describe(recorded) << '\n';
    std::cout << "Recorded " << utterance->length()->duration.count() << " ms.\n";

    // Send the utterance when the player releases the key. This empties it for the next recording.
    const auto reply = conversation->say_utterance(*utterance, convai::Flags::voice);
    if (!reply) return fail(reply.error());
    std::cout << "Understood: " << reply->user_query() << "\nReply: " << reply->text() << '\n';

    // Engines play float samples. Sample rate and channels depend on the reply.
    std::vector<float> playback(reply->pcm().size());
    if (convai::to_f32(reply->pcm(), playback) != convai::Code::ok) return 1;
    std::cout << "Voice: " << reply->frames() << " frames, " << reply->channels() << " channel(s), "
              << reply->sample_rate() << " Hz.\n";

    std::ofstream file(argument[3], std::ios::binary);
    file.write(reinterpret_cast<const char *>(reply->wav().data()), static_cast<std::streamsize>(reply->wav().size()));
    return file ? 0 : 1;
}

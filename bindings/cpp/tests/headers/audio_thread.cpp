// What an audio thread calls. headers.sh looks at the symbols of this file: it may refer to the C interface only.
#include <convai.hpp>

std::size_t heard(const convai::Playback &playback, convai::Span<float> samples, std::uint32_t channels) noexcept;
std::size_t heard(const convai::Playback &playback, convai::Span<float> samples, std::uint32_t channels) noexcept {
    return playback.read(samples, channels) + playback.read_ahead(samples, channels, 0, convai::milliseconds(100));
}

std::size_t heard(const convai::Playback &playback, convai::Span<std::int16_t> samples, std::uint32_t channels) noexcept;
std::size_t heard(const convai::Playback &playback, convai::Span<std::int16_t> samples, std::uint32_t channels) noexcept {
    return playback.read(samples, channels) + playback.read_ahead(samples, channels, 0, convai::milliseconds(100));
}

bool said(const convai::Utterance &utterance, convai::Span<const float> samples, const convai::Pcm &pcm) noexcept;
bool said(const convai::Utterance &utterance, convai::Span<const float> samples, const convai::Pcm &pcm) noexcept {
    return utterance.push(samples) == convai::Code::ok && utterance.push(pcm) == convai::Code::ok;
}

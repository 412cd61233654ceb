#include "Speech.h"

#include "LateBinding.h"

#include <algorithm>

namespace convai_native {
namespace {

// The engine reads ahead: it plays one chunk while two wait. A frame that was read is heard that much later.
constexpr std::uint64_t queued_chunks = 2;
constexpr std::uint64_t chunks_until_heard = queued_chunks + 1;
// A sound that is not read for this long is virtualized, or was stopped. Longer than the start of a sound takes.
constexpr std::int64_t unread_limit_us = 250'000;
constexpr std::int64_t retry_interval_us = 1'000'000;
// How much of a frame of the game counts. After a longer one the app was suspended, and the voice with it.
constexpr std::int64_t longest_step_us = 100'000;
constexpr std::int32_t max_latency_ms = 1000;
constexpr std::uint32_t rate_without_device = 48000;
constexpr std::size_t skip_frames = 2048;

Failure failure_of(convai_status status) {
    const auto code = static_cast<convai::Code>(status);
    return code == convai::Code::ok ? Failure() : Failure::make(code, std::string(convai::describe(code)));
}

Failure closed() { return Failure::make(convai::Code::closed, "The voice is not open: the component is outside a running game."); }

}  // namespace

void SpeechReader::read(convai::Span<std::int16_t> out) noexcept {
    std::size_t voice = 0;
    if (library_bound()) voice = convai_playback_read_s16(playback_.load(), out.data(), out.size(), 1);
    else std::fill(out.begin(), out.end(), std::int16_t{0});
    const auto frames = static_cast<std::uint32_t>(out.size());
    if (frames > chunk_.load()) chunk_ = frames;
    const std::uint64_t now = frames_.load() + frames;
    if (voice != 0) voiced_ = now;
    frames_ = now;
}

Speech::~Speech() { close(); }

Failure Speech::open(const SpeechDevice &device) {
    close();
    if (!library_bound()) return Failure::make(convai::Code::unsupported, "The Convai library is not loaded.");
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    options.sample_rate = device.sample_rate != 0 ? device.sample_rate : rate_without_device;
    options.start_buffer_ms = device.start_buffer_ms;
    options.max_buffered_ms = device.max_buffered_ms;
    options.without_device = device.sample_rate == 0 ? 1 : 0;
    convai_error *error = nullptr;
    playback_ = convai_playback_new(&options, &error);
    Failure failure = Failure::from(convai::ErrorView(error));
    (void)convai_error_free(&error);
    if (!playback_) return failure;
    device_ = device;
    skipped_.resize(skip_frames);
    (void)convai_playback_set_volume(playback_, volume_);
    return Failure();
}

void Speech::close() noexcept {
    drop_reader();
    if (playback_) (void)convai_playback_free(&playback_);
    playback_ = nullptr;
    device_ = SpeechDevice();
    followed_.clear();
    speaking_ = paused_now_ = standing_in_ = false;
    last_update_us_ = 0;
    idle_ = true;
}

std::shared_ptr<SpeechReader> Speech::new_reader(std::uint32_t sample_rate) {
    drop_reader();
    reader_ = std::make_shared<SpeechReader>();
    if (sample_rate != device_.sample_rate && has_device()) {
        device_.sample_rate = sample_rate;
        (void)convai_playback_set_device(playback_, sample_rate, 0);
    }
    reader_->playback_ = playback_;
    frames_seen_ = 0;
    chunk_ = 0;
    unread_us_ = retry_us_ = 0;
    standing_in_ = false;
    return reader_;
}

void Speech::drop_reader() noexcept {
    if (reader_) reader_->playback_ = nullptr;
    reader_.reset();
}

Failure Speech::play(convai::Span<const std::int16_t> samples, std::uint32_t channels, std::uint32_t sample_rate, bool replace) {
    return play(convai::Pcm::s16(samples, channels, sample_rate).c_pcm(), replace);
}

Failure Speech::play(convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate, bool replace) {
    return play(convai::Pcm::f32(samples, channels, sample_rate).c_pcm(), replace);
}

Failure Speech::play(const convai_pcm &pcm, bool replace) {
    if (!playback_) return closed();
    idle_ = false;
    return failure_of(convai_playback_add_pcm(playback_, &pcm, 0, replace ? CONVAI_PLAYBACK_REPLACE : CONVAI_PLAYBACK_QUEUE));
}

void Speech::follow(std::uint64_t turn) {
    followed_.push_back(turn);
    idle_ = false;
}

Failure Speech::stop(std::int32_t fade_ms) {
    return playback_ ? failure_of(convai_playback_stop(playback_, fade_ms)) : Failure();
}

Failure Speech::set_volume(float volume) {
    if (playback_) {
        if (Failure failure = failure_of(convai_playback_set_volume(playback_, volume))) return failure;
    }
    volume_ = volume;
    return Failure();
}

void Speech::pause(bool paused) noexcept {
    paused_ = paused;
    apply_pause();
}

void Speech::apply_pause() noexcept {
    if (!playback_ || paused_now_ == (paused_ || game_paused_)) return;
    paused_now_ = !paused_now_;
    (void)convai_playback_pause(playback_, paused_now_ ? 1 : 0);
}

convai_playback_state Speech::state() const noexcept {
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    if (playback_) (void)convai_playback_poll(playback_, &state);
    return state;
}

// The size of the chunks is known once the engine has read.
void Speech::set_latency() noexcept {
    const std::uint32_t chunk = reader_ ? reader_->chunk_.load() : 0;
    if (chunk == chunk_ || chunk == 0) return;
    chunk_ = chunk;
    const std::uint64_t latency_ms = queued_chunks * chunk * 1000 / device_.sample_rate;
    (void)convai_playback_set_device(playback_, device_.sample_rate, static_cast<std::int32_t>(std::min<std::uint64_t>(latency_ms, max_latency_ms)));
}

void Speech::skip(std::int64_t elapsed_us) {
    auto frames = static_cast<std::size_t>(elapsed_us * device_.sample_rate / 1'000'000);
    while (frames > 0) {
        const std::size_t step = std::min(frames, skipped_.size());
        (void)convai_playback_read_s16(playback_, skipped_.data(), step, 1);
        frames -= step;
    }
}

// Notices whether the engine reads, and reads in its place if it does not.
void Speech::pass_time(std::int64_t elapsed_us, bool expects_reads, SpeechFrame &frame) {
    const std::uint64_t frames = reader_ ? reader_->frames_.load() : 0;
    if (frames != frames_seen_ || !expects_reads) {
        frames_seen_ = frames;
        unread_us_ = retry_us_ = 0;
        standing_in_ = false;
        return;
    }
    unread_us_ += elapsed_us;
    if (unread_us_ < unread_limit_us) return;
    skip(standing_in_ ? elapsed_us : unread_us_);
    standing_in_ = true;
    retry_us_ += elapsed_us;
    frame.retry = retry_us_ >= retry_interval_us;
    if (frame.retry) retry_us_ = 0;
}

// True if the last frame of voice that was read has been heard.
bool Speech::drained() const noexcept {
    if (!reader_ || standing_in_) return true;
    return reader_->frames_.load() - reader_->voiced_.load() >= chunks_until_heard * reader_->chunk_.load();
}

SpeechFrame Speech::update(std::int64_t now_us, bool game_paused, const std::function<bool(std::uint64_t)> &is_pending) {
    SpeechFrame frame;
    if (!playback_) return frame;
    const std::int64_t elapsed_us = last_update_us_ == 0 ? 0 : std::min(std::max<std::int64_t>(now_us - last_update_us_, 0), longest_step_us);
    last_update_us_ = now_us;
    game_paused_ = game_paused;
    apply_pause();
    convai_playback_state &state = frame.state = this->state();
    const bool has_voice = state.state == CONVAI_PLAYBACK_SPEAKING || state.buffered_ms > 0;
    if (has_device()) {
        set_latency();
        pass_time(elapsed_us, !paused_now_ && (has_voice || speaking_), frame);
        state = this->state();
    }
    if (state.state == CONVAI_PLAYBACK_SPEAKING && !speaking_) frame.started = speaking_ = true;
    // Between two turns, the next of which has not arrived, nobody speaks. A gap in the middle of a turn is no end.
    const bool has_ended = state.state == CONVAI_PLAYBACK_ENDED || state.state == CONVAI_PLAYBACK_EMPTY;
    const bool waits = state.state == CONVAI_PLAYBACK_BUFFERING && state.buffered_ms == 0 && !is_pending(state.user_data);
    if (speaking_ && !paused_now_ && (has_ended || waits) && drained()) {
        frame.finished = true;
        speaking_ = false;
    }
    frame.speaking = speaking_;
    frame.wants_sound = has_device() && (speaking_ || state.buffered_ms > 0);
    followed_.erase(std::remove_if(followed_.begin(), followed_.end(), [&](std::uint64_t turn) { return !is_pending(turn); }), followed_.end());
    idle_ = !speaking_ && state.buffered_ms == 0 && followed_.empty();
    if (idle_) last_update_us_ = 0;  // the next call may come much later
    return frame;
}

}  // namespace convai_native

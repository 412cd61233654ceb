// One character that is talked to: its session, its turns in order, and what the microphone collects for the next one.
#pragma once

#include "Hub.h"

#include <atomic>

namespace convai_core {

// Everything but push() and level() is for the hub's thread.
class Talk {
public:
    Talk() = default;
    ~Talk();
    Talk(const Talk &) = delete;
    Talk &operator=(const Talk &) = delete;

    // Whom the next turns go to. A `session_id` goes on from a saved game; empty starts a session. Where either is another
    // than with the last call, the conversation ends: its turns come back as cancelled. The same again changes nothing.
    void with(const std::string &character_id, const std::string &session_id);
    // A line that comes as text of a failed turn. Empty takes it away.
    void set_fallback(const std::string &line);

    Ticket say(Hub &hub, std::string_view text, convai::Flags flags, Call &&call);
    // `samples` are interleaved and copied; any rate from 8,000 to 192,000, 1 to 32 channels.
    Ticket say_samples(Hub &hub, convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate,
                       convai::Flags flags, Call &&call);
    Ticket say_wav(Hub &hub, convai::Span<const std::uint8_t> wav, convai::Flags flags, Call &&call);

    // Makes room for what the player is going to say, and throws away what was collected before.
    Failure begin_utterance(std::uint32_t channels, std::uint32_t sample_rate, std::uint32_t max_ms);
    // Adds captured samples. For any thread, also the audio thread: takes no memory and waits for nothing. Gives
    // utterance_full where they did not all fit, bad_handle where no utterance was begun, and invalid_argument where
    // the samples are not a multiple of the channels.
    convai::Code push(convai::Span<const float> samples) const noexcept;
    // How loud the last chunk was, from 0 to 1. For any thread.
    convai::Level level() const noexcept;
    // Says what was collected. Pushing may go on meanwhile: it counts for the next utterance.
    Ticket say_utterance(Hub &hub, convai::Flags flags, Call &&call);
    // Throws away what was collected, and ends collecting.
    void end_utterance() noexcept;

    // The actor leaves the game: turns end as cancelled, and nothing more is collected. The next turn goes on in the session.
    void end() noexcept;
    // Cancels the turn that is under way and those that wait. They come back as cancelled. The session is kept.
    void interrupt() noexcept;
    // The next turn starts a new session.
    void reset() noexcept;
    // The session's id, for a saved game. Empty before the first answer.
    std::string session_id() const;

private:
    // Makes the conversation where there is none for this hub's client.
    Failure ready(Hub &hub);
    template <typename Start>
    Ticket turn(Hub &hub, Call &&call, const Start &start);

    std::string character_id_, given_session_id_, session_id_, fallback_;
    convai::Conversation conversation_;
    std::uint64_t generation_ = 0;
    // A token of the library and not an address: one that was freed meanwhile is refused, and never a crash. So the audio
    // thread needs no lock.
    std::atomic<convai_utterance *> utterance_{nullptr};
    std::atomic<std::uint32_t> channels_{0};
};

}  // namespace convai_core

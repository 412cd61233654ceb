// Holds the dialogue with one character: the session, and the turns in order.
#pragma once

#include "Dispatcher.h"

namespace convai_native {

// Returns why a scene is invalid. Without a client nothing checks it, and the first turn in it does.
Failure check_scene(const Dispatcher &dispatcher, const Scene &scene);

// Use it on the thread of the dispatcher.
class Dialogue {
public:
    Dialogue() = default;
    Dialogue(const Dialogue &) = delete;
    Dialogue &operator=(const Dialogue &) = delete;

    // Sets the character and the session of the next turns. `session_id` continues the session of a saved game; empty
    // starts a new session. The same values have no effect, nor has the id of the session that the dialogue is in. With other
    // values the next turn begins another conversation; the turns of the one before are still answered.
    void set_character(const std::string &character_id, const std::string &session_id);
    // Sets where the voices of the next turns are heard. NULL for nowhere. It may be freed at any time.
    void set_playback(convai_playback *playback) noexcept;
    // Sets the scene of the next turns. Empty for none. Turns in an invalid scene fail.
    void set_scene(Scene scene) { scene_ = std::move(scene); }
    // Sets the text that a failed turn returns. Empty for none.
    void set_fallback(const std::string &line);

    RequestId say(Dispatcher &dispatcher, const std::string &text, convai::Flags flags, Call &&call);
    // Sends interleaved samples: 8,000 to 192,000 Hz, 1 to 32 channels. The samples are copied.
    RequestId say_samples(Dispatcher &dispatcher, convai::Span<const float> samples, std::uint32_t channels,
                          std::uint32_t sample_rate, convai::Flags flags, Call &&call);
    RequestId say_wav(Dispatcher &dispatcher, convai::Span<const std::uint8_t> wav, convai::Flags flags, Call &&call);

    // Sends a recording. Samples that are pushed from then on belong to the next one. The caller owns the handle, which may be
    // NULL: the turn then fails.
    RequestId say_utterance(Dispatcher &dispatcher, convai_utterance *recording, convai::Flags flags, Call &&call);

    // Called when the actor leaves the game: cancels the turns. The next turn continues the session.
    void end() noexcept;
    // Cancels the current turn and the queued turns. Keeps the session.
    void interrupt() noexcept;
    // Ends the session. The next turn starts a new one.
    void reset() noexcept;
    // How far the current turn is: the oldest one that has not ended. Nothing if there is none.
    std::optional<convai::Progress> progress(const Dispatcher &dispatcher);
    // The id of the session, for a saved game. Empty before the first response.
    std::string session_id() const;

private:
    // Creates the conversation if there is none for the current client of the dispatcher.
    Failure create_conversation(Dispatcher &dispatcher);
    template <typename Start>
    RequestId turn(Dispatcher &dispatcher, Call &&call, const Start &start);

    // A conversation whose last turns have not ended.
    struct Earlier {
        convai::Conversation conversation;
        std::deque<RequestId> turns;
    };

    std::string character_id_, given_session_id_, session_id_, fallback_;
    convai::Conversation conversation_;
    std::deque<Earlier> earlier_;  // the oldest first
    Scene scene_;
    convai_playback *playback_ = nullptr;
    std::deque<RequestId> turns_;  // in the order in which they were said; those at the front may have ended
    std::uint64_t generation_ = 0;
};

}  // namespace convai_native

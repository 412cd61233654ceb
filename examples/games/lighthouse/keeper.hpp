#pragma once

// The talking part of the game. It knows nothing of pictures: copy it, and give it your own character.
//
// Everything here runs on the thread of the game and never waits. The audio callbacks use loudspeaker() and microphone().

#include "stopwatch.hpp"

#include <convai.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

/// A character that the player talks to.
class Keeper {
public:
    struct Settings {
        std::string api_key;
        std::string base_url;           ///< Empty for the real service.
        std::string character;          ///< The id of the character.
        std::string session;            ///< From a saved game; empty for a new conversation.
        std::uint32_t sample_rate = 0;  ///< Of the loudspeaker and of the microphone, in Hz.
        int latency_ms = 0;             ///< From the audio callback to the ear.
        bool has_loudspeaker = true;    ///< If not, the mouth and the captions follow the clock.
    };
    enum class Mood { idle, listening, thinking, speaking };

    /// Connects nothing yet. Returns what is wrong with the settings, or an empty text.
    std::string open(const Settings &settings);

    /// Sends what the player typed, and interrupts what is being said.
    void say(const std::string &line);
    /// The player begins to speak, and the keeper falls silent.
    void listen();
    /// The player has finished: sends the recording, or nothing if it was only a touch of the key.
    void answer();
    /// Sends a recording, where there is no microphone.
    void answer(const std::vector<std::uint8_t> &wav);
    /// Silences him.
    void interrupt();
    /// What he is asked to do, from the scene: call it when the scene has changed.
    void look_around(const convai::Scene &scene);

    /// Collects what arrived. Call it in each frame.
    void update(double seconds);

    Mood mood() const;
    /// What was heard of the reply so far; it stays until the next turn.
    const std::string &caption() const { return caption_; }
    /// The time since the caption changed or the voice was heard.
    double silent_for() const { return silent_for_; }
    /// The next thing that he does, such as "Open Door"; empty where he does nothing more.
    std::string next_action();
    /// Whether the network is gone. He tries again by himself.
    bool offline() const { return offline_; }
    /// What went wrong last, in words for the player. Empty if nothing did.
    const std::string &trouble() const { return trouble_; }
    /// What the player said when the network was gone, to say it again. It is returned once.
    std::string take_lost_line();

    /// For a saved game. Empty before the first reply.
    std::string session() const;

    const convai::Playback &loudspeaker() const { return loudspeaker_; }
    const convai::Utterance &microphone() const { return microphone_; }
    const convai::PlaybackState &heard() const { return heard_; }
    float microphone_level() const;
    Stopwatch &stopwatch() { return stopwatch_; }

private:
    /// Words of the reply, and the frame of the voice at which they are heard.
    struct Words {
        std::string text;
        std::uint64_t first_frame;
    };
    /// A question and its reply.
    struct Turn {
        convai::Operation<convai::Response> operation;
        std::string line;
        std::vector<Words> words;
        std::size_t shown = 0;
        std::uint64_t voice_from = 0;
        bool has_voice = false;
        bool running = false;
    };

    void begin(convai::Result<convai::Operation<convai::Response>> started, const std::string &line);
    void collect();
    void finish();
    void show_words();
    void look_for_the_network(double seconds);

    convai::Client client_;
    convai::Conversation conversation_;
    convai::Playback loudspeaker_;
    convai::Utterance microphone_;
    std::string character_;

    Turn turn_;
    convai::PlaybackState heard_;
    bool listening_ = false;
    std::string caption_;
    double silent_for_ = 0;
    std::deque<std::string> actions_;

    bool offline_ = false;
    std::string trouble_, lost_line_;
    double until_next_try_ = 0;
    convai::Operation<convai::Character> try_;

    Stopwatch stopwatch_;
};

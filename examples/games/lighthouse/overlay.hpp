#pragma once

// What is written over the picture: captions, the line that the player types, notices, and the figures of F3.

#include <raylib.h>

#include <string>
#include <vector>

/// Breaks a text into lines of at most `width` pixels, between words; a word that is longer is broken within.
std::vector<std::string> wrap(const Font &font, float size, const std::string &text, float width);

class Overlay {
public:
    explicit Overlay(const char *folder);
    ~Overlay();
    Overlay(const Overlay &) = delete;
    Overlay &operator=(const Overlay &) = delete;

    void title(bool has_save) const;
    /// What the keeper says. It fades after he is silent for `silent` seconds.
    void caption(const std::string &name, const std::string &text, double silent) const;
    /// The line that the player types.
    void typing(const std::string &line, double time) const;
    /// The level of the microphone while the player speaks.
    void listening(float level) const;
    void thinking(double time) const;
    void goal(const std::string &text, float hour) const;
    void notice(const std::string &text, bool warning) const;
    void keys() const;
    struct Figures {
        double frame_ms, library_ms, longest_ms, longest_cpu_ms;
        const char *phase;
        int buffered_ms;
        unsigned int underruns;
        float level, mouth;
    };
    void figures(const Figures &now) const;

private:
    void write(const std::string &text, Vector2 at, float size, Color color) const;
    void write_middle(const std::string &text, float y, float size, Color color) const;
    float scale() const;

    Font font_;
    bool own_font_;
};

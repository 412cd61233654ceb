#include "overlay.hpp"

#include <algorithm>
#include <cmath>

namespace {

constexpr Color paper{250, 243, 226, 255}, faint{250, 243, 226, 170}, gold{255, 208, 122, 255}, coral{255, 142, 110, 255};

Color faded(Color color, float amount) {
    return {color.r, color.g, color.b, static_cast<unsigned char>(static_cast<float>(color.a) * std::clamp(amount, 0.0f, 1.0f))};
}

float width() { return static_cast<float>(GetScreenWidth()); }
float height() { return static_cast<float>(GetScreenHeight()); }

/// A dark band that ends softly, so that text is readable over any picture.
void shade(float top, float bottom, float strength) {
    const auto dark = [strength](float amount) { return faded({8, 12, 20, 255}, strength * amount); };
    const int x = 0, w = GetScreenWidth(), y = static_cast<int>(top), h = static_cast<int>(bottom - top);
    DrawRectangleGradientV(x, y, w, h / 2, dark(0), dark(1));
    DrawRectangle(x, y + h / 2, w, h - h / 2, dark(1));
}

}  // namespace

std::vector<std::string> wrap(const Font &font, float size, const std::string &text, float width) {
    const auto fits = [&](const std::string &line) { return MeasureTextEx(font, line.c_str(), size, 0).x <= width; };
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t space = std::min(text.find(' ', at), text.size());
        std::string word = text.substr(at, space - at);
        at = std::min(space + 1, text.size());
        if (word.empty()) continue;
        std::string &line = lines.back();
        if (fits(line.empty() ? word : line + ' ' + word)) {
            line += line.empty() ? word : ' ' + word;
            continue;
        }
        if (!line.empty()) lines.emplace_back();
        while (!fits(word)) {
            std::size_t bytes = 1;
            for (std::size_t next = 1; next <= word.size() && fits(word.substr(0, next)); ++next) {
                if (next == word.size() || (word[next] & 0xC0) != 0x80) bytes = next;  // not within a character
            }
            lines.back() = word.substr(0, bytes);
            lines.emplace_back();
            word.erase(0, bytes);
        }
        lines.back() = word;
    }
    return lines;
}

Overlay::Overlay(const char *folder) {
    std::vector<int> characters;
    for (int code = 32; code < 0x180; ++code) characters.push_back(code);
    for (int code : {0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x20AC}) characters.push_back(code);
    const std::string path = std::string(folder) + "/EBGaramond08-Regular.otf";
    own_font_ = FileExists(path.c_str());
    font_ = own_font_ ? LoadFontEx(path.c_str(), 64, characters.data(), static_cast<int>(characters.size())) : GetFontDefault();
    if (own_font_) {
        GenTextureMipmaps(&font_.texture);
        SetTextureFilter(font_.texture, TEXTURE_FILTER_TRILINEAR);
    }
}

Overlay::~Overlay() {
    if (own_font_) UnloadFont(font_);
}

float Overlay::scale() const { return height() / 540; }

void Overlay::write(const std::string &text, Vector2 at, float size, Color color) const {
    const float shift = std::max(1.0f, size / 22);
    DrawTextEx(font_, text.c_str(), {at.x + shift, at.y + shift}, size, 0,
               faded({4, 8, 14, 200}, static_cast<float>(color.a) / 255));
    DrawTextEx(font_, text.c_str(), at, size, 0, color);
}

void Overlay::write_middle(const std::string &text, float y, float size, Color color) const {
    write(text, {(width() - MeasureTextEx(font_, text.c_str(), size, 0).x) / 2, y}, size, color);
}

void Overlay::title(bool has_save) const {
    const float unit = scale(), left = 58 * unit;
    write("The Lighthouse", {left, 88 * unit}, 78 * unit, paper);
    DrawRectangleGradientH(static_cast<int>(left), static_cast<int>(172 * unit), static_cast<int>(330 * unit),
                           static_cast<int>(std::max(1.0f, 2 * unit)), gold, faded(gold, 0));
    write("An evening with the keeper of Gull Rock", {left + 2 * unit, 184 * unit}, 26 * unit, gold);
    shade(height() - 110 * unit, height(), 0.55f);
    write_middle(has_save ? "Enter  continue        N  a new evening        Esc  quit" : "Enter  begin        Esc  quit",
                 height() - 56 * unit, 26 * unit, paper);
}

void Overlay::caption(const std::string &name, const std::string &text, double silent) const {
    const float amount = static_cast<float>(1 - (silent - 6) / 1.5);
    if (text.empty() || amount <= 0) return;
    const float unit = scale(), size = 28 * unit;
    std::vector<std::string> lines = wrap(font_, size, text, std::min(width() * 0.74f, 1000 * unit));
    constexpr std::size_t most = 4;  // of a long speech, what is said now
    if (lines.size() > most) lines.erase(lines.begin(), lines.end() - most);
    const float top = height() - (52 * unit + static_cast<float>(lines.size()) * size * 1.08f);
    shade(top - 60 * unit, height(), 0.72f * std::min(amount, 1.0f));
    write_middle(name, top - 27 * unit, 20 * unit, faded(gold, amount));
    for (std::size_t line = 0; line < lines.size(); ++line) {
        write_middle(lines[line], top + static_cast<float>(line) * size * 1.08f, size, faded(paper, amount));
    }
}

void Overlay::typing(const std::string &line, double time) const {
    const float unit = scale(), size = 26 * unit, wide = std::min(width() * 0.74f, 900 * unit);
    const std::vector<std::string> lines = wrap(font_, size, line, wide - 40 * unit);
    const float high = static_cast<float>(lines.size()) * size * 1.1f + 22 * unit, left = (width() - wide) / 2,
                top = height() - high - 30 * unit;
    DrawRectangleRounded({left, top, wide, high}, 0.25f, 8, {10, 16, 26, 215});
    DrawRectangleRoundedLinesEx({left, top, wide, high}, 0.25f, 8, 1.5f * unit, faded(gold, 0.8f));
    for (std::size_t number = 0; number < lines.size(); ++number) {
        const bool last = number + 1 == lines.size();
        const std::string shown = lines[number] + (last && std::fmod(time, 1.0) < 0.6 ? "|" : "");
        write(shown, {left + 20 * unit, top + 10 * unit + static_cast<float>(number) * size * 1.1f}, size, paper);
    }
    write_middle("Enter  say it        Esc  never mind", height() - 24 * unit, 17 * unit, faint);
}

void Overlay::listening(float level) const {
    const float unit = scale(), middle = width() / 2, y = height() - 72 * unit;
    shade(height() - 150 * unit, height(), 0.6f);
    constexpr int bars = 25;
    for (int bar = 0; bar < bars; ++bar) {
        const float away = std::fabs(static_cast<float>(bar - bars / 2)) / (bars / 2);
        const float high = (3 + 54 * std::sqrt(level) * (1 - away * away) *
                                    (0.55f + 0.45f * std::sin(static_cast<float>(bar * bar) + level * 40))) *
                           unit;
        DrawRectangleRounded({middle + static_cast<float>(bar - bars / 2) * 9 * unit - 2.5f * unit, y - high / 2, 5 * unit, high},
                             1, 4, gold);
    }
    write_middle("He listens. Let go of V to end.", height() - 36 * unit, 20 * unit, faint);
}

void Overlay::thinking(double time) const {
    const float unit = scale(), y = height() - 54 * unit;
    for (int dot = 0; dot < 3; ++dot) {
        const float pulse = 0.5f + 0.5f * static_cast<float>(std::sin(time * 5 - dot * 0.9));
        DrawCircleV({width() / 2 + static_cast<float>(dot - 1) * 20 * unit, y}, (3.4f + 1.8f * pulse) * unit,
                    faded(gold, 0.35f + 0.65f * pulse));
    }
}

void Overlay::goal(const std::string &text, float hour) const {
    const float unit = scale();
    DrawRectangleGradientV(0, 0, GetScreenWidth(), static_cast<int>(74 * unit), {8, 12, 20, 130}, {8, 12, 20, 0});
    const int minutes = static_cast<int>(hour * 60);
    write(TextFormat("%d:%02d", minutes / 60, minutes % 60), {22 * unit, 13 * unit}, 25 * unit, gold);
    write(text, {92 * unit, 15 * unit}, 22 * unit, paper);
}

void Overlay::notice(const std::string &text, bool warning) const {
    const float unit = scale(), size = 20 * unit;
    const std::vector<std::string> lines = wrap(font_, size, text, std::min(width() * 0.7f, 760 * unit));
    float widest = 0;
    for (const std::string &line : lines) widest = std::max(widest, MeasureTextEx(font_, line.c_str(), size, 0).x);
    const float high = static_cast<float>(lines.size()) * size * 1.1f + 16 * unit, left = (width() - widest) / 2 - 22 * unit,
                top = 60 * unit;
    DrawRectangleRounded({left, top, widest + 44 * unit, high}, 0.4f, 8, {10, 16, 26, 205});
    DrawRectangleRoundedLinesEx({left, top, widest + 44 * unit, high}, 0.4f, 8, 1.5f * unit, warning ? coral : gold);
    for (std::size_t line = 0; line < lines.size(); ++line) {
        write_middle(lines[line], top + 7 * unit + static_cast<float>(line) * size * 1.1f, size, warning ? coral : gold);
    }
}

void Overlay::keys() const {
    const float unit = scale();
    write_middle("T  type        V  hold to speak        X  hush        W A S D  walk        F5  save        F3  figures",
                 height() - 28 * unit, 18 * unit, faint);
}

void Overlay::figures(const Figures &now) const {
    const float unit = scale(), left = width() - 282 * unit, size = 18 * unit;
    DrawRectangleRounded({left - 14 * unit, 58 * unit, 282 * unit, 184 * unit}, 0.08f, 8, {10, 16, 26, 205});
    float y = 66 * unit;
    const auto row = [&](const char *name, const std::string &value) {
        write(name, {left, y}, size, faint);
        write(value, {left + 128 * unit, y}, size, paper);
        y += 21 * unit;
    };
    row("Frame", TextFormat("%.1f ms", now.frame_ms));
    row("Library", TextFormat("%.3f ms, %.1f %%", now.library_ms, 100 * now.library_ms / std::max(now.frame_ms, 0.001)));
    row("Longest", TextFormat("%.3f ms", now.longest_ms));
    row("Longest, of CPU", TextFormat("%.3f ms", now.longest_cpu_ms));
    row("Voice", now.phase);
    row("Buffered", TextFormat("%d ms", now.buffered_ms));
    row("Gaps", TextFormat("%u", now.underruns));
    write("Level, mouth", {left, y}, size, faint);
    DrawRectangle(static_cast<int>(left + 128 * unit), static_cast<int>(y + 4 * unit), static_cast<int>(116 * unit),
                  static_cast<int>(5 * unit), {60, 66, 80, 255});
    DrawRectangle(static_cast<int>(left + 128 * unit), static_cast<int>(y + 4 * unit), static_cast<int>(116 * unit * now.level),
                  static_cast<int>(5 * unit), gold);
    DrawRectangle(static_cast<int>(left + 128 * unit), static_cast<int>(y + 13 * unit), static_cast<int>(116 * unit),
                  static_cast<int>(5 * unit), {60, 66, 80, 255});
    DrawRectangle(static_cast<int>(left + 128 * unit), static_cast<int>(y + 13 * unit), static_cast<int>(116 * unit * now.mouth),
                  static_cast<int>(5 * unit), coral);
}

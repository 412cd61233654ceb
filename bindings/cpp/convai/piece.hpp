/// @file
/// Part of convai.hpp: a part of the reply to a turn, while the rest is still on its way.

#ifndef CONVAI_CPP_PIECE_HPP
#define CONVAI_CPP_PIECE_HPP

#include "audio.hpp"
#include "range.hpp"

CONVAI_CPP_BEGIN

/// A part of the reply to a turn with Flags::stream. Move-only.
///
/// Joined in their order, the texts of the pieces are the text of the Response, and their samples are its pcm(). All views
/// are valid until the Piece is destroyed or assigned to. Views of text are NUL-terminated, and empty where the piece does
/// not contain the field.
class Piece : public Owned<convai_piece> {
public:
    /// Creates an empty piece.
    Piece() noexcept = default;
    /// Creates a piece from the values of the C interface.
    ///
    /// @param code   the status that convai_operation_next_piece returned.
    /// @param piece  the piece that it wrote.
    Piece(Code code, convai_piece *piece) noexcept : Owned(piece), code_(code) {}

    /// Returns how AnyOperation::next_piece ended.
    /// @return Code::ok where there is a piece, or where no more will come; Code::pending where none has come in time;
    ///     Code::wrong_kind, Code::bad_handle or Code::forked.
    [[nodiscard]] Code code() const noexcept { return code_; }
    /// Returns the text that follows that of the piece before, mostly with the space in between. @return the text.
    [[nodiscard]] std::string_view text() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->text, get()->text_len) : detail::view(nullptr, 0);
    }
    void text() const && = delete;
    /// Returns the session id. Where the turn fails later, do not continue this session. @return the id, empty until it is
    /// known.
    [[nodiscard]] SessionId session_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return SessionId(get() ? detail::view(get()->session_id, get()->session_id_len) : detail::view(nullptr, 0));
    }
    void session_id() const && = delete;
    /// Returns the interleaved 16-bit samples that follow those of the piece before.
    /// @return frames() * channels() samples; empty where the piece has no audio.
    [[nodiscard]] Span<const std::int16_t> pcm() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        if (!get() || !get()->samples) return {};
        return {get()->samples, get()->frames * get()->channels};
    }
    void pcm() const && = delete;
    /// Returns the number of frames: samples per channel. @return 0 where the piece has no audio.
    [[nodiscard]] std::size_t frames() const noexcept { return get() ? get()->frames : 0; }
    /// Returns where pcm() begins in the audio of the reply. @return the position in frames; where the piece has no audio, the
    ///     position at which the next audio will begin.
    [[nodiscard]] std::uint64_t first_frame() const noexcept { return get() ? get()->first_frame : 0; }
    /// Returns the number of channels, which is the same in all pieces. @return 0 until there was audio.
    [[nodiscard]] std::uint32_t channels() const noexcept { return get() ? get()->channels : 0; }
    /// Returns the number of frames per second, which is the same in all pieces. @return 0 until there was audio.
    [[nodiscard]] std::uint32_t sample_rate() const noexcept { return get() ? get()->sample_rate : 0; }
    /// Returns what the character does, in order. @return the actions of this piece, without the white space around them.
    [[nodiscard]] Strings actions() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? Strings(get()->actions, get()->action_count) : Strings();
    }
    void actions() const && = delete;
    /// Returns what the character does, as the service sends it. @return one action in each line.
    [[nodiscard]] std::string_view action_sequence() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->action_sequence, get()->action_sequence_len) : detail::view(nullptr, 0);
    }
    void action_sequence() const && = delete;
    /// Returns the result of a classification. @return the tag.
    [[nodiscard]] std::string_view tag() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->tag, get()->tag_len) : detail::view(nullptr, 0);
    }
    void tag() const && = delete;

private:
    Code code_ = Code::bad_handle;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_PIECE_HPP

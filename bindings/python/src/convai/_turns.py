"""Turns: what is said to a character, as text or as audio, alone or within a conversation."""

from __future__ import annotations

from ctypes import c_void_p
from typing import Any, Callable, NamedTuple, Optional, Union

from . import _check, _ffi, _samples
from ._core import Call, CharacterLike, Core, Starter, character_id
from ._ffi import Status
from ._loader import library
from .audio import Audio
from .errors import AudioError
from .models import Reply, take_reply_or_raise
from .utterance import Utterance

#: What can be said: text, or audio in any form that `convai.Samples` names.
Sayable = Union[str, Audio, Utterance, _samples.Source]

Taker = Callable[[Optional[int]], Reply]


class How(NamedTuple):
    """The settings of a turn, as the caller gave them."""

    voice: bool
    sample_rate: Optional[int]
    channels: Optional[int]
    sample_format: Optional[str]
    multipart: bool
    response_level: Optional[int]
    timeout: Optional[float]

    def flags(self) -> int:
        """The flags of the native call."""
        voice = _ffi.VOICE if _check.flag("voice", self.voice) else _ffi.TEXT
        return voice | (_ffi.MULTIPART if _check.flag("multipart", self.multipart) else 0)


class Listener(NamedTuple):
    """Who is spoken to: the four native functions that take text, samples, a WAV file and an utterance."""

    text: Callable[..., Optional[int]]
    pcm: Callable[..., Optional[int]]
    wav: Callable[..., Optional[int]]
    utterance: Callable[..., Optional[int]]
    take: Taker = take_reply_or_raise


def to_character(core: Core, character: CharacterLike, session_id: Optional[str]) -> Listener:
    """A single turn with a character."""
    native, handle = library(), core.handle()
    whom = (handle, character_id(character), _check.optional_text("session_id", session_id))
    return Listener(
        text=lambda *rest: native.convai_get_response_text_async(*whom, *rest),
        pcm=lambda *rest: native.convai_get_response_pcm_async(*whom, *rest),
        wav=lambda *rest: native.convai_get_response_wav_async(*whom, *rest),
        utterance=_not_without_conversation,
    )


def _not_without_conversation(*_: Any) -> Optional[int]:
    raise TypeError("an Utterance is said to a conversation: client.conversation(character).say(utterance)")


def to_conversation(handle: int, take: Taker) -> Listener:
    """A turn of a conversation."""
    native = library()
    return Listener(
        text=lambda *rest: native.convai_conversation_say_async(handle, *rest),
        pcm=lambda *rest: native.convai_conversation_say_pcm_async(handle, *rest),
        wav=lambda *rest: native.convai_conversation_say_wav_async(handle, *rest),
        utterance=lambda *rest: native.convai_conversation_say_utterance_async(handle, *rest),
        take=take,
    )


def turn(listener: Listener, said: Sayable, how: How, upload_sample_rate: int) -> Call[Reply]:
    """Checks what is said and makes the call that says it."""
    return Call(
        _starter(listener, said, how, bool(upload_sample_rate)),
        listener.take,
        timeout_ms=_check.milliseconds("timeout", how.timeout),
        response_level=_check.integer("response_level", how.response_level, high=2**31 - 1),
    )


def _starter(listener: Listener, said: Sayable, how: How, resampled: bool) -> Starter:
    flags = how.flags()
    described = (how.sample_rate, how.channels, how.sample_format) != (None, None, None)
    if described and isinstance(said, (str, Audio, Utterance)):
        raise TypeError(f"sample_rate, channels and sample_format do not go with a {type(said).__name__}")
    if isinstance(said, str):
        text = _check.text("text", said)
        return lambda options, error: listener.text(text, flags, options, error)
    if isinstance(said, Utterance):
        utterance = said
        return lambda options, error: listener.utterance(utterance._native(), flags, options, error)
    wav = said.wav if isinstance(said, Audio) else _samples.wav_bytes(said, how.sample_rate)
    if wav is not None:
        return _wav_starter(listener, wav, flags, resampled)
    return _pcm_starter(
        listener,
        _samples.read(said, sample_rate=how.sample_rate, channels=how.channels, sample_format=how.sample_format),
        flags,
    )


def _pcm_starter(listener: Listener, samples: _samples.Samples, flags: int) -> Starter:
    return lambda options, error: listener.pcm(samples.native(), flags, options, error)


def _wav_starter(listener: Listener, wav: bytes, flags: int, resampled: bool) -> Starter:
    """A file that the service takes goes out as it is; any other WAV file, or one to be resampled, as its samples."""

    def start(options: _ffi.convai_call_options, error: c_void_p) -> Optional[int]:
        operation = None if resampled else listener.wav(wav, len(wav), flags, options, error)
        if operation or not (resampled or _is_audio_error(error)):
            return operation
        try:
            audio = Audio.from_wav(wav)
        except AudioError:
            if resampled:
                raise
            return None  # the error that is there already says what is wrong with the file
        library().convai_error_free(error)
        samples = _samples.read(audio.pcm, sample_rate=audio.sample_rate, channels=audio.channels)
        return _pcm_starter(listener, samples, flags)(options, error)

    return start


def _is_audio_error(error: c_void_p) -> bool:
    return error.value is not None and _ffi.convai_error.from_address(error.value).status == Status.AUDIO_INPUT

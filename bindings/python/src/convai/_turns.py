"""Turns: text or audio that is sent to a character, either alone or as part of a conversation."""

from __future__ import annotations

from ctypes import c_void_p
from typing import Any, Callable, NamedTuple, Optional, Union

from . import _check, _ffi, _samples
from ._ffi import Status
from ._loader import library
from ._native import Call, CharacterLike, NativeClient, Starter, call_options, character_id
from .audio import Audio
from .errors import AudioError
from .models import Reply, take_reply_or_raise
from .scene import Scene, native_scene
from .utterance import Utterance

#: What a turn can send: text, or audio in any of the forms that `convai.Samples` lists.
Sayable = Union[str, Audio, Utterance, _samples.Source]

TakeReply = Callable[[Optional[int]], Reply]


class TurnOptions(NamedTuple):
    """The options of a turn, as the caller passed them."""

    voice: bool
    sample_rate: Optional[int]
    channels: Optional[int]
    sample_format: Optional[str]
    multipart: bool
    response_level: Optional[int]
    timeout: Optional[float]
    connect_timeout: Optional[float]
    deadline: Optional[float]
    upload_sample_rate: Optional[int]
    omit_raw: bool
    stream: bool
    idle_timeout: Optional[float]
    scene: Optional[Scene]

    def flags(self) -> int:
        """Returns the flags of the native call."""
        voice = _ffi.VOICE if _check.flag("voice", self.voice) else _ffi.TEXT
        multipart = _ffi.MULTIPART if _check.flag("multipart", self.multipart) else 0
        stream = _ffi.STREAM if _check.flag("stream", self.stream) else 0
        return voice | multipart | stream | (_ffi.OMIT_RAW_JSON if _check.flag("omit_raw", self.omit_raw) else 0)


class Recipient(NamedTuple):
    """The receiver of a turn: the native functions that send text, samples, a WAV file and an utterance to it."""

    text: Callable[..., Optional[int]]
    pcm: Callable[..., Optional[int]]
    wav: Callable[..., Optional[int]]
    utterance: Callable[..., Optional[int]]
    take: TakeReply = take_reply_or_raise


def to_character(client: NativeClient, character: CharacterLike, session_id: Optional[str]) -> Recipient:
    """A character, for a single turn."""
    native, handle = library(), client.handle()
    target = (handle, character_id(character), _check.optional_text("session_id", session_id))
    return Recipient(
        text=lambda *rest: native.convai_get_response_text_async(*target, *rest),
        pcm=lambda *rest: native.convai_get_response_pcm_async(*target, *rest),
        wav=lambda *rest: native.convai_get_response_wav_async(*target, *rest),
        utterance=_utterance_without_conversation,
    )


def _utterance_without_conversation(*_: Any) -> Optional[int]:
    raise TypeError("an Utterance needs a conversation: use client.conversation(character).say(utterance)")


def to_conversation(handle: int, take: TakeReply) -> Recipient:
    """A conversation."""
    native = library()
    return Recipient(
        text=lambda *rest: native.convai_conversation_say_async(handle, *rest),
        pcm=lambda *rest: native.convai_conversation_say_pcm_async(handle, *rest),
        wav=lambda *rest: native.convai_conversation_say_wav_async(handle, *rest),
        utterance=lambda *rest: native.convai_conversation_say_utterance_async(handle, *rest),
        take=take,
    )


def turn(
    recipient: Recipient,
    said: Sayable,
    turn_options: TurnOptions,
    upload_sample_rate: int,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Call[Reply]:
    """Checks the arguments of a turn and creates the call that sends it."""
    options = call_options(
        turn_options.timeout,
        turn_options.connect_timeout,
        turn_options.deadline,
        turn_options.upload_sample_rate,
        turn_options.response_level,
        turn_options.idle_timeout,
        native_scene(turn_options.scene),
    )
    resampled = bool(options.upload_sample_rate or upload_sample_rate)
    return Call(
        _starter(recipient, said, turn_options, resampled),
        recipient.take,
        options,
        once=isinstance(said, Utterance),
        is_wanted=is_wanted,
    )


def _starter(recipient: Recipient, said: Sayable, turn_options: TurnOptions, resampled: bool) -> Starter:
    flags = turn_options.flags()
    layout = (turn_options.sample_rate, turn_options.channels, turn_options.sample_format)
    if layout != (None, None, None) and isinstance(said, (str, Audio, Utterance)):
        raise TypeError(f"sample_rate, channels and sample_format cannot be used with a {type(said).__name__}")
    if isinstance(said, str):
        text = _check.text("said", said)
        return lambda options, error: recipient.text(text, flags, options, error)
    if isinstance(said, Utterance):
        utterance = said
        return lambda options, error: recipient.utterance(utterance._open_handle(), flags, options, error)
    wav = said.wav if isinstance(said, Audio) else _samples.wav_bytes(said, turn_options.sample_rate)
    if wav is not None:
        return _wav_starter(recipient, wav, flags, resampled)
    sample_rate, channels, sample_format = layout
    samples = _samples.read(said, sample_rate=sample_rate, channels=channels, sample_format=sample_format)
    return _pcm_starter(recipient, samples, flags)


def _pcm_starter(recipient: Recipient, samples: _samples.SampleBuffer, flags: int) -> Starter:
    return lambda options, error: recipient.pcm(samples.native(), flags, options, error)


def _wav_starter(recipient: Recipient, wav: bytes, flags: int, resampled: bool) -> Starter:
    """Sends a WAV file unchanged if the service accepts its format. Otherwise, or to resample it, sends its samples."""

    def start(options: _ffi.convai_call_options, error: c_void_p) -> Optional[int]:
        operation = None if resampled else recipient.wav(wav, len(wav), flags, options, error)
        if operation or not (resampled or _is_audio_error(error)):
            return operation
        try:
            audio = Audio.from_wav(wav)
        except AudioError:
            if resampled:
                raise
            return None  # the error of the first attempt already describes the problem
        library().convai_error_free(error)
        samples = _samples.read(audio.pcm, sample_rate=audio.sample_rate, channels=audio.channels)
        return _pcm_starter(recipient, samples, flags)(options, error)

    return start


def _is_audio_error(error: c_void_p) -> bool:
    return error.value is not None and _ffi.convai_error.from_address(error.value).status == Status.AUDIO_INPUT

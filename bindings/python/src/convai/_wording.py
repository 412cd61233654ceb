"""Renders the native library's messages in the names of this package.

In the library's messages, every name that the reader has to act on stands in backticks and in its C spelling, such as
`options.api_key`. The functions here replace it by the name of the Python parameter or method.

This module imports nothing from the package: `generate.py` uses it too.
"""

from __future__ import annotations

import re

#: The C names that have another name in Python. Fields are listed without the struct that contains them.
PYTHON_NAMES = {
    "ca_pem": "ca",
    "character_id": "character",
    "connect_timeout_ms": "connect_timeout",
    "deadline_ms": "deadline",
    "fade_ms": "fade",
    "fields": "data",
    "format": "sample_format",
    "gain": "volume",
    "idle_timeout_ms": "idle_timeout",
    "latency_ms": "latency",
    "max_buffered_ms": "max_buffered",
    "max_ms": "max_seconds",
    "pre_roll_ms": "pre_roll",
    "speech_ms": "speech_time",
    "silence_ms": "silence_time",
    "start_buffer_ms": "start_buffer",
    "pcm": "said",
    "raw_json": "raw",
    "samples": "said",
    "samples_bytes": "said",
    "text": "said",
    "timeout_ms": "timeout",
    "utterance": "said",
    "voice_timeout_ms": "voice_timeout",
    "wav": "said",
    "with_knowledge_bank": "knowledge_bank",
    "convai_call": "Client.call",
    "convai_client_next": "Client.next_finished",
    "convai_operation_next_piece": "Turn.next_piece",
    "convai_operation_poll": "Operation.done",
    "convai_operation_wait": "Operation.wait",
    "convai_utterance_begin": "Utterance.begin",
    "convai_utterance_next": "Utterance.next",
    "CONVAI_MULTIPART": "multipart",
    "CONVAI_OMIT_RAW_JSON": "omit_raw",
    "CONVAI_STREAM": "stream",
    "CONVAI_VOICE": "voice",
}

#: The C parameters whose fields are parameters of their own in Python.
STRUCT = re.compile(r"^(?:options|spec|pcm|request|convai_\w+)\.")

NAME = re.compile(r"`([\w.]+)((?:\[\d+\](?:\.\w+)?)?)`")
MILLISECONDS = re.compile(r"\b(\d+) ms\b")


def python_name(c_name: str, said: str = "said") -> str:
    """Returns the Python name for a C name, such as "ca" for "options.ca_pem". An unknown name is returned as it is.

    Args:
        c_name: The C name; an index such as "[2]" at its end is kept.
        said: The name of the audio or text parameter of the Python function that was called.
    """
    name, bracket, index = c_name.partition("[")
    field = STRUCT.sub("", name)
    known = PYTHON_NAMES.get(field, field)
    return (said if known == "said" else known) + bracket + index


def python_message(message: str, said: str = "said") -> str:
    """Replaces the C names in backticks, and times in milliseconds by times in seconds."""
    renamed = NAME.sub(lambda found: f"`{python_name(found[1] + found[2], said)}`", message)
    return MILLISECONDS.sub(lambda found: f"{int(found[1]) / 1000:g} s", renamed)

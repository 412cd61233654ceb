"""The journal as text, for the report of a failed test."""

from __future__ import annotations

from typing import Any

from ._emulator import Emulator

#: How many requests are shown.
SHOWN = 40
#: How many characters of a reply are shown.
SHOWN_TEXT = 200


def report(emulator: Emulator) -> str:
    """Describes what arrived, and which scripts answered nothing. Never raises."""
    try:
        entries = emulator.journal()
        lines = [f"{emulator.url}, {emulator.config or 'without a configuration'}"]
        if len(entries) > SHOWN:
            lines.append(f"({len(entries) - SHOWN} earlier requests)")
        for entry in entries[-SHOWN:]:
            lines += described(entry)
        if not entries:
            lines.append("no request arrived")
        for unused in emulator.unused_scripts():
            lines.append(f"script {unused['number']} answered no turn: {conditions(unused['script'])}")
        return "\n".join(lines)
    except Exception as error:
        ended = "" if emulator.running else f", because the emulator has ended: {emulator.printed()}"
        return f"{emulator.url}: the journal cannot be read{ended} ({error!r})"


def described(entry: dict[str, Any]) -> list[str]:
    """Describes a request in one line, and what is wrong with it in others."""
    outcome = str(entry["status"] or "")
    if entry["outcome"] != "answered":
        outcome = f"{outcome} {entry['outcome']}".strip()
    values = entry.get("values") or {}
    line = f"#{entry['seq']} {entry['method']} {entry['path']} -> {outcome}, {entry['elapsed_ms']} ms"
    if entry.get("script") is not None:
        line += f", script {entry['script']}"
    lines = [line]
    if values.get("charID"):
        lines.append(f"    character {values['charID']}, session {values.get('sessionID') or 'none'}")
    if values.get("userText"):
        lines.append(f"    said {values['userText']!r}")
    lines += [f"    sent {sent(file)}" for file in entry.get("files") or []]
    if entry.get("heard"):
        heard = entry["heard"]
        guess = f", a guess by {heard['guessed_by']}" if heard["guessed_by"] else ""
        lines.append(f"    heard {heard['words']!r}{guess}")
    if entry.get("reply"):
        lines.append(f"    answered {answer(entry)}")
    for name in ("problem", "note", "fault", "tolerated"):
        if entry.get(name):
            lines.append(f"    {name}: {entry[name]}")
    return lines


def answer(entry: dict[str, Any]) -> str:
    """The beginning of a reply, or of the body of an error."""
    text = str(entry["reply"])
    text = text if len(text) <= SHOWN_TEXT else text[:SHOWN_TEXT] + "…"
    is_error = (entry["status"] or 0) >= 400
    return text if is_error and text.isprintable() else repr(text)


def sent(file: dict[str, Any]) -> str:
    """Describes an uploaded file."""
    wav = file.get("wav")
    if not wav:
        return f"{file['length']} bytes that are no WAV file"
    loudness = "silence" if wav["silent"] else f"a peak of {wav['peak_dbfs']} dBFS"
    return f"{wav['seconds']:.2f} s at {wav['sample_rate']} Hz, with {loudness}"


def conditions(script: dict[str, Any]) -> str:
    """The conditions of a script, as they stand in npc.toml."""
    keys = ("character", "text", "text_matches", "turn", "audio", "heard", "times")
    return ", ".join(f"{key} = {script[key]!r}" for key in keys if script.get(key) is not None) or "it has no condition"

"""Invalid arguments: a wrong type raises a TypeError with the name of the argument, before any native call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import convai
import pytest

from support import Emulator

WRONG_SETTINGS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"api_key": 7}, TypeError, "api_key must be a str, not int"),
    ({"api_key": b"key"}, TypeError, "api_key must be a str, not bytes"),
    ({"api_key": "a\0b"}, ValueError, "api_key must not contain a NUL"),
    ({"base_url": 7}, TypeError, "base_url must be a str"),
    ({"proxy": 7}, TypeError, "proxy must be a str"),
    ({"ca": 7}, TypeError, "ca must be a path"),
    ({"user_agent": 7}, TypeError, "user_agent must be a str"),
    ({"timeout": "7"}, TypeError, "timeout must be a number of seconds, not str"),
    ({"timeout": True}, TypeError, "timeout must be a number of seconds, not bool"),
    ({"timeout": 0}, ValueError, "timeout must be more than 0"),
    ({"voice_timeout": -1}, ValueError, "voice_timeout must be more than 0"),
    ({"connect_timeout": float("nan")}, ValueError, "connect_timeout must be"),
    ({"max_in_flight": 1.5}, TypeError, "max_in_flight must be an int, not float"),
    ({"max_queued": -1}, ValueError, "max_queued must be from 0"),
    ({"max_response_bytes": 2**64}, ValueError, "max_response_bytes must be from 0"),
]


@pytest.mark.parametrize(("settings", "kind", "message"), WRONG_SETTINGS)
def test_an_option_of_the_wrong_type_or_range_is_named(
    emulator: Emulator, settings: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        convai.Client(**settings)
    with pytest.raises(kind, match=message):
        convai.AsyncClient(**settings)


REFUSED_SETTINGS: list[tuple[dict[str, Any], convai.Status]] = [
    ({"api_key": ""}, convai.Status.API_KEY),
    ({"api_key": "two\nlines"}, convai.Status.API_KEY),
    ({"base_url": "not a url"}, convai.Status.OPTIONS),
    ({"base_url": "http://user:password@example.com"}, convai.Status.OPTIONS),
    ({"proxy": "nonsense://"}, convai.Status.OPTIONS),
    ({"ca": "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----"}, convai.Status.OPTIONS),
    ({"user_agent": "two\nlines"}, convai.Status.OPTIONS),
    ({"upload_sample_rate": 7}, convai.Status.INVALID_ARGUMENT),
]


@pytest.mark.parametrize(("settings", "code"), REFUSED_SETTINGS)
def test_an_option_that_the_library_rejects_raises_a_configuration_error(
    emulator: Emulator, settings: dict[str, Any], code: convai.Status
) -> None:
    with pytest.raises(convai.ConfigurationError) as caught:
        convai.Client(**settings)
    assert caught.value.code in (code, convai.Status.OPTIONS)
    assert len(str(caught.value)) > 20


def test_a_missing_key_names_the_environment_variable(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONVAI_API_KEY")
    with pytest.raises(convai.ConfigurationError, match="CONVAI_API_KEY") as caught:
        convai.Client()
    assert caught.value.code is convai.Status.API_KEY


def test_key_address_and_user_agent_reach_the_service(emulator: Emulator) -> None:
    with convai.Client("  padded-key \n", user_agent="my-game/1.0", base_url=emulator.url + "/") as client:
        with pytest.raises(convai.NotFoundError):
            client.characters.get("nobody")
    headers = emulator.last("/character/get")["headers"]
    assert headers["user-agent"] == "my-game/1.0"
    with convai.Client() as client, pytest.raises(convai.NotFoundError):
        client.characters.get("nobody")
    headers = emulator.last("/character/get")["headers"]
    assert headers["user-agent"] == f"convai-python/{convai.__version__}"


def test_a_certificate_file_that_cannot_be_read_raises(emulator: Emulator, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        convai.Client(ca=tmp_path / "missing.pem")
    (tmp_path / "bad.pem").write_text("this is not a certificate")
    with pytest.raises(convai.ConfigurationError):
        convai.Client(ca=tmp_path / "bad.pem")


WRONG_CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("create", (), {"name": 7, "voice_type": "B", "backstory": "C"}, "name must be a str, not int"),
    ("create", (), {"name": "A", "voice_type": None, "backstory": "C"}, "voice_type must be a str, not NoneType"),
    ("create", (), {"name": "A", "voice_type": "B", "backstory": b"C"}, "backstory must be a str, not bytes"),
    ("create", (), {"name": "A", "voice_type": "B", "backstory": "C", "actions": 7}, "actions must be a list of str"),
    ("create", (), {"name": "A", "voice_type": "B", "backstory": "C", "actions": ["x", 7]}, r"actions\[1\] must be"),
    ("update", (7,), {"name": "A"}, "character must be a str or a Character, not int"),
    ("update", ("id",), {"language_codes": "en-US"}, "language_codes must be a list of str, not str"),
    ("get", (None,), {}, "character must be a str or a Character, not NoneType"),
    ("find", (b"Raymond",), {}, "name must be a str, not bytes"),
    ("clone", ("id",), {"knowledge_bank": 1}, "knowledge_bank must be a bool, not int"),
    ("delete", ([],), {}, "character must be a str or a Character, not list"),
    ("get", ("id",), {"timeout": "soon"}, "timeout must be a number of seconds, not str"),
]


@pytest.mark.parametrize(("method", "positional", "named", "message"), WRONG_CALLS)
def test_a_character_call_names_the_argument_of_the_wrong_type(
    client: convai.Client, method: str, positional: tuple[Any, ...], named: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        getattr(client.characters, method)(*positional, **named)
    with pytest.raises(TypeError, match=message):
        getattr(client.characters, f"start_{method}")(*positional, **named)


WRONG_TURNS: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    (7, {}, TypeError, "the audio must be a str, bytes, .* not int"),
    ([1, 2, 3], {"sample_rate": 16000}, TypeError, "not list"),
    (bytes(100), {}, TypeError, "sample_rate is missing"),
    (bytes(100), {"sample_rate": "16000"}, TypeError, "sample_rate must be an int, not str"),
    (bytes(100), {"sample_rate": 16000, "channels": 1.0}, TypeError, "channels must be an int, not float"),
    (bytes(100), {"sample_rate": 16000, "sample_format": "s20"}, ValueError, "sample_format must be one of u8, s16"),
    ("Hello", {"voice": 1}, TypeError, "voice must be a bool, not int"),
    ("Hello", {"multipart": "yes"}, TypeError, "multipart must be a bool, not str"),
    ("Hello", {"response_level": "5"}, TypeError, "response_level must be an int, not str"),
    ("Hello", {"response_level": 2**31}, ValueError, "response_level must be from 0"),
    ("Hello", {"timeout": []}, TypeError, "timeout must be a number of seconds, not list"),
    ("Hello", {"sample_rate": 16000}, TypeError, "cannot be used with a str"),
    ("a\0b", {}, ValueError, "said must not contain a NUL"),
    ("half \ud83d", {}, ValueError, "half a surrogate pair at index 5"),
    ("", {}, convai.ConfigurationError, "`said` must not be empty"),
    (b"", {"sample_rate": 16000}, convai.AudioError, "no frames"),
    (bytes(100), {"sample_rate": 1}, convai.AudioError, "rate"),
    (bytes(99), {"sample_rate": 16000}, convai.AudioError, "99 bytes"),
    (bytes(100), {"sample_rate": 16000, "channels": 33}, convai.AudioError, "channels"),
    (b"RIFF but no more", {}, convai.AudioError, "not a WAV"),
]


@pytest.mark.parametrize(("said", "named", "kind", "message"), WRONG_TURNS, ids=range(len(WRONG_TURNS)))
def test_a_turn_with_an_invalid_argument_raises_before_anything_is_sent(
    chat: convai.Conversation,
    client: convai.Client,
    said: Any,
    named: dict[str, Any],
    kind: type[Exception],
    message: str,
) -> None:
    for say in (chat.say, chat.start_say, lambda *a, **n: client.get_response("id", *a, **n)):
        with pytest.raises(kind, match=message):
            say(said, **named)


def test_a_conversation_names_the_argument_of_the_wrong_type(client: convai.Client) -> None:
    with pytest.raises(TypeError, match="character must be a str or a Character"):
        client.conversation(7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="session_id must be a str, not int"):
        client.conversation("id", 7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="fallback must be a str, not int"):
        client.conversation("id", fallback=7)  # type: ignore[arg-type]
    with pytest.raises(convai.ConfigurationError):
        client.conversation("")


def test_an_empty_text_raises_a_configuration_error(client: convai.Client) -> None:
    with pytest.raises(convai.ConfigurationError, match="name"):
        client.characters.create(name="", voice_type="B", backstory="C")
    with pytest.raises(convai.ConfigurationError):
        client.characters.update("id")
    with pytest.raises(convai.ConfigurationError):
        client.characters.get("")


def test_every_use_of_a_closed_client_raises_closed_error(emulator: Emulator) -> None:
    client = convai.Client()
    chat = client.conversation("id")
    assert repr(client) == f"<convai.Client {emulator.url} (open)>"
    client.close()
    client.close()
    assert client.closed
    assert repr(client) == f"<convai.Client {emulator.url} (closed)>"
    for use in (
        lambda: client.characters.get("id"),
        lambda: client.get_response("id", "Hello"),
        lambda: client.conversation("id"),
        lambda: chat.say("Hello"),
        lambda: chat.start_say("Hello"),
    ):
        with pytest.raises(convai.ClosedError, match="The client is closed"):
            use()


def test_an_unclosed_client_gives_a_resource_warning(emulator: Emulator) -> None:
    client = convai.Client()
    with pytest.warns(ResourceWarning, match=r"unclosed <convai\.Client"):
        del client

"""Chat history, usage, generated texts, speech, stories, and requests to any path."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import convai
import pytest

from support import Emulator


def tell_a_story(client: convai.Client, raymond: convai.Character) -> None:
    """Gives the character a story of two sections and a trigger."""

    def post(path: str, **body: Any) -> Any:
        return client.call(f"character/{path}", json={"character_id": raymond.id, **body}).json()

    post("toggle-is-narrative-driven", is_narrative_driven=True)
    pier = post("narrative/create-section", section_name="Pier", objective="Show the pier.")["section_id"]
    tower = post("narrative/create-section", section_name="Tower", objective="Show the tower.")["section_id"]
    decisions = [{"criteria": "User agrees to climb the tower", "next_section_id": tower}]
    post("narrative/edit-section", section_id=pier, updated_data={"decisions": decisions})
    post("narrative/create-trigger", trigger_name="Bell", trigger_message="The bell rings.", destination_section=tower)


def test_what_was_said_is_listed_read_and_deleted(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    assert client.chats.list(raymond) == ()
    sessions = []
    for text in ("Hello", "What is your name?"):
        chat = client.conversation(raymond)
        reply = chat.say(text)
        sessions.append(str(chat.session_id))
    listed = client.chats.list(raymond.id)
    assert {each.session_id for each in listed} == set(sessions)
    assert all(each.date and each.time and isinstance(each.is_in_memory, bool) for each in listed)
    assert len(client.chats.list(raymond, limit=1)) == 1
    assert emulator.last("/character/chatHistory/list")["json"]["limit"] == "1"
    messages = client.chats.get(raymond, sessions[1])
    assert [(each.speaker, each.text) for each in messages] == [
        ("User", "What is your name?"),
        ("Character", reply.text),
    ]
    assert all(each.timestamp and each.is_trigger is False for each in messages)
    assert messages.json()
    client.chats.delete(raymond, sessions[0])
    client.chats.delete(raymond, [sessions[1]])
    assert client.chats.list(raymond) == ()
    with pytest.raises(convai.RefusedError):
        client.chats.get(raymond, sessions[0])


def test_the_usage_counts_turns(client: convai.Client, raymond: convai.Character) -> None:
    def interactions(usage: convai.Usage) -> float:
        return sum(metric.used or 0 for metric in usage.metrics if metric.id == "interactions")

    before = client.usage()
    assert before.user_name
    assert before.email
    assert before.plan_name
    assert before.expires
    assert all(metric.limit is None or metric.limit >= 0 for metric in before.metrics)
    assert "usage_v2" in before.json()
    assert client.conversation(raymond).say("Hello").ok
    assert interactions(client.usage()) == interactions(before) + 1


def test_amounts_that_the_service_does_not_say_are_none(client: convai.Client, emulator: Emulator) -> None:
    metric = {"id": "core-api", "usage_details": [{}]}
    emulator.fault(path="/user/user-api-usage", status=200, json={"usage_v2": {"metrics": [metric]}})
    usage = client.usage()
    assert (usage.user_name, usage.metrics) == (None, (convai.UsageMetric("core-api", None, None),))


def test_texts_are_generated(client: convai.Client, raymond: convai.Character, emulator: Emulator) -> None:
    lines = client.generation.starters(raymond)
    assert lines
    assert all(line == line.strip() and line for line in lines)
    assert lines.raw
    session = client.get_response(raymond, "Hello").session_id
    client.generation.starters(raymond, session)
    assert str(session) in str(emulator.last("/character/generate-starter-conversation"))
    backstory = client.generation.backstory("Ada", "repairs clocks above the bakery")
    assert "Ada" in backstory
    assert "clocks" in backstory


def test_a_text_is_spoken(client: convai.Client, emulator: Emulator) -> None:
    speech = client.generation.speech("Land in sight!", "US MALE 1")
    assert speech.duration > 0.1
    assert speech.wav.startswith(b"RIFF")
    sent = emulator.last("/tts/")["json"]
    assert (sent["transcript"], sent["voice"]) == ("Land in sight!", "US MALE 1")
    emulator.fault(path="/tts", status=200, json={"result": "no such voice"})
    with pytest.raises(convai.RefusedError, match="no such voice"):
        client.generation.speech("Land in sight!", "US MALE 1")


def test_a_story_is_read(client: convai.Client, raymond: convai.Character) -> None:
    tell_a_story(client, raymond)
    pier, tower = client.narrative.sections(raymond)
    assert (pier.name, pier.objective, tower.name) == ("Pier", "Show the pier.", "Tower")
    assert [each.next_section_id for each in pier.decisions] == [tower.id]
    assert "tower" in (pier.decisions[0].criteria or "")
    (bell,) = client.narrative.triggers(raymond)
    assert (bell.name, bell.message, bell.destination_section_id) == ("Bell", "The bell rings.", tower.id)
    chat = client.conversation(raymond)
    session = chat.say("Hello").session_id
    assert session is not None
    assert client.narrative.current_section(raymond, session) == pier
    chat.say("Yes, I agree to climb the tower!")
    assert client.narrative.current_section(raymond, session) == tower


def test_a_session_of_a_character_without_a_story_is_in_no_section(
    client: convai.Client, raymond: convai.Character
) -> None:
    session = client.get_response(raymond, "Hello").session_id
    assert session is not None
    assert client.narrative.current_section(raymond, session) is None
    assert client.narrative.sections(raymond) == ()
    assert client.narrative.triggers(raymond) == ()


def test_any_path_is_called_with_json_a_form_and_files(
    client: convai.Client, raymond: convai.Character, emulator: Emulator, tmp_path: Path
) -> None:
    reply = client.call("character/get", json={"charID": raymond.id, "größe": [1, None, True]})
    assert (reply.http_status, reply.json()["character_name"]) == (200, "Raymond")
    assert "application/json" in (reply.content_type or "")
    assert emulator.last("/character/get")["json"]["größe"] == [1, None, True]
    said = {"charID": raymond.id, "sessionID": "-1", "userText": "Hello", "voiceResponse": "False"}
    assert client.call("character/getResponse", data=said).json()["text"]
    client.call("character/getResponse", data=said, multipart=True)
    assert "multipart/form-data" in emulator.last()["headers"]["content-type"]
    listed = client.call("tts/get_available_languages?all=1", method="GET")
    assert listed.json()
    (tmp_path / "notes.txt").write_bytes(b"some notes")
    emulator.fault(path="/character/list", status=201, body="\x01 done", content_type="application/x-done")
    files: dict[str, Any] = {
        "a": tmp_path / "notes.txt",
        "b": b"",
        "c": ("c.bin", b"\0\1", "text/x-c"),
        "d": ("d", b"d"),
    }
    done = client.call("character/list", data={"about": "notes"}, files=files, method="PUT")
    assert done.http_status == 201
    entry = emulator.last("/character/list")
    assert (entry["method"], entry["fields"][0]["text"]) == ("PUT", "notes")
    sent = {each["name"]: each for each in entry["files"]}
    assert set(sent) == {"a", "b", "c", "d"}
    assert sent["a"]["filename"] == "notes.txt"
    assert sent["c"]["content_type"] == "text/x-c"


def test_the_reply_of_a_call_is_any_bytes_or_an_error(client: convai.Client, emulator: Emulator) -> None:
    mp3 = client.call("tts/", json={"transcript": "Hello", "voice": "en-US-Casual-K", "encoding": "wav"})
    assert mp3.raw
    with pytest.raises(ValueError, match=r"."):
        convai.Response(b"\xff", 200).json()
    with pytest.raises(convai.RefusedError) as caught:
        client.call("no/such/path")
    assert caught.value.http_status == 404
    with pytest.raises(convai.RefusedError) as caught:
        client.call("character/get", json={"charID": "nobody"})
    assert caught.value.service_message


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"path": "https://example.com"}, "path"),
        ({"path": "a/../b"}, "path"),
        ({"path": "a", "method": "TRACE"}, "method"),
        ({"path": "a", "json": {}, "data": {"a": "b"}}, None),
        ({"path": "a", "json": {}, "method": "GET"}, None),
        ({"path": "a", "data": {"a": "b", "c\n": "d"}}, "data[1].name"),
        ({"path": "a", "data": {"a": "b"}, "files": {"c": (" \n", b"d")}}, "data[1].file_name"),
    ],
)
def test_an_invalid_request_is_refused_before_anything_is_sent(
    client: convai.Client, emulator: Emulator, arguments: dict[str, Any], argument: str
) -> None:
    with pytest.raises(convai.ConfigurationError) as caught:
        client.call(**arguments)
    assert caught.value.argument == argument or argument is None
    assert "request" not in str(caught.value.argument)
    assert "`request." not in str(caught.value)
    assert not emulator.entries()


def test_arguments_of_wrong_types_are_refused(
    client: convai.Client, emulator: Emulator, raymond: convai.Character
) -> None:
    requests = len(emulator.entries())
    wrong: list[dict[str, Any]] = [
        {"path": 7},
        {"path": "a", "json": {"a": {1}}},
        {"path": "a", "data": [("a", "b")]},
        {"path": "a", "data": {"a": 7}},
        {"path": "a", "files": {"a": 7}},
        {"path": "a", "files": {"a": ("name",)}},
        {"path": "a", "files": [b"a"]},
        {"path": "a", "multipart": 1},
    ]
    for arguments in wrong:
        with pytest.raises(TypeError):
            client.call(**arguments)
    with pytest.raises(ValueError, match="JSON"):
        client.call("a", json=float("nan"))
    with pytest.raises(FileNotFoundError):
        client.call("a", files={"a": Path("no-such-file")})
    with pytest.raises(TypeError, match="session_ids"):
        client.chats.delete(raymond, [7])  # type: ignore[list-item]
    with pytest.raises(convai.ConfigurationError, match="session"):
        client.chats.delete(raymond, [])
    with pytest.raises(ValueError, match="limit"):
        client.chats.list(raymond, limit=0)
    for call in (client.chats.get, client.narrative.current_section):
        with pytest.raises(convai.ConfigurationError) as caught:
            call(raymond, "")
        assert caught.value.argument == "session_id"
    with pytest.raises(convai.ConfigurationError) as caught:
        client.generation.backstory("", "B")
    assert caught.value.argument == "name"
    with pytest.raises(convai.ConfigurationError) as caught:
        client.generation.backstory("A", "")
    assert caught.value.argument == "input_text"
    with pytest.raises(convai.ConfigurationError) as caught:
        client.generation.speech("", "MALE")
    assert caught.value.argument == "transcript"
    with pytest.raises(convai.ConfigurationError) as caught:
        client.generation.speech("A", "")
    assert caught.value.argument == "voice"
    assert len(emulator.entries()) == requests


def test_every_call_has_a_non_blocking_form(client: convai.Client, raymond: convai.Character) -> None:
    session = str(client.get_response(raymond, "Hello").session_id)
    with client.chats.start_list(raymond) as chats, client.chats.start_get(raymond, session) as messages:
        assert [each.session_id for each in chats.result(timeout=30)] == [session]
        assert len(messages.result(timeout=30)) == 2
    with client.start_usage() as usage, client.start_call("character/list") as call:
        assert usage.result(timeout=30).metrics
        assert call.result(timeout=30).http_status == 200
    with client.generation.start_starters(raymond, session) as starters:
        assert starters.result(timeout=30)
    with client.generation.start_backstory("Ada", "repairs clocks") as backstory:
        assert "Ada" in backstory.result(timeout=30)
    with client.generation.start_speech("Hello", "US MALE 1") as speech:
        assert speech.result(timeout=30).frames
    with client.narrative.start_sections(raymond) as sections, client.narrative.start_triggers(raymond) as triggers:
        assert sections.result(timeout=30) == ()
        assert triggers.result(timeout=30) == ()
    with client.narrative.start_current_section(raymond, session) as section:
        assert section.result(timeout=30) is None
    with client.chats.start_delete(raymond, [session]) as deletion:
        deletion.result(timeout=30)
    assert client.chats.list(raymond) == ()


def test_the_client_for_asyncio_has_the_same_calls(
    client: convai.Client, emulator: Emulator, raymond: convai.Character
) -> None:
    tell_a_story(client, raymond)

    async def main() -> None:
        async with convai.AsyncClient() as player:
            session = str((await player.get_response(raymond, "Hello")).session_id)
            assert [each.session_id for each in await player.chats.list(raymond)] == [session]
            assert len(await player.chats.get(raymond, session)) == 2
            assert [each.name for each in await player.narrative.sections(raymond)] == ["Pier", "Tower"]
            assert [each.name for each in await player.narrative.triggers(raymond)] == ["Bell"]
            section = await player.narrative.current_section(raymond, session)
            assert section is not None
            assert section.name == "Pier"
            await player.chats.delete(raymond, session)
            assert (await player.usage()).metrics
            assert await player.generation.starters(raymond)
            assert "Ada" in await player.generation.backstory("Ada", "repairs clocks")
            assert (await player.generation.speech("Hello", "US MALE 1")).frames
            assert (await player.call("character/list", json={})).http_status == 200
            with pytest.raises(convai.RefusedError):
                await player.call("no/such/path", files={"a": b"b"})

    asyncio.run(main())

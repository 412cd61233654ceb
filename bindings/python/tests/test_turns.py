"""Conversations: sessions, text of every kind, fallback lines, interruptions."""

from __future__ import annotations

import threading

import convai
import pytest

from support import BACKSTORY, Emulator, until

TEXTS = [
    "Größe",
    "日本語でどうぞ",
    "😀👩‍👩‍👧",
    "עברית ועربى",
    "a & b + c % d = e ; f",
    "line one\nline two\r\ttab",
    '--boundary\r\nContent-Disposition: form-data; name="charID"',
    "x" * 20_000,
]


@pytest.mark.parametrize("multipart", [False, True])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:12]))
def test_text_arrives_unchanged(chat: convai.Conversation, emulator: Emulator, text: str, multipart: bool) -> None:
    emulator.settings(echo=True)
    assert chat.say(text, multipart=multipart).text == text
    arrived = emulator.last()
    assert arrived["values"]["userText"] == text
    assert arrived["content_type"].startswith("multipart" if multipart else "application/x-www-form-urlencoded")


def test_a_conversation_keeps_its_session(chat: convai.Conversation, emulator: Emulator) -> None:
    assert chat.session_id is None
    first = chat.say("My name is Ada.")
    assert emulator.last()["values"]["sessionID"] == "-1"
    assert first.session_id == chat.session_id
    assert "Ada" in chat.say("What is my name?").text
    assert emulator.last()["values"]["sessionID"] == first.session_id


def test_a_session_can_be_continued_and_reset(client: convai.Client, chat: convai.Conversation) -> None:
    chat.say("My name is Ada.")
    saved = chat.session_id
    later = client.conversation(chat.character_id, saved)
    assert later.session_id == saved
    assert "Ada" in later.say("What is my name?").text
    later.reset()
    assert later.session_id is None
    assert later.say("Hello").session_id not in (None, saved)


def test_a_long_session_id_is_read_completely(client: convai.Client, raymond: convai.Character) -> None:
    session = "s" * 5000
    assert client.conversation(raymond, session).session_id == session


def test_a_failed_turn_keeps_the_session(chat: convai.Conversation, emulator: Emulator) -> None:
    chat.say("Hello")
    kept = chat.session_id
    emulator.fault(status=500)
    with pytest.raises(convai.ServerError):
        chat.say("Are you there?")
    assert chat.session_id == kept


def test_a_single_turn_sends_its_options_and_reads_every_field(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    reply = client.get_response(raymond, "Hello", session_id="given", voice=True, response_level=5)
    values = emulator.last()["values"]
    assert (values["sessionID"], values["responseLevel"]) == ("given", "5")
    assert values["voiceResponse"].lower() == "true"
    assert reply.session_id == "given"
    assert reply.character_id == raymond.id
    assert reply.user_query == "Hello"
    assert reply.json()["text"] == reply.text
    with client.start_get_response(raymond.id, "Hello") as turn:
        assert turn.result().audio is None
    lean = client.get_response(raymond, "Hello", voice=True, omit_raw=True)
    assert lean.audio
    assert lean.raw == b""


def test_the_fallback_line_replaces_the_answer_of_a_failed_turn(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    chat = client.conversation(raymond, fallback="Not now, friend.")
    assert chat.fallback == "Not now, friend."
    emulator.fault(status=503)
    reply = chat.say("Hello")
    assert (reply.ok, reply.text) == (False, "Not now, friend.")
    assert isinstance(reply.error, convai.ServerError)
    assert reply.error.http_status == 503
    assert chat.say("Hello").ok
    with pytest.raises(convai.ConfigurationError):
        chat.say("")
    chat.fallback = None
    emulator.fault(status=503)
    with pytest.raises(convai.ServerError):
        chat.say("Hello")


def test_an_interrupted_turn_raises_despite_the_fallback_line(chat: convai.Conversation, emulator: Emulator) -> None:
    chat.fallback = "Not now."
    emulator.fault(hang=True)
    with chat.start_say("Hello") as turn:
        chat.interrupt()
        with pytest.raises(convai.CancelledError):
            turn.result()


def test_interrupt_cancels_all_turns_and_keeps_the_session(chat: convai.Conversation, emulator: Emulator) -> None:
    chat.say("Hello")
    session = chat.session_id
    emulator.fault(hang=True, count=0)
    turns = [chat.start_say(f"Turn {number}") for number in range(3)]
    assert not turns[0].wait(0.1)
    chat.interrupt()
    for turn in turns:
        with turn, pytest.raises(convai.CancelledError):
            turn.result(timeout=30)
    assert chat.session_id == session
    emulator.ask("DELETE", "/faults")
    assert chat.say("Still there?").ok


def test_turns_are_sent_in_order(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.settings(latency_ms=20)
    turns = [chat.start_say(f"Turn {number}") for number in range(6)]
    for turn in turns:
        with turn:
            turn.result(timeout=30)
    said = [each["values"]["userText"] for each in emulator.turns()]
    assert said == [f"Turn {number}" for number in range(6)]


def test_an_operation_keeps_its_conversation_alive(client: convai.Client, raymond: convai.Character) -> None:
    with client.conversation(raymond).start_say("Hello") as turn:
        assert turn.result(timeout=30).ok, "the conversation was freed"


def test_every_use_of_a_closed_conversation_raises_closed_error(chat: convai.Conversation) -> None:
    assert repr(chat).endswith("(open)>")
    chat.close()
    chat.close()
    assert repr(chat).endswith("(closed)>")
    with pytest.raises(convai.ClosedError, match="conversation is closed"):
        chat.say("Hello")
    with pytest.raises(convai.ClosedError, match="conversation is closed"):
        _ = chat.session_id


def test_conversations_of_many_threads_do_not_mix(client: convai.Client, raymond: convai.Character) -> None:
    problems: list[BaseException] = []

    def talk(number: int) -> None:
        try:
            with client.conversation(raymond) as chat:
                chat.say(f"My name is Visitor{number}.")
                assert f"Visitor{number}" in chat.say("What is my name?").text
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems


def test_closing_the_client_cancels_a_call_of_another_thread(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    client = convai.Client()
    outcome: list[BaseException] = []

    def talk() -> None:
        try:
            client.get_response(raymond, "Hello")
        except convai.ConvaiError as error:
            outcome.append(error)

    thread = threading.Thread(target=talk)
    thread.start()
    assert until(emulator.turns), "the call has not started"
    client.close()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert isinstance(outcome[0], convai.CancelledError)


def test_the_answer_comes_from_the_right_character(chat: convai.Conversation) -> None:
    assert BACKSTORY.split()[0] in chat.say("Who are you?").text

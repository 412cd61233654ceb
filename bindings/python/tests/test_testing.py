"""The fakes of `convai.testing`: they behave as the real objects do with the emulator."""

from __future__ import annotations

import asyncio
import doctest
import inspect
import pickle
import re
import sys
from typing import Any

import convai
import pytest
from convai import testing

from support import Emulator, run


def test_the_examples_of_the_module_run() -> None:
    for module in (
        testing,
        *(sys.modules[f"convai.testing.{name}"] for name in ("values", "conversations", "clients")),
    ):
        outcome = doctest.testmod(module, extraglobs={"convai": convai, "testing": testing})
        assert outcome.failed == 0
        assert outcome.attempted or module is testing
    (sample,) = re.findall(r"```python\n(.*?)```", testing.__doc__ or "", flags=re.DOTALL)
    exec(sample, {})


def test_the_package_does_not_import_the_fakes() -> None:
    done = run("import sys, convai; print([name for name in sys.modules if name.startswith('convai.testing')])")
    assert done.stdout.strip() == "[]", done.stderr


def test_a_fake_reply_has_the_fields_of_a_real_one(emulator: Emulator, chat: convai.Conversation) -> None:
    emulator.ask("POST", "/scripts", {"text": "Jump!", "reply": "I jump.", "actions": ["Jump", "Wave"]})
    real = chat.say("Jump!", voice=True, scene=convai.Scene(actions=["Jump", "Wave"]))
    fake = testing.fake_reply(
        real.text,
        voice=True,
        actions=real.actions,
        session_id=real.session_id,
        character_id=real.character_id,
        user_query=real.user_query,
    )
    assert fake.actions == real.actions == ("Jump", "Wave")
    assert (fake.text, fake.user_query, fake.ok, fake.error) == (real.text, real.user_query, real.ok, real.error)
    assert type(fake.audio) is type(real.audio) is convai.Audio
    assert {*fake.json(), "audio", "response"} >= {*real.json()}
    assert fake.voice.duration == pytest.approx(0.1)
    assert fake.voice.level().peak > 0.05
    assert testing.fake_reply("Hello").audio is None


#: Faults of the emulator, and the status of the error that each gives.
PROVOKED = [
    ({"status": 401}, "AUTHENTICATION"),
    ({"status": 429}, "RATE_LIMITED"),
    ({"status": 500}, "SERVER"),
    ({"status": 400}, "BAD_REQUEST"),
    ({"status": 404}, "NOT_FOUND"),
    ({"cut": "before_answer"}, "CONNECTION_LOST"),
    ({"delay_ms": 600_000}, "TIMEOUT"),
    ({"body": "<html>"}, "BAD_REPLY"),
]


@pytest.mark.parametrize(("fault", "name"), PROVOKED, ids=[name for _, name in PROVOKED])
def test_a_fake_error_has_the_attributes_of_a_real_one(
    emulator: Emulator, chat: convai.Conversation, fault: dict[str, Any], name: str
) -> None:
    emulator.fault(**fault)
    with pytest.raises(convai.ConvaiError) as caught:
        chat.say("Hello", timeout=0.5 if name == "TIMEOUT" else None)
    real = caught.value
    fake = testing.fake_error(convai.Status[name])
    names = ("code", "code_name", "http_status", "retryable", "request_sent", "argument", "reply")
    assert [getattr(fake, each) for each in names] == [getattr(real, each) for each in names]
    assert type(fake) is type(real)
    assert str(fake)


def test_a_fake_error_of_an_unknown_character_is_that_of_the_service(client: convai.Client) -> None:
    with pytest.raises(convai.ServerError) as caught:
        client.get_response("nobody", "Hello")
    with pytest.raises(convai.ServerError) as faked:
        testing.FakeClient({}).get_response("nobody", "Hello")
    for name in ("code", "http_status", "retryable", "request_sent"):
        assert getattr(caught.value, name) == getattr(faked.value, name)


def test_every_class_of_errors_can_be_faked() -> None:
    classes = [each for each in vars(convai).values() if inspect.isclass(each) and issubclass(each, convai.ConvaiError)]
    assert len(classes) > 14
    for each in classes:
        error = testing.fake_error(each, "a message", retry_after=2)
        if each is not convai.ConvaiError:
            assert type(error) is each
        assert (str(error), error.retry_after) == ("a message", 2)
        assert pickle.loads(pickle.dumps(error)).code == error.code
    with pytest.raises(TypeError):
        testing.fake_error(convai.RateLimitedError, nonsense=1)


def test_a_fake_conversation_takes_the_place_of_a_real_one() -> None:
    chat = testing.FakeConversation(
        ["Who knocks?", lambda said: f"{said}?", testing.fake_reply("Yes.", session_id="7")]
    )
    assert isinstance(chat, convai.Conversation)
    with chat:
        assert chat.session_id is None
        assert chat.say("Good evening!", voice=True).voice.frames
        assert chat.session_id == "fake-session"
        assert chat.say("Open the door", timeout=3).text == "Open the door?"
        assert chat.say(bytes(320), sample_rate=16000).text == "Yes."
        assert chat.session_id == "7"
        chat.reset()
        assert chat.session_id is None
        chat.fallback, chat.scene = "(silence)", convai.Scene(actions=["Jump"])
        assert (chat.fallback, chat.scene.actions) == ("(silence)", ["Jump"])
    assert chat.said == ["Good evening!", "Open the door", bytes(320)]
    assert chat.options == [{"voice": True}, {"timeout": 3}, {"sample_rate": 16000}]
    with pytest.raises(convai.ClosedError):
        chat.say("Hello")


def test_what_a_fake_cannot_do_is_an_error() -> None:
    chat = testing.FakeConversation(["Hello."])
    with pytest.raises(TypeError, match="voise"):
        chat.say("Hello", voise=True)
    assert chat.say("Hello").ok
    with pytest.raises(AssertionError, match="no answer to 'Hello'"):
        chat.say("Hello")
    with pytest.raises(NotImplementedError, match="does not imitate characters: use the emulator"):
        testing.FakeClient().characters.list()
    with pytest.raises(NotImplementedError, match="start_say"):
        testing.FakeAsyncConversation(["Hello."]).start_say("Hello")


def test_the_fallback_covers_what_it_covers_in_a_real_conversation() -> None:
    errors = [convai.NetworkError, convai.ServerError, convai.ConfigurationError, convai.CancelledError]
    chat = testing.FakeConversation(errors, fallback="(silence)")
    for each in errors[:2]:
        reply = chat.say("Hello")
        assert (reply.text, type(reply.error), reply.ok) == ("(silence)", each, False)
    for each in errors[2:]:
        with pytest.raises(each):
            chat.say("Hello")


def test_a_fake_turn_is_polled_as_a_real_one() -> None:
    chat = testing.FakeConversation(["One. Two! Three", "never", convai.TimeoutError])
    chat.polls = 2
    turn = chat.start_say("Count.", stream=True)
    assert [turn.done, turn.done, turn.done] == [False, False, True]
    pieces = list(turn)
    assert [piece.text for piece in pieces] == ["One. ", "Two! ", "Three"]
    assert "".join(piece.text for piece in pieces) == turn.result().text
    turn.cancel()
    assert turn.result().ok, "a turn that has ended keeps its reply"
    with chat.start_say("Hello") as cancelled:
        cancelled.cancel()
        with pytest.raises(convai.CancelledError):
            cancelled.result()
    failed = chat.start_say("Hello")
    assert failed.wait()
    with pytest.raises(convai.TimeoutError):
        failed.result()
    assert failed.progress().state == "done"


def test_a_fake_client_has_characters() -> None:
    with testing.FakeClient({"ada": ["Clocks."], "raymond": ["The sea.", convai.ServerError]}) as client:
        assert client.with_options(timeout=90, max_retries=2) is client
        with pytest.raises(TypeError):
            client.with_options(patience=90)
        assert isinstance(client, convai.Client)
        assert client.conversation("ada").say("What is it?").text == "Clocks."
        assert client.get_response(convai.Character(id="raymond"), "Where?", voice=True).voice.frames
        with pytest.raises(convai.ServerError):
            client.get_response("raymond", "Where?")
        with pytest.raises(convai.ServerError):
            client.get_response("nobody", "Where?")
        assert client.said == ["What is it?", "Where?", "Where?"]
    assert client.closed
    with pytest.raises(convai.ClosedError):
        client.conversation("ada")


def test_the_fakes_for_asyncio_are_awaited() -> None:
    async def talk() -> list[str]:
        async with testing.FakeAsyncClient(["One.", "Two.", convai.TimeoutError]) as client:
            assert isinstance(client, convai.AsyncClient)
            async with client.conversation("ada") as chat:
                assert isinstance(chat, convai.AsyncConversation)
                texts = [(await chat.say("Count.")).text, (await client.get_response("ada", "Go on.")).text]
                with pytest.raises(convai.TimeoutError):
                    await chat.say("Go on.")
                return texts

    assert asyncio.run(talk()) == ["One.", "Two."]

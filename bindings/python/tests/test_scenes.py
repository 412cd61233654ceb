"""Characters that act: scenes of conversations and of turns, and the actions of replies."""

from __future__ import annotations

import asyncio
from typing import Any

import convai
import pytest

from support import Emulator

SCENE = convai.Scene(
    actions=["Jump", "Wave", "Light"],
    objects={"Lamp#1": "The lamp at the harbour.", "Lamp#2": ""},
    characters={"Ada": "The player."},
    fields={"emotion": "calm; but tired"},
)


def sent(emulator: Emulator) -> Any:
    """The form fields of the last turn."""
    return {each["name"]: each["text"] for each in emulator.last()["fields"]}


def test_the_scene_of_a_conversation_is_sent_until_it_is_set_again(
    chat: convai.Conversation, emulator: Emulator
) -> None:
    assert chat.scene is None
    chat.scene = SCENE
    assert chat.scene is SCENE
    for _ in range(2):
        reply = chat.say("Please jump and then wave.")
        assert reply.actions == ("Jump", "Wave")
        assert reply.action_sequence is not None
        assert [each.strip() for each in reply.action_sequence.splitlines() if each.strip()] == ["Jump", "Wave"]
        fields = sent(emulator)
        assert "Light" in fields["actions"]
        assert "The lamp at the harbour." in fields["objects"]
        assert "Ada" in fields["characters"]
        assert "The player." in fields["characters"]
        assert fields["emotion"] == "calm; but tired"
    chat.scene = convai.Scene(actions=["Light"])
    assert chat.say("Please jump and then wave.").actions == ()
    assert "objects" not in sent(emulator)
    chat.scene = None
    reply = chat.say("Please jump.")
    assert (reply.actions, reply.action_sequence, reply.tag) == ((), None, None)
    assert "actions" not in sent(emulator)


def test_the_scene_of_a_turn_takes_the_place_of_that_of_the_conversation(
    client: convai.Client, raymond: convai.Character, chat: convai.Conversation, emulator: Emulator
) -> None:
    chat.scene = SCENE
    assert chat.say("Please jump!", scene=convai.Scene(actions=["Jump"])).actions == ("Jump",)
    assert "objects" not in sent(emulator)
    with chat.start_say("Please wave!", scene=SCENE) as turn:
        assert turn.result().actions == ("Wave",)
    assert client.get_response(raymond, "Please wave!", scene=SCENE).actions == ("Wave",)
    with client.start_get_response(raymond, "Please jump!", scene=SCENE) as turn:
        assert turn.result().actions == ("Jump",)


def test_the_pieces_of_a_streamed_reply_have_its_actions(chat: convai.Conversation) -> None:
    chat.scene = SCENE
    with chat.start_say("Please wave and then jump.", stream=True) as turn:
        pieces = list(turn)
        reply = turn.result()
    assert reply.actions == ("Wave", "Jump")
    assert tuple(action for piece in pieces for action in piece.actions) == reply.actions


def test_the_labels_of_a_classification_are_sent_and_the_tag_is_read(
    chat: convai.Conversation, emulator: Emulator
) -> None:
    chat.scene = convai.Scene(classification="True", class_labels=["friendly", "hostile"])
    emulator.fault(status=200, json={"text": "Hello.", "sessionID": "a-session", "tag": "friendly"})
    assert chat.say("Hello").tag == "friendly"
    assert sent(emulator)["classification"] == "True"
    assert "hostile" in sent(emulator)["classLabels"]


@pytest.mark.parametrize(
    ("scene", "argument"),
    [
        ({"actions": ["Jump", ""]}, "scene.actions[1]"),
        ({"actions": ["Jump", "Jump"]}, "scene.actions[1]"),
        ({"actions": ["Jump, Wave"]}, "scene.actions[0]"),
        ({"objects": {"A": "", "B": "", "a;b": ""}}, "scene.objects[2].name"),
        ({"objects": {"A": "a; b"}}, "scene.objects[0].description"),
        ({"characters": {"A": "", " A": ""}}, "scene.characters[1].name"),
        ({"characters": {"A\nB": ""}}, "scene.characters[0].name"),
        ({"class_labels": [""]}, "scene.class_labels[0]"),
        ({"fields": {"charID": "7"}}, "scene.fields[0].name"),
    ],
)
def test_an_invalid_scene_is_refused_before_anything_is_sent(
    chat: convai.Conversation, emulator: Emulator, scene: dict[str, Any], argument: str
) -> None:
    chat.scene = SCENE
    turns = len(emulator.turns())
    with pytest.raises(convai.ConfigurationError) as caught:
        chat.scene = convai.Scene(**scene)
    assert caught.value.argument == argument
    assert chat.scene is SCENE
    with pytest.raises(convai.ConfigurationError) as caught:
        chat.say("Hello", scene=convai.Scene(**scene))
    assert caught.value.argument == argument
    assert len(emulator.turns()) == turns


def test_a_scene_of_a_wrong_type_is_refused(chat: convai.Conversation) -> None:
    for wrong in (7, "Jump", {"actions": ["Jump"]}):
        with pytest.raises(TypeError, match="scene must be a Scene"):
            chat.say("Hello", scene=wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="scene must be a Scene"):
            chat.scene = wrong  # type: ignore[assignment]
    for name, value in (("actions", "Jump"), ("objects", ["Lamp"]), ("characters", {7: ""}), ("fields", {"a": 7})):
        with pytest.raises(TypeError, match=name):
            chat.scene = convai.Scene(**{name: value})  # type: ignore[arg-type]
    chat.close()
    with pytest.raises(convai.ClosedError):
        chat.scene = None


def test_the_client_for_asyncio_has_scenes(emulator: Emulator, raymond: convai.Character) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            chat = client.conversation(raymond)
            chat.scene = SCENE
            assert (await chat.say("Please jump!")).actions == ("Jump",)
            assert (await chat.say("Please jump!", scene=convai.Scene(actions=["Wave"]))).actions == ()
            assert (await client.get_response(raymond, "Please wave!", scene=SCENE)).actions == ("Wave",)
            async with chat.start_say("Please jump and then wave.", stream=True) as turn:
                actions = [action async for piece in turn for action in piece.actions]
                assert tuple(actions) == (await turn.result()).actions == ("Jump", "Wave")
            async with client.start_get_response(raymond, "Please wave!", scene=SCENE) as turn:
                assert (await turn.result()).actions == ("Wave",)

    asyncio.run(main())

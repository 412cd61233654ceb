"""The character endpoints: the requests that are sent and the results that are returned."""

from __future__ import annotations

import dataclasses

import convai
import pytest

from support import BACKSTORY, Emulator


def test_create_sends_every_field(client: convai.Client, emulator: Emulator) -> None:
    backstory = 'Größe 日本語 😀 & + % = "quoted"\nعربى'
    made = client.characters.create(
        name="Zoë", voice_type="US FEMALE 1", backstory=backstory, actions=["Wave", "Run away"]
    )
    sent = emulator.last("/character/create")["json"]
    assert (sent["charName"], sent["voiceType"], sent["backstory"]) == ("Zoë", "US FEMALE 1", backstory)
    assert sent["actions"] == "Wave, Run away"
    assert (made.name, made.voice_type, made.backstory) == ("Zoë", "US FEMALE 1", backstory)
    assert made.json()["charID"] == made.id


def test_actions_may_be_one_string(client: convai.Client, emulator: Emulator) -> None:
    client.characters.create(name="A", voice_type="MALE", backstory="B", actions="Wave,Run")
    assert emulator.last("/character/create")["json"]["actions"] == "Wave,Run"


def test_get_reads_every_field(client: convai.Client, raymond: convai.Character) -> None:
    found = client.characters.get(raymond)
    assert (found.id, found.name, found.voice_type, found.backstory) == (
        raymond.id,
        "Raymond",
        "US MALE 1",
        BACKSTORY,
    )
    assert found.user_id
    assert found.timestamp
    assert found.language_codes == ("en-US",)
    assert found.json()["listing"] == "PRIVATE", "the raw response lacks further fields"


def test_a_field_that_the_service_omits_is_none(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    emulator.fault(path="/character/get", get="only_id")
    found = client.characters.get(raymond)
    assert (found.id, found.name, found.backstory, found.language_codes) == (raymond.id, None, None, ())


def test_find_returns_the_character_with_that_name(client: convai.Client, raymond: convai.Character) -> None:
    assert client.characters.find("Raymond").id == raymond.id


def test_update_sends_only_the_given_fields(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    client.characters.update(raymond, backstory="He sails.", language_codes=["de-DE", "en-US"])
    assert set(emulator.last("/character/update")["json"]) == {"charID", "backstory", "languageCodes"}
    found = client.characters.get(raymond.id)
    assert (found.name, found.backstory, found.language_codes) == ("Raymond", "He sails.", ("de-DE", "en-US"))


def test_update_can_change_every_field(client: convai.Client, raymond: convai.Character, emulator: Emulator) -> None:
    client.characters.update(raymond.id, name="Ray", voice_type="MALE", backstory="B", actions="")
    sent = emulator.last("/character/update")["json"]
    assert (sent["charName"], sent["voiceType"], sent["backstory"], sent["action"]) == ("Ray", "MALE", "B", "")


def test_a_clone_can_be_read_and_deleted(client: convai.Client, raymond: convai.Character, emulator: Emulator) -> None:
    copy = client.characters.clone(raymond, knowledge_bank=True)
    assert emulator.last("/user/clone_character")["json"]["KB"] is True
    assert client.characters.get(copy).name == "Raymond"
    client.characters.delete(copy)
    with pytest.raises(convai.NotFoundError):
        client.characters.get(copy)


def test_every_endpoint_has_a_non_blocking_form(client: convai.Client) -> None:
    characters = client.characters
    with characters.start_create(name="Ada", voice_type="MALE", backstory="Clocks.") as creating:
        ada = creating.result(timeout=30)
    for start in (
        lambda: characters.start_update(ada, name="Ada L."),
        lambda: characters.start_get(ada),
        lambda: characters.start_find("Ada L."),
        lambda: characters.start_clone(ada),
    ):
        with start() as operation:  # one after the other, because operations run in parallel
            operation.result(timeout=30)
    with characters.start_delete(ada) as deleting:
        deleting.result(timeout=30)
    with pytest.raises(convai.NotFoundError):
        characters.get(ada)


def test_a_character_is_an_immutable_value(client: convai.Client, raymond: convai.Character) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        raymond.name = "Ray"  # type: ignore[misc]
    assert client.characters.get(raymond) == client.characters.get(raymond)
    assert "Raymond" in repr(raymond)
    assert repr(client.characters) == f"<convai.Characters of {client!r}>"

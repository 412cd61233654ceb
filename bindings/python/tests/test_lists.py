"""Lists of the service: voices, languages and the characters of the account."""

from __future__ import annotations

import asyncio
import copy
import pickle

import convai
import pytest

from support import Emulator


def test_voices_have_every_field_and_can_be_searched(client: convai.Client, emulator: Emulator) -> None:
    voices = client.voices()
    entry = emulator.last("/tts/get_available_voices")
    assert entry["method"] == "GET"
    assert len(voices) == 40
    male = next(voice for voice in voices if voice.value == "US MALE 1")
    assert (male.gender, bool(male.name), bool(male.section)) == ("MALE", True, True)
    assert "en-US" in male.language_codes
    assert any("PRODUCTION" in voice.environments for voice in voices)
    assert any(voice.sample_url for voice in voices)
    assert b"US MALE 1" in voices.raw
    assert voices.json()
    english = voices.find(language="EN", gender="female")
    assert english
    assert all(any(code.startswith("en-") for code in voice.language_codes) for voice in english)
    assert {voice.gender for voice in english} == {"FEMALE"}
    assert male in voices.find(language="en-us")
    assert male not in english
    assert voices.find(language="e") == voices.find(gender="none") == ()
    assert voices.find() == tuple(voices)


def test_a_long_list_of_voices_is_complete(client: convai.Client, emulator: Emulator) -> None:
    emulator.settings(voice_count=600)
    voices = client.voices()
    assert len(voices) == 600
    assert len(voices.raw) > 150_000


def test_a_list_that_was_cut_is_an_error_and_frees_everything(client: convai.Client, emulator: Emulator) -> None:
    before = convai.live_objects()
    calls = (("/tts/get_available_voices", client.voices), ("/tts/get_available_languages", client.languages))
    for path, call in calls:
        emulator.fault(path=path, not_json=True)
        with pytest.raises(convai.ProtocolError):
            call()
    assert convai.live_objects() == before


def test_languages_are_found_by_their_code(client: convai.Client) -> None:
    languages = client.languages()
    assert len(languages) == 24
    assert all(language.code and language.name for language in languages)
    assert [language.code for language in languages.find("EN-us")] == ["en-US"]
    assert {language.code for language in languages.find("en")} >= {"en-US"}
    assert languages.find("e") == ()
    assert languages.json()


def test_the_characters_of_the_account_are_listed(client: convai.Client, raymond: convai.Character) -> None:
    listed = client.characters.list()
    found = next(each for each in listed if each.id == raymond.id)
    assert (found.name, found.raw) == ("Raymond", b"")
    assert len(listed.json()["characters"]) == len(listed)


def test_a_voice_that_the_service_does_not_have_is_refused(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    voices, languages = client.voices(), client.languages()
    made = client.characters.create(name="Ada", voice_type="US FEMALE 1", backstory="B", known_voices=voices)
    client.characters.update(made, voice_type="MALE", known_voices=voices)
    client.characters.update(made, language_codes=["en-US"], known_languages=languages)
    requests = len(emulator.entries())
    with pytest.raises(convai.ConfigurationError, match="US FEMALE 1") as caught:
        client.characters.create(name="Ada", voice_type="US FEMAL 1", backstory="B", known_voices=voices)
    assert caught.value.argument == "voice_type"
    with pytest.raises(convai.ConfigurationError) as caught:
        client.characters.update(raymond, voice_type="nobody", known_voices=voices)
    assert caught.value.argument == "voice_type"
    with pytest.raises(convai.ConfigurationError) as caught:
        client.characters.update(raymond, language_codes=["en-US", "xx-XX"], known_languages=languages)
    assert caught.value.argument == "language_codes[1]"
    with pytest.raises(TypeError, match="known_voices"):
        client.characters.create(name="A", voice_type="B", backstory="C", known_voices=voices.find())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="known_languages"):
        client.characters.update(raymond, known_languages=voices)  # type: ignore[arg-type]
    assert len(emulator.entries()) == requests


def test_listings_are_values_and_lists_of_the_library_exist_once(
    client: convai.Client, raymond: convai.Character
) -> None:
    listed = client.characters.list()
    for same in (copy.copy(listed), copy.deepcopy(listed), pickle.loads(pickle.dumps(listed))):
        assert same == listed
        assert same.raw == listed.raw
    for unique in (client.voices(), client.languages()):
        with pytest.raises(TypeError, match="cannot be copied or pickled"):
            copy.copy(unique)
        assert copy.deepcopy(tuple(unique)) == tuple(unique)


def test_every_list_has_a_non_blocking_form(client: convai.Client, raymond: convai.Character) -> None:
    with client.start_voices() as voices, client.start_languages() as languages:
        assert voices.result(timeout=30).find(gender="male")
        assert languages.result(timeout=30).find("en")
    with client.characters.start_list() as characters:
        assert raymond.id in [each.id for each in characters.result(timeout=30)]


def test_the_client_for_asyncio_has_the_same_lists(emulator: Emulator, raymond: convai.Character) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            voices, languages, characters = await asyncio.gather(
                client.voices(), client.languages(), client.characters.list()
            )
            assert raymond.id in [each.id for each in characters]
            assert languages.find("en")
            with pytest.raises(convai.ConfigurationError):
                await client.characters.update(raymond, voice_type="nobody", known_voices=voices)
            with pytest.raises(convai.ConfigurationError):
                await client.characters.update(raymond, language_codes=["xx"], known_languages=languages)
            with pytest.raises(convai.ConfigurationError):
                await client.characters.create(name="A", voice_type="nobody", backstory="B", known_voices=voices)

    asyncio.run(main())

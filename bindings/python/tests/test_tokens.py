"""Auth tokens: the calls, clients that are made with one, and credentials that are replaced."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

import convai
import pytest

from support import Emulator

NOW = datetime.datetime.now(datetime.timezone.utc)


def test_a_token_stands_in_for_the_key(
    client: convai.Client, raymond: convai.Character, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = client.tokens.create()
    assert token.expires_at is not None
    assert token.expires_at > NOW
    assert token.expires
    assert token.json()["apiAuthToken"] == token.token
    monkeypatch.delenv("CONVAI_API_KEY")
    with convai.Client(auth_token=token.token) as player:
        assert player.conversation(raymond).say("Hello").ok
    headers = emulator.last()["headers"]
    assert "api-auth-token" in headers
    assert "convai-api-key" not in headers


def test_the_representation_of_a_token_does_not_show_it(client: convai.Client) -> None:
    token = client.tokens.create()
    assert token.token not in f"{token!r} {token} {client.tokens!r}"


def test_an_extended_token_stays_the_same(client: convai.Client, emulator: Emulator) -> None:
    token = client.tokens.create()
    for given in (token, token.token):
        extended = client.tokens.extend(given)
        assert extended.token == token.token
        assert extended.expires_at is not None
        assert token.expires_at is not None
        assert extended.expires_at >= token.expires_at
        assert "apiAuthToken" in emulator.last("/user/extend-token")["json"]


def test_a_revoked_token_is_refused(client: convai.Client, raymond: convai.Character) -> None:
    token = client.tokens.create()
    with convai.Client(auth_token=token.token) as player:
        assert player.characters.get(raymond).name == "Raymond"
        client.tokens.revoke(token)
        with pytest.raises(convai.AuthenticationError, match="auth token") as caught:
            player.characters.get(raymond)
    assert token.token not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "expires", "expires_at"),
    [
        ({"expirationTime": "1970-01-02T00:00:00.25"}, "1970-01-02T00:00:00.25", 86400.25),
        ({"expirationTime": 4102444800000}, "4102444800000", 4102444800.0),
        ({"expirationTime": "soon"}, "soon", None),
        ({}, None, None),
    ],
)
def test_the_expiry_is_a_time_or_unknown(
    client: convai.Client, emulator: Emulator, reply: dict[str, Any], expires: str, expires_at: float
) -> None:
    emulator.fault(path="/user/connect", status=200, json={"apiAuthToken": "some-token", **reply})
    token = client.tokens.create()
    assert (token.token, token.expires) == ("some-token", expires)
    assert (token.expires_at and token.expires_at.timestamp()) == expires_at


def test_every_call_has_a_non_blocking_form(client: convai.Client) -> None:
    with client.tokens.start_create() as creating:
        token = creating.result(timeout=30)
    with client.tokens.start_extend(token) as extending:
        assert extending.result(timeout=30).token == token.token
    with client.tokens.start_revoke(token.token) as revoking:
        revoking.result(timeout=30)
    with pytest.raises(convai.ConvaiError):
        client.tokens.extend(token)


def test_credentials_are_replaced_for_the_calls_that_follow(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    token = client.tokens.create().token
    with convai.Client() as player:
        chat = player.conversation(raymond)
        assert chat.say("My name is Ada.").ok
        player.set_credentials(auth_token=token)
        assert "Ada" in chat.say("What is my name?").text
        assert "api-auth-token" in emulator.last()["headers"]
        player.set_credentials("another-key")
        assert chat.say("Hello").ok
        assert emulator.last()["headers"]["convai-api-key"].startswith("an")


def test_exactly_one_credential_is_needed(client: convai.Client, emulator: Emulator) -> None:
    with pytest.raises(convai.ConfigurationError, match="both `api_key` and `auth_token` are set"):
        convai.Client("a-key", auth_token="a-token")
    for arguments in ({}, {"api_key": "a-key", "auth_token": "a-token"}, {"auth_token": "two words"}):
        with pytest.raises(convai.ConfigurationError) as caught:
            client.set_credentials(**arguments)
        assert caught.value.code is convai.Status.API_KEY
        assert caught.value.argument in ("api_key", "auth_token")
    with pytest.raises(TypeError, match="auth_token"):
        client.set_credentials(auth_token=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="token"):
        client.tokens.extend(7)  # type: ignore[arg-type]
    with pytest.raises(convai.ConfigurationError, match="auth token is empty"):
        client.tokens.revoke("")
    client.close()
    with pytest.raises(convai.ClosedError):
        client.set_credentials("a-key")


def test_the_client_for_asyncio_has_the_same_calls(emulator: Emulator, raymond: convai.Character) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            token = await client.tokens.create()
            assert (await client.tokens.extend(token)).token == token.token
            async with convai.AsyncClient(auth_token=token.token) as player:
                assert (await player.characters.get(raymond)).name == "Raymond"
                await client.tokens.revoke(token)
                with pytest.raises(convai.AuthenticationError):
                    await player.characters.get(raymond)
                player.set_credentials(auth_token=(await client.tokens.create()).token)
                assert (await player.characters.get(raymond)).name == "Raymond"

    asyncio.run(main())

"""Failures of the service and of the network, and the exceptions that report them."""

from __future__ import annotations

import builtins
import pickle
import socket
from typing import Any

import convai
import pytest
from convai import Status

from support import KEY, NO_SUCH_HOST, Emulator

REPLIES: list[tuple[dict[str, Any], type[convai.ConvaiError], Status]] = [
    ({"status": 401}, convai.AuthenticationError, Status.AUTHENTICATION),
    ({"status": 403}, convai.AuthenticationError, Status.AUTHENTICATION),
    ({"status": 429}, convai.RateLimitedError, Status.RATE_LIMITED),
    ({"status": 500}, convai.ServerError, Status.SERVER),
    ({"html_502": True}, convai.ServerError, Status.SERVER),
    ({"status": 400}, convai.RefusedError, Status.BAD_REQUEST),
    ({"status": 418}, convai.RefusedError, Status.REFUSED),
    ({"redirect": "http://127.0.0.1:9/elsewhere"}, convai.RefusedError, Status.REDIRECT),
    ({"error_shape": "process_failure", "status": 404}, convai.ServerError, Status.PROCESS_FAILURE),
    ({"not_json": True}, convai.ProtocolError, Status.BAD_REPLY),
    ({"invalid_utf8": True}, convai.ProtocolError, Status.BAD_REPLY),
    ({"json": {"sessionID": "s", "text": ""}}, convai.ProtocolError, Status.EMPTY_REPLY),
    ({"cut": "before_answer", "how": "rst"}, convai.NetworkError, Status.CONNECTION_LOST),
    ({"cut": "mid_body"}, convai.NetworkError, Status.CONNECTION_LOST),
]


@pytest.mark.parametrize(("fault", "kind", "code"), REPLIES, ids=lambda value: getattr(value, "name", None))
def test_a_failed_turn_raises_the_error_of_its_kind(
    chat: convai.Conversation,
    emulator: Emulator,
    fault: dict[str, Any],
    kind: type[convai.ConvaiError],
    code: Status,
) -> None:
    emulator.fault(**fault)
    with pytest.raises(convai.ConvaiError) as caught:
        chat.say("Hello")
    error = caught.value
    assert type(error) is kind
    assert error.code is code
    assert error.request_sent
    assert error.http_status == emulator.last()["status"] or code is Status.CONNECTION_LOST
    session_arrived = code is Status.EMPTY_REPLY
    assert (error.reply is not None) == session_arrived
    assert chat.say("Hello").ok, "the client cannot be used after the error"


def test_an_error_has_all_details_of_the_response(client: convai.Client, emulator: Emulator) -> None:
    emulator.fault(
        path="/character/get",
        status=429,
        json={"ERROR": "API rate limit exceeded. Please try again later.", "Reference ID": "ref-1"},
        headers={"Retry-After": "7"},
    )
    with pytest.raises(convai.RateLimitedError) as caught:
        client.characters.get("anybody")
    error = caught.value
    assert (error.http_status, error.retryable, error.retry_after, error.reference) == (429, True, 7.0, "ref-1")
    assert error.service_message == "API rate limit exceeded. Please try again later."
    assert error.code_name == "RATE_LIMITED"
    assert error.reply is None


def test_an_error_can_be_pickled(client: convai.Client) -> None:
    with pytest.raises(convai.NotFoundError) as caught:
        client.characters.get("nobody")
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is convai.NotFoundError
    assert (str(again), again.code, again.http_status) == (str(caught.value), Status.NOT_FOUND, 400)


def test_a_rejected_key_raises_and_is_not_shown(emulator: Emulator) -> None:
    with convai.Client("bad-key") as client, pytest.raises(convai.AuthenticationError) as caught:
        client.characters.get("anybody")
    assert "bad-key" not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize("name", ["create", "update", "get", "find", "clone", "delete"])
def test_every_character_endpoint_raises_server_error_for_500(
    client: convai.Client, emulator: Emulator, name: str
) -> None:
    path = {"find": "/character/get", "clone": "/user/clone_character"}.get(name, f"/character/{name}")
    emulator.fault(path=path, status=500)
    arguments: dict[str, Any] = {}
    if name == "create":
        arguments = {"name": "A", "voice_type": "B", "backstory": "C"}
    elif name == "update":
        arguments = {"name": "A"}
    positional = () if name == "create" else ("someone",)
    with pytest.raises(convai.ServerError):
        getattr(client.characters, name)(*positional, **arguments)


def test_a_timeout_is_also_the_built_in_timeout_error(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    with pytest.raises(convai.TimeoutError) as caught:
        chat.say("Hello", timeout=0.2)
    assert isinstance(caught.value, builtins.TimeoutError)
    assert isinstance(caught.value, convai.NetworkError)
    assert caught.value.code is Status.TIMEOUT
    assert pickle.loads(pickle.dumps(caught.value)).code is Status.TIMEOUT


def test_a_deadline_ends_a_turn_that_waits_behind_another(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(hang=True)
    with chat.start_say("Hello") as hanging:
        with pytest.raises(convai.TimeoutError) as caught:
            chat.say("And?", deadline=0.2)
        assert not caught.value.request_sent
        assert not hanging.done
        hanging.cancel()


def test_the_timeouts_of_the_client_apply_to_its_calls(raymond: convai.Character, emulator: Emulator) -> None:
    with convai.Client(timeout=0.2, voice_timeout=0.2) as client:
        for voice in (False, True):
            emulator.fault(hang=True)
            with pytest.raises(convai.TimeoutError):
                client.get_response(raymond, "Hello", voice=voice)


def test_a_refused_connection_raises_network_error(emulator: Emulator) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        with convai.Client(base_url=url) as client, pytest.raises(convai.NetworkError) as caught:
            client.characters.get("anybody")
    assert caught.value.code is Status.CONNECT
    assert caught.value.retryable
    assert caught.value.http_status is None


def test_an_unknown_host_name_raises_network_error(emulator: Emulator) -> None:
    url = f"http://{NO_SUCH_HOST}"
    with convai.Client(base_url=url, proxy="direct") as client, pytest.raises(convai.NetworkError) as caught:
        client.characters.get("anybody")
    assert caught.value.code is Status.NAME_NOT_RESOLVED


def test_a_server_without_tls_raises_network_error(emulator: Emulator) -> None:
    url = emulator.url.replace("http:", "https:")
    with convai.Client(base_url=url) as client, pytest.raises(convai.NetworkError) as caught:
        client.characters.get("anybody")
    assert caught.value.code is Status.TLS


def test_an_unreachable_proxy_raises_network_error(emulator: Emulator) -> None:
    url = "http://example.invalid"
    with convai.Client(proxy="http://127.0.0.1:1", base_url=url) as client:
        with pytest.raises(convai.NetworkError) as caught:
            client.characters.get("anybody")
    assert caught.value.code in (Status.PROXY, Status.CONNECT)


def test_the_error_for_invalid_reply_audio_has_the_text(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.fault(audio="broken_base64")
    with pytest.raises(convai.AudioError) as caught:
        chat.say("What is your name?", voice=True)
    assert caught.value.code is Status.REPLY_AUDIO
    assert caught.value.reply is not None
    assert "Raymond" in caught.value.reply.text
    assert caught.value.reply.session_id
    assert chat.session_id is None


def test_a_response_over_the_limit_raises_protocol_error(raymond: convai.Character, emulator: Emulator) -> None:
    with convai.Client(max_response_bytes=2000) as client, pytest.raises(convai.ProtocolError) as caught:
        client.get_response(raymond, "Hello", voice=True)
    assert caught.value.code is Status.REPLY_TOO_LARGE


def test_a_full_queue_raises_queue_full_error(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=0)
    with convai.Client(max_in_flight=1, max_queued=1) as client:
        turns = [client.start_get_response(raymond, "Hello") for _ in range(2)]
        with pytest.raises(convai.QueueFullError, match="max_queued"):
            client.get_response(raymond, "One more")
        for turn in turns:
            turn.close()


def test_a_plan_without_the_call_raises_authentication_error(client: convai.Client, emulator: Emulator) -> None:
    emulator.settings(plan_refusal=403)
    with pytest.raises(convai.AuthenticationError, match="plan"):
        client.characters.get("anybody")


def test_the_key_is_in_no_repr_and_no_message(emulator: Emulator) -> None:
    with convai.Client(KEY) as client, pytest.raises(convai.NotFoundError) as caught:
        client.characters.get("nobody")
    shown = [repr(client), str(client), repr(caught.value), str(vars(client)), str(vars(client._native))]
    shown += [str(caught.value), str(vars(caught.value))]
    assert not any(KEY in each for each in shown), "the key is shown"
    assert emulator.last("/character/get")["key_leaked"] is False


def test_a_key_that_the_service_echoes_is_masked(client: convai.Client, emulator: Emulator) -> None:
    emulator.fault(path="/character/get", status=401, json={"API_ERROR": f"no such key: {KEY}", "Reference ID": KEY})
    with pytest.raises(convai.AuthenticationError, match=r"no such key: \*\*\*") as caught:
        client.characters.get("anybody")
    assert caught.value.service_message == "no such key: ***"
    shown = [repr(caught.value), str(caught.value), str(vars(caught.value))]
    assert not any(KEY in each for each in shown), "the key is shown"

"""A server whose certificate authority only its PEM file makes known: the turn, the error, and what the doctor says."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import convai
import pytest

from support import BACKSTORY, QUESTION, Emulator, environment


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trust") / "authority.pem"


@pytest.fixture(scope="module")
def secure(server: Emulator, authority: Path) -> Iterator[Emulator]:
    """An emulator that serves HTTPS. At its start, it creates the file of the authority."""
    started = Emulator(authority)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def foreign(secure: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority of another server."""
    path = tmp_path_factory.mktemp("foreign") / "authority.pem"
    Emulator(path).stop()
    return path


def one_turn(secure: Emulator, ca: Any) -> None:
    secure.reset()
    with convai.Client(base_url=secure.url, ca=ca) as client:
        raymond = client.characters.create(name="Raymond", voice_type="MALE", backstory=BACKSTORY)
        reply = client.conversation(raymond).say(QUESTION, voice=True)
        assert reply.audio is not None
        assert reply.audio.frames > 0
    assert secure.last()["files"][0]["wav"]["sample_rate"] == 16000


@pytest.mark.parametrize("form", ["path", "text of a path", "PEM text", "two authorities"])
def test_a_turn_reaches_a_server_whose_authority_is_given(
    secure: Emulator, authority: Path, foreign: Path, form: str
) -> None:
    pem = authority.read_text(encoding="utf-8")
    forms = {
        "path": authority,
        "text of a path": str(authority),
        "PEM text": pem,
        "two authorities": foreign.read_text(encoding="utf-8") + pem,
    }
    one_turn(secure, forms[form])


def test_a_turn_can_be_awaited(secure: Emulator, authority: Path) -> None:
    async def main() -> None:
        async with convai.AsyncClient(base_url=secure.url, ca=authority) as client:
            raymond = await client.characters.create(name="Raymond", voice_type="MALE", backstory=BACKSTORY)
            assert (await client.conversation(raymond).say("Hello")).ok

    asyncio.run(main())


@pytest.mark.parametrize("has_authority", [False, True], ids=["no authority", "another authority"])
def test_an_untrusted_server_is_an_error_with_advice(secure: Emulator, foreign: Path, has_authority: bool) -> None:
    secure.reset()
    ca = foreign if has_authority else None
    with convai.Client(base_url=secure.url, ca=ca) as client:
        with pytest.raises(convai.NetworkError, match=r"certificate is not trusted.*with `ca`") as caught:
            client.get_response("id", "Hello")
    assert caught.value.code == convai.Status.TLS
    assert not caught.value.retryable
    assert not caught.value.request_sent
    assert not secure.entries(), "the request was sent"

    async def main() -> None:
        async with convai.AsyncClient(base_url=secure.url, ca=ca) as client:
            with pytest.raises(convai.NetworkError) as caught:
                await client.get_response("id", "Hello")
            assert caught.value.code == convai.Status.TLS

    asyncio.run(main())


def doctor(secure: Emulator, ca: Optional[Path], **more: str) -> tuple[int, str, dict[str, str]]:
    """Runs the doctor. Returns its exit code, its output, and the result of each check: "ok", "FAIL" or "-"."""
    options = [] if ca is None else ["--ca", str(ca)]
    command = [sys.executable, "-m", "convai", "doctor", "--base-url", secure.url, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(secure, **more))
    assert not done.stderr
    found = re.findall(r"^(ok|FAIL|-) +(\w+)", done.stdout, flags=re.MULTILINE)
    return done.returncode, done.stdout, {check: result for result, check in found}


def test_the_doctor_trusts_a_server_whose_authority_is_given(secure: Emulator, authority: Path) -> None:
    code, output, results = doctor(secure, authority)
    assert (code, results["address"], results["certificate"], results["key"]) == (0, "ok", "ok", "ok")
    assert re.search(r"^ok +certificate +trusted$", output, flags=re.MULTILINE)


def test_the_doctor_says_what_an_untrusted_server_needs(secure: Emulator, foreign: Path) -> None:
    for ca in (None, foreign):
        code, output, results = doctor(secure, ca)
        assert (code, results["address"], results["certificate"], results["key"]) == (1, "ok", "FAIL", "-")
        assert "certificate is not trusted" in output
        assert "with --ca FILE" in output


def test_the_doctor_does_not_check_the_certificate_of_an_unreachable_server(secure: Emulator, authority: Path) -> None:
    command = [sys.executable, "-m", "convai", "doctor", "--base-url", "https://127.0.0.1:1", "--ca", str(authority)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(secure))
    assert done.returncode == 1
    assert re.search(r"^FAIL +address ", done.stdout, flags=re.MULTILINE)
    assert re.search(r"^- +certificate +not checked", done.stdout, flags=re.MULTILINE)
    assert re.search(r"^- +key +not checked", done.stdout, flags=re.MULTILINE)


UNUSABLE = {
    "empty": b"",
    "no certificate": b"nonsense",
    "a broken certificate": b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
    "DER": None,
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_file_is_an_error_of_the_certificate(
    secure: Emulator, authority: Path, tmp_path: Path, content: Optional[bytes]
) -> None:
    path = tmp_path / "authority.pem"
    if content is None:
        content = base64.b64decode("".join(authority.read_text(encoding="utf-8").split("-----")[2].split()))
    path.write_bytes(content)
    with pytest.raises(convai.ConfigurationError, match="`ca`") as caught:
        convai.Client(base_url=secure.url, ca=path)
    assert (caught.value.argument, caught.value.code) == ("ca", convai.Status.OPTIONS)
    code, output, results = doctor(secure, path)
    assert (code, results["certificate"]) == (1, "FAIL"), output
    assert "address" not in results
    assert "key" not in results

"""The samples and the errors of Convai's documentation, one probe each. Each is sent as the sample program would send it."""

from __future__ import annotations

import base64
import io
import json
import math
import struct
import wave
from typing import Any, Callable, Optional

from client import Reply, Service, form_bytes, multipart_bytes

STORY = (
    "Raymond Reddington is a main character in the NBC series The Blacklist. Reddington is a criminal mastermind, making it "
    "to #4 and later to #1 on the FBI's Ten Most Wanted Fugitives, who suddenly turns himself in after 20+ years of evading "
    "the FBI."
)
NEW_STORY = (
    "Raymond Reddington is a highly intelligent, highly driven individual. As he puts it, “I’m a criminal. Criminals are "
    "notorious liars. Everything about me is a lie.” That’s probably true, actually, but who knows for sure."
)
CREATE_FAILED = (
    "Error in creating the character. Check if all the input data is valid. Contact support for more info."
)
FETCH_FAILED = "Could not fetch character details from all_characters table."
ONE_INPUT = "Expecting only one; either an audio file or user's query as a string"
UNKNOWN = "00000000-0000-0000-0000-000000000000"

CREATE, UPDATE, GET = "/character/create", "/character/update", "/character/get"
DELETE, CLONE, TALK = "/character/delete", "/user/clone_character", "/character/getResponse"

PROBES: list[tuple[str, str, Callable[["Probe"], None]]] = []


def probe(page: str, name: str) -> Callable[[Callable[["Probe"], None]], Callable[["Probe"], None]]:
    """Registers a probe: the documentation's page and section, and what it shows."""

    def register(check: Callable[["Probe"], None]) -> Callable[["Probe"], None]:
        PROBES.append((page, name, check))
        return check

    return register


class Differs(Exception):
    """The service does not answer as it is documented."""


class Probe:
    """What the probes share: the service, the character of the samples, and checks."""

    def __init__(self, service: Service, unique: str) -> None:
        self.service = service
        # The real service may already have characters with the names of the samples.
        self.name = f"Raymond Reddington {unique}"
        self.character = ""
        self.session = ""
        self.created: list[str] = []

    # The program of the Python samples sends JSON on one line, the curl samples send it on several.

    def python(self, path: str, fields: dict[str, Any], key: Optional[str] = None) -> Reply:
        return self.service.post(path, json.dumps(fields).encode(), "application/json", key)

    def curl(self, path: str, fields: dict[str, Any]) -> Reply:
        return self.service.post(path, json.dumps(fields, indent=4).encode(), "application/json")

    def python_form(self, fields: dict[str, str]) -> Reply:
        return self.service.post(TALK, form_bytes(fields), "application/x-www-form-urlencoded")

    def multipart(self, fields: dict[str, str], wav: Optional[bytes] = None, named_type: bool = True) -> Reply:
        body, content_type = multipart_bytes(fields, wav, named_type)
        return self.service.post(TALK, body, content_type)

    def turn(self, **fields: str) -> dict[str, str]:
        return {"charID": self.character, "sessionID": "-1", "voiceResponse": "False"} | fields


def expect(reply: Reply, status: int, **fields: Any) -> dict[str, Any]:
    """Checks the status and fields: equal to a value, or of a type. Further fields are allowed."""
    if reply.status != status:
        raise Differs(f"status {reply.status} instead of {status}: {reply.start()}")
    body = reply.json()
    if not isinstance(body, dict):
        raise Differs(f"not a JSON object: {reply.start()}")
    for name, wanted in fields.items():
        if name not in body:
            raise Differs(f"{name} is missing: {reply.start()}")
        found = body[name]
        fits = isinstance(found, wanted) if isinstance(wanted, type) else found == wanted
        if not fits:
            raise Differs(f"{name} is {found!r} instead of {wanted!r}")
    return body


def expect_text(body: dict[str, Any], name: str) -> str:
    text = body[name]
    if not isinstance(text, str) or not text.strip():
        raise Differs(f"{name} is {text!r}, and should be a text")
    return text


def expect_voice(body: dict[str, Any]) -> None:
    """The audio is a WAV file as base64."""
    data = base64.b64decode(expect_text(body, "audio"), validate=True)
    with wave.open(io.BytesIO(data)) as file:
        if file.getnframes() == 0:
            raise Differs("the audio has no samples")


def tone() -> bytes:
    """Half a second of a tone: 16 kHz, mono, 16 bits."""
    samples = (int(12_000 * math.sin(index * 0.12)) for index in range(8_000))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


# ---- Character API ----


@probe("Create Character", "the Python sample answers 201 with the id")
def create_python(p: Probe) -> None:
    reply = p.python(CREATE, {"charName": p.name, "voiceType": "MALE", "backstory": STORY})
    p.character = expect_text(expect(reply, 201, charID=str), "charID")
    p.created.append(p.character)


@probe("Create Character", "the curl sample answers 201 with another id")
def create_curl(p: Probe) -> None:
    reply = p.curl(CREATE, {"charName": f"{p.name}, the second", "voiceType": "MALE", "backstory": STORY})
    second = expect_text(expect(reply, 201, charID=str), "charID")
    p.created.append(second)
    if second == p.character:
        raise Differs("two characters have the same id")


@probe("Create Character", "400 INTERNAL_ERROR for invalid data")
def create_invalid(p: Probe) -> None:
    expect(p.python(CREATE, {"voiceType": "MALE", "backstory": STORY}), 400, INTERNAL_ERROR=CREATE_FAILED)


@probe("Create Character", "401 API_ERROR for an invalid key")
def create_bad_key(p: Probe) -> None:
    expect(p.python(CREATE, {}, key="bad-key"), 401, API_ERROR="Invalid API key provided.")


@probe("Create Character", "401 API_ERROR without a key")
def create_no_key(p: Probe) -> None:
    expect(p.python(CREATE, {}, key=""), 401, API_ERROR="api_key not found.")


@probe("Update Character", "the Python sample answers SUCCESS")
def update_python(p: Probe) -> None:
    fields = {"charID": p.character, "backstory": NEW_STORY, "voiceType": "US MALE 1", "charName": p.name}
    expect(p.python(UPDATE, fields), 200, STATUS="SUCCESS")


@probe("Update Character", "the curl sample answers SUCCESS")
def update_curl(p: Probe) -> None:
    fields = {"charID": p.character, "backstory": NEW_STORY, "voiceType": "US MALE 1", "charName": p.name}
    expect(p.curl(UPDATE, fields), 200, STATUS="SUCCESS")


@probe("Update Character", "what is not sent is not changed")
def update_partly(p: Probe) -> None:
    expect(p.python(UPDATE, {"charID": p.character, "voiceType": "MALE"}), 200, STATUS="SUCCESS")
    expect(p.python(GET, {"charID": p.character}), 200, character_name=p.name, backstory=NEW_STORY, voice_type="MALE")


@probe("Update Character", "400 ERROR for an unknown character")
def update_unknown(p: Probe) -> None:
    expect(p.python(UPDATE, {"charID": UNKNOWN, "charName": "Nobody"}), 400, ERROR=FETCH_FAILED)


@probe("Update Character", "400 ERROR for a backstory that cannot be stored")
def update_backstory(p: Probe) -> None:
    reply = p.python(UPDATE, {"charID": p.character, "backstory": 5})
    expect(reply, 400, ERROR="Could not update character backstory.")


@probe("Update Character", "400 ERROR for another field that cannot be stored")
def update_table(p: Probe) -> None:
    reply = p.python(UPDATE, {"charID": p.character, "charName": 5})
    expect(reply, 400, ERROR="Could not update all_characters table.")


@probe("Update Character", "401 API_ERROR for an invalid key")
def update_bad_key(p: Probe) -> None:
    expect(p.python(UPDATE, {}, key="bad-key"), 401, API_ERROR="Invalid API key provided.")


@probe("Update Character", "401 API_ERROR without a key")
def update_no_key(p: Probe) -> None:
    expect(p.python(UPDATE, {}, key=""), 401, API_ERROR="api_key not found.")


def check_details(p: Probe, reply: Reply) -> None:
    body = expect(reply, 200, character_name=p.name, character_id=p.character, backstory=NEW_STORY)
    for name in ("user_id", "voice_type", "timestamp"):
        expect(reply, 200, **{name: str})
        expect_text(body, name)


@probe("Get Details", "the Python sample finds a character by its id")
def get_python_id(p: Probe) -> None:
    check_details(p, p.python(GET, {"charID": p.character}))


@probe("Get Details", "the curl sample finds a character by its id")
def get_curl_id(p: Probe) -> None:
    check_details(p, p.curl(GET, {"charID": p.character}))


@probe("Get Details", "the Python sample finds a character by its name")
def get_python_name(p: Probe) -> None:
    check_details(p, p.python(GET, {"charName": p.name}))


@probe("Get Details", "the curl sample finds a character by its name")
def get_curl_name(p: Probe) -> None:
    check_details(p, p.curl(GET, {"charName": p.name}))


@probe("Get Details", "400 ERROR for an unknown character")
def get_unknown(p: Probe) -> None:
    error = "INTERNAL SERVER ERROR, one or more database calls failed!"
    expect(p.python(GET, {"charID": UNKNOWN}), 400, ERROR=error)


# ---- Interaction API ----


@probe("Interacting with a Character", "the Python text sample answers with a voice")
def talk_python(p: Probe) -> None:
    body = expect(
        p.python_form(p.turn(userText="What is your name ?", voiceResponse="True")), 200, charID=p.character
    )
    expect_text(body, "text")
    p.session = expect_text(body, "sessionID")
    if "sample_rate" not in body:
        raise Differs("sample_rate is missing")
    expect_voice(body)


@probe("Interacting with a Character", "the curl text sample answers with a voice")
def talk_curl(p: Probe) -> None:
    reply = p.multipart(p.turn(userText="What is your name ?", voiceResponse="True"))
    body = expect(reply, 200, charID=p.character, text=str, sessionID=str)
    expect_voice(body)


@probe("Interacting with a Character", "the Python audio sample answers with a voice")
def talk_python_audio(p: Probe) -> None:
    reply = p.multipart(p.turn(responseLevel="5", voiceResponse="True"), tone())
    body = expect(reply, 200, charID=p.character, text=str, sessionID=str)
    expect_voice(body)


@probe("Interacting with a Character", "the curl audio sample answers with a voice")
def talk_curl_audio(p: Probe) -> None:
    reply = p.multipart(p.turn(voiceResponse="True"), tone(), named_type=False)
    body = expect(reply, 200, charID=p.character, text=str, sessionID=str)
    expect_voice(body)


@probe("Interacting with a Character", "without a voice, audio and sample_rate are null")
def talk_silent(p: Probe) -> None:
    body = expect(p.python_form(p.turn(userText="Hello.")), 200, text=str)
    if body.get("audio") is not None or body.get("sample_rate") is not None:
        raise Differs(f"audio and sample_rate are {body.get('audio')!r:.40} and {body.get('sample_rate')!r}")


@probe("Interacting with a Character", "the returned session continues, and -1 starts a new one")
def talk_session(p: Probe) -> None:
    expect(p.python_form(p.turn(userText="And yours?", sessionID=p.session)), 200, sessionID=p.session)
    body = expect(p.python_form(p.turn(userText="Hello.")), 200, sessionID=str)
    if body["sessionID"] == p.session:
        raise Differs("-1 answered with an old session")


@probe("Roblox integration", "the sample's form with an empty pair and no percent-encoding is read")
def talk_roblox(p: Probe) -> None:
    body = f"&userText=What is your name?&sessionID=-1&charID={p.character}&voiceResponse=False"
    reply = p.service.post(TALK, body.encode(), "application/x-www-form-urlencoded")
    expect(reply, 200, charID=p.character, text=str, sessionID=str)


@probe("Interacting with a Character", "400 ERROR for text and audio together")
def talk_both(p: Probe) -> None:
    expect(p.multipart(p.turn(userText="Hello."), tone()), 400, ERROR=ONE_INPUT)


@probe("Interacting with a Character", "400 ERROR for neither text nor audio")
def talk_neither(p: Probe) -> None:
    expect(p.python_form(p.turn()), 400, ERROR=ONE_INPUT)


@probe("Interacting with a Character", "404 process_failure when no response can be generated")
def talk_unknown(p: Probe) -> None:
    body = expect(p.python_form(p.turn(userText="Hello.", charID=UNKNOWN)), 404, charID=UNKNOWN, text=str)
    if not body["text"].startswith("process_failure, error: "):
        raise Differs(f"text is {body['text']!r}")


# ---- the end of a character ----


@probe("Clone Character", "the Python sample answers with a new id")
def clone_python(p: Probe) -> None:
    clone(p, p.python(CLONE, {"charID": p.character}))


@probe("Clone Character", "the curl sample answers with a new id")
def clone_curl(p: Probe) -> None:
    clone(p, p.curl(CLONE, {"charID": p.character}))


def clone(p: Probe, reply: Reply) -> None:
    copy = expect_text(expect(reply, 200, charID=str), "charID")
    p.created.append(copy)
    if copy == p.character:
        raise Differs("the clone has the id of the original")
    expect(p.python(GET, {"charID": copy}), 200, backstory=NEW_STORY)


@probe("Delete Character", "the Python sample answers SUCCESS, and the character is gone")
def delete_python(p: Probe) -> None:
    delete(p, p.python)


@probe("Delete Character", "the curl sample answers SUCCESS, and the character is gone")
def delete_curl(p: Probe) -> None:
    delete(p, p.curl)


def delete(p: Probe, post: Callable[[str, dict[str, Any]], Reply]) -> None:
    character = p.created[-1]
    expect(post(DELETE, {"charID": character}), 200, STATUS="SUCCESS")
    p.created.pop()
    expect(p.python(GET, {"charID": character}), 400, ERROR=str)

"""The wrappers beside the HTTP clients of their languages."""

from __future__ import annotations

from .results import Comparison, Section
from .tools import CORES, OUT, Server, Subject, run_client
from .turns import HTTPX, PY_CONVAI, SAMPLE, SESSION, Turn, rounds

#: Workload, route, calls of a round.
TURNS = (
    ("text", "text", "a text turn", 1600),
    ("spoken", "text", "200 KiB of WAV up", 600),
    ("audio", "audio", "1 MiB of audio down", 150),
)


def python(quick: bool) -> Section:
    about = (
        "`requests` with a connection per call, like the sample in the service's documentation, and with a Session; "
        "`httpx` with a Client; the wrapper's blocking `get_response`."
    )
    return measure(Section("python", "From Python", about), (PY_CONVAI, SAMPLE, SESSION, HTTPX), quick)


def mono(client: str) -> Subject:
    name = "convai for C#" if client == "convai" else client
    return Subject(name, ("mono", str(OUT / "Clients.exe"), client), slowness=2)


def csharp(quick: bool) -> Section:
    about = (
        "On Mono, the runtime of Unity's editor. `HttpClient` with `MultipartFormDataContent`, and `HttpWebRequest`, "
        "both with `DataContractJsonSerializer`; the wrapper's blocking `Say`. In the spoken turn the wrapper starts "
        "from samples, so its time includes making the WAV."
    )
    subjects = (mono("convai"), mono("HttpClient"), mono("HttpWebRequest"))
    section = measure(Section("csharp", "From C#", about), subjects, quick)
    section.comparisons.append(unload(quick))
    return section


def unload(quick: bool) -> Comparison:
    """The unload of an application domain, as by Unity's editor, while the server lets three requests wait."""
    with Server() as server:
        seen = run_client(mono("unload"), f"{server.url}/hold", 5 if quick else 20, cores=set(CORES))
    ours = "three requests are running"
    values = {ours: seen["with"], "without the library": seen["without"]}
    return Comparison("unload of an application domain", "ms", values, ours=ours)


def measure(section: Section, subjects: tuple[Subject, ...], quick: bool) -> Section:
    for key, route, title, calls in TURNS:
        turn = Turn(key, title, "", subjects, calls, route, rounds=5)
        with Server() as server:
            seen = rounds(turn, server, f"{server.url}/{route}", CORES[0], quick)
        values = {name: [one["median_ns"] / 1000 for one in found] for name, found in seen.items()}
        title = f"latency of {title}, one core"
        section.comparisons.append(Comparison(title, "µs", values, ours=subjects[0].name, drawn=key == "text"))
    return section

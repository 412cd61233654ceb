"""The plugin for pytest. It imports what it needs when the first test uses the emulator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

import pytest

if TYPE_CHECKING:
    from ._pool import Pool

USED = pytest.StashKey[Any]()

MARKER = (
    "convai_emulator(config=None, *, args=(), toml=None): the configuration of the fixture convai_emulator: the path "
    "of an npc.toml beside the test, or its text, and further options of the program"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    parser.addini("convai_emulator_config", "the npc.toml of tests that name none, relative to this file")
    parser.addini("convai_emulator_args", "further options of convai-emulator", type="args", default=[])
    parser.addini("convai_emulator_key", "the API key that the fixture convai_emulator gives", default="emulator-key")
    parser.getgroup("convai-emulator").addoption(
        "--convai-emulator-pause",
        action="store_true",
        help="wait for the Enter key after a failed test, to look at the emulator in a browser",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Adds the marker."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def convai_emulators(pytestconfig: pytest.Config) -> Iterator[Pool]:
    """Gives emulators to fixtures of a wider scope: `convai_emulators.get("npc.toml")` starts one unless it runs."""
    from ._pool import Pool

    with Pool(pytestconfig) as pool:
        yield pool


@pytest.fixture
def convai_emulator(
    request: pytest.FixtureRequest, convai_emulators: Pool, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """An emulator of the service in its initial state. CONVAI_BASE_URL and CONVAI_API_KEY name it during the test.

    A process of the tests, such as a worker of pytest-xdist, has one emulator for each configuration. The configuration
    is the parameter of the fixture, else that of the marker `convai_emulator`, else that of the ini option
    `convai_emulator_config`.
    """
    marker = request.node.get_closest_marker("convai_emulator")
    chosen = chosen_by(*marker.args, **marker.kwargs) if marker is not None else {}
    if hasattr(request, "param"):
        chosen["config"] = request.param
    emulator = convai_emulators.get(folder=Path(request.node.path).parent, **chosen)
    emulator.reset()
    request.node.stash[USED] = emulator
    monkeypatch.setenv("CONVAI_BASE_URL", emulator.url)
    monkeypatch.setenv("CONVAI_API_KEY", emulator.api_key)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1", prepend=",")
    yield emulator
    emulator.close_client()


def chosen_by(
    config: Union[str, Path, None] = None, *, args: Sequence[str] = (), toml: Optional[str] = None
) -> dict[str, Any]:
    """Returns the arguments of a marker by their names."""
    return {"config": config, "args": args, "toml": toml}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Adds the journal to the report of a failed test."""
    outcome = yield
    report = outcome.get_result()
    emulator = item.stash.get(USED, None)
    if emulator is None or not report.failed:
        return
    from ._journal import report as journal

    report.sections.append(("convai-emulator", journal(emulator)))
    if item.config.getoption("--convai-emulator-pause"):
        from ._pool import pause

        pause(item, emulator)

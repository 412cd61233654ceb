"""The fixtures: what they start, seed, give and report."""

from __future__ import annotations

import re
import sys

import pytest

from support import KEY, PELL, runs

RAYMOND = """
[[character]]
id = "raymond"
name = "Raymond"
backstory = "Raymond keeps the lighthouse."

[[script]]
text = "open the door"
reply = "There you go."
"""


def test_the_fixture_gives_an_address_and_a_client(tests: pytest.Pytester) -> None:
    tests.makepyfile(f"""
        import os, urllib.request

        def test_client(convai_emulator):
            reply = convai_emulator.client.get_response({PELL!r}, "What are you afraid of?")
            assert reply.text == "I am afraid of moths."
            assert convai_emulator.said() == ["What are you afraid of?"]

        def test_address(convai_emulator):
            assert convai_emulator.url.startswith("http://127.0.0.1:")
            assert os.environ["CONVAI_BASE_URL"] == convai_emulator.url
            assert os.environ["CONVAI_API_KEY"] == convai_emulator.api_key == {KEY!r}
            assert urllib.request.urlopen(convai_emulator.url + "/_emulator/health").status == 200
            assert convai_emulator.said() == [], "it is reset between tests"

        def test_afterwards():
            assert "CONVAI_BASE_URL" not in os.environ
    """)
    tests.runpytest_subprocess().assert_outcomes(passed=3)


def test_a_test_without_the_fixture_starts_and_imports_nothing(tests: pytest.Pytester) -> None:
    tests.makepyfile("""
        import sys

        def test_nothing(pytestconfig):
            assert pytestconfig.pluginmanager.hasplugin("convai_emulator")
            loaded = {name for name in sys.modules if name.startswith("convai")}
            assert loaded == {"convai_emulator", "convai_emulator._version", "convai_emulator.pytest_plugin"}
    """)
    tests.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_plugin_imports_no_module_that_pytest_does_not_need(tests: pytest.Pytester) -> None:
    tests.makepyfile("import sys\n\ndef test_nothing():\n    print('modules', *sorted(sys.modules))")
    tests.path.joinpath("pytest.ini").write_text("[pytest]\n")

    def modules(*arguments: str) -> set[str]:
        result = tests.runpytest_subprocess("-s", *arguments)
        return set(next(line for line in result.outlines if "modules " in line).partition("modules ")[2].split())

    added = modules() - modules("-p", "no:convai_emulator")
    assert added <= {"convai_emulator", "convai_emulator._version", "convai_emulator.pytest_plugin"}


def test_the_configuration_is_that_of_the_parameter_else_the_marker_else_the_ini_option(tests: pytest.Pytester) -> None:
    for name in ("ini", "marker", "parameter"):
        tests.path.joinpath(f"{name}.toml").write_text(RAYMOND.replace("Raymond", name.title()))
    with tests.path.joinpath("pytest.ini").open("a") as ini:
        ini.write("convai_emulator_config = ini.toml\nconvai_emulator_args = --loose\n")
    folder = tests.mkdir("folder")
    folder.joinpath("beside.toml").write_text(RAYMOND.replace("Raymond", "Beside"))
    folder.joinpath("test_configurations.py").write_text("""
import pytest

def names(emulator):
    characters = emulator.control("GET", "characters")
    return [each["character_name"] for each in characters if each["character_id"] == "raymond"]

def test_ini(convai_emulator):
    assert names(convai_emulator) == ["Ini"]
    assert convai_emulator.control("GET", "settings")["loose"]

@pytest.mark.convai_emulator("beside.toml", args=["--echo"])
class TestMarker:
    def test_of_the_class(self, convai_emulator):
        assert names(convai_emulator) == ["Beside"]
        settings = convai_emulator.control("GET", "settings")
        assert settings["echo"] and settings["loose"]

    @pytest.mark.convai_emulator("../marker.toml")
    def test_the_closest(self, convai_emulator):
        assert names(convai_emulator) == ["Marker"]

@pytest.mark.convai_emulator("beside.toml")
@pytest.mark.parametrize("convai_emulator", ["../parameter.toml", "beside.toml"], indirect=True)
def test_parameter(convai_emulator, request):
    assert names(convai_emulator)[0] in request.node.name.title()

@pytest.mark.convai_emulator(toml='[[character]]\\nid = "raymond"\\nname = "Text"\\n')
def test_text(convai_emulator):
    assert names(convai_emulator) == ["Text"]
""")
    tests.runpytest_subprocess().assert_outcomes(passed=6)


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ('"nowhere.toml"', "there is no file *nowhere.toml"),
        ('"broken.toml"', "The emulator did not start: *broken.toml:2:*"),
        ('"secure.toml"', "remove `tls` from the configuration"),
        ('"broken.toml", toml="x"', "and not both"),
        ('args=["--nonsense"]', "The emulator did not start: *--nonsense"),
    ],
)
def test_a_configuration_that_does_not_work_says_why(tests: pytest.Pytester, marker: str, message: str) -> None:
    tests.path.joinpath("broken.toml").write_text("[settings]\nvoice = 3\n")
    tests.path.joinpath("secure.toml").write_text('[server]\ntls = "authority.pem"\n')
    tests.makepyfile(f"""
        import pytest

        @pytest.mark.convai_emulator({marker})
        def test_it(convai_emulator):
            pass
    """)
    result = tests.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}*"])


def test_the_report_of_a_failed_test_shows_the_journal(tests: pytest.Pytester) -> None:
    tests.path.joinpath("npc.toml").write_text(RAYMOND)
    tests.makepyfile(f"""
        import pytest

        pytestmark = pytest.mark.convai_emulator("npc.toml", args=["--unmatched", "fail"])

        def test_fails(convai_emulator):
            with pytest.raises(Exception):
                convai_emulator.client.get_response("raymond", "Open the window.")
            convai_emulator.client.get_response({PELL!r}, bytes(32000), sample_rate=16000)

        def test_is_silent(convai_emulator):
            assert False

        def test_passes(convai_emulator):
            pass
    """)
    result = tests.runpytest_subprocess("-rA")
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*- convai-emulator -*",
            "http://127.0.0.1:*, *npc.toml",
            "#1 POST /character/getResponse -> 404, * ms",
            "    character raymond, session -1",
            "    said 'Open the window.'",
            "    answered *no script fits this turn*",
            "    note: *",
            "#2 POST /character/getResponse -> 404, * ms",
            "    sent 1.00 s at 16000 Hz, with silence",
            "script 1 answered no turn: text = 'open the door'",
            "*- convai-emulator -*",
            "no request arrived",
        ]
    )
    assert result.stdout.str().count("- convai-emulator -") == 2, "a test that passes has no such section"
    assert KEY not in result.stdout.str()


def test_an_emulator_that_ends_is_reported_and_the_next_test_has_another(tests: pytest.Pytester) -> None:
    tests.makepyfile("""
        def test_ends(convai_emulator):
            convai_emulator._process.kill()
            convai_emulator._process.wait()
            assert False

        def test_next(convai_emulator):
            assert convai_emulator.said() == []
    """)
    result = tests.runpytest_subprocess()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*the journal cannot be read, because the emulator has ended*"])


def test_the_control_routes_have_methods(tests: pytest.Pytester) -> None:
    tests.makepyfile(f"""
        import convai, convai_emulator, pytest

        def test_methods(convai_emulator):
            convai_emulator.script(text="open the door", reply="There you go.")
            assert [each["script"]["text"] for each in convai_emulator.unused_scripts()] == ["open the door"]
            assert convai_emulator.client.get_response({PELL!r}, "Open the door!").text == "There you go."
            assert convai_emulator.unused_scripts() == []
            convai_emulator.fault(status=503)
            with pytest.raises(convai.ServerError):
                convai_emulator.client.get_response({PELL!r}, "Hello")
            convai_emulator.settings(echo=True)
            assert convai_emulator.client.get_response({PELL!r}, "Hello").text == "Hello"
            assert [turn["status"] for turn in convai_emulator.turns()] == [200, 503, 200]
            assert [turn["seq"] for turn in convai_emulator.journal(status=503)] == [2]

        def test_refusal(convai_emulator):
            with pytest.raises(type(convai_emulator).control.__globals__["EmulatorError"], match="settings"):
                convai_emulator.settings(nonsense=1)
    """)
    tests.runpytest_subprocess().assert_outcomes(passed=2)


def test_the_pause_prints_the_address(tests: pytest.Pytester) -> None:
    tests.makepyfile("def test_fails(convai_emulator):\n    assert False\n")
    # Input that is closed ends the pause, too.
    result = tests.run("sh", "-c", f"echo | {sys.executable} -m pytest --convai-emulator-pause")
    assert re.search(r"test_fails failed\. The emulator is at http://127\.0\.0\.1:\d+\. Press", result.stdout.str())
    result = tests.runpytest_subprocess("--convai-emulator-pause")
    result.assert_outcomes(failed=1)


def test_the_emulator_ends_with_the_tests(tests: pytest.Pytester) -> None:
    tests.makepyfile("def test_pid(convai_emulator):\n    print('pid', convai_emulator.pid)")
    result = tests.runpytest_subprocess("-s")
    pid = int(re.search(r"pid (\d+)", result.stdout.str())[1])  # type: ignore[index]
    assert not runs(pid)

"""Workers of pytest-xdist."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support import KEY, PELL, runs, until

MANY = f"""
import json, os, pathlib, pytest

@pytest.mark.parametrize("number", range(24))
def test_turn(convai_emulator, number):
    chat = convai_emulator.client.conversation({PELL!r})
    assert chat.say(f"This is {{number}}.").ok
    assert convai_emulator.said() == [f"This is {{number}}."]
    worker = os.environ["PYTEST_XDIST_WORKER"]
    with pathlib.Path(__file__).with_name(f"{{worker}}.txt").open("a") as file:
        file.write(f"{{convai_emulator.pid}} {{convai_emulator.url}}\\n")
"""


def test_each_worker_has_one_emulator_on_its_own_port(tests: pytest.Pytester) -> None:
    tests.makepyfile(MANY)
    # The port of a file does not hold: all workers would take the same.
    tests.path.joinpath("npc.toml").write_text("[server]\nport = 8099\n")
    with tests.path.joinpath("pytest.ini").open("a") as ini:
        ini.write("convai_emulator_config = npc.toml\n")
    tests.runpytest_subprocess("-n", "4").assert_outcomes(passed=24)
    lines = {path.stem: set(path.read_text().splitlines()) for path in tests.path.glob("gw*.txt")}
    assert len(lines) >= 2
    assert all(len(emulators) == 1 for emulators in lines.values())
    pids = {int(line.split()[0]) for emulators in lines.values() for line in emulators}
    addresses = {line.split()[1] for emulators in lines.values() for line in emulators}
    assert len(pids) == len(addresses) == len(lines)
    assert not any(map(runs, pids))
    assert "http://127.0.0.1:8099" not in addresses


def test_the_emulator_of_a_worker_that_is_killed_ends(tests: pytest.Pytester) -> None:
    tests.makepyfile("""
        import json, os, pathlib, time

        def test_waits(convai_emulator):
            file = pathlib.Path(__file__).with_name("worker.json.new")
            file.write_text(json.dumps({"worker": os.getpid(), "emulator": convai_emulator.pid}))
            file.rename(file.with_suffix(""))
            time.sleep(600)
    """)
    command = [sys.executable, "-m", "pytest", "-n", "1", "--max-worker-restart", "0", "-p", "no:cacheprovider"]
    process = subprocess.Popen(command, cwd=tests.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    told = tests.path / "worker.json"
    assert until(told.is_file)
    pids = json.loads(told.read_text())
    assert runs(pids["emulator"])
    os.kill(pids["worker"], signal.SIGKILL)
    assert "crashed" in process.communicate(timeout=120)[0]
    assert until(lambda: not runs(pids["emulator"]))


def test_the_report_of_a_worker_reaches_the_terminal(tests: pytest.Pytester) -> None:
    tests.makepyfile(f"""
        def test_fails(convai_emulator):
            convai_emulator.client.get_response({PELL!r}, "Hello from a worker")
            assert False
    """)
    result = tests.runpytest_subprocess("-n", "2")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*- convai-emulator -*", "    said 'Hello from a worker'"])
    assert KEY not in result.stdout.str()


def test_a_fixed_port_is_refused(tests: pytest.Pytester) -> None:
    with tests.path.joinpath("pytest.ini").open("a") as ini:
        ini.write("convai_emulator_args = --port 8099\n")
    tests.makepyfile("def test_it(convai_emulator):\n    pass\n")
    result = tests.runpytest_subprocess("-n", "1")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*remove --port, because each worker of pytest-xdist has its own emulator*"])


def test_a_process_that_a_test_forks_leaves_the_emulator_alone(tests: pytest.Pytester, tmp_path: Path) -> None:
    tests.makepyfile("""
        import os

        def test_fork(convai_emulator):
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            assert convai_emulator.said() == []
    """)
    tests.runpytest_subprocess("-W", "default").assert_outcomes(passed=1)

"""Closing clients: with a time limit, one by one and all together."""

from __future__ import annotations

import asyncio
import os
import sys
import textwrap
from pathlib import Path
from typing import Any

import convai
import pytest

from support import Emulator, environment, run, until


def test_close_cancels_the_calls_and_says_that_the_threads_have_ended(
    raymond: convai.Character, emulator: Emulator
) -> None:
    emulator.fault(hang=True)
    client = convai.Client()
    turn = client.start_get_response(raymond, "Hello")
    assert until(emulator.turns)
    assert client.close(timeout=None)
    assert client.closed
    assert client.close()
    with turn, pytest.raises(convai.CancelledError):
        turn.result()
    with pytest.raises(convai.ClosedError, match="The client is closed"):
        client.get_response(raymond, "Hello")


def test_an_invalid_time_limit_of_a_close_is_refused(emulator: Emulator) -> None:
    wrong: Any = "soon"
    client = convai.Client()
    with pytest.raises(TypeError, match="timeout must be a number of seconds"):
        client.close(timeout=wrong)
    with pytest.raises(ValueError, match="timeout must be more than 0"):
        convai.shutdown(timeout=-1)
    assert not client.closed
    client.close()


# A thread of the library reads the file of certificates, which is a pipe here, until `release` closes the other end.
POSIX_PIPE = """
import asyncio, convai, os, time

os.mkfifo(os.environ["SSL_CERT_FILE"])
pipe = None

def hold():
    global pipe
    while pipe is None:
        try:
            pipe = os.open(os.environ["SSL_CERT_FILE"], os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.005)

def release():
    os.close(pipe)
"""

# Each opening of the path takes an instance of the pipe, and reading the size of the file opens it, too.
WINDOWS_PIPE = """
import asyncio, convai, os, time, _winapi

def instance():
    mode = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED
    pipe = _winapi.CreateNamedPipe(os.environ["SSL_CERT_FILE"], mode, _winapi.PIPE_WAIT, 8, 64, 64, 0, 0)
    return pipe, _winapi.ConnectNamedPipe(pipe, overlapped=True)

instances = [instance() for _ in range(8)]

def hold():
    _winapi.WaitForMultipleObjects([connected.event for _, connected in instances], False, _winapi.INFINITE)

def release():
    for pipe, connected in instances:
        connected.cancel()
        _winapi.CloseHandle(pipe)
"""

HELD = WINDOWS_PIPE if sys.platform == "win32" else POSIX_PIPE


def pipe_in(folder: Path) -> str:
    return rf"\\.\pipe\{folder.name}-{os.getpid()}" if sys.platform == "win32" else str(folder / "fifo")


BLOCKING = """
client = convai.Client(base_url="https://127.0.0.1:1")
call = client.characters.start_get("id")
hold()
print(client.close(timeout=0), client.close(timeout=0.05), client.closed)
try:
    client.characters.get("id")
except convai.ClosedError as error:
    print(error)
try:
    call.result(timeout=0)
except convai.CancelledError:
    print("cancelled")
call.close()
print(convai.live_objects(), convai.shutdown(timeout=0))
release()
print(client.close(timeout=None), convai.live_objects(), convai.shutdown(timeout=None))
"""

AWAITED = """
async def main():
    client = convai.AsyncClient(base_url="https://127.0.0.1:1")
    call = asyncio.ensure_future(client.characters.get("id"))
    await asyncio.sleep(0)
    hold()
    print(await client.aclose(timeout=0), await client.aclose(timeout=0.05), client.closed)
    try:
        await client.characters.get("id")
    except convai.ClosedError as error:
        print(error)
    try:
        await call
    except convai.CancelledError:
        print("cancelled")
    print(convai.live_objects(), convai.shutdown(timeout=0))
    release()
    print(await client.aclose(timeout=None), convai.live_objects(), convai.shutdown(timeout=None))

asyncio.run(main())
"""


@pytest.mark.parametrize("code", [BLOCKING, AWAITED], ids=["blocking", "asyncio"])
def test_a_close_that_times_out_can_be_repeated(emulator: Emulator, tmp_path: Path, code: str) -> None:
    done = run(HELD + code, env=environment(emulator, SSL_CERT_FILE=pipe_in(tmp_path)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "False False True",
        "The client is closed: create a new one.",
        "cancelled",
        "1 False",
        "True 0 True",
    ], done.stdout + done.stderr


def test_a_client_whose_close_timed_out_is_freed_without_a_warning(emulator: Emulator, tmp_path: Path) -> None:
    code = HELD + textwrap.dedent("""
        import gc
        client = convai.Client(base_url="https://127.0.0.1:1")
        call = client.characters.start_get("id")
        hold()
        call.close()
        print(client.close(timeout=0))
        release()
        del client
        gc.collect()
        print(convai.live_objects())
    """)
    done = run(code, env=environment(emulator, SSL_CERT_FILE=pipe_in(tmp_path), PYTHONWARNINGS="error"))
    assert (done.stdout.split(), done.stderr) == (["False", "0"], "")


def test_shutdown_closes_all_clients(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.fault(hang=True, count=0)
    clients = [convai.Client() for _ in range(3)]
    turns = [client.start_get_response(raymond, "Hello") for client in clients]

    async def main() -> None:
        async with convai.AsyncClient() as awaited:
            call = asyncio.ensure_future(awaited.get_response(raymond, "Hello"))
            assert await asyncio.to_thread(until, lambda: len(emulator.turns()) == 4)
            assert await asyncio.to_thread(convai.shutdown, None)
            with pytest.raises(convai.CancelledError):
                await call
            with pytest.raises(convai.ClosedError):
                await awaited.characters.get("id")

    asyncio.run(main())
    for turn in turns:
        with turn, pytest.raises(convai.CancelledError):
            turn.result()
    for client in clients:
        with pytest.raises(convai.ClosedError, match="closed"):
            client.start_get_response(raymond, "Hello")
    assert all(client.close() for client in clients)
    emulator.reset()
    with convai.Client() as later:
        assert later.characters.create(name="A", voice_type="B", backstory="C").id


def test_shutdown_without_clients_returns_at_once() -> None:
    assert convai.shutdown(timeout=0)

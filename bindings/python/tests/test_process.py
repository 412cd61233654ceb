"""The package within its process: the GIL, Ctrl-C, exit, fork and leaks."""

from __future__ import annotations

import gc
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from typing import Callable

import convai
import pytest

from support import PRESS, WINDOWS, Emulator, environment, run

TALK = """
import convai, sys, time, threading, os, signal
client = convai.Client()
raymond = client.characters.create(name="Raymond", voice_type="MALE", backstory="B")
"""


# The number of threads of the process, with those of the library.
SYSTEM_THREADS = """
import ctypes, os
def system_threads():
    if os.name != "nt":
        return len(os.listdir("/proc/self/task"))
    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
    snapshot = ctypes.c_void_p(kernel32.CreateToolhelp32Snapshot(4, 0))
    if snapshot.value == ctypes.c_void_p(-1).value:
        raise ctypes.WinError(ctypes.get_last_error())
    entry = (ctypes.c_uint32 * 7)(28)  # THREADENTRY32: its size is the first field, the process the fourth
    found, count = kernel32.Thread32First(snapshot, entry), 0
    while found:
        count += entry[3] == os.getpid()
        found = kernel32.Thread32Next(snapshot, entry)
    kernel32.CloseHandle(snapshot)
    assert count > 0
    return count
"""


def test_asyncio_is_imported_on_first_use() -> None:
    done = run(
        "import sys, convai\n"
        "print('asyncio' in sys.modules, 'AsyncClient' in dir(convai), hasattr(convai, 'no_such_name'))\n"
        "print(convai.AsyncClient.__name__, 'asyncio' in sys.modules)"
    )
    assert done.stdout.split() == ["False", "True", "False", "AsyncClient", "True"], done.stderr


def test_other_threads_run_during_a_call(chat: convai.Conversation, emulator: Emulator) -> None:
    counting, counted = True, 0

    def count() -> None:
        nonlocal counted
        while counting:
            counted += 1

    def counted_during(wait: Callable[[], object]) -> float:
        first, start = counted, time.monotonic()
        wait()
        return (counted - first) / (time.monotonic() - start)

    best = 0.0
    thread = threading.Thread(target=count)
    thread.start()
    try:
        for _ in range(10):  # other load on the machine can only lower the figure
            asleep = counted_during(lambda: time.sleep(0.4))
            emulator.fault(delay_ms=400)
            best = max(best, counted_during(lambda: chat.say("Hello")) / asleep)
            if best > 0.2:
                break
    finally:
        counting = False
        thread.join()
    print(f"\nanother thread runs at {100 * best:.0f} % of its speed during a call")
    # If the call held the GIL, the thread would run only between two waits, for about 1 % of the time.
    assert best > 0.2


# On Windows, the wait of an event is not interruptible.
WAIT = "time.sleep(60)" if WINDOWS else "threading.Event().wait()"

INTERRUPTED = """
import signal, threading, time
def interrupt():
    time.sleep(0.3)
    global pressed
    pressed = time.monotonic()
    {press}
try:
    threading.Thread(target=interrupt).start()
    {call}
except KeyboardInterrupt:
    print("interrupted after", time.monotonic() - pressed)
client.close()
assert convai.live_objects() == {left}, convai.live_objects()
"""


@pytest.mark.parametrize(
    ("call", "left"),
    [
        ("client.get_response(raymond, 'Hello')", 0),
        ("client.next_finished(timeout=None)", 0),
        ("with client.start_get_response(raymond, 'Hello') as turn: turn.wait()", 0),
    ],
)
def test_ctrl_c_ends_a_blocking_call(emulator: Emulator, call: str, left: int) -> None:
    def interrupted(call: str) -> float:
        # The server never answers, so nothing but the signal ends the call.
        emulator.fault(hang=True)
        done = run(TALK + INTERRUPTED.format(call=call, left=left, press=PRESS), env=environment(emulator))
        assert done.returncode == 0, done.stderr
        assert "interrupted after" in done.stdout
        return float(done.stdout.split()[-1])

    # A call looks for signals from time to time. On a slow machine Python itself takes longer than that.
    for _ in range(3):  # other load on the machine can only raise the figures
        of_python, ours = interrupted(WAIT), interrupted(call)
        print(
            f"\nKeyboardInterrupt {ours * 1000:.0f} ms after the signal, {of_python * 1000:.0f} ms without the library"
        )
        if ours < 0.2 + 10 * of_python:
            return
    pytest.fail("the call does not end soon after the signal")


ENDINGS = {
    "an unused client": "",
    "an unclosed client": "client.get_response(raymond, 'Hello')",
    "a running call": "turn = client.start_get_response(raymond, 'Hello')",
    "a daemon thread in a call": """
        threading.Thread(target=client.get_response, args=(raymond, "Hello"), daemon=True).start(); time.sleep(0.2)
    """,
    "many clients": "many = [convai.Client() for _ in range(20)]; [c.characters.get(raymond) for c in many]",
    "a reference cycle": "client.me = client; client.chat = client.conversation(raymond); client.chat.say('Hello')",
    "an open utterance": "utterance = convai.Utterance(sample_rate=16000)",
    "a use in an exit handler": "import atexit; atexit.register(lambda: print(convai.live_objects() >= 0))",
    "an exception": "raise SystemExit(0)",
    "an event loop that ended before its client": """
        import asyncio
        async def main():
            global c
            c = convai.AsyncClient()
            t = asyncio.ensure_future(c.get_response(raymond, "Hello"))
            await asyncio.sleep(0.1)
        asyncio.run(main())
    """,
    "the thread that wakes the event loop": """
        import asyncio
        from convai import _waker
        _waker.HAS_DESCRIPTORS = False
        async def main():
            global c
            c = convai.AsyncClient()
            t = asyncio.ensure_future(c.get_response(raymond, "Hello"))
            await asyncio.sleep(0.1)
        asyncio.run(main())
    """,
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_the_interpreter_exits_cleanly(emulator: Emulator, ending: str) -> None:
    if "Hello" in ending and "say" not in ending and ending != ENDINGS["an unclosed client"]:
        emulator.fault(hang=True, count=0)
    start = time.monotonic()
    done = run(TALK + textwrap.dedent(ending), env=environment(emulator))
    assert done.returncode == 0, done.stderr
    assert "Fatal" not in done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    assert time.monotonic() - start < 15


def test_sigterm_ends_a_program_inside_a_call(emulator: Emulator) -> None:
    emulator.fault(hang=True)
    code = TALK + "print('ready', flush=True); client.get_response(raymond, 'Hello')"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(emulator)
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGTERM


FORKED = """
import asyncio
chat = client.conversation(raymond)
chat.say("Hello")
awaited = convai.AsyncClient()
asyncio.run(awaited.characters.get(raymond))
held = convai.Utterance(sample_rate=16000)
turn = client.start_get_response(raymond, "Hello")
child = os.fork()
if child == 0:
    failures = []
    for use in (
        lambda: client.characters.get(raymond), lambda: chat.say("Hello"), lambda: held.push(bytes(2)),
        lambda: turn.wait(), lambda: chat.session_id, lambda: chat.interrupt(), lambda: client.next_finished(),
        lambda: asyncio.run(awaited.characters.get(raymond)),
    ):
        try:
            use()
        except convai.ForkedError as error:
            continue
        failures.append(use)
    client.close()
    with convai.Client() as own:
        own.get_response(raymond, "Hello")
    async def main():
        async with convai.AsyncClient() as own:
            await own.get_response(raymond, "Hello")
    asyncio.run(main())
    print("child", len(failures), flush=True)
    sys.exit(0)
_, status = os.waitpid(child, 0)
print("parent", status, client.get_response(raymond, "Hello").ok, turn.result().ok)
assert asyncio.run(awaited.get_response(raymond, "Hello")).ok
asyncio.run(awaited.aclose())
client.close()
"""


@pytest.mark.filterwarnings("ignore")
def test_inherited_objects_raise_forked_error_in_the_child(emulator: Emulator) -> None:
    done = run(TALK + FORKED, env=environment(emulator))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["child 0", "parent 0 True True"], done.stdout + done.stderr


def test_a_client_works_in_multiprocessing_workers(emulator: Emulator) -> None:
    code = TALK + textwrap.dedent("""
        import multiprocessing
        def ask(_):
            with convai.Client() as own:
                return own.get_response(raymond.id, "Hello").ok
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(ask, range(4)))
    """)
    done = run(code, env=environment(emulator))
    assert done.stdout == "[True, True, True, True]\n", done.stdout + done.stderr


def test_nothing_leaks_under_random_use(emulator: Emulator) -> None:
    chance = random.Random(11)
    emulator.fault(probability=0.2, status=500, seed=3)
    before = convai.live_objects()
    with convai.Client() as client:
        raymond = client.characters.create(name="A", voice_type="B", backstory="C")
        chats = [client.conversation(raymond) for _ in range(5)]
        held = []
        for step in range(300):
            chat = chance.choice(chats)
            action = chance.randrange(6)
            try:
                if action == 0:
                    chat.say("Hello", voice=chance.random() < 0.3)
                elif action == 1:
                    held.append(chat.start_say(f"Step {step}"))
                elif action == 2 and held:
                    held.pop(chance.randrange(len(held))).cancel()
                elif action == 3 and held:
                    held.pop().result()
                elif action == 4:
                    chat.interrupt()
                else:
                    client.next_finished()
            except convai.ConvaiError:
                pass
    held.clear()
    chats.clear()
    del chat
    gc.collect()
    assert convai.live_objects() == before


def test_100_unclosed_clients_are_freed(emulator: Emulator) -> None:
    code = TALK + textwrap.dedent("""
        import gc, warnings
        warnings.simplefilter("ignore")
        client.close()
        for _ in range(100):
            lost = convai.Client()
            lost.conversation(raymond).say("Hello", voice=True)
        del lost
        gc.collect()
        # The system lists a thread for a short time after it was joined.
        end = time.monotonic() + 30
        while (count := system_threads()) > 2 and time.monotonic() < end:
            time.sleep(0.01)
        print(convai.live_objects(), threading.active_count(), count)
    """)
    done = run(SYSTEM_THREADS + code, env=environment(emulator))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["0", "1"]
    assert int(done.stdout.split()[2]) <= 2


def test_signals_do_not_break_calls(emulator: Emulator) -> None:
    code = TALK + textwrap.dedent("""
        hits = []
        signal.signal(signal.SIGALRM, lambda *_: hits.append(1))
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        for _ in range(20):
            assert client.get_response(raymond, "Hello", voice=True).audio
        while len(hits) <= 3:  # under load, several signals can be merged into one
            assert client.get_response(raymond, "Hello", voice=True).audio
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(len(hits) > 3)
        client.close()
    """)
    done = run(code, env=environment(emulator))
    assert done.stdout == "True\n", done.stderr

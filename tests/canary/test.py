#!/usr/bin/env python3
"""Tests of run.py: it finds the canary in all output, and a suite without problems passes.

CONVAI_EMULATOR   the emulator's program (target/debug/convai-emulator)
"""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LEFT = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "canary-test" / "left.log"

# The start of each suite below.
START = """
import base64, json, os, subprocess, sys, urllib.parse, urllib.request
key = os.environ["CONVAI_TEST_KEY"]
token = os.environ["CONVAI_TEST_TOKEN"]
"""

ASK = """
program = os.environ.get("CONVAI_EMULATOR") or sys.argv[1]
emulator = subprocess.Popen([program, "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
address = emulator.stdout.readline().split()[-1]
def ask(path, key=key):
    request = urllib.request.Request(address + path, b"{}", {"CONVAI-API-KEY": key, "Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return opener.open(request, timeout=30).read().decode()
    except urllib.error.HTTPError:
        return ""
"""
END = "\nemulator.stdin.close(); emulator.wait()\n"


def suite(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs the code of a suite with run.py."""
    default = ROOT / "target" / "debug" / ("convai-emulator" + (".exe" if os.name == "nt" else ""))
    command = [sys.executable, str(HERE / "run.py"), *options, "wrapper", sys.executable, "-c", START + code, str(default)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)


class Wrapper(unittest.TestCase):
    def fails(self, code: str, words: str, *options: str) -> None:
        ended = suite(code, *options)
        self.assertEqual(ended.returncode, 3, "the status")
        self.assertIn(words, ended.stderr)

    def test_a_canary_in_the_output_is_found(self) -> None:
        for shown in (
            "key",
            "key.upper()",
            "'key=' + key[:12]",
            "key[-12:] + ' tail'",
            "key[9:21]",
            "base64.b64encode(key.encode()).decode()",
            "base64.b64encode(b'Bearer ' + key.encode() + b'!').decode()",
            "base64.urlsafe_b64encode(b'a:' + key.encode()).decode()",
            "key.encode().hex()",
            "''.join('%%%02X' % byte for byte in key.encode())",
            "token",
            "'token=' + token[-12:]",
            "base64.b64encode(b'Bearer ' + token.encode()).decode()",
        ):
            for stream in ("stdout", "stderr"):
                with self.subTest(shown, stream=stream):
                    self.fails(f"print('one'); print({shown}, file=sys.{stream})", "the output", "--no-emulator")

    def test_a_token_that_an_emulator_gave_is_found(self) -> None:
        connect = ASK + "given = json.loads(ask('/user/connect'))['apiAuthToken']; "
        self.fails(connect + "print('a token:', given)" + END, "the output")
        self.fails(connect + "ask('/character/get?token=' + given)" + END, "the emulator's journal")
        ended = suite(connect + "print('a token:', len(given))" + END)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_the_message_names_the_lines_and_does_not_repeat_the_key(self) -> None:
        ended = suite("print('one'); print(key); print('three', key)", "--no-emulator")
        self.assertRegex(ended.stderr, r"^canary: wrapper: the output \(.*wrapper\.log\), line 2, 3\n$")

    def test_fewer_than_twelve_characters_do_not_count(self) -> None:
        ended = suite("print(key[:11], key[11:22], key[22:33])", "--no-emulator")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertIn("canary: wrapper: 0 of 0 requests", ended.stdout)

    def test_a_canary_in_a_log_file_is_found(self) -> None:
        LEFT.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.fails(f"open({str(LEFT)!r}, 'w').write(key)", "left.log, line 1", "--no-emulator")
        finally:
            LEFT.unlink()

    def test_the_output_and_the_status_of_the_suite_pass_through(self) -> None:
        ended = suite("print('out'); sys.stdout.flush(); print('err', file=sys.stderr); sys.exit(7)", "--no-emulator")
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (7, "out\nerr\n", ""))

    def test_a_failed_suite_that_shows_the_key_reports_both(self) -> None:
        ended = suite("print(key); sys.exit(7)", "--no-emulator")
        self.assertEqual(ended.returncode, 7)
        self.assertIn("the output", ended.stderr)

    def test_a_real_key_does_not_reach_the_suite(self) -> None:
        os.environ["CONVAI_API_KEY"] = "real"
        try:
            ended = suite("print(os.environ.get('CONVAI_API_KEY'))", "--no-emulator")
        finally:
            del os.environ["CONVAI_API_KEY"]
        self.assertEqual(ended.stdout.splitlines()[0], "None")

    def test_a_suite_that_uses_the_key_passes(self) -> None:
        ended = suite(ASK + "ask('/character/get'); ask('/character/get', 'another-key')" + END)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertIn("canary: wrapper: 1 of 2 requests had the key", ended.stdout)

    def test_a_suite_that_does_not_use_the_key_fails(self) -> None:
        self.fails("", "no emulator received a request with the canary (0 requests")
        self.fails(ASK + "ask('/character/get', 'another-key')" + END, "(1 requests with other keys)")

    def test_a_key_outside_its_header_is_found(self) -> None:
        self.fails(ASK + "ask('/character/get?key=' + key)" + END, "the key was sent outside its header")

    def test_a_part_of_the_key_in_a_journal_is_found(self) -> None:
        half = ASK + "ask('/character/get?key=' + key[:20])" + END
        self.fails(half, "the emulator's journal")
        encoded = ASK + "ask('/character/get?key=' + base64.b64encode(key.encode()).decode())" + END
        self.fails(encoded, "the emulator's journal")


if __name__ == "__main__":
    unittest.main()

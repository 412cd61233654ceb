#!/usr/bin/env python3
"""Compiles the C# examples of the README and the programs of examples/csharp, and runs them against the emulator.

    programs.py FOLDER     FOLDER has ConvaiNative.dll and the native library. The programs are built there.

CONVAI_EMULATOR is the path of the emulator. Prints "ok" or "FAIL" for each program. Other commands than Mono's compile and run
the programs if they are given, each with its first arguments:

    CONVAI_TEST_COMPILER    the compiler     (mcs)
    CONVAI_TEST_RUNTIME     the runtime      (mono)
    CONVAI_TEST_DETACHED    the runtime without a console, on a system where that differs
    CONVAI_TEST_LAUNCHER    starts the emulator, on a system that cannot start it itself
    CONVAI_TEST_INPUT       the encoding in which the programs read what is typed (utf-8)
"""

import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import wave

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
README = os.path.join(HERE, "..", "README.md")
EXAMPLES = os.path.join(ROOT, "examples", "csharp")
QUESTION = os.path.join(ROOT, "examples", "audio", "question.wav")
PUBLIC_CHARACTER = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"
PATIENCE = 300
COMPILER = shlex.split(os.environ.get("CONVAI_TEST_COMPILER", "mcs"))
RUNTIME = shlex.split(os.environ.get("CONVAI_TEST_RUNTIME", "mono"))
DETACHED = shlex.split(os.environ.get("CONVAI_TEST_DETACHED", ""))
INPUT = os.environ.get("CONVAI_TEST_INPUT", "utf-8")
LAUNCHER = shlex.split(os.environ.get("CONVAI_TEST_LAUNCHER", ""))

# The program around an example of the README that is not a complete program.
AROUND = """using System;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative;

internal static class Sample
{
    private static void Main()
    {
        RunAsync(Environment.GetEnvironmentVariable("CONVAI_CHARACTER_ID")).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string characterId)
    {
        using (var client = new ConvaiNativeClient(new ConvaiNativeClientOptions { BackgroundPump = true }))
        {
            await Task.FromResult(client);
%s
        }
    }
}
"""


class Failed(Exception):
    pass


def compiled(build, name, source):
    program = os.path.join(build, name + ".exe")
    command = [*COMPILER, "-langversion:7.2", "-r:" + os.path.join(build, "ConvaiNative.dll"), "-out:" + program, source]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    if result.returncode != 0 or "warning" in result.stdout + result.stderr:
        raise Failed("does not compile:\n" + result.stdout + result.stderr)
    return program


def run(program, arguments, environment, wanted=0, typed="", runtime=RUNTIME, folder=None):
    result = subprocess.run([*runtime, program, *arguments], input=typed.encode(INPUT, "ignore"), env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=PATIENCE, cwd=folder)
    said = result.stdout.decode("utf-8", "replace")
    if result.returncode != wanted:
        raise Failed("exit status %d:\n%s" % (result.returncode, said))
    return said


def has(text, *words):
    for word in words:
        if word not in text:
            raise Failed("`%s` is missing in the output:\n%s" % (word, text))


def sample(build, environment, number, code):
    source = os.path.join(build, "sample%d.cs" % number)
    with open(source, "w", encoding="utf-8") as file:
        file.write(code if "static void Main" in code else AROUND % code)
    said = run(compiled(build, "sample%d" % number, source), [], environment, folder=build)
    if not said.strip() or said.startswith("failed"):
        raise Failed("no output, or a failure:\n%s" % said)


def chat(build, environment):
    program = compiled(build, "Chat", os.path.join(EXAMPLES, "Chat.cs"))
    has(run(program, [], environment, typed="My name is Zoë 🐙.\n\nWhat is my name?\n/new\nWhat is my name?\n"), "Zoë", "session: ", "You have not told me")
    has(run(program, [PUBLIC_CHARACTER], environment, typed="Hello\n/quit\nnever said\n"), "session: ")
    has(run(program, ["nobody"], environment, wanted=1, typed="Hello\n"), "ProcessFailure")
    has(run(program, [], {**environment, "CONVAI_API_KEY": ""}, wanted=1), "CONVAI_API_KEY")
    if DETACHED:
        has(run(program, [], environment, typed="Hello\n/quit\n", runtime=DETACHED), "session: ")


def voice(build, environment):
    program = compiled(build, "Voice", os.path.join(EXAMPLES, "Voice.cs"))
    answer = os.path.join(build, "answer.wav")
    if os.path.exists(answer):
        os.remove(answer)
    has(run(program, [QUESTION, answer], environment), "asked: ", "seconds of audio", "answered: ", "saved: ")
    with wave.open(answer) as file:
        if file.getnframes() < file.getframerate() // 2 or file.getsampwidth() != 2:
            raise Failed("the WAV file of the reply is too short, or does not have 16-bit samples")
    has(run(program, [], environment, wanted=2), "usage")
    if DETACHED:
        has(run(program, [], environment, wanted=2, runtime=DETACHED), "usage")
    has(run(program, [answer + ".missing", answer], environment, wanted=1), "answer.wav.missing")
    has(run(program, [program, answer], environment, wanted=1), "AudioInput")


def main():
    build = sys.argv[1]
    with open(README, encoding="utf-8") as file:
        samples = re.findall(r"^```csharp\n(.*?)^```$", file.read(), re.M | re.S)
    checks = [("README sample %d" % (n + 1), lambda b, e, n=n, code=code: sample(b, e, n + 1, code)) for n, code in enumerate(samples)]
    checks += [("examples/csharp/Chat.cs", chat), ("examples/csharp/Voice.cs", voice)]
    tried = {os.path.basename(name) for name, _ in checks}
    checks += [
        (os.path.basename(path), lambda b, e: (_ for _ in ()).throw(Failed("no test runs this program")))
        for path in glob.glob(os.path.join(EXAMPLES, "*.cs"))
        if os.path.basename(path) not in tried
    ]
    shutil.copy(QUESTION, build)  # a sample reads it
    command = [*LAUNCHER, os.environ["CONVAI_EMULATOR"], "--voice", "builtin", "--until-stdin-closes"]
    emulator = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    failed = 0
    try:
        address = emulator.stdout.readline().split()[-1]
        environment = {**os.environ, "CONVAI_BASE_URL": address, "CONVAI_API_KEY": os.environ.get("CONVAI_TEST_KEY", "test-key-0123456789"), "CONVAI_CHARACTER_ID": PUBLIC_CHARACTER}
        for name, check in checks:
            try:
                check(build, environment)
                print("ok   %s" % name)
            except (Failed, subprocess.TimeoutExpired) as problem:
                failed += 1
                print("FAIL %s: %s" % (name, problem))
    finally:
        emulator.stdin.close()
        emulator.wait(10)
    return 1 if failed or len(samples) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())

"""The conversation component and the nodes, run on stand-ins of the engine. Each doctest case of engine/ is one test."""

from __future__ import annotations

import unittest
from pathlib import Path

import test_core
import test_engine_code
from common import HERE, LIBRARY, STAGED, TARGET, must_run

TESTS = HERE / "engine"
BUILT = TARGET / "engine_runs"
PRIVATE = STAGED / "Source/ConvaiNative/Private"
# The files that these tests do not run: they need more of the engine than the stand-ins have.
NOT_RUN = ("ConvaiNativeConnectionCheck", "ConvaiNativeModule", "ConvaiNativeOpen")
FLAGS = ("-std=c++17", "-fno-exceptions", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", f"-isystem{test_engine_code.ENGINE}",
         f"-isystem{test_engine_code.STUBS}", f"-isystem{test_core.INCLUDE}", f"-I{test_engine_code.GENERATED}", f"-I{STAGED / 'Source/ConvaiNative/Public'}",
         f"-I{PRIVATE}", f"-I{test_core.CORE}", "-DCONVAINATIVE_API=", "-DCONVAINATIVE_LATE_BINDING=1")


class EngineBehaves(unittest.TestCase):
    """One test for each doctest case of engine/*_tests.cpp."""

    @classmethod
    def setUpClass(cls) -> None:
        test_engine_code.EngineCode.setUpClass()  # writes the headers of the engine
        own = [each for each in sorted(PRIVATE.glob("*.cpp")) if each.stem not in NOT_RUN] + sorted(TESTS.glob("*.cpp")) + [test_core.TESTS / "support.cpp"]
        cls.program = test_core.build("engine_tests", sorted(test_core.CORE.glob("*.cpp")) + own, flags=FLAGS)
        emulator = test_core.Emulator()
        cls.addClassCleanup(emulator.stop)
        cls.environment = {"CONVAI_BASE_URL": emulator.url, "CONVAI_LIBRARY": str(LIBRARY.resolve()), "CONVAI_TEST_FOLDER": str(BUILT),
                           "CONVAI_SPEECH_FILE": str(test_core.SPEECH)}


test_core.add_cases(TESTS, lambda file: EngineBehaves)

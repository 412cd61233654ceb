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
EDITOR = STAGED / "Source/ConvaiNativeEditor/Private"
FLAGS = ("-std=c++17", "-fno-exceptions", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", f"-isystem{test_engine_code.ENGINE}",
         f"-isystem{test_engine_code.STUBS}", f"-isystem{test_core.INCLUDE}", f"-I{test_engine_code.GENERATED}", f"-I{STAGED / 'Source/ConvaiNative/Public'}",
         f"-I{PRIVATE}", f"-I{EDITOR}", f"-I{test_core.CORE}", "-DCONVAINATIVE_API=", "-DCONVAINATIVE_LATE_BINDING=1")
ANDROID = '#include "CoreMinimal.h"\n#undef PLATFORM_ANDROID\n#define PLATFORM_ANDROID 1\n'


class EngineBehaves(unittest.TestCase):
    """One test for each doctest case of engine/*_tests.cpp."""

    @classmethod
    def setUpClass(cls) -> None:
        test_engine_code.EngineCode.setUpClass()  # writes the headers of the engine
        tests = [*sorted(TESTS.glob("*.cpp")), test_core.TESTS / "support.cpp"]
        cls.program = test_core.build("engine_tests", [*cls.modules(), *tests], flags=FLAGS)
        emulator = test_core.Emulator()
        cls.addClassCleanup(emulator.stop)
        cls.environment = {"CONVAI_BASE_URL": emulator.url, "CONVAI_LIBRARY": str(LIBRARY.resolve()), "CONVAI_TEST_FOLDER": str(BUILT),
                           "CONVAI_SPEECH_FILE": str(test_core.SPEECH), "CONVAI_API_KEY": "a-key-for-tests", "CONVAI_PLUGIN_FOLDER": str(STAGED)}

    @staticmethod
    def modules() -> list[Path]:
        """The modules as the engine builds them: a few files that include the others, and what UnrealHeaderTool writes.

        The permission to use the microphone is that of Android, because desktop systems have none.
        """
        BUILT.mkdir(parents=True, exist_ok=True)
        permission = PRIVATE / "ConvaiNativePermission.cpp"
        private = [each for each in PRIVATE.glob("*.cpp") if each != permission]
        made = []
        for name, files, before in (("core", test_core.CORE.glob("*.cpp"), ""), ("private", private, ""), ("generated", test_engine_code.runtime_code(), ""),
                                    ("editor", [EDITOR / "ConvaiNativeIcons.cpp", EDITOR / "ConvaiNativePicker.cpp"], ""), ("permission", [permission], ANDROID)):
            made.append(BUILT / f"{name}.cpp")
            made[-1].write_text(before + "".join(f'#include "{each}"\n' for each in sorted(files)), encoding="utf-8")
        return made


test_core.add_cases(TESTS, lambda file: EngineBehaves)

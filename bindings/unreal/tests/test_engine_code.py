"""The engine-facing files, read by two compilers with stubs of the engine's headers (stubs/)."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from common import HERE, MODULES, SOURCE, STAGED, TARGET, run, sources, stage, text

STUBS = HERE / "stubs"
ENGINE = TARGET / "engine"  # the names of the engine's headers; each includes a stub
GENERATED = TARGET / "generated"  # what UnrealHeaderTool would write
CODE = STAGED / "Source"
RUNTIME = CODE / "ConvaiNative"
FLAGS = ("-fsyntax-only", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Wshadow", "-Wundef", "-Wno-unused-parameter", "-Wno-invalid-offsetof",
         "-Werror", f"-isystem{ENGINE}", f"-isystem{STUBS}", f"-isystem{CODE / 'ThirdParty/ConvaiNativeLibrary/include'}",
         f"-I{GENERATED}", f"-I{RUNTIME / 'Public'}", f"-I{RUNTIME / 'Private'}", "-DCONVAINATIVE_API=", "-DCONVAINATIVEEDITOR_API=")
TYPE = re.compile(r"^(?:UCLASS|USTRUCT)\(.*\)\n(class|struct) (?:\w+_API )?(\w+)(?: : public (\w+))?\n\{\n\tGENERATED_BODY\(\)", flags=re.M)


def write_engine() -> None:
    for line in text(STUBS / "headers.txt").splitlines():
        header, stub = line.split()
        (ENGINE / header).parent.mkdir(parents=True, exist_ok=True)
        (ENGINE / header).write_text(f'#include "{STUBS / stub}"\n', encoding="utf-8")


def generated(header: Path) -> str:
    """A small part of what UnrealHeaderTool writes for a header: GENERATED_BODY() of each type."""
    content = text(header)
    file_id = f"FID_{header.stem}"
    lines = ["#undef CURRENT_FILE_ID", f"#define CURRENT_FILE_ID {file_id}"]
    for found in TYPE.finditer(content):
        kind, name, parent = found.groups()
        line = content.count("\n", 0, found.end()) + 1
        body = f"using ThisClass = {name};"
        if kind == "class":
            body += f" using Super = {parent}; static UClass* StaticClass(); private: {name}(const {name}&); {name}& operator=(const {name}&);"
            body += f" public: {name}(decltype(nullptr)); "
            body += "" if re.search(rf"^\t{name}\(\);", content, flags=re.M) else f"{name}() {{}} "
            body += "private:"
        lines.append(f"#define {file_id}_{line}_GENERATED_BODY {body}")
    return "\n".join(lines) + "\n"


# Pairs of lines that differ in one mistake. The compilers must accept the first and refuse the second.
MISTAKES = (
    ("USoundWaveProcedural* Sound = nullptr; Sound->QueueAudio(nullptr, 0);", "USoundWaveProcedural* Sound = nullptr; Sound->QueueSound(nullptr, 0);"),
    ('UE_LOG(LogConvaiNative, Error, TEXT("%s"), *FString(TEXT("text")));', 'UE_LOG(LogConvaiNative, Error, TEXT("%s"), FString(TEXT("text")));'),
    ("FConvaiNativeDoneEvent Event; Event.Broadcast(FConvaiNativeError());", "FConvaiNativeResponseEvent Event; Event.Broadcast(FConvaiNativeError());"),
    ("UConvaiNativeSubsystem* Subsystem = nullptr; Subsystem->IsReady();", "UConvaiNativeSubsystem* Subsystem = nullptr; Subsystem->Tick(0.0f);"),
    ("TFunction<void(int32)> Call = [](int32) {}; Call(1);", "TFunction<void(int32)> Call = [](FString) {}; Call(1);"),
)


class EngineCode(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        stage()
        write_engine()
        GENERATED.mkdir(parents=True, exist_ok=True)
        for header in sorted([*(RUNTIME / "Public").glob("*.h"), *(RUNTIME / "Private").glob("*.h")]):
            if ".generated.h" in text(header):
                (GENERATED / f"{header.stem}.generated.h").write_text(generated(header), encoding="utf-8")

    def compile_all(self, files: list[Path], *flags: str) -> None:
        problems = []
        for compiler in ("g++", "clang++"):
            for file in files:
                result = run(compiler, *FLAGS, *flags, file)
                if result.returncode != 0:
                    problems.append(f"{compiler} {file.name}:\n{result.stdout[:3000]}")
        self.assertFalse(problems, "\n".join(problems))

    def test_every_file_is_valid_cpp17(self) -> None:
        self.compile_all([each for module in MODULES for each in sorted((CODE / module / "Private").glob("*.cpp"))], "-std=c++17", "-DCONVAINATIVE_LATE_BINDING=1")

    def test_the_modules_are_valid_cpp20_as_unity_builds(self) -> None:
        files = []
        for module in MODULES:
            whole = TARGET / f"unity_{module}.cpp"
            whole.write_text("".join(f'#include "{each}"\n' for each in sorted((CODE / module).rglob("*.cpp"))), encoding="utf-8")
            files.append(whole)
        self.compile_all(files, "-std=c++20", "-DCONVAINATIVE_LATE_BINDING=1")
        self.compile_all(files, "-std=c++20", "-DCONVAINATIVE_LATE_BINDING=0")

    def test_every_public_header_compiles_alone(self) -> None:
        files = []
        for header in sorted((RUNTIME / "Public").glob("*.h")):
            file = TARGET / "headers" / f"{header.stem}.cpp"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f'#include "{header.name}"\n#include "{header.name}"\n', encoding="utf-8")
            files.append(file)
        self.compile_all(files, "-std=c++17")

    def test_public_headers_do_not_include_the_library_or_the_standard_library(self) -> None:
        for header in sources("ConvaiNative", ".h"):
            if header.parent.name == "Public":
                self.assertNotRegex(text(header), r'#include [<"](convai\.h|Core/|std|string|vector)', header.name)

    def test_the_sample_of_the_readme_compiles(self) -> None:
        samples = re.findall(r"^```cpp\n// (\w+\.(?:h|cpp))\n(.*?)^```", text(SOURCE / "README.md"), flags=re.M | re.S)
        self.assertTrue(any(name.endswith(".cpp") for name, _ in samples), "the README has no C++ sample")
        self.assertEqual(len(samples), text(SOURCE / "README.md").count("```cpp"), "a sample does not begin with its file name")
        folder = TARGET / "sample"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in samples:
            (folder / name).write_text(content, encoding="utf-8")
            if name.endswith(".h"):
                (GENERATED / f"{Path(name).stem}.generated.h").write_text(generated(folder / name), encoding="utf-8")
        self.compile_all([folder / name for name, _ in samples if name.endswith(".cpp")], "-std=c++17", "-DGAME_API=")

    def test_the_stubs_are_strict_enough_to_find_a_mistake(self) -> None:
        file = TARGET / "mistake.cpp"
        includes = '#include "ConvaiNativeSubsystem.h"\n#include "ConvaiNativeLog.h"\n#include "Sound/SoundWaveProcedural.h"\n'
        for good, bad in MISTAKES:
            for compiler in ("g++", "clang++"):
                for line, accepted in ((good, True), (bad, False)):
                    file.write_text(f"{includes}void Try()\n{{\n\t{line}\n}}\n", encoding="utf-8")
                    result = run(compiler, *FLAGS, "-Wno-unused-variable", "-Wno-null-dereference", "-std=c++17", file)
                    self.assertEqual(result.returncode == 0, accepted, f"{compiler}: {line}\n{result.stdout[:1500]}")

"""The engine-facing files, read by two compilers with stand-ins for the engine's headers (bindings/unreal/tests/stubs)."""

from __future__ import annotations

import re
from pathlib import Path

from common import HERE, MODULES, ROOT, STAGED, TARGET, Failed, demand, run, sources, text

STUBS = HERE / "stubs"
ENGINE = TARGET / "engine"  # the engine's header names, each leading to a stand-in
GENERATED = TARGET / "generated"  # what UnrealHeaderTool would write
SOURCE = STAGED / "Source"
RUNTIME = SOURCE / "ConvaiRuntime"
FLAGS = ("-fsyntax-only", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Wshadow", "-Wundef", "-Wno-unused-parameter", "-Wno-invalid-offsetof",
         "-Werror", f"-isystem{ENGINE}", f"-isystem{STUBS}", f"-isystem{SOURCE / 'ThirdParty/ConvaiLibrary/include'}",
         f"-I{GENERATED}", f"-I{RUNTIME / 'Public'}", f"-I{RUNTIME / 'Private'}", "-DCONVAIRUNTIME_API=", "-DCONVAIEDITOR_API=")
TYPE = re.compile(r"^(?:UCLASS|USTRUCT)\(.*\)\n(class|struct) (?:\w+_API )?(\w+)(?: : public (\w+))?\n\{\n\tGENERATED_BODY\(\)", flags=re.M)


def write_engine() -> None:
    for line in text(STUBS / "headers.txt").splitlines():
        header, stub = line.split()
        (ENGINE / header).parent.mkdir(parents=True, exist_ok=True)
        (ENGINE / header).write_text(f'#include "{STUBS / stub}"\n', encoding="utf-8")


def generated(header: Path) -> str:
    """A small part of what UnrealHeaderTool writes for a header: what GENERATED_BODY() stands for in each type."""
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
            body += "" if re.search(rf"^\t{name}\(\);", content, flags=re.M) else f"{name}(); "
            body += "private:"
        lines.append(f"#define {file_id}_{line}_GENERATED_BODY {body}")
    return "\n".join(lines) + "\n"


def prepare() -> None:
    write_engine()
    GENERATED.mkdir(parents=True, exist_ok=True)
    for header in sorted((RUNTIME / "Public").glob("*.h")):
        if ".generated.h" in text(header):
            (GENERATED / f"{header.stem}.generated.h").write_text(generated(header), encoding="utf-8")


def compile_all(files: list[Path], *flags: str) -> None:
    problems = []
    for compiler in ("g++", "clang++"):
        for file in files:
            result = run(compiler, *FLAGS, *flags, file)
            if result.returncode != 0:
                problems.append(f"{compiler} {file.name}:\n{result.stdout[:3000]}")
    if problems:
        raise Failed("\n".join(problems))


def check_every_file_is_cpp17() -> None:
    prepare()
    compile_all([each for module in MODULES for each in sorted((SOURCE / module / "Private").glob("*.cpp"))], "-std=c++17", "-DCONVAI_LATE_BINDING=1")


def check_the_modules_are_cpp20_as_unity_builds() -> None:
    prepare()
    files = []
    for module in MODULES:
        whole = TARGET / f"unity_{module}.cpp"
        whole.write_text("".join(f'#include "{each}"\n' for each in sorted((SOURCE / module).rglob("*.cpp"))), encoding="utf-8")
        files.append(whole)
    compile_all(files, "-std=c++20", "-DCONVAI_LATE_BINDING=1")
    compile_all(files, "-std=c++20", "-DCONVAI_LATE_BINDING=0")


def check_every_public_header_stands_alone() -> None:
    prepare()
    files = []
    for header in sorted((RUNTIME / "Public").glob("*.h")):
        file = TARGET / "headers" / f"{header.stem}.cpp"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#include "{header.name}"\n#include "{header.name}"\n', encoding="utf-8")
        files.append(file)
    compile_all(files, "-std=c++17")


def check_public_headers_show_nothing_of_the_library() -> None:
    for header in sources("ConvaiRuntime", ".h"):
        if header.parent.name == "Public":
            demand(not re.search(r'#include [<"](convai\.h|Core/|std|string|vector)', text(header)), f"{header.name} includes what is private")


def check_the_sample_of_the_readme() -> None:
    prepare()
    readme = text(ROOT / "bindings/unreal/Convai/README.md")
    samples = re.findall(r"^```cpp\n// (\w+\.(?:h|cpp))\n(.*?)^```", readme, flags=re.M | re.S)
    demand(any(name.endswith(".cpp") for name, _ in samples), "the README has no C++ sample")
    folder = TARGET / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in samples:
        (folder / name).write_text(content, encoding="utf-8")
        if name.endswith(".h"):
            (GENERATED / f"{Path(name).stem}.generated.h").write_text(generated(folder / name), encoding="utf-8")
    compile_all([folder / name for name, _ in samples if name.endswith(".cpp")], "-std=c++17", "-DGAME_API=")


def check_a_mistake_is_found() -> None:
    """The stand-ins are strict enough: of two files that differ in one line the good one is taken, the other refused."""
    prepare()
    file = TARGET / "mistake.cpp"
    for good, bad in (
        ("USoundWaveProcedural* Sound = nullptr; Sound->QueueAudio(nullptr, 0);", "USoundWaveProcedural* Sound = nullptr; Sound->QueueSound(nullptr, 0);"),
        ('UE_LOG(LogConvai, Error, TEXT("%s"), *FString(TEXT("text")));', 'UE_LOG(LogConvai, Error, TEXT("%s"), FString(TEXT("text")));'),
        ("FConvaiDoneEvent Event; Event.Broadcast(FConvaiError());", "FConvaiAnswerEvent Event; Event.Broadcast(FConvaiError());"),
        ("UConvaiSubsystem* Subsystem = nullptr; Subsystem->IsReady();", "UConvaiSubsystem* Subsystem = nullptr; Subsystem->Tick(0.0f);"),
        ("TFunction<void(int32)> Call = [](int32) {}; Call(1);", "TFunction<void(int32)> Call = [](FString) {}; Call(1);"),
    ):
        for compiler in ("g++", "clang++"):
            for line, wanted in ((good, True), (bad, False)):
                file.write_text(f'#include "ConvaiSubsystem.h"\n#include "ConvaiLog.h"\n#include "Sound/SoundWaveProcedural.h"\nvoid Try()\n{{\n\t{line}\n}}\n', encoding="utf-8")
                taken = run(compiler, *FLAGS, "-Wno-unused-variable", "-Wno-null-dereference", "-std=c++17", file)
                demand((taken.returncode == 0) == wanted, f"{compiler}, where it should {'take' if wanted else 'refuse'} it: {line}\n{taken.stdout[:1500]}")

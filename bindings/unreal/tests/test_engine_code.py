"""The engine-facing files, read by two compilers with stubs of the engine's headers (stubs/)."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

import header_tool
from common import HERE, MODULES, SOURCE, STAGED, TARGET, must_run, run, sources, stage, text

STUBS = HERE / "stubs"
ENGINE = TARGET / "engine"  # the names of the engine's headers; each includes a stub
GENERATED = TARGET / "generated"  # what UnrealHeaderTool would write
CODE = STAGED / "Source"
RUNTIME = CODE / "ConvaiNative"
FLAGS = ("-fsyntax-only", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Wshadow", "-Wundef", "-Wno-unused-parameter", "-Wno-invalid-offsetof",
         "-Werror", f"-isystem{ENGINE}", f"-isystem{STUBS}", f"-isystem{CODE / 'ThirdParty/ConvaiNativeLibrary/include'}",
         f"-I{GENERATED}", f"-I{RUNTIME / 'Public'}", f"-I{RUNTIME / 'Private'}", "-DCONVAINATIVE_API=", "-DCONVAINATIVEEDITOR_API=")


def write_engine() -> None:
    for line in text(STUBS / "headers.txt").splitlines():
        header, stub = line.split()
        (ENGINE / header).parent.mkdir(parents=True, exist_ok=True)
        (ENGINE / header).write_text(f'#include "{STUBS / stub}"\n', encoding="utf-8")


def reflected(folder: Path) -> list[Path]:
    """The headers with reflected types."""
    return [each for each in sorted(folder.rglob("*.h")) if ".generated.h" in text(each)]


def runtime_code() -> list[Path]:
    """What UnrealHeaderTool writes for the runtime module."""
    return [GENERATED / f"{each.stem}.gen.cpp" for each in reflected(RUNTIME)]


# Pairs of lines that differ in one mistake. The compilers must accept the first and refuse the second.
MISTAKES = (
    ("USoundWaveProcedural* Sound = nullptr; Sound->QueueAudio(nullptr, 0);", "USoundWaveProcedural* Sound = nullptr; Sound->QueueSound(nullptr, 0);"),
    ('UE_LOG(LogConvaiNative, Error, TEXT("%s"), *FString(TEXT("text")));', 'UE_LOG(LogConvaiNative, Error, TEXT("%s"), FString(TEXT("text")));'),
    ("FConvaiNativeDoneEvent Event; Event.Broadcast(FConvaiNativeError());", "FConvaiNativeResponseEvent Event; Event.Broadcast(FConvaiNativeError());"),
    ("UConvaiNativeSubsystem* Subsystem = nullptr; Subsystem->IsReady();", "UConvaiNativeSubsystem* Subsystem = nullptr; Subsystem->Tick(0.0f);"),
    ("TFunction<void(int32)> Call = [](int32) {}; Call(1);", "TFunction<void(int32)> Call = [](FString) {}; Call(1);"),
    ("TMulticastDelegate<void(int32)> Event; Event.Broadcast(1);", "TMulticastDelegate<int32> Event; Event.Broadcast(1);"),
    ("TSharedRef<int32> Number = MakeShared<int32>(1);", "TSharedRef<int32> Number;"),
    ("int64 Number = 0; long long* Place = &Number;", "int64 Number = 0; std::int64_t* Place = &Number;"),
    ('IPluginManager::Get().FindPlugin(TEXT("Name"));', 'IPluginManager::Get().FindPlugin(FName(TEXT("Name")));'),
    ('UToolMenu* Menu = nullptr; Menu->AddSection("Name", FText());', 'UToolMenu* Menu = nullptr; Menu->FindOrAddSection("Name", FText());'),
    ('FToolMenuSection* Section = nullptr; Section->AddMenuEntry("Name", FText(), FText(), FSlateIcon(), FUIAction(FExecuteAction()));',
     'FToolMenuSection* Section = nullptr; Section->AddMenuEntry("Name", FString(), FText(), FSlateIcon(), FUIAction(FExecuteAction()));'),
    ('UObject* Object = nullptr; Object->CreateDefaultSubobject<UAudioComponent>(TEXT("Name"));', 'UObject* Object = nullptr; Object->CreateDefaultSubobject<UAudioComponent>(1.0f);'),
    ("NewObject<UConvaiNativeConversationComponent>();", "new UConvaiNativeConversationComponent(*GetDefault<UConvaiNativeConversationComponent>());"),
)
# The same for what stands in a class with GENERATED_BODY(): UnrealHeaderTool or the compiler must refuse the second.
REFLECTED = (
    ("UPROPERTY()\n\tint32 Value = 0;", "UPROPERTY()\n\tuint32 Value = 0;"),
    ("UPROPERTY()\n\tTArray<FString> Value;", "UPROPERTY()\n\tTArray<TArray<uint32>> Value;"),
    ('UFUNCTION(BlueprintCallable, Category = "A")\n\tvoid Do(int32 Value) {}', 'UFUNCTION(BlueprintCallable, Category = "A")\n\tvoid Do(int16 Value) {}'),
    ('UFUNCTION(BlueprintCallable, Category = "A")\n\tint64 Do() { return 1; }', 'UFUNCTION(BlueprintCallable, Category = "A")\n\tuint64 Do() { return 1; }'),
    ("TSharedPtr<class FHidden> Value;", "TUniquePtr<class FHidden> Value;"),  # the generated code destroys the members
    ("int32 Value = 0;", "int32& Value;"),  # the generated code makes an object for live coding
)


class EngineCode(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        stage()
        write_engine()
        GENERATED.mkdir(parents=True, exist_ok=True)
        headers = reflected(CODE)
        types = header_tool.Types(headers)
        cls.generated = [header_tool.write(each, GENERATED, types) for each in headers]

    def compile_all(self, files: list[Path], *flags: str, compilers: tuple[tuple[str, ...], ...] = (("g++",), ("clang++",))) -> None:
        problems = []
        for compiler in compilers:
            for file in files:
                result = run(*compiler, *FLAGS, *flags, file)
                if result.returncode != 0:
                    problems.append(f"{' '.join(compiler)} {file.name}:\n{result.stdout[:3000]}")
        self.assertFalse(problems, "\n".join(problems))

    def whole(self, module: str) -> Path:
        """One file that includes those of a module, as the engine builds it, with those of UnrealHeaderTool."""
        file = TARGET / f"unity_{module}.cpp"
        own = [*sorted((CODE / module).rglob("*.cpp")), *(runtime_code() if module == "ConvaiNative" else ())]
        file.write_text("".join(f'#include "{each}"\n' for each in own), encoding="utf-8")
        return file

    def test_every_file_is_valid_cpp17(self) -> None:
        own = [each for module in MODULES for each in sorted((CODE / module / "Private").glob("*.cpp"))]
        self.compile_all([*own, *self.generated], "-std=c++17", "-DCONVAINATIVE_LATE_BINDING=1", compilers=(("g++",),))

    def test_the_modules_are_valid_cpp20_as_unity_builds(self) -> None:
        for late in (0, 1):
            self.compile_all([self.whole(each) for each in MODULES], "-std=c++20", f"-DCONVAINATIVE_LATE_BINDING={late}", f"-DWITH_EDITOR={late}")

    def test_the_modules_are_valid_where_tchar_is_wchar_t(self) -> None:
        files = [self.whole(each) for each in MODULES]
        self.compile_all(files, "-std=c++17", "-DCONVAINATIVE_LATE_BINDING=1", "-DSTUB_WIDE_TCHAR")

    def test_the_modules_are_valid_for_windows(self) -> None:
        """By MinGW, and by clang with the extensions of MSVC. The C++ library of MSVC is not to be had on Linux."""
        library = Path(must_run("x86_64-w64-mingw32-g++-posix", "-print-file-name=include").strip()).parent / "include/c++"
        like_msvc = ("clang++", "--target=x86_64-w64-mingw32", "-fms-extensions", "-fdelayed-template-parsing", f"-isystem{library}", f"-isystem{library}/x86_64-w64-mingw32")
        files = [self.whole(each) for each in MODULES]
        for late in (0, 1):
            self.compile_all(files, "-std=c++17", f"-DCONVAINATIVE_LATE_BINDING={late}", compilers=(("x86_64-w64-mingw32-g++-posix",), like_msvc))

    def test_only_supported_versions_of_the_engine_compile(self) -> None:
        for major, minor, accepted in ((4, 27, False), (5, 0, True), (5, 8, True)):
            version = (f"-DENGINE_MAJOR_VERSION={major}", f"-DENGINE_MINOR_VERSION={minor}", "-DENGINE_PATCH_VERSION=0")
            result = run("g++", *FLAGS, "-std=c++17", "-DCONVAINATIVE_LATE_BINDING=1", *version, CODE / "ConvaiNative/Private/ConvaiNativeModule.cpp")
            self.assertEqual(result.returncode == 0, accepted, f"{major}.{minor}: {result.stdout[:1500]}")
            self.assertEqual("needs Unreal Engine 5.0 or later" in result.stdout, not accepted)

    def test_what_depends_on_the_version_compiles_with_an_old_engine(self) -> None:
        """With the engine of UE_VERSION_OLDER_THAN, before and after each change that the plugin knows."""
        private = RUNTIME / "Private"
        guarded = [each for each in sorted(private.glob("*.cpp")) if "UE_VERSION_OLDER_THAN" in text(each)]
        self.assertTrue(guarded)
        for minor in (0, 1, 3, 8):
            version = ("-DENGINE_MAJOR_VERSION=5", f"-DENGINE_MINOR_VERSION={minor}", "-DENGINE_PATCH_VERSION=0")
            self.compile_all(guarded, "-std=c++17", "-DCONVAINATIVE_LATE_BINDING=1", *version, compilers=(("clang++",),))

    def test_the_permission_of_apple_compiles_as_objective_cpp(self) -> None:
        apple = ("-x", "objective-c++", "-fblocks", "-DSTUB_MAC")
        self.compile_all([RUNTIME / "Private/ConvaiNativePermission.cpp"], *apple, "-std=c++17", compilers=(("clang++",),))

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
        made = [header_tool.write(each, GENERATED, header_tool.Types([*reflected(CODE), each])) for each in reflected(folder)]
        self.compile_all([*(folder / name for name, _ in samples if name.endswith(".cpp")), *made], "-std=c++17", f"-I{folder}", "-DGAME_API=")

    def test_the_stubs_are_strict_enough_to_find_a_mistake(self) -> None:
        file = TARGET / "mistake.cpp"
        headers = ("ConvaiNativeConversationComponent.h", "ConvaiNativeSubsystem.h", "ConvaiNativeLog.h", "Components/AudioComponent.h", "Interfaces/IPluginManager.h",
                   "Sound/SoundWaveProcedural.h", "ToolMenus.h")
        includes = "".join(f'#include "{each}"\n' for each in headers)
        file.write_text(includes + "".join(f"void Try{number}()\n{{\n\t{good}\n}}\n" for number, (good, _) in enumerate(MISTAKES)), encoding="utf-8")
        self.compile_all([file], "-Wno-unused-variable", "-Wno-unused-but-set-variable", "-Wno-null-dereference", "-std=c++17")
        for _, bad in MISTAKES:
            file.write_text(f"{includes}void Try()\n{{\n\t{bad}\n}}\n", encoding="utf-8")
            result = run("g++", *FLAGS, "-Wno-unused-variable", "-Wno-null-dereference", "-std=c++17", file)
            self.assertNotEqual(result.returncode, 0, f"accepted: {bad}")

    def test_the_header_tool_is_strict_enough_to_find_a_mistake(self) -> None:
        header = TARGET / "reflected" / "Reflected.h"
        header.parent.mkdir(parents=True, exist_ok=True)
        for pair in REFLECTED:
            for member, accepted in zip(pair, (True, False)):
                header.write_text('#pragma once\n\n#include "CoreMinimal.h"\n#include "UObject/Object.h"\n#include "Reflected.generated.h"\n\n'
                                  f"UCLASS()\nclass UReflected : public UObject\n{{\n\tGENERATED_BODY()\n\npublic:\n\t{member}\n}};\n", encoding="utf-8")
                try:
                    made = header_tool.write(header, header.parent, header_tool.Types([header]))
                    result = run("g++", *FLAGS, "-std=c++17", f"-I{header.parent}", made)
                    refused = result.stdout if result.returncode else ""
                except header_tool.Refused as reason:
                    refused = str(reason)
                self.assertEqual(not refused, accepted, f"{member}\n{refused[:1500]}")

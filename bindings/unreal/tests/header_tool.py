"""What UnrealHeaderTool writes for a header: X.generated.h, which defines GENERATED_BODY() of each type, and X.gen.cpp.

It refuses what that program refuses as far as the plugin is concerned: a type of a property, a parameter or a result that
Blueprint does not have. X.gen.cpp includes only X.h, as in the engine: a class whose members need more than that does not
compile.
"""

from __future__ import annotations

import re
from pathlib import Path

from common import text

TYPE = re.compile(r"^(?:UCLASS|USTRUCT)\(([^\n]*)\)\n(class|struct) (?:\w+_API )?(\w+)(?: : public (\w+))?\n\{\n\tGENERATED_BODY\(\)(.*?)^\};", flags=re.M | re.S)
FUNCTION = re.compile(r"UFUNCTION\(([^\n]*)\)\n\t((?:static |virtual )*)([\w<>:*, ]+?[\s*])(\w+)\(([^\n]*?)\)( const)?(?: override)?(?: \{[^\n]*\})?;?\n")
PROPERTY = re.compile(r"UPROPERTY\(([^\n]*)\)\n\t([\w<>:, ]+?) (\w+)(?: = [^\n]+?| : 1)?;")
DELEGATE = re.compile(r"^DECLARE_DYNAMIC_MULTICAST_DELEGATE(?:_\w+)?\((\w+)(?:, ([^\n]*))?\);", flags=re.M)
PLAIN = {"bool", "uint8", "int32", "int64", "float", "double", "FString", "FName", "FText"}
OF_THE_ENGINE = {"FComponentReference", "FSoundAttenuationSettings", "FDateTime", "FKey", "FLinearColor", "FVector"}


class Refused(Exception):
    """UnrealHeaderTool would refuse the header."""


class Types:
    """The reflected types of the plugin and of the engine."""

    def __init__(self, headers: list[Path]) -> None:
        everything = "".join(text(each) for each in headers)
        self.structs = {found.group(3) for found in TYPE.finditer(everything) if found.group(2) == "struct"} | OF_THE_ENGINE
        self.enums = set(re.findall(r"^UENUM\(.*\)\nenum class (\w+) : uint8$", everything, flags=re.M))
        self.delegates = {found.group(1) for found in DELEGATE.finditer(everything)}

    def check(self, written: str, where: str, *, member: bool = False) -> str:
        """Returns the type without const and reference, and refuses one that Blueprint does not have."""
        bare = re.sub(r"^(?:const|class|struct|enum) |\s*&$", "", written.strip()).strip()
        bare = re.sub(r"^(?:class|struct|enum) ", "", bare)
        inner = re.fullmatch(r"TArray<(.*)>|TSet<(.*)>", bare)
        if inner:
            self.check(inner.group(1) or inner.group(2), where)
            return bare
        pair = re.fullmatch(r"TMap<(\w+), (.*)>", bare)
        if pair:
            self.check(pair.group(1), where)
            self.check(pair.group(2), where)
            return bare
        known = bare in PLAIN | self.structs | self.enums or re.fullmatch(r"[UA]\w+\*", bare) or re.fullmatch(r"TSubclassOf<[UA]\w+>", bare)
        if member:
            known = known or bare in self.delegates or re.fullmatch(r"(?:TObjectPtr|TSoftObjectPtr|TWeakObjectPtr)<[UA]\w+>", bare)
        if not known:
            raise Refused(f"{where}: Blueprint has no type {bare}")
        return bare


def parameters(written: str) -> list[tuple[str, str]]:
    """The types and names of a list of parameters."""
    found, depth, each = [], 0, ""
    for letter in written + ",":
        depth += {"<": 1, "(": 1, ">": -1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            if each.strip():
                kind, name = re.fullmatch(r"(.*[\s*&])(\w+)", each.split(" = ")[0].strip()).groups()
                found.append((kind, name))
            each = ""
        else:
            each += letter
    return found


def thunk(owner: str, types: Types, function: tuple[str, ...]) -> str:
    """The function that Blueprint calls: it takes the arguments from the frame and calls that of the class."""
    _, kind, result, name, arguments, _ = function
    where = f"{owner}::{name}"
    lines = [f"void {owner}::exec{name}(UObject* Context, FFrame& Stack, void* const Result)", "{"]
    for written, each in parameters(arguments):
        lines.append(f"\t{types.check(written, where)} Z_Param_{each}{{}}; Stack.StubTake(Z_Param_{each});")
    values = ", ".join(f"Z_Param_{each}" for _, each in parameters(arguments))
    call = f"{owner}::{name}({values})" if "static" in kind else f"static_cast<{owner}*>(Context)->{name}({values})"
    if result.strip() == "void":
        lines.append(f"\t{call};")
    else:
        lines.append(f"\t*static_cast<{types.check(result, where)}*>(Result) = {call};")
    return "\n".join([*lines, "}", ""])


def of_class(name: str, parent: str, body: str, types: Types) -> tuple[str, str]:
    """The body and the code of a class."""
    functions = FUNCTION.findall(body)
    if len(functions) != body.count("UFUNCTION("):
        raise Refused(f"{name}: a UFUNCTION is not on two lines")
    plain = re.search(rf"^\t{name}\(\);", body, flags=re.M)
    declared = plain or re.search(rf"^\t{name}\(const FObjectInitializer& ", body, flags=re.M)
    lines = "".join(f" static void exec{each[3]}(UObject* Context, FFrame& Stack, void* const Result);" for each in functions)
    lines += f" public: using ThisClass = {name}; using Super = {parent}; static UClass* StaticClass();"
    lines += f" private: {name}({name}&&); {name}(const {name}&); {name}& operator=({name}&&); {name}& operator=(const {name}&);"
    lines += f" public: {name}(FVTableHelper& Helper); virtual UClass* StubClass() const override {{ return StaticClass(); }}"
    lines += f" static UObject* StubConstruct(const FObjectInitializer& X) {{ return new {name}{'' if plain else '(X)'}; }}"
    lines += "" if declared else f" {name}(const FObjectInitializer& ObjectInitializer = FObjectInitializer::Get()) : Super(ObjectInitializer) {{}}"
    lines += f" virtual ~{name}();" if f"~{name}()" not in body else ""
    code = f"{name}::{name}(FVTableHelper& Helper) : Super(Helper) {{}}\n"
    code += f"UClass* {name}::StaticClass() {{ static UClass Class(Super::StaticClass()); return &Class; }}\n"
    code += f"{name}::~{name}() {{}}\n" if f"~{name}()" not in body else ""
    return lines + " private:", code + "".join(thunk(name, types, each) for each in functions)


def of_struct(name: str) -> tuple[str, str]:
    """The body and the code of a struct: Blueprint makes, copies and destroys its values."""
    code = f"UScriptStruct* {name}::StaticStruct() {{ static UScriptStruct Struct; return &Struct; }}\n"
    code += f"void StubUse_{name}() {{ const {name} Made; {name} Copy = Made; Copy = Made; }}\n"
    return "static UScriptStruct* StaticStruct();", code


def write(header: Path, folder: Path, types: Types) -> Path:
    """Writes both files of a header, and returns the code."""
    content = text(header)
    file_id = f"FID_{header.stem}"
    body = ['#include "UObject/ObjectMacros.h"', "#undef CURRENT_FILE_ID", f"#define CURRENT_FILE_ID {file_id}"]
    code = [f'#include "{header.name}"\n']
    for found in TYPE.finditer(content):
        _, kind, name, parent, inside = found.groups()
        line = content.count("\n", 0, found.start(5)) + 1
        generated, its_code = of_class(name, parent, inside, types) if kind == "class" else of_struct(name)
        for specifiers, written, member in PROPERTY.findall(inside):
            types.check(written, f"{name}::{member}", member=True)
        if len(PROPERTY.findall(inside)) != inside.count("UPROPERTY("):
            raise Refused(f"{name}: a UPROPERTY is not on two lines")
        body.append(f"#define {file_id}_{line}_GENERATED_BODY {generated}")
        code.append(its_code)
    for found in DELEGATE.finditer(content):
        name, written = found.groups()
        line = content.count("\n", 0, found.start()) + 1
        pairs = re.findall(r"(.+?), (\w+)(?:, |$)", written or "")
        arguments = ", ".join(f"{kind} {each}" for kind, each in pairs)
        for kind, each in pairs:
            types.check(kind, f"{name}::{each}")
        body.append(f"#define {file_id}_{line}_DELEGATE void {name}_DelegateWrapper(const class {name}& Delegate{', ' if arguments else ''}{arguments});")
        code.append(f"void {name}_DelegateWrapper(const {name}& Delegate{', ' if arguments else ''}{arguments}) {{ Delegate.Broadcast({', '.join(each for _, each in pairs)}); }}\n")
    for name in re.findall(r"^UENUM\(.*\)\nenum class (\w+)", content, flags=re.M):
        code.append(f"template <> UEnum* StaticEnum<{name}>() {{ static UEnum Enum; return &Enum; }}\n")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{header.stem}.generated.h").write_text("\n".join(body) + "\n", encoding="utf-8")
    made = folder / f"{header.stem}.gen.cpp"
    made.write_text("\n".join(code), encoding="utf-8")
    return made

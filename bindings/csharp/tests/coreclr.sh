#!/bin/sh
# Compiles against .NET Core, with Mono's compiler.
#
#     sh bindings/csharp/tests/coreclr.sh FRAMEWORK ARGUMENT...
#
# FRAMEWORK is the folder with the assemblies of Microsoft.NETCore.App. The arguments are those of mcs. A program runs on the
# runtime of this framework: dotnet exec --runtimeconfig bindings/csharp/tests/coreclr.json PROGRAM
set -eu

framework=$1
shift
# CS1702: the compiler finds two names for one assembly.
for assembly in "$framework"/System*.dll "$framework/netstandard.dll" "$framework/mscorlib.dll"; do
    case "$assembly" in *WindowsRuntime*) ;; *) set -- "$@" "-r:$assembly" ;; esac
done
exec mcs -nostdlib -noconfig -langversion:7.2 -d:NETSTANDARD2_1 -warn:4 -warnaserror -nowarn:1702 "$@"

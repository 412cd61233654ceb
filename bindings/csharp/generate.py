#!/usr/bin/env python3
"""Generates the C# files that follow the C header: the imports, the error codes and the table of spellings.

    python3 generate.py            writes the three files
    python3 generate.py --check    writes nothing; fails if a file differs from what the model gives

Reads abi/convai.json, the model of include/convai.h. The generated code works on Mono, CoreCLR and IL2CPP: every import is
Cdecl and takes only pointers, integers and floats of fixed width. No string, bool or delegate crosses the boundary, and every
struct has the same layout on both sides.
"""

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "..", "..", "abi", "convai.json")
CORE = os.path.join(HERE, "..", "unity", "com.convai.native", "Runtime", "Core")
NAMESPACE = "ConvaiNative"
CODES = "ConvaiNativeErrorCode"

NUMBERS = {
    "int32_t": "int",
    "uint32_t": "uint",
    "int64_t": "long",
    "uint64_t": "ulong",
    "size_t": "UIntPtr",
    "intptr_t": "IntPtr",
    "convai_status": "int",
    "float": "float",
    "double": "double",
    "char": "byte",
    "uint8_t": "byte",
    "int16_t": "short",
    "void": "void",
}

# C# keywords that are names in the header.
KEYWORDS = {"event", "in", "object", "out", "params", "ref", "string"}

# How C# spells the names that the library's messages put in backticks, and that an error's `argument` holds. A name that
# depends on the struct it belongs to is listed with it ("spec.name"). Every other name after a dot is looked up alone.
SPELLING = {
    # Client options and call options.
    "api_key": "ApiKey",
    "auth_token": "AuthToken",
    "token": "token",
    "base_url": "BaseUrl",
    "proxy": "Proxy",
    "ca_pem": "CaPem",
    "user_agent": "UserAgent",
    "connect_timeout_ms": "ConnectTimeout",
    "timeout_ms": "Timeout",
    "voice_timeout_ms": "VoiceTimeout",
    "idle_timeout_ms": "IdleTimeout",
    "max_in_flight": "MaxInFlight",
    "max_queued": "MaxQueued",
    "max_queued_bytes": "MaxQueuedBytes",
    "deadline_ms": "Deadline",
    "upload_sample_rate": "UploadSampleRate",
    "max_response_bytes": "MaxResponseBytes",
    "log_capacity": "LogCapacity",
    "queue": "Queue",
    "response_level": "ResponseLevel",
    # The character to create, and the changes of an update.
    "spec": "changes",
    "spec.name": "Name",
    "voice_type": "VoiceType",
    "backstory": "Backstory",
    "actions": "Actions",
    "language_codes": "LanguageCodes",
    "known_voices": "KnownVoices",
    "known_languages": "KnownLanguages",
    # The scene of a turn.
    "scene": "Scene",
    "objects": "Objects",
    "characters": "Characters",
    "description": "Description",
    "classification": "Classification",
    "class_labels": "ClassLabels",
    "fields": "Fields",
    "objects.name": "Name",
    "characters.name": "Name",
    "fields.name": "Name",
    "value": "Value",
    "file": "File",
    "file_name": "FileName",
    "content_type": "ContentType",
    # Requests to any path.
    "method": "Method",
    "path": "Path",
    "json": "Json",
    # Parameters of methods.
    "character_id": "characterId",
    "session_id": "sessionId",
    "name": "name",
    "text": "text",
    "wav": "wav",
    "input_text": "inputText",
    "transcript": "transcript",
    "voice": "voice",
    "limit": "limit",
    "session_ids": "sessionIds",
    "with_knowledge_bank": "withKnowledgeBank",
    "raw_sample_rate": "rawSampleRate",
    "utterance": "utterance",
    # Samples: a PcmAudio, or the format of an Utterance.
    "pcm": "audio",
    "format": "format",
    "samples": "samples",
    "channels": "channels",
    "sample_rate": "sampleRate",
    "max_ms": "longest",
    "CONVAI_PCM_U8": "PcmFormat.U8",
    "_S16": "S16",
    "_S24": "S24",
    "_S32": "S32",
    "_F32": "F32",
    # Utterance options.
    "trigger": "Trigger",
    "CONVAI_TRIGGER_PUSH": "UtteranceTrigger.Push",
    "CONVAI_TRIGGER_BEGIN": "UtteranceTrigger.Begin",
    "CONVAI_TRIGGER_SPEECH": "UtteranceTrigger.Speech",
    "_BEGIN": "Begin",
    "_SPEECH": "Speech",
    "pre_roll_ms": "PreRoll",
    "speech_ms": "SpeechTime",
    "silence_ms": "SilenceTime",
    "speech_threshold": "SpeechThreshold",
    "silence_threshold": "SilenceThreshold",
    "convai_utterance_begin": "Begin",
    "convai_utterance_next": "Next",
    # Playback options.
    "latency_ms": "Latency",
    "start_buffer_ms": "StartBuffer",
    "max_buffered_ms": "MaxBuffered",
    # Properties of the exception.
    "raw_json": "RawReply",
    "argument": "Argument",
}

# What no caller of the C# API passes: the wrapper fills these in, or has no such parameter.
UNREACHABLE = {
    "struct_size", "reserved", "user_data", "language_code_count", "action_count", "object_count", "character_count",
    "class_label_count", "field_count", "file_len", "samples_bytes", "wav_len", "frames", "flags", "options",
    "kind", "operation", "state", "bytes_sent", "bytes_to_send", "bytes_received", "bytes_to_receive",
    "without_device", "buffered_ms", "played_ms", "paused", "underruns", "peak", "rms", "mouth",
}

NOTE = """// Generated by generate.py from abi/convai.json. Do not edit: change the header's source, then run
// `python3 bindings/csharp/generate.py`. A test compares this file with the model.
"""


def pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in name.lower().split("_"))


def camel(name):
    name = pascal(name)
    name = name[0].lower() + name[1:]
    return "@" + name if name in KEYWORDS else name


def native(name):
    return "Native" + pascal(name[len("convai_"):])


def spelled(name):
    """The C# spelling of a C name, or the name itself if the table has none. `Spelling.Of` in C# follows the same rule."""
    return SPELLING.get(name) or SPELLING.get(name.rsplit(".", 1)[-1]) or name


def xml(text, names):
    """A comment of the header as an XML comment: without its Doxygen tags, and with the names of C#. `names` are the error codes."""
    text = re.split(r"\s@\w+", text)[0]
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("NULL", "null")
    # The header names error codes in capitals, such as CONNECT.
    text = re.sub(r"\b[A-Z][A-Z_]+\b", lambda match: "<c>%s</c>" % pascal(match.group()) if match.group() in names else match.group(), text)
    return re.sub(r"`([^`]*)`", lambda match: "<c>%s</c>" % spelled(match.group(1)), text)


class Model:
    """What the header declares, in its order, with C# types."""

    def __init__(self, text):
        model = json.loads(text)
        self.handles = set(model["handles"])
        self.constants = [(each["name"], each["value"], each["comment"]) for each in model["constants"] if isinstance(each["value"], int)]
        self.structs = [(each["name"], self.variables(each["fields"])) for each in model["structs"]]
        self.functions = [(self.type(each["returns"]), each["name"], self.variables(each["parameters"])) for each in model["functions"]]
        self.check_spelling(model)

    def variables(self, listed):
        return [(self.type(each["type"]), each["name"]) for each in listed]

    def type(self, text):
        stars = text.count("*")
        name = re.sub(r"\bconst\b|\*", " ", text).strip()
        if name in self.handles:
            # A token, not an address: never dereferenced, so a plain IntPtr.
            return "IntPtr" + "*" * (stars - 1)
        if name in NUMBERS:
            return NUMBERS[name] + "*" * stars
        if name.startswith("convai_"):
            return native(name) + "*" * stars
        raise SystemExit("generate.py does not know the type `%s`: add it to NUMBERS" % text)

    @staticmethod
    def check_spelling(model):
        """Every name that a caller can get wrong has a C# spelling, and no spelling is left from an older header."""
        fields = {field["name"] for each in model["structs"] if each["filled_by_caller"] for field in each["fields"]}
        texts = {each["name"] for function in model["functions"] for each in function["parameters"] if each["type"] == "const char *"}
        missing = sorted((fields | texts) - set(SPELLING) - UNREACHABLE)
        if missing:
            raise SystemExit("generate.py has no C# spelling for %s: add it to SPELLING, or to UNREACHABLE" % ", ".join(missing))
        known = fields | texts | {"_S16", "_S24", "_S32", "_F32", "_BEGIN", "_SPEECH"}
        known |= {field["name"] for each in model["structs"] for field in each["fields"]}
        known |= {each["name"] for function in model["functions"] for each in function["parameters"]}
        known |= {each["name"] for kind in ("constants", "functions") for each in model[kind]}
        stale = sorted(name for name in set(SPELLING) | UNREACHABLE if name.rsplit(".", 1)[-1] not in known)
        if stale:
            raise SystemExit("the header no longer has %s: remove it from SPELLING" % ", ".join(stale))


def imports(model):
    out = [NOTE, "using System;\nusing System.Runtime.InteropServices;\n\nnamespace %s\n{\n" % NAMESPACE]
    for name, fields in model.structs:
        out.append("    [StructLayout(LayoutKind.Sequential)]\n")
        out.append("    internal unsafe struct %s\n    {\n" % native(name))
        out += ["        public %s %s;\n" % (kind, pascal(field)) for kind, field in fields]
        out.append("    }\n\n")
    out.append(methods(model))
    out.append("}\n")
    return "".join(out)


def methods(model):
    out = ["    internal static unsafe class NativeMethods\n    {\n"]
    out.append("""        // On iOS, tvOS and visionOS the library is linked into the program. The editor loads a shared library whatever it builds for.
#if (UNITY_IOS || UNITY_TVOS || UNITY_VISIONOS) && !UNITY_EDITOR
        internal const string Library = "__Internal";
#else
        internal const string Library = "convai";
#endif

""")
    for name, value, _ in model.constants:
        if name.startswith("CONVAI_ERROR_"):
            continue
        kind = "uint" if name in ("CONVAI_ABI_VERSION", "CONVAI_TEXT", "CONVAI_VOICE", "CONVAI_MULTIPART", "CONVAI_OMIT_RAW_JSON") else "int"
        out.append("        internal const %s %s = %d;\n" % (kind, name, value))
    out.append("\n        /// <summary>The number of structs in this file.</summary>\n")
    out.append("        internal const int StructCount = %d;\n" % len(model.structs))
    out.append("\n        /// <summary>The C name of a struct, and its size in this assembly.</summary>\n")
    out.append("        internal static string Struct(int index, out int size)\n        {\n")
    out.append("            switch (index)\n            {\n")
    for index, (name, _) in enumerate(model.structs):
        out.append("                case %d: size = sizeof(%s); return \"%s\";\n" % (index, native(name), name))
    out.append("                default: throw new ArgumentOutOfRangeException(\"index\");\n            }\n        }\n")
    for result, name, parameters in model.functions:
        out.append("\n        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]\n")
        listed = ", ".join("%s %s" % (kind, camel(p)) for kind, p in parameters)
        out.append("        internal static extern %s %s(%s);\n" % (result, name, listed))
    out.append("    }\n")
    return "".join(out)


def codes(model):
    out = [NOTE, "namespace %s\n{\n" % NAMESPACE]
    out.append("""    /// <summary>
    /// Why a call failed. The codes form groups of a hundred. 1xx: an argument or a call is invalid, and nothing was sent.
    /// 2xx: no reply came. 3xx: the service refused the request. 4xx: the reply cannot be read. 5xx: the library failed. A newer
    /// library may give codes that are not listed here: treat an unknown code like its group.
    /// </summary>
    public enum %s
    {
""" % CODES)
    listed = [each for each in model.constants if each[0].startswith("CONVAI_ERROR_")]
    # TLS is an abbreviation in the comments.
    names = {name[len("CONVAI_ERROR_"):] for name, _, _ in listed} - {"TLS"}
    for index, (name, value, comment) in enumerate(listed):
        out.append("        /// <summary>%s</summary>\n" % xml(comment, names))
        out.append("        %s = %d,\n" % (pascal(name[len("CONVAI_ERROR_"):]), value))
        if index + 1 < len(listed):
            out.append("\n")
    out.append("    }\n}\n")
    return "".join(out)


def spelling():
    out = [NOTE, "using System.Collections.Generic;\n\nnamespace %s\n{\n" % NAMESPACE]
    out.append("    internal static partial class Spelling\n    {\n")
    out.append("        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>\n        {\n")
    out += ['            { "%s", "%s" },\n' % pair for pair in SPELLING.items()]
    out.append("        };\n    }\n}\n")
    return "".join(out)


def main():
    with open(MODEL, encoding="utf-8") as file:
        model = Model(file.read())
    wanted = {"NativeMethods.cs": imports(model), CODES + ".cs": codes(model), "Spelling.Names.cs": spelling()}
    if sys.argv[1:] == ["--check"]:
        stale = []
        for name, text in wanted.items():
            path = os.path.join(CORE, name)
            if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
                stale.append(name)
        for name in stale:
            print("%s differs from abi/convai.json: run python3 bindings/csharp/generate.py" % name)
        return 1 if stale else 0
    for name, text in wanted.items():
        with open(os.path.join(CORE, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    print("%d structs, %d functions, %d constants" % (len(model.structs), len(model.functions), len(model.constants)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

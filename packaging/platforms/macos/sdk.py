#!/usr/bin/env python3
"""Writes the part of a macOS SDK that a linker needs: text stubs that name the symbols of the system's libraries.

    python3 packaging/platforms/macos/sdk.py ZIG_FOLDER SDK_FOLDER

The names of libSystem come from the stub that zig carries, for the two architectures of a universal library. Those of the
frameworks are listed below: the ones that the library and its dependencies use. A name that is missing here fails the link.
Those of Security that evaluate trust are called by the default verifier of reqwest, which is linked and not used: the library
gives reqwest a configuration of its own.
With an SDK of Xcode, this script is not needed (see build.sh).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ARCHITECTURES = ("x86_64", "arm64")

FRAMEWORKS = {
    "CoreFoundation": """
        CFArrayCreate CFArrayGetCount CFArrayGetValueAtIndex CFDataCreate CFDataGetBytePtr CFDataGetLength CFDateCreate
        CFDictionaryCreate CFDictionaryGetValueIfPresent CFEqual CFErrorCopyDescription CFErrorGetCode CFGetTypeID
        CFNumberGetTypeID CFNumberGetValue CFRelease CFRetain CFStringCreateWithBytes CFStringCreateWithBytesNoCopy
        CFStringGetBytes CFStringGetCStringPtr CFStringGetLength CFStringGetTypeID kCFAbsoluteTimeIntervalSince1970
        kCFAllocatorDefault kCFAllocatorNull kCFBooleanFalse kCFBooleanTrue kCFTypeArrayCallBacks
        kCFTypeDictionaryKeyCallBacks kCFTypeDictionaryValueCallBacks
        """,
    "Security": """
        SecCertificateCopyData SecCertificateCopySubjectSummary SecCertificateCreateWithData SecCopyErrorMessageString
        SecPolicyCreateSSL SecTrustCreateWithCertificates SecTrustEvaluateWithError SecTrustSetAnchorCertificates
        SecTrustSetAnchorCertificatesOnly SecTrustSetOCSPResponse SecTrustSetVerifyDate SecTrustSettingsCopyCertificates
        SecTrustSettingsCopyTrustSettings
        """,
    "SystemConfiguration": """
        SCDynamicStoreCopyProxies SCDynamicStoreCreateWithOptions kSCDynamicStoreUseSessionKeys
        kSCPropNetProxiesHTTPEnable kSCPropNetProxiesHTTPPort kSCPropNetProxiesHTTPProxy kSCPropNetProxiesHTTPSEnable
        kSCPropNetProxiesHTTPSPort kSCPropNetProxiesHTTPSProxy
        """,
}
ICONV = "iconv iconv_close iconv_open"


def symbols_of_libsystem(stub: str) -> dict[str, set[str]]:
    """The exported symbols of libSystem and of all libraries that it exports again, for each architecture."""
    found: dict[str, set[str]] = {architecture: set() for architecture in ARCHITECTURES}
    for document in stub.split("\n--- "):
        _, _, exports = document.partition("\nexports:")
        for targets, section in re.findall(r"- targets: *\[(.*?)\](.*?)(?=\n  - targets:|\n[a-z.]|\Z)", exports, re.S):
            lists = re.findall(r"\b(?:weak-|thread-local-)?symbols: *\[(.*?)\]", section, re.S)
            names = {name.strip().strip("'\"") for each in lists for name in each.split(",")}
            for architecture in ARCHITECTURES:
                # arm64e is arm64 with signed pointers. Its libraries export the same names.
                if re.search(rf"\b{architecture}(e|e\.x1)?-macos", targets):
                    found[architecture] |= names - {""}
    return found


def stub(install_name: str, symbols: dict[str, set[str]]) -> str:
    """A stub of version 4 of the format."""
    lines = ["--- !tapi-tbd", "tbd-version: 4", "targets: [ x86_64-macos, arm64-macos ]", f"install-name: '{install_name}'"]
    lines += ["current-version: 1", "exports:"]
    for architecture in ARCHITECTURES:
        names = ", ".join(f"'{name}'" for name in sorted(symbols[architecture]))
        lines += [f"  - targets: [ {architecture}-macos ]", f"    symbols: [ {names} ]"]
    return "\n".join([*lines, "..."]) + "\n"


def c_names(text: str) -> dict[str, set[str]]:
    """The symbols of C names: they begin with an underscore."""
    return {architecture: {f"_{name}" for name in text.split()} for architecture in ARCHITECTURES}


def main() -> None:
    zig, sdk = Path(sys.argv[1]), Path(sys.argv[2])
    system = symbols_of_libsystem((zig / "lib/libc/darwin/libSystem.tbd").read_text())
    for architecture, names in system.items():
        if not {"_malloc", "_pthread_create", "_dlsym", "_sin"} <= names:
            raise SystemExit(f"sdk.py: the stub of zig has no list of libSystem for {architecture}")
    files = {"usr/lib/libiconv.tbd": stub("/usr/lib/libiconv.2.dylib", c_names(ICONV))}
    for name in ("libSystem", "libc", "libm"):
        files[f"usr/lib/{name}.tbd"] = stub("/usr/lib/libSystem.B.dylib", system)
    for name, symbols in FRAMEWORKS.items():
        install_name = f"/System/Library/Frameworks/{name}.framework/Versions/A/{name}"
        files[f"System/Library/Frameworks/{name}.framework/{name}.tbd"] = stub(install_name, c_names(symbols))
    for path, text in files.items():
        (sdk / path).parent.mkdir(parents=True, exist_ok=True)
        (sdk / path).write_text(text)


if __name__ == "__main__":
    main()

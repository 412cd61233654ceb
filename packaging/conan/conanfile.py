"""The Conan 2 recipe of the library, for the checkout that contains it:

    conan create packaging/conan

cargo builds the library. With CONVAI_LIBRARY in the environment, which names a shared library with the static one beside
it, nothing is built. Tested on Linux; packaging/install.sh, which copies the files, needs a POSIX shell.
"""
import os
import re
from pathlib import Path

from conan import ConanFile
from conan.tools.files import copy, load


class Convai(ConanFile):
    name = "convai"
    description = "A client library for the Convai character API, for C and C++"
    license = "MIT OR Apache-2.0"
    topics = ("convai", "game", "npc", "speech")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False]}
    default_options = {"shared": True}
    no_copy_source = True

    def set_version(self):
        manifest = load(self, os.path.join(self.recipe_folder, "../../Cargo.toml"))
        self.version = re.search(r'^version = "(.+)"', manifest, re.MULTILINE).group(1)

    def export_sources(self):
        root = os.path.join(self.recipe_folder, "../..")
        for pattern in ("Cargo.*", "build.rs", "cbindgen.toml", "LICENSE*", "README.md", "CHANGELOG.md", "src/*", "core/*", "audio/*", "include/*",
                        "emulator/*", "bindings/cpp/convai*", "packaging/*"):
            copy(self, pattern, root, self.export_sources_folder, excludes=("*/tests/*", "*/target/*"))

    def package_id(self):
        # The C interface does not depend on the compiler or on the build type of the program.
        del self.info.settings.compiler
        del self.info.settings.build_type

    def build(self):
        if "CONVAI_LIBRARY" not in os.environ:
            self.run(f'cargo rustc --release --lib --crate-type cdylib,staticlib --target-dir "{self.build_folder}/cargo"',
                     cwd=self.source_folder)

    def package(self):
        shared = {"Windows": "convai.dll", "Macos": "libconvai.dylib"}.get(str(self.settings.os), "libconvai.so")
        library = os.environ.get("CONVAI_LIBRARY", f"{self.build_folder}/cargo/release/{shared}")
        self.run(f'CONVAI_LIBRARY="{library}" sh "{self.source_folder}/packaging/install.sh" "{self.package_folder}"')
        # One kind of library, so that a linker cannot take the other.
        libraries = Path(self.package_folder, "lib")
        for file in (libraries.glob("*.a") if self.options.shared else libraries.glob("*.so*")):
            file.unlink()

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "Convai")
        self.cpp_info.set_property("cmake_target_name", "Convai::convai" if self.options.shared else "Convai::convai_static")
        self.cpp_info.set_property("pkg_config_name", "convai")
        self.cpp_info.libs = ["convai"]
        if not self.options.shared:
            self.cpp_info.defines = ["CONVAI_STATIC"]
            if self.settings.os == "Linux":
                self.cpp_info.system_libs = ["gcc_s", "util", "rt", "pthread", "m", "dl", "c"]
            elif self.settings.os == "Macos":
                self.cpp_info.frameworks = ["Security", "SystemConfiguration", "CoreFoundation"]
                self.cpp_info.system_libs = ["iconv"]
            elif self.settings.os == "Windows":
                self.cpp_info.system_libs = ["kernel32", "ntdll", "userenv", "ws2_32", "dbghelp", "advapi32", "bcrypt", "crypt32",
                                             "secur32"]
